"""The invented people of a prison service: rows of `people.csv`, drawn from what the scenario says of each facility.

A facility holds men, women, untried men (a jail) or young men, some of whom are children before the law that moves
them. Everybody has papers; nobody is kept back but the sick, whom a clinician holds until somebody can carry them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any, Final

from musterbook.rehearsal.names import invent_plain_name
from musterbook.rehearsal.population import Population, Row, Run, Truth, born_between, numbers_of, pairs_apart
from musterbook.terms.people import PersonId

AGES: Final[Mapping[str, tuple[int, int]]] = {"men": (20, 71), "women": (20, 66), "jail": (19, 66), "youth": (18, 23)}
"""Youngest and oldest at a facility of each kind, both reached (judged)."""

CHILD_AGES: Final = (16, 17)
MEDICINE: Final = 0.31
SLOW: Final = 0.04
WHEELCHAIR: Final = 0.012
REASONS: Final = ("GANG_RELATED", "GANG_RELATED", "THREAT", "VIOLENCE", "WITNESS_AND_ACCUSED", "FORMER_GUARD")


def invent_inmates(scenario: Mapping[str, Any], *, run: Run, seed: int) -> Population:
    """Everyone of the scenario; the same seed gives the same people. There is one run, so `run` changes nothing."""
    del run
    shares = scenario["population"]
    drawn = _Draw(Random(f"population/{seed}"), scenario["begins"].date(), shares["nationalities"])
    for site in scenario["origins"]:
        special = {ground: int(shares.get(ground, {}).get(site["id"], 0)) for ground in ("children", *SICK)}
        drawn.facility(site, special)
    return drawn.finish(pairs=int(shares["kept_apart_pairs"]))


SICK: Final = ("stretcher", "medical")
"""Grounds on which a clinician holds somebody."""


@dataclass(frozen=True, slots=True)
class _Facility:
    """Where somebody is held, and who is held there: men, women, jail or youth."""

    site: str
    held: str
    moves: bool


class _Draw:
    """Draws people facility by facility."""

    def __init__(self, chance: Random, on: date, nationalities: Mapping[str, int]) -> None:
        self._chance, self._on = chance, on
        self._nationalities = tuple(nationalities), tuple(nationalities.values())
        self._out = Population()
        self._children: set[PersonId] = set()
        self._movable: list[list[PersonId]] = []

    def facility(self, said: Mapping[str, Any], special: Mapping[str, int]) -> None:
        """Everyone at one facility, in an order that says nothing about who is who."""
        place = _Facility(str(said["id"]), str(said["held"]), said["kind"] == "origin")
        roles = [ground for ground, number in special.items() for _ in range(number)]
        roles += ["plain"] * (int(said["people"]) - len(roles))
        self._chance.shuffle(roles)
        numbers: Iterator[PersonId] = numbers_of(str(said["block"]))
        people = [self._person(place, next(numbers), role) for role in roles]
        if place.moves:
            self._movable.append([one for one, role in zip(people, roles, strict=True) if role == "plain"])

    def finish(self, *, pairs: int) -> Population:
        """The population, with so many keep-apart orders, each between two of one facility."""
        for _ in range(pairs):
            there = self._chance.choice(self._movable)
            left, right = self._chance.sample(there, 2)
            self._out.apart += pairs_apart(self._chance, [(left, right)], REASONS, since=self._on)
        self._out.apart = list({(row["a"], row["b"]): row for row in self._out.apart}.values())
        movable = frozenset(one for people in self._movable for one in people)
        self._out.truth = Truth(frozenset(self._children), frozenset(), movable)
        return self._out

    def _person(self, place: _Facility, number: PersonId, role: str) -> PersonId:
        chance, woman = self._chance, place.held == "women"
        names, weights = self._nationalities
        (nationality,) = chance.choices(names, weights)
        ages = CHILD_AGES if role == "children" else AGES[place.held]
        row = {
            "number": number, "name": invent_plain_name(chance, woman=woman), "sex": "female" if woman else "male",
            "born": str(born_between(chance, *ages, on=self._on)), "age_basis": "seen", "nationality": nationality,
            "nationality_basis": "seen", "site": place.site,
            "languages": "en" if nationality in ("USA", "JAM") else "es",
            "legal": "untried" if place.held == "jail" else "sentenced",
            "medicine": "yes" if chance.random() < MEDICINE else "", "mobility": self._mobility(role),
            "authority_kind": "warrant" if place.held == "jail" else "order",
            "authority_until": str(self._on + timedelta(days=365 + chance.randrange(3000))),
        }  # fmt: skip
        if role in SICK:
            row |= {"hold": "yes", "hold_ground": role}
        if role == "children":
            self._children.add(number)
        self._out.people.append(_filled(row))
        return number

    def _mobility(self, role: str) -> str:
        drawn = self._chance.random()
        if role == "stretcher":
            return "stretcher"
        return "wheelchair" if drawn < WHEELCHAIR else "slow" if drawn < SLOW else "walks"


def _filled(row: Mapping[str, str]) -> Row:
    return {key: value for key, value in row.items() if value}
