"""How young someone may be, as far as prints are concerned; unknown is a child, and searched for by nobody.

Joins eligibility with the sealed particulars. Under six no prints; under fourteen nobody is searched for among many;
until eighteen only among those of this operation (biometrics.md section 9, children; product.md, promise 4).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from musterbook.biometrics.settings import BiometricSettings
from musterbook.custody.people import People
from musterbook.eligibility.ages import ADULT_YEARS, SURE, Birth
from musterbook.eligibility.classes import Classes
from musterbook.eligibility.facts import AgeDecided
from musterbook.ledger.facts import Digest
from musterbook.operation.book import Book
from musterbook.tables.births import BirthDay
from musterbook.tables.values import Birth as Bounds
from musterbook.tables.values import Leaning
from musterbook.terms.errors import Refused, Tampered
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId


@dataclass(frozen=True, slots=True)
class AgeKnown:
    """How old someone is at least.

    Attributes:
        person: who.
        adult: whether the book holds him for an adult, on a basis that bears it.
        years: how old he is at least, doubt of a claim taken off; None where nothing is known.
    """

    person: PersonId
    adult: bool
    years: int | None

    def may_be_under(self, years: int) -> bool:
        """Whether he may be younger; of whom nothing is known, anybody may say so."""
        return not self.adult and (self.years is None or self.years < years)


def age_of(book: Book, person: PersonId, on: date) -> AgeKnown:
    """How old someone is at least on a day, from what a panel decided and from what is claimed and sealed."""
    codes = book.reading(Classes).codes(person)
    if codes.child == "no":
        return AgeKnown(person, adult=True, years=None)
    birth = _decided(book, person) or _claimed(book, person)
    youngest = birth.youngest(on) if birth else None
    if youngest is None:
        return AgeKnown(person, adult=False, years=None)
    doubt = 0 if codes.basis in SURE else book.settings.eligibility.age_margin_years
    years = max(0, youngest - doubt)
    # Old enough by what is claimed and yet no adult by the book: somebody doubts it, or a panel found otherwise.
    return AgeKnown(person, adult=False, years=years if years < ADULT_YEARS else None)


def refuse_prints(known: AgeKnown, settings: BiometricSettings) -> None:
    """Refused where he is too young for prints; of whom nothing is known, the officers before him decide."""
    if known.years is not None and known.may_be_under(settings.prints_from_years):
        raise Refused(Objection("biometrics.too-young", known.person, {"years": settings.prints_from_years}))


def search_objection(known: AgeKnown, settings: BiometricSettings, *, of_others: bool) -> Objection | None:
    """Why he may not be searched for: among many of this operation, or in a list of another owner (`of_others`)."""
    if known.may_be_under(settings.search_from_years):
        rule = "biometrics.age-unknown" if known.years is None else "biometrics.child-not-searched"
        return Objection(rule, known.person, {"years": settings.search_from_years})
    if of_others and known.may_be_under(settings.gallery_from_years):
        return Objection("biometrics.minor-not-in-lists", known.person, {"years": settings.gallery_from_years})
    return None


def _decided(book: Book, person: PersonId) -> Birth | None:
    """The days a panel found, the newest panel's."""
    for entry in reversed(book.entries()):
        fact = entry.fact
        if isinstance(fact, AgeDecided) and fact.person == person and (fact.born_low or fact.born_high):
            return Birth(_day(fact.born_low), _day(fact.born_high))
    return None


def _claimed(book: Book, person: PersonId) -> Birth | None:
    """The days that are claimed, where this copy can open the claim."""
    one = book.reading(People).get(person)
    if one is None or one.particulars is None or book.sealed is None:
        return None
    try:
        clear = book.sealed.open(Digest(one.particulars))
    except (Refused, Tampered):
        return None
    claims = json.loads(clear).get("claims", {})
    said = {name: str(claims[name]["value"]) for name in ("born", "born_low", "born_high") if name in claims}
    if "born" not in said:
        return Birth(_day(said.get("born_low", "")), _day(said.get("born_high", "")))
    read = BirthDay().read(said["born"], Leaning())
    return Birth(read.low, read.high) if isinstance(read, Bounds) else None


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None
