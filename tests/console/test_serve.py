"""Serving: on this machine alone, on a port that is free."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from musterbook.console.serve import open_port, serve
from musterbook.terms.errors import Refused
from musterbook.words.say import sentence


def test_a_port_in_use_is_said_with_one_to_try_instead() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(Refused) as refused:
            open_port(port)

    (objection,) = refused.value.objections
    assert objection.rule == "console.port-in-use"
    assert objection.values["port"] == port
    assert f"muster serve --port {objection.values['other']}" in sentence(objection)


def test_another_machines_address_is_refused_before_anything_is_opened(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        serve(tmp_path, host="0.0.0.0")  # noqa: S104  what is asked for and refused

    assert refused.value.objections[0].rule == "console.host-not-loopback"


def test_any_free_port_is_on_the_loopback_address() -> None:
    listening = open_port(0)

    host, port = listening.getsockname()
    listening.close()
    assert host == "127.0.0.1"
    assert port > 0
