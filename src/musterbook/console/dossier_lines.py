"""Rows of the pages of dossiers, from items, links, releases and the way of every thing. Sealed things stay sealed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from musterbook.console.dossier_rows import (
    AnswerLine,
    CheckLine,
    DossierRow,
    JudgedView,
    ParcelRow,
    RequestRow,
    WaitLine,
)
from musterbook.evidence.dossiers import Dossier, Dossiers, standing_of
from musterbook.evidence.findings import Finding
from musterbook.evidence.items import Items
from musterbook.evidence.links import Links
from musterbook.evidence.policies import Policies
from musterbook.evidence.provenance import Provenance
from musterbook.evidence.release import Disclosure, Shelf, judge
from musterbook.evidence.releases import Parcel, Releases, Request
from musterbook.evidence.secrecy import Secrecy
from musterbook.evidence.settings import EvidenceSettings
from musterbook.operation.book import Book
from musterbook.operation.casework_release import assurance_stands
from musterbook.words.say import sentence

DAY: Final = timedelta(days=1)
CHECKS: Final = range(1, 14)
BYTES: Final = ("evidence.digest-differs", "evidence.not-looked-at")
"""Findings about bytes: the console opens none, and says what the written judgement found of them."""


@dataclass(frozen=True)
class Desk:
    """A book of a moment with the owners' policies, and what the rows are made of."""

    book: Book
    policies: Policies
    now: datetime
    settings: EvidenceSettings

    @property
    def shelf(self) -> Shelf:
        """What the twelve checks look into."""
        book = self.book
        return Shelf(book.reading(Items), book.reading(Links), book.reading(Provenance), self.policies)


def request_row(desk: Desk, one: Request) -> RequestRow:
    """A request with its stage, whose word is wanted and for how long."""
    releases, dossier = desk.book.reading(Releases), desk.book.reading(Dossiers).dossier(one.fact.dossier)
    fact = one.fact
    stage = releases.stage(fact.request, desk.policies, dossier.fact.items if dossier else ())
    waits = tuple(_waits(desk, one)) if stage == "with-originators" else ()
    parcels = [parcel_row(desk, parcel) for parcel in one.parcels]
    since = one.judged_at if waits and one.judged_at else one.asked_at
    tell = any(parcel.sent_at for parcel in one.parcels) and dossier is not None and _contested(desk, dossier, one)
    return RequestRow(
        request=fact.request, dossier=fact.dossier, country=fact.country, authority=fact.authority,
        purpose=fact.purpose, stage=stage, machine=one.judged.machine if one.judged else "", asked_at=one.asked_at,
        days=max(0, (desk.now - since) // DAY),
        overdue=any(wait.overdue for wait in waits) or any(parcel.overdue for parcel in parcels), entry=one.entry,
        death_penalty=fact.death_penalty, fair_trial=fact.fair_trial, assurance=fact.assurance,
        judged_at=one.judged_at, waits=waits,
        refused=tuple(f"{each.fact.originator} {each.fact.reason}".strip() for each in one.refusals),
        answers=tuple(
            AnswerLine(who, each.fact.answer, each.fact.reason, each.fact.appeal_of is not None, each.at, each.entry)
            for who, given in sorted(one.answers.items()) for each in given
        ),
        tell=tell,
    )  # fmt: skip


def parcel_row(desk: Desk, parcel: Parcel) -> ParcelRow:
    """A package and how long its receipt is waited for."""
    request = desk.book.reading(Releases).request(parcel.fact.request)
    waited = desk.now - parcel.sent_at if parcel.sent_at and parcel.stage == "sent" else None
    return ParcelRow(
        package=parcel.fact.package, request=parcel.fact.request, dossier=request.fact.dossier if request else "",
        country=request.fact.country if request else "", stage=parcel.stage, items=len(parcel.fact.items),
        banner=parcel.fact.banner, packaged_at=parcel.packaged_at, sent_at=parcel.sent_at,
        received_at=parcel.received_at, recalled_at=parcel.recalled_at, destroyed_at=parcel.destroyed_at,
        manifest=parcel.fact.manifest, withheld=parcel.fact.withheld, entry=parcel.entry,
        receipt_days=None if waited is None else waited // DAY,
        overdue=waited is not None and waited >= desk.settings.receipt,
    )  # fmt: skip


def dossier_row(desk: Desk, one: Dossier) -> DossierRow:
    """A dossier as it was last built."""
    links, requests = desk.book.reading(Links), desk.book.reading(Releases).of_dossier(one.name)
    return DossierRow(
        dossier=one.name, person=str(one.person), banner=one.fact.banner, standing=standing_of(one, links),
        items=len(one.fact.items), editions=one.editions, built_at=one.built_at,
        contests=len(links.open_contests(one.person)), holes=len(one.fact.holes),
        recruited=one.fact.recruited_as_child, review=one.review, requests=len(requests),
        packages=sum(len(each.parcels) for each in requests), entry=one.entry,
        level=desk.book.reading(Secrecy).dossier(one.name),
    )  # fmt: skip


def judged_view(desk: Desk, one: Request, dossier: Dossier) -> JudgedView:
    """A request as the checks find it now, each item as it was last redacted.

    No bytes are opened here: what the written judgement found of them stands in check 10 until it is judged again.
    """
    leaving = _leaving(desk, dossier)
    held = dict.fromkeys(leaving, True)
    stands = assurance_stands(desk.book, one.fact, desk.now)
    disclosure = Disclosure(
        one.fact, dossier, leaving, granted=one.granted(desk.policies), digests=held, assurance_stands=stands
    )
    judgement = judge(disclosure, desk.shelf)
    found: dict[int, list[Finding]] = defaultdict(list)
    for finding in judgement.findings:
        found[finding.check].append(finding)
    for rule in BYTES:
        if one.judged is not None and rule in one.judged.findings:
            found[10].insert(0, Finding(10, rule, "deny", dossier.name))
    machine = "deny" if any(each.verdict == "deny" for each in found[10]) else judgement.machine
    return JudgedView(request_row(desk, one), machine, leaving, tuple(_check(n, found[n]) for n in CHECKS))


def _leaving(desk: Desk, dossier: Dossier) -> tuple[str, ...]:
    items = desk.book.reading(Items)
    redacted = {name: [one.into for one in items.redactions_of(name)] for name in dossier.fact.items}
    return tuple(redacted[name][-1] if redacted[name] else name for name in dossier.fact.items)


def _check(number: int, found: list[Finding]) -> CheckLine:
    worst = next((verdict for verdict in ("deny", "needs", "note") if any(one.verdict == verdict for one in found)), "")
    said = dict.fromkeys(sentence(one.objection(None)) for one in found)
    return CheckLine(number, worst or "clear", tuple(said))


def _waits(desk: Desk, one: Request) -> Iterator[WaitLine]:
    wanted: dict[str, list[str]] = defaultdict(list)
    for need in sorted(one.open_needs(desk.policies)):
        wanted[desk.policies.authority(need) or need].append(need)
    waited = desk.now - (one.judged_at or one.asked_at)
    for who, needs in sorted(wanted.items()):
        yield WaitLine(
            who, tuple(needs), max(0, waited // DAY), waited >= desk.settings.originators,
            waited >= desk.settings.reminder,
        )  # fmt: skip


def _contested(desk: Desk, dossier: Dossier, one: Request) -> bool:
    """Whether an item that left has a link that is contested, or was withdrawn."""
    items = desk.book.reading(Items)
    gone = {name for parcel in one.parcels for each in parcel.fact.items for name in items.line_of(each.item)}
    contests = desk.book.reading(Links).contests(dossier.person)
    return any(each.outcome != "kept" and each.item in gone for each in contests)
