"""The first part of a marking: whose it is, and how secret."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from musterbook.evidence.markings.content import Content
from musterbook.evidence.markings.lists import read_spaced
from musterbook.evidence.markings.profile import LONG, NATO, NATO_MISTAKEN, US_LEVELS, Kind, Level

FORMS: Final = {form: (level, long) for level in Level for form, long in ((level.name, False), (LONG[level], True))}
"""Each way of writing a level → the level, and whether it is the long one."""
NATO_FORMS: Final = {
    form: (level, long) for level, (short, whole) in NATO.items() for form, long in ((short, False), (whole, True))
}
MISTAKEN: Final = {form: (level, " " in form) for form, level in NATO_MISTAKEN.items()}
JOINT: Final = re.compile(r"JOINT (TOP SECRET|[A-Z]+)(?: (.*))?")
NO_OWNERS: Final = ("COSMIC", "NATO")
"""Words that open a mark of NATO, which no country owns."""


def read_level(head: str, kind: Kind, faults: set[str], *, foreign: bool) -> Content | None:
    """What stands before the blocks; `foreign` where two slashes open the mark. None when no level is known."""
    if not foreign:
        level = _level(head, kind, faults) if head in FORMS and FORMS[head][0] in US_LEVELS else None
        return None if level is None else Content("us", level)
    return _nato(head, kind, faults) or _joint(head, kind, faults) or _foreign(head, kind, faults)


def _level(form: str, kind: Kind, faults: set[str], forms: Mapping[str, tuple[Level, bool]] = FORMS) -> Level | None:
    """The level so written; a fault where it is written as markings of the other kind do."""
    level, long = forms.get(form, (None, False))
    if level is not None and long != (kind == "banner"):
        faults.add("E_FORM")
    return level


def _nato(head: str, kind: Kind, faults: set[str]) -> Content | None:
    if head in MISTAKEN:
        faults.add("E_NATO_LEVEL")
    level = _level(head, kind, faults, NATO_FORMS | MISTAKEN)
    return None if level is None else Content("nato", level, cosmic=head in NATO[Level.TS])


def _joint(head: str, kind: Kind, faults: set[str]) -> Content | None:
    found = JOINT.fullmatch(head)
    level = _level(found[1], kind, faults) if found else None
    if found is None or level is None:
        return None
    return Content("joint", level, owners=read_spaced(found[2] or "", faults))


def _foreign(head: str, kind: Kind, faults: set[str]) -> Content | None:
    owner, _, form = head.partition(" ")
    level = None if owner in NO_OWNERS else _level(form, kind, faults)
    return None if level is None else Content("fgi", level, owners=read_spaced(owner, faults))
