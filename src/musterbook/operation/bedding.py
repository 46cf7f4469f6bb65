"""Bedding: who is given which bed of a place, by proposal or by hand, and why somebody gets none.

Joins custody (beds, the roll) with eligibility, which knows what classes people are of, who is kept from whom and who
is held as sick. The machine proposes; whoever signs decides. Two in a bed are written and stand as a discrepancy.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, cast

from musterbook.custody.beds.assigned import Beds
from musterbook.custody.beds.assigning import Guest, Proposal, Rules, Why, clash_in, propose
from musterbook.custody.beds.facts import BedAssigned, InBed
from musterbook.custody.beds.lines import DayLines, day_lines, held_since, known_out
from musterbook.custody.beds.places import NOT_COUNTED, Opened
from musterbook.custody.beds.reservations import Reservations
from musterbook.custody.findings import Found
from musterbook.custody.handovers import Handovers
from musterbook.custody.roll import Roll
from musterbook.eligibility.apart import NEVER_WITH, KeepApart
from musterbook.eligibility.classes import Classes, Codes
from musterbook.eligibility.settings import ADULT_MEN
from musterbook.ledger.entry import Entry
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.gates import links_of
from musterbook.operation.kin import families_at
from musterbook.operation.making_room import opened_place, reservation_named
from musterbook.operation.one_body import holds_of
from musterbook.terms.custodians import CustodianId, in_hand
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId

ORDINARY: Final = ("dormitory-place", "tent-place", "LOCATE_FLAT_CELL", "ACCESSIBLE_CELL", "CAT_A")
"""Beds for whom nothing speaks for another, those made for more last. What is not here is given by hand."""
SICK: Final = ("MEDICAL", "ACCESSIBLE_CELL", "LOCATE_FLAT_CELL")
SICK_GROUNDS: Final = frozenset(("medical", "stretcher", "pregnant"))
WOMEN: Final = ("women", "MOTHER_AND_BABY", "family")
APART: Final = {"never-with": "beds.never-with", "kept-apart": "beds.kept-apart"}


def proposed(book: Book, place: str, people: Iterable[PersonId] | None = None) -> Proposal:
    """Beds for those in hand at a place who have none, or for some of them.

    Raises:
        Malformed: nobody opened the place, or it names no beds.
    """
    opened = _with_beds(book, place)
    roll, beds = book.reading(Roll), book.reading(Beds)
    here, held = roll.on(in_hand(opened.custodian)), held_since(roll)
    wanting = [one for one in sorted(here) if beds.of_person(one, held) is None]
    asked = frozenset(people) if people is not None else frozenset(wanting)
    guests = _guests(book, opened.custodian, [one for one in wanting if one in asked])
    return propose(opened, _lying(book, opened), guests, _rules(book))


def assign(book: Book, acting: Acting, place: str, beds: Mapping[PersonId, str], *, reservation: str = "") -> Entry:
    """Write that these people have these beds from now on; an empty name takes somebody out of his bed.

    Raises:
        Malformed: nobody opened the place; nobody is named; no such bed, or one out of use; no such reservation.
        Refused: somebody is not in hand there, or may not lie there because of whoever does.
    """
    opened = opened_place(book, place)
    if not beds:
        raise Malformed.because("beds.nobody")
    if reservation:
        reservation_named(book, reservation)
    _check_beds(opened, beds.values())
    objections = _objections(book, opened, acting, beds)
    if objections:
        raise Refused(*objections)
    pairs = tuple(InBed(person=person, bed=bed) for person, bed in sorted(beds.items()))
    return book.write(acting.draft(BedAssigned(place=opened.place, beds=pairs, reservation=reservation)))


def lines_of(book: Book, custodian: CustodianId, now: datetime) -> DayLines:
    """The lines of a custodian's day that nobody types."""
    to_come = book.reading(Handovers).still_to_arrive(custodian) | book.reading(Reservations).under_way(custodian)
    return day_lines(
        custodian, now, book.settings.zone, roll=book.reading(Roll), beds=book.reading(Beds), to_come=to_come,
        out=known_out(book.entries(), custodian),
    )  # fmt: skip


def refusals_of(proposal: Proposal) -> list[Objection]:
    """Whoever got no bed: for each, why so many beds of the place are not his, the reason with most beds first."""
    return [
        Objection("beds.why", one.person, {"because": why.because, "beds": why.beds, **_told(why)})
        for one in proposal.refused
        for why in sorted(one.why, key=lambda why: (-why.beds, why.because))
    ]


def taken_of(book: Book, place: str) -> Mapping[str, tuple[PersonId, ...]]:
    """Bed of a place → who lies in it."""
    return book.reading(Beds).in_beds(place, held_since(book.reading(Roll)))


def doubles_at(book: Book, place: str, people: Iterable[PersonId]) -> list[Found]:
    """Discrepancies of two in one bed of a place that are about any of these people."""
    asked = set(people)
    doubled = book.reading(Beds).doubled(held_since(book.reading(Roll)))
    return [one for one in doubled if one.values["place"] == place and {one.person, one.values["with"]} & asked]


def where_told(book: Book, person: PersonId) -> dict[str, Any] | None:
    """Where someone lies; None when he has no bed where he is held."""
    one = book.reading(Beds).of_person(person, held_since(book.reading(Roll)))
    if one is None:
        return None
    return {"person": person, "place": one.place, "bed": one.bed, "since": one.since.isoformat()}


def kinds_for(codes: Codes, grounds: frozenset[str]) -> tuple[str, ...]:
    """Kinds of beds that fit somebody, the most fitting first; what is unknown is taken for each protected class."""
    if codes.sex == "woman" or (codes.may_be_woman and codes.sex != "man" and codes.child == "no"):
        return (*(("MEDICAL",) if grounds & SICK_GROUNDS else ()), *WOMEN)
    if grounds & SICK_GROUNDS:
        return SICK
    if codes.child == "yes":
        return ("juvenile", "family", "MOTHER_AND_BABY")
    if codes.family == "yes":
        return ("family", *ORDINARY)
    if codes.may_be_child:
        return ("juvenile", *ORDINARY)
    return ("CAT_A", "ESCAPE_LIST", *ORDINARY) if codes.legal == "security" else ORDINARY


def _with_beds(book: Book, place: str) -> Opened:
    opened = opened_place(book, place)
    if not opened.beds:
        raise Malformed.because("beds.none-named", place=opened.place)
    return opened


def _lying(book: Book, opened: Opened) -> dict[PersonId, tuple[str, Hashable]]:
    beds, classes = book.reading(Beds), book.reading(Classes)
    lying = beds.lying(held_since(book.reading(Roll)))
    return {one.person: (one.bed, _seen(classes.codes(one.person))) for one in lying if one.place == opened.place}


def _guests(book: Book, custodian: CustodianId, people: Sequence[PersonId]) -> list[Guest]:
    classes, grounds_of = book.reading(Classes), _grounds(book)
    family_of = {one: family for family in families_at(book, custodian) for one in family}
    guests = []
    for person in people:
        codes, grounds = classes.codes(person), grounds_of(person)
        guests.append(
            Guest(
                person, kinds_for(codes, grounds), _seen(codes), first=bool(grounds & {"medical", "stretcher"}),
                party=family_of.get(person, frozenset()),
            )
        )  # fmt: skip
    return guests


def _seen(codes: Codes) -> Codes:
    """The codes as far as classes are kept apart by them."""
    return Codes(child=codes.child, sex=codes.sex, legal=codes.legal, family=codes.family)


def _grounds(book: Book) -> Callable[[PersonId], frozenset[str]]:
    holds_on = holds_of(book)
    return lambda person: frozenset(hold.ground for hold in holds_on(person))


def _rules(book: Book) -> Rules:
    """Who may not lie near whom, as the gates that keep people apart have it."""
    everyone = book.settings.eligibility.population != ADULT_MEN
    rules = [rule for rule in NEVER_WITH if not (everyone and rule.only_adult_men)]

    def never(one: Hashable, other: Hashable) -> tuple[str, str] | None:
        mine, theirs = cast("Codes", one), cast("Codes", other)
        for rule in rules:
            if (rule.is_protected(mine) and rule.is_other(theirs)) or (
                rule.is_protected(theirs) and rule.is_other(mine)
            ):
                return rule.protected, rule.other
        return None

    apart: dict[PersonId, dict[PersonId, str]] = {}
    for order in book.reading(KeepApart).orders():
        for person in order.pair:
            for other in order.pair - {person}:
                apart.setdefault(person, {})[other] = order.reach
    return Rules(never, links_of(book), apart)


def _check_beds(opened: Opened, beds: Iterable[str]) -> None:
    for name in sorted(set(beds) - {""}):
        bed = opened.beds.get(name)
        if opened.beds and bed is None:
            raise Malformed.because("beds.no-such-bed", place=opened.place, bed=name)
        if bed is not None and (bed.out_of_use or bed.kind_of in NOT_COUNTED):
            because = "out-of-use" if bed.out_of_use else "not-counted"
            raise Malformed.because("beds.nobody-lies-there", place=opened.place, bed=name, because=because)


def _objections(book: Book, opened: Opened, acting: Acting, beds: Mapping[PersonId, str]) -> list[Objection]:
    """Who is not in hand there, and who may not lie where because of others."""
    here = book.reading(Roll).on(in_hand(opened.custodian))
    found = [
        Objection("beds.not-in-hand", person, {"place": opened.place, "custodian": opened.custodian})
        for person in sorted(beds)
        if person not in here or acting.by != opened.custodian
    ]
    if found:
        return found
    lying, rules = _lying(book, opened), _rules(book)
    for guest in _guests(book, opened.custodian, [one for one in sorted(beds) if beds[one]]):
        why = clash_in(opened, lying, guest, beds[guest.person], rules)
        if why is not None:
            found.append(Objection(APART[why.because], guest.person, {"bed": beds[guest.person], **_told(why)}))
        lying[guest.person] = beds[guest.person], guest.codes
    return found


def _told(why: Why) -> dict[str, str | int | None]:
    """The values of a reason, each under its name."""
    return {name: why.values.get(name) for name in ("kind", "class", "other_class", "other", "reach", "party")}
