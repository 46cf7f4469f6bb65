"""Occasions: what makes a notice owed: a change of hands, a serial about to leave, a day of moves, a wish, a death.

Joins custody with lift, eligibility, repatriation (his wish for his consul) and the places.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from typing import Final

from musterbook.custody.accounts import Line
from musterbook.custody.dues.authority import Authorities
from musterbook.custody.dues.notices import Occasion
from musterbook.custody.incidents.incidents import Incidents
from musterbook.custody.people import People
from musterbook.custody.roll import Roll
from musterbook.eligibility.classes import Classes
from musterbook.eligibility.facts import FoundUnfit
from musterbook.lift.manifests import Manifests
from musterbook.operation.accepted_under import ON_THE_WAY
from musterbook.operation.book import Book
from musterbook.operation.one_body import cases_of
from musterbook.repatriation import facts as said
from musterbook.terms.custodians import CustodianId, custodian_of, far, in_hand, part_of
from musterbook.terms.people import PersonId

Source = Callable[[Book, datetime, timedelta], Iterator[Occasion]]
COURTS: Final = frozenset(("warrant", "order", "sentence"))
"""Authorities a court gave: it hears of every change of hands."""
TRIED: Final = frozenset(("untried", "sentenced"))
HURT: Final = frozenset(("SERIOUS_INJURY",))
"""Kinds of incident after which his family and others hear of it at once."""
GRAVE: Final = frozenset(("illness", "injury", "infectious", "needs-hospital"))
"""Words of a clinician who finds somebody unfit that say he is seriously ill."""
AHEAD: Final = 4
"""A serial shows before it leaves by so many times the hours in which its receiver is to be told."""


def occasions(book: Book, now: datetime) -> Iterator[Occasion]:
    """Everything that makes a notice owed by a moment."""
    hours = book.settings.custody.notice_hours
    for notice, source in _SOURCES.items():
        if notice in hours:
            yield from source(book, now, timedelta(hours=hours[notice]))


def in_places(book: Book) -> Iterator[tuple[PersonId, CustodianId, datetime]]:
    """Everyone in the hands of a place, with who holds him and since when; whoever is on the way is asked there."""
    roll = book.reading(Roll)
    for custodian, part in sorted(book.places.parts.items()):
        if part in ON_THE_WAY:
            continue
        for person in sorted(roll.on(in_hand(custodian))):
            since = roll.held_since(person)
            if since is not None:
                yield person, custodian, since.at


def _at_each_hand(notice: str, wanted: Callable[[Book], Callable[[PersonId], bool]]) -> Source:
    """A notice owed whenever somebody comes into the hands of a place, about those who are wanted."""

    def found(book: Book, now: datetime, hours: timedelta) -> Iterator[Occasion]:
        of = wanted(book)
        for person, custodian, since in in_places(book):
            if since <= now and of(person):
                yield Occasion(notice, person, custodian, since, since + hours)

    return found


def _everyone(_: Book) -> Callable[[PersonId], bool]:
    return lambda _: True


def _before_a_court(book: Book) -> Callable[[PersonId], bool]:
    authorities, classes = book.reading(Authorities), book.reading(Classes)

    def is_before(person: PersonId) -> bool:
        noted = authorities.of_person(person)
        return (noted is not None and noted.kind in COURTS) or classes.codes(person).legal in TRIED

    return is_before


def _cards(book: Book, now: datetime, hours: timedelta) -> Iterator[Occasion]:
    """A capture card of everyone, once, from his registration."""
    people = book.reading(People)
    for person, custodian, _ in in_places(book):
        known = people.get(person)
        at = known.registered_at if known is not None else None
        if at is not None and at <= now:
            yield Occasion("capture-card", person, custodian, at, at + hours)


def _to_receivers(book: Book, now: datetime, hours: timedelta) -> Iterator[Occasion]:
    """The receiving site of every serial that has not come in yet: before it leaves."""
    roll = book.reading(Roll)
    for one in book.reading(Manifests).serials.values():
        if one.scrubbed:
            continue
        for person in sorted(one.people):
            account = roll.where.get(person)
            if account is not None and custodian_of(account) != one.receiver and one.leaves_at - now <= AHEAD * hours:
                due = one.leaves_at - hours
                yield Occasion("receiving-site", person, one.giver, due, due, one.serial)


def _day_lists(book: Book, now: datetime, hours: timedelta) -> Iterator[Occasion]:
    """A list for the protecting body of everyone who changed hands on a local day, owed by the desk."""
    zone, desk = book.settings.zone, book.settings.desk
    for line in book.reading(Roll).lines:
        if line.at <= now and _changes_hands(line):
            day = line.at.astimezone(zone).date()
            end = datetime.combine(day + timedelta(days=1), time(), zone)
            for person in sorted(line.people):
                yield Occasion("protecting-list", person, desk, line.at, end + hours, day.isoformat())


def _changes_hands(line: Line) -> bool:
    """From one custodian to another, and not on to the far side or in from nowhere."""
    return part_of(line.to_account) == "in-hand" and custodian_of(line.from_account) not in (
        None, custodian_of(line.to_account),
    )  # fmt: skip


def _consuls(book: Book, now: datetime, hours: timedelta) -> Iterator[Occasion]:
    """The consulate of whoever agreed that it be told."""
    roll = book.reading(Roll)
    for case in cases_of(book).all():
        asked = case.newest(said.ContactCleared)
        account = roll.where.get(case.person)
        holder = custodian_of(account) if account is not None else None
        if asked is not None and asked.at <= now and asked.fact.consent == "yes" and holder is not None:
            yield Occasion("consulate", case.person, holder, asked.at, asked.at + hours)


def _deaths(book: Book, now: datetime, hours: timedelta) -> Iterator[Occasion]:
    """Whoever died, from the hour of death."""
    for line in book.reading(Roll).lines:
        if line.to_account == far("deceased") and line.at <= now:
            owner = custodian_of(line.from_account) or book.settings.desk
            for person in sorted(line.people):
                yield Occasion("death", person, owner, line.at, line.at + hours)


def _illnesses(book: Book, now: datetime, hours: timedelta) -> Iterator[Occasion]:
    """Whoever is badly hurt, or whom a clinician finds unfit to travel for an illness, from that hour."""
    where = book.reading(Roll).where
    for at, people in _badly_ill(book):
        for person in sorted(people):
            owner = custodian_of(where[person]) if person in where else None
            if at <= now and owner is not None:
                yield Occasion("illness", person, owner, at, at + hours)


def _badly_ill(book: Book) -> Iterator[tuple[datetime, frozenset[PersonId]]]:
    for one in book.reading(Incidents).all():
        if one.what in HURT and one.stands:
            yield one.at, one.people
    for entry in book.entries():
        if isinstance(entry.fact, FoundUnfit) and entry.fact.because in GRAVE:
            yield entry.happened_at, entry.fact.people


_SOURCES: Final[dict[str, Source]] = {
    "receiving-site": _to_receivers,
    "family": _at_each_hand("family", _everyone),
    "counsel": _at_each_hand("counsel", _everyone),
    "court": _at_each_hand("court", _before_a_court),
    "consulate": _consuls,
    "protecting-list": _day_lists,
    "capture-card": _cards,
    "death": _deaths,
    "illness": _illnesses,
}
