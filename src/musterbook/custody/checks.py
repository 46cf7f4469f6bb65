"""Identity checks: who was compared with his band, when, and whom an offer may not name for want of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from musterbook.custody.facts import Checked
from musterbook.custody.settings import CustodySettings
from musterbook.ledger.entry import Entry
from musterbook.terms.custodians import CustodianId
from musterbook.terms.moves import Move, Objection
from musterbook.terms.people import PersonId
from musterbook.terms.times import minutes_between


@dataclass(frozen=True, slots=True)
class Check:
    """One person compared with his band: by whom, how, and whether they belong together."""

    by: CustodianId
    at: datetime
    how: str
    matches: bool


class Checks:
    """The newest identity check of everyone."""

    def __init__(self) -> None:
        self._newest: dict[PersonId, Check] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The checks of `entries`, which stand in reading order."""
        checks = cls()
        for entry in entries:
            checks.add(entry)
        return checks

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry; always possible."""
        fact = entry.fact
        if isinstance(fact, Checked):
            for person in fact.people | fact.mismatched:
                known = self._newest.get(person)
                if known is None or known.at <= entry.happened_at:
                    matches = person not in fact.mismatched
                    self._newest[person] = Check(entry.by, entry.happened_at, fact.how, matches)
        return True

    def newest(self, person: PersonId) -> Check | None:
        """Someone's newest check; None when there is none."""
        return self._newest.get(person)

    def objections(self, move: Move, settings: CustodySettings | None = None) -> list[Objection]:
        """Gate `custody.identity-check`: no check in the hours set, or one that did not match.

        Asked at boarding and returning. With `identity_check_hours` at 0 only a mismatch objects.
        """
        hours = (settings or CustodySettings()).identity_check_hours
        if move.stage == "arriving":
            return []
        return [
            Objection("custody.identity-check", person, values)
            for person in sorted(move.people)
            if (values := self._why_not(person, move.at, hours)) is not None
        ]

    def _why_not(self, person: PersonId, at: datetime, hours: int) -> dict[str, str | int | None] | None:
        check = self._newest.get(person)
        if check is not None and not check.matches:
            return {"why": "mismatched", "checked_by": check.by}
        if not hours:
            return None
        if check is None:
            return {"why": "not-checked", "hours": hours}
        if at - check.at > timedelta(hours=hours):
            return {"why": "too-old", "hours": hours, "minutes": minutes_between(check.at, at)}
        return None
