"""Scores of the watch's layers as the page shows them, and what was missed as sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from musterbook.console.watch_score_rows import BinLine, LayerScore
from musterbook.watch.layer_lines import LayerLine
from musterbook.watch.verification import Verification
from musterbook.words import watch_sentences as said


def missed_of(right: Verification, names: Mapping[str, str]) -> Iterator[str]:
    """Each loss that no alert had met; `names` are those of places."""
    for one in right.misses:
        yield said.missed(one, names.get(one.outcome.subject, one.outcome.subject))


def layer_score(one: LayerLine) -> LayerScore:
    """The line of one layer; no scores where there is too little to judge by."""
    low, high = one.interval
    line = LayerScore(
        one.layer, one.scores.n if one.scores else 0, one.observed, one.expected, one.too_few, low, high, one.late,
        days=one.days,
    )  # fmt: skip
    if one.scores is None:
        return line
    scores = one.scores
    bins = tuple(
        BinLine(each.low, each.high, each.count, each.forecast or 0.0, each.observed or 0.0) for each in scores.table
    )
    if one.too_few:
        return replace(line, bins=bins)
    worth = [value for value in one.values.values() if value is not None]
    return replace(
        line, bins=bins, brier=scores.brier.score, reliability=scores.brier.reliability,
        resolution=scores.brier.resolution, uncertainty=scores.brier.uncertainty, within=scores.brier.within,
        skill=scores.skill, skill_low=scores.skill_range[0] if scores.skill_range else None,
        skill_high=scores.skill_range[1] if scores.skill_range else None, auc=scores.auc, log_score=scores.log_score,
        value=max(worth, default=None),
    )  # fmt: skip
