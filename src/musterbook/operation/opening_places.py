"""Opening places: what the folder says of how many people each place can take becomes the first word of the book.

Joins the tables sites and beds with custody. Where beds are named, those that are counted are what a place works with,
unless the table sites says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from musterbook.custody.beds.facts import PlaceOpened
from musterbook.custody.beds.places import NOT_COUNTED, Bed
from musterbook.operation.settings import Settings
from musterbook.tables import SCHEMAS, Reading, Row, read_table
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Fault, Malformed


def places_said(sites: Iterable[Row], beds: Sequence[Row]) -> list[PlaceOpened]:
    """Every place of which the tables say how many people it can take, by name."""
    found = (_place(row, beds_of(beds, row.must("site", str))) for row in sites)
    return sorted((one for one in found if one is not None), key=lambda one: one.place)


def beds_of(rows: Iterable[Row], place: str) -> list[Bed]:
    """The beds of a place in the table beds."""
    return [
        Bed(row.must("bed", str), row.must("kind", str), bool(row.get("out_of_use", bool)))
        for row in rows
        if row.must("place", str) == place
    ]


def beds_in(path: Path, place: str, settings: Settings) -> list[Bed]:
    """The beds of a place in a file; Malformed with every fault of the file, or when it names none of the place."""
    table = read_table(path, SCHEMAS["beds"], Reading(zone=settings.zone))
    if table.faults:
        raise Malformed.of(table.faults)
    found = beds_of(table.rows, place)
    if not found:
        raise Malformed(Fault("beds.none-in-file", file=path.name, values={"place": place}))
    return found


def _place(row: Row, beds: Sequence[Bed]) -> PlaceOpened | None:
    counted = [one for one in beds if one.kind_of not in NOT_COUNTED]
    maximum = row.get("capacity", int) or len(counted) or None
    if maximum is None:
        return None
    working, out = row.get("working", int), row.get("out_of_use", int)
    return PlaceOpened(
        place=row.must("site", str), custodian=CustodianId(row.must("custodian", str)), kind_of=row.must("kind", str),
        maximum=maximum, working=working if working is not None else min(maximum, len(counted) or maximum),
        certified=row.get("certified", int),
        out_of_use=out if out is not None else sum(one.out_of_use for one in counted),
        beds={one.name: one.kind_of for one in beds} or None,
        beds_out_of_use=frozenset(one.name for one in beds if one.out_of_use),
    )  # fmt: skip
