"""A book with something to print of every kind: a serial and its changes, a handover one short, beds, a call."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from musterbook.custody.beds.facts import BedAssigned, InBed, PlaceOpened
from musterbook.custody.facts import Accepted, HandoverException, LetGo, Offered
from musterbook.custody.manifest import Seat, manifest_bytes, manifest_digest
from musterbook.custody.roll import Roll
from musterbook.evidence.facts import DossierBuilt, ItemAdded
from musterbook.ledger.facts import Digest, Fact
from musterbook.ledger.spelling import digest_of_words
from musterbook.lift.facts import Seated, Unseated
from musterbook.operation import calling, deciding
from musterbook.operation.book import Book
from musterbook.repatriation.facts import CaseOpened, ConditionSet
from musterbook.terms.custodians import CustodianId, in_hand
from musterbook.terms.people import PersonId
from tests.operation.making import BUS, DESK, HARBOUR, MORNING, WILLOW, acting, open_small_book

OFFICERS = (
    ("u.lead", "desk", "agency-lead"), ("v.reviewer", "desk", "evidence-reviewer"),
    ("q.repat", "desk", "repatriation-desk"), ("k.finder", "desk", "population-desk"),
    ("b.second", "bus-1", "counting-officer"),
)  # fmt: skip
NOW = MORNING + timedelta(hours=8)
PLAN: Digest = digest_of_words("plan 1")
SUBJECTS = {
    "manifest": "S-001", "seat-plan": "S-001", "receipt": "AHA-1111-H", "gate-list": "willow",
    "count-sheet": "willow", "blanks": "willow 2 7KQ2MD",
    "acceptances": "willow 2 7KQ2MD", "bands": "willow", "bed-cards": "willow",
    "minutes": "CALL-001", "dossier-cover": "D-77", "case-sheet": "C-TUN-0001",
}  # fmt: skip
"""Of what each kind of paper is printed."""
NAMES = {"name": "Rebwar al-Demo", "name_ar": "ڕێبوار هەڵمەت", "cell": "B-12"}


def printed_book(folder: Path) -> Book:
    """The book; ten men cleared by nobody, as nothing here asks a gate."""
    book = open_small_book(folder, officers=OFFICERS)
    people = sorted(book.reading(Roll).on(in_hand(WILLOW)))
    _serial(book, people)
    _handover(book, people[:4])
    _beds(book, people[4:7])
    _call(book)
    _casework(book, people[0])
    return book


def write(book: Book, who: str, by: CustodianId, minutes: int, fact: Fact) -> Digest:
    """Write a fact so many minutes after the morning; the digest of its entry."""
    return book.write(acting(who, by, minutes=minutes).draft(fact)).digest


def seated(*people: PersonId) -> Seated:
    """These people are seated on the serial."""
    leaves = NOW + timedelta(hours=2)
    return Seated(
        serial="S-001", carrier="bus-1", people=frozenset(people), plan=PLAN, giver=WILLOW, receiver=HARBOUR,
        leaves_at=leaves, arrives_at=leaves + timedelta(hours=3), seats=12, escorts=2,
    )  # fmt: skip


def _serial(book: Book, people: list[PersonId]) -> None:
    planner = "p.planner/planner"
    write(book, planner, DESK, 60, seated(*people[:6]))
    write(book, planner, DESK, 70, Unseated(serial="S-001", people=frozenset(people[5:6]), because="unfit"))
    write(book, planner, DESK, 71, seated(people[6]))


def _handover(book: Book, people: list[PersonId]) -> None:
    handover, giver = SUBJECTS["receipt"], "w.officer/site-officer"
    manifest = manifest_bytes(handover=handover, giver=WILLOW, receiver=BUS, seats=[Seat(one) for one in people])
    book.papers.keep(manifest_digest(manifest), manifest)
    offer = write(book, giver, WILLOW, 100, Offered(
        handover=handover, manifest=manifest_digest(manifest), people=frozenset(people), receiver=BUS,
        due_by=NOW, serial="S-001", carrier="bus-1",
    ))  # fmt: skip
    write(book, giver, WILLOW, 110, LetGo(handover=handover, people=frozenset(people)))
    missing = HandoverException(code="missing", person=people[3], note="not at the gate")
    write(book, "b.escort/escort-commander", BUS, 120, Accepted(
        handover=handover, offer=offer, people=frozenset(people[:3]), exceptions=(missing,)
    ))  # fmt: skip


def _beds(book: Book, people: list[PersonId]) -> None:
    beds = {f"A-1-0{place}": "cell" for place in range(1, 4)}
    write(book, "w.officer/site-officer", WILLOW, 130, PlaceOpened(
        place="WLW", custodian=WILLOW, kind_of="prison", maximum=3, working=3, beds=beds,
    ))  # fmt: skip
    given = tuple(InBed(person=one, bed=bed) for one, bed in zip(people, beds, strict=True))
    write(book, "w.officer/site-officer", WILLOW, 131, BedAssigned(place="WLW", beds=given))


def _call(book: Book) -> None:
    chair = "c.coord/coordinator"
    calling.join_agency(book, acting(chair, DESK, minutes=1), "UNX", lead="u.lead")
    calling.open_call(
        book, acting(chair, DESK, minutes=140), chair="c.coord", attending=[("UNX", "present", "u.lead")]
    )  # fmt: skip
    deciding.decide(
        book, acting(chair, DESK, minutes=141), question="Who goes first", options=("the sick", "the oldest"), chosen=1,
        authority="the order of the day", call="CALL-001",
    )  # fmt: skip


def _casework(book: Book, person: PersonId) -> None:
    reviewer, desk = "v.reviewer/evidence-reviewer", "q.repat/repatriation-desk"
    write(book, reviewer, DESK, 150, ItemAdded(
        item="IT-0001", content=digest_of_words("a page"), size=6, media="text/plain", owner="UNX", banner="RESTRICTED",
        acquired_at=MORNING, acquired_where="Willow", acquired_by="unit 4",
    ))  # fmt: skip
    write(book, reviewer, DESK, 151, DossierBuilt(
        dossier="D-77", person=person, items=("IT-0001",), banner="RESTRICTED",
    ))  # fmt: skip
    write(book, desk, DESK, 160, CaseOpened(case="C-TUN-0001", person=person, country="TUN"))
    write(book, desk, DESK, 161, ConditionSet(
        case="C-TUN-0001", condition="K-1", set_by="host", kind_of="medical", text=digest_of_words("words"),
    ))  # fmt: skip
