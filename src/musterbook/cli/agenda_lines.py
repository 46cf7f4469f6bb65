"""The agenda of the call in lines, in the order in which the call speaks of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from musterbook.cli.render import table

if TYPE_CHECKING:
    from musterbook.operation.briefing import Agenda

SECTIONS = (
    ("unanswered", "Have not agreed to the last minutes", ("agency", "says")),
    ("headcount", "People since the last call", ("custodian", "was", "now", "delta")),
    ("outlooks", "Outlooks that changed", ("site", "was", "now")),
    ("blocked", "Stopped at", ("rule", "was", "now", "delta")),
    ("actions", "Overdue", ("action", "agency", "owner", "due", "first_due", "what")),
    ("expiring", "Agreements that end soon", ("agreement", "until")),
    ("suspended", "Agreements suspended", ("agreement", "because")),
    ("overrun", "Caps overrun", ("agreement", "cap", "day", "used", "limit")),
    ("duties", "Duties due", ("owner", "agreement", "duty", "due")),
    ("families", "Families that wait for word", ("custodian", "people", "due")),
    ("owed", "Owed to people, and overdue", ("owner", "overdue", "people", "first")),
    ("differing", "Sources that differ", ("source", "scope", "claimed", "book", "difference")),
    ("renew", "Decisions to renew", ("decision", "until")),
    ("dissent", "Dissent that stands", ("decision", "agency", "reason")),
    ("without_effect", "Decided, and nothing followed", ("decision", "affects")),
    ("free", "Questions without an answer", ("question", "agency", "to", "due", "text")),
)
"""Field of the agenda, its heading, and the fields of its rows that are printed."""


def lines_of(agenda: Agenda) -> list[str]:
    """The agenda as plain lines; a section with nothing in it is left out."""
    since = f"since {agenda.last_call}, {agenda.since}" if agenda.since else "no call before"
    lines = [agenda.marking, f"{agenda.operation}: agenda as of {agenda.as_of}, {since}; head {agenda.heads[:8]}"]
    for name, heading, keys in SECTIONS:
        rows = getattr(agenda, name)
        if rows:
            head = (heading, *(key.replace("_", " ") for key in keys[1:]))
            lines += ["", *table(head, [tuple(_cells(row, keys)) for row in rows])]
    if agenda.off:
        lines += ["", f"Gates this operation has not turned on: {', '.join(agenda.off)}"]
    return lines


def _cells(row: Mapping[str, Any], keys: tuple[str, ...]) -> Iterator[str]:
    for key in keys:
        said = row[key]
        yield "" if said is None else ", ".join(said) if isinstance(said, list) else str(said)
