"""One case: everything the book says of one person and one country, and what follows from it at a moment.

Nothing here is stored: a stage is the set of facts present. What the book does not say is missing, never granted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, Generic, TypeVar

from musterbook.ledger.facts import Digest, Fact
from musterbook.repatriation import facts as said
from musterbook.repatriation.settings import DEFAULT, RepatriationSettings
from musterbook.repatriation.stages import STAGES
from musterbook.terms.people import PersonId

F = TypeVar("F", bound=Fact)

BEARABLE: Final = ("no-risk", "needs-assurance")
"""What an assessment must find for somebody to go at all."""


@dataclass(frozen=True, slots=True)
class Told(Generic[F]):
    """A fact of a case: what, when in the world, and by which entry."""

    fact: F
    at: datetime
    entry: Digest


@dataclass(frozen=True, slots=True)
class End:
    """What custody says of someone that ends or suspends his cases, passed in by the operation.

    Attributes:
        kind: handed-over, received, died or escaped.
        at: when.
        country: to whom, for the first two; empty when the book does not say.
    """

    kind: str
    at: datetime
    country: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """Something asked for before a return, and what it was met by; None while it is not."""

    asked: Told[said.ConditionSet]
    met: Told[said.ConditionMet] | None

    def is_met(self, now: datetime) -> bool:
        """Whether it was met by now."""
        return self.met is not None and self.met.at <= now


@dataclass(slots=True)
class Case:
    """One person and one country.

    Attributes:
        name: such as `C-FRA-0007`.
        opened: the fact that opened it.
        told: everything else written about it, by kind, in the order of reading.
        now_of: the number that stands for the one it was opened for, where that was merged; None where it was not.
    """

    name: str
    opened: Told[said.CaseOpened]
    told: dict[type[Fact], list[Told[Fact]]] = field(default_factory=dict)
    now_of: PersonId | None = None

    @property
    def person(self) -> PersonId:
        """Whom it is about: the number that stands for him now."""
        return self.now_of or self.opened.fact.person

    @property
    def opened_for(self) -> PersonId:
        """The number it was opened for."""
        return self.opened.fact.person

    @property
    def country(self) -> str:
        """The country it is with."""
        return self.opened.fact.country

    @property
    def track(self) -> str:
        """Return, extradition, voluntary, stateless or disputed."""
        return self.opened.fact.track

    def all(self, kind: type[F]) -> list[Told[F]]:
        """Every fact of a kind, in the order of reading."""
        return self.told.get(kind, [])  # type: ignore[return-value]  # each list holds facts of its key alone

    def newest(self, kind: type[F]) -> Told[F] | None:
        """The fact of a kind that happened last; of two at one moment the one that is read later."""
        return max(reversed(self.all(kind)), key=lambda one: one.at, default=None)

    def everything(self) -> Iterator[Told[Fact]]:
        """Every fact of the case, the opening first."""
        yield self.opened  # type: ignore[misc]  # an opening is a fact
        for listed in self.told.values():
            yield from listed

    def stages(self, ends: tuple[End, ...] = ()) -> dict[str, datetime]:
        """Every stage the case has come to and when it first did, in the usual order of the table.

        Args:
            ends: what custody says of the person; a handover to another country brings this case nowhere.
        """
        found: dict[str, datetime] = {}
        for one in self.everything():
            for name in _BROUGHT_BY.get(one.fact.kind, ()):
                if STAGES[name].brought_by(one.fact) and one.at < found.get(name, _NEVER):
                    found[name] = one.at
        granted = self._granted_at()
        if granted is not None:
            found["accepted"] = min(granted, found.get("accepted", granted))
        if not self.unanswered:
            found.pop("reply-pending", None)
        elif "reply-pending" in found:
            found["reply-pending"] = self.unanswered[0].at
        for end in ends:
            if end.kind in ("died", "escaped") or end.country in ("", self.country):
                found[end.kind] = min(end.at, found.get(end.kind, end.at))
        return {name: found[name] for name in STAGES if name in found}

    @property
    def unanswered(self) -> list[Told[said.Notified]]:
        """Letters since the country's last answer, the first of them first; of thanks and refusals none is wanted."""
        answer = self.newest(said.CountryAnswered)
        wanted = (one for one in self.all(said.Notified) if one.fact.letter_kind not in ("thanks", "refusal"))
        return sorted((one for one in wanted if answer is None or one.at > answer.at), key=lambda one: one.at)

    def is_open(self, ends: tuple[End, ...] = ()) -> bool:
        """Whether anything is still owed before a return: one handover, to whatever country, ends every case of his."""
        over = said.CaseClosed in self.told or said.CaseWithdrawn in self.told
        return not over and not any(end.kind in ("received", "died") for end in ends)

    def answer(self) -> Told[said.CountryAnswered] | None:
        """The country's last answer."""
        return self.newest(said.CountryAnswered)

    def is_accepted(self, now: datetime) -> bool:
        """Whether the country's last answer is that it takes him, and still holds.

        An acceptance on conditions is one when they were written down and every one is met; with none written down
        nobody knows what is asked, and it is none.
        """
        answer = self.answer()
        if answer is None or answer.at > now or (answer.fact.until is not None and now >= answer.fact.until):
            return False
        if answer.fact.answer == "conditional":
            return self.named_conditions(now) and not any(one.asked.fact.set_by == "country" for one in self.unmet(now))
        return answer.fact.answer == "accepts"

    def conditions(self) -> tuple[Condition, ...]:
        """What his country and the host ask for before he goes, in the order in which it was asked for.

        Two copies may give one number to two conditions: each then wants a meeting of its own.
        """
        meetings = sorted(self.all(said.ConditionMet), key=lambda one: one.at)
        found = []
        for asked in sorted(self.all(said.ConditionSet), key=lambda one: one.at):
            fitting = (one for one in meetings if one.fact.condition == asked.fact.condition and one.at >= asked.at)
            met = next(fitting, None)
            if met is not None:
                meetings.remove(met)
            found.append(Condition(asked, met))
        return tuple(found)

    def unmet(self, now: datetime) -> tuple[Condition, ...]:
        """The conditions that stand and are not met: whoever set them, and whatever the country answered since."""
        return tuple(one for one in self.conditions() if one.asked.at <= now and not one.is_met(now))

    def named_conditions(self, now: datetime) -> bool:
        """Whether any condition was written down since the country last answered: what it asks for is known then."""
        answer = self.answer()
        return answer is not None and any(
            one.asked.fact.set_by == "country" and answer.at <= one.asked.at <= now for one in self.conditions()
        )

    def host_hold(self, now: datetime) -> Told[said.HostHeld] | None:
        """The host's hold that stands: of a hold and a freeing in one second the hold wins."""
        held = max((one for one in self.all(said.HostHeld) if one.at <= now), key=lambda one: one.at, default=None)
        freed = max((one.at for one in self.all(said.HostFreed) if one.at <= now), default=None)
        return None if held is None or (freed is not None and held.at < freed) else held

    def consents(self) -> bool | None:
        """Whether he agrees that the country be told; None when nobody asked him."""
        asked = self.newest(said.ContactCleared)
        return None if asked is None else asked.fact.consent == "yes"

    def rights(self, now: datetime, settings: RepatriationSettings = DEFAULT) -> Told[said.RightsAssessed] | None:
        """The newest assessment of the risk, as long as it holds: to its own end or so many days at most."""
        found = self.newest(said.RightsAssessed)
        if found is None or found.at > now:
            return None
        return found if now < min(found.fact.until, found.at + settings.rights_last) else None

    def in_force(self, now: datetime) -> frozenset[str]:
        """The kinds of assurance that hold."""
        kinds = {one.fact.kind_of for one in self.all(said.Assured)}
        newest = {
            kind: max((one for one in self.all(said.Assured) if one.fact.kind_of == kind), key=lambda one: one.at)
            for kind in kinds
        }
        return frozenset(
            kind for kind, one in newest.items() if one.at <= now and (one.fact.until is None or now < one.fact.until)
        )

    def lacking_assurances(self, now: datetime, settings: RepatriationSettings = DEFAULT) -> frozenset[str]:
        """Assurances the assessment asks for that do not hold."""
        assessed = self.rights(now, settings)
        return frozenset() if assessed is None else assessed.fact.needs - self.in_force(now)

    def is_safe(self, now: datetime, settings: RepatriationSettings = DEFAULT) -> bool:
        """Whether an independent reviewer found that he may go, and every assurance asked for holds."""
        assessed = self.rights(now, settings)
        return (
            assessed is not None and assessed.fact.outcome in BEARABLE
            and (assessed.fact.outcome == "no-risk" or bool(assessed.fact.needs))
            and not self.lacking_assurances(now, settings)
        )  # fmt: skip

    def papers_until(self) -> datetime | None:
        """When the longest of his papers ends; None without any."""
        return max((one.fact.until for one in self.all(said.PapersIssued)), default=None)

    def basis(self, now: datetime) -> Told[said.BasisSet] | None:
        """The legal basis that holds."""
        found = self.newest(said.BasisSet)
        if found is None or found.at > now:
            return None
        return found if found.fact.until is None or now < found.fact.until else None

    def is_contested(self) -> bool:
        """Whether his nationality is: the country disputes it, or the case is disputed and nobody has assessed it."""
        answer, assessed = self.answer(), self.newest(said.NationalityAssessed)
        if answer is not None and answer.fact.answer == "disputes":
            return True
        return self.track == "disputed" and assessed is None

    def _granted_at(self) -> datetime | None:
        """When the last condition of a conditional acceptance was met; None while one is not, or none is known."""
        answer = self.answer()
        if answer is None or answer.fact.answer != "conditional":
            return None
        asked = [one for one in self.conditions() if one.asked.fact.set_by == "country"]
        met = [one.met.at for one in asked if one.met is not None]
        known = any(one.asked.at >= answer.at for one in asked)
        return max([answer.at, *met]) if known and len(met) == len(asked) else None


_NEVER: Final = datetime.max.replace(tzinfo=UTC)
_BROUGHT_BY: Final[dict[str, tuple[str, ...]]] = {
    kind: tuple(name for name, stage in STAGES.items() if stage.kind == kind)
    for kind in {stage.kind for stage in STAGES.values()}
}
