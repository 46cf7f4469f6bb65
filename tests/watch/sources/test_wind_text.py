"""The bulletin of wind speed probabilities: brackets hold the chance so far, and X is below one in a hundred."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from musterbook.terms.errors import Malformed
from musterbook.watch.sources.loaded import Loaded
from musterbook.watch.sources.storm_reading import read_wind_text
from musterbook.watch.storms import ProbabilityRow
from tests.watch.sources.storm_files import BULLETIN
from tests.watch.sources.written import ARRIVED, put

ISSUED = datetime(2030, 9, 1, 15, tzinfo=UTC)


def load(folder: Path, text: str) -> Loaded[ProbabilityRow]:
    return read_wind_text(put(folder, text, "wind.txt"), arrived_at=ARRIVED)


def test_the_chances_of_the_34_knot_wind_are_those_in_brackets(tmp_path: Path) -> None:
    loaded = load(tmp_path, BULLETIN)

    assert loaded.rows == (
        ProbabilityRow("AL992030", "7", ISSUED, "DEMO PORT", (0.01, 0.03, 0.06, 0.1, 0.3, 0.4, 0.42)),
        ProbabilityRow("AL992030", "7", ISSUED, "OUTER BANK", (0, 0, 0, 0, 0, 0, 0.01)),
        ProbabilityRow("AL992030", "7", ISSUED, "GFDM 340N 873W", (0.99,) * 7),
    )
    assert (loaded.quarantined, loaded.warnings, loaded.known_through) == ((), (), ISSUED.date())


def test_a_bulletin_with_more_spans_gives_those_that_count(tmp_path: Path) -> None:
    more = BULLETIN.replace("(48)    (72)", "(48)   (60)    (72)").replace("  20(30)", "   9(19)  11(30)")

    loaded = load(tmp_path, more)

    assert [row.chances for row in loaded.rows] == [(0.01, 0.03, 0.06, 0.1, 0.3, 0.4, 0.42)]
    assert len(loaded.quarantined) == 4


@pytest.mark.parametrize(
    ("was", "becomes"), [("2( 3)", "2 3"), ("  2(42)", ""), ("20(30)", "20(130)"), ("34  1   2( 3)", "35  1   2( 3)")]
)
def test_a_line_that_cannot_be_read_is_put_aside_by_its_number(tmp_path: Path, was: str, becomes: str) -> None:
    loaded = load(tmp_path, BULLETIN.replace(was, becomes, 1))

    assert [(one.row, one.rule) for one in loaded.quarantined] == [(16, "source.line-unreadable")]
    assert [row.point for row in loaded.rows] == ["OUTER BANK", "GFDM 340N 873W"]


def test_a_bulletin_without_its_end_may_lack_points(tmp_path: Path) -> None:
    loaded = load(tmp_path, BULLETIN.partition("OUTER")[0])

    assert [one.rule for one in loaded.warnings] == ["source.no-end"]
    assert len(loaded.rows) == 1


@pytest.mark.parametrize(
    ("was", "becomes", "lacking"),
    [
        ("AL992030", "", "storm"),
        ("1500 UTC SUN SEP 01 2030", "", "issued"),
        ("SEP 01", "SEP 31", "issued"),
        ("NUMBER   7", "", "number"),
        ("(120)", "", "hours"),
        ("LOCATION       KT", "", "table"),
    ],
)
def test_a_bulletin_that_lacks_what_it_needs_is_refused(tmp_path: Path, was: str, becomes: str, lacking: str) -> None:
    with pytest.raises(Malformed) as refused:
        load(tmp_path, BULLETIN.replace(was, becomes))

    assert refused.value.faults[0].rule == "source.bulletin-lacks"
    assert refused.value.faults[0].values == {"lacking": lacking}
