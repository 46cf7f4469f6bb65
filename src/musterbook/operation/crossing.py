"""Crossing: what stands against handing people to another authority, or to their country.

Joins eligibility and repatriation with the authorities. The same function answers at planning, boarding, arriving and
returning; what is asked when is in `eligibility/gates.toml`, and a gate that is turned off is a fact of the book.
"""

from __future__ import annotations

from functools import partial

from musterbook.eligibility.asked import GatesAsked
from musterbook.eligibility.classes import Classes
from musterbook.eligibility.escorting import RULE as FEMALE_ESCORT
from musterbook.eligibility.escorting import Escorts
from musterbook.eligibility.fears import RULE as FEAR_HEARD
from musterbook.eligibility.fears import Fears
from musterbook.eligibility.gates import gate
from musterbook.eligibility.refoulement import RULE as REFOULEMENT
from musterbook.eligibility.refoulement import Refoulement
from musterbook.operation.authorities import changes_of_authority, country_of
from musterbook.operation.book import Book
from musterbook.operation.one_body import asks_for_protection, bodies_of, cases_of
from musterbook.repatriation.case import Case
from musterbook.repatriation.gates import Known
from musterbook.repatriation.gates import objections as return_objections
from musterbook.terms.moves import Move, Objection
from musterbook.terms.people import PersonId


def crossing_objections(book: Book, move: Move) -> list[Objection]:
    """`eligibility.refoulement`, `eligibility.fear-heard`, and the five rules of a return, where each is asked."""
    return [*_of_authority(book, move), *_of_return(book, move)]


def escort_objections(book: Book, move: Move) -> list[Objection]:
    """`eligibility.female-escort`, which is asked when people board: before, nobody knows who escorts them."""
    if not _asked(book, FEMALE_ESCORT, move):
        return []
    return book.reading(Escorts).objections(move, book.reading(Classes))


def is_return(move: Move) -> bool:
    """Whether a move returns people to a country, at whichever stage it is offered first."""
    return move.stage == "returning" or (move.kind == "repatriation" and move.stage == "boarding")


def _of_authority(book: Book, move: Move) -> list[Objection]:
    rules = [rule for rule in (REFOULEMENT, FEAR_HEARD) if _asked(book, rule, move)]
    if not rules:
        return []
    case_of, bodies = _CaseOf(book, move), bodies_of(book)
    found: list[Objection] = []
    for part, to in changes_of_authority(book, move):
        if REFOULEMENT in rules:
            ask = partial(
                book.reading(Refoulement).objections, to=to,
                assessed_elsewhere=lambda person: _is_safe(book, case_of(person), move),
            )  # fmt: skip
            found += bodies.lacking(part, ask)
        if FEAR_HEARD in rules:
            found += bodies.lacking(part, book.reading(Fears).objections)
    return found


def _of_return(book: Book, move: Move) -> list[Objection]:
    if not is_return(move):
        return []
    known = Known(
        _CaseOf(book, move), lambda person: asks_for_protection(book, person, move.at),
        country_of(book, move.destination or move.receiver), cases_of(book).of_person,
    )  # fmt: skip
    found = return_objections(move, known, book.settings.repatriation)
    return [one for one in found if _asked(book, one.rule, move)]


class _CaseOf:
    """The case of each person with the country a move goes to."""

    def __init__(self, book: Book, move: Move) -> None:
        self._cases = cases_of(book)
        self._country = country_of(book, move.destination or move.receiver)

    def __call__(self, person: PersonId) -> Case | None:
        return self._cases.between(person, self._country) if self._country else None


def _is_safe(book: Book, case: Case | None, move: Move) -> bool:
    """Whether the case with the country he is returned to says that he may go, as that is the same question."""
    returned = move.stage == "returning" or move.kind == "repatriation"
    return returned and case is not None and case.is_open() and case.is_safe(move.at, book.settings.repatriation)


def _asked(book: Book, rule: str, move: Move) -> bool:
    """Whether a rule is asked: at its own stages, and what is asked of a return when people board for one."""
    stages = gate(rule).stages
    at_its_stage = move.stage in stages or (is_return(move) and "returning" in stages)
    return at_its_stage and book.reading(GatesAsked).asks(rule)
