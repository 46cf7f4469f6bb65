"""Scoring a whole file, two thousand rows at a time, over the cores there are; the same bytes every time."""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import chain, islice
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from musterbook.biometrics.names.interning import Names
from musterbook.biometrics.names.model import Model, load, trained
from musterbook.biometrics.names.scoring import score
from musterbook.biometrics.names.sheets import ADDED, Sheet, as_text, reading, scored_row, writing

Rows = list[list[str]]
KNOWN_MOST: Final = 50_000
"""Names kept in mind from block to block; after as many all are forgotten."""
BLOCKS_WAITING: Final = 3
"""Blocks handed out ahead for each process."""


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
        for text, part in _scored(sheet, chosen, year_now=year_now, cores=cores):
            lines.write(text)
            tally.rows += part.rows
            tally.unreadable += part.unreadable
        tally.uneven = sheet.uneven
    return tally


def _scored(sheet: Sheet, chosen: Chosen, *, year_now: int, cores: int) -> Iterator[tuple[str, Tally]]:
    """Blocks as they are written, in order; several processes only where there is more than one block."""
    blocks = sheet.blocks()
    first = list(islice(blocks, 2))
    whole = chain(first, blocks)
    if cores < 2 or len(first) < 2:
        scorer = _Scorer(sheet.columns, chosen, year_now)
        yield from map(scorer.score, whole)
        return
    started = (sheet.columns, chosen, year_now)
    with ProcessPoolExecutor(cores, mp_context=get_context("spawn"), initializer=_prepare, initargs=started) as pool:
        waiting: deque[Future[tuple[str, Tally]]] = deque()
        for block in whole:
            waiting.append(pool.submit(_score, block))
            if len(waiting) > cores * BLOCKS_WAITING:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


class _Scorer:
    """Scores blocks of rows into the text that is written; the model is loaded once."""

    def __init__(self, columns: list[str], chosen: Chosen, year_now: int) -> None:
        self.sheet = Sheet(columns, iter(()), "")
        self.model = chosen.model()
        self.year_now = year_now
        self.known = Names()

    def score(self, block: Rows) -> tuple[str, Tally]:
        """The rows of a block with what was found, as text, and how many there were."""
        if len(self.known) > KNOWN_MOST:
            self.known = Names()
        scores = score(self.sheet.pairs(block), self.model, year_now=self.year_now, known=self.known)
        text = as_text(scored_row(row, found) for row, found in zip(block, scores, strict=True))
        return text, Tally(len(block), sum(found.name_p is None for found in scores))


_SCORERS: list[_Scorer] = []
"""In a process of the pool: what it was started with."""


def _prepare(columns: list[str], chosen: Chosen, year_now: int) -> None:
    _SCORERS[:] = [_Scorer(columns, chosen, year_now)]
    gc.freeze()  # what has been loaded stays, and need not be looked through again and again


def _score(block: Rows) -> tuple[str, Tally]:
    return _SCORERS[0].score(block)
