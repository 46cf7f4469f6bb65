"""An assurance named in a request is an agreement of that kind, of that country, and in force; nothing else assures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from musterbook.evidence.facts import ReleaseAsked
from musterbook.ledger.facts import Digest
from musterbook.operation import agreeing, negotiating
from musterbook.operation.casework_release import assurance_stands
from musterbook.operation.evidence_beside import EvidenceBeside
from tests.operation.evidence import book_with_evidence
from tests.operation.making import DESK, acting

ASKED = ReleaseAsked(
    request="R-1", dossier="D-77", country="DEU", authority="court", purpose="prosecution", assurance="AGR-9"
)
FROM, BEFORE, UNTIL = (acting("c.coord/coordinator", DESK, minutes=minutes) for minutes in (5, 9, 600))


@pytest.fixture
def beside(tmp_path: Path) -> Iterator[EvidenceBeside]:
    """A book with an assurance of Germany, signed, from the fifth minute to the six hundredth."""
    with book_with_evidence(tmp_path) as beside:
        two = acting({"l.legal": "legal-reviewer", "c.coord": "coordinator"}, DESK, minutes=4)
        negotiating.make(
            beside.book, two, "AGR-9", kind="assurance", parties=["harbour"], acts=["disclosure"], scope="sex = male",
            text=Digest("0" * 64), from_=FROM.at, until=UNTIL.at, country="DEU",
        )  # fmt: skip
        agreeing.sign(beside.book, FROM, "AGR-9", "harbour")
        yield beside


def test_sg14_sg13_an_assurance_assures_only_in_force_and_of_that_country(beside: EvidenceBeside) -> None:
    known = [
        assurance_stands(beside, asked, at)
        for asked, at in (
            (ASKED, BEFORE.at), (ASKED, UNTIL.at), (replace(ASKED, country="FRA"), BEFORE.at),
            (replace(ASKED, assurance="AGR-01"), BEFORE.at), (replace(ASKED, assurance=""), BEFORE.at),
        )
    ]  # fmt: skip

    assert known == [True, False, False, False, False]


def test_sg14_a_suspended_assurance_assures_nothing(beside: EvidenceBeside) -> None:
    negotiating.suspend(
        beside.book, BEFORE, "AGR-9", because="breach", party="harbour", from_=BEFORE.at
    )  # fmt: skip

    assert not assurance_stands(beside, ASKED, BEFORE.at)
