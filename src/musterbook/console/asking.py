"""Questions about a plan that take a second or more: prepared from the book, then answered on plan and problem."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from musterbook.console.lift_rows import SiteTold, WhyPerson
from musterbook.lift.explain.account import explain_site
from musterbook.lift.explain.telling import tell_left, tell_site
from musterbook.lift.plan import Plan
from musterbook.lift.problem import Problem
from musterbook.operation.book import Book
from musterbook.operation.explaining import NotAboard, asking_aboard
from musterbook.terms.people import PersonId
from musterbook.words.aboard import levels_of, ways_of
from musterbook.words.plans import paragraph


def person_asked(book: Book, number: str, serial: str) -> Callable[[], WhyPerson]:
    """Why someone is not on a serial."""
    return partial(_person, asking_aboard(book, PersonId(number), serial))


def site_told(problem: Problem, plan: Plan, site: str) -> SiteTold:
    """A site in words."""
    account, left = explain_site(problem, plan, site)
    return SiteTold(
        site, paragraph(tell_site(account), problem.epoch),
        tuple(paragraph(tell_left(one), problem.epoch) for one in left),
    )  # fmt: skip


def _person(asking: Callable[[], NotAboard]) -> WhyPerson:
    found = asking()
    return WhyPerson(
        str(found.person), found.serial, tuple(levels_of(found)), tuple(ways_of(found, {})),
        found.ways, found.asked_of,
    )  # fmt: skip
