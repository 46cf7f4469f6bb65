"""Journey: one person's way through the book: whose hands, since when, by which entry, and what forbids his move."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from musterbook.biometrics.gallery import Enrolments
from musterbook.biometrics.identities import Identities
from musterbook.custody.people import People
from musterbook.custody.roll import Roll
from musterbook.eligibility.classes import Classes, Codes
from musterbook.eligibility.holds import Hold, Holds
from musterbook.ledger.facts import Digest
from musterbook.lift.manifests import Manifests
from musterbook.operation.agreeing import discrepancies_of
from musterbook.operation.book import Book
from musterbook.operation.known_by_prints import KnownByPrints, known_by_prints
from musterbook.terms.custodians import Account
from musterbook.terms.errors import Malformed
from musterbook.terms.people import PersonId, spoken
from musterbook.terms.times import zulu


@dataclass(frozen=True, slots=True)
class Step:
    """A stretch of a person's way: on which account from when, and the entry that put him there."""

    account: Account
    since: datetime
    entry: Digest


@dataclass(frozen=True, slots=True)
class Journey:
    """Everything the book holds about one person, without anyone else's number."""

    person: PersonId
    account: Account
    codes: Codes
    steps: tuple[Step, ...]
    holds: tuple[Hold, ...]
    serials: tuple[str, ...]
    open: tuple[str, ...]
    kept_as: PersonId
    prints: KnownByPrints

    def told(self) -> dict[str, Any]:
        """The journey as JSON."""
        return {
            "person": self.person, "spoken": spoken(self.person), "account": self.account,
            "codes": {"child": self.codes.child, "sex": self.codes.sex, "legal": self.codes.legal,
                      "family": self.codes.family, "identity": self.codes.identity},
            "hands": [{"account": one.account, "since": one.since.isoformat(), "entry": one.entry}
                      for one in self.steps],
            "holds": [{"ground": one.ground, "authority": one.authority} for one in self.holds],
            "serials": list(self.serials), "discrepancies": list(self.open), "kept_as": self.kept_as,
            "prints": self.prints.told(),
        }  # fmt: skip

    def lines(self) -> list[str]:
        """The journey as lines."""
        lines = [f"{self.person}  {spoken(self.person)}", f"now on {self.account}"]
        if self.kept_as != self.person:
            lines.append(f"the same person as {self.kept_as}")
        lines += [f"  {zulu(one.since)}  {one.account}  {one.entry[:8]}" for one in self.steps]
        lines += _of_prints(self.prints)
        lines += [f"held: {one.ground}, to be lifted by {one.authority}" for one in self.holds]
        lines += [f"seated on {serial}" for serial in self.serials]
        lines += [f"open: {kind}" for kind in self.open]
        return lines


def journey(book: Book, person: PersonId) -> Journey:
    """The way of one person; Malformed when the book does not know the number."""
    roll = book.reading(Roll)
    where = roll.where.get(person)
    if where is None:
        raise Malformed.because("person.unknown", typed=person)
    steps = tuple(Step(one.to_account, one.at, one.entry) for one in roll.history(person))
    return Journey(
        person=person, account=where, codes=book.reading(Classes).codes(person), steps=steps,
        holds=book.reading(Holds).on(person), serials=book.reading(Manifests).serials_of(person),
        open=tuple(one.kind for one in discrepancies_of(book).open if one.person == person),
        kept_as=book.reading(People).kept(person),
        prints=known_by_prints(book.reading(Enrolments), book.reading(Identities), person),
    )  # fmt: skip


def _of_prints(known: KnownByPrints) -> list[str]:
    """Enrolled when and from what, and what was found; nothing where nobody took his prints."""
    lines = []
    if (one := known.enrolled) is not None:
        face = ", face" if one.face else ""
        missing = f", {one.missing} missing" if one.missing else ""
        waits = "" if one.points or not one.fingers else ", points not found yet"
        what = f"fingers: {one.fingers}{missing}{face}{waits}"
        lines.append(f"enrolled {zulu(one.at)} as {one.number} at {one.by}; {what}; entry {one.entry[:8]}")
    for found in known.found:
        whom = f"{found.other} of list {found.gallery}" if found.gallery else found.other or "a claimed identity"
        word = "; contested" if found.contested else ""
        untold = "" if found.told else "; he was not told yet"
        lines.append(f"identified as {whom}{word}{untold}; entry {found.entry[:8]}")
    return lines
