"""Codes on papers: QR codes named by their text among a paper's values, and drawn when it is set.

A text says what a code has to say, so that it can be read inside a paper and compared with the book; which squares it
becomes is the drawer's business, whose edition is part of the press (`setting.press_of`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from math import isqrt
from typing import Any, Final, cast

from musterbook.papers.form_layout import QUIET_MODULES

NAMED: Final = "qr"
LEVELS: Final = ("L", "M", "Q", "H")
"""Of correction: about 7, 15, 25 and 30 parts in a hundred may be spoilt."""
_DARK: Final = re.compile(rb"\x00+")


def code_named(text: str, *, level: str = "M") -> Mapping[str, str]:
    """A code among the values of a paper, with at least this level of correction."""
    return {NAMED: text, "level": level}


def with_codes(value: Any) -> Any:  # noqa: ANN401  whatever stands on a paper
    """The values of a paper with a drawing in the place of each code that is named among them.

    Raises:
        ValueError: a text is longer than any code holds, or empty.
    """
    if isinstance(value, Mapping):
        if NAMED in value:
            return drawn(str(value[NAMED]), level=str(value["level"]))
        return {key: with_codes(one) if isinstance(one, Mapping | list | tuple) else one for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [with_codes(one) if isinstance(one, Mapping | list | tuple) else one for one in value]
    return value


def drawn(text: str, *, level: str = "M") -> str:
    """A code as SVG, dark squares in rows of strokes, with its quiet edge."""
    rows = squares(text, level=level)
    side = len(rows) + 2 * QUIET_MODULES
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{side}" height="{side}">'
        f'<path stroke="#000" d="{"".join(_strokes(rows))}"/></svg>'
    )


def squares(text: str, *, level: str = "M") -> list[bytes]:
    """The rows of a code: 0 for a dark square, 255 for a light one; corrected as well as its size allows."""
    side = len(_made(text, level, data_mask=0))  # how large it has to be, without weighing what pattern reads best
    for strongest in reversed(LEVELS[LEVELS.index(level) + 1 :]):
        with suppress(ValueError):  # more correction than a code of this size has room for
            return _made(text, strongest, version=_version(side))
    return _made(text, level, version=_version(side))


def _made(text: str, level: str, **asked: int) -> list[bytes]:
    import zxingcpp  # noqa: PLC0415  only printing needs it

    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level=level, **asked)
    flat = memoryview(cast("Any", made.to_image(scale=1, add_quiet_zones=False))).tobytes()
    side = isqrt(len(flat))
    return [flat[at : at + side] for at in range(0, len(flat), side)]


def _version(side: int) -> int:
    """The number of a size in the standard (ISO/IEC 18004): 21 squares a side is 1, and each has four more."""
    return (side - 17) // 4


def _strokes(rows: list[bytes]) -> Iterator[str]:
    for down, row in enumerate(rows, start=QUIET_MODULES):
        at = None
        for dark in _DARK.finditer(row):
            start, end = dark.span()
            yield f"M{start + QUIET_MODULES} {down}.5h{end - start}" if at is None else f"m{start - at} 0h{end - start}"
            at = end
