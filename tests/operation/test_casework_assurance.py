"""An assurance named in a request is an agreement of that kind, of that country, and in force; nothing else assures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from musterbook.custody.roll import Roll
from musterbook.evidence.facts import ReleaseAsked
from musterbook.ledger.facts import Digest
from musterbook.operation import agreeing, negotiating
from musterbook.operation.casework_release import assurance_stands
from musterbook.operation.evidence_beside import EvidenceBeside
from tests.operation.evidence import book_with_evidence, built
from tests.operation.making import DESK, WILLOW, acting

ASKED = ReleaseAsked(
    request="R-1", dossier="D-77", country="DEU", authority="court", purpose="prosecution", assurance="AGR-9"
)
FROM, BEFORE, UNTIL = (acting("c.coord/coordinator", DESK, minutes=minutes) for minutes in (5, 9, 600))


@pytest.fixture
def beside(tmp_path: Path) -> Iterator[EvidenceBeside]:
    """A book with assurances of Germany on evidence, on returns and on its own nationals, from minute 5 to 600."""
    with book_with_evidence(tmp_path) as beside:
        man = min(beside.book.reading(Roll).answered_for(WILLOW))
        built(beside, tmp_path, person=man)
        two = acting({"l.legal": "legal-reviewer", "c.coord": "coordinator"}, DESK, minutes=4)
        for name, act, scope in (
            ("AGR-9", "disclosure", "sex = male"), ("AGR-7", "return", "sex = male"),
            ("AGR-8", "disclosure", "nationality = DEU"),
        ):  # fmt: skip
            negotiating.make(
                beside.book, two, name, kind="assurance", parties=["harbour"], acts=[act], scope=scope,
                text=Digest("0" * 64), from_=FROM.at, until=UNTIL.at, country="DEU",
            )  # fmt: skip
            agreeing.sign(beside.book, FROM, name, "harbour")
        yield beside


def test_sg14_sg13_an_assurance_assures_only_in_force_and_of_that_country(beside: EvidenceBeside) -> None:
    known = [
        assurance_stands(beside.book, asked, at)
        for asked, at in (
            (ASKED, BEFORE.at), (ASKED, UNTIL.at), (replace(ASKED, country="FRA"), BEFORE.at),
            (replace(ASKED, assurance="AGR-01"), BEFORE.at), (replace(ASKED, assurance=""), BEFORE.at),
        )
    ]  # fmt: skip

    assert known == [True, False, False, False, False]


def test_sg14_an_assurance_about_returns_other_people_or_no_dossier_promises_nothing_of_this_one(
    beside: EvidenceBeside,
) -> None:
    asked = [replace(ASKED, assurance="AGR-7"), replace(ASKED, assurance="AGR-8"), replace(ASKED, dossier="D-78")]

    assert not any(assurance_stands(beside.book, one, BEFORE.at) for one in asked)


def test_sg14_a_suspended_assurance_assures_nothing(beside: EvidenceBeside) -> None:
    negotiating.suspend(
        beside.book, BEFORE, "AGR-9", because="breach", party="harbour", from_=BEFORE.at
    )  # fmt: skip

    assert not assurance_stands(beside.book, ASKED, BEFORE.at)
