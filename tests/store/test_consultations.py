"""The register of consultations: one chain wherever it lies, and a line taken out, changed or put in shows."""

from __future__ import annotations

import pytest

from musterbook.ledger.facts import Digest
from musterbook.store.consultations import Consultations
from musterbook.store.opening import open_consultations
from musterbook.terms.errors import Tampered
from tests.store.shelves import Shelf

WHY = Digest("0" * 64)


def asked(shelf: Shelf, *officers: str, day: str = "2026-01-21") -> Consultations:
    """The register after each of these has opened something, each through a register of his own process."""
    for officer in officers:
        one = open_consultations(shelf.folder, lambda size, last, at: f"{size} {last[:8]} {at}")
        one.append_all(at=f"{day}T06:00:00Z", officer=officer, subjects=["D-77", "D-78"], why=WHY, page="show")
    return open_consultations(shelf.folder)


def test_who_looked_at_whom_is_told_in_order_whichever_process_wrote_it(shelf: Shelf) -> None:
    register = asked(shelf, "a.first", "b.second")

    assert [(one.seq, one.officer, one.subject) for one in register.lines()] == [
        (0, "a.first", "D-77"), (1, "a.first", "D-78"), (2, "b.second", "D-77"), (3, "b.second", "D-78"),
    ]  # fmt: skip
    assert [one.seq for one in register.lines(officer="b.second", subject="D-78")] == [3]


def test_of_each_day_the_newest_checkpoint_is_kept(shelf: Shelf) -> None:
    asked(shelf, "a.first", "b.second")
    register = asked(shelf, "c.third", day="2026-01-22")

    last = [one.digest for one in register.lines()]
    assert register.notes() == [
        (4, f"4 {last[3][:8]} 2026-01-21T06:00:00Z"), (6, f"6 {last[5][:8]} 2026-01-22T06:00:00Z"),
    ]  # fmt: skip
    assert [(day, size) for day, size, _ in register.notes_by_day()] == [("2026-01-21", 4), ("2026-01-22", 6)]


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM consultation WHERE seq = 1",
        "UPDATE consultation SET officer = 'x' WHERE seq = 0",
        "UPDATE consultation SET at = '2026-01-20T06:00:00Z' WHERE seq = 5",
    ],
)
def test_a_consultation_taken_out_or_changed_shows(shelf: Shelf, change: str) -> None:
    register = asked(shelf, "a.first", "b.second", "c.third")
    shelf.spoil(change, place="consultations")

    with pytest.raises(Tampered):
        register.lines()
