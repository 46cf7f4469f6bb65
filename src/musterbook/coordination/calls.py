"""Calls: who came, the picture each call began with, and what every agency said of the minutes.

Read-back: once a call is closed, agencies have some hours to agree to the minutes or to object. Who says nothing is
silent; silence is shown as silence and is never consent. What comes later is an addition.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Self

from musterbook.coordination.facts import (
    Attendant,
    CallAttended,
    CallClosed,
    CallOpened,
    MinutesAdded,
    MinutesAgreed,
    MinutesObjected,
)
from musterbook.coordination.settings import DEFAULT, CoordinationSettings
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest

ATTENDING: Final = ("present", "deputy", "absent")
"""How an agency may have come to a call."""


@dataclass(frozen=True, slots=True)
class Said:
    """What an agency said of the minutes: agreed, objected or added; and when. `text` is sealed."""

    agency: str
    how: str
    at: datetime
    text: Digest


@dataclass(slots=True)
class Call:
    """One call.

    Attributes:
        name: such as CALL-0122.
        picture: the fact that opened it, with the picture of the book.
        opened_at: when.
        attending: agency → how it came.
        closed_at: since when its minutes are read back; None while it is open.
        minutes: digest of the minutes.
        said: what agencies said of the minutes, in the order of the book.
    """

    name: str
    picture: CallOpened
    opened_at: datetime
    attending: dict[str, Attendant]
    closed_at: datetime | None = None
    minutes: Digest | None = None
    said: list[Said] = field(default_factory=list)

    def answers(
        self, agencies: Iterable[str], now: datetime, settings: CoordinationSettings = DEFAULT
    ) -> Mapping[str, str]:
        """For each agency: agreed, objected, silent, or waiting while it still has time. Late words answer nothing."""
        told = dict.fromkeys(agencies, "waiting")
        if self.closed_at is None:
            return told
        ends = self.closed_at + settings.read_back
        if ends <= now:
            told = dict.fromkeys(told, "silent")
        for one in self.said:
            if one.agency in told and one.how != "added" and self.closed_at <= one.at <= min(ends, now):
                told[one.agency] = one.how
        return told


class Calls:
    """Every call in the book."""

    def __init__(self) -> None:
        self._named: dict[str, Call] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The calls after these entries."""
        calls = cls()
        for entry in entries:
            calls.add(entry)
        return calls

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry. A call is opened once: the first picture stays."""
        match entry.fact:
            case CallOpened() as fact:
                came = {one.agency: one for one in fact.attending}
                self._named.setdefault(fact.call, Call(fact.call, fact, entry.happened_at, came))
            case CallAttended(call=name, attendant=attendant) if name in self._named:
                self._named[name].attending[attendant.agency] = attendant
            case CallClosed(call=name, minutes=minutes) if name in self._named:
                call = self._named[name]
                if call.closed_at is None:
                    call.closed_at, call.minutes = entry.happened_at, minutes
            case MinutesAgreed(call=name, agency=agency, minutes=text):
                # Whoever agrees to other words than those read back has not agreed to these.
                self._hear(name, Said(agency, "agreed", entry.happened_at, text), only=text)
            case MinutesObjected(call=name, agency=agency, text=text):
                self._hear(name, Said(agency, "objected", entry.happened_at, text))
            case MinutesAdded(call=name, agency=agency, text=text):
                self._hear(name, Said(agency, "added", entry.happened_at, text))
        return True

    def all(self) -> tuple[Call, ...]:
        """Every call, by when it was opened."""
        return tuple(sorted(self._named.values(), key=lambda one: (one.opened_at, one.name)))

    def call(self, name: str) -> Call | None:
        """One call by its name."""
        return self._named.get(name)

    def last(self, now: datetime | None = None) -> Call | None:
        """The call opened last, by a moment; None when there was none yet."""
        return next((one for one in reversed(self.all()) if now is None or one.opened_at <= now), None)

    def _hear(self, name: str, said: Said, *, only: Digest | None = None) -> None:
        call = self._named.get(name)
        if call is not None and only in (None, call.minutes):
            call.said.append(said)
