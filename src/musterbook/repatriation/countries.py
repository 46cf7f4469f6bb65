"""Countries: at which of eleven stages each is, read from what was written of it and of its cases."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Self

from musterbook.ledger.entry import Entry
from musterbook.repatriation import facts as said
from musterbook.repatriation.case import Case, End, Told
from musterbook.repatriation.faults import sound
from musterbook.repatriation.settings import DEFAULT, RepatriationSettings
from musterbook.repatriation.stages import COUNTRY_STAGES

STEADY_WEEKS: Final = 8
"""A country is steady when somebody went in at least half of so many past weeks (judged)."""

Ends = tuple[End, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a country stands: its stage, and the last moment anything came from it or went to it."""

    stage: str
    last_word: datetime | None


class Countries:
    """What was written of each country. A reading."""

    def __init__(self) -> None:
        self._described: dict[str, Told[said.CountryDescribed]] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The countries after these entries."""
        countries = cls()
        for entry in entries:
            countries.add(entry)
        return countries

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry; of one country the newest description counts."""
        fact = entry.fact
        if isinstance(fact, said.CountryDescribed) and sound(entry):
            before = self._described.get(fact.country)
            if before is None or before.at <= entry.happened_at:
                self._described[fact.country] = Told(fact, entry.happened_at, entry.digest)
        return True

    def described(self, country: str) -> said.CountryDescribed | None:
        """The newest description of a country."""
        found = self._described.get(country)
        return None if found is None else found.fact

    def all(self) -> tuple[str, ...]:
        """Every country somebody described."""
        return tuple(sorted(self._described))

    def standing(
        self, country: str, cases: Iterable[tuple[Case, Ends]], now: datetime, *, agreed: bool = False,
        settings: RepatriationSettings = DEFAULT,
    ) -> Standing:  # fmt: skip
        """Where a country stands.

        Args:
            country: its code.
            cases: its cases, each with what custody says of the person.
            now: the moment.
            agreed: whether an agreement about returns with it is in force.
            settings: after how many days of silence it has stalled.
        """
        known, of_it = self.described(country), list(cases)
        last = self._last_word(country, of_it, now)
        if known is not None and known.closed is not None and known.closed <= now:
            return Standing("closed", last)
        reached = self._reached(known, of_it, now, agreed=agreed)
        waits = any(case.is_open(ends) for case, ends in of_it)
        if reached != COUNTRY_STAGES[0] and waits and last is not None and now - last > settings.stalled_after:
            return Standing("stalled", last)
        return Standing(reached, last)

    def _reached(
        self, known: said.CountryDescribed | None, cases: list[tuple[Case, Ends]], now: datetime, *, agreed: bool
    ) -> str:
        """The furthest stage there is a fact for, silence apart."""
        returned = [
            end.at for case, ends in cases for end in ends if end.kind == "received" and end.country == case.country
        ]
        weeks = {(now - at) // timedelta(weeks=1) for at in returned}
        steady = len([week for week in weeks if 0 <= week < STEADY_WEEKS]) * 2 >= STEADY_WEEKS
        has = {kind for case, _ in cases for kind in case.told}
        letters = {one.fact.letter_kind for case, _ in cases for one in case.all(said.Notified)}
        found = {
            "steady": steady,
            "moving": bool(returned),
            "scheduling": said.Scheduled in has,
            "agreement": agreed,
            "verifying": said.CountryAnswered in has or said.IdentityConfirmed in has,
            "list-shared": "identifiers" in letters or (known is not None and known.list_shared is not None),
            "focal-point": known is not None and known.focal is not None,
            "contacted": bool(letters) or (known is not None and bool(known.channel)),
        }
        return next((stage for stage, reached in found.items() if reached), COUNTRY_STAGES[0])

    def _last_word(self, country: str, cases: list[tuple[Case, Ends]], now: datetime) -> datetime | None:
        """When anything last happened with a country: a letter, an answer, a description, a handover."""
        described = self._described.get(country)
        moments = [] if described is None else [described.at]
        for case, ends in cases:
            moments += [one.at for kind in (said.Notified, said.CountryAnswered) for one in case.all(kind)]
            moments += [end.at for end in ends if end.country == country]
        return max((at for at in moments if at <= now), default=None)
