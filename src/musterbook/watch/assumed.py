"""What the room assumes now: an operation's own settings with the changes that people made in the book since.

A change that lowers what an open alert rests on, and does not say so, counts for nothing: two people sign those
(decision 0560).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.watch.alert_book import Alerts
from musterbook.watch.changing import changed, lowers
from musterbook.watch.facts import SettingChanged
from musterbook.watch.faults import sound
from musterbook.watch.numbers import value_of
from musterbook.watch.settings import DEFAULT, Assumptions


@dataclass(frozen=True, slots=True)
class Change:
    """A change as somebody wrote it; `counts` is false where it should have said `lowers_open` and did not."""

    fact: SettingChanged
    at: datetime
    officers: tuple[str, ...]
    entry: Digest
    counts: bool


class Assumed:
    """The assumptions after the changes in the book, in reading order."""

    def __init__(self, base: Assumptions = DEFAULT) -> None:
        self._settings = dict(base.settings)
        self._alerts = Alerts()
        self._now: Assumptions | None = base
        self.changes: list[Change] = []

    @classmethod
    def of(cls, entries: Iterable[Entry], base: Assumptions = DEFAULT) -> Self:
        """The assumptions after `entries`, which stand in reading order, over those of the operation's own file."""
        assumed = cls(base)
        for entry in entries:
            assumed.add(entry)
        return assumed

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry; always possible."""
        self._alerts.add(entry)
        if isinstance(entry.fact, SettingChanged) and sound(entry):
            fact = entry.fact
            counts = fact.lowers_open == "yes" or not self.lowers_open(fact.key, value_of(fact.becomes))
            officers = tuple(one.officer for one in entry.signed)
            self.changes.append(Change(fact, entry.happened_at, officers, entry.digest, counts))
            if counts:
                setting = changed(fact, on=entry.happened_at.date())
                self._settings[setting.name] = setting
                self._now = None
        return True

    @property
    def now(self) -> Assumptions:
        """The assumptions after the last entry."""
        if self._now is None:
            self._now = Assumptions.of(self._settings)
        return self._now

    def lowers_open(self, key: str, becomes: float) -> bool:
        """Whether a change to this lowers what an alert that is open now rests on, so that two people sign it."""
        name = key.replace(".", "_")
        rests_on = {why.name for alert in self._alerts.open() for why in alert.fact.reasons}
        was = self._settings[name].value if name in self._settings else becomes
        return lowers(name, was=was, becomes=becomes, rests_on=rests_on)
