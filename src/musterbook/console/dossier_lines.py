"""Rows of the pages of dossiers, from items, links, releases and the way of every thing. Sealed things stay sealed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from musterbook.console.dossier_rows import (
    AnswerLine,
    ChannelLine,
    CheckLine,
    DossierRow,
    HeldLine,
    ItemLine,
    JudgedView,
    ParcelRow,
    RequestRow,
    WaitLine,
    WithheldLine,
)
from musterbook.evidence.channels import Channels
from musterbook.evidence.dossiers import Dossier, Dossiers, standing_of
from musterbook.evidence.findings import Finding
from musterbook.evidence.items import Items
from musterbook.evidence.links import Links
from musterbook.evidence.policies import Policies
from musterbook.evidence.provenance import Provenance
from musterbook.evidence.release import Disclosure, Shelf, judge
from musterbook.evidence.releases import Parcel, Releases, Request
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
    )  # fmt: skip


def item_lines(desk: Desk, dossier: Dossier) -> Iterator[ItemLine]:
    """The items of a dossier in its order, and behind each what was made of it."""
    items, links, provenance = desk.book.reading(Items), desk.book.reading(Links), desk.book.reading(Provenance)
    for name in dossier.fact.items:
        item = items.item(name)
        if item is None:
            continue
        fact, made = item.fact, links.made(name, dossier.person)
        yield ItemLine(
            item=name, owner=fact.owner, originators=tuple(sorted(fact.originators)), policy=fact.policy,
            banner=fact.banner, marks=item.marks, media=fact.media, acquired_at=fact.acquired_at,
            acquired_where=fact.acquired_where, acquired_by=fact.acquired_by, acquired_how=fact.acquired_how,
            derived_from=tuple(sorted(fact.derived_from)), grades=tuple(f"{one.grade} {one.claim}" for one in made),
            settles=links.settled(name, dossier.person),
            contested=bool(links.open_contests(dossier.person, name)), consent=items.source_was_asked(name),
            redacted=tuple(one.into for one in items.redactions_of(name)), holder=str(provenance.holder(name) or ""),
            entry=item.entry.digest,
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


def withheld_lines(desk: Desk, dossier: Dossier, parcels: Iterable[ParcelRow]) -> Iterator[WithheldLine]:
    """Items of the dossier that did not leave whole; why is in the package's list, whose digest the book has."""
    items, releases = desk.book.reading(Items), desk.book.reading(Releases)
    for row in parcels:
        parcel = releases.parcel(row.package)
        gone = [one.item for one in parcel.fact.items] if parcel else []
        for name in dossier.fact.items:
            item = items.item(name)
            if name not in gone and item is not None:
                instead = tuple(one for one in gone if name in items.line_of(one))
                yield WithheldLine(row.package, name, tuple(sorted(item.fact.originators)), instead, row.withheld)


def channel_lines(desk: Desk, dossier: Dossier) -> Iterator[ChannelLine]:
    """What the newest check found in each channel of every redacted item; one nobody checked has one line."""
    items, channels = desk.book.reading(Items), desk.book.reading(Channels)
    for name in dossier.fact.items:
        for redaction in items.redactions_of(name):
            checks = channels.checks(redaction.into)
            if not checks:
                yield ChannelLine(redaction.into, name, "", "not-run", "", None, "")
                continue
            last = checks[-1]
            for one in last.fact.channels:
                yield ChannelLine(
                    redaction.into, name, one.channel, one.verdict, one.where, last.at, last.entry, counts=not last.own
                )


def custody_lines(desk: Desk, dossier: Dossier) -> Iterator[HeldLine]:
    """Every hand and every gap of every item, and of what was made of it, each item in the order of time."""
    items, provenance = desk.book.reading(Items), desk.book.reading(Provenance)
    names = [each for name in dossier.fact.items for each in (name, *(one.into for one in items.redactions_of(name)))]
    for name in names:
        held = [
            HeldLine(name, one.since, one.until, str(one.custodian), one.place, one.seal, one.entry)
            for one in provenance.way(name)
        ]
        gaps = [
            HeldLine(name, one.at, None, one.receiver, "", "", one.entry, one.rule, one.giver)
            for one in provenance.gaps(name)
        ]
        yield from sorted([*held, *gaps], key=lambda one: (one.at, one.gap))


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
