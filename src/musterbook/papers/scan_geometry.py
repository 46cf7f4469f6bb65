"""Finding a form on a picture: its corner marks near where its code says they are, and the way from paper to picture.

A page may lie turned, aslant or upside down. Four points settle a projection (a homography); the code, whose place on
the paper is known, shows whether the right four were found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from musterbook.papers.form_layout import CODE_LEFT_MM, CODE_MM, CODE_TOP_MM, CORNERS_MM, DISC_MM, QUIET_MODULES

Points = NDArray[np.float64]
"""Rows of x and y."""
Picture = NDArray[np.uint8]

OFF_MM_MAX: Final = 2.5
"""How far the code may lie from where the corners put it."""
NEAR_MM: Final = 60.0
NEAREST: Final = 4
SOLID: Final = (0.148, 0.19)
"""Second moments of a shape over its area squared: 0.159 for a disc, more for everything longer or hollow."""
AREA: Final = (0.35, 2.2)
"""Of the area a disc should have here."""
DARK: Final = 0.72
"""Of the brightness around it."""
MARKS_LEAST: Final = 3


@dataclass(frozen=True, slots=True)
class Found:
    """Where a page lies on a picture.

    Attributes:
        onto: from millimetres on paper to pixels, three by three.
        corners: which of the four marks were found: upper left, upper right, lower right, lower left.
    """

    onto: NDArray[np.float64]
    corners: tuple[bool, bool, bool, bool]


def found_page(picture: Picture, code: Points, modules: int) -> Found | None:
    """The page a code stands on; None where fewer than three of its corners are to be seen.

    Args:
        picture: grey, one byte a pixel.
        code: its four corners in pixels, beginning with its own upper left one, clockwise on paper.
        modules: how many squares it has on a side.
    """
    best: tuple[float, Found] | None = None
    for left in CODE_LEFT_MM:
        paper = _code_on_paper(left, modules)
        guess = projection(paper, code)
        scale = float(np.linalg.norm(code[1] - code[0]) / np.linalg.norm(paper[1] - paper[0]))
        marks = _marks(picture, scale)
        nearest = [_nearest(one, marks, scale) for one in carried(guess, np.array(CORNERS_MM))]
        for lacking in (0, 1):
            one = _fitted(nearest, paper, code, lacking)
            if one is not None and (best is None or one[0] < best[0]):
                best = one
            if one is not None:
                break
    return best[1] if best is not None else None


def projection(of: Points, onto: Points) -> NDArray[np.float64]:
    """The projection that carries points onto others, four or more, as well as it can (direct linear transform)."""
    rows = []
    for (x, y), (u, v) in zip(of, onto, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y, -u], [0, 0, 0, x, y, 1, -v * x, -v * y, -v]]
    scaled = np.asarray(rows, np.float64)
    lengths = np.maximum(np.abs(scaled).max(axis=0), 1e-9)
    _, _, right = np.linalg.svd(scaled / lengths)
    found: NDArray[np.float64] = (right[-1] / lengths).reshape(3, 3)
    return found / found[2, 2] if abs(found[2, 2]) > 1e-12 else found


def carried(by: NDArray[np.float64], points: Points) -> Points:
    """Points carried by a projection."""
    whole = np.column_stack([points, np.ones(len(points))]) @ by.T
    away = np.where(np.abs(whole[:, 2:]) < 1e-9, 1e-9, whole[:, 2:])
    return np.asarray(whole[:, :2] / away, np.float64)


def _code_on_paper(left: float, modules: int) -> Points:
    edge = CODE_MM * QUIET_MODULES / (modules + 2 * QUIET_MODULES)
    low, high = CODE_TOP_MM + edge, CODE_TOP_MM + CODE_MM - edge
    return np.array(
        [(left + edge, low), (left + CODE_MM - edge, low), (left + CODE_MM - edge, high), (left + edge, high)]
    )


def _marks(picture: Picture, scale: float) -> Points:
    """Middles of everything dark, round, solid and about as large as a corner mark."""
    grey = picture.astype(np.float32)
    around = ndimage.uniform_filter(grey, size=max(15, int(scale * 25)))
    labels, _ = ndimage.label(ndimage.uniform_filter(grey, size=3) < around * DARK)
    wanted = np.pi * (DISC_MM * scale / 2) ** 2
    found = []
    for number, box in enumerate(ndimage.find_objects(labels), start=1):
        high, wide = (side.stop - side.start for side in box)
        if not wanted * AREA[0] * 0.8 < high * wide < wanted * AREA[1] * 2:
            continue
        middle = _disc(labels[box] == number, wanted)
        if middle is not None:
            found.append((middle[0] + box[1].start, middle[1] + box[0].start))
    return np.array(found, np.float64).reshape(-1, 2)


def _disc(shape: NDArray[np.bool_], wanted: float) -> tuple[float, float] | None:
    """The middle of a shape that is a disc; None for any other."""
    down, across = np.nonzero(shape)
    area = float(len(down))
    if not wanted * AREA[0] < area < wanted * AREA[1]:
        return None
    spread = float(((down - down.mean()) ** 2).sum() + ((across - across.mean()) ** 2).sum()) / area**2
    return (float(across.mean()), float(down.mean())) if SOLID[0] <= spread <= SOLID[1] else None


def _nearest(place: NDArray[Any], marks: Points, scale: float) -> list[NDArray[np.float64]]:
    away = np.linalg.norm(marks - place, axis=1) if len(marks) else np.array([])
    order = [int(one) for one in np.argsort(away, kind="stable") if away[one] < NEAR_MM * scale]
    return [marks[one] for one in order[:NEAREST]]


def _fitted(
    nearest: Sequence[list[NDArray[np.float64]]], paper: Points, code: Points, lacking: int
) -> tuple[float, Found] | None:  # fmt: skip
    """The choice of marks that puts the code where it is, with so many corners left out."""
    best: tuple[float, Found] | None = None
    for out in [None] if not lacking else range(4):
        kept = [place for place in range(4) if place != out]
        for chosen in product(*(nearest[place] for place in kept)):
            if len({tuple(one) for one in chosen}) < len(chosen):
                continue
            of = np.array([CORNERS_MM[place] for place in kept])
            onto = np.array(chosen)
            if lacking:
                of, onto = np.vstack([of, paper]), np.vstack([onto, code])
            found = projection(of, onto)
            off = _off(found, of, onto, paper, code)
            if off <= OFF_MM_MAX and (best is None or off < best[0]):
                seen = tuple(place in kept for place in range(4))
                best = (off, Found(found, (seen[0], seen[1], seen[2], seen[3])))
    return best


def _off(by: NDArray[np.float64], of: Points, onto: Points, paper: Points, code: Points) -> float:
    """How far, in millimetres, any point lies from where the projection puts it."""
    try:
        back = np.asarray(np.linalg.inv(by), np.float64)
    except np.linalg.LinAlgError:
        return float("inf")
    pairs: tuple[tuple[Points, Points], ...] = ((onto, of), (code, paper))
    return max(float(np.linalg.norm(carried(back, one) - other, axis=1).max()) for one, other in pairs)
