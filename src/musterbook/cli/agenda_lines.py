"""The agenda of the call in lines, in the order in which the call speaks of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from musterbook.cli.render import table
from musterbook.words.lines import in_words, to_say
from musterbook.words.markings import marking_said

if TYPE_CHECKING:
    from musterbook.operation.briefing import Agenda

SECTIONS = (
    ("unanswered", to_say("Have not agreed to the last minutes"), ("agency", "says")),
    ("headcount", to_say("People since the last call"), ("custodian", "was", "now", "delta")),
    ("outlooks", to_say("Outlooks that changed"), ("site", "was", "now")),
    ("blocked", to_say("Stopped at"), ("rule", "was", "now", "delta")),
    ("actions", to_say("Overdue"), ("action", "agency", "owner", "due", "first_due", "what")),
    ("expiring", to_say("Agreements that end soon"), ("agreement", "until")),
    ("suspended", to_say("Agreements suspended"), ("agreement", "because")),
    ("overrun", to_say("Caps overrun"), ("agreement", "cap", "day", "used", "limit")),
    ("duties", to_say("Duties due"), ("owner", "agreement", "duty", "due")),
    ("families", to_say("Families that wait for word"), ("custodian", "people", "due")),
    ("owed", to_say("Owed to people, and overdue"), ("owner", "overdue", "people", "first")),
    ("differing", to_say("Sources that differ"), ("source", "scope", "claimed", "book", "difference")),
    ("renew", to_say("Decisions to renew"), ("decision", "until")),
    ("dissent", to_say("Dissent that stands"), ("decision", "agency", "reason")),
    ("without_effect", to_say("Decided, and nothing followed"), ("decision", "affects")),
    ("free", to_say("Questions without an answer"), ("question", "agency", "to", "due", "text")),
)
"""Field of the agenda, its heading, and the fields of its rows that are printed."""
COLUMNS = {
    "says": to_say("says"),
    "was": to_say("was"),
    "now": to_say("now"),
    "delta": to_say("delta"),
    "agency": to_say("agency"),
    "owner": to_say("owner"),
    "due": to_say("due"),
    "first_due": to_say("first due"),
    "what": to_say("what"),
    "until": to_say("until"),
    "because": to_say("because"),
    "cap": to_say("cap"),
    "day": to_say("day"),
    "used": to_say("used"),
    "limit": to_say("limit"),
    "agreement": to_say("agreement"),
    "duty": to_say("duty"),
    "people": to_say("people"),
    "overdue": to_say("overdue"),
    "first": to_say("first"),
    "source": to_say("source"),
    "scope": to_say("scope"),
    "claimed": to_say("claimed"),
    "book": to_say("book"),
    "difference": to_say("difference"),
    "reason": to_say("reason"),
    "affects": to_say("affects"),
    "to": to_say("to"),
    "text": to_say("text"),
}
"""What their columns after the first are headed."""


def lines_of(agenda: Agenda) -> list[str]:
    """The agenda as plain lines; a section with nothing in it is left out."""
    since = (
        in_words("since {last_call}, {since}", last_call=agenda.last_call, since=agenda.since)
        if agenda.since
        else in_words("no call before")
    )
    lines = [
        marking_said(agenda.marking),
        in_words(
            "{operation}: agenda as of {as_of}, {since}; head {heads}", operation=agenda.operation, as_of=agenda.as_of,
            since=since, heads=agenda.heads[:8],
        ),
    ]  # fmt: skip
    for name, heading, keys in SECTIONS:
        rows = getattr(agenda, name)
        if rows:
            head = (heading, *(COLUMNS[key] for key in keys[1:]))
            lines += ["", *table(head, [tuple(_cells(row, keys)) for row in rows])]
    if agenda.off:
        lines += ["", in_words("Gates this operation has not turned on: {off}", off=", ".join(agenda.off))]
    return lines


def _cells(row: Mapping[str, Any], keys: tuple[str, ...]) -> Iterator[str]:
    for key in keys:
        said = row[key]
        yield "" if said is None else ", ".join(said) if isinstance(said, list) else str(said)
