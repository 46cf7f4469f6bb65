"""In which language a person's receipt is given: the first he speaks of those a native reader has looked at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

GIVEN_IN: Final = ("ar", "en")
"""Languages in which a receipt may be given; a test holds them against the wordings that await no reader."""
USUAL: Final = "ar"
"""For someone of whose language nothing is known, or none in which a receipt may be given."""
NAMES: Final[Mapping[str, str]] = {
    "english": "en", "arabic": "ar", "kurmanji": "kmr", "sorani": "ckb", "ku": "kmr", "kurdish": "kmr",
    "en": "en", "ar": "ar", "kmr": "kmr", "ckb": "ckb",
}  # fmt: skip
"""How tables write languages, and which wording that is."""


def language_for(spoken: str) -> str:
    """The first language someone speaks, by the words of a table, in which a receipt may be given; else the usual."""
    said = [part.strip().lower() for part in spoken.replace(",", ";").replace("/", ";").split(";")]
    known = [NAMES[part] for part in said if part in NAMES]
    return next((one for one in known if one in GIVEN_IN), USUAL)
