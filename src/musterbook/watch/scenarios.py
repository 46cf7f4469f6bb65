"""Scenarios: what analysts, by name, think may happen at a site and how likely; kept apart from the model's figures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.watch.facts import ScenarioEntered
from musterbook.watch.faults import sound
from musterbook.watch.numbers import value_of
from musterbook.watch.site_today import Scenario


@dataclass(frozen=True, slots=True)
class EnteredScenario:
    """A scenario as it was last entered.

    Attributes:
        fact: what was entered.
        entry: the digest of the entry that said it last.
        authors: the officers who signed that.
        at: when that was.
        versions: how many times it was entered.
    """

    fact: ScenarioEntered
    entry: Digest
    authors: tuple[str, ...]
    at: datetime
    versions: int

    def live(self, now: datetime) -> bool:
        """Whether it is neither withdrawn nor expired, and its window has not closed."""
        return not self.fact.withdrawn and now < self.fact.expires and now <= self.fact.to


class Scenarios:
    """Every scenario by its number; a later fact of the same number replaces the earlier one."""

    def __init__(self) -> None:
        self._entered: dict[str, EnteredScenario] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The scenarios in `entries`, which stand in reading order."""
        scenarios = cls()
        for entry in entries:
            scenarios.add(entry)
        return scenarios

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry; always possible."""
        if isinstance(entry.fact, ScenarioEntered) and sound(entry):
            before = self._entered.get(entry.fact.scenario)
            self._entered[entry.fact.scenario] = EnteredScenario(
                entry.fact, entry.digest, tuple(one.officer for one in entry.signed), entry.happened_at,
                1 if before is None else before.versions + 1,
            )  # fmt: skip
        return True

    @property
    def all(self) -> tuple[EnteredScenario, ...]:
        """Every scenario, in the order of their first entering."""
        return tuple(self._entered.values())

    def live_at(self, site: str, now: datetime) -> tuple[Scenario, ...]:
        """The live scenarios of a site, by number."""
        live = [one for one in self.all if one.fact.site == site and one.live(now)]
        return tuple(_scenario(one) for one in sorted(live, key=lambda one: one.fact.scenario))


def _scenario(one: EnteredScenario) -> Scenario:
    fact = one.fact
    return Scenario(
        fact.scenario, fact.from_, fact.to, value_of(fact.probability), value_of(fact.loss_given), fact.expires,
        one.entry,
    )  # fmt: skip
