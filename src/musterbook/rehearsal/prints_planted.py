"""Who is planted for a rehearsal's prints, drawn by the seed: two numbers, a list of others, mixed up, a dozen more.

Only the phase looks, as faults do; whoever searches and examines does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from musterbook.biometrics.adjudication import Pair
from musterbook.rehearsal.population import Truth
from musterbook.rehearsal.prints_bodies import Bodies
from musterbook.rehearsal.prints_kept import AGAIN, LISTED, MIXED_UP, OTHERS, TWICE
from musterbook.terms.people import PersonId


@dataclass(slots=True)
class Planted:
    """Who was planted, and what became of it.

    Attributes:
        twice: pairs of numbers of one man, the first and the second.
        listed: who stands on the list of others too.
        others: those who are captured as pictures without any reason.
        again: those of them who are captured a second time.
        mixed_up: two whom the station mixes up, once it has.
        body_of: whose fingers each sitting holds, and whose somebody of a list has, as LIST/REFERENCE.
        pictured: those of them with pictures.
    """

    twice: tuple[tuple[PersonId, PersonId], ...]
    listed: tuple[PersonId, ...]
    others: tuple[PersonId, ...]
    mixed_up: tuple[PersonId, ...] = ()
    body_of: dict[str, PersonId] = field(default_factory=dict)
    pictured: set[str] = field(default_factory=set)

    @property
    def everyone(self) -> frozenset[PersonId]:
        """All who are enrolled whoever else is."""
        return frozenset((*(one for pair in self.twice for one in pair), *self.listed, *self.others))

    @property
    def again(self) -> Sequence[PersonId]:
        """The first of the others."""
        return self.others[: len(AGAIN)]

    def alike(self, pair: Pair) -> bool:
        """Whether the two of a pair are one body."""
        left, right = sides(pair)
        return self.body_of[left] == self.body_of.get(right)

    def seen(self, pair: Pair) -> bool:
        """Whether both of a pair have pictures."""
        return set(sides(pair)) <= self.pictured


def sides(pair: Pair) -> tuple[str, str]:
    """The two of a pair: sittings, or LIST/REFERENCE for somebody of a list of others."""
    fact = pair.fact
    return fact.left, f"{fact.gallery}/{fact.right}" if fact.gallery else fact.right


def plant(truth: Truth, bodies: Bodies, *, seed: int, listed: int, others: int) -> Planted:
    """Draw everybody, and give them the kept fingers."""
    chance = Random(f"prints/{seed}")
    taken = {one for pair in truth.twice for one in pair}
    free = sorted(truth.liftable - truth.boys - truth.doubted - taken)
    drawn = chance.sample(free, min(len(free), min(listed, len(LISTED)) + min(others, len(OTHERS))))
    on_list, more = drawn[: min(listed, len(LISTED))], drawn[min(listed, len(LISTED)) :]
    twice = truth.twice[: len(TWICE)]
    for number, (first, second) in zip(TWICE, twice, strict=False):
        bodies.kept[first], bodies.same[second] = number, first
    bodies.kept |= dict(zip(on_list, LISTED, strict=False)) | dict(zip(more, OTHERS, strict=False))
    return Planted(twice, tuple(on_list), tuple(more))


def mix_up(planted: Planted, bodies: Bodies, people: Sequence[PersonId]) -> None:
    """These two are mixed up at the station."""
    planted.mixed_up = tuple(people)
    bodies.kept |= dict(zip(people, MIXED_UP, strict=True))
