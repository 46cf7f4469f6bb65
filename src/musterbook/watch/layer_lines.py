"""A line for each layer of forecasts: how many, how good, and when there is too little to judge by.

Neighbouring days share their outcome, so a layer is judged by different happenings and not by rows: with fewer than
ten there is no skill number (watch.md section 15).
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

import numpy as np

from musterbook.watch.choices import LOSS
from musterbook.watch.frozen import Settled, Standing
from musterbook.watch.placed import Ints
from musterbook.watch.scoring import (
    EDGES,
    EDGES_WIND,
    POSITIVES_MIN,
    Scores,
    blocks_of,
    poisson_interval,
    scores,
    skill,
    skill_range,
    value,
)

WIND: Final = "wind"
SHRINK_ROWS: Final = 20.0
"""Weight of the layer's own rate in a subject's climatology, as in the fighting layer (section 8)."""

KNOWN_ROWS_MIN: Final = 20


@dataclass(frozen=True, slots=True)
class LayerLine:
    """The line of one layer.

    Attributes:
        layer: which.
        days: length of its windows; None where they differ.
        kept: forecasts in the book.
        late: of them written after their window opened; never scored.
        unsettled: not over, or nobody reported.
        vague: met something whose day is not known well enough.
        happenings: different ones behind the positives.
        blocks: what shares its luck: 60-day blocks, or storms for wind.
        scores: of those that are scored; None when there are none. No skill number where `too_few`.
        quiet: the same for quiet sites alone.
        expected: how many of the windows that do not overlap should have seen something.
        observed: how many did.
        interval: the exact 90% Poisson interval of `observed`.
        parts: how many losses each part alone had forecast, over the same windows.
        values: at each C/L, how much of what perfect knowledge would save was saved; None where nothing could be.
    """

    layer: str
    days: float | None
    kept: int
    late: int
    unsettled: int
    vague: int
    happenings: int
    blocks: int
    scores: Scores | None
    quiet: Scores | None
    expected: float
    observed: int
    interval: tuple[float, float]
    parts: Mapping[str, float]
    values: Mapping[float, float | None]

    @property
    def too_few(self) -> bool:
        """Whether there is too little to judge by."""
        return self.happenings < POSITIVES_MIN


def layer_lines(settled: Iterable[Settled], *, seed: int, cost_losses: Sequence[float] = ()) -> tuple[LayerLine, ...]:
    """A line for each layer, by name; losses have one for each horizon."""
    by_layer: dict[tuple[str, float | None], list[Settled]] = defaultdict(list)
    for one in settled:
        by_layer[one.forecast.layer, one.forecast.days if one.forecast.layer == LOSS else None].append(one)
    ordered = sorted(by_layer.items(), key=lambda named: (named[0][0], named[0][1] or 0.0))
    return tuple(_line(layer, rows, seed, cost_losses) for (layer, _), rows in ordered)


def climatology(settled: Sequence[Settled]) -> list[float | None]:
    """What the average known at issue would have said, for each scored forecast of one layer, in order of moments.

    A forecast's own average where it has one; else (Σy + 20·rate) / (n + 20) over the forecasts of the same subject
    whose outcome was known by then, with rate = Σy / n over those of all subjects. None before twenty of those are
    known: anything beats an average made from nothing.
    """
    waiting: list[tuple[datetime, int]] = []
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    whole, said = [0, 0], list[float | None]()
    for number, one in enumerate(settled):
        while waiting and waiting[0][0] <= one.forecast.as_of:
            past = settled[heapq.heappop(waiting)[1]]
            for pair in (whole, counts[past.forecast.subject]):
                pair[0] += bool(past.outcome)
                pair[1] += 1
        average = one.forecast.average
        if average is None and whole[1] >= KNOWN_ROWS_MIN:
            yes, rows = counts[one.forecast.subject]
            average = (yes + SHRINK_ROWS * whole[0] / whole[1]) / (rows + SHRINK_ROWS)
        said.append(average)
        if one.known_at is not None:
            heapq.heappush(waiting, (one.known_at, number))
    return said


def _line(layer: str, rows: Sequence[Settled], seed: int, cost_losses: Sequence[float]) -> LayerLine:
    stood = {standing: sum(one.standing is standing for one in rows) for standing in Standing}
    scored = [one for one in rows if one.standing is Standing.SCORED]
    averages, blocks = climatology(scored), _blocks(scored)
    quiet = [number for number, one in enumerate(scored) if one.forecast.quiet]
    apart = _apart(scored)
    parts: dict[str, float] = defaultdict(float)
    for one in apart:
        for name, chance in (one.forecast.parts or {}).items():
            parts[name] += chance
    observed = sum(bool(one.outcome) for one in apart)
    days = {one.forecast.days for one in rows}
    told = [(one.forecast.p, bool(one.outcome)) for one in scored]
    return LayerLine(
        layer=layer,
        days=days.pop() if len(days) == 1 else None,
        kept=len(rows),
        late=stood[Standing.LATE],
        unsettled=stood[Standing.UNSETTLED],
        vague=stood[Standing.VAGUE],
        happenings=_happenings(scored),
        blocks=len(set(blocks)),
        scores=_scores(layer, scored, averages, blocks, seed),
        quiet=_scores(
            layer,
            [scored[number] for number in quiet],
            [averages[number] for number in quiet],
            [blocks[number] for number in quiet],
            seed,
        ),
        expected=sum(one.forecast.p for one in apart),
        observed=observed,
        interval=poisson_interval(observed),
        parts=dict(parts),
        values={
            ratio: value([p for p, _ in told], [y for _, y in told], cost_loss=ratio) if told else None
            for ratio in cost_losses
        },
    )


def _scores(
    layer: str, rows: Sequence[Settled], averages: Sequence[float | None], blocks: Sequence[int], seed: int
) -> Scores | None:
    """The scores of some rows; skill over those that had a climatology, and none where happenings are too few."""
    if not rows:
        return None
    p, y = np.array([one.forecast.p for one in rows]), np.array([bool(one.outcome) for one in rows])
    told = scores(p, y, p, blocks, seed=seed, edges=EDGES_WIND if layer == WIND else EDGES)
    kept = np.array([number for number, average in enumerate(averages) if average is not None], int)
    if _happenings(rows[number] for number in kept) < POSITIVES_MIN:
        return replace(told, skill=None, skill_range=None)
    said = np.array([average for average in averages if average is not None])
    reach = skill_range(p[kept], y[kept], said, np.array(blocks)[kept], seed=seed)
    return replace(told, skill=skill(p[kept], y[kept], said), skill_range=reach)


def _happenings(rows: Iterable[Settled]) -> int:
    """How many different happenings made forecasts come true."""
    return len({(one.met.subject, one.met.at) for one in rows if one.met is not None})


def _apart(rows: Iterable[Settled]) -> list[Settled]:
    """Forecasts of each subject whose windows do not overlap, from the first on."""
    free: dict[str, datetime] = {}
    taken = []
    for one in rows:
        subject = one.forecast.subject
        if one.forecast.opens >= free.get(subject, one.forecast.opens):
            free[subject] = one.forecast.closes
            taken.append(one)
    return taken


def _blocks(rows: Sequence[Settled]) -> list[int]:
    """The number of what each shares its luck with: its storm, or the 60 days it lies in."""
    if not rows:
        return []
    days: Ints = np.array([one.forecast.as_of.astimezone(UTC).toordinal() for one in rows])
    numbers = blocks_of(days, first=int(days.min())).tolist()
    storms = {name: -1 - number for number, name in enumerate(sorted({one.forecast.storm for one in rows}))}
    return [
        storms[one.forecast.storm] if one.forecast.storm else int(number)
        for one, number in zip(rows, numbers, strict=True)
    ]
