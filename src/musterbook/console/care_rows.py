"""What the pages of beds, of incidents and of what is owed ask of a book."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from musterbook.console.call_rows import ActLine


@dataclass(frozen=True, slots=True)
class RoomRow:
    """A custodian's places together: whole people and beds.

    Attributes:
        custodian: whose.
        places: their names.
        site: id of the page of the first of them, where it has one.
        maximum, working, certified, out_of_use: certified None where one place does not say.
        answered_for: everyone he answers for.
        reserved: beds kept for lots, without those for displaced people; `displaced` those.
        uncovered: under way to him without a bed reserved.
        leaving: his people who have beds reserved elsewhere because he makes room.
        free: beds nobody has and nobody was promised; negative by as many as are too many.
        promisable: beds that may be promised.
        no_bed: in hand there without a bed, where beds are given by name.
        over_certified: by how many he answers for more than his places are approved for.
        lost: he does not control his place, so that no bed there is free.
    """

    custodian: str
    places: tuple[str, ...]
    site: str
    maximum: int
    working: int
    certified: int | None
    out_of_use: int
    answered_for: int
    reserved: int
    displaced: int
    uncovered: int
    leaving: int
    free: int
    promisable: int
    no_bed: int
    over_certified: int
    lost: bool = False


@dataclass(frozen=True, slots=True)
class ReservationRow:
    """Beds kept for a lot: for whom, how many still, how many came, until when; `displaced_from` makes room by it."""

    reservation: str
    place: str
    custodian: str
    lot: str
    kind: str
    count: int
    left: int
    under_way: int
    came: int
    given_back: int
    until: datetime
    lapsed: bool
    displaced_from: str = ""


@dataclass(frozen=True, slots=True)
class BedsView:
    """Room in every place that was opened, the tightest first, and every reservation that keeps beds or has lapsed."""

    rooms: tuple[RoomRow, ...]
    reservations: tuple[ReservationRow, ...]
    acts: tuple[ActLine, ...] = ()

    @property
    def free(self) -> int:
        """Beds free in all places together; what is too many in one is not taken from another."""
        return sum(max(0, one.free) for one in self.rooms)

    @property
    def over(self) -> int:
        """People too many, in all places together."""
        return sum(max(0, -one.free) for one in self.rooms)


@dataclass(frozen=True, slots=True)
class BedRow:
    """One bed: its kind, who lies in it (two are a discrepancy), and whether it can be used."""

    bed: str
    kind: str
    cell: str
    people: tuple[str, ...]
    out_of_use: bool
    counted: bool


@dataclass(frozen=True, slots=True)
class BedlessRow:
    """Somebody in hand without a bed: the one the proposal gives him, or, in sentences, why no bed is his."""

    number: str
    proposed: str
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlaceView:
    """One place: its custodian's room, the lines of his day, its beds, and whoever has none.

    `day` is line → how many. `bedless_people` counts everyone without a bed; `bedless` names those worked through.
    """

    place: str
    kind: str
    custodian: str
    since: datetime
    room: RoomRow
    day: Mapping[str, int]
    beds: tuple[BedRow, ...]
    kinds: tuple[tuple[str, int, int, int], ...]
    bedless: tuple[BedlessRow, ...]
    bedless_people: int
    reservations: tuple[ReservationRow, ...]
    acts: tuple[ActLine, ...] = ()


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """One incident. `health`: it is about somebody's health, and to whom it happened is shown by right alone.

    `people` counts them also where their `numbers` are left out.
    """

    reference: str
    at: datetime
    what: str
    by: str
    place: str
    serial: str
    people: int
    numbers: tuple[str, ...]
    stage: str
    closed: bool
    fault: str
    gravity: str
    late_minutes: int
    late: bool
    additions: int
    health: bool
    counts_in_figures: bool
    duplicate_of: str
    entry: str


@dataclass(frozen=True, slots=True)
class SaidLine:
    """Something said of an incident: report, addition or finding; `words` is empty while it lies sealed."""

    what: str
    at: datetime
    by: str
    stage: str
    words: str
    entry: str


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A signature of custody that bears an incident out: who left or came back, how, and the digest of its papers."""

    number: str
    outcome: str
    at: datetime
    papers: str
    authority: str
    entry: str


@dataclass(frozen=True, slots=True)
class IncidentView:
    """One incident whole: everything said, the papers beside it, and what is missing between the two."""

    row: IncidentRow
    said: tuple[SaidLine, ...]
    papers: tuple[PaperLine, ...]
    contradictions: tuple[str, ...]
    acts: tuple[ActLine, ...] = ()


@dataclass(frozen=True, slots=True)
class IncidentsView:
    """Every incident, the newest first, and the acts."""

    rows: tuple[IncidentRow, ...]
    limit_minutes: int
    acts: tuple[ActLine, ...] = ()


@dataclass(frozen=True, slots=True)
class DueRow:
    """Something owed: by whom, what, about what, by when, about how many people.

    `link` is the address of what it is about, empty where it has no page. `never` are officers to whom it is not shown.
    """

    owner: str
    what: str
    about: str
    due: datetime
    people: int
    overdue: bool
    link: str = ""
    never: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class DueOwner:
    """One who owes: how many things are overdue and how many are due, how many people wait, and the first hour."""

    owner: str
    overdue: int
    due: int
    people: int
    first: datetime


@dataclass(frozen=True, slots=True)
class DueView:
    """Everything owed, overdue first within each owner, and the owners, whoever owes most that is overdue first."""

    rows: tuple[DueRow, ...]
    owners: tuple[DueOwner, ...]
