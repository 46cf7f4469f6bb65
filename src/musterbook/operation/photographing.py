"""Photographing: a picture of a face as it is sealed, small enough to carry and with nothing else inside."""

from __future__ import annotations

import io
from typing import Final

from musterbook.terms.errors import Fault, Malformed

SIZE: Final = (360, 450)
"""Pixels at most: a face is known at this size, and 6,000 of them can be carried."""
LEAST: Final = 120
PIXELS_MAX: Final = 60_000_000


def prepared(picture: bytes, *, file: str = "") -> bytes:
    """A picture as it is kept: upright, at most `SIZE`, JPEG, without the place and device a camera writes into it.

    Raises:
        Malformed: it is no picture that can be read, or has less than 120 pixels one way, or more than 60 million.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError  # noqa: PLC0415  nearly every command reads a book without it

    try:
        with Image.open(io.BytesIO(picture)) as opened:
            width, height = opened.size
            if width * height > PIXELS_MAX or min(width, height) < LEAST:
                raise Malformed(Fault("photo.size", file=file, values={"width": width, "height": height}))
            upright = ImageOps.exif_transpose(opened).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise Malformed(Fault("photo.unreadable", file=file)) from None
    upright.thumbnail(SIZE, Image.Resampling.LANCZOS)
    held = io.BytesIO()
    upright.save(held, "JPEG", quality=80, optimize=True)
    return held.getvalue()
