"""One name among very many: who may be the same, ranked, with a probability corrected for how many there are.

Section 7 of identity.md, made stricter: what a token, a year, a nationality or a birthplace says for or against two
being one is a weight of evidence (a logarithm of odds), and the candidates are those with the most evidence in all,
found by one sparse product. They are then scored by the model as pairs are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy import sparse
from sparse_dot_topn import sp_matmul_topn

from musterbook.biometrics.names.calibration import at_prior
from musterbook.biometrics.names.evidence_weights import Claimed, claim_columns, claim_weights
from musterbook.biometrics.names.features import compared
from musterbook.biometrics.names.interning import Names, Real, Whole
from musterbook.biometrics.names.model import Model
from musterbook.biometrics.names.particulars import Claims, Telling, Told, both_filled, record_features
from musterbook.biometrics.names.reading import read
from musterbook.biometrics.names.vocabulary import sounding_alike
from musterbook.terms.errors import Malformed

CANDIDATES_MOST: Final = 400
QUERIES_AT_ONCE: Final = 250
TREES_SHARE: Final = 0.5
"""How much of the trees' log-odds counts in ranking beside the evidence, which knows how rare a name is here.

They say in part the same. Measured in docs/decisions/0603."""
TOKEN_EVIDENCE_MOST: Final = 9.0
"""A token nobody else has is no more than this many log-odds of evidence: it may be a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Found:
    """One candidate.

    Attributes:
        place: in the index.
        pair_p: calibrated probability of the pair by itself.
        search_p: the same at the prior of the search.
        weight: what candidates are ranked by, in log-odds: what the trees say before calibration, and the evidence.
    """

    place: int
    pair_p: float
    search_p: float
    weight: float


@dataclass(frozen=True, slots=True)
class Parts:
    """What an index is made of.

    Attributes:
        names: everybody's name, read, and every name looked for since.
        numbers: the number of each one's name there.
        told: what each claims; `telling` has numbered it.
        known: how many tokens the index itself has.
        frequency: which share of the people has each of them.
        claimed: the columns of claims, which follow those of tokens.
        by_column: who has which (columns × people).
    """

    names: Names
    numbers: Whole
    told: Told
    telling: Telling
    known: int
    frequency: Real
    claimed: Claimed
    by_column: Any


class Index:
    """People by name and claims, ready to be searched."""

    parts: Parts

    def __init__(self, names: Sequence[str], claims: Sequence[Claims]) -> None:
        read_names, telling = Names(), Telling()
        numbers, told = read_names.numbers(names), telling.told(claims)
        known = len(read_names.lexis.shown)
        rows = [read_names.rows[number] for number in numbers]
        lengths = np.array([len(row) for row in rows], np.int64)
        owners = np.repeat(np.arange(len(rows), dtype=np.int64), lengths)
        held = np.fromiter((token for row in rows for token in row), np.int64, int(lengths.sum()))
        frequency = np.bincount(held, minlength=known) / max(1, len(rows))
        columns, people, claimed = claim_columns(claims)
        places = (np.concatenate([held, columns + known]), np.concatenate([owners, people]))
        shape = (known + len(claimed.share), len(rows))
        by_column = sparse.csr_matrix((np.ones(len(places[0]), np.float32), places), shape=shape)
        by_column.data[:] = 1.0  # a name that says a token twice does not say it more
        self.parts = Parts(read_names, numbers, told, telling, known, frequency, claimed, by_column)

    @classmethod
    def of_parts(cls, parts: Parts) -> Index:
        """The index made of these parts."""
        index = cls.__new__(cls)
        index.parts = parts
        return index

    def __len__(self) -> int:
        return len(self.parts.numbers)

    def candidates(
        self, names: Sequence[str], claims: Sequence[Claims], *, most: int = CANDIDATES_MOST, cores: int = 1
    ) -> list[Whole]:
        """For each query the places of those with most evidence of being the same, strongest first.

        Raises:
            Malformed: a name that is looked for cannot be read.
        """
        return [places for places, _ in self._strongest(names, claims, most=most, cores=cores)]

    def _strongest(
        self, names: Sequence[str], claims: Sequence[Claims], *, most: int, cores: int
    ) -> list[tuple[Whole, Real]]:
        """For each query its candidates, strongest first, and the evidence for each."""
        if not all(read(name).tokens for name in names):
            raise Malformed.because("names.name-unreadable")
        asked = self._asked(names, claims)
        found: list[tuple[Whole, Real]] = []
        for start in range(0, len(names), QUERIES_AT_ONCE):
            part: Any = sp_matmul_topn(
                asked[start : start + QUERIES_AT_ONCE], self.parts.by_column, most, sort=True, n_threads=cores
            )
            spans = [slice(part.indptr[row], part.indptr[row + 1]) for row in range(part.shape[0])]
            found += [(part.indices[span].astype(np.int64), part.data[span].astype(np.float64)) for span in spans]
        return found

    def search(
        self, names: Sequence[str], claims: Sequence[Claims], model: Model,
        *, most: int = CANDIDATES_MOST, prior: float | None = None, cores: int = 1,
    ) -> list[list[Found]]:  # fmt: skip
        """For each query its candidates, heaviest first; `prior` is one over the number searched where not given."""
        candidates = self._strongest(names, claims, most=most, cores=cores)
        numbers, asked = self.parts.names.numbers(names), self.parts.telling.told(claims)
        answers: list[list[Found]] = []
        for start in range(0, len(names), QUERIES_AT_ONCE):
            block = range(start, min(start + QUERIES_AT_ONCE, len(names)))
            queries = np.repeat(np.array(block), [len(candidates[query][0]) for query in block])
            places, evidence = (np.concatenate([candidates[query][at] for query in block]) for at in (0, 1))
            chance, share, odds = self._chance(numbers[queries], places, asked.at(queries), model)
            corrected = at_prior(chance, prior=prior or 1 / max(2, len(self)), trained_share=share)
            weight = TREES_SHARE * (odds - np.log(share / (1 - share))) + evidence
            found = np.column_stack([chance, corrected, weight])
            answers += [_ranked(places[mine], found[mine]) for mine in (queries == at for at in block)]
        return answers

    def _asked(self, names: Sequence[str], claims: Sequence[Claims]) -> Any:  # noqa: ANN401  scipy comes without types
        """The queries as rows of evidence: for each column what having it is worth."""
        numbers = self.parts.names.numbers(names)
        rows = [self.parts.names.rows[number] for number in numbers]
        tokens = sorted({token for row in rows for token in row})
        alike = sounding_alike(self.parts.names.lexis, tokens, self.parts.known)
        lines, columns, worth = [], [], []
        for line, row in enumerate(rows):
            for token in dict.fromkeys(row):
                places, share = alike[token]
                evidence = min(TOKEN_EVIDENCE_MOST, -np.log(max(1e-7, float(self.parts.frequency[places].sum()))))
                lines.append(np.full(len(places), line))
                columns.append(places)
                worth.append(share * max(0.5, evidence))
        for line, claim in enumerate(claims):
            held, weight = claim_weights(claim, self.parts.claimed)
            lines.append(np.full(len(held), line))
            columns.append(held + self.parts.known)
            worth.append(weight)
        shape = (len(names), self.parts.by_column.shape[0])
        entries = np.concatenate(worth).astype(np.float32)
        return sparse.csr_matrix((entries, (np.concatenate(lines), np.concatenate(columns))), shape=shape)

    def _chance(self, numbers: Whole, places: Whole, claims: Told, model: Model) -> tuple[Real, Real, Real]:
        """The probability of each pair, by record where something is filled on both sides, its trained share, odds."""
        others = self.parts.told.at(places)
        features = compared(self.parts.names, numbers, self.parts.numbers[places], model.edits)
        whole = np.hstack([features, record_features(claims, others)])
        filled = both_filled(claims, others)
        chance, share, odds = (np.empty(len(places)) for _ in range(3))
        for judge, these, table in ((model.record, filled, whole), (model.name, ~filled, features)):
            odds[these] = judge.forest.log_odds(table[these])
            chance[these] = judge.calibration.chance(odds[these])
            share[these] = judge.trained_share
        return chance, share, odds


def _ranked(places: Whole, found: Real) -> list[Found]:
    order = np.argsort(-found[:, 2], kind="stable")
    return [Found(int(places[at]), *map(float, found[at])) for at in order]
