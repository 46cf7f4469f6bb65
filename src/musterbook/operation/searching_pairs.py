"""Pairs put before examiners: what is sealed with each, and those between them whose answer is known.

A few known pairs make examiners' errors something that can be told; which they are lies sealed with every proposal's
evidence, and they look like any other (biometrics.md sections 3 and 9, decision 0771).
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from musterbook.biometrics.adjudication import Adjudication
from musterbook.biometrics.engines import Candidate, Matcher, Points
from musterbook.biometrics.gallery import OPERATION, Enrolments, Sitting
from musterbook.biometrics.searches import Searches
from musterbook.custody.people import People
from musterbook.operation.biometrics_beside import BiometricsBeside
from musterbook.operation.book import Book
from musterbook.operation.enrolling import points_of
from musterbook.terms.people import PersonId


@dataclass(frozen=True, slots=True)
class Drawn:
    """A pair before it has a number."""

    kind_of: str
    left: str
    right: str
    evidence: dict[str, Any]
    gallery: str = ""


def evidence_of(
    found: Candidate, left: Mapping[int, Points], right: Mapping[int, Points], matcher: Matcher
) -> dict[str, Any]:  # fmt: skip
    """What is sealed with a proposal: weight and band, which nobody who judges sees, and the points that were paired.

    `fingers` holds position left, position right, and x and y of both points of every pair, in pixels at 500 dpi.
    """
    return {
        "weight": f"{found.weight:.3f}",
        "band": found.band,
        "order": found.order,
        "seeded": "",
        "fingers": [
            [mine, theirs, _paired(left.get(mine), right.get(theirs), matcher)] for mine, theirs, _ in found.fingers
        ],
    }


def _paired(left: Points | None, right: Points | None, matcher: Matcher) -> list[list[float]]:
    """Places of paired points: x and y of the left, x and y of the right, to a tenth of a pixel."""
    if left is None or right is None:
        return []
    pairs = matcher.compare(matcher.template(left), matcher.template(right)).pairs
    return [
        [round(float(value), 1) for value in (left.x[mine], left.y[mine], right.x[theirs], right.y[theirs])]
        for mine, theirs in pairs
    ]


def seeded_pairs(beside: BiometricsBeside, dice: random.Random, matcher: Matcher, real: int) -> list[Drawn]:
    """Pairs whose answer is known, so many that they are the settings' share of all: half of them the same person."""
    share = beside.settings.seeded_share
    drawn: list[Drawn] = []
    for _ in range(sum(dice.random() < share / (1 - share) for _ in range(real))):
        same = _known_same(beside, dice) if dice.random() < 0.5 else None
        pair = same or _known_different(beside, dice)
        if pair is not None:
            drawn.append(_known(beside, pair, "same" if same else "different", dice, matcher))
    return drawn


def _known_same(beside: BiometricsBeside, dice: random.Random) -> tuple[Sitting, Sitting] | None:
    """Two sittings of one number, such as a recapture; somebody known to be himself, and never mixed up."""
    enrolments, pairs = beside.book.reading(Enrolments), beside.book.reading(Adjudication).pairs()
    mixed_up = {side for one in pairs if one.fact.kind_of == "swap" for side in (one.fact.left, one.fact.right)}
    several = [
        some for person in enrolments.people()
        if len(some := [one for one in _pictured(enrolments.of_person(person)) if one.number not in mixed_up]) > 1
    ]  # fmt: skip
    if not several:
        return None
    left, right = dice.sample(dice.choice(several), 2)
    return left, right


def _known_different(beside: BiometricsBeside, dice: random.Random) -> tuple[Sitting, Sitting] | None:
    """Two sittings of two people: a whole search for the later of them saw the other and did not propose him."""
    enrolments, pairs = beside.book.reading(Enrolments), beside.book.reading(Adjudication)
    searches = beside.book.reading(Searches)
    people = [one for person in enrolments.people() if (one := enrolments.current(person)) and one.pictures]
    looked = [one for one in people if (of := searches.newest(one.number, OPERATION)) is not None and not of.missing]
    for _ in range(8):
        if not looked or len(people) < 2:
            return None
        left, right = dice.choice(looked), dice.choice(people)
        known = right.at < left.at and pairs.between(left.number, right.number) is None
        if known and not one_body(beside.book, left.person, right.person):
            return left, right
    return None


def _known(
    beside: BiometricsBeside, pair: tuple[Sitting, Sitting], answer: str, dice: random.Random, matcher: Matcher
) -> Drawn:  # fmt: skip
    """A pair like any other, with the points that are paired in the fingers both have."""
    left, right = pair
    points = points_of(beside, pair)
    mine, theirs = points.get(left.number, {}), points.get(right.number, {})
    alike = tuple((one, one, 0.0) for one in sorted(mine.keys() & theirs.keys()))
    found = Candidate(right.person, 0.0, alike, band=dice.choice(("review", "strong")))
    evidence = evidence_of(found, mine, theirs, matcher) | {"seeded": answer}
    return Drawn("duplicate", left.number, right.number, evidence)


def _pictured(sittings: Sequence[Sitting]) -> list[Sitting]:
    return [one for one in sittings if one.pictures]


def same_place_and_day(beside: BiometricsBeside, one: Sitting, other: Sitting) -> bool:
    """Whether both were captured at one site on one day: then two people were first of all exchanged."""
    zone = beside.book.settings.zone
    return one.by == other.by and one.at.astimezone(zone).date() == other.at.astimezone(zone).date()


def one_body(book: Book, one: PersonId, other: PersonId) -> bool:
    """Whether two numbers are one body by the book already."""
    people = book.reading(People)
    return _kept(people, one) == _kept(people, other)


def _kept(people: People, person: PersonId) -> PersonId:
    """The number that is kept of one that was merged."""
    seen = {person}
    while (known := people.get(person)) is not None and known.absorbed_by and known.absorbed_by not in seen:
        person = known.absorbed_by
        seen.add(person)
    return person


def is_absorbed(people: People, person: PersonId) -> bool:
    """Whether a number was merged into another."""
    known = people.get(person)
    return known is not None and known.absorbed_by is not None
