"""Case board: the board of countries, what is due, and one case in full, from the book and the custody of everyone.

Joins repatriation with custody, eligibility and coordination.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any, Final

from musterbook.custody.roll import Roll as CustodyRoll
from musterbook.eligibility.classes import Classes
from musterbook.eligibility.fears import Fears
from musterbook.operation.agreeing import agreements_of
from musterbook.operation.authorities import country_of
from musterbook.operation.book import Book
from musterbook.operation.ends import Ends
from musterbook.operation.one_body import cases_of
from musterbook.repatriation.board import Board, Line, Roll, board, funnel
from musterbook.repatriation.case import Condition
from musterbook.repatriation.cases import Case
from musterbook.repatriation.clocks import Due, due
from musterbook.repatriation.countries import Countries
from musterbook.repatriation.figures import Claim, Figures, parts_against_whole
from musterbook.repatriation.letters import letters
from musterbook.repatriation.missing import missing
from musterbook.terms.countries import COUNTRIES
from musterbook.terms.custodians import custodian_of, far
from musterbook.terms.people import PersonId

NOT_PEOPLE: Final = (far("merged"), far("void"))
"""Numbers that stand for nobody of their own."""

KINDS: Final = {("no", "man"): "man", ("no", "woman"): "woman", ("yes", "man"): "boy", ("yes", "woman"): "girl"}


def ends_of(book: Book) -> Ends:
    """What custody says of everyone's cases."""
    return book.reading(Ends, lambda custodian: country_of(book, custodian))  # type: ignore[type-var]  # takes settings


def board_of(book: Book, *, at: datetime) -> Board:
    """The board at a moment."""
    return board(
        cases_of(book), book.reading(Countries), book.reading(Figures), _roll(book, at), at,
        settings=book.settings.repatriation,
    )  # fmt: skip


def due_of(book: Book, *, at: datetime, within: timedelta = timedelta()) -> tuple[Due, ...]:
    """What is owed in the cases, over or soon."""
    return due(_paired(book), at, within=within, settings=book.settings.repatriation)


def interviews_owed(book: Book, *, at: datetime) -> list[tuple[PersonId, datetime]]:
    """Whose asking about fear was put off, and by when it is owed."""
    return [(one.person, one.due_at) for one in book.reading(Fears).owed(at)]


def funnel_of(book: Book, *, moments: Sequence[datetime]) -> dict[str, list[int]]:
    """How many cases had come to each stage at each moment."""
    return funnel(_paired(book), moments)


def shown(book: Book, case: Case, *, at: datetime) -> dict[str, Any]:
    """One case: its stages with their days, what is missing, its letters and the cases it is linked with."""
    ends = ends_of(book).ends_of(case.person)
    others = [one for one in cases_of(book).of_person(case.person) if one.name != case.name]
    lacks = missing(case, at, ends=ends, others=others, settings=book.settings.repatriation)
    linked = [one.name for one in others]
    return {
        "case": case.name, "person": case.person, "opened_for": case.opened_for, "country": case.country,
        "track": case.track, "open": case.is_open(ends), "linked": linked,
        "stages": {name: moment.isoformat() for name, moment in case.stages(ends).items()},
        "conditions": [_condition(one, at) for one in case.conditions()],
        "missing": [asdict(one) for one in lacks],
        "letters": [{**asdict(one), "sent_at": one.sent_at.isoformat(),
                     "answered_at": one.answered_at.isoformat() if one.answered_at else None}
                    for one in letters([case])],
    }  # fmt: skip


def _condition(one: Condition, at: datetime) -> dict[str, Any]:
    asked, met = one.asked.fact, one.met if one.is_met(at) else None
    return {
        "condition": asked.condition, "set_by": asked.set_by, "kind": asked.kind_of,
        "set_at": one.asked.at.isoformat(), "how": met.fact.how if met is not None else None,
        "by": met.fact.by if met is not None else None, "met_at": met.at.isoformat() if met is not None else None,
    }  # fmt: skip


def listed(book: Book, *, country: str = "", person: PersonId | None = None) -> list[dict[str, Any]]:
    """Every case, or those of one country or person: the stage it came to last, and whether it is open."""
    ends = ends_of(book)
    found = []
    for case in cases_of(book).all():
        if country not in ("", case.country) or person not in (None, case.person, case.opened_for):
            continue
        over = ends.ends_of(case.person)
        stages = case.stages(over)
        found.append(
            {"case": case.name, "person": case.person, "opened_for": case.opened_for, "country": case.country,
             "track": case.track, "open": case.is_open(over), "stage": max(stages, key=lambda name: stages[name])}
        )  # fmt: skip
    return found


def told(seen: Board) -> dict[str, Any]:
    """The board as JSON: weights as text in decimals, days whole."""
    return {
        "at": seen.at.isoformat(), "whole": seen.whole, "weighted": _decimal(seen.weighted),
        "lines": [_line(one) for one in seen.lines], "claims_of_all": [_claim(one) for one in seen.claims_of_all],
        "parts_against_whole": parts_against_whole(
            [*seen.claims_of_all, *(claim for one in seen.lines for claim in one.claims)]
        ),
    }  # fmt: skip


def _line(line: Line) -> Mapping[str, Any]:
    plain = (
        "country", "claimed", "confirmed", "told", "accepted", "refused", "host_held", "returned", "died",
        "silent_days", "open", "oldest_days", "whole", "here",
    )  # fmt: skip
    ahead = line.projected
    return {
        **{name: getattr(line, name) for name in plain}, **line.kinds, "weighted": _decimal(line.weighted),
        "stage": line.standing.stage if line.standing is not None else None,
        "median_days": {name: None if days is None else round(days, 1) for name, days in line.median_days.items()},
        "weeks": _weeks(ahead.weeks), "weeks_best": _weeks(ahead.weeks_best), "weeks_worst": _weeks(ahead.weeks_worst),
        "claims": [_claim(one) for one in line.claims],
    }  # fmt: skip


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "source": claim.source, "as_of": claim.as_of.isoformat(), "country": claim.country, "whole": claim.whole,
        "parts": claim.parts, "off_by": claim.off_by,
    }  # fmt: skip


def _decimal(weight: Fraction) -> str:
    return f"{float(weight):.2f}"


def _weeks(weeks: Fraction | None) -> float | None:
    return None if weeks is None else round(float(weeks), 1)


def _paired(book: Book) -> list[tuple[Case, Any]]:
    ends = ends_of(book)
    return [(case, ends.ends_of(case.person)) for case in cases_of(book).all()]


def _roll(book: Book, at: datetime) -> Roll:
    where, classes = book.reading(CustodyRoll).where, book.reading(Classes)

    def kind_of(person: PersonId) -> str:
        codes = classes.codes(person)
        return KINDS.get((codes.child, codes.sex), "unknown")

    agreed = {
        party.upper()
        for one in agreements_of(book).all()
        if one.stage(at) == "in force" and "return" in one.terms.acts
        for party in one.terms.parties
    }
    people = [person for person, account in where.items() if account not in NOT_PEOPLE]
    here = frozenset(person for person, account in where.items() if custodian_of(account) is not None)
    return Roll(people, here, ends_of(book).ends_of, kind_of, agreed & COUNTRIES)
