"""The face of an invented person: a drawn card with a number, never a photograph of anybody."""

from __future__ import annotations

import io
from typing import Final

from PIL import Image, ImageDraw, ImageFont

SIZE: Final = (480, 600)


def card(number: str) -> bytes:
    """A JPEG of an outline without features, with the number below it."""
    drawn = Image.new("L", SIZE, 236)
    pen = ImageDraw.Draw(drawn)
    pen.ellipse((150, 90, 330, 320), fill=150)
    pen.pieslice((70, 330, 410, 760), 180, 360, fill=150)
    pen.rectangle((0, 520, *SIZE), fill=255)
    pen.text((SIZE[0] / 2, 560), number, fill=0, anchor="mm", font=ImageFont.load_default(44))
    pen.text((SIZE[0] / 2, 40), "INVENTED", fill=90, anchor="mm", font=ImageFont.load_default(28))
    written = io.BytesIO()
    drawn.save(written, "JPEG", quality=90)
    return written.getvalue()
