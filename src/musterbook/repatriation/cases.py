"""Cases: every case in the book, found by its name, its person or its country. A reading."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Self

from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Fact
from musterbook.repatriation import facts as said
from musterbook.repatriation.case import Case, End, Told
from musterbook.repatriation.faults import sound
from musterbook.terms.people import PersonId

__all__ = ["Case", "Cases", "End", "Told"]

OF_A_CASE = (
    said.NationalityAssessed, said.ContactCleared, said.Notified, said.CountryAnswered, said.ConditionSet,
    said.ConditionMet, said.IdentityConfirmed,
    said.HostHeld, said.HostFreed, said.BasisSet, said.RightsAssessed, said.Assured, said.PapersIssued,
    said.EvidenceAgreed, said.Scheduled, said.OutcomeReported, said.CaseClosed, said.CaseWithdrawn,
)  # fmt: skip


class Cases:
    """Every case. A name belongs to whoever opened it first; what is unsound, or of no case, has no effect."""

    def __init__(self) -> None:
        self._cases: dict[str, Case] = {}
        self._before: dict[str, list[Told[Fact]]] = defaultdict(list)
        self._of_person: dict[PersonId, list[str]] = defaultdict(list)
        self._of_country: dict[str, list[str]] = defaultdict(list)

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The cases after these entries."""
        cases = cls()
        for entry in entries:
            cases.add(entry)
        return cases

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry."""
        fact = entry.fact
        if isinstance(fact, said.CaseOpened):
            if sound(entry) and fact.case not in self._cases:
                self._open(fact, Told(fact, entry.happened_at, entry.digest))
        elif isinstance(fact, OF_A_CASE) and sound(entry):
            self._keep(fact.case, Told(fact, entry.happened_at, entry.digest))
        return True

    def following(self, standing: Mapping[PersonId, PersonId]) -> Cases:
        """The same cases, those of an absorbed number with the number that stands for it; for reading only.

        Args:
            standing: each absorbed number and the one that stands for it, which custody knows.
        """
        moved = [name for number in standing for name in self._of_person.get(number, ())]
        if not moved:
            return self
        cases = Cases()  # its own parts, shared or copied: nothing is added to it
        cases._cases = {**self._cases}
        cases._of_country = self._of_country
        cases._of_person = defaultdict(list, {person: [*names] for person, names in self._of_person.items()})
        for number in standing:
            cases._of_person.pop(number, None)
        for name in moved:
            now = standing[self._cases[name].person]
            cases._cases[name] = replace(self._cases[name], now_of=now)
            cases._of_person[now].append(name)
            cases._of_person[now].sort(key=lambda one: cases._cases[one].opened.at)
        return cases

    def all(self) -> tuple[Case, ...]:
        """Every case, by name."""
        return tuple(self._cases[name] for name in sorted(self._cases))

    def case(self, name: str) -> Case | None:
        """The case of that name."""
        return self._cases.get(name)

    def of_person(self, person: PersonId) -> tuple[Case, ...]:
        """Every case of a person: they are linked, and one handover ends all of them."""
        return tuple(self._cases[name] for name in self._of_person.get(person, ()))

    def of_country(self, country: str) -> tuple[Case, ...]:
        """Every case with a country."""
        return tuple(self._cases[name] for name in self._of_country.get(country, ()))

    def between(self, person: PersonId, country: str) -> Case | None:
        """The newest case of a person with a country that is neither withdrawn nor closed, or else the newest."""
        found = [one for one in self.of_person(person) if one.country == country]
        open_ones = [one for one in found if one.is_open()]
        return (open_ones or found)[-1] if found else None

    def countries(self) -> tuple[str, ...]:
        """Every country with a case, in order."""
        return tuple(sorted(self._of_country))

    def people(self) -> frozenset[PersonId]:
        """Everyone with a case."""
        return frozenset(self._of_person)

    def _open(self, fact: said.CaseOpened, opened: Told[said.CaseOpened]) -> None:
        case = Case(fact.case, opened)
        self._cases[fact.case] = case
        self._of_person[fact.person].append(fact.case)
        self._of_country[fact.country].append(fact.case)
        for one in self._before.pop(fact.case, ()):
            case.told.setdefault(type(one.fact), []).append(one)

    def _keep(self, name: str, told: Told[Fact]) -> None:
        """What comes before its case was opened waits for it: two nodes may be read in either order."""
        if name in self._cases:
            self._cases[name].told.setdefault(type(told.fact), []).append(told)
        else:
            self._before[name].append(told)
