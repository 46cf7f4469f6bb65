"""A PDF opened to be drawn: whole and without a password, or not at all."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import pikepdf
import pypdfium2
from PIL import Image

from musterbook.terms.errors import Malformed

POINTS_IN_AN_INCH: Final = 72
PIXELS_MAX: Final = 150_000_000
"""A page of A0 at 200 dots an inch has 62 million; more is an attack or a mistake."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page as shown, after crop and turning: its width and height in points of 1/72 inch."""

    page: pypdfium2.PdfPage
    width: float
    height: float
    unit: float
    number: int

    def drawn(self, dpi: float, *, colour: bool) -> Image.Image:
        """Its pixels, without annotations and forms; Malformed when they would be too many."""
        scale = dpi / POINTS_IN_AN_INCH
        if self.width * scale * self.height * scale > PIXELS_MAX:
            raise Malformed.because("pdf.page-too-large", page=self.number, dpi=round(dpi))
        bitmap = self.page.render(
            scale=scale * self.unit, may_draw_forms=False, draw_annots=False, grayscale=not colour,
            rev_byteorder=colour, prefer_bgrx=False,
        )  # fmt: skip
        try:
            drawn: Image.Image = bitmap.to_pil()
            return drawn.convert("RGB" if colour else "L") if drawn.mode not in ("RGB", "L") else drawn.copy()
        finally:
            bitmap.close()


@dataclass(frozen=True, slots=True)
class Source:
    """An open PDF."""

    document: pypdfium2.PdfDocument
    units: tuple[float, ...]

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return len(self.units)

    @contextmanager
    def sheet(self, number: int) -> Iterator[Sheet]:
        """One page, counted from 1."""
        unit = self.units[number - 1]
        try:
            page = self.document[number - 1]
        except pypdfium2.PdfiumError:
            raise Malformed.because("pdf.broken-page", page=number) from None
        try:
            width, height = page.get_size()
            yield Sheet(page, width * unit, height * unit, unit, number)
        finally:
            page.close()


@contextmanager
def open_source(content: bytes) -> Iterator[Source]:
    """The PDF in these bytes.

    Raises:
        Malformed: it is no PDF, has a password, is cut short, or its two readers do not agree how many pages it has.
    """
    units = _units(content)
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:
        raise Malformed.because("pdf.broken") from None
    try:
        if len(document) != len(units):
            raise Malformed.because("pdf.broken")
        yield Source(document, units)
    finally:
        document.close()


def _units(content: bytes) -> tuple[float, ...]:
    """The user unit of each page, in points, read without mending anything that is broken."""
    if b"%PDF-" not in content[:1024]:
        raise Malformed.because("pdf.not-one")
    try:
        with pikepdf.open(io.BytesIO(content), attempt_recovery=False) as pdf:
            if pdf.is_encrypted:
                raise Malformed.because("pdf.encrypted")
            return tuple(float(page.obj.get("/UserUnit", 1)) for page in pdf.pages)
    except pikepdf.PasswordError:
        raise Malformed.because("pdf.encrypted") from None
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError):
        raise Malformed.because("pdf.broken") from None
