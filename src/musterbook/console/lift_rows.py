"""What the pages of the lift ask of a book: plans proposed, the serials of one, manifests, and changes judged."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol

from musterbook.console.acts import AdoptRow, JudgedRow, Wanted
from musterbook.console.call_source import CallSource
from musterbook.console.camp_source import CampSource
from musterbook.console.care_source import CareSource
from musterbook.console.custody_source import CustodySource
from musterbook.console.dossier_source import DossierSource
from musterbook.console.hands import HandStep
from musterbook.console.identity_source import IdentitySource
from musterbook.console.report_source import ReportSource
from musterbook.console.return_source import ReturnSource
from musterbook.console.source import SerialRow, Source
from musterbook.console.watch_source import WatchSource
from musterbook.lift.explain.values import Answer, Relaxation
from musterbook.lift.plan import Plan
from musterbook.lift.problem import Problem
from musterbook.operation.adopting import Difference
from musterbook.operation.lift_curves import Curves
from musterbook.operation.manifest_issues import Replaced
from musterbook.terms.custodians import CustodianId
from musterbook.words.aboard import Level

PARTS: Final = ("site", "transit", "hub", "left-behind")
"""Where a loss arises: at sites, under way, at staging places, and with those left behind."""


@dataclass(frozen=True, slots=True)
class RunRow:
    """One proposal. `findings` is None while nobody has checked it; `in_force` is the plan now.

    Only losses of plans that answer one `problem` can be compared.

    Losses are weighted and expected, and `parts` says where they arise; `gap` is the share of the loss above the bound;
    `ends_at` the last delivery; `number` the how-manieth plan it was when it was last adopted, 0 for never.
    """

    plan: str
    problem: str
    planner: str
    seed: int
    proposed_at: datetime
    entry: str
    loss: float
    unweighted: float
    left_behind: int
    cost: int
    ends_at: datetime | None
    findings: tuple[str, ...] | None
    bound: float | None = None
    gap: float | None = None
    seconds: int | None = None
    binding: tuple[str, ...] = ()
    in_force: bool = False
    number: int = 0
    adopted_at: datetime | None = None
    because: str = ""
    supersedes: str = ""
    changed: int = 0
    parts: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Paper:
    """A plan, the problem it answers and its curves, with the name of each place and what the book says of its serials.

    `told` has the serials of the plan that people were ever seated on, by their name within the plan.
    """

    plan: Plan
    problem: Problem
    curves: Curves
    names: Mapping[str, str]
    told: Mapping[str, SerialRow]


@dataclass(frozen=True, slots=True)
class SeatLine:
    """One person on a manifest. `stopped` holds a sentence for each gate that would object to his boarding."""

    number: str
    name: str
    name_ar: str
    milestone: str
    holds: tuple[str, ...]
    stopped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change of a manifest since its first issue: its sign, + or −, whom, and why."""

    at: datetime
    sign: str
    numbers: tuple[str, ...]
    because: str


@dataclass(frozen=True, slots=True)
class GateLine:
    """A gate that stops someone: its rule, how many people, and the sentence when it is about the whole serial."""

    rule: str
    people: int
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class RoomLine:
    """Another serial of the same giver with seats left."""

    serial: str
    leaves_at: datetime
    seats_free: int


@dataclass(frozen=True, slots=True)
class ManifestView:
    """One serial's manifest. `offers` are the digests the giver has signed for it, by handover.

    `gates_asked` is False for a past moment: gates are asked about now only. `replaces` is the issue before this one.
    """

    row: SerialRow
    seats: tuple[SeatLine, ...]
    digest: str
    frozen_at: datetime
    frozen: bool
    changes: tuple[ChangeLine, ...]
    gates: tuple[GateLine, ...]
    gates_asked: bool
    substitutes: tuple[str, ...]
    offers: tuple[tuple[str, str], ...]
    rooms: tuple[RoomLine, ...]
    hands: tuple[HandStep, ...] = ()
    ways_out: tuple[WayOut, ...] = ()
    replaces: Replaced | None = None


@dataclass(frozen=True, slots=True)
class WayOut:
    """Another place a serial under way could be taken to, and how many it could take; None where nobody said."""

    place: str
    name: str
    free: int | None


@dataclass(frozen=True, slots=True)
class WhyAsked:
    """Why does this carrier not board people at this place from this moment on?"""

    vehicle: str
    site: str
    at: datetime
    to: str = ""


@dataclass(frozen=True, slots=True)
class WhyPerson:
    """Why someone is not on a serial: levels of sentences, the first of which is the answer; and what would do.

    `ways` are said one by one; `changes` says of each, in the same order, which rules it makes milder.
    """

    number: str
    serial: str
    levels: tuple[Level, ...]
    ways: tuple[str, ...]
    changes: tuple[tuple[Relaxation, ...], ...]
    about: tuple[str, int]


@dataclass(frozen=True, slots=True)
class SiteTold:
    """One site of a plan in words: its paragraph, and one for each kind of people whom the plan does not move."""

    site: str
    says: str
    left: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sighting:
    """A serial under way and where its carrier was last, as whoever asks may see it.

    `lat` and `lon` are degrees north and east, None where it gave no position, or none he may see; `alarms` are what is
    wrong, each with its minutes or km; `late` says that he sees positions hours late.
    """

    serial: str
    carrier: str
    lat: float | None
    lon: float | None
    at: datetime | None
    age_minutes: int | None
    alarms: tuple[tuple[str, int], ...]
    late: bool


class LiftSource(Protocol):
    """Where the pages of the lift get their rows."""

    def runs(self, as_of: datetime | None = None) -> Sequence[RunRow]:
        """Every proposal in the book, the newest first."""
        ...

    def paper(self, plan: str, as_of: datetime | None = None) -> Paper | None:
        """A plan by its whole digest; None when its papers are not beside this book."""
        ...

    def adopting(self, plan: str, *, signer: str = "", because: str = "") -> AdoptRow:
        """What adopting a plan asks for, and the exact command. `signer` is who means to sign for the desk."""
        ...

    def beside(self, before: str, after: str, as_of: datetime | None = None) -> Difference | None:
        """What the plan `after` changes against `before` from the moment on; None when a paper is not here."""
        ...

    def sightings(self, roles: Collection[tuple[str, CustodianId]] | None) -> tuple[Sighting, ...]:
        """Serials under way now and where their carriers were last; `roles` of None is whoever is not asked."""
        ...

    def stopped(self, serials: Collection[str]) -> Mapping[str, int]:
        """Of these serials as they stand now: how many of those who wait a gate would stop; none are left out."""
        ...

    def manifest(self, serial: str, as_of: datetime | None = None) -> ManifestView | None:
        """One serial's manifest; None if nobody ever sat on it."""
        ...

    def judged(self, serial: str, wanted: Wanted) -> JudgedRow | None:
        """A change of a serial judged by rules and gates; None if there is no such serial."""
        ...

    def asking_why(self, plan: str, asked: WhyAsked) -> Callable[[], Answer] | None:
        """The search for an answer, to be run where it holds nobody up; None when the papers are not here."""
        ...

    def asking_person(self, number: str, serial: str) -> Callable[[], WhyPerson]:
        """Why someone is not on a serial: the book is read now, the plan is tried when called. Malformed: not there."""
        ...

    def asking_site(self, plan: str, site: str) -> Callable[[], SiteTold] | None:
        """A site of a plan in words, to be made where it holds nobody up; None when the papers are not here."""
        ...


class WholeSource(
    Source,
    LiftSource,
    WatchSource,
    CampSource,
    ReportSource,
    ReturnSource,
    CallSource,
    DossierSource,
    IdentitySource,
    CareSource,
    CustodySource,
    Protocol,
):
    """Everything that the console asks of a book."""
