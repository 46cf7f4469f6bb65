"""The rows of Coordination and Agreements from an opened book, kept for a minute while the book says nothing new.

The agenda is the one `muster call agenda` prints. Of a past moment the pages show what had happened by then.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import Final

from musterbook.console.agreement_lines import (
    acts_of,
    agreement_rows,
    blocked_rows,
    class_rows,
    entry_lines,
    notice_rows,
    pair_rows,
)
from musterbook.console.agreement_rows import (
    AgreementRow,
    AgreementsView,
    AgreementView,
    BlockedRow,
    ClassRow,
)
from musterbook.console.book_standing import Standing, standing
from musterbook.console.call_acts import Acts
from musterbook.console.call_lines import (
    Moment,
    action_rows,
    agency_rows,
    agenda_parts,
    call_line,
    decision_rows,
    sealed_digests,
    wait_rows,
)
from musterbook.console.call_rows import CoordinationView
from musterbook.console.source import Stamp
from musterbook.coordination.calls import Calls
from musterbook.operation.book import Book
from musterbook.operation.briefing import agenda
from musterbook.operation.negotiating import matrix
from musterbook.operation.sealed_words import words_behind
from musterbook.operation.serials_blocked import serials_blocked
from musterbook.operation.sitrep.heads import book_at
from musterbook.words.languages import Manner, manner

KEPT: Final = 4
"""Moments of which what was found is kept."""


class BookCall(ABC):
    """The part of a source on a book that speaks of the call and of agreements.

    `open_words` says that what people wrote freely may be shown, as particulars of people are.
    """

    _book: Book

    def __init__(self, *, open_words: bool = False) -> None:
        self._open_words = open_words
        self._told: OrderedDict[tuple[Standing, str, Manner], _Told] = OrderedDict()

    @abstractmethod
    def stamp(self, as_of: datetime | None = None) -> Stamp:
        """Which book this is and where it stands."""

    def coordination(self, as_of: datetime | None = None) -> CoordinationView:
        """Who has not answered, the agenda, the roll call, decisions and actions."""
        return self._told_at(as_of).coordination

    def agreements(self, as_of: datetime | None = None) -> AgreementsView:
        """Every agreement, the serials that wait for one, and origin beside receiver."""
        return self._told_at(as_of).agreements

    def agreement(self, name: str, as_of: datetime | None = None) -> AgreementView | None:
        """One agreement; None when there is none of that name."""
        return self._told_at(as_of).agreement(name)

    def covering(self, as_of: datetime | None = None) -> Sequence[ClassRow]:
        """Origin, receiver and class of people there, with the agreements that would cover them."""
        return self._told_at(as_of).classes

    def _told_at(self, as_of: datetime | None) -> _Told:
        stamp = self.stamp(as_of)
        minute = stamp.as_of.isoformat(timespec="seconds" if stamp.past else "minutes")
        key = standing(self._book, stamp), minute, manner()
        if key not in self._told:
            book = book_at(self._book, stamp.as_of) if stamp.past else self._book
            words = words_behind(self._book, sealed_digests(book)) if self._open_words else {}
            moment = Moment(book, stamp.as_of, words, Acts(self._book))
            self._told[key] = _Told(moment, open_words=self._open_words)
            while len(self._told) > KEPT:
                self._told.popitem(last=False)
        self._told.move_to_end(key)
        return self._told[key]


class _Told:
    """What the pages show of one moment, each part made when it is first asked for."""

    def __init__(self, at: Moment, *, open_words: bool) -> None:
        self._at, self._open_words = at, open_words

    @cached_property
    def coordination(self) -> CoordinationView:
        at, found = self._at, agenda(self._at.book, self._at.now)
        call = at.book.reading(Calls).last(at.now)
        agencies, actions = agency_rows(at, call), action_rows(at)
        return CoordinationView(
            call=call_line(at, call), since=call.opened_at if call is not None else None,
            waits=tuple(wait_rows(at, call, agencies, actions)), agencies=tuple(agencies),
            agenda=agenda_parts(found), decisions=tuple(decision_rows(at)), actions=tuple(actions),
            acts=tuple(at.acts.of_call(call)), off=found.off, open_words=self._open_words,
        )  # fmt: skip

    @cached_property
    def blocked(self) -> tuple[BlockedRow, ...]:
        return blocked_rows(serials_blocked(self._at.book, at=self._at.now))

    @cached_property
    def rows(self) -> tuple[AgreementRow, ...]:
        return tuple(agreement_rows(self._at, self.blocked))

    @cached_property
    def classes(self) -> tuple[ClassRow, ...]:
        return class_rows(matrix(self._at.book, at=self._at.now))

    @cached_property
    def agreements(self) -> AgreementsView:
        at = self._at
        return AgreementsView(
            rows=self.rows, blocked=self.blocked, notices=notice_rows(at, self.rows), pairs=pair_rows(self.classes),
            acts=(at.acts.new_agreement(),), soon_days=at.book.settings.coordination.lapse_days,
        )  # fmt: skip

    def agreement(self, name: str) -> AgreementView | None:
        row = next((one for one in self.rows if one.agreement == name), None)
        if row is None:
            return None
        return AgreementView(
            row=row, blocked=tuple(one for one in self.blocked if one.agreement == name),
            classes=tuple(one for one in self.classes if name in one.agreements),
            entries=entry_lines(self._at, name), acts=tuple(acts_of(self._at, row)),
        )  # fmt: skip
