"""Every deed there is, by name and by what it is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from musterbook.operation.deeds.about_lists import LISTS
from musterbook.operation.deeds.deed import Deed
from musterbook.operation.deeds.of_calls import CALLS, OVERSIGHT
from musterbook.operation.deeds.of_cases import RETURNS
from musterbook.operation.deeds.of_evidence import EVIDENCE, IDENTITY, SAID_OUTSIDE
from musterbook.operation.deeds.of_leaving import CONTROL, CORRECTIONS, LEAVING, OWED, SAFEGUARDS, SHEETS
from musterbook.operation.deeds.of_people import BELONGING, CARE, MAY_BE_MOVED, RIGHTS
from musterbook.operation.deeds.of_places import AGREEMENTS, COUNTS, INCIDENTS, PLACES
from musterbook.operation.deeds.of_serials import FIGURES, SERIALS
from musterbook.operation.deeds.of_watch import CAMPS, WATCH
from musterbook.operation.deeds.of_ways import BODIES, REQUESTS, WAYS

GROUPS: Final[Mapping[str, tuple[Deed, ...]]] = {
    "moving": MAY_BE_MOVED, "safeguards": SAFEGUARDS, "care": (*CARE, *SHEETS), "rights": (*RIGHTS, *OWED),
    "belonging": BELONGING, "ways": WAYS, "leaving": LEAVING, "agreements": (*AGREEMENTS, *BODIES),
    "places": PLACES, "incidents": INCIDENTS, "counts": COUNTS, "requests": REQUESTS, "control": CONTROL,
    "corrections": CORRECTIONS, "lists": LISTS, "calls": CALLS, "watch": WATCH, "camps": CAMPS, "returns": RETURNS,
    "serials": SERIALS, "figures": FIGURES, "reports": SAID_OUTSIDE, "oversight": OVERSIGHT,
    "evidence": EVIDENCE, "identity": IDENTITY,
}  # fmt: skip
"""Deeds as people look for them."""

DEEDS: Final[Mapping[str, Deed]] = {deed.name: deed for deeds in GROUPS.values() for deed in deeds}
"""Every deed by its name."""

ABOUT_A_PERSON: Final = ("person", "people", "keeps")
"""Fields in which a page about one person puts his number."""
