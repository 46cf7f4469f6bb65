"""What the room coordination writes in the book: agreements, calls, decisions, actions, reports, who was told.

Words somebody chose freely are sealed, and the fact holds their digest; what a gate or a clock reads is plain.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from musterbook.ledger.facts import Digest, Fact, Part
from musterbook.terms.people import PersonId


class Duty(Part):
    """Something owed again and again while an agreement runs, such as a visit every 30 days.

    owner: the party that owes it; all parties when empty.
    """

    what: str
    every_days: int
    owner: str = ""


class AgreementMade(Fact, kind="coordination.agreement-made", form=3):
    """A permission with scope, caps and conditions.

    kind_of: consent, note-verbale, memorandum, assurance or quota. acts: relocation, custody-change, release, return,
    extradition, disclosure, statistic. scope: an expression over closed fields (`scope.py`). caps: `total`, `per_day`.
    signers: parties that had signed the text when this was written. Form 2 added duties, suspends_on (`pausing.py`
    says the words it knows) and country, without which an assurance says nothing; form 3 who owes a duty.
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
    duties: tuple[Duty, ...] = ()
    suspends_on: frozenset[str] = frozenset()
    country: str = ""


class AgreementSigned(Fact, kind="coordination.agreement-signed"):
    """One more party has signed."""

    agreement: str
    party: str


class ConditionMet(Fact, kind="coordination.condition-met"):
    """A condition of an agreement is met; the evidence is sealed."""

    agreement: str
    condition: str
    evidence: Digest


class DutyDone(Fact, kind="coordination.duty-done"):
    """A duty of an agreement was done once more; its next day is counted from when it happened."""

    agreement: str
    duty: str
    evidence: Digest


class FindingRaised(Fact, kind="coordination.finding-raised"):
    """Something was found that should not be so under an agreement. A grave one, unanswered, suspends it."""

    agreement: str
    finding: str
    text: Digest
    grave: bool


class FindingAnswered(Fact, kind="coordination.finding-answered"):
    """The principal answers a finding; he cannot override it."""

    finding: str
    answer: Digest


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


class AgencyJoined(Fact, kind="coordination.agency-joined"):
    """An agency takes part from now on; lead, deputy and principal are officers. reads: markings it may read."""

    agency: str
    lead: str
    deputy: str = ""
    principal: str = ""
    reads: frozenset[str] = frozenset()


class AgencyLeft(Fact, kind="coordination.agency-left"):
    """An agency takes part no longer."""

    agency: str
    because: Digest


class Attendant(Part):
    """Who came for an agency: as present, deputy or absent; nobody's name when absent."""

    agency: str
    as_: str
    person: str = ""


class CallOpened(Fact, kind="coordination.call-opened"):
    """The daily call is opened, with a frozen picture of the book that the program takes and nobody types.

    heads: digest over all logs. headcount: custodian → people he answers for, `*` for everyone. outlooks: site → rung.
    blocked: rule of a gate → people it stops.
    """

    call: str
    planned_at: datetime
    chair: str
    recorder: str
    marking: str
    heads: Digest
    headcount_as_of: datetime
    attending: tuple[Attendant, ...] = ()
    headcount: Mapping[str, int] | None = None
    outlooks: Mapping[str, str] | None = None
    blocked: Mapping[str, int] | None = None


class CallAttended(Fact, kind="coordination.call-attended"):
    """An agency answers the roll of a call after it was opened, or is written as absent."""

    call: str
    attendant: Attendant


class CallClosed(Fact, kind="coordination.call-closed"):
    """The call is over and its minutes are read back: from now on agencies have two hours to agree or object."""

    call: str
    minutes: Digest


class MinutesAgreed(Fact, kind="coordination.minutes-agreed"):
    """An agency agrees to the minutes of a call."""

    call: str
    agency: str
    minutes: Digest


class MinutesObjected(Fact, kind="coordination.minutes-objected"):
    """An agency says the minutes of a call are wrong, and how."""

    call: str
    agency: str
    text: Digest


class MinutesAdded(Fact, kind="coordination.minutes-added"):
    """An agency adds to the minutes of a call after the time for agreeing has passed."""

    call: str
    agency: str
    text: Digest


class Decided(Fact, kind="coordination.decided"):
    """A decision: a question, the options there were, and which was chosen, by whom and on what authority.

    chosen: digest of one of the options. affects: `gate:RULE`, `agreement:NAME`, `site:NAME` or `serial:NAME`.
    affects_gate: yes when any of them is a gate, and then two people sign; no otherwise. It does nothing by itself.
    """

    decision: str
    question: Digest
    options: tuple[Digest, ...]
    chosen: Digest
    decider: str
    authority_basis: str
    from_: datetime
    until: datetime | None = None
    call: str = ""
    affects: frozenset[str] = frozenset()
    affects_gate: str = "no"
    supersedes: str = ""


class Concurred(Fact, kind="coordination.concurred"):
    """What an agency says of a decision: concur, concur-with-comment, non-concur or abstain.

    A non-concur without a reason is no answer: readings leave it out, and doors refuse it as malformed.
    """

    decision: str
    agency: str
    how: str
    reason: Digest | None = None


class Asked(Fact, kind="coordination.asked"):
    """One agency asks another something and wants an answer by a time."""

    question: str
    agency: str
    to_agency: str
    text: Digest
    due: datetime


class Answered(Fact, kind="coordination.answered"):
    """A question is answered."""

    question: str
    text: Digest


class ActionSet(Fact, kind="coordination.action-set"):
    """Something one officer of one agency owes by a time. proof: what would show it done. priority: 1 to 3."""

    action: str
    what: Digest
    owner_agency: str
    owner: str
    due: datetime
    call: str = ""
    priority: int = 2
    waits_for: frozenset[str] = frozenset()
    proof: Digest | None = None


class ActionDueMoved(Fact, kind="coordination.action-due-moved"):
    """The chair gives an action another time; the first one is kept and shown."""

    action: str
    due: datetime
    because: Digest


class ActionTakenUp(Fact, kind="coordination.action-taken-up"):
    """The owner, or his deputy, has taken it up."""

    action: str
    by: str


class ActionHandedOn(Fact, kind="coordination.action-handed-on"):
    """It passes to another owner, who has yet to take it up. No clock starts again."""

    action: str
    to_agency: str
    to_owner: str
    because: Digest


class ActionBlocked(Fact, kind="coordination.action-blocked"):
    """It cannot go on; the clocks do."""

    action: str
    because: Digest


class ActionDone(Fact, kind="coordination.action-done"):
    """The owner says it is done; the proof is sealed, or an entry of this book shows it."""

    action: str
    by: str
    proof: Digest | None = None
    entry: Digest | None = None


class ActionVerified(Fact, kind="coordination.action-verified"):
    """Somebody other than whoever did it has seen that it is done."""

    action: str
    by: str


class ActionCancelled(Fact, kind="coordination.action-cancelled"):
    """The chair no longer wants it."""

    action: str
    because: Digest


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


class Notified(Fact, kind="coordination.notified"):
    """Somebody outside is told of a site before people are brought there; whom: protecting-body, for the gate."""

    whom: str
    site: str
    channel: str
    letter: Digest


class NoticeAnswered(Fact, kind="coordination.notice-answered"):
    """What they answered who were told of a site: noted, asks-access or objects; their words are sealed."""

    whom: str
    site: str
    says: str
    letter: Digest


class NoticeDeferred(Fact, kind="coordination.notice-deferred"):
    """The chair puts off telling the protecting body of a site, for military necessity, for seven days at most."""

    site: str
    until: datetime
    because: Digest


class FamilyTold(Fact, kind="coordination.family-told"):
    """Families heard where people are, or why they did not: sent, declined or none-known. What was sent is sealed."""

    people: frozenset[PersonId]
    how: str
    letter: Digest | None = None


class BookConfirmed(Fact, kind="coordination.book-confirmed"):
    """An escort whose copy is old has the agreements confirmed by radio, for one serial: by whom, and when."""

    serial: str
    confirmed_by: str
    confirmed_at: datetime
