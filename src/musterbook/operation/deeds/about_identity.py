"""Deeds of examiners and of identifications, as a form asks for them; every reason is sealed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from musterbook.biometrics.adjudication import SENIOR, Adjudication
from musterbook.ledger.entry import Entry
from musterbook.operation import enrolling, examining
from musterbook.operation.acting import Acting
from musterbook.operation.biometrics_beside import BiometricsBeside, biometrics_beside
from musterbook.operation.book import Book
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId


def judge(book: Book, acting: Acting, pair: str, *, found: str, because: str) -> Entry:
    """Answer a pair one has opened; two alike settle it, otherwise a senior examiner is asked."""
    with _beside(book) as beside:
        return examining.judge(beside, acting, pair, found, reason=because)


def capacity_of(book: Book, values: Mapping[str, Any]) -> dict[str, str]:
    """In which capacity a pair is answered: its third answer is a senior examiner's."""
    one = book.reading(Adjudication).pair(str(values.get("pair", "")))
    return {"capacity": SENIOR if one is not None and one.wants == SENIOR else "examiner"}


def step_aside(book: Book, acting: Acting, pair: str) -> Entry:
    """Leave a pair to others, because one knows one of the two."""
    with _beside(book) as beside:
        return examining.step_aside(beside, acting, pair)


def declare_interview(book: Book, acting: Acting, person: PersonId) -> Entry:
    """Whoever has interviewed somebody judges no pair that holds him."""
    with _beside(book) as beside:
        return examining.declare_interview(beside, acting, person)


def refuse(
    book: Book, acting: Acting, person: PersonId, *, lacking: str, review_by: datetime | None = None
) -> Entry:  # fmt: skip
    """Somebody was not enrolled, and when it is looked at again: in 14 days, where no day is said."""
    with _beside(book) as beside:
        return enrolling.refuse(beside, acting, person, because=lacking, review_by=review_by)


def identify(
    book: Book, acting: Acting, pair: str, *, because: str, resting_on: Iterable[str] = ("finger",),
    person: PersonId | None = None,
) -> Entry:  # fmt: skip
    """Write whom a pair shows that was judged the same; it stands when another person agrees."""
    with _beside(book) as beside:
        return examining.identify_as(
            beside, acting, pair, reason=because, basis=tuple(resting_on) or ("finger",), person=person
        )


def agree(book: Book, acting: Acting, identification: str, *, because: str) -> Entry:
    """The identity officer agrees; from now on it stands."""
    with _beside(book) as beside:
        return examining.agree(beside, acting, identification, because=because)


def withdraw(book: Book, acting: Acting, identification: str, *, because: str) -> Entry:
    """An identification stands no more."""
    with _beside(book) as beside:
        return examining.withdraw(beside, acting, identification, because=because)


def tell(book: Book, acting: Acting, identification: str, *, told: str) -> Entry:
    """The person was told what was found of him."""
    with _beside(book) as beside:
        return examining.tell(beside, acting, identification, how=told)


def contest(book: Book, acting: Acting, identification: str, *, because: str) -> Entry:
    """The person, or somebody for him, says that it is wrong."""
    with _beside(book) as beside:
        return examining.contest(beside, acting, identification, because=because)


def answer_contest(book: Book, acting: Acting, contested: str, *, outcome: str, because: str) -> Entry:
    """Two people who had no part in it answer a contest of an identification."""
    with _beside(book) as beside:
        return examining.answer_contest(beside, acting, contested, outcome, because=because)


@contextmanager
def _beside(book: Book) -> Iterator[BiometricsBeside]:
    if book.folder is None:
        raise Refused(Objection("sealed.no-key"))
    with biometrics_beside(book, book.folder) as beside:
        yield beside
