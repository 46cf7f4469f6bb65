"""What officers do in `three_nodes.py`, each at his own node."""

from __future__ import annotations

from datetime import timedelta

from three_nodes_machines import Machine
from three_nodes_operation import DESK, HARBOUR, MORNING, WILLOW, acting

from musterbook.custody.handovers import Handovers
from musterbook.ledger.entry import Entry
from musterbook.lift.manifests import Manifest, Manifests
from musterbook.operation import agreeing, clearing, handing_over, mustering, planning, seating
from musterbook.operation.serials import escort_of, handing_of
from musterbook.terms.custodians import CustodianId


def planned(machine: Machine) -> tuple[list[Manifest], Entry]:
    """Headquarters agrees, clears everyone, plans, and seats people; the serials, and the last entry."""
    with machine.writing() as book:
        for party in ("willow", "harbour"):
            agreeing.sign(book, acting("c.coord/coordinator", DESK, 20), "AGR-01", party)
        clearing.clear(
            book, acting("e.reviewer/eligibility-reviewer", DESK, 30), clearing.clearable(book, WILLOW),
            destination=HARBOUR, legal_basis=book.settings.legal_basis,
        )  # fmt: skip
        made = planning.propose(book, at=MORNING + timedelta(minutes=90), days=3, planner="most-at-risk-first")
        assert made.digest is not None, "there is a plan"
        desk, planner = acting("o.desk/operation-desk", DESK, 100), acting("p.planner/planner", DESK, 100)
        seating.adopt_and_seat(book, desk, planner, made.digest, because="first plan")
        running = [one for one in book.reading(Manifests).serials.values() if one.people and not one.scrubbed]
        last = book.entries()[-1]
    return sorted(running, key=lambda one: one.leaves_at), last


def boarded(machine: Machine, manifest: Manifest, minutes: float) -> Entry:
    """Willow checks, offers and lets go; the last entry."""
    with machine.writing() as book:
        officer = acting("w.officer/site-officer", WILLOW, minutes)
        handing = handing_of(
            book, officer, manifest.serial, to=escort_of(book, manifest.carrier), onward=False, kind="evacuation",
            people=(), due_by=officer.at + timedelta(hours=1),
        )  # fmt: skip
        handing_over.check_identities(book, officer, handing.handover, handing.people, how="photo")
        handing_over.offer(book, officer, handing)
        return handing_over.let_go(book, acting("w.officer/site-officer", WILLOW, minutes + 2), handing.handover)


def arrived(machine: Machine, manifest: Manifest, minutes: float) -> Entry:
    """The escort, whose tablet is Harbour's, takes the people and hands them on; Harbour takes them."""
    with machine.writing() as book:
        escort = escort_of(book, manifest.carrier)
        officer = f"escort-{escort}/escort-commander"
        offered = next(
            one for one in reversed(list(book.reading(Handovers).all())) if one.offered.serial == manifest.serial
        )
        handing_over.accept(book, acting(officer, escort, minutes + 9), offered.reference, offered.people)
        giver = acting(officer, escort, minutes + 140)
        handing = handing_of(
            book, giver, manifest.serial, to=HARBOUR, onward=True, kind="evacuation", people=(),
            due_by=giver.at + timedelta(hours=1),
        )  # fmt: skip
        handing_over.offer(book, giver, handing)
        handing_over.let_go(book, acting(officer, escort, minutes + 142), handing.handover)
        taker = acting("h.officer/receiving-officer", HARBOUR, minutes + 150)
        return handing_over.accept(book, taker, handing.handover, handing.people)


def counted(machine: Machine, whose: CustodianId, caller: str, who: str, minutes: float) -> tuple[Entry, bool]:
    """One calls a count, two count everyone by name; the last entry, and whether the count agrees with the roll."""
    with machine.writing() as book:
        counters = acting(who, whose, minutes)
        muster = mustering.next_reference(book, whose, counters.at)
        mustering.call(
            book, acting(caller, whose, minutes - 5), muster, custodian=whose, by="name",
            reason="routine", due_by=counters.at + timedelta(hours=1),
        )  # fmt: skip
        present = mustering.roll_of(book, whose)
        names = tuple(one.split("/")[0] for one in who.split())
        entry = mustering.enter_names(book, counters, muster, present, counters=names)[-1]
        agrees = mustering.compared(book, muster)[0].endswith("they agree")
    return entry, agrees
