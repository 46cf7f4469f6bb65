"""Whoever listens lives through a server that fell as by a loss of power; it is one of its own."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from tools.postgres_server import CHECKSUMS, Server, end, new_server, program

from musterbook.store.opening import store_at
from musterbook.store.postgres_schema import make_schema
from tests.store.making import AT, REGISTER, acts, node_key

pytestmark = [
    pytest.mark.needs_database,
    pytest.mark.on_one_store("PostgreSQL", because="files tell nobody, and a server is not lost with the machine"),
]

SECONDS = 60
"""Nothing here waits so long; whatever does has hung."""


@pytest.fixture
def fallible() -> Iterator[Server]:
    """A server that may be stopped without taking it from anybody."""
    if not program("initdb"):
        pytest.skip("Debian's package postgresql is not installed")
    made = new_server(CHECKSUMS)
    yield made
    end(made)


def test_whoever_listens_hears_again_after_the_server_fell_and_was_started(fallible: Server) -> None:
    address = fallible.address("book")
    make_schema(address)
    store = store_at(address, operation="op")
    log = store.create_log(node_key("a"), "a")
    heard = threading.Event()
    stop = store.listen(heard.set)
    at_first = heard.wait(SECONDS)
    heard.clear()

    fallible.stop("immediate")
    fallible.start()

    come_back = heard.wait(SECONDS)
    heard.clear()
    store.close()
    again = store_at(address, operation="op")
    again.hold_key(node_key("a"))
    again.append(log, acts(1), at=AT, register=REGISTER)
    grown = heard.wait(SECONDS)
    stop()
    again.close()
    assert (at_first, come_back, grown) == (True, True, True)
