"""Who on the register may already be the newcomer: proposed, and never without a consultation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from musterbook.custody.people import People
from musterbook.operation.evidence_beside import EvidenceBeside, evidence_beside
from musterbook.operation.folder import open_book
from musterbook.operation.identifying import SUBJECT, already_registered
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.people import PersonId
from tests.operation.making import open_small_book

NOW = datetime(2026, 1, 21, 12, tzinfo=UTC)
WHY = "is he already on the register"


@pytest.fixture
def beside(tmp_path: Path) -> Iterator[EvidenceBeside]:
    """A small book, and what lies beside it."""
    open_small_book(tmp_path).close()
    place = tmp_path / "willow" / "book"
    book = open_book(place, read_only=False)
    yield evidence_beside(book, place)
    book.close()


def name_of(beside: EvidenceBeside, number: PersonId) -> str:
    """The name sealed of someone on the register."""
    known = beside.book.reading(People).get(number)
    assert known is not None
    assert known.particulars is not None
    assert beside.book.sealed is not None
    return str(json.loads(beside.book.sealed.open(known.particulars))["claims"]["name"]["value"])


def test_asking_is_written_down_before_anything_is_opened(beside: EvidenceBeside) -> None:
    already_registered(beside, {"name": "Umar al-Wahmi"}, officer="x.examiner", why=WHY, at=NOW)

    [line] = beside.consultations.lines()
    assert (line.officer, line.subject, line.page) == ("x.examiner", SUBJECT, "identity")


def test_nobody_asks_without_a_reason(beside: EvidenceBeside) -> None:
    with pytest.raises(Refused):
        already_registered(beside, {"name": "Umar al-Wahmi"}, officer="x.examiner", why="", at=NOW)

    assert beside.consultations.lines() == []


def test_a_man_on_the_register_is_proposed_first_in_another_script(beside: EvidenceBeside) -> None:
    newcomer = {"name_ar": "حسن الوهمي", "born": "1979"}

    found = already_registered(beside, newcomer, officer="x.examiner", why=WHY, at=NOW)

    assert name_of(beside, found[0].person) == "Hasan al-Wahmi"
    assert found[0].claim == "name"
    assert found[0].pair_p > 0.9
    assert len({one.person for one in found}) == len(found)
    assert [one.search_p for one in found] == sorted((one.search_p for one in found), reverse=True)


def test_a_newcomer_without_a_name_cannot_be_looked_for(beside: EvidenceBeside) -> None:
    with pytest.raises(Malformed):
        already_registered(beside, {"born": "1979"}, officer="x.examiner", why=WHY, at=NOW)
