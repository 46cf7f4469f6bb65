"""What the beds of a place write in the book (custody.md sections 3 and 9)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from musterbook.ledger.facts import Fact, Part
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import PersonId


class PlaceOpened(Fact, kind="custody.place-opened"):
    """A place can take people; written again when that changes, and the newest word counts.

    `kind_of` is a kind of place of `reasons.toml`. `maximum` is the most it may ever hold, `working` what it can run
    with, `certified` what it was built and approved for, `out_of_use` how many of the working ones cannot be used now.
    `beds` names each with its kind, where they are assigned one by one, and `beds_out_of_use` those of them nobody may
    lie in. Nothing working is a place that is closed.
    """

    place: str
    custodian: CustodianId
    kind_of: str
    maximum: int
    working: int
    certified: int | None = None
    out_of_use: int = 0
    beds: Mapping[str, str] | None = None
    beds_out_of_use: frozenset[str] = frozenset()


class BedsReserved(Fact, kind="custody.beds-reserved"):
    """A place keeps so many beds for a lot until a time; then the reservation lapses by itself.

    `for_` names the lot: a handover, a serial, or the custodian whose people come. `displaced_from` is the custodian
    whose people come because he must make room; what they leave is promised only when they have left.
    """

    reservation: str
    place: str
    count: int
    for_: str
    until: datetime
    kind_of: str = ""
    displaced_from: str = ""


class BedsReleased(Fact, kind="custody.beds-released"):
    """A reservation is given back, wholly (`count` 0) or so many of its beds."""

    reservation: str
    because: str
    count: int = 0


class InBed(Part):
    """One person and his bed; no name of a bed is that he has none any more."""

    person: PersonId
    bed: str


class BedAssigned(Fact, kind="custody.bed-assigned"):
    """These people have these beds of a place from now on; whatever beds they had before are free."""

    place: str
    beds: tuple[InBed, ...]
    reservation: str = ""
