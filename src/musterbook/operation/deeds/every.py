"""Every deed there is, by name and by what it is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from musterbook.operation.deeds.deed import Deed
from musterbook.operation.deeds.of_people import BELONGING, CARE, MAY_BE_MOVED, RIGHTS
from musterbook.operation.deeds.of_places import AGREEMENTS, COUNTS, INCIDENTS, PLACES

GROUPS: Final[Mapping[str, tuple[Deed, ...]]] = {
    "moving": MAY_BE_MOVED, "care": CARE, "rights": RIGHTS, "belonging": BELONGING, "agreements": AGREEMENTS,
    "places": PLACES, "incidents": INCIDENTS, "counts": COUNTS,
}  # fmt: skip
"""Deeds as people look for them."""

DEEDS: Final[Mapping[str, Deed]] = {deed.name: deed for deeds in GROUPS.values() for deed in deeds}
"""Every deed by its name."""

ABOUT_A_PERSON: Final = ("person", "people", "keeps")
"""Fields in which a page about one person puts his number."""
