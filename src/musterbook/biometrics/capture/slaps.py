"""Slaps, 4-4-2: one picture of four fingers, or of both thumbs, cut into fingers; where it is unsure it asks.

Section 11 of biometrics.md. Places 8 pixels wide that vary are finger; what lies below another part along the same line
is a lower joint of it; of each finger the tip is kept, 1.3 times as long as it is wide, not turned and not resampled.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import PIL.Image
from numpy.typing import NDArray
from scipy import ndimage

from musterbook.biometrics.engines import DPI, Image
from musterbook.biometrics.positions import SLAPS
from musterbook.terms.errors import Malformed

BLOCK: Final = 8
"""Pixels at 500 dpi."""
DEVIATION_MIN: Final = 12.0
AREA_MM2_MIN: Final = 40.0
"""Less is a smudge."""
ANGLE_MAX: Final = np.deg2rad(25.0)
TIP_IN_WIDTHS: Final = 1.3
LONGER_MIN: Final = 1.2
"""Times as long as wide, from which on a part says how it lies."""
MARGIN: Final = 1
"""Places left round a tip."""
BACKGROUND: Final = 255

Box = tuple[int, int, int, int]
"""Left, top, right, bottom, in pixels of the slap."""


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """One finger: its places (row, column), and the line it lies along, pointing to the tip."""

    places: NDArray[np.float64]
    middle: NDArray[np.float64]
    up: NDArray[np.float64]

    @property
    def turned(self) -> float:
        """Radians from upright; to the right is positive."""
        return float(np.arctan2(self.up[1], -self.up[0]))


def cut(image: Image, *, absent: Collection[int] = ()) -> tuple[Image, ...]:
    """The fingers of a slap, by position.

    Args:
        image: its `position` is one of `positions.SLAPS`.
        absent: positions said to be missing, which cannot lie on it.

    Raises:
        Malformed: `capture.slap-parts` where there are not as many fingers as there should be, `capture.slap-turned`
            where the hand lies more than 25 degrees off: a person must say where each finger is (`as_drawn`).
    """
    wanted = tuple(position for position in SLAPS[image.position] if position not in absent)
    side = max(2, round(BLOCK * image.dpi / DPI))
    mask = _touched(image.pixels, side)
    parts = _parts(mask, image.dpi, side)
    if len(parts) != len(wanted) or not wanted:
        raise Malformed.because("capture.slap-parts", found=len(parts), wanted=len(wanted))
    turned = float(np.median([part.turned for part in parts]))
    if abs(turned) > ANGLE_MAX:
        raise Malformed.because("capture.slap-turned", degrees=round(float(np.rad2deg(abs(turned)))))
    across = np.array([np.sin(turned), np.cos(turned)])
    ordered = sorted(parts, key=lambda part: float(part.middle @ across))
    found = [_tip(image, part, mask.shape, side, position) for part, position in zip(ordered, wanted, strict=True)]
    return tuple(sorted(found, key=lambda one: one.position))


def as_drawn(image: Image, boxes: Mapping[int, Box]) -> tuple[Image, ...]:
    """The fingers where a person drew a box round each.

    Raises:
        Malformed: `capture.slap-box` where a box is not on the picture or not of that hand.
    """
    height, width = image.pixels.shape
    for position, (left, top, right, bottom) in boxes.items():
        on = 0 <= left < right <= width and 0 <= top < bottom <= height
        if not on or position not in SLAPS[image.position]:
            raise Malformed.because("capture.slap-box", position=position)
    return tuple(
        Image(image.pixels[top:bottom, left:right].copy(), image.dpi, position)
        for position, (left, top, right, bottom) in sorted(boxes.items())
    )


def png(image: Image) -> bytes:
    """The picture without loss, its resolution with it."""
    place = io.BytesIO()
    PIL.Image.fromarray(image.pixels).save(place, "PNG", dpi=(image.dpi, image.dpi))
    return place.getvalue()


def _touched(pixels: NDArray[np.uint8], side: int) -> NDArray[np.bool_]:
    down, across = (length // side for length in pixels.shape)
    cut_to = pixels[: down * side, : across * side].astype(np.float32).reshape(down, side, across, side)
    varies = cut_to.std(axis=(1, 3)) > DEVIATION_MIN
    closed = ndimage.binary_closing(np.pad(varies, 2), np.ones((3, 3)))[2:-2, 2:-2]
    return np.asarray(ndimage.binary_opening(ndimage.binary_fill_holes(closed), np.ones((3, 3))))


def _parts(mask: NDArray[np.bool_], dpi: int, side: int) -> list[_Part]:
    """The fingers: what lies below another part, along its line, is a joint of it."""
    labels, count = ndimage.label(mask)
    area_min = AREA_MM2_MIN / (side * 25.4 / dpi) ** 2
    pieces = [np.argwhere(labels == label).astype(np.float64) for label in range(1, count + 1)]
    pieces = sorted((one for one in pieces if len(one) >= area_min), key=lambda one: float(one[:, 0].min()))
    tips: list[NDArray[np.float64]] = []
    for piece in pieces:
        middle = piece.mean(axis=0)
        if not any(_below(middle, tip) for tip in tips):
            tips.append(piece)
    return [_part(tip) for tip in tips]


def _below(middle: NDArray[np.float64], tip: NDArray[np.float64]) -> bool:
    """True where this middle lies under a tip: lower than its end, and within its width or leaning with it."""
    part = _part(tip)
    off = middle - part.middle
    along, across = float(off @ -part.up), abs(float(off @ np.array([-part.up[1], part.up[0]])))
    half = np.ptp(tip[:, 1]) / 2
    return bool(along > np.ptp(tip[:, 0]) / 2 and across < 1.2 * half + 0.15 * along)


def _part(places: NDArray[np.float64]) -> _Part:
    middle = places.mean(axis=0)
    spread, vectors = np.linalg.eigh(np.cov((places - middle).T) + 1e-9 * np.eye(2))
    up = vectors[:, -1]
    if spread[-1] < LONGER_MIN**2 * spread[0]:
        up = np.array([-1.0, 0.0])  # a thumb may be as wide as it is long, and says nothing of how it lies
    return _Part(places, middle, -up if up[0] > 0 else up)


def _tip(image: Image, part: _Part, shape: tuple[int, ...], side: int, position: int) -> Image:
    """The last joint of a finger, with the ground painted over whatever of other fingers lies in its box."""
    along = (part.places - part.middle) @ part.up
    across = (part.places - part.middle) @ np.array([-part.up[1], part.up[0]])
    distal = along > along.max() - np.ptp(across[along > np.median(along)]) * TIP_IN_WIDTHS
    rows, columns = part.places[distal].astype(int).T
    own = np.zeros(shape, bool)
    own[part.places[:, 0].astype(int), part.places[:, 1].astype(int)] = True
    own = ndimage.binary_dilation(own, np.ones((3, 3)), iterations=MARGIN)
    top, bottom = max(0, rows.min() - MARGIN), min(shape[0], rows.max() + 1 + MARGIN)
    left, right = max(0, columns.min() - MARGIN), min(shape[1], columns.max() + 1 + MARGIN)
    shown = np.kron(own[top:bottom, left:right], np.ones((side, side), bool))
    pixels = image.pixels[top * side : bottom * side, left * side : right * side]
    return Image(np.where(shown, pixels, BACKGROUND).astype(np.uint8), image.dpi, position)
