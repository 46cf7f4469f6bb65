"""A redacted PDF: each page drawn and painted, and a new file built of the pictures and of nothing else."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import pikepdf
from PIL import Image

from musterbook.evidence.redaction.painting import Pixels, painted
from musterbook.evidence.redaction.regions import Region, Regions
from musterbook.evidence.redaction.source import open_source
from musterbook.terms.errors import Malformed

DPI: Final = 200
DPI_RANGE: Final = (72, 600)
"""Below, letters cannot be read any more; above, a page does not fit in memory."""
QUALITY: Final = 80


@dataclass(frozen=True, slots=True)
class Covered:
    """One box as it was painted: pixels left, top, right, bottom on its page of the new file."""

    region: Region
    pixels: Pixels


@dataclass(frozen=True, slots=True)
class Redacted:
    """The new file and what was covered in it; `pages` are those taken, as the source counts them."""

    content: bytes
    pages: tuple[int, ...]
    covered: tuple[Covered, ...]


def redact_pdf(
    content: bytes,
    regions: Regions,
    *,
    dpi: int = DPI,
    uniform: bool = False,
    colour: bool = False,
    done: Callable[[int, int], None] = lambda _page, _pages: None,
) -> Redacted:
    """The PDF without what the regions cover, and without anything that is not a pixel; the same bytes every time.

    `done` is told after each page how many of how many are done.

    Raises:
        Malformed: the file, a page or a box is not as it should be; see `open_source` and `painted`.
    """
    if not DPI_RANGE[0] <= dpi <= DPI_RANGE[1]:
        raise Malformed.because("redaction.bad-dpi", dpi=dpi, low=DPI_RANGE[0], high=DPI_RANGE[1])
    covered: list[Covered] = []
    with open_source(content) as source, pikepdf.new() as pdf:
        taken = regions.taken(source.pages)
        for count, number in enumerate(taken, start=1):
            with source.sheet(number) as sheet:
                drawn = sheet.drawn(dpi, colour=colour)
                size = (sheet.width, sheet.height)
            here = regions.on(number)
            boxes = painted(drawn, size, here, uniform=uniform)
            covered += [Covered(one, box) for one, box in zip(here, boxes, strict=True)]
            _add_page(pdf, drawn, size)
            done(count, len(taken))
        written = io.BytesIO()
        pdf.save(written, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return Redacted(written.getvalue(), taken, tuple(covered))


def _add_page(pdf: pikepdf.Pdf, drawn: Image.Image, size: tuple[float, float]) -> None:
    """A page of this size that shows the picture and nothing else."""
    picture = pikepdf.Stream(
        pdf, jpeg(drawn), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=drawn.width,
        Height=drawn.height, BitsPerComponent=8, Filter=pikepdf.Name.DCTDecode,
        ColorSpace=pikepdf.Name.DeviceGray if drawn.mode == "L" else pikepdf.Name.DeviceRGB,
    )  # fmt: skip
    page = pdf.add_blank_page(page_size=_rounded(size))
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Page=pdf.make_indirect(picture)))
    width, height = _rounded(size)
    page.obj.Contents = pdf.make_stream(f"q {width:.4f} 0 0 {height:.4f} 0 0 cm /Page Do Q".encode())


def jpeg(drawn: Image.Image) -> bytes:
    """The picture as JPEG; made only after painting, so that no box's edge remembers what lay under it."""
    written = io.BytesIO()
    drawn.save(written, "JPEG", quality=QUALITY)
    return written.getvalue()


def _rounded(size: Sequence[float]) -> tuple[float, float]:
    """Points to four digits, as the file writes them."""
    return round(size[0], 4), round(size[1], 4)
