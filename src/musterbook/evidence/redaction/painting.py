"""Boxes painted over a drawn page: rounded outwards to whole pixels, black, with their code in white."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from musterbook.evidence.redaction.regions import Box, Region
from musterbook.terms.errors import Malformed

GROWN_POINTS: Final = 1.0
"""Added on every side, for edges of letters that reach over the box somebody drew."""
MARGIN_POINTS: Final = 36.0

Pixels = tuple[int, int, int, int]


def painted(page: Image.Image, size: tuple[float, float], regions: Sequence[Region], *, uniform: bool) -> list[Pixels]:
    """Paint the boxes on the page itself; the pixels covered, in the order of the boxes: left, top, right, bottom.

    `size` is that of the page in points. With `uniform` every box reaches from margin to margin, so that its length
    does not tell the length of a word.

    Raises:
        Malformed: a box lies off the page.
    """
    boxes = [pixels_of(one, size, page.size) for one in regions]
    if uniform and boxes:
        left, right = _margins(page.width, page.width / size[0], boxes)
        boxes = [(left, top, right, bottom) for _, top, _, bottom in boxes]
    draw = ImageDraw.Draw(page)
    for left, top, right, bottom in boxes:
        draw.rectangle((left, top, right - 1, bottom - 1), fill="black")
    for one, box in zip(regions, boxes, strict=True):
        _print_code(draw, one.code, box)
    return boxes


def pixels_of(region: Region, size: tuple[float, float], pixels: tuple[int, int]) -> Pixels:
    """The pixels of a box, grown, rounded outwards, and cut at the edges of the page."""
    width, height = size
    left, low, right, high = grown(region.box)
    if region.box[0] >= width or region.box[1] >= height or region.box[2] <= 0 or region.box[3] <= 0:
        raise Malformed.because("region.off-page", page=region.page, width=round(width), height=round(height))
    across, down = pixels[0] / width, pixels[1] / height
    return (
        max(0, math.floor(left * across)),
        max(0, math.floor((height - high) * down)),
        min(pixels[0], math.ceil(right * across)),
        min(pixels[1], math.ceil((height - low) * down)),
    )


def grown(box: Box) -> Box:
    """The box with a point more on every side."""
    left, low, right, high = box
    return left - GROWN_POINTS, low - GROWN_POINTS, right + GROWN_POINTS, high + GROWN_POINTS


def _margins(width: int, across: float, boxes: Sequence[Pixels]) -> tuple[int, int]:
    """Half an inch from either edge, which says nothing of where words end; the edges where a box reaches further."""
    left, right = math.floor(MARGIN_POINTS * across), math.ceil(width - MARGIN_POINTS * across)
    inside = left < right and all(left <= box[0] and box[2] <= right for box in boxes)
    return (left, right) if inside else (0, width)


def _print_code(draw: ImageDraw.ImageDraw, code: str, box: Pixels) -> None:
    """The code in the middle of its box, as large as it fits; not at all where nobody could read it."""
    left, top, right, bottom = box
    font_pixels = min(round((bottom - top) * 0.7), round((right - left) * 1.6 / max(len(code), 1)), 60)
    while font_pixels >= 5:
        inked = draw.textbbox((0, 0), code, font=_font(font_pixels))
        if inked[2] - inked[0] <= right - left - 2 and inked[3] - inked[1] <= bottom - top - 2:
            middle = ((left + right - inked[0] - inked[2]) / 2, (top + bottom - inked[1] - inked[3]) / 2)
            draw.text(middle, code, fill="white", font=_font(font_pixels))
            return
        font_pixels -= 1


@cache
def _font(pixels: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(pixels)
