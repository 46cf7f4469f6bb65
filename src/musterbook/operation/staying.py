"""Staying: for everyone still in a custodian's hands every reason why he has not moved, and who can change each.

Joins eligibility with custody, coordination and lift. Whoever has a seat is asked for on his serial, everyone else on
the way on which least stands in the way, so that each gate says of him here what it would say at boarding; and medicine
is asked for before there is a handover, because packing it takes longer than boarding. A hold is not abandonment: the
protective lot would move whom this lift leaves.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from musterbook.custody.roll import Roll
from musterbook.eligibility.classes import Classes
from musterbook.eligibility.gates import GATES
from musterbook.eligibility.grounds import CHILD_GROUNDS, CLASS_GROUNDS
from musterbook.lift.manifests import Manifests
from musterbook.lift.requests import Requests
from musterbook.operation.book import Book
from musterbook.operation.kin import families_at
from musterbook.operation.staying_lots import Lot, lots_at, reasons_of
from musterbook.terms.custodians import CustodianId, in_hand, unaccounted
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId

NO_SEAT = "staying.no-seat"
FIRST = (
    "eligibility.hold", "eligibility.child", "eligibility.refoulement", "eligibility.fear-heard",
    "coordination.agreement", "eligibility.family", "custody.authority", "eligibility.fitness",
)  # fmt: skip
"""Gates whose reason is said first, as the others wait for it; after them the order of the table of gates."""
NEXT = {
    "custody.holder": "find", "custody.identity-check": "check", "custody.authority": "note-authority",
    "custody.sheet": "confirm-sheet", "custody.sheet-order": "order", "custody.medicine": "pack-medicine",
    "custody.beds": "reserve-beds", "coordination.agreement": "agree", "coordination.protecting-body": "tell",
    "coordination.stale-book": "exchange", "eligibility.child": "protective-lot", "eligibility.hold": "lift-hold",
    "eligibility.clearance": "clear", "eligibility.refoulement": "assess", "eligibility.fear-heard": "hear",
    "eligibility.fitness": "certify", "eligibility.family": "keep-together", "eligibility.kept-apart": "reseat",
    "eligibility.never-with": "reseat", "eligibility.female-escort": "find-escort", "lift.capacity": "reseat",
    "lift.escorts": "find-escort", "lift.manifest": "seat", "watch.receiving-unguarded": "count-guards",
    NO_SEAT: "seat",
}  # fmt: skip
"""What is to be done about each gate's reason, in a word."""


@dataclass(frozen=True, slots=True)
class Staying:
    """Someone who is still there.

    Attributes:
        person: who.
        reasons: every objection to his own move, what others wait for first; empty for whoever only waits to board.
        of_lot: objections to everyone of his lot together, such as too few seats.
        possible_child: whether his age is in doubt, so that a panel comes before anything else.
        protective: whether he or she is of those a protective lot exists to move.
        serial: the serial he is seated on; empty when on none.
        lot: the protective lot that would take him: its serial, or the request for it; empty when none is planned.
        leaves_at: when his serial leaves.
        late: whether that hour has passed.
    """

    person: PersonId
    reasons: tuple[Objection, ...]
    of_lot: tuple[Objection, ...]
    possible_child: bool
    protective: bool
    serial: str = ""
    lot: str = ""
    leaves_at: datetime | None = None
    late: bool = False

    @property
    def may_go(self) -> bool:
        """Whether nothing but a seat, or the hour, keeps him."""
        return not self.of_lot and all(one.rule == NO_SEAT for one in self.reasons)

    @property
    def first(self) -> Objection | None:
        """What stands in his way first: of his own, or of his lot; None where he only waits to board."""
        own = [one for one in self.reasons if one.rule != NO_SEAT]
        return next(iter((*own, *self.of_lot, *self.reasons)), None)

    @property
    def owner(self) -> str:
        """The role that can change the first reason; a load master's where he only waits to board."""
        return owner_of(self.first) if self.first is not None else "load-master"

    @property
    def next_step(self) -> str:
        """What is to be done about the first reason."""
        first = self.first
        if first is None:
            return "board"
        ground = str(first.values.get("ground") or "")
        if self.possible_child and (ground in CHILD_GROUNDS or first.rule == "eligibility.child"):
            return "age-panel"
        if self.protective and ground in CLASS_GROUNDS:
            return "protective-lot"
        return NEXT.get(first.rule, "ask")


@dataclass(frozen=True, slots=True)
class Shared:
    """An objection to a whole lot: how many people of it it keeps, and of which serial."""

    objection: Objection
    people: int
    serial: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many people one gate keeps for one reason: its code, such as a ground, and the role that can change it."""

    rule: str
    why: str
    owner: str
    people: int


@dataclass(frozen=True, slots=True)
class StillThere:
    """Everyone who is still there, by number; what stands against whole lots; and whether this is where people go."""

    people: tuple[Staying, ...]
    shared: tuple[Shared, ...] = ()
    is_end: bool = False

    def counts(self) -> list[Counted]:
        """People by gate and reason, the most first."""
        found: Counter[tuple[str, str, str]] = Counter()
        for one in self.people:
            found.update({(reason.rule, code_of(reason), owner_of(reason)) for reason in one.reasons})
        for whole in self.shared:
            found[whole.objection.rule, code_of(whole.objection), owner_of(whole.objection)] += whole.people
        rows = [Counted(rule, why, owner, people) for (rule, why, owner), people in found.items()]
        return sorted(rows, key=lambda one: (-one.people, one.rule, one.why))


def still_at(book: Book, custodian: CustodianId, *, at: datetime) -> StillThere:
    """Everyone a custodian holds or cannot account for, with every reason against his going now.

    Whoever is at the end of the way is not left behind: nobody is asked for there.
    """
    roll = book.reading(Roll)
    here = roll.on(in_hand(custodian)) | roll.on(unaccounted(custodian))
    if custodian in book.settings.ends or book.places.parts.get(custodian) == "receiving":
        return StillThere((), is_end=True)
    found: list[Staying] = []
    shared: list[Shared] = []
    families = families_at(book, custodian)
    for lot in lots_at(book, custodian, here, at):
        of_each, of_all = reasons_of(book, lot, families)
        shared += [Shared(one, people, lot.serial) for one, people in of_all]
        whole = tuple(one for one, _ in of_all)
        found += [_staying(book, person, lot, (of_each.get(person, []), whole), at) for person in lot.move.people]
    return StillThere(tuple(sorted(found, key=lambda one: one.person)), tuple(shared))


def waiting_by_serial(staying: tuple[Staying, ...]) -> list[tuple[str, int, datetime, bool]]:
    """Serials people who may go are seated on, with how many, when each leaves and whether that has passed."""
    counts = Counter((one.serial, one.leaves_at, one.late) for one in staying if one.serial and one.may_go)
    return [
        (serial, count, leaves, late)
        for (serial, leaves, late), count in sorted(counts.items(), key=lambda one: one[0][0])
        if leaves is not None
    ]


def owner_of(objection: Objection) -> str:
    """The role that can change what an objection says."""
    said = objection.values.get("lift_by") or objection.values.get("authority")
    line = GATES.get(objection.rule)
    return str(said) if said else line.lift_by if line is not None else "planner"


def code_of(objection: Objection) -> str:
    """The reason as a code: a hold's ground, what is lacking, or why."""
    said = (objection.values.get(name) for name in ("ground", "lack", "why", "order"))
    return str(next(filter(None, said), ""))


def _staying(
    book: Book, person: PersonId, lot: Lot, against: tuple[list[Objection], tuple[Objection, ...]], at: datetime
) -> Staying:
    reasons, of_lot = against
    codes = book.reading(Classes).codes(person)
    protective = codes.may_be_child or codes.may_be_woman or codes.may_be_family
    serial = book.reading(Manifests).serials.get(lot.serial)
    if serial is None and not reasons:
        # Planners seat only those whom nothing keeps, so that having no seat is a reason of its own for these alone.
        reasons = [Objection(NO_SEAT, person, {"free": lot.free_seats, "lift_by": "planner"})]
    named = lot.serial if lot.move.kind == "protective" else _requested(book, lot, person, at) if protective else ""
    return Staying(
        person, tuple(sorted(reasons, key=_place)), of_lot, codes.child == "unknown", protective, lot.serial, named,
        serial.leaves_at if serial is not None else None, late=serial is not None and serial.leaves_at < at,
    )  # fmt: skip


def _requested(book: Book, lot: Lot, person: PersonId, at: datetime) -> str:
    """The open request for a protective lot from here that names him, or else one for people to be named later."""
    asked = [
        one for one in book.reading(Requests).all()
        if one.asked.move == "protective" and one.asked.giver == lot.move.giver and one.at <= at
        and one.stage not in ("declined", "cancelled")
    ]  # fmt: skip
    named = [one.reference for one in asked if person in one.people]
    return (named or [one.reference for one in asked if not one.people] or [""])[0]


def _place(one: Objection) -> tuple[int, int, str]:
    """Where a reason stands among the others: a child's hold before every other one."""
    first = FIRST.index(one.rule) if one.rule in FIRST else len(FIRST)
    table = list(GATES).index(one.rule) if one.rule in GATES else len(GATES)
    return first, 0 if one.values.get("ground") in CHILD_GROUNDS else 1 + table, str(one.values.get("ground") or "")
