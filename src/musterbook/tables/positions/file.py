"""One file of positions, whatever wrote it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from musterbook.tables.delimited import read_delimited
from musterbook.tables.letters import folded
from musterbook.tables.opening import open_sheets
from musterbook.tables.positions.fix import Fix, Words, fix_of
from musterbook.tables.positions.marks import cursor, gpx
from musterbook.tables.positions.sentences import sentences
from musterbook.tables.sheet import FILE_BYTES_MAX, ROWS_MAX, Sheet
from musterbook.terms.errors import Fault, Malformed

ENDINGS: Final = (".nmea", ".log", ".txt", ".gpx", ".cot", ".xml", ".jsonl", ".json", ".csv", ".xlsx", ".ods")
HEADERS: Final[Mapping[str, tuple[str, ...]]] = {
    "carrier": ("carrier", "vehicle", "callsign", "call sign", "name", "id", "الناقل", "المركبة", "گواستەرەوە"),
    "at": ("at", "time", "timestamp", "date", "when", "moment", "الوقت", "التاريخ", "کات"),
    "lat": ("lat", "latitude", "y", "خط العرض", "پانی"),
    "lon": ("lon", "lng", "long", "longitude", "x", "خط الطول", "درێژی"),
    "course": ("course", "heading", "bearing", "cog", "الاتجاه"),
    "speed_kmh": ("speed_kmh", "speed", "kmh", "km/h", "السرعة"),
}  # fmt: skip
_ROWS_LOOKED_AT: Final = 10


@dataclass(frozen=True, slots=True)
class Read:
    """What a file of positions holds: the good ones in its order, and what is wrong with the others."""

    fixes: tuple[Fix, ...]
    faults: tuple[Fault, ...] = field(default=())


def read_positions(path: Path, *, carrier: str = "") -> Read:
    """The positions in a file; `carrier` is whose they are, where the file does not say or is not to be believed.

    Malformed: missing, over 50 MB, more than 200,000 rows, nothing that holds positions.
    """
    file = path.name
    try:
        if (size := path.stat().st_size) > FILE_BYTES_MAX:
            raise Malformed(Fault("file.too-large", file=file, values={"bytes": size, "most": FILE_BYTES_MAX}))
        content = path.read_bytes()
    except FileNotFoundError:
        raise Malformed(Fault("file.missing", file=file)) from None
    except OSError:
        raise Malformed(Fault("file.unreadable", file=file)) from None
    said: list[Words | Fault] = []
    for one in _words(content, path):
        if len(said) >= ROWS_MAX:
            raise Malformed(Fault("file.too-many-rows", file=file, values={"rows": len(said), "most": ROWS_MAX}))
        said.append(one)
    return _judged(said, file, carrier)


def _judged(said: Iterable[Words | Fault], file: str, carrier: str) -> Read:
    fixes: list[Fix] = []
    faults: list[Fault] = []
    for one in said:
        found = fix_of(one, file, carrier) if isinstance(one, Words) else one
        if isinstance(found, Fault):
            faults.append(found)
        elif not found.carrier:
            faults.append(Fault("position.whose", file=file, row=found.row, column="carrier"))
        else:
            fixes.append(found)
    if not fixes and not faults:
        raise Malformed(Fault("position.none", file=file))
    return Read(tuple(fixes), tuple(faults))


def _words(content: bytes, path: Path) -> Iterator[Words | Fault]:
    file, start = path.name, content.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"<"):
        yield from gpx(start, file) if b"<gpx" in start[:2000] else cursor(content, file)
    elif start.startswith((b"$", b"!")):
        yield from sentences(content.decode("ascii", "replace"), file)
    elif start.startswith((b"{", b"[")):
        yield from _json(content, file)
    elif path.suffix.lower() in (".xlsx", ".ods", ".xls"):
        yield from (one for sheet in open_sheets(path).sheets for one in _table(sheet))
    else:
        yield from _table(read_delimited(content, file=file, name=path.stem))


def _json(content: bytes, file: str) -> Iterator[Words | Fault]:
    """One object a line, or one list of them, by the names of `HEADERS`."""
    text = content.decode("utf-8-sig", "replace")
    whole = _loaded(text) if text.lstrip().startswith("[") else None
    rows: Iterable[tuple[int, Any]] = (
        enumerate(whole, start=1)
        if isinstance(whole, list)
        else ((row, _loaded(line)) for row, line in enumerate(text.splitlines(), start=1) if line.strip())
    )
    for row, said in rows:
        if isinstance(said, dict):
            yield _named(row, {folded(str(key)): value for key, value in said.items()})
        else:
            yield Fault("position.line", file=file, row=row)


def _loaded(text: str) -> Any:  # noqa: ANN401  whatever a stranger wrote
    try:
        return json.loads(text)
    except ValueError:
        return None


def _table(sheet: Sheet) -> Iterator[Words]:
    """The rows below the first row that names a latitude, a longitude and a time."""
    wanted = {folded(header): name for name, headers in HEADERS.items() for header in headers}
    places: dict[int, str] = {}
    for line in sheet.lines:
        if not places:
            found = {at: wanted.get(folded(str(cell))) for at, cell in enumerate(line.cells) if cell is not None}
            known = {at: name for at, name in found.items() if name is not None}
            places = known if {"at", "lat", "lon"} <= set(known.values()) else {}
            if not places and line.number > _ROWS_LOOKED_AT:
                return
        elif not line.blank:
            cells = {name: line.cells[at] if at < len(line.cells) else None for at, name in places.items()}
            yield _words_of(line.number, cells)


def _named(row: int, said: Mapping[str, Any]) -> Words:
    cells = {
        name: next((said[folded(one)] for one in headers if folded(one) in said), None)
        for name, headers in HEADERS.items()
    }
    return _words_of(row, cells)


def _words_of(row: int, cells: Mapping[str, Any]) -> Words:
    texts = {name: "" if cell is None or isinstance(cell, dict | list) else str(cell) for name, cell in cells.items()}
    return Words(row, **texts)
