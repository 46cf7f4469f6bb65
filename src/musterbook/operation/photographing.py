"""Photographing: a person's face is sealed beside the book, small enough to carry and with nothing else inside."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from musterbook.custody.facts import Photographed
from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Entry
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.terms.errors import Fault, Malformed
from musterbook.terms.people import PersonId

KIND: Final = "photo"
SIZE: Final = (360, 450)
"""Pixels at most: a face is known at this size, and 6,000 of them can be carried."""
LEAST: Final = 120
PIXELS_MAX: Final = 60_000_000


def photograph(
    book: Book, acting: Acting, person: PersonId, picture: bytes, *, taken_at: datetime | None = None, file: str = ""
) -> Entry:  # fmt: skip
    """Seal a photograph and write in the book that it was taken.

    Raises:
        Malformed: it is no picture, too small or too large, or nobody has the number.
    """
    if person not in book.reading(Roll).where:
        raise Malformed.because("person.unknown", person=person)
    (image,) = book.seal([(person, KIND, prepared(picture, file=file))])
    return book.write(acting.draft(Photographed(person=person, image=image, taken_at=taken_at or acting.at)))


def prepared(picture: bytes, *, file: str = "") -> bytes:
    """A picture as it is kept: upright, at most `SIZE`, JPEG, without the place and device a camera writes into it.

    Raises:
        Malformed: it is no picture that can be read, or has less than 120 pixels one way, or more than 60 million.
    """
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
