"""Decisions: what was decided, on whose authority, who disagreed, and whether anything followed.

A decision stands from its day while it is neither superseded nor expired. A non-concur stays with it as long. A
decision that says it changes something does nothing by itself: the fact which that thing is read from must follow, and
what has not followed is listed (`effects.toml` says which facts count).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Final, Self

from musterbook.coordination.facts import Concurred, Decided
from musterbook.coordination.settings import DEFAULT, CoordinationSettings
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest

HOW: Final = ("concur", "concur-with-comment", "non-concur", "abstain")
"""What an agency may say of a decision."""

EFFECTS: Final[Mapping[str, Mapping[str, list[str]]]] = tomllib.loads(
    files("musterbook.coordination").joinpath("effects.toml").read_text("utf-8")
)
"""What a decision may affect: gate → rule → kinds of fact; agreement, site, serial → field → kinds of fact."""


@dataclass(slots=True)
class Decision:
    """One decision.

    Attributes:
        name: such as DEC-014.
        terms: the fact that wrote it.
        decided_at: when.
        entry: the entry.
        said: agency → what it says of it; its last word counts.
        followed: what it affects and is followed by a fact that does so.
    """

    name: str
    terms: Decided
    decided_at: datetime
    entry: Digest
    said: dict[str, Concurred] = field(default_factory=dict)
    followed: set[str] = field(default_factory=set)

    @property
    def dissent(self) -> tuple[str, ...]:
        """Agencies that do not concur."""
        return tuple(sorted(agency for agency, one in self.said.items() if one.how == "non-concur"))

    @property
    def without_effect(self) -> tuple[str, ...]:
        """What it says it affects and nothing has followed for."""
        return tuple(sorted(self.terms.affects - self.followed))

    def current(self, now: datetime) -> bool:
        """Whether its time has come and has not run out."""
        return self.terms.from_ <= now and (self.terms.until is None or now < self.terms.until)


class Decisions:
    """Every decision in the book."""

    def __init__(self) -> None:
        self._named: dict[str, Decision] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The decisions after these entries."""
        decisions = cls()
        for entry in entries:
            decisions.add(entry)
        return decisions

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry. A decision is written once; it is changed by superseding it."""
        match entry.fact:
            case Decided() as fact:
                self._named.setdefault(fact.decision, Decision(fact.decision, fact, entry.happened_at, entry.digest))
            case Concurred() as fact if fact.decision in self._named and _is_answer(fact):
                self._named[fact.decision].said[fact.agency] = fact
            case _ if self._named:
                self._follow(entry)
        return True

    def all(self) -> tuple[Decision, ...]:
        """Every decision, by when it was decided."""
        return tuple(sorted(self._named.values(), key=lambda one: (one.decided_at, one.name)))

    def decision(self, name: str) -> Decision | None:
        """One decision by its name."""
        return self._named.get(name)

    def superseded_by(self, name: str, now: datetime) -> str:
        """The decision that stands in the place of another at a moment; empty when none does.

        In a ring, which two copies that know nothing of each other can write, nobody supersedes anybody: all stand and
        are seen to contradict each other.
        """
        found = [
            one.name for one in self.all()
            if one.terms.supersedes == name and one.terms.from_ <= now and not self.ring(one.name, name)
        ]  # fmt: skip
        return found[-1] if found else ""

    def ring(self, name: str, supersedes: str) -> tuple[str, ...]:
        """The ring that closes if `name` supersedes `supersedes`; empty when there is none."""
        path, here = [name], supersedes
        while here and here not in path:
            path.append(here)
            known = self._named.get(here)
            here = known.terms.supersedes if known is not None else ""
        return (*path, here) if here == name else ()

    def stands(self, name: str, now: datetime) -> bool:
        """Whether a decision stands at a moment."""
        known = self._named.get(name)
        return known is not None and known.current(now) and not self.superseded_by(name, now)

    def standing(self, now: datetime) -> tuple[Decision, ...]:
        """Every decision that stands at a moment."""
        return tuple(one for one in self.all() if self.stands(one.name, now))

    def to_renew(self, now: datetime, settings: CoordinationSettings = DEFAULT) -> tuple[Decision, ...]:
        """Decisions that stand and run out soon."""
        soon = now + timedelta(days=settings.lapse_days)
        return tuple(one for one in self.standing(now) if one.terms.until is not None and one.terms.until <= soon)

    def without_effect(self, now: datetime) -> tuple[Decision, ...]:
        """Decisions that stand, say they affect something, and have not been followed by what would."""
        return tuple(one for one in self.standing(now) if one.without_effect)

    def _follow(self, entry: Entry) -> None:
        """Mark what an entry does for every decision that was made before it."""
        touched = _touched(entry)
        for one in self._named.values() if touched else ():
            if one.decided_at <= entry.happened_at:
                one.followed |= touched & one.terms.affects


def _is_answer(fact: Concurred) -> bool:
    return fact.how in HOW and (fact.how != "non-concur" or fact.reason is not None)


def _touched(entry: Entry) -> set[str]:
    """Everything a decision could say it affects that this entry is an effect on."""
    kind, fact = entry.act.kind, entry.fact
    touched = {f"gate:{rule}" for rule, kinds in EFFECTS["gate"].items() if kind in kinds}
    for what in ("agreement", "site", "serial"):
        for field_, kinds in EFFECTS[what].items():
            if kind in kinds and (named := getattr(fact, field_, "")):
                touched.add(f"{what}:{named}")
    return touched
