"""Caring at a handover: each side notes how people are, a clinician says who is fit to travel, gates ask for both.

Joins custody and eligibility with the handovers. What gates object to is in `custody/care` and `eligibility/fitness`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from musterbook.custody.care.condition import SIDES, Conditions
from musterbook.custody.care.facts import ConditionNoted, Injury
from musterbook.custody.care.medicine import Medicine
from musterbook.custody.care.property import Property
from musterbook.custody.findings import Found
from musterbook.custody.handovers import Handovers
from musterbook.custody.reasons import check_reason
from musterbook.custody.roll import Roll
from musterbook.custody.sheets.sheets import Sheets
from musterbook.eligibility.facts import FitnessCertified, FoundUnfit
from musterbook.eligibility.fitness import CONDITIONS, MODES, Fitness
from musterbook.eligibility.gates import gate
from musterbook.ledger.entry import Entry
from musterbook.lift.manifests import Manifests
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.caring import said_twice, sealed_health
from musterbook.operation.one_body import bodies_of
from musterbook.terms.custodians import in_hand
from musterbook.terms.errors import Fault, Malformed
from musterbook.terms.moves import Move, Objection
from musterbook.terms.people import PersonId

BY = ("officer", "clinician")


@dataclass(frozen=True, slots=True)
class InjurySaid:
    """What was seen on one person: how many injuries, and words that only clinicians read."""

    person: PersonId
    count: int
    words: str
    row: int = 0


def care_objections(book: Book, move: Move) -> list[Objection]:
    """`custody.condition`, `.medicine`, `.property` and `eligibility.fitness`, each where and when it is asked.

    The first three are asked of a handover: before it has a reference nobody has looked at anyone or packed anything.
    """
    custody, eligibility = book.settings.custody, book.settings.eligibility
    found: list[Objection] = []
    if move.handover and _asked("custody.condition", move):
        found += book.reading(Conditions).objections(move, custody.condition_hours)
    if move.handover:
        found += medicine_objections(book, move)
    if move.handover and custody.property_asked and _asked("custody.property", move):
        found += book.reading(Property).objections(move)
    if _asked("eligibility.fitness", move):
        found += book.reading(Fitness).objections(move, eligibility.fitness_hours)
    return found


def medicine_objections(book: Book, move: Move) -> list[Objection]:
    """`custody.medicine`, for whoever a clinician or his escort sheet says needs some on the way.

    The newer word counts: a clinician who found since that he needs none is not overruled by an older sheet, and a
    sheet filled in since is not overlooked.
    """
    hours = book.settings.custody.medicine_hours
    if not hours or not _asked("custody.medicine", move):
        return []
    sheets = book.reading(Sheets)

    def sheet_at(person: PersonId) -> datetime | None:
        newest = sheets.get(person).newest
        return newest.signed.at if newest is not None and "medicine" in newest.calls_for else None

    return book.reading(Medicine).objections(move, hours, sheet_at=sheet_at, numbers=bodies_of(book).numbers)


def care_found(book: Book, conditions: Conditions | None = None) -> list[Found]:
    """Injuries that came between two looks, and looks that receivers owe."""
    told = book.reading(Conditions) if conditions is None else conditions
    return told.found(notes_owed=bool(book.settings.custody.condition_hours))


def people_of(book: Book, acting: Acting, handover: str, side: str) -> frozenset[PersonId]:
    """Whom one side of a handover has to look at: of an offer everyone, of a serial those the giver holds."""
    called = book.reading(Handovers).called(handover)
    if called:
        return called[-1].people if side == "giver" else called[-1].accepted or called[-1].people
    manifest = book.reading(Manifests).serials.get(handover)
    held = book.reading(Roll).on(in_hand(acting.by))
    return manifest.people & held if manifest is not None else frozenset()


def note_condition(
    book: Book, acting: Acting, handover: str, *, side: str, injured: Sequence[InjurySaid] = (),
    none_seen: Iterable[PersonId] = (), by: str = "officer", place: str = "",
) -> Entry:  # fmt: skip
    """Write what one side of a handover saw on its people: nothing on some, injuries on others.

    Raises:
        Malformed: nobody was looked at, somebody is said twice, an injury has no words, a giver speaks of people whom
            somebody else holds.
    """
    for what, typed, known in (("side", side, SIDES), ("by", by, BY)):
        if typed not in known:
            raise Malformed.because("care.no-such", what=what, typed=typed, known=", ".join(known))
    clear, named = frozenset(none_seen), {one.person for one in injured}
    faults = said_twice([*((one.person, one.row) for one in injured), *((one, 0) for one in sorted(clear & named))])
    if not clear and not named:
        faults.append(Fault("care.nothing-said", values={"what": "person"}))
    faults += [
        Fault("care.nothing-said", row=one.row or None, values={"what": "injury"})
        for one in injured
        if not one.words.strip() or one.count < 1
    ]
    faults += _not_here(book, acting, handover, side, clear | named)
    if faults:
        raise Malformed.of(faults)
    ordered = sorted(injured, key=lambda one: one.person)
    digests = sealed_health(book, acting, [(one.person, "injuries", one.words) for one in ordered])
    told = tuple(Injury(person=one.person, count=one.count, injuries=next(digests)) for one in ordered)
    fact = ConditionNoted(handover=handover, side=side, by=by, none_seen=clear, injured=told, place=place)
    return book.write(acting.draft(fact))


def certify(
    book: Book, acting: Acting, people: Iterable[PersonId], *, modes: Iterable[str], until: datetime,
    conditions: Iterable[str] = (),
) -> Entry:  # fmt: skip
    """A clinician finds people fit to travel by these modes until a time, with what they need on the way."""
    named, by, needs = frozenset(people), frozenset(modes), frozenset(conditions)
    _must(named, by, needs)
    if until <= acting.at:
        raise Malformed.because("care.due-before", due=until.isoformat())
    return book.write(acting.draft(FitnessCertified(people=named, modes=by, until=until, conditions=needs)))


def find_unfit(
    book: Book, acting: Acting, people: Iterable[PersonId], *, modes: Iterable[str], because: str
) -> Entry:  # fmt: skip
    """A clinician finds people unfit to travel by these modes."""
    named, by = frozenset(people), frozenset(modes)
    check_reason("unfit", because)
    _must(named, by, frozenset())
    return book.write(acting.draft(FoundUnfit(people=named, modes=by, because=because)))


def _asked(rule: str, move: Move) -> bool:
    return gate(rule).asked(move)


def _not_here(
    book: Book, acting: Acting, handover: str, side: str, people: frozenset[PersonId]
) -> list[Fault]:  # fmt: skip
    """A giver looks at whom he holds; a receiver at whom he holds or was offered."""
    roll = book.reading(Roll)
    called = book.reading(Handovers).called(handover) if side == "receiver" else ()
    offered = frozenset[PersonId]().union(*(one.people for one in called if one.receiver == acting.by))
    return [
        Fault("care.not-held", values={"person": person, "custodian": acting.by, "holder": roll.holder(person)})
        for person in sorted(people - offered)
        if roll.holder(person) != acting.by
    ]


def _must(people: frozenset[PersonId], modes: frozenset[str], conditions: frozenset[str]) -> None:
    faults = []
    if not people:
        faults.append(Fault("care.nothing-said", values={"what": "person"}))
    if not modes:
        faults.append(Fault("care.nothing-said", values={"what": "mode"}))
    for what, typed, known in (("mode", modes, MODES), ("condition", conditions, CONDITIONS)):
        faults += [
            Fault("care.no-such", values={"what": what, "typed": one, "known": ", ".join(known)})
            for one in sorted(typed - set(known))
        ]
    if faults:
        raise Malformed.of(faults)
