"""A whole book in PostgreSQL: opened, written, sealed, consulted, verified, copied, moved into files and back."""

from __future__ import annotations

from pathlib import Path

import pytest

from musterbook.ledger.facts import Digest
from musterbook.operation.catalogue import read_folder
from musterbook.operation.copying import back_up
from musterbook.operation.folder import open_book
from musterbook.operation.moving_store import ASIDE, guard, move, sweep, upgrade
from musterbook.operation.opening import Founding, open_folder
from musterbook.operation.verifying import verify_book
from musterbook.store.address import Address, read_address
from musterbook.store.memory import MemoryStore
from musterbook.store.opening import open_consultations, open_store
from musterbook.store.postgres_line import open_keepers_line
from musterbook.sync.bundle_taking import ingest_bundle
from musterbook.terms.errors import Malformed, Refused
from tests.database import place, server  # noqa: F401  fixtures
from tests.operation.making import MORNING, fill

pytestmark = pytest.mark.needs_database


def schemas(address: Address) -> list[str]:
    with open_keepers_line(address) as keeper:
        rows = keeper.execute("SELECT nspname FROM pg_namespace WHERE nspname = %s", [address.schema]).fetchall()
    return [name for (name,) in rows]


def test_a_book_is_opened_in_a_database_moved_into_files_and_back_with_one_head(
    tmp_path: Path,
    place: Address,  # noqa: F811  the fixture
) -> None:
    folder = fill(tmp_path / "willow")
    into = folder / "book"
    book = open_folder(read_folder(folder, today=MORNING), Founding(into, MORNING, seed=1, store=place))
    head, entries = book.head(), len(book.entries())
    book.close()
    open_consultations(into).append(
        at="2026-01-21T06:00:00+00:00", officer="w.officer", subject="x", why=Digest("0" * 64), page="open"
    )

    read = open_book(into)
    assert (read.head(), len(read.entries())) == (head, entries)
    sealed = read.sealed
    assert sealed is not None
    particulars = set(sealed.digests("particulars"))
    opened = sealed.open_many(particulars)
    assert opened
    read.close()
    assert not list(into.glob("*.db"))
    outcome = verify_book(into)
    assert outcome.failed == []
    assert "13 consultations: 1 openings chained; none under a checkpoint" in outcome.lines()

    copied, _ = back_up(into, tmp_path / "copy.mbk")
    restored = MemoryStore(operation="Willow")
    ingest_bundle(restored, tmp_path / "copy.mbk", at=MORNING)
    there = move(into, None)
    assert read_address(into) is None
    assert (restored.head(), there.head, there.entries, there.consultations) == (head, head, copied, 1)
    with pytest.raises(Malformed, match=r"store\.in-files"):
        sweep(into, None)
    back = move(into, Address(place.address, f"{place.schema}_again", place.role))
    assert (back.head, back.entries, back.sealed, back.consultations) == (head, copied, there.sealed, 1)
    assert (into / ASIDE / "book.db").exists()

    again = open_book(into)
    assert again.sealed is not None
    assert again.sealed.open_many(particulars) == opened
    assert again.head() == head
    again.close()
    assert verify_book(into).failed == []
    assert upgrade(into, None, tmp_path / "before.mbk")[0] > 0
    guard(into, None)
    assert "wrap" in sweep(into, None)[1].tables
    assert verify_book(into).failed == []
    with pytest.raises(Refused, match=r"store\.lies-there"):
        move(into, read_address(into))


def test_an_opening_that_fails_leaves_nothing_in_the_database_either(
    tmp_path: Path,
    place: Address,  # noqa: F811  the fixture
) -> None:
    folder = fill(tmp_path / "willow")

    def stop(_what: str, _done: int, _whole: int) -> None:
        raise KeyboardInterrupt

    founding = Founding(folder / "book", MORNING, seed=1, progress=stop, store=place)
    with pytest.raises(KeyboardInterrupt):
        open_folder(read_folder(folder, today=MORNING), founding)

    assert schemas(place) == []
    assert not (folder / "book").exists()


def test_a_move_that_fails_leaves_the_book_where_it_lay(
    tmp_path: Path,
    place: Address,  # noqa: F811  the fixture
) -> None:
    folder = fill(tmp_path / "willow")
    into = folder / "book"
    book = open_folder(read_folder(folder, today=MORNING), Founding(into, MORNING, seed=1))
    head = book.head()

    with pytest.raises(Refused, match=r"store\.in-use"):
        move(into, place)
    book.close()
    with pytest.raises(Refused, match=r"store\.role-too-strong"):
        move(into, Address(place.address, place.schema, "keeper"))

    assert schemas(place) == []
    store = open_store(into, read_only=True)
    assert store.head() == head
    store.close()
