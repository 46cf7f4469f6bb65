"""Gates: every room's say over a move, all objections at once, less what named people have overridden.

Joins custody, eligibility, coordination, repatriation, lift and watch. The same function answers at planning, boarding
and arriving, on the same entries, so a cut-off laptop answers as the centre would on that book.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from musterbook.custody.checks import Checks
from musterbook.custody.people import People
from musterbook.custody.roll import Roll
from musterbook.eligibility.apart import KeepApart, never_with
from musterbook.eligibility.classes import Classes
from musterbook.eligibility.clearance import Clearances
from musterbook.eligibility.facts import AgeDecided, AgeDoubted, Assessed, Held
from musterbook.eligibility.families import Partings
from musterbook.eligibility.holds import Holds
from musterbook.eligibility.left_behind import LeftBehind, left_behind
from musterbook.eligibility.overrides import Overrides
from musterbook.lift.manifests import Manifests
from musterbook.operation.agreeing import agreement_objections
from musterbook.operation.book import Book
from musterbook.operation.caring_condition import care_objections, medicine_objections
from musterbook.operation.contesting import contest_objections
from musterbook.operation.crossing import crossing_objections, escort_objections
from musterbook.operation.making_room import beds_objections
from musterbook.operation.old_copy import stale
from musterbook.operation.one_body import bodies_of
from musterbook.operation.overheld import authority_objections
from musterbook.operation.protecting import untold
from musterbook.operation.receiving import concerns, unguarded
from musterbook.operation.sheets_gate import sheet_objections
from musterbook.terms.custodians import CustodianId, in_hand
from musterbook.terms.moves import Move, Objection
from musterbook.terms.people import PersonId

TOGETHER: Final = frozenset(("eligibility.never-with", "eligibility.kept-apart"))
"""Rules about people who are moved together."""


def before_handover(book: Book, move: Move) -> list[Objection]:
    """`objections_to` of a move nobody has offered yet, with the medicine that is to be packed before anybody can."""
    early = [] if move.handover else medicine_objections(book, move)
    return [
        *objections_to(book, move),
        *book.reading(Overrides, book.settings.eligibility).remaining(early, move),
    ]  # fmt: skip


def objections_to(book: Book, move: Move) -> list[Objection]:
    """Every objection to a move that nobody has overridden; empty when it may go ahead."""
    # A receiving site without guards today, an old copy, a letter not yet sent, beds not yet reserved or a band not yet
    # looked at are no reason not to plan for tomorrow, so the planner's gates leave them out.
    besides = (
        *book.reading(Clearances, book.settings.eligibility).objections(move), *escort_objections(book, move),
        *unguarded(book, move), *stale(book, move), *untold(book, move), *sheet_objections(book, move),
        *care_objections(book, move),
        *beds_objections(book, move),
    )  # fmt: skip
    return _objections(book, move, besides=besides, planning=False)


def why_not(book: Book, person: PersonId, *, at: datetime, destination: CustodianId) -> list[Objection]:
    """What stands in the way of taking someone to a destination now, his seat apart."""
    giver = book.reading(Roll).holder(person)
    if giver is None:
        return [Objection("custody.holder", person, {"why": "unregistered", "holder": None, "giver": None})]
    ends = (destination,) if destination else book.settings.ends
    return _least(book, frozenset((person,)), giver, ends, at=at, asking=before_handover)


def beside(book: Book, person: PersonId, *, at: datetime, destination: CustodianId) -> list[Objection]:
    """What the watch would have whoever takes someone to a destination now know of it, or of every open end."""
    giver = book.reading(Roll).holder(person)
    ends = (destination,) if destination else book.settings.ends
    moves = [Move(frozenset((person,)), giver, end, at, destination=end) for end in ends] if giver is not None else []
    return [one for move in moves for one in concerns(book, move)]


def _least(
    book: Book,
    people: frozenset[PersonId],
    giver: CustodianId,
    ends: Sequence[CustodianId],
    *,
    at: datetime,
    asking: Callable[[Book, Move], list[Objection]] = objections_to,
) -> list[Objection]:
    """What stands in the way of taking people to that one of `ends` against which least does."""
    day = at.astimezone(book.settings.zone).date().isoformat()
    moves = [Move(people=people, giver=giver, receiver=end, at=at, destination=end, day=day) for end in ends]
    return min((asking(book, move) for move in moves), key=len)


def may_go(book: Book, people: Iterable[PersonId], move: Move) -> list[PersonId]:
    """Those of `people` against whose own move nobody objects, by number.

    A missing clearance and a cap for the day are no reason not to plan: both are asked again when people board.
    """
    asked = replace(move, people=frozenset(people))
    stopped = {one.person for one in _objections(book, asked) if one.values.get("lack") != "per-day"}
    return sorted(asked.people - stopped) if None not in stopped else []


def left_behind_at(book: Book, custodian: CustodianId, *, at: datetime) -> list[LeftBehind]:
    """Everyone in a custodian's hands who may not be moved: grounds, owner and next step."""
    return left_behind(
        book.reading(Roll).on(in_hand(custodian)), holds=book.reading(Holds), classes=book.reading(Classes),
        clearances=book.reading(Clearances, book.settings.eligibility), now=at,
    )  # fmt: skip


def in_the_way(book: Book, custodian: CustodianId, *, at: datetime) -> list[Objection]:
    """What keeps the people in a custodian's hands from going now, by the way on which least does.

    Who may not ride with whom is left out: that is asked of each load. An objection without a person is about all.
    """
    people = book.reading(Roll).on(in_hand(custodian))
    if not people:
        return []
    found = _least(book, frozenset(people), custodian, book.settings.ends, at=at)
    return [one for one in found if one.rule not in TOGETHER]


def links_of(book: Book) -> Callable[[PersonId], Iterable[PersonId]]:
    """Who belongs together with whom."""
    people = book.reading(People)

    def linked(person: PersonId) -> Iterable[PersonId]:
        # Asked of everybody at a place again and again; hardly anybody has a relative here.
        known = people.get(person) if person in people.linked else None
        return () if known is None else tuple(link.other for link in known.links)

    return linked


def _objections(
    book: Book, move: Move, *, besides: Iterable[Objection] = (), planning: bool = True
) -> list[Objection]:  # fmt: skip
    """Every gate's objections but those of clearances and escorts, which stand where `besides` is given."""
    roll, classes = book.reading(Roll), book.reading(Classes)
    linked, bodies = links_of(book), bodies_of(book)
    found = [
        *roll.objections(move),
        *(one for one in _checked(book, move) if not planning or is_another(one)),
        *authority_objections(book, move),
        *contest_objections(book, move),
        *bodies.against(move, book.reading(Holds).objections),
        *classes.objections(move),
        *never_with(move, classes, linked=linked, settings=book.settings.eligibility),
        *book.reading(Partings).objections(move, linked=linked, holder=roll.holder),
        *bodies.against(move, book.reading(KeepApart).objections),
        *besides,
        *crossing_objections(book, move),
        *agreement_objections(book, move),
        *book.reading(Manifests).objections(move),
    ]
    return book.reading(Overrides, book.settings.eligibility).remaining(found, move)


def is_another(one: Objection) -> bool:
    """Whether somebody was found not to be whom his band says: a check that is only due is made before people go."""
    return one.values.get("why") == "mismatched"


def _checked(book: Book, move: Move) -> list[Objection]:
    """The identity gate, where the operation asks for it."""
    if not book.settings.custody.identity_check_hours:
        return []
    return book.reading(Checks).objections(move, book.settings.custody)


class Stopped:
    """Who was ever stopped at which gate on the way out of an origin site, and who still is.

    A person counts as stopped by a rule when, while an origin site held him, a hold was put on him (`eligibility.hold`)
    or he was a child or a possible one (`eligibility.child`), or at the end any other gate objects to his move.
    """

    def __init__(self, book: Book, now: datetime) -> None:
        self._book = book
        self._now = now
        self._origins = {custodian for custodian, part in book.places.parts.items() if part == "site"}
        self._roll = book.reading(Roll)

    def counts(self) -> dict[str, tuple[int, int]]:
        """Rule → (people ever stopped, people still stopped), for every rule that stopped anyone."""
        ever, still = self._ever(), self._still()
        rules = sorted(ever.keys() | still.keys())
        return {
            rule: (len(ever.get(rule, set()) | still.get(rule, set())), len(still.get(rule, set()))) for rule in rules
        }

    def _still(self) -> dict[str, set[PersonId]]:
        still: dict[str, set[PersonId]] = {}
        for custodian in sorted(self._origins):
            people = self._roll.on(in_hand(custodian))
            if not people:
                continue
            for objection in _least(self._book, people, custodian, self._book.settings.ends, at=self._now):
                if objection.person is not None and objection.rule != "eligibility.never-with":
                    still.setdefault(objection.rule, set()).add(objection.person)
        return still

    def _ever(self) -> dict[str, set[PersonId]]:
        """Holds and doubts about age while an origin site held the person."""
        left = self._left_at()
        ever: dict[str, set[PersonId]] = {"eligibility.hold": set(), "eligibility.child": set()}
        for entry in self._book.entries():
            match entry.fact:
                case Held(person=person):
                    rule = "eligibility.hold"
                case Assessed(person=person, child=child) | AgeDecided(person=person, child=child) if child != "no":
                    rule = "eligibility.child"
                case AgeDoubted(person=person):
                    rule = "eligibility.child"
                case _:
                    continue
            until = left.get(person)
            if person in self._from_origin and (until is None or entry.happened_at < until):
                ever[rule].add(person)
        return {rule: people for rule, people in ever.items() if people}

    def _left_at(self) -> dict[PersonId, datetime]:
        """When each person first left the hands of an origin site."""
        left: dict[PersonId, datetime] = {}
        origin: set[PersonId] = set()
        accounts = {in_hand(custodian) for custodian in self._origins}
        for line in self._roll.lines:
            if line.to_account in accounts:
                origin |= line.people
            elif line.from_account in accounts:
                for person in line.people:
                    left.setdefault(person, line.at)
        self._from_origin = origin
        return left
