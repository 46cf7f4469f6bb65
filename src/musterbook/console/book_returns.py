"""The rows of returns from an opened book: the figures are those `operation.case_board` makes, as of any moment."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import OrderedDict
from datetime import datetime
from typing import Final

from musterbook.console.book_standing import Standing, standing
from musterbook.console.readings import Readings
from musterbook.console.return_acts import acts_of_case, acts_of_country, acts_of_returns, lack_act
from musterbook.console.return_lines import (
    UNKNOWN,
    age_rows,
    case_row,
    claim_rows,
    country_row,
    funnel_rows,
    letter_rows,
    owed_rows,
    stage_lines,
    written_lines,
)
from musterbook.console.return_rows import CaseView, CountryView, LackLine, ReturnsView
from musterbook.console.source import Stamp
from musterbook.custody.roll import Roll
from musterbook.operation.book import Book
from musterbook.operation.case_board import board_of, ends_of
from musterbook.operation.one_body import cases_of
from musterbook.operation.sitrep.heads import book_at
from musterbook.repatriation.board import Board
from musterbook.repatriation.countries import Countries
from musterbook.repatriation.figures import Figures, parts_against_whole
from musterbook.repatriation.missing import missing
from musterbook.terms.custodians import custodian_of
from musterbook.words.languages import Manner, manner

KEPT_BOARDS: Final = 3


class BookReturns(ABC):
    """The part of a source on a book that speaks of cases and countries."""

    def __init__(self) -> None:
        self._boards: OrderedDict[tuple[Standing, str, Manner], tuple[Book, Board, ReturnsView]] = OrderedDict()

    @abstractmethod
    def stamp(self, as_of: datetime | None = None) -> Stamp:
        """Which book this is and where it stands."""

    @abstractmethod
    def _readings(self, stamp: Stamp) -> Readings:
        """The readings of a moment."""

    def returns(self, as_of: datetime | None = None) -> ReturnsView:
        """Every country, what is owed, and what others say."""
        return self._board(as_of)[2]

    def country(self, code: str, as_of: datetime | None = None) -> CountryView | None:
        """One country; None if the book says nothing of it."""
        book, board, whole = self._board(as_of)
        line, now = board.line(code), board.at
        if line is None:
            return None
        cases = cases_of(book).of_country(code)
        rows = sorted(
            (case_row(book, one, now) for one in cases),
            key=lambda one: (not one.is_open, -(one.silent_days or -1), one.opened_at, one.case),
        )
        return CountryView(
            row=next(one for one in whole.rows if one.country == code),
            last_word=None if line.standing is None else line.standing.last_word,
            described=_described(book, code),
            median_days=line.median_days,
            cases=tuple(rows),
            letters=letter_rows(cases, now),
            owed=tuple(one for one in whole.owed if one.country == code),
            claims=tuple(claim_rows(board, book.reading(Figures), code)) if code != UNKNOWN else (),
            acts=acts_of_country(book, code),
        )

    def case(self, name: str, as_of: datetime | None = None) -> CaseView | None:
        """One case by its name; None if there is none."""
        book, board, whole = self._board(as_of)
        cases, now = cases_of(book), board.at
        one = cases.case(name)
        if one is None:
            return None
        ends = ends_of(book).ends_of(one.person)
        account = book.reading(Roll).where.get(one.person)
        holder = custodian_of(account) if account is not None else None
        others = [other for other in cases.of_person(one.person) if other.name != name]
        lacks = missing(one, now, ends=ends, others=others, settings=book.settings.repatriation)
        return CaseView(
            row=case_row(book, one, now),
            stages=stage_lines(one, ends),
            lacks=tuple(
                LackLine(lack.stage, lack.why, lack.by, lack.lead_days, lack_act(book, one, lack)) for lack in lacks
            ),
            owed=tuple(row for row in whole.owed if row.case == name),
            letters=letter_rows([one], now),
            linked=tuple(case_row(book, other, now) for other in others),
            written=written_lines(one),
            acts=acts_of_case(book, one, holder=str(holder or ""), ready=not lacks and one.is_open(ends), ends=ends),
        )

    def _board(self, as_of: datetime | None) -> tuple[Book, Board, ReturnsView]:
        """The book of a moment with its board, kept while the book stands and for the minute."""
        stamp = self.stamp(as_of)
        book = self._readings(stamp).book
        moment = stamp.as_of.isoformat(timespec="seconds" if stamp.past else "minutes")
        key = standing(book, stamp), moment, manner()
        if key not in self._boards:
            if stamp.past:
                book = book_at(book, stamp.as_of)
            self._boards[key] = _made(book, stamp.as_of)
            while len(self._boards) > KEPT_BOARDS:
                self._boards.popitem(last=False)
        return self._boards[key]


def _made(book: Book, now: datetime) -> tuple[Book, Board, ReturnsView]:
    board, cases, figures = board_of(book, at=now), cases_of(book).all(), book.reading(Figures)
    owed, ends = owed_rows(book, now), ends_of(book)
    claims = [*board.claims_of_all, *(claim for line in board.lines for claim in line.claims)]
    rows = [country_row(line, owed) for line in board.lines]
    view = ReturnsView(
        rows=tuple(sorted(rows, key=lambda one: (-(one.silent_days or -1), -one.overdue, -one.open, one.country))),
        ages=age_rows(((one, ends.ends_of(one.person)) for one in cases), now),
        owed=owed,
        claims=tuple(claim_rows(board, figures)),
        funnel=funnel_rows(book, cases, now),
        whole=board.whole,
        weighted=f"{float(board.weighted):.2f}",
        parts=parts_against_whole(claims),
        acts=acts_of_returns(book),
    )
    return book, board, view


def _described(book: Book, code: str) -> dict[str, str]:
    """How a country is spoken with and what it takes, as codes; empty where nobody wrote it."""
    fact = book.reading(Countries).described(code)
    if fact is None:
        return {}
    found = {
        "channel": fact.channel,
        "focal": "known" if fact.focal is not None else "",
        "policy": " ".join(sorted(fact.policy)),
        "documents": " ".join(sorted(fact.documents)),
        "quota": "" if fact.quota is None else str(fact.quota),
        "list-shared": fact.list_shared.date().isoformat() if fact.list_shared else "",
        "closed": fact.closed.date().isoformat() if fact.closed else "",
    }
    return {name: value for name, value in found.items() if value}
