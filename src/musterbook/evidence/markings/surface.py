"""What can be wrong with a marking before a word of it is read: brackets, case, spaces and slashes."""

from __future__ import annotations

import re
from typing import Final

from musterbook.evidence.markings.profile import Kind

UPPER: Final = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
"""A to Z alone: `upper` would make plain letters of some that only look like them."""


def smoothed(text: str, kind: Kind, faults: set[str]) -> str:
    """The mark without brackets, with what can be mended mended, so that reading goes on; each mending is a fault."""
    mark = _unwrapped(text, faults) if kind == "portion" else text
    mark = _mended(mark, mark.translate(UPPER), "E_CASE", faults)
    mark = _mended(mark, re.sub(" */ *", "/", mark), "E_SPACE", faults)
    return _mended(mark, re.sub("/{3,}", "//", mark).rstrip("/"), "E_EMPTY_BLOCK", faults)


def _mended(before: str, after: str, code: str, faults: set[str]) -> str:
    if before != after:
        faults.add(code)
    return after


def _unwrapped(text: str, faults: set[str]) -> str:
    if len(text) < 2 or not (text.startswith("(") and text.endswith(")")):
        faults.add("E_PAREN")
    return text.removeprefix("(").removesuffix(")")
