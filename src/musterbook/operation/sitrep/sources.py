"""Sources: the readings a report is made from, each folded once, and the questions that can be asked of them.

A question is text, `headcount.answered-for?custodian=hasakah`: a report carries it beside every figure, and whoever
checks the report asks it again. Each section's file says which questions it answers (`asked`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cached_property
from typing import Final, TypeVar
from urllib.parse import parse_qsl, quote

from musterbook.custody.discrepancies import Discrepancies
from musterbook.custody.figures import Claim, Figures
from musterbook.custody.findings import Found
from musterbook.custody.handovers import Handovers
from musterbook.custody.roll import Roll
from musterbook.eligibility.classes import Classes
from musterbook.eligibility.holds import Holds
from musterbook.eligibility.overrides import Overrides
from musterbook.ledger.facts import Digest
from musterbook.lift.manifests import Manifests
from musterbook.operation.account import arrivals, claims_of
from musterbook.operation.agreeing import discrepancies_of
from musterbook.operation.book import Book
from musterbook.operation.gates import Stopped
from musterbook.operation.sitrep.figures import Figure, Value
from musterbook.terms.errors import Malformed
from musterbook.terms.people import PersonId
from musterbook.terms.times import written
from musterbook.watch.alert_book import Alerts
from musterbook.watch.issued import Outlooks

Args = Mapping[str, str]
Question = Callable[["Sources", Args], Value]
Q = TypeVar("Q", bound=Question)
QUESTIONS: Final[dict[str, Question]] = {}
"""Every question that can be asked, by its name; filled as the files of the sections are loaded."""


def asked(name: str) -> Callable[[Q], Q]:
    """Say that a function answers the question of this name."""

    def note(function: Q) -> Q:
        QUESTIONS[name] = function
        return function

    return note


class Sources:
    """Everything a report may be made from, at one moment.

    Attributes:
        book: at the heads and as of the moment, as `heads.book_at` gives it.
        now: the moment.
        since: the moment changes are counted from.
        head: the head of the book.
    """

    def __init__(self, book: Book, now: datetime, since: datetime) -> None:
        self.book, self.now, self.since = book, now, since
        self.head: Digest = book.head()

    def ask(self, query: str) -> Value:
        """The answer to a question; Malformed when nobody answers such a one."""
        name, _, rest = query.partition("?")
        if name not in QUESTIONS:
            raise Malformed.because("report.no-such-question", query=query[:80])
        return QUESTIONS[name](self, dict(parse_qsl(rest)))

    def figure(self, name: str, *, at: datetime | None = None, **args: str) -> Figure:
        """The figure of a question; `at` where it is true of another moment than the report."""
        query = "&".join(f"{one}={quote(value)}" for one, value in args.items())
        key = "/".join([name, *args.values()])
        whole = f"{name}?{query}" if query else name
        return Figure(key, QUESTIONS[name](self, args), at or self.now, whole, self.head)

    def change(self, name: str, **args: str) -> Figure:
        """The figure of a question about what has changed since `since`, which the question says."""
        figure = self.figure(name, at=self.now, **args)
        told = f"{figure.query}{'&' if args else '?'}since={quote(written(self.since))}"
        return Figure(figure.key, figure.value, figure.as_of, told, figure.heads)

    @cached_property
    def roll(self) -> Roll:
        """Who is where."""
        return self.book.reading(Roll)

    @cached_property
    def discrepancies(self) -> Discrepancies:
        """What the book contradicts itself about, the same on every copy that has the heads."""
        return discrepancies_of(self.book, self.now, of_copy=False)

    @property
    def open(self) -> tuple[Found, ...]:
        """What nobody has explained."""
        return self.discrepancies.open

    @cached_property
    def roll_before(self) -> Roll:
        """Who was where at `since`."""
        return Roll.of(self.book.as_of(self.since))

    @cached_property
    def handovers(self) -> Handovers:
        """Every handover."""
        return self.book.reading(Handovers)

    @cached_property
    def manifests(self) -> Manifests:
        """Every serial."""
        return self.book.reading(Manifests)

    @cached_property
    def holds(self) -> Holds:
        """Every hold."""
        return self.book.reading(Holds)

    @cached_property
    def classes(self) -> Classes:
        """What is known of people."""
        return self.book.reading(Classes)

    @cached_property
    def overrides(self) -> Overrides:
        """Every override."""
        return self.book.reading(Overrides, self.book.settings.eligibility)

    @cached_property
    def figures(self) -> Figures:
        """What custodians stated and others claimed."""
        return self.book.reading(Figures)

    @cached_property
    def outlooks(self) -> Outlooks:
        """What the watch froze."""
        return self.book.reading(Outlooks)

    @cached_property
    def alerts(self) -> Alerts:
        """Every alert."""
        return self.book.reading(Alerts)

    @cached_property
    def stopped(self) -> Mapping[str, tuple[int, int]]:
        """Rule → people ever stopped by it, people stopped by it now."""
        return Stopped(self.book, self.now).counts()

    @cached_property
    def arrived(self) -> Mapping[PersonId, datetime]:
        """Everyone who came to where the operation takes people, with the first time he did."""
        return arrivals(self.roll, *self.book.settings.ends)

    @cached_property
    def claims(self) -> tuple[tuple[Claim, int | None], ...]:
        """Every claim about a moment that has come, with the book's own number for it."""
        return tuple(one for one in claims_of(self.book, self.roll) if one[0].as_of <= self.now)
