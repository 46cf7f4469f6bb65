"""Warnings: what is to be known of a person wherever he is, from a closed list, each with the days it holds."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Self

from musterbook.custody.sheets.facts import WarningLifted, WarningRaised
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Malformed
from musterbook.terms.people import PersonId


@dataclass(frozen=True, slots=True)
class Kind:
    """One line of `warnings.toml`: its code, its flag, and what it tells by language, as far as it was reviewed."""

    code: str
    flag: str
    tell: Mapping[str, str]

    def sentence(self, language: str) -> str:
        """What it tells, in English where nobody has passed that language."""
        return self.tell.get(language) or self.tell["en"]


@dataclass(frozen=True, slots=True)
class Warned:
    """A warning about one person: what, from when until when, more in sealed words, and by whom."""

    about: str
    since: datetime
    until: datetime | None
    words: Digest | None
    by: CustodianId
    raised_at: datetime

    def holds(self, now: datetime) -> bool:
        """Whether it holds at an hour."""
        return self.since <= now and (self.until is None or now < self.until)


@cache
def kinds_of_warning() -> Mapping[str, Kind]:
    """Every kind of warning by its code, in the order of the file."""
    said = tomllib.loads(files("musterbook.custody.sheets").joinpath("warnings.toml").read_text("utf-8"))
    return {
        one["code"]: Kind(one["code"], one["flag"], one["tell"] if one.get("reviewed") else {"en": one["tell"]["en"]})
        for one in said["warning"]
    }


def check_warning(code: str) -> str:
    """`code`, if it is on the list; Malformed otherwise."""
    if code not in kinds_of_warning():
        known = ", ".join(kinds_of_warning())
        raise Malformed.because("reason.unknown", list="warning", word=code, known=known)
    return code


class Warnings:
    """The warnings about everyone. A reading."""

    def __init__(self) -> None:
        self._raised: dict[PersonId, dict[str, Warned]] = {}
        self._lifted: dict[tuple[PersonId, str], datetime] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The warnings after these entries."""
        warnings = cls()
        for entry in entries:
            warnings.add(entry)
        return warnings

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry; raised and lifted in one second, it stands."""
        match entry.fact:
            case WarningRaised() as fact:
                warned = Warned(fact.about, fact.from_, fact.until, fact.words, entry.by, entry.happened_at)
                known = self._raised.setdefault(fact.person, {})
                before = known.get(fact.about)
                if before is None or before.raised_at <= entry.happened_at:
                    known[fact.about] = warned
            case WarningLifted(person=person, about=about):
                last = self._lifted.get((person, about))
                self._lifted[person, about] = max(last, entry.happened_at) if last else entry.happened_at
        return True

    def on(self, person: PersonId, now: datetime) -> tuple[Warned, ...]:
        """The warnings that hold about a person at an hour, by code."""
        return tuple(
            warned
            for about, warned in sorted(self._raised.get(person, {}).items())
            if warned.holds(now) and not self._is_lifted(person, about, warned)
        )

    def not_lifted(self, person: PersonId) -> tuple[str, ...]:
        """Codes of the warnings about a person that nobody lifted, whatever their hours."""
        raised = self._raised.get(person, {})
        return tuple(about for about, warned in sorted(raised.items()) if not self._is_lifted(person, about, warned))

    def _is_lifted(self, person: PersonId, about: str, warned: Warned) -> bool:
        lifted = self._lifted.get((person, about))
        return lifted is not None and lifted > warned.raised_at
