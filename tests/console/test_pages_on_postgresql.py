"""Pages on which officers sign, where the book lies in PostgreSQL: a count by two, a hold and a sealed warning."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from musterbook.console.book_source import BookSource
from musterbook.custody.facts import Mustered
from musterbook.custody.sheets.facts import WarningRaised
from musterbook.eligibility.facts import Held
from musterbook.operation import mustering
from musterbook.operation.catalogue import read_folder
from musterbook.operation.folder import open_book
from musterbook.operation.opening import Founding, open_folder
from musterbook.store.address import Address
from tests.console.asking import console_of
from tests.console.test_deeds import filled
from tests.database import place, server  # noqa: F401  fixtures
from tests.operation.making import MORNING, WILLOW, acting, fill

pytestmark = pytest.mark.needs_database


def test_officers_sign_on_the_pages_of_a_book_that_lies_in_a_database(
    tmp_path: Path,
    place: Address,  # noqa: F811  the fixture
) -> None:
    folder = fill(tmp_path / "willow")
    made = open_folder(read_folder(folder, today=MORNING), Founding(folder / "book", MORNING, seed=1, store=place))
    guard, due = acting("w.officer/site-officer", WILLOW, minutes=30), MORNING + timedelta(minutes=90)
    mustering.call(made, guard, "N-1", custodian=WILLOW, by="number", reason="routine", due_by=due)
    person = mustering.roll_of(made, WILLOW)[0]
    made.close()
    book = open_book(folder / "book")
    console = console_of(BookSource(book, now=lambda: MORNING + timedelta(hours=1)))

    for officer in ("w.officer", "w.counter"):
        assert console.send("/musters/count/N-1", officer=officer, counted="12").status_code == 303
    digest = console.get("/musters/count/N-1").text.partition('name="digest" value="')[2][:12]
    counted = console.send("/musters/count/N-1", step="sign", digest=digest)
    held = filled(console, "hold", person, person=person, ground="security", officer="s.security")
    kind = console.get(f"/do/warn?about={person}").text.partition('name="about"')[2].split('<option value="')[2][:40]
    warned = filled(
        console, "warn", person, person=person, about=kind.partition('"')[0], words="was seen at the wire",
        officer="w.officer",
    )  # fmt: skip

    assert (counted.status_code, held.status_code, warned.status_code) == (303, 303, 303)
    beside = open_book(folder / "book")
    kinds = [type(one.fact) for one in beside.entries()]
    assert [kinds.count(kind) for kind in (Mustered, Held, WarningRaised)] == [1, 3, 1]
    assert (beside.head(), beside.not_standing()) == (book.head(), [])
    beside.close()
    book.close()
