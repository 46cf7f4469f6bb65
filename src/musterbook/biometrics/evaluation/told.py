"""What an evaluation says: rates pooled and by set, and each set by the rule of the FVC competitions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from musterbook.biometrics.evaluation.rates import LEVELS, Pairs, Rate, Rates, rates
from musterbook.biometrics.evaluation.sets import Sample

POOLED = "pooled"


@dataclass(frozen=True, slots=True)
class Figures:
    """Rates of one choice of pairs."""

    name: str
    """`pooled`, or a set."""
    rule: str
    """`all` pairs, or `fvc`."""
    rates: Rates


def figures(samples: list[Sample], scores: list[NDArray[np.float64]], *, fvc: bool, seed: int = 1) -> Iterator[Figures]:
    """Rates over all pairs, over the pairs within each set, and with `fvc` those by the competitions' rule."""
    numbers: dict[tuple[str, int], int] = {}
    finger = np.array([numbers.setdefault((one.set_name, one.finger), len(numbers)) for one in samples])
    left, right = np.triu_indices(len(samples), 1)
    score = np.concatenate(scores) if scores else np.zeros(0)
    whole = Pairs(score, finger[left], finger[right])
    names = [one.set_name for one in samples]
    sets = sorted(set(names))
    if len(sets) > 1:
        yield Figures(POOLED, "all", rates(whole, seed=seed))
    place = np.array([sets.index(one) for one in names])
    first = _first_impressions(samples)
    for number, name in enumerate(sets):
        within = (place[left] == number) & (place[right] == number)
        yield Figures(name, "all", rates(_of(whole, within), seed=seed))
        if fvc:
            chosen = within & (whole.same | (first[left] & first[right]))
            yield Figures(name, "fvc", rates(_of(whole, chosen), seed=seed))


def _of(pairs: Pairs, chosen: NDArray[np.bool_]) -> Pairs:
    return Pairs(pairs.score[chosen], pairs.left[chosen], pairs.right[chosen])


def _first_impressions(samples: list[Sample]) -> NDArray[np.bool_]:
    """Of each finger the picture of lowest impression number."""
    lowest: dict[tuple[str, int], int] = {}
    for one in samples:
        key = (one.set_name, one.finger)
        lowest[key] = min(one.impression, lowest.get(key, one.impression))
    return np.array([one.impression == lowest[one.set_name, one.finger] for one in samples])


def lines(found: Figures) -> list[str]:
    """Two lines of one choice of pairs; a rate of false matches rarer than one in its pairs is left out."""
    told = found.rates
    by = " by the FVC rule" if found.rule == "fvc" else ""
    missed = ", ".join(
        f"{_share(rate)} at {level:g}"
        for rate, level in zip(told.missed, LEVELS, strict=True)
        if level * told.different >= 1
    )
    return [
        f"{found.name}{by}: {told.same:,} pairs of one finger, {told.different:,} of two, {told.fingers:,} fingers",
        f"  EER {_share(told.eer)}" + (f"; FNMR {missed} FMR" if missed else ""),
    ]


def _share(rate: Rate) -> str:
    if rate.value is None:
        return "too few pairs to say"
    between = "" if rate.low is None or rate.high is None else f" ({100 * rate.low:.2f} to {100 * rate.high:.2f})"
    return f"{100 * rate.value:.2f} %{between}"


def as_json(found: Figures) -> Mapping[str, object]:
    """The same with every digit."""
    told = found.rates
    return {
        "of": found.name, "rule": found.rule, "same": told.same, "different": told.different, "fingers": told.fingers,
        "eer": _bounds(told.eer),
        "missed": {f"{level:g}": _bounds(rate) for level, rate in zip(LEVELS, told.missed, strict=True)},
        "thresholds": {f"{level:g}": at for level, at in zip(LEVELS, told.thresholds, strict=True)},
    }  # fmt: skip


def _bounds(rate: Rate) -> list[float | None]:
    return [rate.value, rate.low, rate.high]
