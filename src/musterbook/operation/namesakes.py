"""Namesakes: before somebody is let go, who of like name is held where he is, and what besides a name shows it is he.

Joins custody with the comparing of names. Names are sealed, so that asking is written down before any is opened, and
nobody is found by it: whoever lets somebody go confirms a second identifier, or he stays until somebody has (F16: the
wrong man let go had the name and the birth of the right one).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from musterbook.custody.checks import Checks
from musterbook.custody.people import People
from musterbook.custody.roll import Roll
from musterbook.operation.book import Book
from musterbook.operation.evidence_beside import EvidenceBeside
from musterbook.operation.identifying import LIKELY_MIN, NAMED, Asking, Register, told_of
from musterbook.operation.one_body import bodies_of
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId

RULE: Final = "custody.identity-check"
SURE: Final = ("finger",)
"""Checks that tell two men of one name apart; a photograph or a face does not, as they may be brothers."""
HOURS: Final = 4
"""How old the confirming may be where the operation sets no hours for identity checks (judged, as section 8 has it)."""
LIKE_HIM_MOST: Final = 20


def of_like_name(beside: EvidenceBeside, asking: Asking, person: PersonId) -> tuple[PersonId, ...]:
    """Everyone held by the same custodian whose name is like his in either writing, whatever their births.

    Raises:
        Refused: nobody asks, or for no reason; nothing was opened then.
    """
    roll, bodies = beside.book.reading(Roll), bodies_of(beside.book)
    holder = roll.holder(person)
    here = roll.answered_for(holder) if holder is not None else frozenset()
    told = told_of(beside.book, person)
    names = {name: told[name] for name in NAMED if told.get(name)}
    (found,) = Register(beside, asking).proposals([names], most=len(here) + LIKE_HIM_MOST, least=LIKELY_MIN)
    his = frozenset(bodies.numbers(bodies.standing(person)))
    return tuple(sorted({one.person for one in found if one.person in here} - his))


def namesake_objections(
    book: Book, person: PersonId, others: Sequence[PersonId] | None, *, at: datetime
) -> list[Objection]:  # fmt: skip
    """`custody.identity-check` at the door out: someone of like name is held there, and nothing else tells them apart.

    `others` are they; None where nobody compared names, which is no permission either. Asked where the operation says.
    """
    if not book.settings.custody.namesakes_asked or others == () or _confirmed(book, person, at):
        return []
    if others is None:
        return [Objection(RULE, person, {"why": "names-not-compared"})]
    return [Objection(RULE, person, {"why": "namesake", "other": others[0], "people": len(others)})]


def _confirmed(book: Book, person: PersonId, at: datetime) -> bool:
    """Whether his finger, or a number another register knows him by, was found to be his within the hours set."""
    oldest = at - timedelta(hours=book.settings.custody.identity_check_hours or HOURS)
    check, known = book.reading(Checks).newest(person), book.reading(People).get(person)
    if check is not None and check.matches and check.how in SURE and oldest <= check.at <= at:
        return True
    noted = known.identifiers if known is not None else []
    return any(one.standing == "verified" and oldest <= one.at <= at for one in noted)
