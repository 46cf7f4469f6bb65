"""The last good roll of a place, as it is printed and carried: who was there, how he is known, what to mind about him.

Joins custody with eligibility and what lies sealed: numbers and codes are in the book; names, marks and photographs are
opened only for an officer whose role is to find these people, who says why (custody.md section 7).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from typing import Final

from musterbook.custody.escapes import Escapes
from musterbook.custody.lastroll import LastGoodRoll
from musterbook.custody.lastroll import last_good_roll as last_good
from musterbook.custody.people import People
from musterbook.custody.roll import Roll
from musterbook.eligibility.apart import KeepApart
from musterbook.eligibility.classes import Classes, Codes
from musterbook.eligibility.holds import Holds
from musterbook.ledger.facts import Digest
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.compartments import LETTERS_LEAST, consult
from musterbook.rights.decide import who_may
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId

MAY_READ_NAMES: Final = frozenset((
    "site-officer", "escort-commander", "receiving-officer", "counting-officer", "register-clerk", "operation-desk",
    "population-desk", "protection-officer", "inspector",
))  # fmt: skip
"""Roles whose holders look for people by name and face, or answer for those who do."""

SHOWN: Final = ("father", "kunya", "born", "nationality", "height", "build", "marks", "languages")
"""Claims by which somebody can be known, beside his name."""


@dataclass(frozen=True, slots=True)
class RollLine:
    """One person on the roll.

    Attributes:
        number: his number.
        band: the band that answers now.
        counted: whether the muster the roll rests on saw him by name.
        notes: what to mind about him, as keys of the paper's words with their numbers: dangers, then vulnerabilities.
        name: Latin, empty where names were not opened or none is known.
        name_ar: Arabic, as above.
        claims: what else is claimed by which he can be known, by the claim's name.
        photograph: JPEG, where one was taken and names were opened.
    """

    number: PersonId
    band: str
    counted: bool
    notes: tuple[tuple[str, int], ...]
    name: str = field(default="", repr=False)
    name_ar: str = field(default="", repr=False)
    claims: Mapping[str, str] = field(default_factory=dict, repr=False)
    photograph: bytes | None = field(default=None, repr=False)

    def named(self, claims: Mapping[str, str], photograph: bytes | None) -> RollLine:
        """The same line with what was opened about him."""
        shown = {name: claims[name] for name in SHOWN if claims.get(name)}
        mind = [(key, 0) for key in ("medicine", "mobility") if claims.get(key, "").strip().lower() not in _NONE]
        return replace(
            self, name=claims.get("name", ""), name_ar=claims.get("name_ar", ""), claims=shown, photograph=photograph,
            notes=tuple(dict.fromkeys([*self.notes, *mind])),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class LastRoll:
    """The whole roll.

    Attributes:
        operation: its name.
        site: whose people.
        place: the place's name, Latin and Arabic.
        until: the moment the roll stands for; None when no loss is known and none was asked about.
        counted_at: when the muster it rests on was made; None when it rests on signatures alone.
        head: over every log, so that two copies can be compared.
        named: whether names, marks and photographs were opened.
        exercise: whether everyone on it is invented.
        lines: by number.
    """

    operation: str
    site: CustodianId
    place: tuple[str, str]
    until: datetime | None
    counted_at: datetime | None
    head: Digest
    named: bool
    exercise: bool
    lines: tuple[RollLine, ...]


def last_roll_of(book: Book, site: CustodianId, *, at: datetime | None = None, named: bool = False) -> LastRoll:
    """The last good roll of a site, with what is known about each; `named` opens what is sealed for this machine.

    Whoever asks for names has gone through `consult_roll` first.
    """
    last = last_good(book.reading(Roll), site, at=at)
    known = book.reading(People)
    opened, pictures = _opened(book, last) if named else ({}, {})
    notes = Notes(book)
    lines = []
    for number in last.people:
        one, claims = known.get(number), opened.get(number, {})
        lines.append(
            RollLine(
                number, one.band if one else "", bool(last.muster and number in last.muster.present),
                notes.about(number),
            )
        )  # fmt: skip
        if named:
            lines[-1] = lines[-1].named(claims, pictures.get(number))
    return LastRoll(
        book.settings.name, site, book.places.named(site), last.until, last.muster.at if last.muster else None,
        book.head(), named, book.settings.exercise, tuple(lines),
    )  # fmt: skip


def consult_roll(book: Book, acting: Acting, site: CustodianId, because: str) -> None:
    """Write down who opens names and photographs of a whole roll and why, before they are opened.

    Raises:
        Refused: his role is not one that reads names, or no reason is said.
    """
    officer = acting.officers[0][0] if acting.officers else ""
    able = {name for name, _ in who_may(book.register, MAY_READ_NAMES, book.register.size, when=acting.at)}
    if sum(map(str.isalpha, because)) < LETTERS_LEAST:
        raise Refused(Objection("compartment.no-reason", values={"letters": LETTERS_LEAST}))
    if officer not in able:
        values = {"officer": officer, "site": site, "who": ", ".join(sorted(able)[:12])}
        raise Refused(Objection("roll.no-names", values=values))
    consult(book, acting, officer, [f"last good roll of {site}"], because, page="roll")


class Notes:
    """What to mind about people, from the codes and holds of the book."""

    def __init__(self, book: Book) -> None:
        self._classes, self._holds = book.reading(Classes), book.reading(Holds)
        self._apart = Counter(one for order in book.reading(KeepApart).orders() for one in order.pair)
        self._escaped = book.reading(Escapes).of_person

    def about(self, number: PersonId) -> tuple[tuple[str, int], ...]:
        """Dangers first, then vulnerabilities; each once."""
        grounds = tuple(hold.ground for hold in self._holds.on(number))
        return _minded(self._escaped.get(number, 0), self._apart.get(number, 0), grounds, self._classes.codes(number))


@lru_cache(maxsize=1024)  # a roll is made after every count and departure, of people of whom most are alike in this
def _minded(escaped: int, apart: int, grounds: tuple[str, ...], codes: Codes) -> tuple[tuple[str, int], ...]:
    dangers = [("escaped", escaped)] if escaped else []
    dangers += [("apart", apart)] if apart else []
    dangers += [(f"ground.{ground}", 0) for ground in grounds if ground == "security"]
    rest = [(f"ground.{ground}", 0) for ground in grounds if ground != "security"]
    rest += [(key, 0) for key in _classes(codes) if not _said(key, grounds)]
    return tuple(dict.fromkeys([*dangers, *rest]))


_NONE: Final = frozenset(("", "no", "none", "walks", "walking", "unaided"))
_SAID_BY: Final = {
    "child": "possible-child", "age-unknown": "age-unknown", "woman": "sex-not-this-operation",
    "sex-unknown": "sex-unknown", "family": "family-member",
}  # fmt: skip
"""Class → the ground of a hold that says the same."""


def _classes(codes: Codes) -> list[str]:
    found = []
    if codes.may_be_child:
        found.append("child" if codes.child == "yes" else "age-unknown")
    if codes.may_be_woman:
        found.append("woman" if codes.sex == "woman" else "sex-unknown")
    if codes.family == "yes":
        found.append("family")
    return found


def _said(key: str, grounds: tuple[str, ...]) -> bool:
    return _SAID_BY.get(key) in grounds


def _opened(book: Book, last: LastGoodRoll) -> tuple[dict[PersonId, dict[str, str]], dict[PersonId, bytes]]:
    """Claims and photographs of those on the roll, as far as they open here."""
    if book.sealed is None:
        raise Refused(Objection("sealed.no-key"))
    people = book.reading(People)
    known = {number: one for number in last.people if (one := people.get(number)) is not None}
    opened = book.sealed.open_many(one.particulars for one in known.values() if one.particulars)
    pictures = book.sealed.open_many(one.photograph for one in known.values() if one.photograph)
    claims = {
        number: claims_of(opened[one.particulars]) for number, one in known.items() if one.particulars in opened
    }  # fmt: skip
    found = {number: pictures[one.photograph] for number, one in known.items() if one.photograph in pictures}
    return claims, found


def claims_of(clear: bytes) -> dict[str, str]:
    """Each claim of opened particulars, by name."""
    return {name: str(claim["value"]) for name, claim in json.loads(clear).get("claims", {}).items()}
