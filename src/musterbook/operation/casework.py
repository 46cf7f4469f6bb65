"""Casework: things come in, go from hand to hand, are found to speak of someone, and are put together into dossiers.

Joins evidence with what lies sealed beside the book. Truths are written whatever they are; an offer of a thing by
somebody who does not have it, and a dossier of items that speak of nobody, are refused.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from musterbook.evidence.checks_markings import banner_faults
from musterbook.evidence.dossiers import RECRUITED, REVIEWS, Dossier, Dossiers
from musterbook.evidence.facts import (
    ChildJusticeReviewed,
    ContestAnswered,
    DossierBuilt,
    ItemAdded,
    ItemPassed,
    LinkContested,
    LinkedToPerson,
    Portion,
)
from musterbook.evidence.items import Item, Items
from musterbook.evidence.links import CLAIMS, GRADE, OUTCOMES, Links
from musterbook.evidence.markings import read_mark, roll_up
from musterbook.evidence.provenance import Provenance
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.operation.acting import Acting
from musterbook.operation.evidence_beside import EvidenceBeside
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Fault, Malformed, Refused, Tampered
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file on its way in.

    Attributes:
        path: the file.
        sha256: what its bytes should come to; empty when nobody said.
        portions: portion marks, each with its words.
        derived_from: items it was made from.
    """

    path: Path
    owner: str
    banner: str
    acquired_at: datetime
    acquired_where: str
    acquired_by: str
    acquired_how: str = ""
    policy: str = ""
    originators: frozenset[str] = frozenset()
    portions: tuple[tuple[str, str], ...] = ()
    derived_from: frozenset[str] = frozenset()
    media: str = "application/octet-stream"
    sha256: str = ""
    item: str = ""


def add_item(beside: EvidenceBeside, acting: Acting, coming: Incoming, *, held: bytes | None = None) -> Entry:
    """Seal a file beside the book and write that it came in; `held` are its bytes where no file holds them.

    Raises:
        Tampered: its bytes are not those the list says.
        Malformed: it cannot be read, its marking does not hold, or the number is another item's.
    """
    content, size = measured(coming.path) if held is None else (Digest(hashlib.sha256(held).hexdigest()), len(held))
    if coming.sha256 and coming.sha256.lower() != content:
        raise Tampered("evidence.file-differs", name=coming.path.name, said=coming.sha256[:8], found=content[:8])
    items = beside.book.reading(Items)
    item = coming.item or next_item(items)
    if item in items:
        raise Malformed.because("evidence.item-twice", item=item)
    invalid = [one for one in _marking_faults(coming, item) if one.rule == "evidence.marking-invalid"]
    if invalid:
        raise Malformed.of(Fault(one.rule, values={"item": item, **one.values}) for one in invalid)
    with coming.path.open("rb") if held is None else io.BytesIO(held) as source:
        beside.blobs.keep(source, content)
    portions = tuple(
        Portion(n=n, mark=mark, text=beside.sealed_words(item, words))
        for n, (mark, words) in enumerate(coming.portions, start=1)
    )
    fact = ItemAdded(
        item=item, content=content, size=size, media=coming.media, owner=coming.owner, banner=coming.banner,
        acquired_at=coming.acquired_at, acquired_where=coming.acquired_where, acquired_by=coming.acquired_by,
        acquired_how=coming.acquired_how, policy=coming.policy, originators=coming.originators, portions=portions,
        derived_from=coming.derived_from,
    )  # fmt: skip
    return beside.book.write(acting.draft(fact))


def pass_item(
    beside: EvidenceBeside, acting: Acting, item: str, to: CustodianId, *, place: str, seal: str = "", purpose: str = ""
) -> Entry:
    """Offer a thing to somebody, or, where `to` is oneself, write that one has it.

    Raises:
        Refused: who does not have a thing by the book cannot give it. That one has it is always written.
    """
    known_item(beside, item)
    provenance = beside.book.reading(Provenance)
    holder = provenance.holder(item)
    offer = provenance.offer_to(item, to) if acting.by == to else None
    if offer is None and acting.by not in {to, holder}:
        raise Refused(Objection("evidence.not-the-holder", values={"item": item, "holder": holder, "giver": acting.by}))
    if acting.by == to and offer is None:
        raise Malformed.because("evidence.no-offer", item=item, receiver=to)
    fact = ItemPassed(item=item, to=to, place=place, seal=seal, purpose=purpose, offer=offer)
    return beside.book.write(acting.draft(fact, after=(offer,) if offer else ()))


def link(
    beside: EvidenceBeside, acting: Acting, item: str, person: PersonId, *, grade: str, claim: str, because: str,
    settles: bool = False,
) -> Entry:  # fmt: skip
    """Write that an item speaks of a person, with grade and whether that is a fact or an assessment."""
    known_item(beside, item)
    faults = []
    if GRADE.fullmatch(grade) is None:
        faults.append(Fault("evidence.grade", values={"item": item, "grade": grade}))
    if claim not in CLAIMS:
        faults.append(Fault("evidence.claim", values={"item": item, "claim": claim}))
    if faults:
        raise Malformed.of(faults)
    words = beside.sealed_words(item, because)
    fact = LinkedToPerson(
        item=item, person=person, grade=grade, claim=claim, because=words, settles="yes" if settles else "no"
    )
    return beside.book.write(acting.draft(fact))


def contest(beside: EvidenceBeside, acting: Acting, item: str, person: PersonId, *, because: str) -> Entry:
    """Write that somebody says an item does not speak of a person; Malformed when nobody linked the two."""
    if not beside.book.reading(Links).made(item, person):
        raise Malformed.because("evidence.no-such-link", item=item)
    fact = LinkContested(item=item, person=person, because=beside.sealed_words(item, because))
    return beside.book.write(acting.draft(fact))


def answer_contest(beside: EvidenceBeside, acting: Acting, digest: str, *, outcome: str, because: str) -> Entry:
    """Answer a contest: kept or withdrawn; Refused to whoever made the link."""
    links = beside.book.reading(Links)
    one = links.contest(digest)
    if one is None or not one.is_open or outcome not in OUTCOMES:
        raise Malformed.because("evidence.no-such-contest", digest=digest[:8])
    own = links.linkers(one.item, one.person) & {officer for officer, _ in acting.officers}
    if own:
        raise Refused(Objection("evidence.own-link", values={"item": one.item, "officer": min(own)}))
    fact = ContestAnswered(
        contest=one.entry, item=one.item, person=one.person, outcome=outcome,
        because=beside.sealed_words(one.item, because),
    )  # fmt: skip
    return beside.book.write(acting.draft(fact))


def build_dossier(
    beside: EvidenceBeside, acting: Acting, dossier: str, person: PersonId, items: Sequence[str], *,
    holes: Iterable[str] = (), recruited: str = "unknown",
) -> Entry:  # fmt: skip
    """Put items about a person together; the banner is the roll-up of all their portions.

    Raises:
        Malformed: an item is unknown, named twice, or nobody found that it speaks of the person.
    """
    shelf, links = beside.book.reading(Items), beside.book.reading(Links)
    faults = [Fault("evidence.no-such-item", values={"item": name}) for name in items if name not in shelf]
    faults += [Fault("evidence.item-twice", values={"item": name}) for name in set(items) if items.count(name) > 1]
    faults += [
        Fault("evidence.not-linked", values={"item": name})
        for name in items
        if name in shelf and not any(links.made(one, person) for one in shelf.line_of(name))
    ]
    if recruited not in RECRUITED:
        faults.append(Fault("evidence.recruited", values={"said": recruited}))
    if not items:
        faults.append(Fault("evidence.nothing-in-it", values={"dossier": dossier}))
    if faults:
        raise Malformed.of(faults)
    marks = [mark for name in items for mark in portion_marks(known_item(beside, name))]
    fact = DossierBuilt(
        dossier=dossier, person=person, items=tuple(items), banner=roll_up(marks).banner,
        holes=tuple(beside.sealed_words(dossier, words) for words in holes), recruited_as_child=recruited,
    )  # fmt: skip
    return beside.book.write(acting.draft(fact))


def review_child(beside: EvidenceBeside, acting: Acting, dossier: str, *, outcome: str, note: str) -> Entry:
    """Write what an adviser on justice for children says of a dossier: release or withhold."""
    known_dossier(beside, dossier)
    if outcome not in REVIEWS:
        raise Malformed.because("evidence.review", outcome=outcome)
    fact = ChildJusticeReviewed(dossier=dossier, outcome=outcome, note=beside.sealed_words(dossier, note))
    return beside.book.write(acting.draft(fact))


def known_item(beside: EvidenceBeside, name: str) -> Item:
    """One item; Malformed when there is none of that name."""
    item = beside.book.reading(Items).item(name)
    if item is None:
        raise Malformed.because("evidence.no-such-item", item=name)
    return item


def known_dossier(beside: EvidenceBeside, name: str) -> Dossier:
    """One dossier; Malformed when there is none of that name."""
    dossier = beside.book.reading(Dossiers).dossier(name)
    if dossier is None:
        raise Malformed.because("evidence.no-such-dossier", dossier=name)
    return dossier


def next_item(items: Items) -> str:
    """The next free number: `IT-000001` and on."""
    place = len(items.names()) + 1
    while f"IT-{place:06d}" in items:
        place += 1
    return f"IT-{place:06d}"


def _marking_faults(coming: Incoming, item: str) -> list[Fault]:
    """What is wrong with its marks; a banner too low is let in, and never out again."""
    found = banner_faults(coming.banner, tuple(mark for mark, _ in coming.portions), item=item)
    return [Fault(one.rule, values=one.values) for one in found]


def portion_marks(item: Item) -> tuple[str, ...]:
    """Its portions' marks; an item without portions is one portion with its banner's mark."""
    if item.marks:
        return item.marks
    content = read_mark(item.fact.banner, "banner").content
    return (content.written("portion"),) if content else (f"({item.fact.banner})",)


def measured(path: Path) -> tuple[Digest, int]:
    """SHA-256 and length of a file, read once; Malformed when it cannot be read."""
    measured, size = hashlib.sha256(), 0
    try:
        with path.open("rb") as file:
            while piece := file.read(1 << 20):
                measured.update(piece)
                size += len(piece)
    except OSError:
        raise Malformed(Fault("file.unreadable", file=path.name)) from None
    return Digest(measured.hexdigest()), size
