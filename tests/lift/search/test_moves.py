"""Moves that gain are made more often; none is given up."""

from __future__ import annotations

from musterbook.lift.search import vary
from musterbook.lift.search.moves import LEAST, MOST, WEIGHTS, adapt, new_moves


def test_every_kind_of_move_has_a_weight() -> None:
    assert sorted(WEIGHTS) == list(range(vary.MOVES))
    assert (new_moves()[:, vary.M_WEIGHT] > 0).all()


def test_nothing_changes_while_there_is_little_to_judge_by() -> None:
    moves = new_moves()
    moves[vary.GIVE, vary.M_DRAWN :] = (10, 100, 5.0)

    adapt(moves)

    assert (moves[:, vary.M_WEIGHT] == new_moves()[:, vary.M_WEIGHT]).all()


def test_what_gained_is_drawn_more_often_and_the_rest_less() -> None:
    moves = new_moves()
    moves[:, vary.M_DRAWN], moves[:, vary.M_WORK] = 100, 1000
    moves[vary.GIVE, vary.M_GAIN] = 8.5

    adapt(moves)

    # 8.5 of gain in 17,000 of work: .0005 on the whole, and half of each kind's say is that mean.
    assert moves[vary.GIVE, vary.M_WEIGHT] == MOST * WEIGHTS[vary.GIVE]
    assert moves[vary.WAIT, vary.M_WEIGHT] == WEIGHTS[vary.WAIT] / 3
    assert moves[vary.WAIT, vary.M_WEIGHT] > LEAST * WEIGHTS[vary.WAIT]


def test_what_was_long_ago_counts_less() -> None:
    moves = new_moves()
    moves[:, vary.M_DRAWN], moves[:, vary.M_WORK], moves[:, vary.M_GAIN] = 100, 1000, 1.0

    adapt(moves)

    assert (moves[:, vary.M_DRAWN] == 70).all()
    assert (moves[:, vary.M_WEIGHT] == new_moves()[:, vary.M_WEIGHT]).all()
