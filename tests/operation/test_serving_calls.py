"""A node answers calls beside whatever else carries for it; neither goes on alone."""

from __future__ import annotations

import os
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from musterbook.operation.catalogue import read_folder
from musterbook.operation.opening import Founding, open_folder
from musterbook.operation.serving_calls import Beside, serve_calls
from musterbook.operation.syncing import Here, here
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection
from tests.operation.making import BUS, MORNING, WILLOW, fill


@pytest.fixture
def forward(tmp_path: Path) -> Here:
    place = fill(tmp_path / "willow")
    nodes = {"forward": frozenset({WILLOW, BUS})}
    open_folder(read_folder(place, today=MORNING), Founding(place / "book", MORNING, seed=1, nodes=nodes)).close()
    return here(place, node="forward")


def served(me: Here, beside: Beside) -> list[str]:
    """Where it answered, until it was over."""
    said: list[str] = []
    serve_calls(
        me, host="127.0.0.1", port=0, now=lambda: datetime.now(UTC), entropy=os.urandom, say=said.append, beside=beside
    )
    return said


def test_a_carrier_that_fails_ends_the_node_and_says_why(forward: Here) -> None:
    def fails(_: threading.Lock, stop: threading.Event) -> None:
        stop.wait(0.2)
        raise Refused(Objection("nats.address", values={"address": "a place"}))

    with pytest.raises(Refused, match=r"nats\.address"):
        served(forward, fails)


def test_a_carrier_that_fails_before_anybody_is_answered_ends_the_node_too(forward: Here) -> None:
    def fails(*_: object) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        served(forward, fails)
