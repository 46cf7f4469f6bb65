"""Escort sheets of a rehearsal: filled in for everybody of a serial at once, completed and confirmed by the site."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from musterbook.custody.sheets.answers import question_at, read_answer
from musterbook.custody.sheets.known import USUAL
from musterbook.custody.sheets.sheets import Sheet, Sheets
from musterbook.operation import sheets
from musterbook.operation.acting import Acting
from musterbook.operation.sheets_in_advance import standing
from musterbook.operation.sheets_kept import drafts, drop_drafts, questionnaire
from musterbook.rehearsal.stage import Stage
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Malformed
from musterbook.terms.people import PersonId

ROUNDS: Final = 5
"""An answer may ask for another one; so often at most."""
PLAIN: Final = ("no", "not-known")
"""What is answered to everything: nothing speaks against anybody, or nobody knows."""


@dataclass(slots=True)
class SheetsFilled:
    """Who fills in sheets.

    Attributes:
        stage: the shared stage.
        usual: the answers of the first sheet filled in here, which fit most others.
    """

    stage: Stage
    usual: list[tuple[str, str]] = field(default_factory=list)

    def stand(self, giver: CustodianId, people: Iterable[PersonId]) -> None:
        """Everyone has a sheet that somebody put his name to today; filled in where there is none, else read again."""
        book, stage = self.stage.book, self.stage
        hours = book.settings.custody.sheet_age_hours
        if not hours:
            return
        read = book.reading(Sheets)
        found = {person: read.get(person) for person in sorted(people)}
        new = [person for person, one in found.items() if one.newest is None]
        stale = [person for person, one in found.items() if _is_stale(one, stage.now - timedelta(hours=hours - 1))]
        if new:
            self._complete(stage.by(giver, stage.giving(giver)), new)
        if new or stale:
            sheets.confirm(book, stage.by(giver, stage.giving(giver)), [*new, *stale])

    def _complete(self, acting: Acting, people: Sequence[PersonId]) -> None:
        """Whoever an order speaks of has a sheet of his own; of all others nobody knows anything."""
        book = self.stage.book
        own = [one for one in people if standing(book, one, acting.at)]
        usual = [one for one in people if one not in set(own)]
        if usual and not self.usual:
            self._answer_what_lacks(usual[:1], acting.at)
            whole = questionnaire(book, USUAL)
            paths = (*drafts(book, usual[:1])[usual[0]].answers, *drafts(book, usual[:1])[usual[0]].elsewhere)
            self.usual = [(path, self._plain(path)) for path in paths if question_at(whole, path) is not None]
            drop_drafts(book, usual[:1])
        if usual:
            sheets.complete_at_once(book, acting, dict.fromkeys(usual, self.usual))
        if own:
            self._answer_what_lacks(own, acting.at)
            sheets.complete(book, acting, own)

    def _answer_what_lacks(self, people: Sequence[PersonId], now: datetime) -> None:
        book = self.stage.book
        begun = set(drafts(book, people))
        new = [one for one in people if one not in begun]
        if new:
            sheets.begin(book, new, now=now)
        for _ in range(ROUNDS):
            lacking = {one: sheets.missing(book, paper) for one, paper in drafts(book, people).items()}
            typed = {one: [(path, self._plain(path)) for path in paths] for one, paths in lacking.items() if paths}
            if not typed:
                return
            sheets.answer(book, typed, now=now)

    def _plain(self, path: str) -> str:
        """The answer that says least: that it is not so, else that nobody knows."""
        whole = questionnaire(self.stage.book, USUAL)
        for answer in PLAIN:
            try:
                read_answer(whole, path, answer)
            except Malformed:
                continue
            return answer
        return PLAIN[-1]


def _is_stale(sheet: Sheet, since: datetime) -> bool:
    """Whether there is a sheet, and nobody has put his name to it since."""
    newest = sheet.newest
    signed = None if newest is None else sheet.last_confirmed(newest)
    return newest is not None and (signed is None or signed.at < since)
