"""Scoring a whole file, ten thousand rows at a time, over the cores there are; the same bytes every time."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import chain, islice
from multiprocessing import get_context
from pathlib import Path

from musterbook.biometrics.names.model import Model, load, trained
from musterbook.biometrics.names.scoring import Score, Side, score
from musterbook.biometrics.names.sheets import ADDED, ROWS_AT_ONCE, reading, scored_row, writing

Pairs = list[tuple[Side, Side]]
Block = tuple[list[list[str]], Pairs]


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which model scores: none (the rule alone), the one in a folder, or the one that comes with Musterbook."""

    folder: Path | None = None
    rule_only: bool = False

    def model(self) -> Model | None:
        """The model, loaded; Tampered where its files differ from its card."""
        if self.rule_only:
            return None
        return load(self.folder) if self.folder else trained()


@dataclass(slots=True)
class Tally:
    """What was scored: rows, rows in which a name could not be read, rows not as long as the header."""

    rows: int = 0
    unreadable: int = 0
    uneven: int = 0


def score_file(pairs: Path, out: Path, chosen: Chosen, *, year_now: int, cores: int) -> Tally:
    """Scores every row of a table of pairs into another; rows keep their order and their other columns."""
    tally = Tally()
    with reading(pairs) as sheet, writing(out, [*sheet.columns, *ADDED]) as lines:
        blocks = ((block, sheet.pairs(block)) for block in sheet.blocks())
        for block, scores in _scored(blocks, chosen, year_now=year_now, cores=cores):
            lines.writerows(scored_row(row, found) for row, found in zip(block, scores, strict=True))
            tally.rows += len(block)
            tally.unreadable += sum(found.name_p is None for found in scores)
        tally.uneven = sheet.uneven
    return tally


def _scored(
    blocks: Iterator[Block], chosen: Chosen, *, year_now: int, cores: int
) -> Iterator[tuple[list[list[str]], list[Score]]]:
    """Blocks with their scores, in order; several processes only where there is more than one block."""
    first = list(islice(blocks, 2))
    whole = chain(first, blocks)
    if cores < 2 or len(first) < 2 or len(first[0][0]) < ROWS_AT_ONCE:
        model = chosen.model()
        for block, pairs in whole:
            yield block, score(pairs, model, year_now=year_now)
        return
    with ProcessPoolExecutor(cores, mp_context=get_context("spawn"), initializer=_prepare, initargs=(chosen,)) as pool:
        waiting: deque[tuple[list[list[str]], Future[list[Score]]]] = deque()
        for block, pairs in whole:
            waiting.append((block, pool.submit(_score, pairs, year_now)))
            if len(waiting) > cores:
                done, future = waiting.popleft()
                yield done, future.result()
        for done, future in waiting:
            yield done, future.result()


_MODELS: list[Model | None] = []
"""In a process of the pool: the model it was started with."""


def _prepare(chosen: Chosen) -> None:
    _MODELS[:] = [chosen.model()]


def _score(pairs: Pairs, year_now: int) -> list[Score]:
    return score(pairs, _MODELS[0], year_now=year_now)
