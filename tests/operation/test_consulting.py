"""The register of who opened what: under the node's signature, so that lines taken out at the end show too."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from musterbook.operation.book_folder import read_book_file
from musterbook.operation.consulting import checked
from musterbook.operation.evidence_beside import EvidenceBeside
from musterbook.operation.verifying import verify_book
from musterbook.store.consultations import NAME, Consultations
from musterbook.terms.errors import Tampered
from tests.operation.evidence import book_with_evidence
from tests.operation.making import MORNING

HOURS = (1, 2, 30)
"""Two openings on one day and one on the next: a day keeps its newest checkpoint."""


@pytest.fixture
def beside(tmp_path: Path) -> Iterator[EvidenceBeside]:
    """A book in which three things were opened."""
    with book_with_evidence(tmp_path) as beside:
        for hour in HOURS:
            at = MORNING + timedelta(hours=hour)
            beside.consult("v.reviewer", "D-77", "the hearing of May", page="dossier show", at=at)
        yield beside


def place(tmp_path: Path) -> Path:
    """The book's folder."""
    return tmp_path / "willow" / "book"


def held(beside: EvidenceBeside, folder: Path, *, against: str = "") -> tuple[int, int]:
    """Lines, and how many are under a checkpoint."""
    operation = read_book_file(folder).operation
    found = checked(Consultations(folder), operation, beside.book.store.heads(), against=against)
    return found.lines, found.signed


def changed(folder: Path, statement: str) -> None:
    """Do something to the file behind everybody's back."""
    base = sqlite3.connect(folder / NAME, isolation_level=None)
    base.execute(statement)
    base.close()


def test_every_opening_is_under_a_checkpoint_of_the_node_and_a_day_keeps_one(
    beside: EvidenceBeside, tmp_path: Path
) -> None:
    assert held(beside, place(tmp_path)) == (3, 3)
    assert [size for size, _ in beside.consultations.notes()] == [2, 3]
    assert "13 consultations: 3 openings chained; 3 under a checkpoint of" in "\n".join(
        verify_book(place(tmp_path)).lines()
    )


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        ("delete from consultation where seq = 2", "consultations.taken-out"),
        ("delete from consultation", "consultations.taken-out"),
        ("update consultation set officer = 'x' where seq = 1", "consultations.chain"),
        ("delete from consultation where seq = 0", "consultations.chain"),
        ("update note set note = replace(note, 'at 2026', 'at 2025')", "checkpoint.signature"),
    ],
)
def test_what_is_taken_out_or_changed_shows_when_the_book_is_verified(
    beside: EvidenceBeside, tmp_path: Path, statement: str, rule: str
) -> None:
    changed(place(tmp_path), statement)

    outcome = verify_book(place(tmp_path))

    assert outcome.exit_code == 5
    assert f"13 consultations: FAILED {rule}" in "\n".join(outcome.failed)
    assert beside.book.entries()


def test_a_checkpoint_sent_away_shows_lines_taken_out_with_their_checkpoint(
    beside: EvidenceBeside, tmp_path: Path
) -> None:
    _, note = beside.consultations.notes()[-1]
    assert held(beside, place(tmp_path), against=note) == (3, 3)

    changed(place(tmp_path), "delete from consultation where seq = 2")
    changed(place(tmp_path), "delete from note where size = 3")

    assert held(beside, place(tmp_path)) == (2, 2)
    with pytest.raises(Tampered, match=r"consultations\.taken-out"):
        held(beside, place(tmp_path), against=note)


def test_a_checkpoint_of_the_book_itself_does_not_stand_for_one_of_the_register(
    beside: EvidenceBeside, tmp_path: Path
) -> None:
    log = next(iter(beside.book.store.heads()))
    *_, own = beside.book.store.checkpoints(log)

    with pytest.raises(Tampered, match=r"consultations\.nobodys"):
        held(beside, place(tmp_path), against=own.note)
