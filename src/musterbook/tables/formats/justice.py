"""Handovers as NIEM has them: the justice domain's transfer of custody, for systems of courts and prisons.

NIEM 6.0, an exchange of our own (`EXCHANGE`) whose content is of NIEM's types: the message is a document, each handover
a `j:CustodyTransferType` with its elements in that type's order. Source: the schema documents of niemopen, xsd/domains/
justice.xsd. Elements of Person stand in the order of the alphabet, as NIEM orders them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from musterbook.tables.formats.elements import Node, root
from musterbook.tables.formats.stamp import Stamp
from musterbook.terms.times import written

CORE: Final = "https://docs.oasis-open.org/niemopen/ns/model/niem-core/6.0/"
JUSTICE: Final = "https://docs.oasis-open.org/niemopen/ns/model/domains/justice/6.0/"
EXCHANGE: Final = "urn:musterbook:exchange:custody-transfer:1"
NAMESPACES: Final = {"nc": CORE, "j": JUSTICE, "mb": EXCHANGE}


@dataclass(frozen=True, slots=True)
class Custody:
    """Whoever hands over or takes: his name in the book, and what his place is called."""

    name: str
    facility: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """One person handed over; empty where it is not known or not said."""

    number: str
    name: str = ""
    born: str = ""
    sex: str = ""
    nationality: str = ""


@dataclass(frozen=True, slots=True)
class Handed:
    """One handover: its reference, its kind and stage, when, from whom to whom, and everyone of it."""

    reference: str
    kind: str
    stage: str
    at: datetime
    giver: Custody
    receiver: Custody
    subjects: Sequence[Subject]


def justice(stamp: Stamp, handed: Iterable[Handed]) -> bytes:
    """Handovers as one message."""
    whole = root("mb:CustodyTransferMessage", NAMESPACES)
    whole.under("nc:DocumentCreationDate").say("nc:DateTime", written(stamp.as_of))
    whole.say("nc:DocumentDescriptionText", stamp.line)
    whole.under("nc:DocumentIdentification").say("nc:IdentificationID", stamp.export)
    whole.under("nc:DocumentRecipient").under("nc:EntityOrganization").say("nc:OrganizationName", stamp.to)
    whole.say("nc:DocumentTitleText", stamp.of)
    for one in handed:
        _handed(whole, one)
    return whole.written()


def _handed(whole: Node, one: Handed) -> None:
    act = whole.under("mb:CustodyTransfer")
    act.say("nc:ActivityCategoryText", one.kind)
    act.under("nc:ActivityDate").say("nc:DateTime", written(one.at))
    act.under("nc:ActivityIdentification").say("nc:IdentificationID", one.reference)
    act.say("j:CustodyTransferActionText", one.stage)
    for side, whose in (("Receiving", one.receiver), ("Releasing", one.giver)):
        act.under(f"j:CustodyTransfer{side}EnforcementAgency").say("nc:OrganizationName", whose.name)
        if whose.facility:
            act.under(f"j:CustodyTransfer{side}EnforcementFacility").say("nc:FacilityName", whose.facility)
    for subject in one.subjects:
        _subject(act, subject)


def _subject(act: Node, one: Subject) -> None:
    person = act.under("j:CustodyTransferSubject")
    if one.born:
        unit = {4: "nc:YearDate", 7: "nc:YearMonthDate"}.get(len(one.born), "nc:Date")
        person.under("nc:PersonBirthDate").say(unit, one.born)
    if one.name:
        person.under("nc:PersonName").say("nc:PersonFullName", one.name)
    if one.nationality:
        person.say("nc:PersonNationalityText", one.nationality)
    person.under("nc:PersonOtherIdentification").say("nc:IdentificationID", one.number)
    if one.sex:
        person.say("nc:PersonSexText", one.sex)
