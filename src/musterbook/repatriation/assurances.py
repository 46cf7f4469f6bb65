"""Assurances: what each country has promised about each person, and which promise somebody still waits for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from musterbook.repatriation import facts as said
from musterbook.repatriation.case import Case
from musterbook.repatriation.settings import DEFAULT, RepatriationSettings


@dataclass(frozen=True, slots=True)
class Assurance:
    """One promise about one person, given or wanted.

    Attributes:
        case: which case.
        country: who promises.
        kind: death-penalty, fair-trial, no-torture, monitoring or family-unity.
        needed: whether the newest assessment asks for it.
        given_at: when it was last given; None when it never was.
        until: how long it holds; None for no end.
        in_force: whether it holds now.
        agreement: the agreement of the book it stands in, where it does.
    """

    case: str
    country: str
    kind: str
    needed: bool
    given_at: datetime | None
    until: datetime | None
    in_force: bool
    agreement: str


def assurances(cases: Iterable[Case], now: datetime, settings: RepatriationSettings = DEFAULT) -> tuple[Assurance, ...]:
    """Every assurance of these cases, given or wanted, by case and kind."""
    return tuple(one for case in cases for one in _of_case(case, now, settings))


def _of_case(case: Case, now: datetime, settings: RepatriationSettings) -> list[Assurance]:
    assessed = case.rights(now, settings)
    needed = frozenset() if assessed is None else assessed.fact.needs
    holding, found = case.in_force(now), []
    given = sorted((one for one in case.all(said.Assured) if one.at <= now), key=lambda one: one.at)
    newest = {one.fact.kind_of: one for one in given}
    for kind in sorted(needed | newest.keys()):
        one = newest.get(kind)
        until = None if one is None else one.fact.until
        found.append(
            Assurance(
                case.name, case.country, kind, kind in needed, None if one is None else one.at, until,
                kind in holding, "" if one is None else one.fact.agreement,
            )
        )  # fmt: skip
    return found
