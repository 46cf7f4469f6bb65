"""What the console needs to know of a book: rows to show, and the `Source` that gives them.

The rows are readings already made; no page computes who is where. A source may stand on an opened book, or on an
invented account in a test.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from musterbook.operation.known_by_prints import KnownByPrints

Role = Literal["site", "staging", "receiving"]
SerialStage = Literal["planned", "loading", "under-way", "done", "stopped"]


Reads = Callable[[str, int], bool]
"""Whether whoever asks may read an entry of this kind, about what is marked so high."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """Which book, read when: what every page, twin and frame carries.

    Attributes:
        operation: the operation's name.
        marking: the words boxed on every page.
        exercise: all people are invented, so names may be shown.
        as_of: the instant the reading is for.
        head: digest of the newest entry read.
        entries: how many entries were read.
        past: the reading is of an earlier moment than now.
        partial: whose people the copy holds, where it holds only some; counts are of those.
    """

    operation: str
    marking: str
    exercise: bool
    as_of: datetime
    head: str
    entries: int
    past: bool = False
    partial: str = ""


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts of people. `roll` is everyone a custodian answers for; the six places of the bar sum to it.

    `sites`, `escorts`, `staging` and `received` are in hand; `handing_over` has left a giver's hands and nobody has
    accepted; `far_side` are gone and not on the roll. `discrepancies` counts open ones, not people.
    """

    roll: int
    sites: int
    escorts: int
    handing_over: int
    staging: int
    received: int
    unaccounted: int
    far_side: int
    discrepancies: int
    answered_for: int
    accounted_for: int


@dataclass(frozen=True, slots=True)
class MusterLine:
    """The last muster of a custodian: when, `name` or `number`, counted, expected, and whether they agreed."""

    at: datetime
    by: str
    agreed: bool
    counted: int | None = None
    expected: int | None = None


@dataclass(frozen=True, slots=True)
class SiteRow:
    """One place and what its custodian answers for. A place nobody has a position of is on no map."""

    id: str
    name: str
    role: Role
    lat: float | None
    lon: float | None
    capacity: int | None
    custodian: str
    in_hand: int
    handing_over: int
    unaccounted: int
    expected: int
    name_ar: str = ""
    last_muster: MusterLine | None = None
    discrepancies: int = 0
    lost: bool = False


@dataclass(frozen=True, slots=True)
class SerialRow:
    """One trip of one carrier. `origin` and `destination` are ids of places; `accepted` counts those who boarded.

    `leaves_at` and `arrives_at` are the hours as last told, `planned_…` those of the first seating, `left_at` when the
    last of them were let go and `landed_at` when the last were taken at the end. `because` says why it slipped or does
    not run; `issue` counts its manifests and `digest` names the list that stands: a change tried on another is stale.
    `received` counts those taken at the end; `diverted_from` is the place its manifest names, when it goes elsewhere.
    """

    serial: str
    carrier: str
    mode: str
    origin: str
    destination: str
    leaves_at: datetime
    arrives_at: datetime
    seats: int
    seated: int
    accepted: int
    stage: SerialStage
    planned_leaves_at: datetime | None = None
    planned_arrives_at: datetime | None = None
    left_at: datetime | None = None
    landed_at: datetime | None = None
    escorts: int = 0
    offered: int = 0
    because: str = ""
    plan: str = ""
    issue: int = 1
    digest: str = ""
    received: int = 0
    diverted_from: str = ""

    @property
    def late_minutes(self) -> int:
        """How much later it is told to leave than it was planned to; negative when earlier."""
        planned = self.planned_leaves_at or self.leaves_at
        return int((self.leaves_at - planned).total_seconds() // 60)


@dataclass(frozen=True, slots=True)
class HandoverRow:
    """One handover, counted: people offered, let go, accepted, and named exceptions. Stages are read, never stored."""

    reference: str
    giver: str
    receiver: str
    offered: int
    let_go: int
    accepted: int
    exceptions: int
    stage: str
    offered_at: datetime
    let_go_at: datetime | None = None
    accepted_at: datetime | None = None
    gap_minutes: int | None = None
    late_minutes: int = 0
    serial: str = ""
    offer: str = ""


@dataclass(frozen=True, slots=True)
class DiscrepancyRow:
    """Open contradictions of one cause, with owner and clock. `sentence` is made by `words.say`.

    `noticed` is when the first of them was shown to an officer; `unnoticed` how many of them have no clock yet.
    """

    id: str
    kind: str
    owner: str
    people: int
    numbers: tuple[str, ...]
    since: datetime
    due: datetime | None
    overdue: bool
    sentence: str
    noticed: datetime | None = None
    unnoticed: int = 0
    other: str = ""


@dataclass(frozen=True, slots=True)
class NodeRow:
    """One node's log, and how long ago this book last had an entry of it. The register speaks only when it changes."""

    node: str
    log: str
    size: int
    last_at: datetime | None
    age_minutes: int | None
    is_register: bool = False


@dataclass(frozen=True, slots=True)
class Situation:
    """The whole account at one instant."""

    stamp: Stamp
    totals: Totals
    sites: tuple[SiteRow, ...]
    serials: tuple[SerialRow, ...]
    handovers: tuple[HandoverRow, ...]
    discrepancies: tuple[DiscrepancyRow, ...]
    nodes: tuple[NodeRow, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person on a list. Particulars (`name`, `name_ar`, `nationality`, `age`) are empty where they stay sealed.

    `part` is the half of the account's name after the custodian: in-hand, handing-over, unaccounted, or an outcome
    of the far side. `milestone` is the latest thing that happened to him.
    """

    number: str
    custodian: str
    place: str
    part: str
    milestone: str
    name: str = ""
    name_ar: str = ""
    nationality: str = ""
    age: str = ""
    serial: str = ""
    holds: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class HandLine:
    """A stretch of time in one account; `until` is None while it lasts. `entry` is the digest that began it."""

    account: str
    custodian: str
    part: str
    since: datetime
    until: datetime | None
    entry: str


@dataclass(frozen=True, slots=True)
class HoldLine:
    """A prohibition: its ground, who may lift it, since when, and when it was lifted."""

    ground: str
    authority: str
    since: datetime
    lifted_at: datetime | None
    review_by: datetime | None
    entry: str


@dataclass(frozen=True, slots=True)
class ClearanceLine:
    """A permission: from whom to whom, on what basis, until when, and when it was withdrawn."""

    giver: str
    destination: str
    legal_basis: str
    since: datetime
    until: datetime
    withdrawn_at: datetime | None
    entry: str


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry on a list. `not_standing` says in words why it has no effect; empty when it stands.

    `level` is how high what it names is marked: 0 unclassified to 4 top secret.
    """

    digest: str
    log: str
    seq: int
    kind: str
    by: str
    happened_at: datetime
    written_at: datetime
    via: str
    people: int
    officers: tuple[str, ...]
    not_standing: str = ""
    level: int = 0


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """One officer's signature under an act, and whether it was found sound when the entry was judged."""

    officer: str
    role: str
    key: str
    alg: str
    sig: str


@dataclass(frozen=True, slots=True)
class EntryView:
    """One entry whole: its row, canonical bytes laid out for eyes, links, signatures and the people it names."""

    row: EntryRow
    text: str
    bytes: int
    prev: str
    after: tuple[str, ...]
    followed_by: tuple[str, ...]
    signatures: tuple[SignatureLine, ...]
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PersonView:
    """One person whole. `codes` are intake's: child, sex, legal, family, identity, each with the code's value."""

    row: PersonRow
    codes: Mapping[str, str]
    hands: tuple[HandLine, ...]
    holds: tuple[HoldLine, ...]
    clearances: tuple[ClearanceLine, ...]
    discrepancies: tuple[DiscrepancyRow, ...]
    entries: tuple[EntryRow, ...]
    number_spoken: str = ""
    prints: KnownByPrints | None = None


@dataclass(frozen=True, slots=True)
class SiteView:
    """One place whole: its row, who is on its roll, its musters, handovers, serials and discrepancies."""

    row: SiteRow
    classes: Mapping[str, int]
    milestones: Mapping[str, int]
    musters: tuple[MusterLine, ...]
    handovers: tuple[HandoverRow, ...]
    serials: tuple[SerialRow, ...]
    discrepancies: tuple[DiscrepancyRow, ...]


@dataclass(frozen=True, slots=True)
class EntryPage:
    """Some entries, and how many there are under the same filter. `after` is the last one's place, to go on from."""

    rows: tuple[EntryRow, ...]
    total: int
    after: int | None


@dataclass(frozen=True, slots=True)
class BookView:
    """The book as an inspector meets it: balances of all accounts, entries that do not stand, and the logs."""

    accounts: Mapping[str, int]
    not_standing: tuple[EntryRow, ...]
    discrepancies: tuple[DiscrepancyRow, ...]
    nodes: tuple[NodeRow, ...]
    kinds: Mapping[str, int] = field(default_factory=dict)


class Source(Protocol):
    """Where pages get their rows. With `as_of` everything is folded afresh as of that instant."""

    def stamp(self, as_of: datetime | None = None) -> Stamp:
        """Which book this is and where it stands."""
        ...

    def situation(self, as_of: datetime | None = None) -> Situation:
        """The whole account."""
        ...

    def site(self, place: str, as_of: datetime | None = None) -> SiteView | None:
        """One place; None if there is none of that id."""
        ...

    def handovers(self, as_of: datetime | None = None) -> Sequence[HandoverRow]:
        """Every handover, newest offer first."""
        ...

    def people(self, as_of: datetime | None = None) -> Sequence[PersonRow]:
        """Everyone registered, by number."""
        ...

    def person(self, number: str, as_of: datetime | None = None) -> PersonView | None:
        """One person; None if the number is nobody's."""
        ...

    def entries(
        self,
        *,
        after: int = 0,
        limit: int = 100,
        filters: Mapping[str, str] | None = None,
        as_of: datetime | None = None,
        reads: Reads | None = None,
    ) -> EntryPage:
        """Entries newest first, `limit` of them after skipping `after`; filters: kind, by, log, person.

        `reads` says of a kind and a level whether whoever asks may read such an entry; the rest is not even counted.
        """
        ...

    def entry(self, digest: str) -> EntryView | None:
        """The entry whose digest begins with `digest` (at least 8 digits); None if none or several do."""
        ...

    def book(self, as_of: datetime | None = None, reads: Reads | None = None) -> BookView:
        """Accounts, entries that do not stand, discrepancies and logs."""
        ...
