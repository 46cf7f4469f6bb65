"""English words for the keys of the console and its palette, by key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

PALETTE: Final[Mapping[str, str]] = {
    "nav.dock": "Used most",
    "nav.more": "More",
    "keys.title": "Keys",
    "keys.go": "g, then a letter: go to a page",
    "keys.search": "/: search",
    "keys.time": "t: another moment",
    "keys.palette": "Ctrl+K: go to a page, a place, a serial or a person",
    "keys.walk": "Arrows: from serial to serial",
    "keys.help": "?: this list",
    "keys.close": "Esc: close",
    "keys.close-button": "Close",
    "palette.title": "Go to",
    "palette.hint": "Page, place, serial or number",
    "palette.none": "Nothing by that name.",
    "palette.page": "page",
    "palette.place": "place",
    "palette.serial": "serial",
    "palette.person": "person",
}
"""Words of keys and of the palette."""
