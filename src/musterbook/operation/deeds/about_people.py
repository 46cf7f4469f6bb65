"""Deeds about one person as a form asks for them, where the act of `operation` takes lists for a whole serial."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from musterbook.custody.roll import Roll
from musterbook.eligibility.grounds import AUTHORITY
from musterbook.ledger.entry import Entry
from musterbook.operation import clearing, contesting, telling
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.caring import PackSaid, hand_medicine, need_medicine
from musterbook.operation.caring_condition import InjurySaid, note_condition
from musterbook.operation.caring_property import BagSaid, keep_back_property, return_property, seal_property
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Fault, Malformed
from musterbook.terms.people import PersonId

ORIGINAL_AUTHORITY = "operation-desk"
"""Who may lift a hold whose ground names nobody else."""


def hold(
    book: Book, acting: Acting, person: PersonId, *, ground: str, authority: str = "", review_by: datetime | None = None
) -> Entry:
    """Forbid somebody's move; the authority is the ground's own unless another is said."""
    lift_by = authority or AUTHORITY.get(ground, ORIGINAL_AUTHORITY)
    return clearing.hold(book, acting, person, ground=ground, authority=lift_by, review_by=review_by)


def keep_apart(
    book: Book, acting: Acting, person: PersonId, *, other: PersonId, reach: str, because: str
) -> list[Entry]:
    """Order that two people stay apart within a reach.

    Raises:
        Malformed: it is one person.
    """
    if person == other:
        raise Malformed.because("link.one-person", person=person)
    return clearing.keep_apart(book, acting, [(person, other)], reach=reach, because=because)


def need(book: Book, acting: Acting, people: Iterable[PersonId], *, no_longer: bool = False) -> Entry:
    """Write who needs medicine on the way, or needs none any more."""
    return need_medicine(book, acting, people, needed=not no_longer)


def hand_pack(
    book: Book, acting: Acting, person: PersonId, *, medicines: str, doses: int, carrier: str,
    next_due: datetime | None = None, handover: str = "",
) -> Entry:  # fmt: skip
    """Write that somebody's medicine was packed and given to whoever carries it."""
    return hand_medicine(
        book, acting, [PackSaid(person, medicines, doses, next_due)], carrier=carrier, handover=handover
    )


def note_one(
    book: Book, acting: Acting, person: PersonId, *, handover: str, side: str, injuries: int = 0, findings: str = "",
    seen_by: str = "officer", place: str = "",
) -> Entry:  # fmt: skip
    """Write how one side of a handover found somebody: so many injuries, or none seen.

    Raises:
        Malformed: injuries that nobody describes, or words about none.
    """
    if bool(injuries) != bool(findings.strip()):
        raise Malformed(Fault("deed.injury", column="findings" if injuries else "injuries"))
    injured = [InjurySaid(person, injuries, findings)] if injuries else []
    return note_condition(
        book, acting, handover, side=side, injured=injured, none_seen=() if injured else (person,), by=seen_by,
        place=place,
    )  # fmt: skip


def seal_bag(
    book: Book, acting: Acting, person: PersonId, *, seal: str, kinds: Iterable[str], mark: str, money: str = "",
    contents: str = "",
) -> Entry:  # fmt: skip
    """Write that somebody's property was put under a seal before him."""
    return seal_property(book, acting, [BagSaid(person, seal, "+".join(kinds), mark, money, contents)])


def return_bag(book: Book, acting: Acting, person: PersonId, *, seal: str, mark: str) -> Entry:
    """Write that somebody has what lay under a seal again."""
    return return_property(book, acting, [(person, seal)], mark=mark)


def keep_bag_back(book: Book, acting: Acting, person: PersonId, *, seal: str, place: str, because: str) -> Entry:
    """Write that what lies under a seal stays behind."""
    return keep_back_property(book, acting, [(person, seal)], place=place, because=because)


def tell(
    book: Book, acting: Acting, people: Iterable[PersonId], *, what: str = "move", custodian: str = "",
    destination: str = "", handover: str = "", when: str = "before", because: str = "",
    not_understood: bool = False, interpreter: str = "",
) -> Entry:  # fmt: skip
    """Write that people were told where they go, or their rights; and whether they understood."""
    named = tuple(people)
    return telling.tell(
        book, acting, named, what=what, custodian=custodian, destination=destination, handover=handover, when=when,
        because=because, not_understood=named if not_understood else (), interpreter=interpreter,
    )  # fmt: skip


def answer_contest(
    book: Book, acting: Acting, start: str, *, outcome: str, because: str, name: str = "", name_ar: str = "",
    kunya: str = "", father: str = "", born: str = "", born_low: str = "", born_high: str = "", nationality: str = "",
) -> tuple[Entry, list[dict[str, str]]]:  # fmt: skip
    """Answer a contest; what is said of his particulars is put right."""
    said = {
        "name": name, "name_ar": name_ar, "kunya": kunya, "father": father, "born": born, "born_low": born_low,
        "born_high": born_high, "nationality": nationality,
    }  # fmt: skip
    claims = {field: value for field, value in said.items() if value}
    return contesting.answer(book, acting, start, outcome=outcome, because=because, claims=claims)


def holder_of(book: Book, values: Mapping[str, Any]) -> CustodianId | None:
    """Who answers for the person, or the first of the people, a deed is about; None where nobody does."""
    people = [values["person"]] if "person" in values else list(values.get("people", ()))
    return book.reading(Roll).holder(people[0]) if people else None
