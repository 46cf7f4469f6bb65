"""Differentials: for whom prints work less well, and how often examiners err on pairs whose answer is known.

Every share comes with a 95 % interval (Wilson 1927), and a group of too few people is named and not counted: a figure
about nine men is no figure (biometrics.md section 9, fairness and seeding). Nobody is ranked by these.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Final

from musterbook.biometrics.adjudication import Pair
from musterbook.biometrics.gallery import Sitting
from musterbook.biometrics.settings import DEFAULT, BiometricSettings
from musterbook.terms.people import PersonId

Z95: Final = 1.959964
"""The 97.5 % point of the normal distribution."""


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, with the low and high end of its 95 % interval, 0 to 1."""

    count: int
    of: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """How sittings went for one group of people.

    Attributes:
        group: its name.
        people: how many.
        failed: those without one usable finger, of those whose pictures were looked at by an engine.
        poor: fingers below the line for asking again, of all fingers captured.
        quality: median of the quality of all fingers, 0 to 100; None when nothing was measured.
    """

    group: str
    people: int
    failed: Share
    poor: Share
    quality: float | None


@dataclass(frozen=True, slots=True)
class Groups:
    """Groups large enough to speak of, and the names of those that are not."""

    told: tuple[GroupFigures, ...]
    too_few: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExaminerError:
    """One examiner's answers to pairs whose answer was known.

    Attributes:
        examiner: who; the list is in the order of names, never of errors.
        wrong: same for different or different for same, of those he was sure of.
        missed: different for same, of the pairs that were the same and he was sure of.
        joined: same for different, of the pairs that were different and he was sure of.
        unsure: of all.
    """

    examiner: str
    wrong: Share
    missed: Share
    joined: Share
    unsure: Share


def share(count: int, of: int) -> Share:
    """A share with its 95 % interval by Wilson's score (1927); nothing of nothing may be anything, 0 to 1.

    Raises:
        ValueError: more than all, or fewer than none.
    """
    if not 0 <= count <= of:
        raise ValueError(count, of)
    if of == 0:
        return Share(0, 0, 0.0, 1.0)
    p, z2 = count / of, Z95**2
    middle = (p + z2 / (2 * of)) / (1 + z2 / of)
    reach = Z95 * math.sqrt(p * (1 - p) / of + z2 / (4 * of * of)) / (1 + z2 / of)
    return Share(
        count, of, 0.0 if count == 0 else max(0.0, middle - reach), 1.0 if count == of else min(1.0, middle + reach)
    )


def by_group(
    sittings: Iterable[Sitting], group_of: Mapping[PersonId, str], settings: BiometricSettings = DEFAULT
) -> Groups:
    """How sittings went by group; whoever is in none is in `unknown`; small groups are named only."""
    grouped: dict[str, list[Sitting]] = defaultdict(list)
    for one in sittings:
        grouped[group_of.get(one.person, "unknown")].append(one)
    enough = {name: len({one.person for one in some}) >= settings.group_people for name, some in grouped.items()}
    return Groups(
        tuple(_figures(name, grouped[name], settings) for name in sorted(grouped) if enough[name]),
        tuple(name for name in sorted(grouped) if not enough[name]),
    )


def examiner_errors(pairs: Iterable[Pair], truth: Mapping[str, str]) -> tuple[ExaminerError, ...]:
    """Errors on seeded pairs by examiner, in the order of names.

    Args:
        pairs: as they stand; only answers that count are counted.
        truth: same or different, by the number of each seeded proposal.
    """
    said: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for pair in pairs:
        for one in pair.judgements if pair.number in truth else ():
            said[one.examiner].append((one.answer, truth[pair.number]))
    return tuple(_errors(name, said[name]) for name in sorted(said))


def all_errors(pairs: Iterable[Pair], truth: Mapping[str, str]) -> ExaminerError:
    """The same over all examiners together, under the name `all`."""
    said = [(one.answer, truth[pair.number]) for pair in pairs if pair.number in truth for one in pair.judgements]
    return _errors("all", said)


def _errors(name: str, said: list[tuple[str, str]]) -> ExaminerError:
    sure = [(answer, true) for answer, true in said if answer != "unsure"]
    same = [answer for answer, true in sure if true == "same"]
    different = [answer for answer, true in sure if true == "different"]
    return ExaminerError(
        name,
        share(sum(answer != true for answer, true in sure), len(sure)),
        share(same.count("different"), len(same)),
        share(different.count("same"), len(different)),
        share(len(said) - len(sure), len(said)),
    )


def _figures(name: str, sittings: list[Sitting], settings: BiometricSettings) -> GroupFigures:
    people = {one.person for one in sittings}
    # Points that came without a picture say nothing of how well pictures go.
    looked_at = {one.person for one in sittings if one.fingers and one.engine is not None}
    measured = looked_at | {one.person for one in sittings if not one.fingers and not one.points}
    usable = {one.person for one in sittings if any(q >= settings.flagged_below for q in one.qualities.values())}
    qualities = [quality for one in sittings for quality in one.qualities.values()]
    poor = sum(quality < settings.recapture_below for quality in qualities)
    return GroupFigures(
        name, len(people), share(len(measured - usable), len(measured)), share(poor, len(qualities)),
        median(qualities) if qualities else None,
    )  # fmt: skip
