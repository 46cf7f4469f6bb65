"""People moved, in the shape of EDXL-TEP: each with his encounter, his transport and where he is bound.

The shape is that of the standard (a message; a person; what happened to him where; the vehicle, when it left, where it
goes and when it is expected), under a namespace of our own: what is about care and triage is sealed to clinicians and
does not leave, and a message without it is none that the standard's own schema lets pass (decision 0981).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from musterbook.tables.formats.elements import Node, root
from musterbook.tables.formats.stamp import Stamp
from musterbook.terms.times import written

TRACKING: Final = "urn:musterbook:exchange:tracked-people:1"


@dataclass(frozen=True, slots=True)
class Tracked:
    """One person who is or was moved.

    Attributes:
        number: his number.
        name, sex, born: empty where not known or not said.
        at: since when he is where he is.
        holder: in whose hands.
        milestone: the furthest word the book has for him.
        serial, carrier, mode: what moves him; empty when nothing does.
        leaves_at, expected_at: when it leaves, and is expected.
        bound_for: whose it is to be.
    """

    number: str
    at: datetime
    holder: str
    milestone: str
    name: str = ""
    sex: str = ""
    born: str = ""
    serial: str = ""
    carrier: str = ""
    mode: str = ""
    leaves_at: datetime | None = None
    expected_at: datetime | None = None
    bound_for: str = ""


def tracking(stamp: Stamp, people: Iterable[Tracked]) -> bytes:
    """People as one message."""
    whole = root("TEPMessage", {"": TRACKING})
    whole.say("messageID", stamp.export)
    whole.say("systemID", "musterbook")
    whole.say("dateTimeSent", written(stamp.as_of))
    whole.say("messageType", "Report")
    whole.say("recipient", stamp.to)
    whole.say("description", stamp.line)
    whole.under("incident").say("incidentID", stamp.operation or "musterbook")
    for one in people:
        _person(whole, one)
    return whole.written()


def _person(whole: Node, one: Tracked) -> None:
    person = whole.under("person")
    for name, text in (("personID", one.number), ("name", one.name), ("gender", one.sex), ("dateOfBirth", one.born)):
        if text:
            person.say(name, text)
    encounter = person.under("encounter")
    encounter.say("dateTime", written(one.at))
    encounter.say("location", one.holder)
    encounter.say("disposition", one.milestone)
    if not one.serial:
        return
    transport = person.under("transport")
    for name, text in (("transportID", one.serial), ("vehicleID", one.carrier), ("vehicleType", one.mode)):
        transport.say(name, text)
    for name, moment in (("departureDateTime", one.leaves_at), ("estimatedArrivalDateTime", one.expected_at)):
        if moment is not None:
            transport.say(name, written(moment))
    transport.say("destination", one.bound_for)
