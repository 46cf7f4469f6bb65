"""Typefaces: what papers are set in, which signs they have, and what to do where they have not been fetched.

Set-up brings them (`assets.toml`); nothing is fetched when a paper is printed. Which signs a typeface has stands in its
`cmap` table, of which the two forms read here (4 and 12) cover all of Unicode.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection

FOLDER: Final = Path(__file__).parent / "fonts"
FAMILIES: Final = {
    "Noto Sans": ("noto-sans-400.ttf", "noto-sans-700.ttf"),
    "IBM Plex Sans Arabic": ("ibm-plex-sans-arabic-400.ttf", "ibm-plex-sans-arabic-700.ttf"),
}
"""Family → its files, plain and bold; a sign is looked for in them in this order."""


def fetched(folder: Path = FOLDER) -> Path:
    """The folder with every file; Refused, with what to do, where one is missing."""
    missing = [name for files in FAMILIES.values() for name in files if not (folder / name).is_file()]
    if missing:
        raise Refused(Objection("papers.fonts-missing", values={"missing": ", ".join(missing)}))
    return folder


@cache
def signs(folder: Path = FOLDER) -> frozenset[int]:
    """The code points that can be printed, plain and bold alike."""
    families = [[_signs_of((folder / name).read_bytes()) for name in files] for files in FAMILIES.values()]
    return frozenset().union(*(plain & bold for plain, bold in families))


def _signs_of(font: bytes) -> frozenset[int]:
    (tables,) = struct.unpack_from(">H", font, 4)
    places = {tag: at for tag, _, at, _ in struct.iter_unpack(">4sIII", font[12 : 12 + 16 * tables])}
    start = places[b"cmap"]
    (count,) = struct.unpack_from(">H", font, start + 2)
    found: set[int] = set()
    for _, _, offset in struct.iter_unpack(">HHI", font[start + 4 : start + 4 + 8 * count]):
        (form,) = struct.unpack_from(">H", font, start + offset)
        if form in _FORMS:
            found.update(_FORMS[form](font, start + offset))
    return frozenset(found)


def _form_4(font: bytes, at: int) -> Iterator[int]:
    """Segments of the lower 65,536: end, start, what is added, and where a list of glyphs stands instead."""
    (twice,) = struct.unpack_from(">H", font, at + 6)
    columns = [at + 14, at + 16 + twice, at + 16 + 2 * twice, at + 16 + 3 * twice]
    for row in range(0, twice, 2):
        end, first, delta, far = (struct.unpack_from(">H", font, column + row)[0] for column in columns)
        for code in range(first, min(end, 0xFFFE) + 1):
            if far == 0:
                glyph = code + delta & 0xFFFF
            else:
                (glyph,) = struct.unpack_from(">H", font, columns[3] + row + far + 2 * (code - first))
            if glyph:
                yield code


def _form_12(font: bytes, at: int) -> Iterator[int]:
    """Groups of code points: first, last, and the glyph of the first."""
    (count,) = struct.unpack_from(">I", font, at + 12)
    for first, last, glyph in struct.iter_unpack(">III", font[at + 16 : at + 16 + 12 * count]):
        yield from range(first if glyph else first + 1, last + 1)


_FORMS: Final = {4: _form_4, 12: _form_12}
