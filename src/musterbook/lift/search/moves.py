"""Which moves the search makes how often: those that gained most for their work lately, none of them never."""

from __future__ import annotations

import numpy as np

from musterbook.lift.search import vary
from musterbook.lift.search.tables import Array

WEIGHTS = {
    vary.NEW_PLACES: 22,
    vary.OTHER_DEST: 10,
    vary.SWAP_OWN: 10,
    vary.DELETE: 9,
    vary.INSERT: 9,
    vary.SWAP_CARRIERS: 10,
    vary.GIVE: 5,
    vary.SWAP_TAILS: 6,
    vary.FREE_ONE: 6,
    vary.CUT_TAIL: 3,
    vary.WAIT: 8,
    vary.WAIT_LESS: 6,
    vary.HOME_OR_NOT: 4,
    vary.FREE_SOME: 12,
    vary.SWAP_OTHERS: 4,
    vary.BOARD_FIRST: 8,
    vary.CUT_ALL: 1,
}
"""How often each kind of move is drawn at first."""

LEAST, MOST = 0.3, 3.0
FORGOTTEN = 0.7
DRAWN_LEAST = 400


def new_moves() -> Array:
    """The table of moves, one row for each kind with the columns `vary.M_*`."""
    moves = np.zeros((vary.MOVES, vary.M_COLUMNS), np.float64)
    for kind, weight in WEIGHTS.items():
        moves[kind, vary.M_WEIGHT] = weight
    return moves


def adapt(moves: Array) -> None:
    """Draw moves more often that gained more for their work than the rest; forget by and by what was long ago.

    Nothing changes while there is little to judge by.
    """
    drawn, work, gain = (moves[:, column] for column in (vary.M_DRAWN, vary.M_WORK, vary.M_GAIN))
    if drawn.sum() < DRAWN_LEAST or gain.sum() <= 0.0:
        return
    mean = gain.sum() / work.sum()
    prior = work.sum() / len(moves) / 2
    rate = (gain + mean * prior) / (work + prior) / mean
    first = np.array([WEIGHTS[kind] for kind in range(vary.MOVES)], np.float64)
    moves[:, vary.M_WEIGHT] = first * np.clip(rate, LEAST, MOST)
    moves[:, [vary.M_DRAWN, vary.M_WORK, vary.M_GAIN]] *= FORGOTTEN
