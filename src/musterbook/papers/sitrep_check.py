"""Checking a situation report: every figure recomputed from its heads, and two reports laid beside each other.

Whoever brings a report may have changed it: what differs from the book is named, figure by figure.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from musterbook.ledger.entry import Entry
from musterbook.operation.book import Book
from musterbook.operation.sitrep.report import report_of
from musterbook.papers.sitrep_json import Told, asked_of, report_bytes
from musterbook.terms.times import written

ENTRIES_NAMED_MAX: Final = 20


@dataclass(frozen=True, slots=True)
class Differing:
    """A figure that is not what the book gives, or a line that is not the same in two reports.

    Attributes:
        what: the key of the figure, or section and line.
        field: which field of the figure differs; `there` when only one side has it.
        told: what the report says.
        found: what the book gives, or the newer report.
    """

    what: str
    field: str
    told: object
    found: object


def recomputed(book: Book, told: Told, file: str) -> tuple[int, list[Differing]]:
    """How many figures were made again from the heads of a report, and each that differs; also what else does.

    Raises:
        Refused: this copy does not have all that the heads name.
        Tampered: it has other bytes there.
    """
    now, options, heads, language = asked_of(told, file)
    fresh = json.loads(report_bytes(report_of(book, now, options, heads=heads), language))
    found = list(_figures(told, fresh))
    rest = sorted((told.keys() | fresh.keys()) - {"figures", "sections"})
    found += [
        Differing(name, "header", told.get(name), fresh.get(name)) for name in rest if told.get(name) != fresh.get(name)
    ]
    if told.get("sections") != fresh["sections"]:
        found += _lines(told, fresh)
    return len(fresh["figures"]), found


def compared(old: Told, new: Told) -> list[Differing]:
    """Every line and row that is not the same in two reports, with what it says in each."""
    return list(_lines(old, new))


def between(book: Book, old: Told, new: Told) -> tuple[int, list[Mapping[str, Any]]]:
    """How many entries lie between the heads of two reports, and the first of them, without anybody's number."""
    came: list[Entry] = []
    for log, (size, _) in sorted(new["heads"].items()):
        before = old["heads"].get(log, [0, ""])[0]
        came += book.store.entries(log, before, size)
    told: list[Mapping[str, Any]] = [
        {"kind": one.act.kind, "by": one.by, "happened_at": written(one.happened_at), "digest": one.digest}
        for one in came[:ENTRIES_NAMED_MAX]
    ]
    return len(came), told


def _figures(told: Told, fresh: Told) -> Iterable[Differing]:
    """Figures that differ in any field, in the order of the report; those only one side has come last."""
    mine, theirs = ({one["key"]: one for one in side["figures"]} for side in (fresh, told))
    for key, one in theirs.items():
        if key in mine:
            fields = sorted((mine[key].keys() | one.keys()) - {"key"})
            yield from (
                Differing(key, name, one.get(name), mine[key].get(name))
                for name in fields
                if one.get(name) != mine[key].get(name)
            )
        else:
            yield Differing(key, "there", one.get("value"), None)
    yield from (Differing(key, "there", None, one["value"]) for key, one in mine.items() if key not in theirs)


def _lines(old: Told, new: Told) -> Iterable[Differing]:
    """Lines and rows by where they stand; what they say are their cells with the values of their figures."""
    before, after = _by_place(old), _by_place(new)
    for place in dict.fromkeys([*before, *after]):
        if before.get(place) != after.get(place):
            yield Differing(place, "line", before.get(place), after.get(place))


def _by_place(told: Told) -> dict[str, object]:
    values = {one["key"]: one.get("value") for one in told["figures"]}

    def said(cell: object) -> object:
        if not isinstance(cell, dict):
            return None
        if "figure" in cell:
            return values.get(str(cell["figure"]))
        return next((cell[kind] for kind in ("name", "code", "moment") if kind in cell), None)

    found: dict[str, object] = {}
    for section in told["sections"]:
        for part in section.get("parts", ()):
            where = f"{section.get('section')}: {part.get('line') or part.get('table')}"
            if "line" in part:
                words = [str(one["name"]) for one in part["put_in"].values() if isinstance(one, dict) and "name" in one]
                place = " ".join([where, *words])
                found[place] = {name: said(one) for name, one in part["put_in"].items()}
                continue
            for row in part.get("rows", ()):
                label = [str(said(one)) for one in row["cells"] if isinstance(one, dict) and "figure" not in one]
                found[f"{where}: {' · '.join(label)}"] = [said(one) for one in row["cells"]]
    return found
