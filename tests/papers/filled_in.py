"""Blank forms as they come back: printed, filled in by drawing into their picture, turned, slanted, smudged, torn."""

from __future__ import annotations

import io
from collections.abc import Iterable

import numpy as np
import pypdfium2
from PIL import Image, ImageDraw, ImageFilter

from musterbook.papers.form_layout import TICK_MM, tick_places

DPI = 150
MM = DPI / 25.4


def page_of(pdf: bytes, number: int = 1) -> Image.Image:
    """A printed page, scanned without a flaw at 150 dpi."""
    with pypdfium2.PdfDocument(pdf) as document:
        drawn: Image.Image = document[number - 1].render(scale=DPI / 72, grayscale=True).to_pil()
        return drawn.convert("L")


def ticked(page: Image.Image, boxes: Iterable[int]) -> Image.Image:
    """Crosses drawn by hand into boxes, by their place in the row."""
    drawn = page.copy()
    pen = ImageDraw.Draw(drawn)
    for box in boxes:
        left, top = tick_places(3)[box]
        x, y, side = (one * MM for one in (left, top, TICK_MM))
        pen.line((x + side * 0.15, y + side * 0.2, x + side * 0.9, y + side * 0.85), fill=40, width=4)
        pen.line((x + side * 0.9, y + side * 0.1, x + side * 0.1, y + side * 0.9), fill=40, width=4)
    return drawn


def written(page: Image.Image, words: str, at_mm: tuple[float, float]) -> Image.Image:
    """Words written somewhere on it."""
    drawn = page.copy()
    ImageDraw.Draw(drawn).text((at_mm[0] * MM, at_mm[1] * MM), words, fill=30, font_size=26)
    return drawn


def turned(page: Image.Image, degrees: float) -> Image.Image:
    """Laid on the glass turned, on white."""
    return page.rotate(degrees, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC)


def aslant(page: Image.Image, by: float) -> Image.Image:
    """Photographed from below: the far edge is shorter by this share on either side, on a dark table."""
    wide, high = page.size
    edge = wide * by
    onto = ((edge, high * by), (wide - edge, high * by * 0.6), (wide - 1, high - 1), (0, high - 1))
    rows: list[list[float]] = []
    sides: list[float] = []
    for (x, y), (u, v) in zip(onto, ((0, 0), (wide, 0), (wide, high), (0, high)), strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        sides += [u, v]
    found = np.linalg.solve(np.array(rows), np.array(sides))
    return page.transform(
        page.size, Image.Transform.PERSPECTIVE, tuple(float(one) for one in found), Image.Resampling.BICUBIC,
        fillcolor=90,
    )  # fmt: skip


def smudged(page: Image.Image, seed: int = 1) -> Image.Image:
    """Out of focus, unevenly lit, with the grain of a poor camera."""
    chance = np.random.default_rng(seed)
    pixels = np.asarray(page.filter(ImageFilter.GaussianBlur(1.1)), np.float64)
    light = np.linspace(1.0, 0.72, pixels.shape[1])[None, :]
    return Image.fromarray(np.clip(pixels * light + chance.normal(0, 9, pixels.shape), 0, 255).astype(np.uint8))


def file_of(*pages: Image.Image, kind: str = "PDF") -> bytes:
    """The pages as a file: of a scanner, PDF; of a camera, JPEG or PNG with one page."""
    held = io.BytesIO()
    first, *others = pages
    if kind == "PDF":
        first.save(held, "PDF", resolution=DPI, save_all=True, append_images=others)
    else:
        first.save(held, kind)
    return held.getvalue()
