"""Handing over on a page: the giver's list and the receiver's count, each made alone, held together when both are in.

The giver says who went through the door and signs it. The receiver counts without seeing how many were offered; what he
found stays here until the giver has signed, and only then do both see the difference. What the receiver signs is what
he counted, each difference named. The acts are those of `muster let-go`, `accept`, `refuse` and `withdraw`.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from musterbook.console.asked import Asked
from musterbook.console.pen import Pen, phrases_of
from musterbook.console.tallies import KEPT, LASTS, Half, half_by_name
from musterbook.custody.care.facts import ConditionNoted
from musterbook.custody.facts import Accepted, HandoverException, LetGo, Withdrawn
from musterbook.custody.facts import Refused as RefusedOffer
from musterbook.custody.handovers import Handover, Handovers
from musterbook.ledger.entry import new_act_id
from musterbook.ledger.facts import Fact
from musterbook.operation import handing_over
from musterbook.operation.acting import Acting
from musterbook.operation.at_the_door import COUNTS, SIDES
from musterbook.operation.book import Book
from musterbook.operation.caring_condition import InjurySaid, note_condition
from musterbook.operation.deeds.doing import key_of, written_under
from musterbook.operation.signing_in import roles_for
from musterbook.rights.decide import who_may
from musterbook.store.scans import Scans
from musterbook.terms.errors import Fault, Malformed, Refused
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId, read_number

PHRASE: Final = "phrase"
COUNTED_MOST: Final = 100_000
Form = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SetAside:
    """A count its receiver set aside to count again: how many, and whether both sides were shown the difference."""

    counted: int
    shown: bool


@dataclass
class Handing:
    """The handovers of one console: its pen, what was scanned, and receivers' counts that nobody signed yet.

    A count lives in memory alone: it is no fact until it is signed, and whoever loses it counts again. `aside` are
    counts a receiver put aside to count again, by offer.
    """

    pen: Pen
    scans: Scans | None
    counts: dict[str, Half] = field(default_factory=dict)
    aside: dict[str, tuple[SetAside, ...]] = field(default_factory=dict)

    def found(self, name: str) -> Handover | None:
        """The handover whose offer begins so; None when there is none, or more than one."""
        if len(name) < 12:
            return None
        every = self.pen.register_book().reading(Handovers)
        named = [one for one in every if one.offer.startswith(name)]
        return named[0] if len(named) == 1 else None

    def sides(self, asked: Asked, one: Handover) -> tuple[str, ...]:
        """The sides whoever asks may stand on: both where nobody is asked who he is, and officers take turns."""
        if not asked.looker.asked:
            return SIDES
        whose = asked.looker.custodians
        return tuple(side for side, who in zip(SIDES, (one.giver, one.receiver), strict=True) if who in whose)

    def able(self, one: Handover, kind: type[Fact], side: str) -> tuple[str, ...]:
        """Officers of a side who may sign."""
        book = self.pen.register_book()
        roles = frozenset(role for rule in book.register.rules_of(kind.kind) for role in rule.first)
        whose = one.giver if side == "giver" else one.receiver
        able = who_may(book.register, roles, book.register.size, custodian=whose)
        return tuple(dict.fromkeys(officer for officer, _ in able))

    def count_of(self, one: Handover, now: datetime) -> Half | None:
        """What the receiver has counted and not signed; a count of half a day ago is forgotten."""
        half = self.counts.get(one.offer)
        if half is not None and now - half.at > LASTS:
            del self.counts[one.offer]
            return None
        return half

    def scanned(self, one: Handover, side: str) -> tuple[str, ...]:
        """The numbers a side has read at the door, each once, in order."""
        lines = self.scans.of(one.offer, side) if self.scans is not None else []
        return tuple(dict.fromkeys(line.number for line in lines if line.answer in COUNTS and line.number))

    def count(self, asked: Asked, one: Handover, said: Form, now: datetime) -> None:
        """The receiver's count is taken in: a number, or who was read at the door or typed, one a line.

        Raises:
            Refused: he may not accept, is not who is signed in, or his pass-phrase does not open his key.
            Malformed: what he typed is no count; every line that is no number is named.
        """
        officer = self._officer(asked, one, Accepted, "receiver", said)
        self.pen.proves(officer, said.get(PHRASE, ""))
        if said.get("present", "").strip():
            half = half_by_name(officer, now, numbers_in(said["present"]))
        elif said.get("from") == "scans":
            half = half_by_name(officer, now, map(PersonId, self.scanned(one, "receiver")))
        else:
            half = Half(officer, now, _number(said.get("counted", "")))
        self.counts[one.offer] = half

    def recount(self, asked: Asked, one: Handover, said: Form) -> None:
        """The receiver counts again, without what was read at his door; what he had counted stays to be seen.

        Raises:
            Refused: he may not accept, is not who is signed in, or his pass-phrase does not open his key.
        """
        officer = self._officer(asked, one, Accepted, "receiver", said)
        self.pen.proves(officer, said.get(PHRASE, ""))
        half = self.counts.pop(one.offer, None)
        if self.scans is not None:
            self.scans.begin_again(one.offer, "receiver")
        if half is None:
            return
        before = self.aside.pop(one.offer, ())
        self.aside[one.offer] = (*before, SetAside(half.counted, shown=one.let_go_at is not None))
        while len(self.aside) > KEPT:
            del self.aside[next(iter(self.aside))]

    def let_go(self, asked: Asked, one: Handover, said: Form, ticked: Iterable[str]) -> None:
        """The giver signs who went through the door; whoever is not ticked stays with him.

        Raises:
            Malformed: nobody is ticked, or somebody who is not offered.
            Refused: the officer may not, or his key stays shut.
        """
        people = frozenset(PersonId(number) for number in ticked)
        if not people or people - one.people:
            raise Malformed.because("handover.nobody")
        with self._acting(asked, one, LetGo, "giver", said) as (book, acting):
            handing_over.let_go(book, acting, one.reference, people)

    def accept(self, asked: Asked, one: Handover, said: Form, ticked: Iterable[str], now: datetime) -> None:
        """The receiver signs what he counted: whoever is not ticked is named with what is the matter.

        Raises:
            Refused: the two sides have not both entered, the officer may not, or his key stays shut.
            Malformed: whom he takes are not as many as he counted, or somebody left out has no reason.
        """
        half = self.count_of(one, now)
        if half is None or one.let_go_at is None:
            raise Refused(Objection("console.both-first"))
        taken, exceptions = frozenset(PersonId(number) for number in ticked), _exceptions(one, said, ticked)
        extra = frozenset(item.person for item in exceptions if item.code == "extra" and item.person is not None)
        handing_over.agrees(one.people, taken | extra, half.counted)
        with self._acting(asked, one, Accepted, "receiver", said) as (book, acting):
            handing_over.accept(book, acting, one.reference, taken | extra, exceptions)
        self.counts.pop(one.offer, None)

    def refuse(self, asked: Asked, one: Handover, said: Form) -> None:
        """The receiver takes nobody, for one of the listed reasons."""
        with self._acting(asked, one, RefusedOffer, "receiver", said) as (book, acting):
            handing_over.refuse(book, acting, one.reference, because=said.get("because", ""), note=_note(said))

    def withdraw(self, asked: Asked, one: Handover, said: Form) -> None:
        """The giver calls his offer off, for one of the listed reasons."""
        with self._acting(asked, one, Withdrawn, "giver", said) as (book, acting):
            handing_over.withdraw(book, acting, one.reference, because=said.get("because", ""))

    def note(self, asked: Asked, one: Handover, side: str, said: Form, now: datetime) -> None:
        """One side writes how people are: nothing seen on those not named, and injuries, whose words are sealed.

        Raises:
            Malformed: nothing is seen on anybody, and nobody is counted by name yet; or a line is no injury.
            Refused: the officer may not, or his key stays shut.
        """
        injured = _injured(said.get("injured", ""))
        looked = (one.people if side == "giver" else self._looked_at(one, now)) if "clear" in said else frozenset()
        if "clear" in said and not looked:
            raise Malformed.because("handing.nobody-counted")
        clear = looked - {item.person for item in injured}
        with self._acting(asked, one, ConditionNoted, side, said, seals=True) as (book, acting):
            note_condition(book, acting, one.reference, side=side, injured=injured, none_seen=clear)

    def _looked_at(self, one: Handover, now: datetime) -> frozenset[PersonId]:
        """Whom the receiver has had before him, by name: those he took, or else counted or read, of those offered."""
        half = self.count_of(one, now)
        counted = half.present if half is not None else None
        return one.accepted or (counted or frozenset(map(PersonId, self.scanned(one, "receiver")))) & one.people

    def new_key(self) -> str:
        """The key of a form, so that it writes once."""
        newest = self.pen.register_book().entries()[-1:]
        at = newest[0].happened_at if newest else datetime(2000, 1, 1, tzinfo=UTC)
        return key_of(new_act_id(at, secrets.token_bytes(10)))

    def done(self, said: Form) -> bool:
        """Whether a form was written already."""
        return bool(written_under(self.pen.register_book(), said.get("key", "")))

    def _officer(self, asked: Asked, one: Handover, kind: type[Fact], side: str, said: Form) -> str:
        named = said.get("officer", "").strip()
        if asked.looker.asked and named != asked.looker.officer:
            raise Refused(Objection("console.not-yourself", values={"officer": asked.looker.officer}))
        able = self.able(one, kind, side)
        if named not in able:
            whose = one.giver if side == "giver" else one.receiver
            values = {"officer": named[:40], "custodian": whose, "who": ", ".join(able[:12])}
            raise Refused(Objection("console.not-of-that-side", values=values))
        return named

    @contextmanager
    def _acting(
        self, asked: Asked, one: Handover, kind: type[Fact], side: str, said: Form, *, seals: bool = False
    ) -> Iterator[tuple[Book, Acting]]:
        """The book open to write for one act, and who acts."""
        officer = self._officer(asked, one, kind, side, said)
        whose = one.giver if side == "giver" else one.receiver
        with self.pen.writing(phrases_of(said, {officer: PHRASE}), seals=seals) as (book, now):
            by, signers = roles_for(book, kind, (officer,), by=whose)
            yield book, Acting(by, signers, now, key=said.get("key", ""))


def _exceptions(one: Handover, said: Form, ticked: Iterable[str]) -> list[HandoverException]:
    """Each difference with its reason: those not ticked, and whoever came beside the list."""
    left_out = sorted(one.people - {PersonId(number) for number in ticked})
    lacking = [number for number in left_out if said.get(f"why-{number}", "") not in handing_over.LEAVES_OUT]
    if lacking:
        raise Malformed.of([Fault("handing.no-reason", values={"person": number}) for number in lacking[:20]])
    found = [HandoverException(code=said[f"why-{number}"], person=number) for number in left_out]
    return [*found, *(HandoverException(code="extra", person=number) for number in numbers_in(said.get("extra", "")))]


def numbers_in(text: str) -> list[PersonId]:
    """The numbers typed or read by a scanner, one a line; Malformed names every line that is none."""
    found, faults = [], []
    for row, line in enumerate(text.splitlines(), start=1):
        number = read_number(line)
        if number is not None:
            found.append(number)
        elif line.strip():
            faults.append(Fault("person.bad-number", row=row, values={"typed": line.strip()[:20], "near": None}))
    if faults:
        raise Malformed.of(faults[:20])
    return found


def _number(typed: str) -> int:
    text = typed.strip()
    if not (text.isascii() and text.isdigit() and int(text) <= COUNTED_MOST):
        raise Malformed.because("console.bad-number", name="counted", least=0, most=COUNTED_MOST)
    return int(text)


def _injured(text: str) -> list[InjurySaid]:
    """Injuries as they are typed, one a line: the number, a colon, what was seen."""
    found, faults = [], []
    for row, line in enumerate(text.splitlines(), start=1):
        about, _, words = line.partition(":")
        number = read_number(about)
        if number is not None and words.strip():
            found.append(InjurySaid(number, 1, words.strip(), row))
        elif line.strip():
            faults.append(Fault("handing.injury-form", row=row, values={"typed": line.strip()[:20]}))
    if faults:
        raise Malformed.of(faults[:20])
    return found


def _note(said: Form) -> str:
    return said.get("note", "").strip()[:400]
