"""The two things dearest about a pair of names as compiled loops: comparing tokens symbol by symbol, and the trees.

They do what arrays did before, sum for sum in the same order, and much sooner (decision 0700). Importing this loads the
compiler; machine code is kept beside the file, and made anew when the file changes.
"""

from __future__ import annotations

from typing import Any, Final

import numba
import numpy as np
from numpy.typing import NDArray

TILE: Final = 64
"""Trees answered together: the answers of as many fit into the nearer memory of a core."""
SPREAD: Final = 0x077CB531
"""Multiplies a single bit into a number whose five upper bits no other bit has."""

Whole = NDArray[np.int64]
Real = NDArray[np.float64]
Small = NDArray[np.uint8]
Flags = NDArray[np.bool_]
Tokens = tuple[Whole, Whole, Flags, Flags]
"""Of each token: its two spellings, its tag, whether it is one Latin letter, whether it is Arabic."""
Spelt = tuple[Small, Whole, Whole, Whole, Real]
"""Of each spelling: symbols by code (a row each), how many, script, rank, weight."""
Costs = tuple[Real, Real, Real]
"""Substitutions and gaps, as in `paths.Prices`."""


def _path(one: Small, other: Small, swap: Real, down: Real, right: Real, room: Real) -> float:  # noqa: PLR0917  compiled
    """The cost of the cheapest path between two strings of symbols; sums in the order of `paths.Steps`."""
    width, along, row = len(other), room[0], room[1]
    along[0] = row[0] = 0.0
    for j in range(width):
        along[j + 1] = row[j + 1] = along[j] + right[other[j]]
    for code in one:
        before, least = row[0], np.inf
        for j in range(width + 1):
            here = row[j]
            cost = here + down[code]
            if j:
                cost = min(cost, before + swap[code, other[j - 1]])
            least = min(least, cost - along[j])
            before, row[j] = here, least + along[j]
    least = row[width]
    return float(least)


def _between(low: int, high: int, spelt: Spelt, costs: Costs, room: Real) -> float:
    """The cost between two spellings: Arabic first, then the lower rank, so that it is the same both ways round."""
    codes, length, script, rank, _ = spelt
    if script[low] < script[high] or (script[low] == script[high] and rank[low] > rank[high]):
        low, high = high, low
    mode = 1 if script[low] != script[high] else 0
    swap, first, second = costs
    cost: float = path(
        codes[low, : length[low]], codes[high, : length[high]],
        swap[mode], first[mode, script[high]], second[mode, script[low]], room,
    )  # fmt: skip
    return cost


def _tokens_alike(  # noqa: PLR0917  compiled, and called by place
    one: int, other: int, tokens: Tokens, spelt: Spelt, costs: Costs, factors: Real, limits: tuple[int, float, float],
    room: Real,
) -> float:  # fmt: skip
    """The likeness of two tokens; of two spellings, the best. `limits`: lengths apart, least weight, of an initial."""
    spelling, tag, initial, arabic = tokens
    codes, length, _, _, weight = spelt
    apart, weight_min, initial_alike = limits
    same = spelling[one, 0] == spelling[other, 0]
    if (initial[one] or initial[other]) and not arabic[one] and not arabic[other] and not same:
        return initial_alike if codes[spelling[one, 0], 0] == codes[spelling[other, 0], 0] else 0.0
    best = 0.0
    for i in range(2 if spelling[one, 0] != spelling[one, 1] else 1):
        for j in range(2 if spelling[other, 0] != spelling[other, 1] else 1):
            a, b = spelling[one, i], spelling[other, j]
            if a == b:
                best = 1.0
            elif abs(length[a] - length[b]) <= apart:
                cost = between(a, b, spelt, costs, room)
                best = max(best, 1.0 - cost / max(weight_min, (weight[a] + weight[b]) / 2))
    alike: float = best * factors[tag[one], tag[other]]
    return alike


def _pairs_alike(  # noqa: PLR0917  compiled, and called by place
    first: Whole, second: Whole, tokens: Tokens, spelt: Spelt, costs: Costs, factors: Real,
    limits: tuple[int, float, float],
) -> Real:  # fmt: skip
    """The likeness of each two tokens."""
    alike, room = np.empty(len(first)), np.empty((2, spelt[0].shape[1] + 1))
    for pair in range(len(first)):
        alike[pair] = tokens_alike(first[pair], second[pair], tokens, spelt, costs, factors, limits, room)
    return alike


def _pairs_odds(first: Whole, second: Whole, spelling: Whole, spelt: Spelt, costs: Costs) -> Real:
    """The odds of the best path between each two tokens; of two spellings, the better."""
    odds, room = np.empty(len(first)), np.empty((2, spelt[0].shape[1] + 1))
    for pair in range(len(first)):
        one, other, best = first[pair], second[pair], -np.inf
        for i in range(2 if spelling[one, 0] != spelling[one, 1] else 1):
            for j in range(2 if spelling[other, 0] != spelling[other, 1] else 1):
                best = max(best, -between(spelling[one, i], spelling[other, j], spelt, costs, room))
        odds[pair] = best
    return odds


def _joined_alike(  # noqa: PLR0917  compiled, and called by place
    single: Whole, first: Whole, second: Whole, tokens: Tokens, spelt: Spelt, costs: Costs, factors: Real,
    weight_min: float,
) -> Real:  # fmt: skip
    """How alike each token is, to within a rounding, to two others written as one word."""
    spelling, tag = tokens[0], tokens[1]
    codes, length, script, _, weight = spelt
    swap, gap_first, gap_second = costs
    word, room = np.empty(2 * codes.shape[1], np.uint8), np.empty((2, 2 * codes.shape[1] + 1))
    alike = np.zeros(len(single))
    for place in range(len(single)):
        head, tail = spelling[first[place], 0], spelling[second[place], 0]
        whole = length[head] + length[tail]
        for at in range(whole):
            word[at] = codes[head, at] if at < length[head] else codes[tail, at - length[head]]
        arabic = script[head] * script[tail]
        for k in range(2):
            mine = spelling[single[place], k]
            mode = 1 if script[mine] != arabic else 0
            one, other = gap_first[mode, arabic], gap_second[mode, script[mine]]
            if script[mine] < arabic:
                one, other = gap_second[mode, arabic], gap_first[mode, script[mine]]
            cost = path(codes[mine, : length[mine]], word[:whole], swap[mode], one, other, room)
            carried = max(weight_min, (weight[mine] + weight[head] + weight[tail]) / 2)
            alike[place] = max(alike[place], 1.0 - cost / carried)
        alike[place] *= factors[tag[single[place]], tag[second[place]]]
    return alike


def _tree_sums(  # noqa: PLR0917  compiled, and called by place
    features: Real, groups: tuple[Whole, Whole], thresholds: Real, begins: Whole, masks: NDArray[np.uint32],
    values: Real, neutral: Real, wanted: Flags, base: float,
) -> tuple[Real, Real]:  # fmt: skip
    """What all trees add up to for each row, and with each group of features at its neutral values.

    `groups` are features, and where each group begins among them. `thresholds` of all features one after the other, of
    each from `begins` on; `masks` (tiles × thresholds and one more a feature × trees) are the leaves not ruled out.
    `values` (trees × 32) stand where the spread of their leaf's bit points to. Rows × groups are `wanted` or not.
    """
    rows, parts = len(features), len(groups[1]) - 1
    found, others = np.zeros(rows), np.zeros((rows, parts))
    step = _steps(features, groups[0], thresholds, begins, neutral)
    left, plain = np.empty((parts, TILE), np.uint32), np.empty((parts, TILE), np.uint32)
    both = np.empty(TILE, np.uint32)
    for tile in range(masks.shape[0]):
        table, first = masks[tile], tile * TILE
        _meet(table, step, rows, groups[1], plain)
        for row in range(rows):
            _meet(table, step, row, groups[1], left)
            _all_of(left, left[0], 0, both)
            found[row] += _added(both, values, first)
            for part in range(parts):
                if wanted[row, part]:
                    _all_of(left, plain[part], part, both)
                    others[row, part] += _added(both, values, first)
    for row in range(rows):
        found[row] += base
        for part in range(parts):
            others[row, part] = others[row, part] + base if wanted[row, part] else found[row]
    return found, others


def _all_groups(left: NDArray[np.uint32], instead: NDArray[np.uint32], place: int, both: NDArray[np.uint32]) -> None:
    """The leaves all groups leave, with others `instead` of those of one."""
    for lane in range(TILE):
        both[lane] = instead[lane]
    for part in range(len(left)):
        if part != place:
            for lane in range(TILE):
                both[lane] &= left[part, lane]


def _steps_between(features: Real, members: Whole, thresholds: Real, begins: Whole, neutral: Real) -> NDArray[np.int32]:
    """For each row, and one more of neutral values, which mask answers for each feature."""
    step = np.empty((len(features) + 1, len(members)), np.int32)
    for row in range(len(step)):
        for place in range(len(members)):
            feature = members[place]
            value = neutral[feature] if row == len(features) else features[row, feature]
            low, high = begins[feature], begins[feature + 1]
            while low < high:
                middle = (low + high) // 2
                if thresholds[middle] < value:
                    low = middle + 1
                else:
                    high = middle
            step[row, place] = low + feature  # a feature has one mask more than thresholds
    return step


def _meet_masks(
    table: NDArray[np.uint32], step: NDArray[np.int32], row: int, starts: Whole, left: NDArray[np.uint32]
) -> None:
    """The leaves of a tile's trees that each group of features leaves; four features at once."""
    for part in range(len(starts) - 1):
        place, end = starts[part], starts[part + 1]
        a = step[row, place]
        for lane in range(TILE):
            left[part, lane] = table[a, lane]
        place += 1
        while place < end:
            a, b = step[row, place], step[row, min(place + 1, end - 1)]
            c, d = step[row, min(place + 2, end - 1)], step[row, min(place + 3, end - 1)]
            for lane in range(TILE):
                left[part, lane] &= table[a, lane] & table[b, lane] & table[c, lane] & table[d, lane]
            place += 4


def _added_leaves(left: NDArray[np.uint32], values: Real, first: int) -> float:
    """What the first leaf left of each tree of a tile adds."""
    even = odd = 0.0
    for lane in range(0, TILE, 2):
        one, other = left[lane], left[lane + 1]
        one, other = np.uint32(one & np.uint32(-one)), np.uint32(other & np.uint32(-other))
        even += values[first + lane, np.uint32(one * np.uint32(SPREAD)) >> np.uint32(27)]
        odd += values[first + lane + 1, np.uint32(other * np.uint32(SPREAD)) >> np.uint32(27)]
    return even + odd


_ONLY_INSIDE: Final[dict[str, Any]] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
_inner: Final[Any] = numba.njit(nogil=True, error_model="numpy", **_ONLY_INSIDE)
_door: Final[Any] = numba.njit(cache=True, nogil=True, error_model="numpy")
path: Final[Any] = _inner(_path)
between: Final[Any] = _inner(_between)
tokens_alike: Final[Any] = _inner(_tokens_alike)
_steps: Final[Any] = _inner(_steps_between)
_meet: Final[Any] = _inner(_meet_masks)
_added: Final[Any] = _inner(_added_leaves)
_all_of: Final[Any] = _inner(_all_groups)
pairs_alike: Final[Any] = _door(_pairs_alike)
pairs_odds: Final[Any] = _door(_pairs_odds)
joined_alike: Final[Any] = _door(_joined_alike)
tree_sums: Final[Any] = _door(_tree_sums)
