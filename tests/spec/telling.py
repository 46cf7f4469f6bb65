"""How stories are told: a text in the notation of the book, and what the roll then says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Entry
from musterbook.ledger.notation import told as told_entries
from musterbook.ledger.reading import in_order

SENTENCES = {
    "offered-not-accepted": "{person} was offered but not accepted",
    "missing": "{person} should be at {owner} and is not",
    "two-hands": "{person} is claimed by several hands",
    "over": "{person} is at {owner} and should not be",
}


def entries(text: str, *, upon: Sequence[Entry] = ()) -> list[Entry]:
    """The entries of a story, in reading order, with those told before."""
    return in_order([*upon, *told_entries(text, upon=upon)])


def told(text: str, *, upon: Sequence[Entry] = ()) -> Roll:
    """The roll a story leaves."""
    return Roll.of(entries(text, upon=upon))


def doubts(roll: Roll) -> list[str]:
    """What is open, each in a sentence, in the order found."""
    return [
        SENTENCES.get(one.kind, one.kind + " {person}").format(person=one.person, owner=one.owner)
        for one in roll.discrepancies.open
    ]


def kinds(roll: Roll) -> list[str]:
    """The kinds of what is open, in the order found."""
    return [one.kind for one in roll.discrepancies.open]


def people(first: int, last: int) -> str:
    """Numbers in a row, as the notation lists them: `D-0001,D-0002`."""
    return ",".join(f"D-{number:04}" for number in range(first, last + 1))


def registered(site: str, first: int, last: int, *, at: str = "06:00") -> str:
    """Lines that register people in a row at a site."""
    return "\n".join(f"{at} {site} custody.registered person=D-{number:04}" for number in range(first, last + 1))


def accounts(roll: Roll) -> dict[str, str]:
    """Everyone's account, by number."""
    return {str(person): str(account) for person, account in sorted(roll.where.items())}


def open_things(roll: Roll) -> list[str]:
    """What is open, as kind, whom it is about and who owns it, in order of the words."""
    return sorted(f"{one.kind} {one.person or one.owner}" for one in roll.discrepancies.open)


def moment(hour: str, day: int = 21) -> datetime:
    """An hour of the stories' month, January 2026, UTC."""
    return datetime.fromisoformat(f"2026-01-{day:02} {hour}").replace(tzinfo=UTC)
