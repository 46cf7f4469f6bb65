"""PFIF 1.4: people whose families look for them, and who have said that they may be found.

A person whose time has run out leaves as the placeholder that the format asks for: his identifier and three dates, so
that whoever copied him learns to forget him. Source: zesty.ca/pfif/1.4, data model and expiry.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from musterbook.tables.formats.elements import Node, root
from musterbook.tables.formats.stamp import Stamp

PFIF: Final = "http://zesty.ca/pfif/1.4"
STATUSES: Final = ("", "information_sought", "is_note_author", "believed_alive", "believed_missing", "believed_dead")


@dataclass(frozen=True, slots=True)
class FinderNote:
    """A note on someone: its identifier, when it was made, what the format calls his status, and words."""

    identifier: str
    at: datetime
    status: str
    text: str
    author: str


@dataclass(frozen=True, slots=True)
class FinderPerson:
    """One who may be found.

    Attributes:
        identifier: domain, slash, and an identifier that is not his number.
        source: who keeps this.
        at: when it was first said; expires: until when it may be kept.
        full_name: the name he is found by; empty in a placeholder.
        sex: female, male, other or empty.
        born: year, month or day of birth; empty when not said.
        home_country: two letters, or empty.
        notes: what is said of him.
    """

    identifier: str
    source: str
    at: datetime
    expires: datetime
    full_name: str
    sex: str = ""
    born: str = ""
    home_country: str = ""
    notes: Sequence[FinderNote] = ()


def people_finder(stamp: Stamp, people: Iterable[FinderPerson]) -> bytes:
    """People as one file; those whose time has run out at the stamp's moment as placeholders."""
    whole = root("pfif:pfif", {"pfif": PFIF})
    whole.comment(stamp.line)
    for one in people:
        person = whole.under("pfif:person")
        if one.expires <= stamp.as_of:
            _placeholder(person, one)
        else:
            _whole(person, one, stamp)
    return whole.written()


def _placeholder(person: Node, one: FinderPerson) -> None:
    """Nothing but the identifier and dates; entry and source are the moment at which it ran out."""
    person.say("pfif:person_record_id", one.identifier)
    for name in ("entry_date", "expiry_date", "source_date"):
        person.say(f"pfif:{name}", _zulu(one.expires))


def _whole(person: Node, one: FinderPerson, stamp: Stamp) -> None:
    told = {
        "person_record_id": one.identifier, "entry_date": _zulu(stamp.as_of), "expiry_date": _zulu(one.expires),
        "author_name": one.source, "source_name": one.source, "source_date": _zulu(one.at), "full_name": one.full_name,
        "sex": one.sex, "date_of_birth": one.born, "home_country": one.home_country,
    }  # fmt: skip
    _say_all(person, told)
    for said in one.notes:
        note = {
            "note_record_id": said.identifier, "person_record_id": one.identifier, "entry_date": _zulu(stamp.as_of),
            "author_name": said.author, "source_date": _zulu(said.at), "author_made_contact": "false",
            "status": said.status, "text": said.text,
        }  # fmt: skip
        _say_all(person.under("pfif:note"), note)


def _say_all(parent: Node, told: Mapping[str, str]) -> None:
    for name, text in told.items():
        if text:
            parent.say(f"pfif:{name}", text)


def _zulu(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
