"""Every dialect of UCDP gives the same incident; what is odd is kept and flagged, what cannot be read is put aside."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from musterbook.terms.errors import Malformed
from musterbook.watch.incidents import Deaths, Incident
from musterbook.watch.sources import flags
from musterbook.watch.sources.loaded import Loaded, placing
from musterbook.watch.sources.reading import read
from tests.watch.sources.written import ARRIVED, CANDIDATE, HDX, REDUCED, YEARLY, put, shared, table

TWO: tuple[dict[str, str], ...] = (
    {},
    {"id": "9002", "where_coordinates": "one,\ntwo", "date_start": "2030-01-08", "date_end": "2030-01-08"},
)


def load(folder: Path, text: str) -> Loaded[Incident]:
    return read(put(folder, text), arrived_at=ARRIVED)


def only(folder: Path, **cells: str) -> Incident:
    (row,) = load(folder, table(YEARLY, cells)).rows
    return row


@pytest.mark.parametrize(
    ("columns", "dialect"),
    [(CANDIDATE, "ucdp-candidate"), (HDX, "ucdp-hdx"), (YEARLY, "ucdp-yearly"), (REDUCED, "ucdp-reduced")],
)
def test_each_dialect_is_told_by_its_columns(tmp_path: Path, columns: tuple[str, ...], dialect: str) -> None:
    read_file = load(tmp_path, table(columns, *TWO))

    assert read_file.dialect == dialect
    assert len(read_file.rows) == 2
    assert read_file.quarantined == ()
    assert read_file.known_through == date(2030, 1, 8)


def test_a_row_becomes_an_incident(tmp_path: Path) -> None:
    row = only(tmp_path)

    assert (row.id, row.start, row.end, row.lat, row.lon) == ("9001", date(2030, 1, 6), date(2030, 1, 7), 36.2, 37.16)
    assert (row.kind, row.sides, row.deaths) == ("state-based", ("Force A", "Force B"), Deaths(1, 2, 3))
    assert (row.precision_km, row.dated, row.placed, row.flags) == (2.0, True, True, ())


def test_a_row_is_known_when_all_of_it_is_past_or_when_its_first_source_came(tmp_path: Path) -> None:
    silent = only(tmp_path)
    sourced = only(tmp_path, source_date="2030-02-01;2030-01-07")
    misdated = only(tmp_path, source_date="2029-12-30;2030-01-09")

    assert silent.known_at == datetime(2030, 1, 8, tzinfo=UTC)
    assert sourced.known_at == datetime(2030, 1, 7, 23, 59, 59, tzinfo=UTC)
    assert misdated.known_at == datetime(2030, 1, 8, tzinfo=UTC)
    assert misdated.flags == (flags.REPORTED_BEFORE,)


def test_an_export_through_r_says_the_same(tmp_path: Path) -> None:
    plain = only(tmp_path)

    through_r = load(
        tmp_path,
        table(YEARLY, {"id": "9001.0", "type_of_violence": "1.0", "where_prec": "1.0", "date_prec": "1.0",
                       "low": "1.0", "best": "2.0", "high": "3.0"}),
    )  # fmt: skip

    assert through_r.dialect == "ucdp-through-r"
    assert through_r.rows == (plain,)


def test_the_row_of_tags_below_the_header_is_passed_over(tmp_path: Path) -> None:
    head, first = table(HDX, {}).splitlines()

    tagged = load(tmp_path, "\n".join([head, "," * (len(HDX) - 3) + "#geo+lat,#date", first]) + "\n")

    assert (len(tagged.rows), tagged.quarantined) == (1, ())


def test_the_kind_of_violence_may_be_a_number_or_a_word(tmp_path: Path) -> None:
    said = [only(tmp_path, type_of_violence=text).kind for text in ("2", "Non-State", "3.0", "One-Sided", "State")]

    assert said == ["non-state", "non-state", "one-sided", "one-sided", "state-based"]


def test_a_reduced_export_gives_the_digest_as_id_and_says_once_that_precision_is_unknown(tmp_path: Path) -> None:
    reduced = load(tmp_path, table(REDUCED, {}, {"best": "9"}))

    assert [row.id for row in reduced.rows] == [row.digest[:16] for row in reduced.rows]
    assert len({row.id for row in reduced.rows}) == 2
    assert all(row.placed and row.flags[-1] == flags.PRECISION_UNKNOWN for row in reduced.rows if row.deaths.best < 9)
    assert [(one.rule, one.values) for one in reduced.warnings] == [("source.precision-unknown", {"rows": 2})]


def test_what_is_too_wide_or_too_vague_is_counted_and_not_placed(tmp_path: Path) -> None:
    wide = load(tmp_path, table(YEARLY, {"where_prec": "3"}, {"where_prec": "4"}, {"date_prec": "4"}))

    counted = placing(wide)

    assert (counted.read, counted.placed, counted.kept_out, counted.quarantined) == (3, 1, 2, 0)


@pytest.mark.parametrize(
    ("cells", "flag"),
    [
        ({"low": "5"}, flags.LOW_ABOVE_BEST),
        ({"best": "4"}, flags.BEST_ABOVE_HIGH),
        ({"date_prec": "0"}, flags.DATE_PRECISION_ZERO),
        ({"side_b": "XXX0001"}, flags.SIDE_UNNAMED),
        ({"date_end": "2030-01-01"}, flags.ENDS_BEFORE_START),
        ({"date_start": "2203-01-06", "date_end": "2203-01-06"}, flags.IN_FUTURE),
    ],
)
def test_what_is_odd_is_kept_and_flagged(tmp_path: Path, cells: dict[str, str], flag: str) -> None:
    assert only(tmp_path, **cells).flags == (flag,)


def test_a_misprinted_year_does_not_push_out_how_far_the_file_knows(tmp_path: Path) -> None:
    loaded = load(tmp_path, table(YEARLY, {}, {"date_start": "2203-01-06", "date_end": "2203-01-06"}))

    assert loaded.known_through == date(2030, 1, 6)


def test_the_status_is_kept_and_the_share_of_clear_rows_is_said(tmp_path: Path) -> None:
    loaded = load(tmp_path, table(CANDIDATE, {}, {"id": "9002", "code_status": "Check dyad"}))

    assert [row.flags for row in loaded.rows] == [("status-clear",), ("status-check-dyad",)]
    assert loaded.warnings[0].values == {"clear": 1, "rows": 2}


def test_bad_rows_are_put_aside_by_physical_line_and_column_and_stop_nothing(tmp_path: Path) -> None:
    text = table(
        YEARLY,
        {"where_coordinates": "over\nthree\nlines"},
        {"latitude": "37.16x", "best": "-1"},
        {"where_coordinates": "over\ntwo", "date_start": "soon"},
        {"latitude": "137.2", "longitude": "36.1"},
        {"best": ""},
        {"where_prec": "8"},
        {"longitude": "nan"},
        {"best": "2.5"},
        {},
    )

    loaded = load(tmp_path, text)

    assert len(loaded.rows) == 2
    assert [(one.row, one.column, one.rule) for one in loaded.quarantined] == [
        (5, "latitude", "source.cell-unreadable"),
        (5, "best", "source.cell-unreadable"),
        (6, "date_start", "source.cell-unreadable"),
        (8, "latitude", "source.swapped"),
        (9, "best", "source.cell-empty"),
        (10, "where_prec", "source.cell-unreadable"),
        (11, "longitude", "source.degrees-outside"),
        (12, "best", "source.cell-unreadable"),
    ]
    assert placing(loaded).quarantined == 7


def test_rows_of_another_width_are_named_and_blank_ones_passed_over(tmp_path: Path) -> None:
    head, first = table(YEARLY, {}).splitlines()

    loaded = load(tmp_path, "\n".join([head, first, "", "1,2", "," * 3, first + ",more"]) + "\n")

    assert [(one.row, one.rule) for one in loaded.quarantined] == [(4, "source.row-short"), (6, "source.row-long")]
    assert loaded.quarantined[0].values == {"found": 2, "wanted": len(YEARLY)}


def test_columns_of_no_dialect_are_named(tmp_path: Path) -> None:
    lacking = table(tuple(name for name in YEARLY if name not in {"latitude", "best"}), {})

    with pytest.raises(Malformed) as refused:
        load(tmp_path, lacking)

    assert refused.value.faults[0].rule == "source.columns-unknown"
    assert refused.value.faults[0].values == {"lacking": "latitude, best", "nearest": "ucdp"}


def test_a_file_that_is_not_what_the_analyst_said_is_refused(tmp_path: Path) -> None:
    path = put(tmp_path, table(YEARLY, {}))

    with pytest.raises(Malformed, match="other-dialect"):
        read(path, dialect="acled", arrived_at=ARRIVED)
    assert read(path, dialect="ucdp", arrived_at=ARRIVED).dialect == "ucdp-yearly"


@given(order=st.permutations(range(len(CANDIDATE))), crlf=st.booleans(), mark=st.booleans())
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_columns_in_any_order_and_either_line_end_say_the_same(
    tmp_path: Path,
    order: list[int],
    *,
    crlf: bool,
    mark: bool,
) -> None:
    expected = load(tmp_path, table(CANDIDATE, *TWO)).rows

    text = table(tuple(CANDIDATE[place] for place in order), *TWO)
    text = ("\ufeff" if mark else "") + (text.replace("\n", "\r\n") if crlf else text)

    assert load(tmp_path, text).rows == expected


@given(kept=st.integers(min_value=0, max_value=2000))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_file_cut_anywhere_below_its_header_gives_its_whole_rows_and_says_so(tmp_path: Path, kept: int) -> None:
    text = table(YEARLY, *({"id": str(number)} for number in range(20)))
    end = min(len(text), text.index("\n") + 1 + kept)

    loaded = load(tmp_path, text[:end])

    whole = text[:end].count("\n") - 1
    assert [row.id for row in loaded.rows][:whole] == [str(number) for number in range(whole)]
    assert len(loaded.rows) <= whole + 1
    assert text[end - 1] == "\n" or loaded.warnings[0].rule == "source.last-line-open"


def test_rows_in_another_order_are_the_same_rows(tmp_path: Path) -> None:
    forwards, backwards = load(tmp_path, table(YEARLY, *TWO)), load(tmp_path, table(YEARLY, *reversed(TWO)))

    assert set(forwards.rows) == set(backwards.rows)


@pytest.mark.parametrize(
    ("name", "dialect", "placed", "rows", "through"),
    [
        ("events/GEDEvent_v26_0_1.csv.gz", "ucdp-candidate", 1427, 1727, date(2026, 1, 31)),
        ("events/ucdp_iraq_1989_2013.csv.gz", "ucdp-yearly", 3747, 4412, date(2013, 12, 31)),
        ("events/ucdp_syria_2016_2019H1.csv.gz", "ucdp-through-r", 14111, 15594, date(2019, 6, 30)),
        ("samples/hdx_ucdp_with_hxl_row.csv", "ucdp-hdx", None, 120, None),
    ],
)
def test_the_shared_files_give_the_rows_they_hold(
    name: str, dialect: str, placed: int | None, rows: int, through: date | None
) -> None:
    loaded = read(shared(name), arrived_at=ARRIVED)

    counted = placing(loaded)

    assert (loaded.dialect, counted.read, counted.quarantined) == (dialect, rows, 0)
    assert placed is None or counted.placed == placed
    assert through is None or loaded.known_through == through


def test_the_shared_files_have_the_oddities_counted_in_them() -> None:
    january = read(shared("events/GEDEvent_v26_0_1.csv.gz"), arrived_at=ARRIVED)
    syria = read(shared("events/ucdp_syria_2016_2019H1.csv.gz"), arrived_at=ARRIVED)

    def flagged(rows: tuple[Incident, ...], flag: str) -> int:
        return sum(flag in row.flags for row in rows)

    assert [flagged(january.rows, flag) for flag in (flags.LOW_ABOVE_BEST, flags.BEST_ABOVE_HIGH)] == [1, 4]
    assert [flagged(syria.rows, flag) for flag in (flags.LOW_ABOVE_BEST, flags.BEST_ABOVE_HIGH)] == [24, 59]
    assert flagged(january.rows, flags.SIDE_UNNAMED) == 579
    assert flagged(january.rows, flags.CLEAR) == 855
    in_syria = [row for row in january.rows if row.country == "Syria"]
    assert (sum(flags.CLEAR in row.flags for row in in_syria), len(in_syria)) == (16, 53)
    assert flagged(syria.rows, flags.REPORTED_BEFORE) == 275
