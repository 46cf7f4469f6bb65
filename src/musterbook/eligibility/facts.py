"""What the room eligibility writes in the book: codes, holds, clearances, decisions. Codes, never particulars."""

from __future__ import annotations

from datetime import datetime

from musterbook.ledger.facts import Digest, Fact
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import PersonId


class Assessed(Fact, kind="eligibility.assessed"):
    """What intake knows, in codes that gates fold from the book alone.

    child: yes, no or unknown. sex: man, woman or unknown. legal: untried, sentenced, security or unknown.
    family: yes, no or unknown. identity: claimed, asserted, seen or verified.
    basis (of the age): document, claimed, estimated, decided or unknown.
    nationality: ISO 3166 alpha-3, XX-ARAB, XX-OTHER or unknown; its basis: claimed, asserted, seen or verified.
    """

    person: PersonId
    child: str
    sex: str
    legal: str
    family: str
    identity: str
    basis: str
    nationality: str = "unknown"
    nationality_basis: str = "claimed"


class Held(Fact, kind="eligibility.held"):
    """A prohibition with a ground (`reasons.toml` [hold_ground]) and the authority that may lift it."""

    person: PersonId
    ground: str
    authority: str
    review_by: datetime | None = None


class HoldLifted(Fact, kind="eligibility.hold-lifted"):
    """The authority lifts the hold on this ground."""

    person: PersonId
    ground: str
    reviewer: str
    because: str


class Cleared(Fact, kind="eligibility.cleared"):
    """A named reviewer permits this person's move from a giver to a destination until a time."""

    person: PersonId
    giver: CustodianId
    destination: CustodianId
    legal_basis: str
    until: datetime


class ClearanceWithdrawn(Fact, kind="eligibility.clearance-withdrawn"):
    """The permission is taken back."""

    person: PersonId
    because: str


class AgeDecided(Fact, kind="eligibility.age-decided"):
    """A panel of three decides whether someone is a child; birth lies between two days (ISO dates)."""

    person: PersonId
    child: str
    basis: str
    panel: tuple[str, ...]
    born_low: str = ""
    born_high: str = ""


class AgeDoubted(Fact, kind="eligibility.age-doubted"):
    """Someone says this person is under eighteen: the question is open again, whatever was decided."""

    person: PersonId
    said_by: str
    because: str


class FitnessCertified(Fact, kind="eligibility.fitness-certified"):
    """A clinician has seen these people and finds them fit to travel by these modes until a time.

    modes: heli, fixed, road, foot or ferry. conditions: oxygen, stretcher, escort (a clinician beside him) or
    low-altitude.
    """

    people: frozenset[PersonId]
    modes: frozenset[str]
    until: datetime
    conditions: frozenset[str] = frozenset()


class FoundUnfit(Fact, kind="eligibility.found-unfit"):
    """A clinician finds these people unfit to travel by these modes; a later certificate ends it.

    `because` is a word of `reasons.toml` [unfit], never a diagnosis.
    """

    people: frozenset[PersonId]
    modes: frozenset[str]
    because: str


class KeptApart(Fact, kind="eligibility.kept-apart"):
    """Two people may not be together within a reach: cell, landing, wing, holding, carrier, serial, site or camp."""

    pair: frozenset[PersonId]
    reach: str
    because: str
    roles: tuple[str, ...] = ()


class KeepApartEnded(Fact, kind="eligibility.keep-apart-ended"):
    """The order about this pair no longer stands."""

    pair: frozenset[PersonId]
    because: str


class PartingDecided(Fact, kind="eligibility.parting-decided"):
    """A protection officer decides that linked people may be parted; only this lets them be."""

    people: frozenset[PersonId]
    because: str
    best_interest: Digest | None = None


class Overridden(Fact, kind="eligibility.overridden", form=2):
    """A limited exception to one rule, for these people, on this handover, until a time. Two signatures.

    `in_danger` is yes when people are moved out of danger: then it is for one `serial` of a protective or emergency
    lot, whatever its handovers are called, and two people may sign it whom the gate would else not let.
    """

    rule: str
    people: frozenset[PersonId]
    handover: str
    because: str
    until: datetime
    in_danger: str = "no"
    serial: str = ""


class FearHeard(Fact, kind="eligibility.fear-heard"):
    """He was asked, in his language, whether he fears the move; or the asking is put off, at most 72 hours.

    heard: yes or deferred. `answer` is what he said, sealed. A deferral is signed by a legal adviser and the chair and
    lets him be moved within one authority only, until `deferred_until` (casework.md section 4).
    """

    person: PersonId
    heard: str
    asked_at: datetime
    interpreter: str = ""
    answer: Digest | None = None
    deferred_until: datetime | None = None
    because: str = ""


class AsylumClaimed(Fact, kind="eligibility.asylum-claimed"):
    """He asks for protection, or what came of it. outcome: open, refused, granted or withdrawn.

    Anybody who hears it writes it open; only an independent reviewer decides.
    """

    person: PersonId
    claim: Digest
    outcome: str = "open"
    reviewer: str = ""


class RefoulementAssessed(Fact, kind="eligibility.refoulement-assessed"):
    """What awaits him in the hands of an authority: no-risk, risk or unknown; the newest about it counts.

    `to` is the authority: a party of the operation, a country, or a custodian that is none's.
    """

    person: PersonId
    to: str
    outcome: str
    reasons: Digest
    until: datetime
    told: bool = False


class EscortsCounted(Fact, kind="eligibility.escorts-counted"):
    """How many women and men escort one handover, or one serial, and whether women search women."""

    handover: str
    women: int
    men: int
    women_search: bool = False


class GateSet(Fact, kind="eligibility.gate-set"):
    """An operation asks a gate, or does not: asked yes or no. Two signatures; it stands on every day's sheet."""

    rule: str
    asked: str
    because: str
