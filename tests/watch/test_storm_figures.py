"""The figures of watch.md section 11, on the agency's tables of 2007–14 and the best tracks."""

from __future__ import annotations

from datetime import timedelta

import pytest

from musterbook.watch.scoring import auc, skill
from tests.watch.storm_scores import NHC, Row, Seasons, flat, said_and_came

pytestmark = pytest.mark.skipif(not NHC.is_dir(), reason="the shared storm files are not here")


@pytest.fixture(scope="module")
def seasons() -> Seasons:
    return Seasons.of(NHC, since=2007)


@pytest.fixture(scope="module")
def agency_rows(seasons: Seasons) -> list[Row]:
    return list(seasons.rows(seasons.agency))


@pytest.mark.parametrize(
    ("hours", "came", "ranked", "expected"),
    [(48, 422, 0.852, 0.255), (72, 581, 0.842, 0.233), (120, 771, 0.823, 0.203)],
)
def test_the_agencys_probabilities_score_as_they_did(
    agency_rows: list[Row], hours: int, came: int, ranked: float, expected: float
) -> None:
    said, outcome = said_and_came(agency_rows, hours)

    assert outcome.sum() == came
    assert len(agency_rows) == pytest.approx(21_691, abs=10)
    assert auc(said, outcome) == pytest.approx(ranked, abs=0.005)
    assert skill(said, outcome, flat(outcome)) == pytest.approx(expected, abs=0.005)


def test_our_own_runs_reach_the_skill_and_the_cover_asked_of_them(seasons: Seasons) -> None:
    """With 200 runs instead of 1,000, for the sake of time; more runs only help."""
    late = seasons.since(2010)

    rows = list(late.rows(lambda advisory: late.own(advisory, runs=200)))

    said, came = said_and_came(rows, 72)
    assert (len(rows), came.sum()) == (14_013, 317)
    assert (skill(said, came, flat(came)) or 0) >= 0.32
    assert (auc(said, came) or 0) >= 0.95
    held = [
        row.outlook.arrival.early <= row.outlook.issued_at + timedelta(hours=row.hours) <= row.outlook.arrival.late
        for row in rows
        if row.outlook.arrival is not None and row.hours <= 120
    ]
    assert 0.80 <= sum(held) / len(held) <= 0.92
