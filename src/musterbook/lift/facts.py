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
