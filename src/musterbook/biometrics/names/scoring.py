"""Scoring a block of pairs: both probabilities, the proposal, the reasons.

Section 8 of identity.md. Each block is scored by itself, so that the same rows give the same bytes whichever
process scored them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from musterbook.biometrics.names.decide import decision, rule_score
from musterbook.biometrics.names.edits import EditTable
from musterbook.biometrics.names.features import SIZES, Compared
from musterbook.biometrics.names.interning import Flags, Names, Real, Whole
from musterbook.biometrics.names.model import Model
from musterbook.biometrics.names.particulars import Birth, Claims, birth, both_filled, record_features
from musterbook.biometrics.names.reasons import CLAIM_COLUMNS, NAME_COLUMNS, Explainer, Reason

UNREADABLE: Final = Reason("unreadable", (), 0.0)


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a pair as written: name, birth, nationality, birthplace; empty where nothing is claimed."""

    name: str
    born: str = ""
    nationality: str = ""
    birthplace: str = ""


@dataclass(frozen=True, slots=True)
class Score:
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


def score(pairs: Sequence[tuple[Side, Side]], model: Model | None, *, year_now: int) -> list[Score]:
    """The score of each pair; without a model by rule alone.

    Args:
        pairs: the two sides of each, as written.
        model: what was learned; None leaves `name_p` the score by rule and `record_p` empty.
        year_now: births after it are doubtful and ignored.
    """
    block = _Block(pairs, year_now)
    for low, high in SIZES:
        rows = np.flatnonzero((block.longest > low) & (block.longest <= high) & (block.shortest > 0))
        if len(rows):
            block.score(rows, model)
    return block.scores


class _Block:
    """Pairs on their way to scores."""

    def __init__(self, pairs: Sequence[tuple[Side, Side]], year_now: int) -> None:
        self.names = Names()
        # The same two names come in the same order whichever is asked first, so rounding cannot tell them apart.
        self.swapped = [one.name > other.name for one, other in pairs]
        ordered = [pair[::-1] if turn else pair for turn, pair in zip(self.swapped, pairs, strict=True)]
        self.first = self.names.numbers(one.name for one, _ in ordered)
        self.second = self.names.numbers(other.name for _, other in ordered)
        self.claims, self.doubts = zip(*(_claims(one, other, year_now) for one, other in ordered), strict=True)
        sizes = np.array([len(row) for row in self.names.rows], np.int64)
        self.longest = np.maximum(sizes[self.first], sizes[self.second])
        self.shortest = np.minimum(sizes[self.first], sizes[self.second])
        self.scores = [NOTHING] * len(pairs)

    def score(self, rows: Whole, model: Model | None) -> None:
        """Scores the pairs at some rows of the block."""
        edits = EditTable.plain() if model is None else model.edits
        block = Compared(self.names, self.first[rows], self.second[rows], edits)
        claims = [self.claims[row] for row in rows]
        features = block.features()
        features = np.hstack([features, record_features([pair[0] for pair in claims], [pair[1] for pair in claims])])
        filled = np.array([both_filled(*pair) for pair in claims], np.bool_)
        first, second = self.first[rows].tolist(), self.second[rows].tolist()
        read = ([self.names.read[at] for at in first], [self.names.read[at] for at in second])
        why = Explainer(block, read, features, claims=claims, swapped=[self.swapped[row] for row in rows.tolist()])
        judged = _Judged(block, features, filled, model, wanted=why.wanted())
        listed = zip(
            rows.tolist(), *read, why.reasons(judged.moved), judged.rule.tolist(), judged.name.tolist(),
            judged.record.tolist(), judged.known.tolist(), strict=True,
        )  # fmt: skip
        for row, one, other, reasons, rule, name_p, record_p, known in listed:
            self.scores[row] = Score(
                name_p, record_p if known else None, rule, decision(record_p if known else name_p),
                (*reasons, *self.doubts[row], *_cut(one.cut or other.cut)),
            )  # fmt: skip


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


def _claims(one: Side, other: Side, year_now: int) -> tuple[tuple[Claims, Claims], tuple[Reason, ...]]:
    """The claims of both sides, and a reason where a birth is doubtful."""
    sides, doubtful = [], False
    for side in (one, other):
        born, doubt = birth(side.born, year_now=year_now) if side.born else (Birth(), False)
        doubtful |= doubt
        sides.append(Claims(born, side.nationality.strip().upper(), side.birthplace.strip().casefold()))
    return (sides[0], sides[1]), (Reason("born-doubtful", (), 0.0),) if doubtful else ()


def _cut(cut: bool) -> tuple[Reason, ...]:  # noqa: FBT001  one truth value and nothing to swap it with
    return (Reason("cut", ("40",), 0.0),) if cut else ()
