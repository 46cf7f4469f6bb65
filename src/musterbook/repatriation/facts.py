"""What the room repatriation writes in the book: one case for each person and country, and what countries are like.

A case may be written by people who never see a name: letters, grounds and conditions are digests of sealed text. Every
fact but the first names only its case, so that whoever carries the cases of one country carries nobody else's numbers.
Casework.md section 3.
"""

from __future__ import annotations

from datetime import datetime

from musterbook.ledger.facts import Digest, Fact, Number, Part
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import PersonId


class CaseOpened(Fact, kind="repatriation.case-opened"):
    """A person is claimed to be of a country; `basis` is who says so and on what.

    track: return, extradition, voluntary, stateless or disputed.
    """

    case: str
    person: PersonId
    country: str
    track: str = "return"
    basis: Digest | None = None


class Share(Part):
    """How likely someone is of a country: a weight above 0 and up to 1, and the evidence for it."""

    country: str
    weight: Number
    evidence: Digest | None = None


class NationalityAssessed(Fact, kind="repatriation.nationality-assessed"):
    """A nationality as a distribution; what the weights leave to 1 is unknown. Two signatures; the newest counts."""

    case: str
    shares: tuple[Share, ...]


class ContactCleared(Fact, kind="repatriation.contact-cleared"):
    """Whether the person was asked if his country may be told of him. consent: yes, no or asked-refused.

    `reviewer` is an officer. `interpreter`: the language it was explained in, or empty. For a voluntary return
    `informed` says that he was told what awaits him; consent taken back later is a new fact with `no`.
    """

    case: str
    consulted_person: bool
    consent: str
    reviewer: str
    interpreter: str = ""
    informed: bool = False


class Notified(Fact, kind="repatriation.notified"):
    """A letter went to the country. letter_kind: first-notice, reminder, identifiers, conditions, thanks or refusal.

    channel: embassy, ministry, interpol, intermediary or by-hand.
    """

    case: str
    letter: Digest
    channel: str
    letter_kind: str = "first-notice"


class CountryAnswered(Fact, kind="repatriation.country-answered"):
    """What the country said. answer: accepts, conditional, refuses, disputes or asks-more.

    `ref` is its own reference, `dated` its letter's day, `until` how long an acceptance holds, None for no end.
    """

    case: str
    answer: str
    dated: datetime
    ref: str = ""
    conditions: Digest | None = None
    until: datetime | None = None


class ConditionSet(Fact, kind="repatriation.condition-set"):
    """Something must be so before he goes, says his country or the host. set_by: country or host.

    kind_of: documents, escort, medical, payment, assurance or other; `condition` is its name within the case, `text`
    what it says, sealed.
    """

    case: str
    condition: str
    set_by: str
    kind_of: str
    text: Digest


class ConditionMet(Fact, kind="repatriation.condition-met"):
    """A condition is met, by whom, and on what evidence. Two signatures.

    how: met; or dropped, where whoever set it no longer asks for it, and its letter is the evidence.
    """

    case: str
    condition: str
    by: str
    evidence: Digest
    how: str = "met"


class Factor(Part):
    """One ground for saying who someone is: document, biometric, consular-interview, kinship-test or family."""

    kind_of: str
    evidence: Digest | None = None


class IdentityConfirmed(Fact, kind="repatriation.identity-confirmed"):
    """Who he is, by two factors of different kinds at least. Two signatures."""

    case: str
    factors: tuple[Factor, ...]


class HostHeld(Fact, kind="repatriation.host-held"):
    """The host's courts keep him: no return while this stands, and notices to countries go on."""

    case: str
    authority: str
    until_review: datetime


class HostFreed(Fact, kind="repatriation.host-freed"):
    """The host's courts let him go. because: not-charged, acquitted, served, deferred or surrendered."""

    case: str
    because: str


class BasisSet(Fact, kind="repatriation.basis-set"):
    """On what law he would go. kind_of: agreement, court-order, extradition-order, deportation-order or consent."""

    case: str
    kind_of: str
    text: Digest
    until: datetime | None = None


class RightsAssessed(Fact, kind="repatriation.rights-assessed"):
    """What an independent reviewer found about the risk in that country.

    outcome: no-risk, needs-assurance, risk or unknown. needs: assurances without which he may not go (death-penalty,
    fair-trial, no-torture, monitoring, family-unity).
    """

    case: str
    outcome: str
    reasons: Digest
    until: datetime
    needs: frozenset[str] = frozenset()


class Assured(Fact, kind="repatriation.assured"):
    """The country promises something about this person; `agreement` where it is one of the book's. kinds as needs."""

    case: str
    kind_of: str
    text: Digest
    until: datetime | None = None
    agreement: str = ""


class PapersIssued(Fact, kind="repatriation.papers-issued"):
    """What he travels on. kind_of: passport, laissez-passer, emergency or identity-card."""

    case: str
    kind_of: str
    number: Digest
    until: datetime


class EvidenceAgreed(Fact, kind="repatriation.evidence-agreed"):
    """What is sent along is agreed, or that nothing is: `package` names it, or is empty."""

    case: str
    package: str = ""


class Scheduled(Fact, kind="repatriation.scheduled"):
    """When he is to go, and which custodian escorts him."""

    case: str
    at: datetime
    escort: CustodianId
    handover: str = ""


class OutcomeReported(Fact, kind="repatriation.outcome-reported"):
    """What became of him, so many days after. outcome: free, tried, held, in-care, died or unknown.

    source: visit, country, family, press or none.
    """

    case: str
    at_days: int
    outcome: str
    source: str


class CaseClosed(Fact, kind="repatriation.case-closed"):
    """Nothing more is owed. because: done, other-country, died, stateless-settled or mistake."""

    case: str
    because: str


class CaseWithdrawn(Fact, kind="repatriation.case-withdrawn"):
    """The claim was wrong or is given up. because: wrong-country, asylum, duplicate or person-withdrew."""

    case: str
    because: str


class CountryDescribed(Fact, kind="repatriation.country-described"):
    """How a country is spoken with and what it takes; the newest counts.

    channel as in `Notified`, or empty. focal: who answers there, sealed. policy: men, women, children, orphans-only,
    case-by-case, denaturalises, no-death-penalty. documents: what it wants to see. list_shared, closed: when.
    """

    country: str
    channel: str = ""
    focal: Digest | None = None
    policy: frozenset[str] = frozenset()
    quota: int | None = None
    conditions: Digest | None = None
    documents: frozenset[str] = frozenset()
    list_shared: datetime | None = None
    closed: datetime | None = None


class FigureImported(Fact, kind="repatriation.figure-imported"):
    """What somebody outside said, never counted in: of a country, or of all together with `country` empty.

    measure: held, returned or accepted. `total` where the source gives one: its parts may not come to it.
    """

    source: str
    as_of: datetime
    country: str
    men: int = 0
    women: int = 0
    boys: int = 0
    girls: int = 0
    unknown: int = 0
    measure: str = "held"
    total: int | None = None
