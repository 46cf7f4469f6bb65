"""Sentences on a page: where one names a command for what the console does itself, the page says its own form instead.

A sentence is the same at every door, and names the command because a terminal has nothing else. Whoever reads it in a
browser has no terminal at hand: he gets a link. A command for which there is no page, or none for him, stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

Way = tuple[str, str]
"""Where a link leads and what it says."""
Parts = tuple[Way, ...]
"""A sentence in parts: text that leads nowhere has an empty address."""

FORMS: Final[Mapping[str, str]] = {
    "agreement list": "/agreements", "agreement meet": "meet-condition", "agreement sign": "sign-agreement",
    "authority note": "note-authority", "beds assign": "assign-bed",
    "beds free": "/beds", "beds release": "release-beds", "beds reserve": "reserve-beds", "call close": "close-call",
    "call open": "open-call", "case condition": "set-condition", "case confirm": "confirm-identity",
    "case list": "/repatriation", "case met": "meet-return-condition", "case open": "open-case", "clear": "clear",
    "condition note": "note-condition", "count explain": "explain", "depart": "depart", "discrepancies": "/musters",
    "dossier build": "build-dossier", "due": "/due", "enrol refuse": "refuse-enrolment", "figure state": "state-figure",
    "fitness certify": "certify-fit", "glass review": "review-look", "incident report": "report-incident",
    "medicine hand": "hand-medicine", "pass back": "pass-point", "place open": "open-place",
    "property keep-back": "keep-property-back", "recover": "recover", "regained": "say-regained",
    "release answer": "answer-release", "release judge": "judge-release", "release show": "/dossiers",
    "sheet complete": "complete-sheet", "sheet confirm": "confirm-sheet", "take-back": "/handovers",
    "watch alerts": "/watch",
}  # fmt: skip
"""Commands, and the deed whose form does the same, or the address of the page that shows the same."""

_COMMAND: Final = re.compile(
    r"`?\bmuster ([a-z]+(?:-[a-z]+)*)(?: ([a-z]+(?:-[a-z]+)*))?((?: (?:…|--[a-z][a-z-]*(?: [A-Z][A-Z:_]+)?))*)`?"
)


def said_with_pages(text: str, way: Callable[[str], Way | None]) -> Parts:
    """The text in parts, each command that `way` knows as a link.

    Args:
        text: a sentence as `words` makes it.
        way: where the deed or the address of `FORMS` leads whoever reads; None where it leads him nowhere.
    """
    parts: list[Way] = []
    end = 0
    for found in _COMMAND.finditer(text):
        both, first = " ".join(filter(None, found.groups()[:2])), found[1]
        named = both if both in FORMS else first
        there = way(FORMS[named]) if named in FORMS else None
        if there is None:
            continue
        parts += [("", text[end : found.start()]), there]
        end = found.end() if named == both else found.end(1)  # what follows one word may be the sentence again
    return (*parts, ("", text[end:]))
