"""Handing over: offer, let-go, accept, refuse, take back, withdraw. The one act that changes who answers for someone.

Joins custody with everyone who has a say (`gates`). Only the offer is guarded; what happened afterwards is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from musterbook.custody.care.medicine import Medicine
from musterbook.custody.care.property import Property
from musterbook.custody.facts import Accepted, Checked, HandoverException, LetGo, Offered, TakenBack, Withdrawn
from musterbook.custody.facts import Refused as RefusedOffer
from musterbook.custody.handovers import Handover, Handovers
from musterbook.custody.manifest import Seat, manifest_bytes, manifest_digest
from musterbook.custody.people import People
from musterbook.custody.reasons import check_reason
from musterbook.custody.sheets.sheets import Sheets
from musterbook.eligibility.classes import Classes
from musterbook.ledger.entry import Entry
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book, Draft
from musterbook.operation.gates import objections_to
from musterbook.operation.rolls_ahead import write_ahead
from musterbook.store.disk import ROOM_FOR_OFFERS_BYTES
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Fault, Malformed, Refused
from musterbook.terms.moves import Move, MoveStage, Objection
from musterbook.terms.people import PersonId

PEOPLE_IN_ONE_OFFER = 5_000
LEAVES_OUT = frozenset(("missing", "refused", "unfit", "wrong-person", "dead"))
"""Exceptions whose person the receiver does not take."""


@dataclass(frozen=True, slots=True)
class Handing:
    """What is offered.

    Attributes:
        handover: the reference, from the giver's own block.
        people: who.
        to: the receiver.
        due_by: when the receiver should have accepted.
        stage: boarding, arriving or returning.
        destination: the custodian at the end of the way; empty when it is the receiver.
        kind, mode, serial, carrier, place: as in `terms.moves.Move` and `custody.facts.Offered`.
        aboard: people the receiver already has on the same carrier.
        seals: seals of the property that goes with them.
    """

    handover: str
    people: frozenset[PersonId]
    to: CustodianId
    due_by: datetime
    stage: MoveStage = "boarding"
    destination: CustodianId | None = None
    kind: str = "evacuation"
    mode: str = "road"
    serial: str = ""
    carrier: str = ""
    place: str = ""
    aboard: frozenset[PersonId] = frozenset()
    seals: frozenset[str] = frozenset()

    def as_move(self, giver: CustodianId, at: datetime, day: str) -> Move:
        """The move the gates are asked about."""
        return Move(
            people=self.people, giver=giver, receiver=self.to, at=at, stage=self.stage,
            destination=self.destination or self.to, handover=self.handover, kind=self.kind, mode=self.mode,
            serial=self.serial, aboard=self.aboard, day=day, seals=self.seals,
        )  # fmt: skip


def check_identities(
    book: Book, acting: Acting, handover: str, people: Iterable[PersonId], *, how: str,
    mismatched: Iterable[PersonId] = (),
) -> Entry:  # fmt: skip
    """Write that each person was checked against the band before a handover.

    Raises:
        Malformed: nobody is named, or no such way to check is known.
    """
    checked = Checked(handover=handover, people=frozenset(people), how=how, mismatched=frozenset(mismatched))
    if not checked.named():
        raise Malformed.because("handover.nobody")
    check_reason("identity_check", how)
    return book.write(acting.draft(checked))


def offer(book: Book, acting: Acting, handing: Handing) -> Entry:
    """Offer people to a receiver.

    Raises:
        Malformed: nobody is offered, or more than 5,000; giver and receiver are one; it is due before it is offered.
        Refused: a gate objects, or the disk is nearly full; every objection is given at once and nothing is written.
    """
    _check_shape(acting, handing)
    _refuse_on_a_full_disk(book)
    day = acting.at.astimezone(book.settings.zone).date().isoformat()
    objections = objections_to(book, handing.as_move(acting.by, acting.at, day))
    if objections:
        raise Refused(*objections)
    manifest = manifest_bytes(
        handover=handing.handover,
        giver=acting.by,
        receiver=handing.to,
        seats=_seats(book, handing.people, handing.seals),
    )
    book.papers.keep(manifest_digest(manifest), manifest)
    return book.write(
        acting.draft(
            Offered(
                handover=handing.handover, manifest=manifest_digest(manifest), people=handing.people,
                receiver=handing.to, due_by=handing.due_by, carrier=handing.carrier, place=handing.place,
                destination=handing.destination or "", move=handing.kind, mode=handing.mode, serial=handing.serial,
                seals=handing.seals,
            )
        )
    )  # fmt: skip


def let_go(book: Book, acting: Acting, handover: str, people: Iterable[PersonId] | None = None) -> Entry:
    """The doors shut: the people offered (or those named) leave the giver's hands."""
    named = frozenset(people) if people is not None else found(book, handover).people
    entry = book.write(acting.draft(LetGo(handover=handover, people=named)))
    write_ahead(book, acting.by, acting.at)
    return entry


def accept(
    book: Book, acting: Acting, handover: str, people: Iterable[PersonId],
    exceptions: Sequence[HandoverException] = (),
) -> Entry:  # fmt: skip
    """The receiver takes these people, and names everyone and everything that differs. Never refused."""
    return book.write(acceptance(book, acting, handover, people, exceptions))


def acceptance(
    book: Book, acting: Acting, handover: str, people: Iterable[PersonId],
    exceptions: Sequence[HandoverException] = (),
) -> Draft:  # fmt: skip
    """What `accept` writes."""
    for one in exceptions:
        check_reason("handover_exception", one.code)
    offered = found(book, handover)
    fact = Accepted(handover=handover, offer=offered.offer, people=frozenset(people), exceptions=tuple(exceptions))
    return acting.draft(fact, after=(offered.offer,))


def refuse(book: Book, acting: Acting, handover: str, *, because: str, note: str = "") -> Entry:
    """The receiver takes nobody."""
    check_reason("handover_refused", because)
    offered = found(book, handover)
    fact = RefusedOffer(handover=handover, offer=offered.offer, because=because, people=offered.people, note=note)
    return book.write(acting.draft(fact, after=(offered.offer,)))


def take_back(book: Book, acting: Acting, handover: str, people: Iterable[PersonId]) -> Entry:
    """The giver has these people again."""
    return book.write(acting.draft(TakenBack(handover=handover, people=frozenset(people))))


def withdraw(book: Book, acting: Acting, handover: str, *, because: str) -> Entry:
    """The giver calls his offer off.

    Raises:
        Malformed: people were already let go; there is only taking back.
    """
    check_reason("cancel", because)
    offered = found(book, handover)
    if offered.let_go_at is not None:
        raise Malformed.because("handover.let-go", handover=handover)
    return book.write(acting.draft(Withdrawn(handover=handover, because=because, people=offered.people)))


def found(book: Book, handover: str) -> Handover:
    """The newest handover of that reference, or whose offer's digest begins with it; Malformed when there is none."""
    handovers = book.reading(Handovers)
    called = handovers.called(handover) or tuple(one for one in handovers if _begins(one.offer, handover))
    if not called:
        raise Malformed.because("handover.unknown", handover=handover)
    return called[-1]


def _begins(offer: str, typed: str) -> bool:
    """Whether this is the beginning of an offer's digest, and long enough to be no chance."""
    return len(typed) >= 12 and offer.startswith(typed)


def taken_of(offered: Iterable[PersonId], exceptions: Sequence[HandoverException]) -> frozenset[PersonId]:
    """Whom a receiver takes: those offered, less the people exceptions leave out, with those they bring in."""
    left_out = {one.person for one in exceptions if one.code in LEAVES_OUT}
    brought = {one.person for one in exceptions if one.code == "extra" and one.person is not None}
    return frozenset(one for one in offered if one not in left_out) | brought


def agrees(offered: Sequence[PersonId] | frozenset[PersonId], taken: frozenset[PersonId], counted: int) -> None:
    """Malformed unless as many were counted, before anybody looked at the list, as are taken."""
    if len(taken) != counted:
        raise Malformed.because("handover.count-differs", offered=len(offered), counted=counted, listed=len(taken))


def not_accepted(book: Book, handover: str) -> frozenset[PersonId]:
    """Those of a handover whom nobody has taken and who were not taken back."""
    return found(book, handover).outstanding


def _seats(book: Book, people: Iterable[PersonId], seals: frozenset[str]) -> list[Seat]:
    """Each person on the manifest with band, codes, and the digests of particulars and escort sheet as they are now."""
    known, classes, sheets = book.reading(People), book.reading(Classes), book.reading(Sheets)
    bags, medicine = book.reading(Property), book.reading(Medicine)
    seats = []
    for person in people:
        one, codes = known.get(person), classes.codes(person)
        frozen = {"particulars": one.particulars} if one is not None and one.particulars is not None else {}
        sheet = sheets.frozen(person)
        frozen |= {"sheet": sheet} if sheet is not None else {}
        seats.append(
            Seat(
                person=person, band=one.band if one is not None else "",
                codes={"child": codes.child, "sex": codes.sex, "legal": codes.legal, "identity": codes.identity},
                frozen=frozen, medicine=medicine.needs(person),
                seals=tuple(bag.seal for bag in bags.of_person(person) if bag.seal in seals and bag.travels),
            )
        )  # fmt: skip
    return seats


def _refuse_on_a_full_disk(book: Book) -> None:
    """Offers stop before the disk is full, so that acceptances of what is under way can still be written."""
    room = book.store.room_left()
    if room < ROOM_FOR_OFFERS_BYTES:
        values = {"free_mb": room // 1_000_000, "needed_mb": ROOM_FOR_OFFERS_BYTES // 1_000_000}
        raise Refused(Objection("store.disk-nearly-full", values=values))


def _check_shape(acting: Acting, handing: Handing) -> None:
    faults = []
    if not handing.people:
        faults.append(Fault("handover.nobody"))
    if len(handing.people) > PEOPLE_IN_ONE_OFFER:
        faults.append(Fault("handover.too-many", values={"people": len(handing.people), "most": PEOPLE_IN_ONE_OFFER}))
    if handing.to == acting.by:
        faults.append(Fault("handover.to-oneself", values={"custodian": acting.by}))
    if handing.due_by < acting.at:
        faults.append(Fault("handover.due-before-offered"))
    if faults:
        raise Malformed.of(faults)
