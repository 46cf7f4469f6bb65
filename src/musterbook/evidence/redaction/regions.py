"""What is to be taken out: boxes on pages, each with the code that is printed in its place."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from typing import Any, Final

from musterbook.terms.errors import Fault, Malformed, Refused
from musterbook.terms.moves import Objection

VERSION: Final = 1
CODE: Final = re.compile(r"[A-Za-z0-9(][A-Za-z0-9 ._/():#+&,-]{0,15}")
"""Short and plain, so that no word is printed where it was taken out."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Region:
    """One box in points from the lower left of the page as shown, and the code printed in it; `label` is for a log."""

    page: int
    box: Box
    code: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Regions:
    """All boxes of a file; `pages` are those that leave, counted from 1, or None for all of them."""

    pages: tuple[int, ...] | None
    regions: tuple[Region, ...]

    def on(self, page: int) -> tuple[Region, ...]:
        """The boxes of one page."""
        return tuple(one for one in self.regions if one.page == page)

    def taken(self, pages: int) -> tuple[int, ...]:
        """The pages that leave a file of so many; Malformed when one is not in it or a box is on none of them."""
        taken = self.pages or tuple(range(1, pages + 1))
        faults = [
            _fault("region.no-such-page", None, "pages", page=page, pages=pages) for page in taken if page > pages
        ]
        faults += [
            _fault("region.no-such-page", row, "page", page=one.page, pages=pages)
            for row, one in enumerate(self.regions, start=1)
            if one.page not in taken or one.page > pages
        ]
        if faults:
            raise Malformed.of(faults)
        return taken


def read_regions(content: bytes, *, file: str | None = None) -> Regions:
    """The boxes of a file as casework.md section 10 writes them.

    Raises:
        Malformed: every box or field that is not as it should be.
        Refused: no box covers anything, so nothing would be removed.
    """
    try:
        told = json.loads(content)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        raise Malformed(Fault("region.no-json", file=file)) from None
    if not isinstance(told, dict) or told.get("version") != VERSION:
        raise Malformed(Fault("region.other-version", file=file, values={"version": VERSION}))
    listed = told.get("regions")
    read = [_region(one, row) for row, one in enumerate(listed if isinstance(listed, list) else [None], start=1)]
    pages = _pages(told.get("pages", "all"))
    faults = [one for one in (pages, *read) if isinstance(one, Fault)]
    if faults or isinstance(pages, Fault):
        raise Malformed.of(Fault(one.rule, file, one.row, one.column, one.values) for one in faults)
    regions = tuple(one for one in read if isinstance(one, Region))
    if not any(_covers(one.box) for one in regions):
        raise Refused(Objection("redaction.nothing-removed"))
    return Regions(pages, tuple(one for one in regions if _covers(one.box)))


def _covers(box: Box) -> bool:
    return box[0] < box[2] and box[1] < box[3]


def _pages(told: Any) -> tuple[int, ...] | Fault | None:  # noqa: ANN401  JSON of any shape
    if told == "all":
        return None
    if isinstance(told, list) and told and all(_counts(one) for one in told) and told == sorted(set(told)):
        return tuple(told)
    return _fault("region.bad-pages", None, "pages")


def _region(told: Any, row: int) -> Region | Fault:  # noqa: ANN401  JSON of any shape
    if not isinstance(told, dict):
        return _fault("region.no-box", row, None)
    page, box, code, label = (told.get(name) for name in ("page", "box", "code", "label"))
    if page is None or not _counts(page):
        return _fault("region.bad-page", row, "page")
    if not isinstance(box, list) or len(box) != 4 or not all(_measures(one) for one in box):
        return _fault("region.no-box", row, "box")
    if box[0] > box[2] or box[1] > box[3]:
        return _fault("region.box-inside-out", row, "box")
    if not isinstance(code, str) or not CODE.fullmatch(code):
        return _fault("region.bad-code", row, "code")
    left, low, right, high = (float(one) for one in box)
    return Region(int(page), (left, low, right, high), code, label if isinstance(label, str) else "")


def _counts(one: object) -> bool:
    return isinstance(one, int) and not isinstance(one, bool) and one >= 1


def _measures(one: object) -> bool:
    return isinstance(one, int | float) and not isinstance(one, bool) and math.isfinite(one)


def _fault(rule: str, row: int | None, column: str | None, **values: int) -> Fault:
    return Fault(rule, None, row, column, values)
