"""Handing over on a page: the giver's list and the receiver's count, each made alone, held together when both are in.

The giver says who went through the door and signs it. The receiver counts without seeing how many were offered; what
he found is kept here and written closed until the giver has signed, and only then is the difference seen. What the
receiver signs is what he counted, each difference named. The acts are those of `muster let-go`, `accept`, `refuse`,
`withdraw` and `take-back`.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from musterbook.console.asked import Asked
from musterbook.console.hand_counts import AtDoor, Counted, counted_of, kept_as, shown_before
from musterbook.console.hand_forms import Form, exceptions_in, injured_in, note_in, number_in, numbers_in
from musterbook.console.pen import Pen, at_hand, phrases_of
from musterbook.console.tallies import Half, half_by_name
from musterbook.custody.care.facts import ConditionNoted
from musterbook.custody.door.counts import SALT_BYTES, DoorCounts
from musterbook.custody.door.facts import DoorCounted
from musterbook.custody.facts import Accepted, LetGo, TakenBack, Withdrawn
from musterbook.custody.facts import Refused as RefusedOffer
from musterbook.custody.handovers import Handover, Handovers
from musterbook.ledger.entry import new_act_id
from musterbook.ledger.facts import Fact
from musterbook.operation import handing_over
from musterbook.operation.acting import Acting
from musterbook.operation.at_the_door import COUNTS, SIDES
from musterbook.operation.book import Book
from musterbook.operation.caring_condition import note_condition
from musterbook.operation.deeds.doing import key_of, written_under
from musterbook.operation.door_counting import accept_and_open, count_at_door
from musterbook.operation.keys_at_hand import KeysAtHand
from musterbook.operation.signing_in import roles_for
from musterbook.rights.decide import who_may
from musterbook.store.door_counts import KeptCounts
from musterbook.store.scans import Scans
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId

PHRASE: Final = "phrase"
_SIGNED: Final[Mapping[str, type[Fact]]] = {
    "let-go": LetGo, "count": Accepted, "recount": Accepted, "accept": Accepted, "refuse": RefusedOffer,
    "withdraw": Withdrawn, "take-back": TakenBack, "note": ConditionNoted,
}  # fmt: skip
"""What each step signs, or would sign in the end."""
_SIDE: Final = dict.fromkeys(("let-go", "withdraw", "take-back"), "giver") | dict.fromkeys(
    ("count", "recount", "accept", "refuse"), "receiver"
)
STEPS: Final = tuple(_SIGNED)
"""What can be done on either side of a handover; a note is made on both."""


@dataclass
class Handing:
    """The handovers of one console: its pen, what was scanned, and the counts receivers made here, with their salts."""

    pen: Pen
    scans: Scans | None
    kept: KeptCounts

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

    def at_door(self, one: Handover) -> AtDoor:
        """What lies beside the book about a handover: asks a file, so not on the loop."""
        scanned = {side: self._scanned(one, side) for side in SIDES}
        return AtDoor(scanned, tuple(self.kept.of(one.offer)))

    def counted(self, one: Handover, door: AtDoor, now: datetime) -> Counted:
        """How often the receiver has counted, and what, as far as it is known here."""
        book = self.pen.register_book()
        made = book.reading(DoorCounts).made(one.offer, one.receiver)
        return counted_of(made, door.counts, now, written=bool(book.register.rules_of(DoorCounted.kind)))

    @asynccontextmanager
    async def keys(self, asked: Asked, one: Handover, said: Form, side: str) -> AsyncIterator[KeysAtHand]:
        """The keys one step wants, of this machine and of whoever signs, opened before anything is lent.

        Raises:
            Refused: he may not sign that step for his side, or is not who is signed in.
        """
        kind, side = _SIGNED[said["step"]], _SIDE.get(said["step"], side)
        officer = self._officer(asked, one, kind, side, said)
        seals = kind is ConditionNoted
        async with at_hand(self.pen, (officer,), phrases_of(said, {officer: PHRASE}), seals=seals) as keys:
            yield keys

    async def count(
        self, asked: Asked, one: Handover, said: Form, now: datetime, door: AtDoor, *, keys: KeysAtHand
    ) -> None:  # fmt: skip
        """The receiver's count is taken in: a number, or who was read at the door or typed, one a line.

        It is kept here, and written closed: which number it is, the giver's copy learns when the receiver has signed.

        Raises:
            Refused: he may not accept, is not who is signed in, or his pass-phrase does not open his key.
            Malformed: what he typed is no count; every line that is no number is named.
        """
        officer = self._officer(asked, one, Accepted, "receiver", said)
        keys.private_key(officer)
        half = _half_of(said, officer, now, door)
        salt = secrets.token_hex(SALT_BYTES)
        await asyncio.to_thread(self.kept.keep, kept_as(one.offer, half, salt))
        if self.pen.register_book().register.rules_of(DoorCounted.kind):  # none in a policy set before there were any
            with self._acting(asked, one, DoorCounted, "receiver", said, keys=keys) as (book, acting):
                count_at_door(book, acting, one, half.counted, salt=salt, shown=shown_before(door.counts))

    async def recount(self, asked: Asked, one: Handover, said: Form, *, keys: KeysAtHand) -> None:
        """The receiver counts again, without what was read at his door; that he had counted stays to be seen.

        Raises:
            Refused: he may not accept, is not who is signed in, or his pass-phrase does not open his key.
        """
        officer = self._officer(asked, one, Accepted, "receiver", said)
        keys.private_key(officer)
        await asyncio.to_thread(self._begin_again, one, shown=one.let_go_at is not None)

    def _begin_again(self, one: Handover, *, shown: bool) -> None:
        if self.scans is not None:
            self.scans.begin_again(one.offer, "receiver")
        self.kept.set_aside(one.offer, shown=shown)

    def _scanned(self, one: Handover, side: str) -> tuple[str, ...]:
        """The numbers a side has read at the door, each once, in order."""
        lines = self.scans.of(one.offer, side) if self.scans is not None else []
        return tuple(dict.fromkeys(line.number for line in lines if line.answer in COUNTS and line.number))

    def let_go(
        self, asked: Asked, one: Handover, said: Form, ticked: Iterable[str], *, keys: KeysAtHand
    ) -> None:  # fmt: skip
        """The giver signs who went through the door; whoever is not ticked stays with him.

        Raises:
            Malformed: nobody is ticked, or somebody who is not offered.
            Refused: the officer may not, or his key stays shut.
        """
        people = frozenset(PersonId(number) for number in ticked)
        if not people or people - one.people:
            raise Malformed.because("handover.nobody")
        with self._acting(asked, one, LetGo, "giver", said, keys=keys) as (book, acting):
            handing_over.let_go(book, acting, one.reference, people)

    def accept(
        self, asked: Asked, one: Handover, said: Form, ticked: Iterable[str], counted: Counted, *, keys: KeysAtHand
    ) -> None:  # fmt: skip
        """The receiver signs what he counted: whoever is not ticked is named with what is the matter.

        With it his counts are opened, those he set aside too.

        Raises:
            Refused: the two sides have not both entered, the officer may not, or his key stays shut.
            Malformed: whom he takes are not as many as he counted, or somebody left out has no reason.
        """
        half = counted.half
        if half is None or one.let_go_at is None:
            raise Refused(Objection("console.both-first"))
        taken, exceptions = frozenset(PersonId(number) for number in ticked), exceptions_in(one, said, ticked)
        extra = frozenset(item.person for item in exceptions if item.code == "extra" and item.person is not None)
        handing_over.agrees(one.people, taken | extra, half.counted)
        with self._acting(asked, one, Accepted, "receiver", said, keys=keys) as (book, acting):
            signed = handing_over.acceptance(book, acting, one.reference, taken | extra, exceptions)
            accept_and_open(book, acting, one, signed, counted.closed)

    def take_back(
        self, asked: Asked, one: Handover, said: Form, ticked: Iterable[str], *, keys: KeysAtHand
    ) -> None:  # fmt: skip
        """The giver signs whom he has again, of those who left his hands and whom nobody took.

        Raises:
            Malformed: nobody is ticked, or somebody who is not outstanding.
            Refused: the officer may not, or his key stays shut.
        """
        people = frozenset(PersonId(number) for number in ticked)
        if not people or people - returnable(one):
            raise Malformed.because("handover.nobody")
        with self._acting(asked, one, TakenBack, "giver", said, keys=keys) as (book, acting):
            handing_over.take_back(book, acting, one.reference, people)

    def refuse(self, asked: Asked, one: Handover, said: Form, *, keys: KeysAtHand) -> None:
        """The receiver takes nobody, for one of the listed reasons."""
        with self._acting(asked, one, RefusedOffer, "receiver", said, keys=keys) as (book, acting):
            handing_over.refuse(book, acting, one.reference, because=said.get("because", ""), note=note_in(said))

    def withdraw(self, asked: Asked, one: Handover, said: Form, *, keys: KeysAtHand) -> None:
        """The giver calls his offer off, for one of the listed reasons."""
        with self._acting(asked, one, Withdrawn, "giver", said, keys=keys) as (book, acting):
            handing_over.withdraw(book, acting, one.reference, because=said.get("because", ""))

    def note(
        self, asked: Asked, one: Handover, side: str, said: Form, had: frozenset[PersonId], *, keys: KeysAtHand
    ) -> None:  # fmt: skip
        """One side writes how people are: nothing seen on those not named, and injuries, whose words are sealed.

        `had` are those whom the receiver has had before him, by name.

        Raises:
            Malformed: nothing is seen on anybody, and nobody is counted by name yet; or a line is no injury.
            Refused: the officer may not, or his key stays shut.
        """
        injured = injured_in(said.get("injured", ""))
        looked = (one.people if side == "giver" else had) if "clear" in said else frozenset()
        if "clear" in said and not looked:
            raise Malformed.because("handing.nobody-counted")
        clear = looked - {item.person for item in injured}
        with self._acting(asked, one, ConditionNoted, side, said, keys=keys) as (book, acting):
            note_condition(book, acting, one.reference, side=side, injured=injured, none_seen=clear)

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
        self, asked: Asked, one: Handover, kind: type[Fact], side: str, said: Form, *, keys: KeysAtHand
    ) -> Iterator[tuple[Book, Acting]]:
        """The book open to write for one act, and who acts."""
        officer = self._officer(asked, one, kind, side, said)
        whose = one.giver if side == "giver" else one.receiver
        with self.pen.writing(keys) as (book, now):
            by, signers = roles_for(book, kind, (officer,), by=whose)
            yield book, Acting(by, signers, now, key=said.get("key", ""))


def returnable(one: Handover) -> frozenset[PersonId]:
    """Whom the giver may have again: those out of his hands, neither accepted nor taken back."""
    return one.outstanding if one.acceptances else one.outstanding & one.let_go.keys()


def _half_of(said: Form, officer: str, now: datetime, door: AtDoor) -> Half:
    if said.get("present", "").strip():
        return half_by_name(officer, now, numbers_in(said["present"]))
    if said.get("from") == "scans":
        return half_by_name(officer, now, map(PersonId, door.scanned["receiver"]))
    return Half(officer, now, number_in(said.get("counted", "")))
