"""What is owed to people, as the book has it: told, receipts, notices, contests, complaints, authority (section 3)."""

from __future__ import annotations

from datetime import datetime

from musterbook.ledger.facts import Digest, Fact, Part
from musterbook.terms.people import PersonId


class Told(Fact, kind="custody.told"):
    """These people were told, each in a language he understands, where they go and into whose hands.

    what: move, or rights (why he is held, how to complain and to contest). when: before, or aboard where safety
    demanded it, with the reason sealed. `not_understood` heard it and did not understand: they are to be told again.
    """

    people: frozenset[PersonId]
    what: str
    custodian: str = ""
    destination: str = ""
    handover: str = ""
    when: str = "before"
    because: Digest | None = None
    not_understood: frozenset[PersonId] = frozenset()
    interpreter: str = ""


class Receipt(Part):
    """One person's receipt: the digest of what stood on it, sealed, in which language, and how he took it.

    mark: given, refused or unable. read_aloud: he does not read. kept_by: who keeps it where it may endanger him.
    """

    person: PersonId
    receipt: Digest
    language: str
    mark: str = "given"
    read_aloud: bool = False
    kept_by: str = ""


class ReceiptGiven(Fact, kind="custody.receipt-given"):
    """These people got a receipt: who holds each, since when, by what authority, how to complain and to contest."""

    receipts: tuple[Receipt, ...]


class Notified(Fact, kind="custody.notified"):
    """Somebody was told of these people, or why nobody was; written again with `acknowledged_at` it is the same notice.

    notice: receiving-site, family, counsel, court, consulate, protecting-list, capture-card, death or illness.
    how: sent, declined (he does not want it) or none-known. about: handover or serial, or the local day of a list.
    """

    notice: str
    people: frozenset[PersonId]
    whom: str = ""
    how: str = "sent"
    about: str = ""
    letter: Digest | None = None
    acknowledged_at: datetime | None = None


class Contested(Fact, kind="custody.contested"):
    """He says that something the book has of him is wrong; whoever heard it writes it down in his name.

    about: name, age, nationality, family, injury, property, identity, list (that he belongs on it at all), or entry;
    `entry` is what he contests where it is one entry. `barred` are the officers who wrote it: none of them answers.
    """

    person: PersonId
    about: str
    statement: Digest
    entry: Digest | None = None
    language: str = ""
    barred: frozenset[str] = frozenset()


class ContestAnswered(Fact, kind="custody.contest-answered"):
    """What a reviewer who did not write what is contested found.

    outcome: upheld, in-part or rejected. `amended` is the entry that puts it right.
    """

    contest: Digest
    person: PersonId
    outcome: str
    because: Digest
    amended: Digest | None = None


class Complained(Fact, kind="custody.complained"):
    """A complaint, sealed from whomever it is against.

    `against` is an officer or a custodian, empty where he names none.
    """

    person: PersonId
    statement: Digest
    against: str = ""
    language: str = ""


class ComplaintAnswered(Fact, kind="custody.complaint-answered"):
    """What was found, sealed; outcome: upheld, in-part, rejected or handed-on. Never by the one complained of."""

    complaint: Digest
    person: PersonId
    answer: Digest
    outcome: str


class AuthorityNoted(Fact, kind="custody.authority-noted"):
    """By what authority these people are held: warrant, order, agreement, sentence, release or none.

    from_ and until are when it begins and ends. A sentence ends in a release; an authority of kind release says that
    they are to be let go from `from_` on. The newest of a person counts; paper is the digest of the document.
    """

    people: frozenset[PersonId]
    kind_of: str
    issuer: str
    from_: datetime
    until: datetime | None = None
    paper: Digest | None = None


class RetentionHeld(Fact, kind="custody.retention-held"):
    """Nothing of these people is destroyed until this is ended, whatever its age: a court, an inquiry or he asks."""

    people: frozenset[PersonId]
    because: Digest


class RetentionEnded(Fact, kind="custody.retention-ended"):
    """A legal hold on these people's things is ended; their age decides again."""

    people: frozenset[PersonId]
    because: Digest


class Destroyed(Fact, kind="custody.destroyed"):
    """Everything sealed under these numbers is destroyed; entries and counts remain, and nobody can say who they were.

    `certificate` is the digest of what was destroyed, thing by thing; `because` says by what rule.
    """

    people: frozenset[PersonId]
    certificate: Digest
    because: Digest


class LocatorAllowed(Fact, kind="custody.locator-allowed"):
    """Whoever looks for these people by name may learn that they are held, until a moment.

    consent: himself, each being asked in a language he understands; or guardian, who alone can say it for a child.
    """

    people: frozenset[PersonId]
    until: datetime
    consent: str = "himself"


class LocatorEnded(Fact, kind="custody.locator-ended"):
    """These people may no longer be found by name: whoever was given them is to forget them."""

    people: frozenset[PersonId]
    because: Digest
