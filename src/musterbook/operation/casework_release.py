"""Releasing: a case officer asks, the program judges, originators answer; nothing leaves against an objection.

Joins evidence with the bytes beside the book, which are held against their digests each time a release is judged.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from musterbook.coordination.covering import circumstances
from musterbook.coordination.scope import evaluate
from musterbook.eligibility.classes import Classes
from musterbook.evidence.dossiers import Dossiers
from musterbook.evidence.facts import Numbered, ReleaseAnswered, ReleaseAsked, ReleaseJudged
from musterbook.evidence.findings import RULES_VERSION, Judgement
from musterbook.evidence.items import PURPOSES, Items
from musterbook.evidence.links import Links
from musterbook.evidence.provenance import Provenance
from musterbook.evidence.release import COUNTRY, Disclosure, Shelf, judge
from musterbook.evidence.releases import ANSWERS, Parcel, Releases, Request
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.operation.acting import Acting
from musterbook.operation.agreeing import agreements_of, groups_of, lost_since
from musterbook.operation.book import Book
from musterbook.operation.casework import known_dossier
from musterbook.operation.evidence_beside import EvidenceBeside
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Fault, Malformed, Refused
from musterbook.terms.moves import Move, Objection

DEATH_PENALTY = ("possible", "excluded", "unknown")
"""What is known of it in the country asked about; unknown counts as possible."""
FAIR_TRIAL = ("assured", "not-assured", "unknown")
_REASON = re.compile(r"[A-Z][A-Z0-9-]{1,19}")


@dataclass(frozen=True, slots=True)
class Leaving:
    """What would leave: items in order, and why each other one of the dossier does not.

    Attributes:
        instead: item → the redacted item or tear-line that leaves in its place.
        withheld: item → reason code.
    """

    instead: Mapping[str, str] = field(default_factory=dict)
    withheld: Mapping[str, str] = field(default_factory=dict)

    def of(self, items: Sequence[str]) -> tuple[str, ...]:
        """The items that leave, in the dossier's order."""
        return tuple(self.instead.get(name, name) for name in items if name not in self.withheld)


@dataclass(frozen=True, slots=True)
class Question:
    """What a case officer asks: words are sealed, codes are not."""

    dossier: str
    country: str
    authority: str
    purpose: str
    court: str = ""
    charge: str = ""
    death_penalty: str = "unknown"
    fair_trial: str = "unknown"
    assurance: str = ""


def ask(beside: EvidenceBeside, acting: Acting, question: Question, *, request: str = "") -> Entry:
    """Write a request; Malformed with everything that is not named or no word of ours."""
    known_dossier(beside, question.dossier)
    releases = beside.book.reading(Releases)
    name = request or _next_request(releases)
    faults = []
    if COUNTRY.fullmatch(question.country) is None:
        faults.append(Fault("evidence.country-unknown", values={"country": question.country}))
    if not question.authority:
        faults.append(Fault("evidence.not-named", values={"lacking": "authority"}))
    if question.purpose not in PURPOSES:
        faults.append(Fault("evidence.not-named", values={"lacking": "purpose"}))
    if name in releases.names():
        faults.append(Fault("evidence.request-twice", values={"request": name}))
    for word, known in (
        (question.death_penalty, DEATH_PENALTY),
        (question.fair_trial, FAIR_TRIAL),
    ):
        if word not in known:
            faults.append(Fault("evidence.word", values={"word": word, "known": ", ".join(known)}))
    if faults:
        raise Malformed.of(faults)
    court, charge = (beside.sealed_words(name, words) if words else None for words in (question.court, question.charge))
    fact = ReleaseAsked(
        request=name, dossier=question.dossier, country=question.country, authority=question.authority,
        purpose=question.purpose, court=court, charge=charge, death_penalty=question.death_penalty,
        fair_trial=question.fair_trial, assurance=question.assurance,
    )  # fmt: skip
    return beside.book.write(acting.draft(fact))


def judge_request(
    beside: EvidenceBeside, request: str, leaving: Leaving, *, numbers: tuple[Numbered, ...] | None = None,
    at: datetime | None = None,
) -> Judgement:  # fmt: skip
    """The twelve checks on a request as the book stands, with every byte held against its digest.

    `at`: the moment assurances must be in force; that of the newest entry where none is given.
    """
    return judge(disclosure_of(beside, request, leaving, numbers=numbers, at=at), shelf_of(beside))


def write_judgement(beside: EvidenceBeside, acting: Acting, request: str, judgement: Judgement) -> Entry:
    """Write what the program said, and by which edition of the policies; nobody signs what a machine found."""
    edition = f"{RULES_VERSION}-{beside.policies.edition}" if beside.policies.edition else RULES_VERSION
    fact = ReleaseJudged(
        request=request, machine=judgement.machine, needs=judgement.needs, rules_version=edition,
        findings=tuple(dict.fromkeys(one.rule for one in judgement.findings)),
    )  # fmt: skip
    return beside.book.write(replace(acting.draft(fact), officers=()))


def answer(
    beside: EvidenceBeside, acting: Acting, request: str, *, said: str, grants: frozenset[str] = frozenset(),
    conditions: str = "", reason: str = "",
) -> Entry:  # fmt: skip
    """Answer a request in the originator's own name; after a refusal it is heard once more, as an appeal.

    Raises:
        Malformed: an answer, reason code or grant that is none.
        Refused: a grant is not this custodian's to give, or the refusal was appealed against already.
    """
    one, policies = known_request(beside, request), beside.policies
    faults = []
    if said not in ANSWERS:
        faults.append(Fault("evidence.word", values={"word": said, "known": ", ".join(ANSWERS)}))
    if said == "refuse" and _REASON.fullmatch(reason) is None:
        faults.append(Fault("evidence.reason-code", values={"request": request}))
    if said == "conditional" and not conditions:
        faults.append(Fault("evidence.no-conditions", values={"request": request}))
    if faults:
        raise Malformed.of(faults)
    others = sorted(need for need in grants if policies.authority(need) != acting.by)
    if others:
        values = [{"need": need, "who": policies.authority(need) or None, "by": acting.by} for need in others]
        raise Refused(*(Objection("evidence.not-yours-to-grant", values=one) for one in values))
    last = one.newest(str(acting.by))
    refused = last if last is not None and last.fact.answer == "refuse" else None
    if refused is not None and refused.fact.appeal_of is not None:
        raise Refused(Objection("evidence.appealed-already", values={"request": request, "who": acting.by}))
    fact = ReleaseAnswered(
        request=request, originator=str(acting.by), answer=said, grants=grants,
        conditions=beside.sealed_words(request, conditions) if conditions else None, reason=reason,
        appeal_of=refused.entry if refused else None,
    )  # fmt: skip
    return beside.book.write(acting.draft(fact))


def disclosure_of(
    beside: EvidenceBeside, request: str, leaving: Leaving, *, numbers: tuple[Numbered, ...] | None = None,
    at: datetime | None = None,
) -> Disclosure:  # fmt: skip
    """The request as a disclosure: what leaves, what is granted, and whether each item's bytes are the book's."""
    one, items = known_request(beside, request), beside.book.reading(Items)
    dossier = beside.book.reading(Dossiers).dossier(one.fact.dossier)
    names = leaving.of(dossier.fact.items) if dossier else ()
    digests: dict[str, bool] = {}
    for name in names:
        item = items.item(name)
        held = beside.blobs.holds(item.fact.content) if item else None
        if held is not None:
            digests[name] = held
    granted = one.granted(beside.policies)
    stands = assurance_stands(beside.book, one.fact, at or max(entry.happened_at for entry in beside.book.entries()))
    return Disclosure(one.fact, dossier, names, dict(leaving.withheld), granted, digests, numbers, stands)


def assurance_stands(book: Book, request: ReleaseAsked, at: datetime) -> bool:
    """Whether the assurance a request names holds: of that kind and country, of evidence, of this person, in force.

    What its scope asks and nobody knows of the person is not promised.
    """
    known = agreements_of(book).agreement(request.assurance, lost_since(book)) if request.assurance else None
    dossier = book.reading(Dossiers).dossier(request.dossier)
    if known is None or dossier is None or known.terms.kind_of != "assurance" or known.scope is None:
        return False
    if known.terms.country.upper() != request.country or "disclosure" not in known.terms.acts:
        return False
    nobody, day = CustodianId(""), at.astimezone(book.settings.zone).date().isoformat()
    about = Move(frozenset({dossier.person}), nobody, nobody, at, kind="disclosure", mode="", day=day)
    asked = circumstances(about, book.reading(Classes).codes(dossier.person), nobody)
    return evaluate(known.scope, asked, groups_of(book)) is True and known.stage(at) == "in force"


def shelf_of(beside: EvidenceBeside) -> Shelf:
    """What the checks look into."""
    book = beside.book
    return Shelf(book.reading(Items), book.reading(Links), book.reading(Provenance), beside.policies)


def known_request(beside: EvidenceBeside, name: str) -> Request:
    """One request; Malformed when there is none of that name."""
    one = beside.book.reading(Releases).request(name)
    if one is None:
        raise Malformed.because("evidence.no-such-request", request=name)
    return one


def recipients_to_tell(beside: EvidenceBeside, item: str) -> list[tuple[Parcel, Request, Digest]]:
    """Everyone who had a dossier with an item before its link was contested or withdrawn, with the contest."""
    releases, links = beside.book.reading(Releases), beside.book.reading(Links)
    items, dossiers = beside.book.reading(Items), beside.book.reading(Dossiers)
    found = []
    for parcel in releases.parcels():
        request = releases.request(parcel.fact.request)
        dossier = dossiers.dossier(request.fact.dossier) if request else None
        if request is None or dossier is None or parcel.sent_at is None:
            continue
        inside = {one for numbered in parcel.fact.items for one in items.line_of(numbered.item)}
        found += [
            (parcel, request, one.entry)
            for one in links.contests(dossier.person)
            if one.outcome != "kept" and one.item in inside and item in ("", one.item)
        ]
    return found


def _next_request(releases: Releases) -> str:
    place = len(releases.names()) + 1
    while f"R-{place:04d}" in releases.names():
        place += 1
    return f"R-{place:04d}"
