"""What is written of care: property, medicine, condition at each handover, welfare on the way (custody.md section 3).

One fact takes everyone of a serial: those who share what is said in a set, those with something of their own in parts.
"""

from __future__ import annotations

from datetime import datetime

from musterbook.ledger.facts import Digest, Fact, Number, Part
from musterbook.terms.people import PersonId


class Bag(Part):
    """One person's property under one seal.

    `kinds` are words of `reasons.toml` [property] joined by `+`; `mark` is the owner's own: signed, thumb, refused or
    unable. `money` is amounts and currencies joined by `+`, as `120USD+5000SYP`; `contents` is the sealed list.
    """

    person: PersonId
    seal: str
    kinds: str
    mark: str
    money: str = ""
    contents: Digest | None = None


class PropertySealed(Fact, kind="custody.property-sealed"):
    """Property was put under seals before its owners; a property officer signs, and each owner's mark stands by it."""

    bags: tuple[Bag, ...]


class PropertyOpened(Fact, kind="custody.property-opened"):
    """A seal was broken for a reason; `resealed` is the seal that took its place, empty when nothing did."""

    person: PersonId
    seal: str
    because: str
    resealed: str = ""


class Returned(Part):
    """One bag back in its owner's hands, with his mark."""

    person: PersonId
    seal: str
    mark: str


class PropertyReturned(Fact, kind="custody.property-returned"):
    """People have their property again."""

    bags: tuple[Returned, ...]


class Kept(Part):
    """One bag that stays behind."""

    person: PersonId
    seal: str


class PropertyKeptBack(Fact, kind="custody.property-kept-back"):
    """Property does not travel with its owners: where it stays, and why."""

    bags: tuple[Kept, ...]
    place: str
    because: str


class MedicineNeeded(Fact, kind="custody.medicine-needed"):
    """These people need medicine on the way, or no longer: needed yes or no. Which medicine is sealed elsewhere."""

    people: frozenset[PersonId]
    needed: str = "yes"


class Pack(Part):
    """One person's medicine for the way: what is in it (sealed to clinicians), how many doses, when the next is due."""

    person: PersonId
    medicines: Digest
    doses: int
    next_due: datetime | None = None


class MedicineHanded(Fact, kind="custody.medicine-handed"):
    """Medicine was packed and given to whoever carries it on the way, for one handover or serial."""

    packs: tuple[Pack, ...]
    carrier: str
    handover: str = ""


class Injury(Part):
    """What was seen on one person: how many injuries, and their description sealed to clinicians."""

    person: PersonId
    count: int
    injuries: Digest


class ConditionNoted(Fact, kind="custody.condition-noted"):
    """One side of a handover looked at people: nothing seen on some, injuries on others.

    `side` is giver or receiver, `handover` a reference or a serial, `by` officer or clinician.
    """

    handover: str
    side: str
    by: str
    none_seen: frozenset[PersonId] = frozenset()
    injured: tuple[Injury, ...] = ()
    place: str = ""


class WelfareGiven(Fact, kind="custody.welfare-given"):
    """People on the way were looked at, given water, or something was read, such as the temperature where they sit.

    `what` and `outcome` are in `reasons.toml` [welfare]; nobody named is everyone of the handover or serial. `value` is
    degrees Celsius for a temperature. `next_due` is the next dose, after medicine.
    """

    handover: str
    what: str
    outcome: str = "accepted"
    people: frozenset[PersonId] = frozenset()
    value: Number = Number("")
    next_due: datetime | None = None


class Treated(Fact, kind="custody.treated"):
    """Someone was treated: aid, medicine, mental-health or drugs-or-alcohol; what was found is sealed to clinicians."""

    person: PersonId
    what: str
    advised_by: str = ""
    treated_by: str = ""
    findings: Digest | None = None
