"""What a reader of scanned sheets answers: pages with their codes, corners, ticks and pictures, as plain values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

TICKED: Final = 0.10
EMPTY: Final = 0.035
"""Shares of dark in a box above which it is ticked and below which it is not; between them somebody has to look."""


class ReadPage(msgspec.Struct, frozen=True):
    """One page.

    Attributes:
        number: from 1.
        codes: texts of the forms' codes on it; one, where all is well.
        corners: which corners were found: upper left, upper right, lower right, lower left.
        turned: degrees by which it lay turned, from -179 to 180.
        ticks: shares of dark in each box; none where the corners were not found.
        came: the page as it came, JPEG.
        upright: the page set upright and cut to its edges, JPEG; empty where its corners were not found.
        small: whether it has too few pixels to be read.
    """

    number: int
    codes: tuple[str, ...] = ()
    corners: tuple[bool, bool, bool, bool] = (False, False, False, False)
    turned: int = 0
    ticks: tuple[float, ...] = ()
    came: bytes = b""
    upright: bytes = b""
    small: bool = False


class Read(msgspec.Struct, frozen=True):
    """What came of a file: its pages, or the rule that says why it is none."""

    pages: tuple[ReadPage, ...] = ()
    wrong: str = ""


def ticked(shares: Sequence[float], names: Sequence[str]) -> dict[str, bool | None]:
    """Each box's name with whether it is ticked; None where somebody has to look."""
    return {
        name: True if share >= TICKED else False if share <= EMPTY else None
        for name, share in zip(names, shares, strict=False)
    }
