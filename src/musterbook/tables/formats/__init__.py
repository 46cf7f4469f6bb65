"""Formats in which lists leave: what other programs read, each with the stamp that says whose it is.

Pure: values in, bytes out; the same values are the same bytes. What may leave, and for whom, is decided elsewhere.
"""

from __future__ import annotations

from musterbook.tables.formats.calendar import Hour, calendar
from musterbook.tables.formats.cursor import cursor_on_target
from musterbook.tables.formats.finder import FinderNote, FinderPerson, people_finder
from musterbook.tables.formats.justice import Custody, Handed, Subject, justice
from musterbook.tables.formats.places import Mark, Way, geojson, kml
from musterbook.tables.formats.stamp import HEAD, Stamp, said_by
from musterbook.tables.formats.tracking import Tracked, tracking

__all__ = [
    "HEAD",
    "Custody",
    "FinderNote",
    "FinderPerson",
    "Handed",
    "Hour",
    "Mark",
    "Stamp",
    "Subject",
    "Tracked",
    "Way",
    "calendar",
    "cursor_on_target",
    "geojson",
    "justice",
    "kml",
    "people_finder",
    "said_by",
    "tracking",
]
