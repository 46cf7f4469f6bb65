"""Finders: who may be found by those who look for him, said and taken back, and the file that a people finder reads.

Off by default and for nobody but those who said so. Nobody's number leaves: his identifier is a digest that means
nothing elsewhere, and whoever is no longer to be found leaves as a placeholder that tells finders to forget him.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from musterbook.custody.dues.facts import LocatorAllowed, LocatorEnded
from musterbook.custody.dues.locator import CONSENTS, Allowed, Locator
from musterbook.custody.people import People
from musterbook.custody.roll import Roll
from musterbook.eligibility.classes import Classes
from musterbook.ledger.entry import Entry
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.coordinating import must_follow, must_say, one_of
from musterbook.operation.exports.leaving import Made, Wanted, leave
from musterbook.operation.exports.names import Claims, open_names
from musterbook.operation.sealed_words import seal_words
from musterbook.tables.formats import FinderNote, FinderPerson, Stamp, people_finder
from musterbook.terms.custodians import custodian_of
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId

LONGEST: Final = timedelta(days=366)
"""No word that someone may be found holds for longer; then he is asked again (judged)."""
FINDERS: Final = frozenset(("protection-officer", "notifier", "operation-desk"))
"""Roles that give names to a people finder."""


def allow(book: Book, acting: Acting, people: Iterable[PersonId], *, until: datetime, consent: str) -> Entry:
    """Write that these people may be found by name until a moment, because each said so.

    Raises:
        Malformed: nobody is named, it ends before it begins or after a year, or who consents is none of the list.
        Refused: he may be a child and no guardian said it, or the book does not know him.
    """
    named = frozenset(people)
    must_say(people=",".join(sorted(named)))
    one_of("consent", consent, CONSENTS)
    must_follow("until", until, acting.at)
    if until > acting.at + LONGEST:
        raise Malformed.because("locator.too-long", days=LONGEST.days)
    classes, where = book.reading(Classes), book.reading(Roll).where
    objections = [Objection("locator.unknown", one) for one in sorted(named) if one not in where]
    if consent != "guardian":
        objections += [Objection("locator.child", one) for one in sorted(named) if classes.codes(one).may_be_child]
    if objections:
        raise Refused(*objections)
    return book.write(acting.draft(LocatorAllowed(people=named, until=until, consent=consent)))


def end(book: Book, acting: Acting, people: Iterable[PersonId], *, because: str) -> Entry:
    """Write that these people are no longer to be found; anybody may be taken out, and nothing stops it."""
    named = frozenset(people)
    must_say(people=",".join(sorted(named)), because=because)
    (why,) = seal_words(book, f"locator of {acting.by}", "reason", because)
    return book.write(acting.draft(LocatorEnded(people=named, because=why)))


def export_found(book: Book, acting: Acting, *, to: str, domain: str, because: str) -> tuple[Entry, bytes]:
    """Everyone who may be found, for a people finder; those who no longer may, as placeholders.

    Args:
        book: the book.
        acting: who signs.
        to: the finder.
        domain: under whose name identifiers are given, such as `locator.example.org`.
        because: why names are opened.

    Raises:
        Malformed: the domain is none.
        Refused: as for every export of names.
    """
    if not domain.isascii() or "." not in domain.strip(".") or any(one.isspace() or one == "/" for one in domain):
        raise Malformed.because("locator.domain", said=domain[:60])
    ever = book.reading(Locator).ever()
    now = [one for one in ever if one.holds(acting.at)]
    named = open_names(book, acting, (one.person for one in now), because, roles=FINDERS)

    def make(stamp: Stamp) -> Made:
        found = [_found(book, one, named.get(one.person, {}), domain) for one in ever if _leaves(one, named, stamp)]
        return Made(people_finder(stamp, found), len(found), frozenset(named))

    return leave(book, acting, Wanted(to, "found:all", "pfif"), make)


def _leaves(one: Allowed, named: dict[PersonId, Claims], stamp: Stamp) -> bool:
    """Whoever may be found and has a name here; and whoever once might, who is to be forgotten."""
    if one.since > stamp.as_of:
        return False
    return bool(_name(named.get(one.person, {}))) if one.holds(stamp.as_of) else True


def _found(book: Book, one: Allowed, claims: Claims, domain: str) -> FinderPerson:
    account = book.reading(Roll).where.get(one.person)
    held = account is not None and custodian_of(account) is not None
    known = book.reading(People).get(one.person)
    local = hashlib.sha256(f"{known.registered if known else one.entry}/{one.person}".encode()).hexdigest()[:24]
    identifier, source = f"{domain}/{local}", book.settings.name
    note = FinderNote(f"{domain}/{local}.note", one.since, "believed_alive" if held else "", "", source)
    nationality = book.reading(Classes).codes(one.person).nationality
    return FinderPerson(
        identifier, source, one.since, one.until, _name(claims),
        sex={"man": "male", "woman": "female"}.get(book.reading(Classes).codes(one.person).sex, ""),
        born=claims.get("born", ""), home_country=nationality if len(nationality) == 2 else "",
        notes=(note,) if held else (),
    )  # fmt: skip


def _name(claims: Claims) -> str:
    return claims.get("name") or claims.get("name_ar", "")
