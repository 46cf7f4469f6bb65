"""What the room custody writes in the book (custody.md section 3): the movement core."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from musterbook.ledger.facts import Digest, Fact, Part
from musterbook.terms.custodians import Account, CustodianId
from musterbook.terms.people import PersonId


class BlockIssued(Fact, kind="custody.block-issued"):
    """A two-letter block of numbers is given to one custodian, who may use it without a link.

    `of` says what the numbers name: people or handovers.
    """

    block: str
    to: CustodianId
    of: str = "people"


class Registered(Fact, kind="custody.registered", in_chain=True, decides_hand=True):
    """A person gets a number and is on the author's account from now on.

    `how` is captured, received, opening, unexpected or born. `particulars` is the salted digest of what is claimed.
    """

    person: PersonId
    particulars: Digest
    how: str
    place: str = ""
    band: str = ""


class Amended(Fact, kind="custody.amended"):
    """The sealed particulars were replaced by others; `fields` says which, `source` on whose word."""

    person: PersonId
    particulars: Digest
    replaces: Digest
    fields: frozenset[str]
    source: str


class IdentifierNoted(Fact, kind="custody.identifier-noted"):
    """A number some other system knows the person by; its value is sealed."""

    person: PersonId
    scheme: str
    issuer: str
    value: Digest
    standing: str
    replaces: Digest | None = None


class Banded(Fact, kind="custody.banded"):
    """A wristband was put on; it replaces the band named, which no longer answers."""

    person: PersonId
    band: str
    replaces: str = ""
    image: Digest | None = None


class Linked(Fact, kind="custody.linked"):
    """Two people belong together: parent-of, spouse, sibling, guardian-of or travels-with."""

    person: PersonId
    other: PersonId
    relation: str
    source: str


class Unlinked(Fact, kind="custody.unlinked"):
    """A link was a mistake; a protection officer says so."""

    person: PersonId
    other: PersonId
    relation: str
    because: str


class Merged(Fact, kind="custody.merged", in_chain=True, decides_hand=True):
    """Two numbers are one body: `absorbs` goes to the far side, both numbers keep answering. Two signatures."""

    keeps: PersonId
    absorbs: PersonId
    because: str
    examination: Digest | None = None

    def decided(self) -> frozenset[PersonId]:
        """Only the absorbed number changes account."""
        return frozenset((self.absorbs,))


class Unmerged(Fact, kind="custody.unmerged", in_chain=True, decides_hand=True):
    """A merging was wrong: the absorbed number returns to the account it was taken from. Two signatures."""

    keeps: PersonId
    absorbs: PersonId
    because: str

    def decided(self) -> frozenset[PersonId]:
        """Only the absorbed number changes account."""
        return frozenset((self.absorbs,))


class Checked(Fact, kind="custody.checked"):
    """Each person's identity was checked against the band; `how` is photo, face, finger or two-officers."""

    handover: str
    people: frozenset[PersonId]
    how: str
    mismatched: frozenset[PersonId] = frozenset()


class Offered(Fact, kind="custody.offered", in_chain=True):
    """First half of a handover: the author gives these people to the receiver.

    `manifest` is the SHA-256 of the manifest's canonical bytes. `destination` is the custodian at the end of the way,
    which agreements are about; empty when it is the receiver. `move` and `mode` are what gates need to know.
    """

    handover: str
    manifest: Digest
    people: frozenset[PersonId]
    receiver: CustodianId
    due_by: datetime
    carrier: str = ""
    place: str = ""
    seals: frozenset[str] = frozenset()
    sheets: Digest | None = None
    destination: str = ""
    move: str = "evacuation"
    mode: str = ""
    serial: str = ""


class LetGo(Fact, kind="custody.let-go", in_chain=True):
    """The doors shut: these people have left the giver's hands, and he still answers for them."""

    handover: str
    people: frozenset[PersonId]


class HandoverException(Part):
    """A difference between offered and received, about one person or one thing; codes in `reasons.toml`."""

    code: str
    person: PersonId | None = None
    seal: str = ""
    note: str = ""


class Accepted(Fact, kind="custody.accepted", in_chain=True, decides_hand=True):
    """Second half of a handover: the receiver has these people. `offer` is the digest of the offer's entry.

    `people` are those he takes; the exceptions name everyone and everything that differs.
    """

    handover: str
    offer: Digest
    people: frozenset[PersonId]
    exceptions: tuple[HandoverException, ...] = ()

    def decided(self) -> frozenset[PersonId]:
        """Only those taken change hands; an exception gives nobody to anybody."""
        return self.people


class Refused(Fact, kind="custody.refused", in_chain=True):
    """The receiver takes nobody of this offer."""

    handover: str
    offer: Digest
    because: str
    people: frozenset[PersonId] = frozenset()
    note: str = ""


class Withdrawn(Fact, kind="custody.withdrawn", in_chain=True):
    """The giver calls his offer off, before anyone was let go."""

    handover: str
    because: str
    people: frozenset[PersonId] = frozenset()


class TakenBack(Fact, kind="custody.taken-back", in_chain=True, decides_hand=True):
    """The giver has these people again: the only way back from a handover nobody accepted."""

    handover: str
    people: frozenset[PersonId]


class Departed(Fact, kind="custody.departed", in_chain=True, decides_hand=True):
    """A person left custody for good or for now: released, repatriated, escaped, deceased, void, released-in-error."""

    person: PersonId
    outcome: str
    papers: Digest
    authority: str = ""


class Recovered(Fact, kind="custody.recovered", in_chain=True, decides_hand=True):
    """The author holds someone who was on the far side or unaccounted for; one-sided by nature."""

    person: PersonId
    from_account: Account
    how: str
    papers: Digest | None = None


class ControlLost(Fact, kind="custody.control-lost"):
    """A custodian no longer controls its place: everyone in hand there is unaccounted for until seen."""

    site: CustodianId
    since: datetime
    because: str
    last_seen: datetime | None = None


class ControlRegained(Fact, kind="custody.control-regained"):
    """The place is held again; people return to the roll only as they are counted or recovered."""

    site: CustodianId
    because: str = ""


class Diverted(Fact, kind="custody.diverted"):
    """A serial under way goes to another custodian than its manifest names; whoever is aboard stays in the same hands.

    Nobody is handed over by it: the people change hands by an offer and an acceptance where they are set down.
    """

    serial: str
    to: CustodianId
    arrives_at: datetime
    because: str


class MusterCalled(Fact, kind="custody.muster-called"):
    """A count is ordered: by name or by number, for a reason, due by a time."""

    muster: str
    custodian: CustodianId
    by: str
    reason: str
    due_by: datetime


class KnownAbsence(Part):
    """Someone on the roll who is known to be elsewhere, such as court or hospital."""

    person: PersonId
    place: str


class Mustered(Fact, kind="custody.mustered", in_chain=True):
    """What two counters counted: `present` by name, or `counted` by number. Compared only when all parts are there."""

    muster: str
    present: frozenset[PersonId] | None = None
    counted: int | None = None
    place: str = ""
    counters: tuple[str, ...] = ()
    absent_known: tuple[KnownAbsence, ...] = ()
    part: int = 1
    parts: int = 1


class AlsoNoticed(Part):
    """One more discrepancy that was shown in the same moment, of the same kind, owner and cause, about one person."""

    discrepancy: str
    person: PersonId


class Noticed(Fact, kind="custody.noticed", form=2, by_node=True):
    """A node showed a discrepancy to an officer for the first time: its clock starts.

    `people` and `entries` are those of `discrepancy`. `others` have the same cause and were shown with it.
    """

    discrepancy: str
    kind_of: str
    people: frozenset[PersonId] = frozenset()
    entries: frozenset[Digest] = frozenset()
    others: tuple[AlsoNoticed, ...] = ()


class CountOf(Part):
    """One number: of what (answered-for, under-way, bound, came, used), about whom or which, and on what day."""

    of: str
    about: str
    number: int
    day: str = ""


class CountedNotHere(Fact, kind="custody.counted-not-here", by_node=True):
    """What a node that holds only its people cannot count: by how much the whole book's numbers are above its own.

    Written by a node that holds everything, for the node of `log`, when the two meet and a number has changed; it takes
    the place of what was said before. A number left out is 0; one below 0 says that the site counts somebody who, as
    the whole book knows, no longer counts there. It names nobody.
    """

    log: str
    counts: tuple[CountOf, ...] = ()


class Explained(Fact, kind="custody.explained", in_chain=True, decides_hand=True):
    """Owner and other party close a discrepancy.

    `as_` is found, miscounted, departed, wrong-band, duplicate, corrected or left-open. When it answers `two-hands`,
    `twice-registered` or `after-departure` it names the people, all `heads` it settles and the account they are `at`.
    """

    discrepancy: str
    as_: str
    entry: Digest | None = None
    people: frozenset[PersonId] = frozenset()
    heads: frozenset[Digest] = frozenset()
    at: Account = Account("")
    because: str = ""

    def decided(self) -> frozenset[PersonId]:
        """An explanation moves people only when it says where they are."""
        return self.people if self.at else frozenset()


class Corrected(Fact, kind="custody.corrected", in_chain=True):
    """The author says an entry of his was wrong about these people. Nothing moves until the other party agrees."""

    entry: Digest
    people: frozenset[PersonId]
    because: str
    instead: str = ""


class CorrectionAgreed(Fact, kind="custody.correction-agreed", in_chain=True, decides_hand=True):
    """The other party agrees: the postings of the corrected entry are reversed where they are still the last."""

    entry: Digest
    people: frozenset[PersonId]


class DayClosed(Fact, kind="custody.day-closed", form=2):
    """A custodian closes its day: digest of the roll, and every discrepancy that stays open.

    `settled` are those that were shown to an officer once and settled without an explanation, each listed once.
    """

    custodian: CustodianId
    day: str
    roll: Digest
    open: frozenset[str] = frozenset()
    settled: frozenset[str] = frozenset()


class FigureStated(Fact, kind="custody.figure-stated"):
    """Counts folded from the book at named heads; the parts sum to the whole or it is not made."""

    as_of: datetime
    scope: str
    heads: Digest
    counts: Mapping[str, int]


class FigureAgreed(Fact, kind="custody.figure-agreed"):
    """The other custodian's copy folds to the same counts."""

    statement: Digest


class FigureClaimed(Fact, kind="custody.figure-claimed"):
    """A number somebody outside said. It never moves anyone.

    part_of: the scope of the whole that its source gave this number as a part of; empty where it is none.
    """

    source: str
    as_of: datetime
    scope: str
    value: int
    note: str = ""
    part_of: str = ""


class Emptied(Fact, kind="custody.emptied"):
    """A place is empty: two who went through it name themselves. Refused while the book has anybody there."""

    site: CustodianId
    seen_by: tuple[str, ...]
    roll: Digest


class TableTakenIn(Fact, kind="custody.table-taken-in"):
    """A table of people came in: `content` is the digest of its bytes, of so many rows so many were taken in.

    `faulty` rows went back to whoever sent it. The same bytes are never taken in twice.
    """

    content: Digest
    rows: int
    taken: int
    faulty: int = 0


class ListExported(Fact, kind="custody.list-exported", form=2):
    """A list left this book for one reader: `content` is the digest of its bytes, `of` what it lists.

    format: in what it left. names: it bears names, of `people`; then its bytes are kept `sealed` and not open. since:
    of a list of what changed, the export its reader had before. head: the book it was made from. index: digest of what
    each row said, by which the next list of what changed knows what its reader has.
    """

    export: str
    to: str
    of: str
    as_of: datetime
    rows: int
    content: Digest
    format: str = "csv"
    names: bool = False
    people: frozenset[PersonId] = frozenset()
    sealed: Digest | None = None
    since: str = ""
    head: Digest | None = None
    index: Digest | None = None
