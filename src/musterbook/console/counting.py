"""Counting on a page: two officers enter what each found without seeing the other's, both sign, then the roll is shown.

Neither the figure the roll expects nor the other counter's is on the page before both are in and alike. What they sign
is what was shown: the digest of their count travels with the form. The act is the one of `muster count enter`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from musterbook.console.asked import Asked
from musterbook.console.pen import Pen, at_hand, phrases_of, proves
from musterbook.console.tallies import Half, Tallies, Tally, half_by_name
from musterbook.custody.facts import MusterCalled, Mustered
from musterbook.custody.musters import Called
from musterbook.custody.roll import Roll
from musterbook.operation import mustering
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.signing_in import Signers, roles_for
from musterbook.rights.decide import who_may
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Fault, Malformed, Refused
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId, one_letter_off, read_number

FIRST, SECOND = "phrase", "phrase-2"
COUNTED_MOST: Final = 1_000_000
DUE_MINUTES_MOST: Final = 24 * 60
FAULTS_SHOWN: Final = 20
REASONS: Final = ("routine", "interim", "before boarding", "after arrival", "alarm")
"""Why people are counted (custody.md, section 6)."""
Form = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Counting:
    """Counts of one console: its pen, and what counters have entered."""

    pen: Pen
    tallies: Tallies

    def called(self, muster: str) -> Called | None:
        """The count that was ordered under this name and is not complete."""
        book = self.pen.register_book()
        return next((one for one in book.reading(Roll).musters.outstanding() if one.muster == muster), None)

    def able(self, custodian: CustodianId) -> tuple[str, ...]:
        """Officers who may count this custodian's people, first or second."""
        return _able(self.pen.register_book(), custodian)

    async def enter(self, asked: Asked, called: Called, said: Form, now: datetime) -> Tally:
        """One counter's count is taken in.

        Raises:
            Refused: he may not count here, is not who is signed in, or his pass-phrase does not open his key.
            Malformed: what he typed is no count; every line that is no number is named.
        """
        officer = _officer(asked, said)
        if officer not in self.able(called.custodian):
            able = self.able(called.custodian)
            if not able:
                raise Refused(Objection("console.nobody-counts"))
            raise Refused(Objection("console.not-a-counter", values={"officer": officer[:40], "who": ", ".join(able)}))
        await proves(self.pen, officer, said.get(FIRST, ""))
        if self.called(called.muster) is None:  # it was signed while his key was opened
            raise Refused(Objection("console.count-changed"))
        half = _half(self.pen.register_book(), called, officer, said, now)
        return self.tallies.enter(called.muster, half)

    async def sign(self, called: Called, said: Form, now: datetime) -> None:
        """Both counters sign what was shown to them, and the count is in the book.

        Raises:
            Refused: they have not both entered, it is not what was shown, or a key stays shut.
        """
        counters = self._agreed(called, said, now).counters
        phrase_of = phrases_of(said, dict(zip(counters, (FIRST, SECOND), strict=True)))
        async with at_hand(self.pen, counters, phrase_of) as keys:
            tally = self._agreed(called, said, now)
            if tally.counters != counters or self.called(called.muster) is None:
                raise Refused(Objection("console.count-changed"))
            with self.pen.writing(keys) as (book, written_at):
                by, signers = _signers(book, called.custodian, tally.counters)
                acting = Acting(by, signers, tally.at or written_at, written_at=written_at)
                _write(book, acting, called.muster, tally.halves[0], tally.counters)
            self.tallies.forget(called.muster)

    async def call(self, asked: Asked, said: Form) -> str:
        """Order a count; its reference.

        Raises:
            Refused: the officer may not, or his key stays shut.
            Malformed: the custodian, the reason, the way of counting or the minutes are none.
        """
        officer, whose = _officer(asked, said), CustodianId(said.get("custodian", ""))
        if whose not in self.pen.register_book().reading(Roll).headcount:
            raise Malformed.because("folder.unknown-custodian", custodian=whose[:40], near=None)
        reason = _one_of(said, "reason", REASONS)
        by, minutes = _one_of(said, "by", ("name", "number")), _minutes(said)
        async with at_hand(self.pen, (officer,), phrases_of(said, {officer: FIRST})) as keys:
            with self.pen.writing(keys) as (book, now):
                custodian, signers = _caller(book, officer, whose)
                acting = Acting(custodian, signers, now)
                muster = mustering.next_reference(book, whose, now)
                mustering.call(
                    book, acting, muster, custodian=whose, by=by, reason=reason, due_by=now + timedelta(minutes=minutes)
                )
        return muster

    def _agreed(self, called: Called, said: Form, now: datetime) -> Tally:
        """What both entered, alike, and was shown to whoever signs."""
        tally = self.tallies.of(called.muster, now)
        if not tally.agreed or said.get("digest") != tally.halves[0].digest:
            raise Refused(Objection("console.count-changed"))
        return tally


def _able(book: Book, custodian: CustodianId) -> tuple[str, ...]:
    register = book.register
    roles = frozenset(role for rule in register.rules_of(Mustered.kind) for role in (*rule.first, *rule.second))
    able = who_may(register, roles, register.size, custodian=custodian)
    return tuple(dict.fromkeys(officer for officer, _ in able if register.keys_of(officer, register.size)))


def _officer(asked: Asked, said: Form) -> str:
    """Who signs: whoever is signed in, where this console asks; otherwise who he says he is, as his key will show."""
    named = said.get("officer", "").strip()
    if asked.looker.asked and named != asked.looker.officer:
        raise Refused(Objection("console.not-yourself", values={"officer": asked.looker.officer}))
    return named


def _half(book: Book, called: Called, officer: str, said: Form, now: datetime) -> Half:
    if called.by == "number":
        typed = said.get("counted", "").strip()
        if not (typed.isascii() and typed.isdigit() and int(typed) <= COUNTED_MOST):
            raise Malformed.because("console.bad-number", name="counted", least=0, most=COUNTED_MOST)
        return Half(officer, now, int(typed))
    return half_by_name(officer, now, _numbers(book, said.get("present", "")))


def _numbers(book: Book, text: str) -> list[PersonId]:
    """The numbers typed or scanned, one a line. One that is in no book here counts too: somebody stands there."""
    where, found, faults = book.reading(Roll).where, list[PersonId](), list[Fault]()
    for row, line in enumerate(text.splitlines(), start=1):
        number = read_number(line)
        if number is not None:
            found.append(number)
        elif line.strip():
            near = ", ".join(one for one in one_letter_off(line) if one in where) or None
            values = {"typed": line.strip()[:20], "near": near}
            faults.append(Fault("person.bad-number", row=row, values=values))
    if faults:
        raise Malformed.of(faults[:FAULTS_SHOWN])
    return found


def _signers(book: Book, custodian: CustodianId, counters: tuple[str, ...]) -> tuple[CustodianId, Signers]:
    """Who signs first and who second: in the order they entered, or the other way round where only that may be."""
    try:
        return roles_for(book, Mustered, counters, by=custodian)
    except Refused:
        return roles_for(book, Mustered, counters[::-1], by=custodian)


def _caller(book: Book, officer: str, whose: CustodianId) -> tuple[CustodianId, Signers]:
    """In whose name a count is ordered: the custodian's own, or that of whoever the officer may sign for."""
    try:
        return roles_for(book, MusterCalled, (officer,), by=whose)
    except Refused:
        return roles_for(book, MusterCalled, (officer,))


def _write(book: Book, acting: Acting, muster: str, half: Half, counters: tuple[str, ...]) -> None:
    if half.present is None:
        mustering.enter_number(book, acting, muster, half.counted, counters=counters)
    else:
        mustering.enter_names(book, acting, muster, half.present, counters=counters)


def _one_of(said: Form, name: str, known: tuple[str, ...]) -> str:
    chosen = said.get(name, "")
    if chosen not in known:
        raise Malformed.because("console.unknown-filter", name=f"{name}={chosen[:20]}", known=", ".join(known))
    return chosen


def _minutes(said: Form) -> int:
    typed = said.get("minutes", "")
    if not (typed.isascii() and typed.isdigit() and 1 <= int(typed) <= DUE_MINUTES_MOST):
        raise Malformed.because("console.bad-number", name="minutes", least=1, most=DUE_MINUTES_MOST)
    return int(typed)
