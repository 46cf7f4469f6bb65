"""ACLED: sides are split, time stamps say since when, and some kinds suggest more."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from musterbook.watch.incidents import Incident
from musterbook.watch.sources import flags
from musterbook.watch.sources.loaded import placing
from musterbook.watch.sources.reading import read
from tests.watch.sources.written import ARRIVED, put, shared

HEADER = (
    "event_id_cnty,event_date,time_precision,sub_event_type,actor1,assoc_actor_1,actor2,assoc_actor_2,country,"
    "latitude,longitude,geo_precision,notes,fatalities,timestamp"
)
ROW = "EXA1,2030-01-06,1,Armed clash,Force A,Band C; Band D,Force B,,Exampleland,36.2,37.1,1,note,6,1893974400"
SEVENTH_OF_JANUARY = datetime(2030, 1, 7, tzinfo=UTC)


def only(folder: Path, row: str) -> Incident:
    (incident,) = read(put(folder, f"{HEADER}\n{row}\n"), arrived_at=ARRIVED).rows
    return incident


def test_a_row_becomes_an_incident(tmp_path: Path) -> None:
    row = only(tmp_path, ROW)

    assert row.sides == ("Force A", "Band C", "Band D", "Force B")
    assert (row.known_at, row.deaths.best, row.precision_km, row.flags) == (SEVENTH_OF_JANUARY, 6, 2.0, ())


def test_without_a_time_stamp_or_with_one_too_early_the_day_after_counts(tmp_path: Path) -> None:
    silent = only(tmp_path, ROW.replace("1893974400", ""))
    early = only(tmp_path, ROW.replace("1893974400", "1893456000"))

    assert silent.known_at == early.known_at == datetime(2030, 1, 7, tzinfo=UTC)
    assert (silent.flags, early.flags) == ((), (flags.REPORTED_BEFORE,))


def test_a_vague_day_is_the_days_on_which_it_may_have_been(tmp_path: Path) -> None:
    week = only(tmp_path, ROW.replace("01-06,1,", "01-06,2,"))
    month = only(tmp_path, ROW.replace("01-06,1,", "02-06,3,"))

    assert (week.start, week.end, week.dated) == (date(2030, 1, 3), date(2030, 1, 9), True)
    assert (month.start, month.end, month.dated) == (date(2030, 2, 1), date(2030, 2, 28), False)


@pytest.mark.parametrize(
    ("kind", "suggested"),
    [
        ("Government regains territory", (flags.SUGGESTS_CONTROL, flags.SUGGESTS_OFFENSIVE)),
        ("Non-state actor overtakes territory", (flags.SUGGESTS_CONTROL, flags.SUGGESTS_OFFENSIVE)),
        ("Non-violent transfer of territory", (flags.SUGGESTS_CONTROL, flags.SUGGESTS_RELIEF)),
        ("Agreement", (flags.SUGGESTS_RELIEF,)),
        ("Shelling", ()),
    ],
)
def test_some_kinds_suggest_more(tmp_path: Path, kind: str, suggested: tuple[str, ...]) -> None:
    assert only(tmp_path, ROW.replace("Armed clash", kind)).flags == suggested


def test_a_row_without_dead_is_kept_and_says_so(tmp_path: Path) -> None:
    assert only(tmp_path, ROW.replace(",6,189", ",0,189")).flags == (flags.NOT_LETHAL,)


def test_older_exports_write_the_month_as_a_word(tmp_path: Path) -> None:
    assert only(tmp_path, ROW.replace("2030-01-06", "06 January 2030")) == only(tmp_path, ROW)


def test_bad_cells_are_named_by_line_and_column(tmp_path: Path) -> None:
    text = "\n".join([HEADER, ROW, ROW.replace("36.2,37.1", "north,200"), ROW.replace("EXA1", "")]) + "\n"

    loaded = read(put(tmp_path, text), arrived_at=ARRIVED)

    assert len(loaded.rows) == 1
    assert [(one.row, one.column, one.rule) for one in loaded.quarantined] == [
        (3, "latitude", "source.cell-unreadable"),
        (3, "longitude", "source.degrees-outside"),
        (4, "event_id_cnty", "source.cell-empty"),
    ]


def test_it_is_said_that_the_threshold_was_not_measured_here(tmp_path: Path) -> None:
    loaded = read(put(tmp_path, f"{HEADER}\n{ROW}\n"), arrived_at=ARRIVED)

    assert [one.rule for one in loaded.warnings] == ["source.threshold-unmeasured"]


def test_the_shared_sample_is_read() -> None:
    loaded = read(shared("samples/acled_export_SYNTHETIC.csv"), arrived_at=ARRIVED)

    assert (placing(loaded).placed, placing(loaded).read, loaded.known_through) == (4, 5, date(2030, 1, 19))
