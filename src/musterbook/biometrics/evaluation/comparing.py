"""Every pair of samples compared once, block by block, so that memory stays the same however many there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final

import numpy as np
from numpy.typing import NDArray

from musterbook.biometrics.engines import Matcher, Points, Template
from musterbook.biometrics.matching.ours import Ours, Packed, Print, pack

BLOCK: Final = 256
"""Templates laid together: about 17 MB."""

Reals = NDArray[np.float64]
Told = Callable[[int, int], None]


def compared(
    points: tuple[Points | None, ...], matcher: Matcher, *, jobs: int = 1, told: Told = lambda _done, _of: None
) -> Iterator[Reals]:
    """For each sample in turn its scores with all that come after it; 0 with a picture that could not be read."""
    count, whole, done = len(points), len(points) * (len(points) - 1) // 2, 0
    with ThreadPoolExecutor(max_workers=max(1, jobs)) as workers:
        for begin in range(0, count, BLOCK):
            rows = [_template(one, matcher) for one in points[begin : begin + BLOCK]]
            scores = [np.zeros(count - begin - row - 1) for row in range(len(rows))]
            for other in range(begin, count, BLOCK):
                others = [_template(one, matcher) for one in points[other : other + BLOCK]]
                laid = _laid([one for one in others if one is not None], matcher)
                there = np.array([one is not None for one in others])
                waiting: list[tuple[int, Future[Reals]]] = [
                    (row, workers.submit(matcher.match_many, one, laid))  # type: ignore[arg-type]  # ours takes a pack
                    for row, one in enumerate(rows)
                    if one is not None and there.any()
                ]
                for row, future in waiting:
                    against = np.zeros(len(others))
                    against[there] = future.result()
                    first = max(0, begin + row + 1 - other)
                    at = other + first - (begin + row + 1)
                    scores[row][at : at + len(others) - first] = against[first:]
                done += sum(max(0, min(other + BLOCK, count) - max(other, begin + row + 1)) for row in range(len(rows)))
                told(done, whole)
            yield from scores


def _template(points: Points | None, matcher: Matcher) -> Template | None:
    return None if points is None else matcher.template(points)


def _laid(templates: list[Template], matcher: Matcher) -> list[Template] | Packed:
    """Laid together where the matcher is ours, which then need not do it for each probe."""
    if isinstance(matcher, Ours):
        return pack([one for one in templates if isinstance(one, Print)])
    return templates
