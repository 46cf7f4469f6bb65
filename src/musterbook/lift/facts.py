"""What the room lift writes in the book: carriers, plans, and who is seated on which serial."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from musterbook.ledger.facts import Digest, Fact, Part
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import PersonId


class CarrierDeclared(Fact, kind="lift.carrier-declared"):
    """A provider makes a carrier available; the carrier's escort is the custodian of those aboard."""

    carrier: str
    kind_of: str
    mode: str
    seats: int
    base: str
    from_: datetime
    until: datetime | None = None


class CarrierWithdrawn(Fact, kind="lift.carrier-withdrawn"):
    """A carrier is out: broken, crew-rest, weather, threat or not-released."""

    carrier: str
    because: str
    from_: datetime
    until: datetime | None = None


class Scarce(Part):
    """Something that runs short at a place from one moment to another: carriers, escorts, reception, beds, slots.

    `worth` is the weighted loss, in thousandths, that 1 % more of it would save by the prices of the bound; None where
    only the plan says that all of it is used.
    """

    resource: str
    place: str
    since: datetime
    until: datetime
    worth: int | None = None


class PlanProposed(Fact, kind="lift.plan-proposed", by_node=True):
    """A planner's proposal, what it is worth, and how good any plan could be where that was asked.

    Of `objective`, names that end in `-milli` are thousandths: weighted-loss and its parts site, transit, hub and
    left-behind; loss, which is not weighted. Beside them stand makespan-minutes, cost and left-behind, the heads.
    `seconds` is the time the planner was given. `bound` is the weighted loss, in thousandths, that no plan can go
    below; None when nobody asked for one. `binding` is what runs short, the dearest first.
    """

    plan: Digest
    problem: Digest
    planner: str
    seed: int
    objective: Mapping[str, int]
    seconds: int | None = None
    bound: int | None = None
    binding: tuple[Scarce, ...] = ()


class PlanChecked(Fact, kind="lift.plan-checked", by_node=True):
    """The independent check of a plan; no findings means none was found."""

    plan: Digest
    checker: str
    findings: tuple[str, ...] = ()


class PlanAdopted(Fact, kind="lift.plan-adopted"):
    """This is the plan now; it supersedes the one named, and these serials changed."""

    plan: Digest
    because: str
    supersedes: Digest | None = None
    changed: frozenset[str] = frozenset()


class Seated(Fact, kind="lift.seated"):
    """These people are on the manifest of a serial: one trip of one carrier, with so many seats and escorts."""

    serial: str
    carrier: str
    people: frozenset[PersonId]
    plan: Digest
    giver: CustodianId
    receiver: CustodianId
    leaves_at: datetime
    arrives_at: datetime
    seats: int
    escorts: int = 0


class Unseated(Fact, kind="lift.unseated"):
    """These people are off the manifest again."""

    serial: str
    people: frozenset[PersonId]
    because: str


class SerialSlipped(Fact, kind="lift.serial-slipped"):
    """The serial runs at other times than planned."""

    serial: str
    leaves_at: datetime
    arrives_at: datetime
    because: str


class SerialScrubbed(Fact, kind="lift.serial-scrubbed"):
    """The serial does not run."""

    serial: str
    because: str


class Requested(Fact, kind="lift.requested"):
    """Somebody proposes or requests a move: `people` by number, or `count` of them to be named later (a lot).

    `stage` is proposed or requested. The move should begin between `from_` and `until`. `move` is its kind.
    """

    request: str
    giver: CustodianId
    receiver: CustodianId
    from_: datetime
    until: datetime
    stage: str = "requested"
    people: frozenset[PersonId] = frozenset()
    count: int = 0
    move: str = "evacuation"


class RequestApproved(Fact, kind="lift.request-approved"):
    """A request is granted: `capacity` says as what, population-desk or carrier."""

    request: str
    capacity: str


class RequestDeclined(Fact, kind="lift.request-declined"):
    """A request is turned down; `because` of the closed list `decline_request`."""

    request: str
    because: str
    words: Digest | None = None


class Cancelled(Fact, kind="lift.cancelled"):
    """A requested move is called off for `people`, or for everyone when nobody is named; of the closed list `cancel`.

    Once somebody was let go nothing cancels his move: there is only a return trip, or a correction.
    """

    request: str
    because: str
    people: frozenset[PersonId] = frozenset()
    words: Digest | None = None


class Rescheduled(Fact, kind="lift.rescheduled"):
    """A requested move begins at another time. `from_` is what it was, so that two who move it at once both show."""

    request: str
    from_: datetime
    to: datetime
    because: str = ""


class LegPlanned(Fact, kind="lift.leg-planned"):
    """A leg of a way is planned, or planned otherwise: the newest of a leg's name stands."""

    leg: str
    from_: str
    to: str
    leaves_at: datetime
    arrives_at: datetime
    people: frozenset[PersonId] = frozenset()
    request: str = ""
    serial: str = ""
    carrier: str = ""


class LegCancelled(Fact, kind="lift.leg-cancelled"):
    """A leg is not run; `because` of the closed list `cancel`, or declined by whoever should have run it."""

    leg: str
    because: str
    words: Digest | None = None


class LodgingPlanned(Fact, kind="lift.lodging-planned"):
    """A night on the way is planned, planned otherwise (`replaces`), or no longer (`cancelled`)."""

    lodging: str
    place: str
    from_: datetime
    until: datetime
    because: str
    people: frozenset[PersonId] = frozenset()
    request: str = ""
    replaces: Digest | None = None
    cancelled: bool = False


class TrackAlarm(Part):
    """Something wrong on a leg: off-way, stopped or jump; since when, and how many minutes or km of it."""

    kind_of: str
    since: datetime
    much: int


class TrackKept(Fact, kind="lift.track-kept"):
    """What a carrier's positions on one leg came to, and the digest of the sealed track.

    `silent_minutes` is the longest time without a position, `off_way_metres` how far off its way it was at least.
    """

    serial: str
    carrier: str
    readings: int
    first: datetime
    last: datetime
    metres: int
    silent_minutes: int
    off_way_metres: int
    track: Digest
    source: str = ""
    alarms: tuple[TrackAlarm, ...] = ()
