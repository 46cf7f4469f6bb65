"""Clearing: holds are put and lifted, ages decided, and each person cleared for a move by a named reviewer.

Joins eligibility and custody. The reviewer is never the officer who registered.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from musterbook.custody.reasons import check_reason
from musterbook.custody.roll import Roll
from musterbook.eligibility.apart import KeepApart
from musterbook.eligibility.classes import Classes
from musterbook.eligibility.clearance import Clearances
from musterbook.eligibility.facts import (
    AgeDecided,
    AgeDoubted,
    ClearanceWithdrawn,
    Cleared,
    Held,
    HoldLifted,
    KeepApartEnded,
    KeptApart,
)
from musterbook.ledger.entry import Entry
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.coordinating import must_say
from musterbook.operation.one_body import holds_of
from musterbook.terms.custodians import CustodianId, in_hand
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId


def hold(
    book: Book, acting: Acting, person: PersonId, *, ground: str, authority: str, review_by: datetime | None = None
) -> Entry:
    """Forbid someone's move, on a ground, by an authority."""
    return book.write(acting.draft(Held(person=person, ground=ground, authority=authority, review_by=review_by)))


def lift_hold(book: Book, acting: Acting, person: PersonId, *, ground: str, because: str) -> list[Entry]:
    """Lift a hold on one ground, on each of a person's numbers on which it stands; the authority signs.

    Raises:
        Refused: no hold on this ground stands on any of them here: a second lifting, which would mean nothing, is not
            kept beside the first.
    """
    held = {one.person for one in holds_of(book)(person) if one.ground == ground}
    if not held:
        raise Refused(Objection("hold.none-stands", person, {"ground": ground}))
    officer = acting.officers[0][0]
    return book.write_all(
        [
            acting.draft(HoldLifted(person=one, ground=ground, reviewer=officer, because=because))
            for one in sorted(held)
        ]
    )  # fmt: skip


def decide_age(
    book: Book, acting: Acting, person: PersonId, *, child: str, basis: str, panel: Sequence[str],
    born_low: date | None = None, born_high: date | None = None,
) -> Entry:  # fmt: skip
    """A panel of three decides whether someone is a child.

    Raises:
        Malformed: the panel is not three different people.
    """
    if len(set(panel)) < 3:
        raise Malformed.because("age.panel-of-three", people=len(set(panel)))
    return book.write(
        acting.draft(
            AgeDecided(
                person=person, child=child, basis=basis, panel=tuple(panel),
                born_low=str(born_low or ""), born_high=str(born_high or ""),
            )
        )
    )  # fmt: skip


def doubt_age(book: Book, acting: Acting, person: PersonId, *, said_by: str, because: str) -> Entry:
    """Write that someone says this person is under eighteen."""
    return book.write(acting.draft(AgeDoubted(person=person, said_by=said_by, because=because)))


def keep_apart(
    book: Book, acting: Acting, pairs: Iterable[tuple[PersonId, PersonId]], *, reach: str, because: str
) -> list[Entry]:
    """Order that each pair stays apart within a reach, for a reason; both of closed lists."""
    check_reason("keep_apart.reach", reach)
    check_reason("keep_apart.reasons", because)
    return book.write_all(
        [acting.draft(KeptApart(pair=frozenset(pair), reach=reach, because=because)) for pair in pairs]
    )


def clear(
    book: Book, acting: Acting, people: Sequence[PersonId], *, destination: CustodianId, legal_basis: str,
    until: datetime | None = None,
) -> list[Entry]:  # fmt: skip
    """Clear each of `people` for a destination, one act a person, for the hours the operation set.

    Raises:
        Malformed: no legal basis is named: nobody is cleared in bulk without a reason.
        Refused: someone has a standing hold, or is in nobody's hands; every such person is named, nothing is written.
    """
    if not legal_basis.strip():
        raise Malformed.because("clearance.no-basis", people=len(people))
    objections = clearing_objections(book, people)
    if objections:
        raise Refused(*objections)
    roll = book.reading(Roll)
    end = until or acting.at + timedelta(hours=book.settings.eligibility.clearance_hours)
    return book.write_all(
        [
            acting.draft(
                Cleared(
                    person=person, giver=roll.holder(person) or CustodianId(""), destination=destination,
                    legal_basis=legal_basis, until=end,
                )
            )
            for person in people
        ]
    )  # fmt: skip


def clearing_objections(book: Book, people: Iterable[PersonId]) -> list[Objection]:
    """Why some of these people cannot be cleared now: every standing hold, and whoever is in nobody's hands."""
    roll, holds_on, named = book.reading(Roll), holds_of(book), list(people)
    held = [
        Objection("eligibility.hold", person, {"ground": one.ground, "authority": one.authority})
        for person in named
        for one in holds_on(person)
    ]
    return held + [
        Objection("custody.holder", person, {"account": roll.where.get(person)})
        for person in named
        if roll.holder(person) is None
    ]


def clearable(book: Book, custodian: CustodianId) -> list[PersonId]:
    """Everyone in a custodian's hands who has no standing hold and is no possible child, by number."""
    classes, holds_on = book.reading(Classes), holds_of(book)
    held = book.reading(Roll).on(in_hand(custodian))
    return sorted(one for one in held if not holds_on(one) and not classes.codes(one).may_be_child)


def withdraw_clearance(book: Book, acting: Acting, people: Sequence[PersonId], *, because: str) -> list[Entry]:
    """Take the permission to move back from each of `people`, one act a person.

    Raises:
        Malformed: no reason is given.
        Refused: somebody has none that stands; every such person is named, nothing is written.
    """
    must_say(because=because)
    objections = withdrawing_objections(book, people, at=acting.at)
    if objections:
        raise Refused(*objections)
    return book.write_all([acting.draft(ClearanceWithdrawn(person=one, because=because)) for one in people])


def withdrawing_objections(book: Book, people: Iterable[PersonId], *, at: datetime) -> list[Objection]:
    """Who of these people has no permission that could be taken back."""
    clearances = book.reading(Clearances, book.settings.eligibility)
    return [Objection("clearance.none-stands", one) for one in people if not clearances.is_cleared(one, at)]


def end_keep_apart(book: Book, acting: Acting, person: PersonId, *, other: PersonId, because: str) -> Entry:
    """End the order that two people stay apart; Malformed where there is none."""
    must_say(because=because)
    pair = frozenset((person, other))
    if not any(order.pair == pair for order in book.reading(KeepApart).orders_about(person)):
        raise Malformed.because("apart.no-order", person=person, other=other)
    return book.write(acting.draft(KeepApartEnded(pair=pair, because=because)))
