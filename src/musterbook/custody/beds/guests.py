"""Guests: who wants a bed, what fits him, whom he may not lie near, and why a bed is not his."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field

from musterbook.terms.people import PersonId


@dataclass(frozen=True, slots=True)
class Guest:
    """Someone who wants a bed.

    Attributes:
        person: who.
        kinds: kinds of beds that fit him, the most fitting first; empty when nobody can say, and then none fits.
        codes: what classes he is of, for rules about who may never be together.
        first: whether he comes before others: on a stretcher, or sick.
        party: those who want one cell with him, himself among them; a family that nobody decided to part.
    """

    person: PersonId
    kinds: tuple[str, ...]
    codes: Hashable
    first: bool = False
    party: frozenset[PersonId] = frozenset()


@dataclass(frozen=True, slots=True)
class Rules:
    """Who may not lie near whom.

    Attributes:
        never: for two people's codes, the classes that are never together, as (protected, other); None when they may.
        kin: the relatives of someone, with whom he may be whatever their classes.
        apart: for someone under orders, each other person and the reach.
    """

    never: Callable[[Hashable, Hashable], tuple[str, str] | None] = lambda _one, _other: None
    kin: Callable[[PersonId], Iterable[PersonId]] = lambda _: ()
    apart: Mapping[PersonId, Mapping[PersonId, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Why:
    """Why some of the beds are not for someone.

    `because` is out-of-use, not-counted, other-kind, taken, never-with, kept-apart or too-small; `beds` how many beds
    it is about, and `values` what a sentence about it needs.
    """

    because: str
    beds: int
    values: Mapping[str, str | int | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Nobody's bed: who, and why each bed of the place is not his; the reasons sum to all its beds."""

    person: PersonId
    why: tuple[Why, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Beds for people: person → name of the bed, and those for whom there is none."""

    placed: Mapping[PersonId, str]
    refused: tuple[Refusal, ...]
