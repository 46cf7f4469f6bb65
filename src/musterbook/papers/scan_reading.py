"""Reading scanned forms: pages of a PDF or one picture, the code on each, the page set upright, and its ticked boxes.

This runs in a process of its own (`apart`), because the file is a stranger's. Nothing in it is carried out or looked
at but pixels: Pillow reads PNG and JPEG, PDFium draws pages, zxing-cpp finds codes. Handwriting is not read: people do.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, Final

import msgspec
import numpy as np
import pypdfium2
import zxingcpp
from PIL import Image, ImageOps

from musterbook.operation.on_paper.scanned import Read, ReadPage
from musterbook.papers.codes import squares
from musterbook.papers.form_layout import PAGE_MM, TICK_MM, tick_places
from musterbook.papers.scan import MEGAPIXELS_MAX, PAGES_MAX, TOO_MANY_PAGES, TOO_MANY_PIXELS, UNREADABLE
from musterbook.papers.scan_geometry import Found, Picture, Points, found_page

PIXELS_MAX: Final = MEGAPIXELS_MAX * 1_000_000
SIDE_MAX: Final = 2_600
"""Pixels of the longer side a page is looked at with: A4 at 220 dpi."""
SIDE_LEAST: Final = 700
DPI_DRAWN: Final = 200
UPRIGHT_DPI: Final = 150
BEGINS: Final = "MF1 "
QR: Final = zxingcpp.barcode_formats_from_str("QRCode")
INSET_MM: Final = 0.9
TICKS_MOST: Final = 3
QUALITY: Final = 72


def read_file(content: bytes) -> bytes:
    """Read a whole file; the answer as MessagePack, for the process that asked."""
    return msgspec.msgpack.encode(read_sheets(content))


def read_sheets(content: bytes) -> Read:
    """Every page of a PDF, or the one of a PNG or JPEG."""
    try:
        if content.startswith(b"%PDF-"):
            return _pdf(content)
        return Read((read_page(1, _picture(content)),))
    except _Wrong as wrong:
        return Read(wrong=str(wrong))
    except (OSError, ValueError, SyntaxError, pypdfium2.PdfiumError, Image.DecompressionBombError, OverflowError):
        return Read(wrong=UNREADABLE)


def read_page(number: int, drawn: Image.Image) -> ReadPage:
    """One page, drawn in grey."""
    came = _jpeg(drawn)
    if min(drawn.size) < SIDE_LEAST:
        return ReadPage(number, came=came, small=True)
    pixels = np.asarray(drawn)
    codes = _codes(drawn)
    texts = tuple(dict.fromkeys(text for text, _ in codes))
    if len(texts) != 1:
        return ReadPage(number, texts, came=came)
    place = codes[0][1]
    found = found_page(pixels, place, _modules(texts[0]))
    turned = _turned(place)
    if found is None:
        return ReadPage(number, texts, turned=turned, came=came)
    upright = _upright(drawn, found)
    return ReadPage(number, texts, found.corners, turned, _ticks(np.asarray(upright)), came, _jpeg(upright))


def _modules(text: str) -> int:
    """How many squares a side of its code has, printed as ours are."""
    return len(squares(text))


class _Wrong(Exception):
    """The rule why a file is not taken."""


def _pdf(content: bytes) -> Read:
    with pypdfium2.PdfDocument(content) as document:
        if not 0 < len(document) <= PAGES_MAX:
            raise _Wrong(TOO_MANY_PAGES)
        return Read(tuple(read_page(number, page) for number, page in enumerate(_drawn(document), start=1)))


def _drawn(document: Any) -> Iterator[Image.Image]:  # noqa: ANN401  pypdfium2 comes without types
    for at in range(len(document)):
        page = document[at]
        longer = max(page.get_size())
        if not 0 < longer < 1e5:
            raise _Wrong(UNREADABLE)
        scale = min(DPI_DRAWN / 72, SIDE_MAX / longer)
        yield page.render(scale=scale, grayscale=True, may_draw_forms=False).to_pil().convert("L")
        page.close()


def _picture(content: bytes) -> Image.Image:
    try:
        picture = Image.open(io.BytesIO(content), formats=("PNG", "JPEG"))
    except Image.DecompressionBombError:
        raise _Wrong(TOO_MANY_PIXELS) from None  # so many that Pillow will not even begin
    with picture as opened:
        width, height = opened.size
        if width * height > PIXELS_MAX:
            raise _Wrong(TOO_MANY_PIXELS)
        grey = ImageOps.exif_transpose(opened).convert("L")
    grey.thumbnail((SIDE_MAX, SIDE_MAX), Image.Resampling.LANCZOS)
    return grey


def _codes(drawn: Image.Image) -> list[tuple[str, Points]]:
    """Texts of forms' codes with their corners; looked for again at twice the size where none is found."""
    for times in (1, 2):
        larger = drawn if times == 1 else drawn.resize((drawn.width * times, drawn.height * times))
        found = [
            (one.text, _corners(one.position) / times)
            for one in zxingcpp.read_barcodes(larger, formats=QR, try_invert=False)
            if one.text.startswith(BEGINS)
        ]
        if found:
            return found
    return []


def _corners(place: Any) -> Points:  # noqa: ANN401  of zxingcpp
    four = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    return np.array([(one.x, one.y) for one in four], np.float64)


def _turned(code: Points) -> int:
    """Degrees by which the upper edge of the code lies turned, clockwise."""
    across, down = code[1] - code[0]
    return round(float(np.degrees(np.arctan2(down, across))))


def _upright(drawn: Image.Image, found: Found) -> Image.Image:
    wide, high = (round(side / 25.4 * UPRIGHT_DPI) for side in PAGE_MM)
    by = found.onto @ np.diag([25.4 / UPRIGHT_DPI, 25.4 / UPRIGHT_DPI, 1.0])
    by = by / by[2, 2]
    return drawn.transform(
        (wide, high), Image.Transform.PERSPECTIVE, tuple(by.ravel()[:8]), Image.Resampling.BICUBIC, fillcolor=255
    )


def _ticks(upright: Picture) -> tuple[float, ...]:
    """How much of the inside of each box is dark."""
    unit = UPRIGHT_DPI / 25.4
    shares = []
    for left, top in tick_places(TICKS_MOST):
        x, y, side = ((one * unit) for one in (left + INSET_MM, top + INSET_MM, TICK_MM - 2 * INSET_MM))
        inside = upright[round(y) : round(y + side), round(x) : round(x + side)].astype(np.float32)
        white = float(np.percentile(upright[round(y - unit * 2) : round(y + side + unit * 2), :], 75))
        shares.append(float((inside < white * 0.62).mean()))
    return tuple(shares)


def _jpeg(picture: Image.Image) -> bytes:
    held = io.BytesIO()
    picture.save(held, "JPEG", quality=QUALITY)
    return held.getvalue()
