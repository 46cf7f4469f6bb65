"""Faces drawn for a rehearsal: a head and shoulders in grey, nobody's, so that a place for a picture is not empty."""

from __future__ import annotations

from io import BytesIO
from random import Random
from typing import Final

from PIL import Image, ImageDraw

from musterbook.terms.people import PersonId

SIZE: Final = (240, 320)
PAPER: Final = (214, 214, 208)


def draw_face(person: PersonId) -> bytes:
    """A picture as a camera would give it; the same number gives the same picture, and no picture is anybody's."""
    chance = Random(f"face/{person}")
    picture = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(picture)
    skin, hair, coat = (_grey(chance, low, high) for low, high in ((130, 190), (30, 90), (60, 120)))
    middle, width, height = SIZE[0] // 2, chance.randint(44, 56), chance.randint(60, 74)
    pen.ellipse((middle - 108, 236, middle + 108, 420), fill=coat)
    pen.rectangle((middle - 20, 180, middle + 20, 250), fill=skin)
    pen.ellipse((middle - width, 150 - height, middle + width, 150 + height), fill=skin)
    pen.pieslice((middle - width, 150 - height, middle + width, 150 + height), 190, 350, fill=hair)
    said = BytesIO()
    picture.save(said, "JPEG", quality=80)
    return said.getvalue()


def _grey(chance: Random, low: int, high: int) -> tuple[int, int, int]:
    shade = chance.randint(low, high)
    return shade, shade, shade
