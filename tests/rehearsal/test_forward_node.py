"""Tests of the forward node: killed wherever it may be, it loses nothing it acknowledged, and joins up exactly once."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from musterbook.custody.facts import Banded
from musterbook.custody.roll import Roll
from musterbook.ledger.signing import public_of
from musterbook.operation.book import Book
from musterbook.operation.copying import take_in
from musterbook.operation.folder import open_book
from musterbook.operation.verifying import verify_book
from musterbook.rehearsal import killed_node
from musterbook.rehearsal.setting import set_stage
from musterbook.rehearsal.stage import Stage
from musterbook.store.keys import exercise_key
from musterbook.store.sqlite import open_store
from musterbook.terms.custodians import CustodianId, in_hand
from tests.rehearsal.conftest import Played
from tests.rehearsal.small import PEOPLE, small_scenario

DERIK = CustodianId("derik")
KEY = exercise_key(1, "log", "derik-forward")


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("stage")
    opened = set_stage(
        small_scenario(folder / "tables"), into=folder / "book", run="gated", seed=1,
        progress=lambda _what, _done, _whole: None,
    )  # fmt: skip
    yield opened
    opened.book.close()


@pytest.fixture(scope="module")
def lines(stage: Stage) -> list[bytes]:
    """Twelve acts as their author signed them for the forward node's log."""
    people = sorted(stage.book.reading(Roll).on(in_hand(DERIK)))[:12]
    return killed_node._acts_of(stage, DERIK, people, public_of(Ed25519PrivateKey.from_private_bytes(KEY)))


def written_in(folder: Path) -> list[str]:
    store = open_store(folder, operation="exercise", read_only=True)
    try:
        return [entry.act.id for log in store.logs() for entry in store.entries(log)]
    finally:
        store.close()


@pytest.mark.parametrize("killed_after", [1, 5, 11])
def test_what_was_acknowledged_before_the_kill_is_there_afterwards(
    lines: list[bytes], tmp_path: Path, killed_after: int
) -> None:
    acknowledged = killed_node._run(tmp_path, "exercise", KEY, lines, killed_after=killed_after)

    kept = written_in(tmp_path)

    assert len(acknowledged) == killed_after
    assert kept[:killed_after] == acknowledged


def test_after_the_kill_it_goes_on_where_it_was_and_writes_nothing_twice(lines: list[bytes], tmp_path: Path) -> None:
    killed_node._run(tmp_path, "exercise", KEY, lines, killed_after=5)

    acknowledged = killed_node._run(tmp_path, "exercise", KEY, lines, killed_after=None)

    assert written_in(tmp_path) == acknowledged
    assert len(set(acknowledged)) == 12


def test_everything_the_node_wrote_is_in_the_book_once(book: Book, small: Played) -> None:
    banded = Counter(one.fact.person for one in book.entries() if isinstance(one.fact, Banded) and one.act.by == DERIK)

    assert set(banded.values()) == {1}
    assert len(banded) == PEOPLE["derik"] == len(written_of(small))


def written_of(small: Played) -> list[str]:
    """The ids of what stands in the forward node's own store."""
    store = open_store(small.folder / "forward", operation="exercise-syria-2026", read_only=True)
    try:
        return [entry.act.id for log in store.logs() for entry in store.entries(log)]
    finally:
        store.close()


def test_its_file_taken_in_once_more_changes_nothing(small: Played, tmp_path: Path) -> None:
    copy = shutil.copytree(small.folder, tmp_path / "book")
    opened = open_book(copy, read_only=False)
    before = opened.head()

    try:
        told = take_in(opened, copy / "forward" / "carried.bundle", at=opened.entries()[-1].written_at)

        assert (told.new, told.turned_away, told.exit_code) == (0, [], 0)
        assert opened.head() == before
    finally:
        opened.close()
    assert verify_book(copy).exit_code == 6
