"""Decks: the official forecast is an advisory, a settled track is a track, and no model is taken for the agency."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from musterbook.terms.errors import Malformed
from musterbook.watch.sources.storm_reading import read_best_tracks, read_deck
from musterbook.watch.storms import Advisory, Radii, TrackPoint, path_of
from tests.watch.sources.storm_files import DECK, TRACK
from tests.watch.sources.written import ARRIVED, put, shared

NOON = datetime(2030, 9, 1, 12, tzinfo=UTC)


def advisories(folder: Path, text: str) -> tuple[Advisory, ...]:
    return read_deck(put(folder, text, "aal992030.dat"), arrived_at=ARRIVED).rows


def test_the_official_forecast_is_an_advisory_known_three_hours_after_its_hour(tmp_path: Path) -> None:
    (advisory,) = advisories(tmp_path, DECK)

    assert (advisory.storm, advisory.number) == ("AL992030", "2030090112")
    assert advisory.issued_at == NOON + timedelta(hours=3)
    assert advisory.centre == TrackPoint(NOON + timedelta(hours=3), 20.3, -79.3, 55.0, Radii(100, 90, 0, 60))
    assert [(point.at - NOON) / timedelta(hours=1) for point in advisory.forecast] == [12, 24, 96]
    assert path_of(advisory).leads.tolist() == [0, 9, 21, 93]


def test_radii_go_round_clockwise_from_the_quadrant_named_and_nought_all_round_is_none_given(tmp_path: Path) -> None:
    (advisory,) = advisories(tmp_path, DECK)

    assert [point.radii for point in advisory.forecast] == [Radii(120, 80, 40, 60), Radii(110, 110, 110, 110), None]


def test_without_a_line_for_the_third_hour_the_centre_lies_between(tmp_path: Path) -> None:
    (advisory,) = advisories(tmp_path, "".join(line for line in DECK.splitlines(keepends=True) if "203N" not in line))

    assert (advisory.centre.lat, advisory.centre.lon) == pytest.approx((20.3, -79.3))
    assert advisory.centre.at == advisory.issued_at


def test_across_180_degrees_the_centre_lies_between_too(tmp_path: Path) -> None:
    lines = [line for line in DECK.splitlines(keepends=True) if "OFCL,   0" in line or "OFCL,  12" in line]
    text = "".join(lines).replace("790W", "1790E").replace("802W", "1790W")

    (advisory,) = advisories(tmp_path, text)

    assert advisory.centre.lon == pytest.approx(179.5)


@pytest.mark.parametrize("technique", ["AVNO", "CARQ", "OFCI"])
def test_a_deck_without_the_official_forecast_gives_none_and_says_so(tmp_path: Path, technique: str) -> None:
    loaded = read_deck(put(tmp_path, DECK.replace("OFCL", technique), "a.dat"), arrived_at=ARRIVED)

    assert loaded.rows == ()
    assert [one.rule for one in loaded.warnings] == ["source.no-official"]
    assert loaded.known_through is None


def test_lines_in_any_order_give_the_same_advisories(tmp_path: Path) -> None:
    backwards = "\n".join(reversed(DECK.splitlines())) + "\n"

    assert advisories(tmp_path, backwards) == advisories(tmp_path, DECK)


@pytest.mark.parametrize(
    ("was", "becomes"),
    [("203N", "203"), ("203N", "953N"), ("2030090112, 03, OFCL,   3", "2030130112, 03, OFCL,   3"), (" 55,", " xx,"),
     ("203N,  793W,  55,    0, TS,  34, NEQ", "203N,  793W,  55,    0, TS,  34, EEQ")],
)  # fmt: skip
def test_a_line_that_cannot_be_read_is_put_aside_by_its_number(tmp_path: Path, was: str, becomes: str) -> None:
    loaded = read_deck(put(tmp_path, DECK.replace(was, becomes, 1), "a.dat"), arrived_at=ARRIVED)

    assert [(one.row, one.rule) for one in loaded.quarantined] == [(5, "source.line-unreadable")]
    assert len(loaded.rows) == 1


def test_a_settled_track_has_one_point_for_each_moment(tmp_path: Path) -> None:
    (track,) = read_best_tracks(put(tmp_path, TRACK, "bal992030.dat"), arrived_at=ARRIVED).rows

    assert (track.storm, track.name) == ("AL992030", "DEMO")
    assert track.points == (
        TrackPoint(NOON, 20.0, -79.0, 50.0, Radii(100, 90, 0, 60)),
        TrackPoint(NOON + timedelta(hours=6), 20.6, -79.6, None),
        TrackPoint(NOON + timedelta(hours=6, minutes=45), 20.7, -79.7, 60.0),
    )


def test_the_season_of_the_south_begins_in_july(tmp_path: Path) -> None:
    text = TRACK.replace("AL, 99", "SH, 01").replace("200N", "120S")

    assert read_best_tracks(put(tmp_path, text, "b.dat"), arrived_at=ARRIVED).rows[0].storm == "SH012031"


def test_a_file_that_is_no_deck_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Malformed, match="no-storm"):
        read_deck(put(tmp_path, "a,b,c\n1,2,3\n", "a.dat"), arrived_at=ARRIVED)


def test_the_shared_sample_holds_no_official_forecast() -> None:
    loaded = read_deck(shared("samples/aal012023.dat.gz"), arrived_at=ARRIVED)

    assert (loaded.rows, loaded.quarantined) == ((), ())
    (warning,) = loaded.warnings
    assert warning.rule == "source.no-official"
