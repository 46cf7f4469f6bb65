"""The page of reports from an opened book: the situation report of a moment in words, and who may issue it.

Every figure is one that `operation.sitrep` makes; a report of a past moment is folded from what had happened by then.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Final

from musterbook.console.book_standing import standing
from musterbook.console.commands import clear_statement_command, figure_command, issue_command, shown
from musterbook.console.report_lines import (
    changes_of,
    figures_of,
    issued_of,
    number_of,
    shouts_of,
    statements_of,
)
from musterbook.console.report_rows import NumberView, ReportsView, ToSign
from musterbook.console.report_source import ReportAsked
from musterbook.console.signers import seconding, signing
from musterbook.console.source import Stamp
from musterbook.coordination.facts import ReportIssued, StatementCleared
from musterbook.custody.facts import FigureAgreed, FigureStated
from musterbook.operation.book import Book
from musterbook.operation.sitrep.figures import Report
from musterbook.operation.sitrep.heads import book_at
from musterbook.operation.sitrep.report import Options, moment_of, report_of
from musterbook.operation.sitrep.sources import Sources
from musterbook.operation.sitrep.statement import draft
from musterbook.papers.of_deeds import statement_of
from musterbook.papers.sitrep_json import PAPER, digest_of_report, report_bytes, report_told
from musterbook.papers.sitrep_page import Page, page_of
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Refused
from musterbook.words.languages import manner, spoken
from musterbook.words.printed import language_for
from musterbook.words.say import sentence

KEPT_REPORTS: Final = 4
FILE: Final = "sitrep.json"


class BookReports(ABC):
    """The part of a source on a book that speaks of reports."""

    _book: Book

    def __init__(self) -> None:
        self._reports: OrderedDict[tuple[object, ...], ReportsView] = OrderedDict()

    @abstractmethod
    def stamp(self, as_of: datetime | None = None) -> Stamp:
        """Which book this is and where it stands."""

    def reports(self, asked: ReportAsked, as_of: datetime | None = None) -> ReportsView:
        """The report, and the figures beside it. Malformed or Refused for a choice that cannot be."""
        stamp = self.stamp(as_of)
        # Of now it is made again once a minute, or when the book says something new; the warm book serves it, because
        # the very moment is asked of it: a moment before the newest entry would be folded afresh.
        at = stamp.as_of
        moment = at.isoformat(timespec="seconds" if stamp.past else "minutes")
        key = standing(self._book, stamp), moment, asked, manner()
        if key not in self._reports:
            self._reports[key] = self._reported(asked, _whole_second(at))
            while len(self._reports) > KEPT_REPORTS:
                self._reports.popitem(last=False)
        return self._reports[key]

    def _reported(self, asked: ReportAsked, at: datetime) -> ReportsView:
        book = self._book
        options = Options(moment_of(book, asked.since) if asked.since else None, asked.to)
        then = book_at(book, at)
        report = report_of(then, at, options)
        said = _in_words(report)
        sources = Sources(then, at, report.since)
        changes, between = None, 0
        if asked.compare is not None:
            older = _in_words(report_of(book, asked.compare, Options(options.since, asked.to)))
            changes = tuple(changes_of(older, said))
            early, late = sorted((asked.compare, at))
            between = sum(early < one.happened_at <= late for one in book.entries())
        number = number_of(sources)
        return ReportsView(
            number=number, figures=figures_of(sources), shouts=tuple(shouts_of(said)), page=said,
            told=report_told(report, language_for(PAPER, spoken())), changes=changes, entries_between=between,
            statements=tuple(statements_of(then.entries())), issued=tuple(issued_of(then.entries())),
            issue=self._issue(asked), clear=self._clear(then), settle=self._settle(number),
        )  # fmt: skip

    def _settle(self, number: NumberView) -> ToSign | None:
        """Who states the number, or agrees what was stated: an officer of those who have not."""
        if number.why == "agreed":
            return None
        if number.why == "nothing-stated":
            who = signing(self._book, FigureStated)
        else:
            who = signing(self._book, FigureAgreed, custodians=map(CustodianId, number.asked))
        return ToSign(shown(figure_command(who.officer, number.entry), (who,)), who)

    def _issue(self, asked: ReportAsked) -> ToSign:
        who = signing(self._book, ReportIssued)
        return ToSign(shown(issue_command(who.officer, since=asked.since, to=asked.to), (who,)), who)

    def _clear(self, book: Book) -> ToSign:
        """What may be said in public of the number, or why nothing may."""
        first = signing(self._book, StatementCleared)
        second = seconding(self._book, StatementCleared, first.officer)
        try:
            text = statement_of(book, draft(book))
        except Refused as refused:
            return ToSign("", first, second, tuple(map(sentence, refused.objections)))
        command = shown(clear_statement_command(first.officer, second.officer), (first, second))
        return ToSign(command, first, second, text=text)


def _whole_second(at: datetime) -> datetime:
    """The first whole second from a moment on: a report has no parts of one, and what has happened stands in it."""
    return at if not at.microsecond else at.replace(microsecond=0) + timedelta(seconds=1)


def _in_words(report: Report) -> Page:
    language = language_for(PAPER, spoken())
    digest = digest_of_report(report_bytes(report, language))
    return page_of(report, language, file=FILE, digest=digest, eastern=manner().eastern)
