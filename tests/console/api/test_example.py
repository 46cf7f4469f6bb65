"""The worked example of the documentation boards a manifest of invented people, on a console served on a port."""

from __future__ import annotations

import importlib.util
import socket
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import ModuleType

import httpx
import pytest
import uvicorn

from musterbook.custody.roll import Roll
from musterbook.operation import agreeing, planning
from musterbook.terms.custodians import in_hand
from tests.console.api.calling import Calls
from tests.operation.making import (
    BUS,
    DESK,
    MORNING,
    SMALL_BUSES,
    acting,
    adopt,
    by_leaving,
    clear_everyone,
    open_small_book,
)

EXAMPLE = Path(__file__).parents[3] / "docs" / "how-to" / "programs" / "board_a_manifest.py"


def example() -> ModuleType:
    spec = importlib.util.spec_from_file_location("board_a_manifest", EXAMPLE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["board_a_manifest"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def calls(tmp_path: Path) -> Calls:
    """A plan adopted, its people seated, and both programs let in with files of their own."""
    book = open_small_book(tmp_path, changed=SMALL_BUSES)
    for party in ("willow", "harbour"):
        agreeing.sign(book, acting("c.coord/coordinator", DESK, minutes=10), "AGR-01", party)
    clear_everyone(book)
    made = planning.propose(book, at=MORNING + timedelta(minutes=90), days=2, planner="most-at-risk-first")
    adopt(book, str(made.digest), minutes=100)
    book.close()
    calls = Calls(tmp_path / "willow" / "book", minutes=110)
    calls.let_in("w.officer", "b.escort")
    for name in ("w.officer", "b.escort"):
        (tmp_path / f"{name}.seed").write_text(calls.key_of(name).private_bytes_raw().hex(), "ascii")
        (tmp_path / f"{name}.secret").write_text(calls.secrets[name], "ascii")
    return calls


@pytest.fixture
def address(calls: Calls) -> Iterator[str]:
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen()  # who calls before the server runs waits, and is not refused
    config = uvicorn.Config(calls.app, access_log=False, log_level="error", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    running = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    running.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    running.join(timeout=10)
    listening.close()


def test_the_example_boards_everybody_who_sits_on_a_serial(calls: Calls, address: str, tmp_path: Path) -> None:
    first = by_leaving(calls.book)[0]
    board = example()
    with httpx.Client(base_url=address, timeout=30) as node:
        giver, escort = (board.program(name, tmp_path, node) for name in ("w.officer", "b.escort"))

        digests = board.board(first.serial, giver, escort)
        row = giver.read(f"/serials/{first.serial}")["found"]

    assert len(digests) == 3
    assert (row["offered"], row["accepted"]) == (len(first.people), len(first.people))
    assert calls.book.reading(Roll).on(in_hand(BUS)) == first.people


def test_the_example_says_what_the_node_says_when_a_count_differs(calls: Calls, address: str, tmp_path: Path) -> None:
    first = by_leaving(calls.book)[0]
    board = example()
    with httpx.Client(base_url=address, timeout=30) as node:
        giver, escort = (board.program(name, tmp_path, node) for name in ("w.officer", "b.escort"))

        with pytest.raises(SystemExit, match=r"400: You counted 3"):
            board.board(first.serial, giver, escort, counted=3)

    assert calls.book.reading(Roll).on(in_hand(BUS)) == frozenset()
