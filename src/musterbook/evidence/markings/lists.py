"""Lists of countries: between spaces as owners are named, between commas as recipients are."""

from __future__ import annotations

import re
from typing import Final

from musterbook.evidence.markings.profile import COUNTRIES, TETRAGRAPHS, USA, list_rank

BETWEEN: Final = re.compile("[ ,;]+")


def read_spaced(text: str, faults: set[str]) -> tuple[str, ...]:
    """Owners or parties, one space between; USA stands where the alphabet puts it."""
    listed = _listed(text, " ", faults)
    _judge_order(listed, faults)
    return listed


def read_recipients(text: str, faults: set[str]) -> tuple[str, ...]:
    """Recipients, a comma and one space between; where USA stands is not judged here."""
    listed = _listed(text, ", ", faults)
    _judge_order(tuple(one for one in listed if one != USA), faults)
    return listed


def _listed(text: str, between: str, faults: set[str]) -> tuple[str, ...]:
    listed = tuple(one for one in BETWEEN.split(text) if one)
    if between.join(listed) != text:
        faults.add("E_LIST_FORMAT")
    if any(one not in COUNTRIES and one not in TETRAGRAPHS for one in listed):
        faults.add("E_COUNTRY")
    if len(set(listed)) < len(listed):
        faults.add("E_DUP")
    return listed


def _judge_order(listed: tuple[str, ...], faults: set[str]) -> None:
    if list(listed) != sorted(listed, key=list_rank):
        faults.add("E_LIST_ORDER")
