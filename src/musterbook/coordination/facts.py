"""What the room coordination writes in the book: agreements and what becomes of them, reports and statements."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from musterbook.ledger.facts import Digest, Fact


class AgreementMade(Fact, kind="coordination.agreement-made"):
    """A permission with scope, caps and conditions.

    kind_of: consent, note-verbale, memorandum, assurance or quota. acts: relocation, custody-change, release, return,
    extradition, disclosure, statistic. scope: an expression over closed fields (`scope.py`). caps: `total`, `per_day`.
    signers: parties that had signed the text when this was written.
    """

    agreement: str
    kind_of: str
    parties: frozenset[str]
    acts: frozenset[str]
    scope: str
    text: Digest
    from_: datetime
    until: datetime | None = None
    caps: Mapping[str, int] | None = None
    conditions: frozenset[str] = frozenset()
    signers: frozenset[str] = frozenset()


class AgreementSigned(Fact, kind="coordination.agreement-signed"):
    """One more party has signed."""

    agreement: str
    party: str


class ConditionMet(Fact, kind="coordination.condition-met"):
    """A condition of an agreement is met; the evidence is sealed."""

    agreement: str
    condition: str
    evidence: Digest


class AgreementSuspended(Fact, kind="coordination.agreement-suspended"):
    """Either side alone suspends an agreement from a time."""

    agreement: str
    because: str
    from_: datetime
    party: str = ""


class AgreementResumed(Fact, kind="coordination.agreement-resumed"):
    """Both sides let it run again. Two signatures."""

    agreement: str
    because: str
    from_: datetime


class AgreementRevoked(Fact, kind="coordination.agreement-revoked"):
    """The agreement is at an end."""

    agreement: str
    because: str
    from_: datetime


class ReportIssued(Fact, kind="coordination.report-issued"):
    """A situation report left the house.

    text: digest of the report's JSON, which is kept beside the book. heads: the head of the book it was folded from.
    figures: every whole number in it by its key; those that a recipient may not read are in neither.
    """

    report: str
    recipient: str
    as_of: datetime
    text: Digest
    heads: Digest
    figures: Mapping[str, int]


class StatementCleared(Fact, kind="coordination.statement-cleared"):
    """A number may be said in public: the spokesman and one principal sign.

    figure: the entry `custody.figure-stated` whose number it is, which the other custodian agreed. said: each number in
    the text by its key. corrects: the statement that this one puts right; empty for a first one.
    """

    statement: str
    text: Digest
    figure: Digest
    said: Mapping[str, int]
    corrects: str = ""
