"""Pixels of the new file beside those of the original: boxes of one colour but for their code, all else as it was."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Final

import pikepdf
import pypdfium2
from PIL import Image, ImageChops, ImageStat

from musterbook.evidence.redaction.painting import Pixels, painted
from musterbook.evidence.redaction.rebuild import jpeg
from musterbook.evidence.redaction.regions import Region, Regions
from musterbook.evidence.redaction.source import POINTS_IN_AN_INCH, Sheet, open_source
from musterbook.terms.errors import Malformed

MEAN_MAX: Final = 3.0
"""Mean grey difference outside boxes that JPEG makes at most, of 255."""
TILE_PIXELS, TILE_MAX = 32, 24
"""Nor may a tile of so many pixels differ by more on average: one changed word does not move the mean of a page."""
INSIDE_PIXELS, INSIDE_MAX = 8, 40
DEVIATION_MAX: Final = 8.0
DPI_WITHOUT_PICTURE: Final = 150


def differences(content: bytes, original: bytes, regions: Regions) -> list[str]:
    """Places where the new file is not the original with its boxes painted; empty when it is.

    Raises:
        Malformed: the original cannot be drawn, or the regions do not fit it.
    """
    with open_source(original) as source, pikepdf.open(io.BytesIO(content)) as pdf:
        taken = regions.taken(source.pages)
        if len(taken) != len(pdf.pages):
            return [f"{len(pdf.pages)} pages and not {len(taken)}"]
        found: list[str] = []
        for at, number in enumerate(taken):
            with source.sheet(number) as sheet:
                size = (sheet.width, sheet.height)
                new = _picture(pdf.pages[at]) or _drawn(content, at)
                before = _as_drawn(sheet, new)
            if abs(before.width - new.width) > 2 or abs(before.height - new.height) > 2:
                found.append(f"page {at + 1}: another size")
                continue
            before = before if before.size == new.size else before.resize(new.size)
            found += [f"page {at + 1}: {one}" for one in _page(new, before, size, regions.on(number))]
        return found


def _as_drawn(sheet: Sheet, new: Image.Image) -> Image.Image:
    """The original's page at the dots an inch of the new one; a whole number first, since people ask for that."""
    dpi = new.width / sheet.width * POINTS_IN_AN_INCH
    colour = new.mode == "RGB"
    drawn = sheet.drawn(round(dpi), colour=colour)
    return drawn if drawn.size == new.size else sheet.drawn(dpi, colour=colour)


def _page(new: Image.Image, before: Image.Image, size: tuple[float, float], here: Sequence[Region]) -> list[str]:
    """What differs, whether boxes reach from margin to margin or not."""
    narrow = list(_differences(new, before.copy(), size, here, uniform=False))
    return narrow and list(_differences(new, before, size, here, uniform=True)) and narrow


def _differences(
    new: Image.Image, expected: Image.Image, size: tuple[float, float], here: Sequence[Region], *, uniform: bool
) -> Iterator[str]:
    boxes = painted(expected, size, here, uniform=uniform)
    apart = ImageChops.difference(new, Image.open(io.BytesIO(jpeg(expected)))).convert("L")
    for number, box in enumerate(boxes, start=1):
        if not (_like(apart.crop(box)) or _one_colour(new.convert("L").crop(_shrunk(box, new.width / size[0])))):
            yield f"box {number} is not of one colour"
    for left, top, right, bottom in boxes:
        apart.paste(0, (max(0, left - 8), max(0, top - 8), right + 8, bottom + 8))
    if ImageStat.Stat(apart).mean[0] > MEAN_MAX or _worst(apart, TILE_PIXELS) > TILE_MAX:
        yield "changed outside the boxes"


def _like(apart: Image.Image) -> bool:
    return _worst(apart, INSIDE_PIXELS) <= INSIDE_MAX and ImageStat.Stat(apart).mean[0] <= INSIDE_MAX / 4


def _one_colour(crop: Image.Image) -> bool:
    return not crop.width * crop.height or ImageStat.Stat(crop).stddev[0] <= DEVIATION_MAX


def _shrunk(box: Pixels, across: float) -> Pixels:
    """The box as it was asked for, without the point it grew by and a pixel of rounding."""
    less = round(across) + 1
    left, top, right, bottom = box
    if right - left <= 2 * less or bottom - top <= 2 * less:
        return box
    return left + less, top + less, right - less, bottom - less


def _worst(apart: Image.Image, tile: int) -> int:
    """The mean of the tile that differs most."""
    small = apart.resize((max(1, apart.width // tile), max(1, apart.height // tile)), Image.Resampling.BOX)
    return max(grey for grey, count in enumerate(small.histogram()) if count)


def _picture(page: pikepdf.Page) -> Image.Image | None:
    """The one picture a rebuilt page shows, as it was stored."""
    pictures = list(page.get_images().values())
    if len(pictures) != 1 or "/Contents" not in page.obj or pictures[0].get("/Filter") != "/DCTDecode":
        return None
    if len(page.obj.Contents.read_bytes()) > 200:
        return None
    stored = Image.open(io.BytesIO(pictures[0].read_raw_bytes()))
    return stored if stored.mode in ("L", "RGB") else stored.convert("RGB")


def _drawn(content: bytes, at: int) -> Image.Image:
    """A page that something else made, as a reader sees it."""
    try:
        with pypdfium2.PdfDocument(content) as document:
            scale = DPI_WITHOUT_PICTURE / POINTS_IN_AN_INCH
            drawn: Image.Image = document[at].render(scale=scale, grayscale=True).to_pil()
            return drawn.convert("L")
    except pypdfium2.PdfiumError:
        raise Malformed.because("pdf.broken-page", page=at + 1) from None
