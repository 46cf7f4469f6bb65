"""What must hold of every loader: files cut at any line, shuffled, with other line ends, or a mere pointer."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from musterbook.terms.errors import Fault, Malformed
from musterbook.watch.sources.geojson import looks_like
from musterbook.watch.sources.loaded import Loaded
from musterbook.watch.sources.opening import opened
from musterbook.watch.sources.reading import read, read_areas
from musterbook.watch.sources.storm_reading import read_storms, tells_of_storms
from tests.watch.sources.storm_files import BULLETIN, DECK, STORM, TRACK, current
from tests.watch.sources.test_acled import HEADER, ROW
from tests.watch.sources.test_agency_tables import AHEAD, CENTRE, NOW_BROAD, PROBABILITIES, SEVENTH, THEN_BROAD
from tests.watch.sources.test_geojson import CONTROL, SQUARE, drawn
from tests.watch.sources.test_hurdat import LINES
from tests.watch.sources.written import ARRIVED, CANDIDATE, HDX, REDUCED, table
from tests.watch.sources.written import YEARLY as YEARLY_COLUMNS

LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 59000000\n"
CHANCES = ",".join("1" for _ in PROBABILITIES.split(",")[5:])


@dataclass(frozen=True, slots=True)
class Dialect:
    """A file as it should be, and what may be done to it.

    Attributes:
        name: of the dialect, as the loader says it.
        text: the file; its line ends are newlines.
        joins: whether several lines make one row.
        head: how many lines of it are no rows and stay where they are when rows are shuffled; None: none may move.
    """

    name: str
    text: str
    head: int | None = 1
    joins: bool = False


def lines(*parts: str) -> str:
    return "\n".join((*parts, ""))


def ucdp(columns: tuple[str, ...]) -> str:
    return table(columns, *({"id": str(number), "best": str(number), "high": "9"} for number in range(1, 5)))


DIALECTS = (
    Dialect("ucdp-candidate", ucdp(CANDIDATE)),
    Dialect("ucdp-hdx", ucdp(HDX)),
    Dialect("ucdp-yearly", ucdp(YEARLY_COLUMNS)),
    Dialect("ucdp-reduced", ucdp(REDUCED)),
    Dialect("acled", lines(HEADER, *(ROW.replace("EXA1", f"EXA{number}") for number in range(4)))),
    Dialect(
        "geojson", json.dumps({"type": "FeatureCollection", "features": [drawn(SQUARE, **CONTROL)]}, indent=1), None
    ),
    Dialect("hurdat2", lines(*LINES), joins=True),
    Dialect("atcf-a", DECK, 0, joins=True),
    Dialect("atcf-b", TRACK, 0, joins=True),
    Dialect("nhc-advisories", lines(*CENTRE, CENTRE[1].replace("7.0", "8.0"))),
    Dialect("nhc-forecasts", lines(*AHEAD)),
    Dialect("nhc-radii", lines(*NOW_BROAD)),
    Dialect("nhc-forecast-radii", lines(*THEN_BROAD, THEN_BROAD[1].replace("7.0", "8.0"))),
    Dialect("nhc-probabilities", lines(PROBABILITIES, *(f"{SEVENTH},PORT {n},34.0,{CHANCES}" for n in range(3)))),
    Dialect("nhc-probability-text", BULLETIN, None),
    Dialect("nhc-current-storms", current(STORM, {**STORM, "id": "al982030"}), None),
)
EVERY = pytest.mark.parametrize("dialect", DIALECTS, ids=[dialect.name for dialect in DIALECTS])


def load(path: Path) -> Loaded[object]:
    """By whichever door the file belongs to."""
    file = opened(path)
    if tells_of_storms(file):
        return read_storms(file, arrived_at=ARRIVED)
    door: Callable[..., Loaded[object]] = read_areas if looks_like(file.text) else read
    return door(path, arrived_at=ARRIVED)


def put(folder: Path, content: str) -> Path:
    path = folder / "file"
    path.write_bytes(content.encode())
    return path


@EVERY
def test_the_file_is_told_apart_and_read_without_fault(tmp_path: Path, dialect: Dialect) -> None:
    loaded = load(put(tmp_path, dialect.text))

    assert (loaded.dialect, loaded.quarantined) == (dialect.name, ())
    assert loaded.rows


@EVERY
def test_other_line_ends_change_no_row_and_no_line_number(tmp_path: Path, dialect: Dialect) -> None:
    plain = load(put(tmp_path, dialect.text))
    torn = dialect.text.replace("2030", "20x0", 3)

    assert load(put(tmp_path, dialect.text.replace("\n", "\r\n"))).rows == plain.rows
    assert faults(put(tmp_path, torn)) == faults(put(tmp_path, torn.replace("\n", "\r\n")))


def faults(path: Path) -> tuple[Fault, ...]:
    """What is put aside of the file, or why it was refused."""
    try:
        return load(path).quarantined
    except Malformed as refused:
        return refused.faults


def rows(path: Path) -> tuple[object, ...]:
    """What is read of the file; nothing where it was refused."""
    try:
        return load(path).rows
    except Malformed:
        return ()


@EVERY
def test_cut_after_any_line_it_gives_what_stood_there_or_is_refused_by_name(tmp_path: Path, dialect: Dialect) -> None:
    whole = rows(put(tmp_path, dialect.text))
    for kept in range(dialect.text.count("\n")):
        path = put(tmp_path, "".join(dialect.text.splitlines(keepends=True)[:kept]))

        found = rows(path)

        assert dialect.joins or found == whole[: len(found)]
        assert len(found) <= len(whole)
        assert all(fault.file == "file" and fault.row in {None, 1} for fault in faults(path))


@EVERY
def test_cut_inside_its_last_line_it_never_passes_for_whole(tmp_path: Path, dialect: Dialect) -> None:
    text = dialect.text.rstrip("\n")
    whole = rows(put(tmp_path, dialect.text))
    for short in range(1, 12, 3):
        path = put(tmp_path, text[:-short])

        assert rows(path) in ((), whole) or load(path).warnings or load(path).quarantined


@EVERY
def test_rows_in_another_order_say_the_same(tmp_path: Path, dialect: Dialect) -> None:
    if dialect.head is None:
        pytest.skip("its lines are no rows that could stand in another order")
    whole = dialect.text.splitlines(keepends=True)
    backwards = "".join([*whole[: dialect.head], *reversed(whole[dialect.head :])])

    plain = load(put(tmp_path, dialect.text)).rows
    turned = load(put(tmp_path, backwards)).rows
    assert sorted(map(repr, turned)) == sorted(map(repr, plain))


@EVERY
def test_a_pointer_in_its_place_is_named(tmp_path: Path, dialect: Dialect) -> None:
    path = tmp_path / dialect.name
    path.write_bytes(LFS)

    with pytest.raises(Malformed) as refused:
        load(path)

    assert [(fault.rule, fault.file) for fault in refused.value.faults] == [("source.lfs-pointer", dialect.name)]
