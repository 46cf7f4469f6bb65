"""What the room evidence writes in the book: things and where they went, whom they speak of, and what left.

Free text is always a digest of something sealed beside the book; the book itself holds codes, marks and numbers. A
country is an ISO 3166 alpha-3 code. Source of every kind: casework.md section 3.
"""

from __future__ import annotations

from datetime import datetime

from musterbook.ledger.facts import Digest, Fact, Part
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import PersonId


class Portion(Part):
    """The smallest marked part of an item: its place from 1, its portion mark with brackets, its sealed words."""

    n: int
    mark: str
    text: Digest


class Numbered(Part):
    """What an item is called in a package: `MB-000001`, with no gap in a package."""

    number: str
    item: str


class Channel(Part):
    """What the verifier of redaction found in one channel: clean, found or not-run."""

    channel: str
    verdict: str
    where: str = ""


class ItemAdded(Fact, kind="evidence.item-added"):
    """One piece of evidence comes in. Two acquisitions of the same bytes are two items of one content.

    content: SHA-256 of the bytes. size: bytes. acquired_by: the unit or office, never a person's name. owner: whose
    policy rules. originators: who alone may release. policy: the owner's policy by name (`policies.toml`).
    derived_from: items it was made from, as a redacted copy or a tear-line is.
    """

    item: str
    content: Digest
    size: int
    media: str
    owner: str
    banner: str
    acquired_at: datetime
    acquired_where: str
    acquired_by: str
    acquired_how: str = ""
    policy: str = ""
    originators: frozenset[str] = frozenset()
    portions: tuple[Portion, ...] = ()
    derived_from: frozenset[str] = frozenset()


class ItemPassed(Fact, kind="evidence.item-passed"):
    """An item goes from hand to hand: the giver writes it, and the receiver writes it again, naming the giver's.

    to: who shall have it. offer: empty in the giver's own; in the receiver's, the giver's entry, and then `to` is the
    receiver himself. seal: the number on the bag.
    """

    item: str
    to: CustodianId
    place: str
    seal: str = ""
    purpose: str = ""
    offer: Digest | None = None


class PortionRemarked(Fact, kind="evidence.portion-remarked"):
    """The originator marks a portion otherwise."""

    item: str
    portion: int
    mark: str
    authority: str
    because: Digest


class LinkedToPerson(Fact, kind="evidence.linked-to-person"):
    """Somebody finds that an item speaks of a person.

    grade: the source A to F and the information 1 to 6, such as `B2`. claim: fact or assessment, never merged.
    settles: yes when it settles who he is, and then two people sign.
    """

    item: str
    person: PersonId
    grade: str
    claim: str
    because: Digest
    settles: str = "no"


class LinkContested(Fact, kind="evidence.link-contested"):
    """Somebody, the person himself among them, says that an item does not speak of him."""

    item: str
    person: PersonId
    because: Digest


class ContestAnswered(Fact, kind="evidence.contest-answered"):
    """A reviewer who did not make the link answers a contest: the link is kept, or withdrawn. Both views stay."""

    contest: Digest
    item: str
    person: PersonId
    outcome: str
    because: Digest


class DossierBuilt(Fact, kind="evidence.dossier-built"):
    """Items about one person, in the order in which they are read; the same dossier built again replaces the last.

    holes: sealed words on what was looked for and not found. recruited_as_child: yes, no or unknown.
    """

    dossier: str
    person: PersonId
    items: tuple[str, ...]
    banner: str
    holes: tuple[Digest, ...] = ()
    recruited_as_child: str = "unknown"


class ChildJusticeReviewed(Fact, kind="evidence.child-justice-reviewed"):
    """An adviser on justice for children looked at a dossier: release or withhold, with the note sealed."""

    dossier: str
    outcome: str
    note: Digest


class ReleaseAsked(Fact, kind="evidence.release-asked"):
    """A case officer asks to release a dossier to an authority of a country.

    purpose: prosecution, identification, tracing, protection or intelligence. death_penalty: possible, excluded or
    unknown; unknown counts as possible. fair_trial: assured, not-assured or unknown. assurance: the agreement by which
    the country promises it.
    """

    request: str
    dossier: str
    country: str
    authority: str
    purpose: str
    court: Digest | None = None
    charge: Digest | None = None
    death_penalty: str = "unknown"
    fair_trial: str = "unknown"
    assurance: str = ""


class ReleaseJudged(Fact, kind="evidence.release-judged", by_node=True):
    """What the twelve checks said: allow, needs or deny; what is needed and of whom; each rule that found something."""

    request: str
    machine: str
    rules_version: str
    needs: frozenset[str] = frozenset()
    findings: tuple[str, ...] = ()


class ReleaseAnswered(Fact, kind="evidence.release-answered"):
    """An originator, or another whose word is needed, answers: approve, conditional or refuse.

    originator: who answers; it counts only in his own name. grants: needs of the judgement this answer meets. reason: a
    code, kept with a refusal. appeal_of: the refusal it answers again; there is one appeal.
    """

    request: str
    originator: str
    answer: str
    grants: frozenset[str] = frozenset()
    conditions: Digest | None = None
    reason: str = ""
    appeal_of: Digest | None = None


class Redacted(Fact, kind="evidence.redacted"):
    """A redactor made a new item of an item: which regions went and with which settings are sealed."""

    item: str
    into: str
    regions: Digest
    settings: Digest


class RedactionChecked(Fact, kind="evidence.redaction-checked"):
    """Another than the redactor held the redacted item against every channel."""

    item: str
    channels: tuple[Channel, ...]
    clean: bool


class Packaged(Fact, kind="evidence.packaged"):
    """What leaves for a request. manifest: its digest, which two officers sign. recipient: his signing key, hex.

    withheld: what does not leave whole, item by item with its reason, sealed.
    """

    package: str
    request: str
    manifest: Digest
    items: tuple[Numbered, ...]
    withheld: Digest
    banner: str
    recipient: str = ""


class Sent(Fact, kind="evidence.sent"):
    """The package left. how: courier, courier by hand, network. sealed: digest of the bytes as they left."""

    package: str
    how: str
    sealed: Digest | None = None


class Received(Fact, kind="evidence.received"):
    """The recipient's receipt came: his signature over the manifest digest, sealed."""

    package: str
    receipt: Digest


class Recalled(Fact, kind="evidence.recalled"):
    """The originator wants the package back: recipients are told and a certificate of destruction is asked."""

    package: str
    because: Digest


class Destroyed(Fact, kind="evidence.destroyed"):
    """The recipient certifies that the package is destroyed."""

    package: str
    certificate: Digest


class ConsentNoted(Fact, kind="evidence.consent-noted"):
    """What a source agreed to, in whose countries and for which uses; whoever spoke with the source writes it."""

    item: str
    scope: Digest
    countries: frozenset[str] = frozenset()
    uses: frozenset[str] = frozenset()


class ConsentWithdrawn(Fact, kind="evidence.consent-withdrawn"):
    """A source takes consent back: for these countries and uses, or for all where none is named."""

    item: str
    scope: Digest
    countries: frozenset[str] = frozenset()
    uses: frozenset[str] = frozenset()
