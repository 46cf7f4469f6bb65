"""What a page's rows leave as, for one reader: the formats, and the exact command that numbers, signs and keeps each.

The rights are those of the list: nothing is shown to whoever may not sign for it, and nothing of a moment that is past.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

from musterbook.console.asked import Asked
from musterbook.console.deed_forms import BASE
from musterbook.rights.roles import rules_of

KIND: Final = "custody.list-exported"
LEAVES: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "overview": (
        ("GeoJSON", "export map --as geojson"), ("KML", "export map --as kml"), ("CoT", "export map --as cot"),
    ),
    "board": (
        ("iCalendar", "export plan"), ("CSV", "export feed serials"), ("GeoJSON", "export map --as geojson"),
        ("CoT", "export map --as cot"),
    ),
    "plan": (("iCalendar", "export plan"),),
    "due": (("iCalendar", "export plan --within 168"),),
    "manifests": (("CSV", "export feed serials"), ("CSV 56", "export feed moves")),
    "people": (
        ("CSV", "export feed roll"), ("CSV 56", "export feed moves"), ("EDXL-TEP", "export moved CUSTODIAN"),
        ("PFIF", "export found --domain NAME --because WHY"),
    ),
    "handovers": (("CSV", "export feed handovers"), ("NIEM", "export handovers CUSTODIAN")),
}  # fmt: skip
"""Page → the formats its rows leave in, each with its verb."""


def leaving(asked: Asked, here: str) -> tuple[tuple[str, str], ...]:
    """Formats and commands for a page, as whoever looks may sign them; none for whoever may not."""
    if asked.as_of is not None or (asked.looker.asked and not asked.looker.has(*_signers())):
        return ()
    officer = asked.looker.officer or "OFFICER"
    return tuple(
        (format_, f"muster {verb} --to READER --out FILE --key {officer}") for format_, verb in LEAVES.get(here, ())
    )


def form_of(command: str) -> str:
    """The address of the form that does what a command here does, with what is known filled in."""
    verb, _, rest = command.removeprefix("muster export ").partition(" ")
    word = rest.split(" ")[1 if verb == "map" else 0]
    said = {"map": f"?format_={word}", "feed": f"?about={word}"}.get(verb, "")
    return f"{BASE}/leave-{verb}{said}"


@cache
def _signers() -> tuple[str, ...]:
    """The roles that may sign a list that leaves."""
    return tuple(sorted(role for rule in rules_of(KIND) for role in rule.first))
