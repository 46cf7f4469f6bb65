"""Places and carriers for other people's maps. Never a person: a mark has no field in which one could stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Final

from musterbook.custody.watermark import marked
from musterbook.ledger.entry import Entry
from musterbook.lift.manifests import Manifests
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.exports.leaving import Made, Wanted, leave
from musterbook.operation.serials import bound_for
from musterbook.tables.formats import Mark, Stamp, Way, cursor_on_target, geojson, kml
from musterbook.terms.errors import Malformed

AHEAD: Final = timedelta(days=1)
"""Serials that leave later are not drawn."""
MAPS: Final[Mapping[str, Callable[[Stamp, Sequence[Mark], Sequence[Way]], bytes]]] = {
    "geojson": geojson, "kml": kml, "cot": lambda stamp, marks, _: cursor_on_target(stamp, marks),
}  # fmt: skip
"""Format → how it is written."""


def export_map(
    book: Book, acting: Acting, *, to: str, format_: str, carriers: Iterable[Mark] = ()
) -> tuple[Entry, bytes]:
    """Places, serials of today and the carriers given, for one reader's map.

    Args:
        book: the book.
        acting: who signs.
        to: the reader.
        format_: one of `MAPS`.
        carriers: where carriers were last, as far as whoever acts may know.

    Raises:
        Malformed: no such format.
    """
    if format_ not in MAPS:
        raise Malformed.because("export.format", said=format_, known=", ".join(MAPS))

    def make(stamp: Stamp) -> Made:
        marks = {one.name: one for one in (*_places(book), *carriers)}
        ways = list(_ways(book, stamp)) if format_ != "cot" else []
        ordered = [marks[name] for name in marked(sorted(marks), stamp.export)]
        return Made(MAPS[format_](stamp, ordered, ways), len(ordered) + len(ways))

    return leave(book, acting, Wanted(to, "map:places-and-carriers", format_), make)


def _places(book: Book) -> Iterator[Mark]:
    for one in book.places.sites.values():
        if one.lat is not None and one.lon is not None:
            kind = one.part if one.part in ("site", "staging", "receiving") else "site"
            yield Mark(one.site, kind, one.lat, one.lon, said=one.name)


def _ways(book: Book, stamp: Stamp) -> Iterator[Way]:
    """Serials of the day around the stamp's hour that are to run and whose two ends are known."""
    for one in sorted(book.reading(Manifests).serials.values(), key=lambda each: (each.leaves_at, each.serial)):
        ends = [book.places.place_of(whose) for whose in (one.giver, bound_for(book, one))]
        points = [(each.lat, each.lon) for each in ends if each is not None]
        known = [(lat, lon) for lat, lon in points if lat is not None and lon is not None]
        near = one.leaves_at <= stamp.as_of + AHEAD and one.arrives_at >= stamp.as_of - AHEAD
        if near and len(known) == 2 and one.people and not one.scrubbed:
            yield Way(one.serial, known, one.leaves_at, one.arrives_at)
