"""Scoring a block of pairs: both probabilities, the proposal, the reasons.

Section 8 of identity.md. Each block is scored by itself, so that the same rows give the same bytes whichever
process scored them.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Final, NamedTuple

import numpy as np

from musterbook.biometrics.names.decide import decision, rule_score
from musterbook.biometrics.names.edits import EditTable
from musterbook.biometrics.names.features import SIZES, Compared
from musterbook.biometrics.names.interning import Flags, Names, Real, Whole
from musterbook.biometrics.names.model import Model
from musterbook.biometrics.names.particulars import Claims, Telling, birth, both_filled, record_features
from musterbook.biometrics.names.reasons import CLAIM_COLUMNS, NAME_COLUMNS, Explainer, Reason

UNREADABLE: Final = Reason("unreadable", (), 0.0)


class Side(NamedTuple):
    """One side of a pair as written: name, birth, nationality, birthplace; empty where nothing is claimed."""

    name: str
    born: str = ""
    nationality: str = ""
    birthplace: str = ""

    @classmethod
    def of(cls, name: str, claims: Claims) -> Side:
        """A name with claims already read."""
        return cls(name, claims.born.written(), claims.nationality, claims.birthplace)


class Score(NamedTuple):
    """What was found of a pair.

    Attributes:
        name_p: probability that the two could be one name; None where a name cannot be read.
        record_p: probability that they are one person; None where no other field is filled on both sides.
        rule: the score by rule alone.
        decision: same, different, unsure; empty where nothing can be said.
        reasons: at most six, strongest first, then those that say what was left out of account.
    """

    name_p: float | None
    record_p: float | None
    rule: float | None
    decision: str
    reasons: tuple[Reason, ...]


NOTHING: Final = Score(None, None, None, "", (UNREADABLE,))


DOUBTFUL: Final = (Reason("born-doubtful", (), 0.0),)
CUT: Final = (Reason("cut", ("40",), 0.0),)


def score(
    pairs: Sequence[tuple[Side, Side]], model: Model | None, *, year_now: int, known: Names | None = None
) -> list[Score]:
    """The score of each pair; without a model by rule alone.

    Args:
        pairs: the two sides of each, as written.
        model: what was learned; None leaves `name_p` the score by rule and `record_p` empty.
        year_now: births after it are doubtful and ignored.
        known: names already read, of earlier pairs; what is read here is added. It changes no score.
    """
    if not pairs:
        return []
    block = _Block(pairs, year_now, Names() if known is None else known)
    for low, high in SIZES:
        rows = np.flatnonzero((block.longest > low) & (block.longest <= high) & (block.shortest > 0))
        if len(rows):
            block.score(rows, model)
    return block.scores


class _Block:
    """Pairs on their way to scores."""

    def __init__(self, pairs: Sequence[tuple[Side, Side]], year_now: int, names: Names) -> None:
        self.names = names
        # The same two names come in the same order whichever is asked first, so rounding cannot tell them apart.
        self.swapped = [one.name > other.name for one, other in pairs]
        ordered = [pair[::-1] if turn else pair for turn, pair in zip(self.swapped, pairs, strict=True)]
        sides = list(chain.from_iterable(ordered))  # the first of a pair, the second, the first of the next
        numbers = self.names.numbers([side.name for side in sides])
        self.first, self.second = numbers[0::2], numbers[1::2]
        births = [birth(side.born, year_now=year_now) for side in sides]
        self.doubtful = [one[1] or other[1] for one, other in zip(births[0::2], births[1::2], strict=True)]
        told = Telling().columns(
            [born for born, _ in births], [side.nationality.strip().upper() for side in sides],
            [side.birthplace.strip().casefold() for side in sides],
        )  # fmt: skip
        places = np.arange(0, len(sides), 2)
        self.claims = told.at(places), told.at(places + 1)
        first, second = (self.names.lengths(side) for side in (self.first, self.second))
        self.longest, self.shortest = np.maximum(first, second), np.minimum(first, second)
        self.scores = [NOTHING] * len(pairs)

    def score(self, rows: Whole, model: Model | None) -> None:
        """Scores the pairs at some rows of the block."""
        edits = EditTable.plain() if model is None else model.edits
        block = Compared(self.names, self.first[rows], self.second[rows], edits)
        one, other = self.claims[0].at(rows), self.claims[1].at(rows)
        features = np.hstack([block.features(), record_features(one, other)])
        filled = both_filled(one, other)
        names, listed = self.names, rows.tolist()
        numbers = self.first[rows].tolist(), self.second[rows].tolist()
        cut = [names.marks[one].cut or names.marks[other].cut for one, other in zip(*numbers, strict=True)]
        words = [names.words[at] for at in numbers[0]], [names.words[at] for at in numbers[1]]
        years = np.abs(one.born[:, 0] - other.born[:, 0])
        why = Explainer(block, words, features, years=years, swapped=[self.swapped[row] for row in listed])
        judged = _Judged(block, features, filled, model, wanted=why.wanted())
        columns = zip(
            listed, cut, why.reasons(judged.moved), judged.rule.tolist(), judged.name.tolist(),
            judged.record.tolist(), judged.known.tolist(), strict=True,
        )  # fmt: skip
        for row, is_cut, reasons, rule, name_p, record_p, known in columns:
            if self.doubtful[row]:
                reasons += DOUBTFUL  # noqa: PLW2901  what was left out of account comes last
            if is_cut:
                reasons += CUT  # noqa: PLW2901  as above
            found = record_p if known else None
            self.scores[row] = Score(name_p, found, rule, decision(record_p if known else name_p), tuple(reasons))


class _Judged:
    """What model and rule say of compared pairs: probabilities, and how far each group moves the log-odds."""

    def __init__(self, block: Compared, features: Real, filled: Flags, model: Model | None, *, wanted: Flags) -> None:
        self.rule = rule_score(block.alignment)
        self.name, self.record, self.known = self.rule, np.zeros(len(features)), filled
        self.moved = np.ones((len(features), 7))
        if model is None:
            self.known = np.zeros(len(features), np.bool_)
            return
        names = features[:, : features.shape[1] - sum(map(len, CLAIM_COLUMNS))]
        self.name = np.empty(len(features))
        self.name[filled] = model.name.calibration.chance(model.name.forest.log_odds(names[filled]))
        alone, without = model.name.forest.without(names[~filled], NAME_COLUMNS, wanted=wanted[~filled])
        self.name[~filled] = model.name.calibration.chance(alone)
        self.moved[~filled, :5] = alone[:, None] - without
        groups = [*NAME_COLUMNS, *CLAIM_COLUMNS]
        whole, without = model.record.forest.without(features[filled], groups, wanted=wanted[filled])
        self.record[filled] = model.record.calibration.chance(whole)
        self.moved[filled] = whole[:, None] - without
