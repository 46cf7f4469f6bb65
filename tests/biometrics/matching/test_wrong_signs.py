"""A matcher with one step wrong is told from the right one: each is made, run without a compiler, and compared.

Running without a compiler also shows that compiled and plain loops give the same answers.
"""

from __future__ import annotations

import re
import types
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from musterbook.biometrics.engines import Points
from musterbook.biometrics.matching import compiled, kernels
from musterbook.biometrics.matching.ours import Ours
from tests.biometrics.matching.invented import finger, impression, moved

SOURCE = Path(kernels.__file__).read_text("utf-8")
OURS = Ours()

WRONG = [
    ("x = points[i, X] + cos * CELLS[m, 0] - sin", "x = points[i, X] + cos * CELLS[m, 0] + sin"),
    ("y = points[i, Y] + sin * CELLS[m, 0] + cos", "y = points[i, Y] - sin * CELLS[m, 0] + cos"),
    ("_turns(points[j, T] - points[i, T]", "_turns(points[i, T] - points[j, T]"),
    ("_spread(cos * off_x + sin * off_y, cos * off_y - sin", "_spread(cos * off_x - sin * off_y, cos * off_y - sin"),
    ("_spread(cos * off_x + sin * off_y, cos * off_y - sin", "_spread(cos * off_x + sin * off_y, cos * off_y + sin"),
    ("off = turn - b * math.pi", "off = turn + b * math.pi"),
    ("math.exp(-off * off", "math.exp(off * off"),
    ("math.exp(-square", "math.exp(square"),
    ("+ SATURATION)", "- SATURATION)"),
    ("if off_x * off_x + off_y * off_y <= HULL_GROWN", "if off_x * off_x - off_y * off_y <= HULL_GROWN"),
    ("edge_x * from_y - edge_y * from_x < 0.0", "edge_x * from_y - edge_y * from_x > 0.0"),
    ("cos * cosines[j] + sin * sines[j]", "cos * cosines[j] - sin * sines[j]"),
    ("- TWICE * ab[at]", "+ TWICE * ab[at]"),
    ("WHOLE - apart / (", "WHOLE + apart / ("),
    ("z_1 = abs(d - e)", "z_1 = abs(d + e)"),
    ("cos_rho = turn * turn_2 + turn_sin", "cos_rho = turn * turn_2 - turn_sin"),
    ("z_2 = abs(turn_sin * turn_2 - turn", "z_2 = abs(turn_sin * turn_2 + turn"),
    (
        "cos_3, sin_3 = along * along_2 + across * across_2, across * along_2 - along",
        "cos_3, sin_3 = along * along_2 + across * across_2, across * along_2 + along",
    ),
    ("cos_4, sin_4 = along * along_2 + across", "cos_4, sin_4 = along * along_2 - across"),
    ("d_y * c[b] - d_x", "d_y * c[b] + d_x"),
    ("(WHOLE - z_3 * z_3)", "(WHOLE + z_3 * z_3)"),
    ("fits[a, b] = fits[b, a]", "fits[a, b] = -fits[b, a]"),
    ("< support[moved] * alike[moved]", "> support[moved] * alike[moved]"),
    ("across += from_x * to_y - from_y", "across += from_x * to_y + from_y"),
    ("along += from_x * to_x + from_y", "along += from_x * to_x - from_y"),
    ("at_x, at_y = x_2 + cos * from_x - sin", "at_x, at_y = x_2 + cos * from_x + sin"),
    ("turn_cos = cos * points[i, COS] - sin", "turn_cos = cos * points[i, COS] + sin"),
    ("accord += 1.0 - apart", "accord += 1.0 + apart"),
    ("_within(hulls[0], x + cos * from_x + sin * from_y", "_within(hulls[0], x + cos * from_x - sin * from_y"),
    ("_within(hulls[1], x_2 + cos * from_x - sin * from_y", "_within(hulls[1], x_2 + cos * from_x + sin * from_y"),
    ("2.0 * edge / (taken - 1)", "2.0 * edge / (taken + 1)"),
]


@pytest.fixture(scope="module")
def hands() -> list[tuple[Points, Points]]:
    """A finger put down twice, once turned; few points, because plain loops are slow."""
    rng = np.random.default_rng(12)
    of = finger(rng, 16)
    second = moved(impression(of, rng, kept=0.95), turn=0.9, x=25, y=-35)
    return [(impression(of, rng, kept=0.95), second)]


def weighed(near: np.ndarray) -> float:
    """How much stands where, in one number."""
    return float((near * (np.arange(near.shape[1]) % 11)).sum())


def plain_scores(source: str, hands: list[tuple[Points, Points]], monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Scores, and how much stands around the points, by this source of the kernels, nothing compiled."""
    monkeypatch.setattr(compiled, "COMPILED", False)
    made: Any = types.ModuleType("kernels_as_written")
    exec(compile(source, "kernels_as_written.py", "exec"), made.__dict__)  # noqa: S102  our own source, one sign changed
    found = []
    for one, other in hands:
        prints = []
        for points in (one, other):
            known = OURS.template(points)
            n = len(known)
            arrays = [np.zeros((n, made.LENGTH), np.float32), np.zeros((n, made.PADDED), np.float32)]
            arrays += [np.zeros((n, made.PADDED), np.float32), np.zeros(n, np.int64)]
            hull = np.zeros((2 * n, 2))
            corners = made.describe(known.placed, *arrays, hull)
            prints.append((known.placed, *arrays, hull[:corners]))
        exchanged = np.array([OURS.template(other).digest < OURS.template(one).digest])
        starts = np.array([[0, 0], [len(prints[1][0]), len(prints[1][5])]])
        scores, pairs, laid = np.zeros(1), np.zeros((60, 2), np.int64), np.zeros(3)
        made.match(*prints[0], *prints[1], starts, exchanged, scores, pairs, laid)
        found += [float(scores[0]), *(weighed(each[1]) for each in prints)]
    return found


def right_scores(hands: list[tuple[Points, Points]]) -> list[float]:
    found = []
    for one, other in hands:
        prints = OURS.template(one), OURS.template(other)
        found += [OURS.compare(*prints).score, *(weighed(each.near) for each in prints)]
    return found


def test_plain_loops_give_the_scores_of_compiled_ones(
    hands: list[tuple[Points, Points]], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert plain_scores(SOURCE, hands, monkeypatch) == pytest.approx(right_scores(hands), rel=1e-5)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize(("right", "wrong"), WRONG, ids=[re.sub(r"\W+", "-", wrong)[:60] for _, wrong in WRONG])
def test_one_wrong_sign_changes_a_score(
    right: str, wrong: str, hands: list[tuple[Points, Points]], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert SOURCE.count(right) >= 1

    try:
        scores = plain_scores(SOURCE.replace(right, wrong, 1), hands, monkeypatch)
    except (ArithmeticError, ValueError):
        return  # it cannot even be worked out

    assert scores != pytest.approx(right_scores(hands), rel=1e-3, abs=1e-3)
