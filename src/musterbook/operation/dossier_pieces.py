"""The pieces of a dossier as page and command both show them: marks, what left in whose place, channels, every hand.

Nothing sealed is opened: marks, codes and numbers (decision 0686). What opens texts too is `dossier_telling.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from musterbook.evidence.channels import Channels
from musterbook.evidence.dossiers import Dossier, Dossiers
from musterbook.evidence.items import Items
from musterbook.evidence.links import Links
from musterbook.evidence.provenance import Provenance
from musterbook.evidence.releases import Releases
from musterbook.operation.book import Book


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item of a dossier: marks and where it comes from, never its words.

    Attributes:
        marks: of its portions, as they now stand.
        grades: what reviewers found, such as `B2 fact`; facts and assessments side by side.
        consent: whether its source was asked.
        redacted: items made of it by redaction.
        holder: in whose hands it is.
    """

    item: str
    owner: str
    originators: tuple[str, ...]
    policy: str
    banner: str
    marks: tuple[str, ...]
    media: str
    acquired_at: datetime
    acquired_where: str
    acquired_by: str
    acquired_how: str
    derived_from: tuple[str, ...]
    grades: tuple[str, ...]
    settles: bool
    contested: bool
    consent: bool
    redacted: tuple[str, ...]
    holder: str
    entry: str


@dataclass(frozen=True, slots=True)
class WithheldLine:
    """An item of the dossier that did not leave whole with a package: what left in its place, if anything."""

    package: str
    item: str
    originators: tuple[str, ...]
    instead: tuple[str, ...]
    withheld: str


@dataclass(frozen=True, slots=True)
class ChannelLine:
    """One channel of one check of a redacted item. `counts`: another than the redactor looked."""

    item: str
    made_of: str
    channel: str
    verdict: str
    where: str
    at: datetime | None
    entry: str
    counts: bool = True


@dataclass(frozen=True, slots=True)
class HeldLine:
    """A stretch in somebody's hands, or, with `gap`, something in the way that does not add up."""

    item: str
    at: datetime
    until: datetime | None
    custodian: str
    place: str
    seal: str
    entry: str
    gap: str = ""
    giver: str = ""


def item_lines(book: Book, dossier: Dossier) -> Iterator[ItemLine]:
    """The items of a dossier in its order, and behind each what was made of it."""
    items, links, provenance = book.reading(Items), book.reading(Links), book.reading(Provenance)
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


def withheld_lines(book: Book, dossier: Dossier) -> Iterator[WithheldLine]:
    """Items that were in the dossier and did not leave whole with a package; why is sealed under `withheld`."""
    items, requests = book.reading(Items), book.reading(Releases).of_dossier(dossier.name)
    for parcel in (parcel for one in requests for parcel in one.parcels):
        gone = [one.item for one in parcel.fact.items]
        for name in book.reading(Dossiers).items_at(dossier.name, parcel.packaged_at):
            item = items.item(name)
            if name not in gone and item is not None:
                instead = tuple(one for one in gone if name in items.line_of(one))
                yield WithheldLine(
                    parcel.fact.package, name, tuple(sorted(item.fact.originators)), instead, parcel.fact.withheld
                )


def channel_lines(book: Book, dossier: Dossier) -> Iterator[ChannelLine]:
    """What the newest check found in each channel of every redacted item; one nobody checked has one line."""
    items, channels = book.reading(Items), book.reading(Channels)
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


def custody_lines(book: Book, dossier: Dossier) -> Iterator[HeldLine]:
    """Every hand and every gap of every item, and of what was made of it, each item in the order of time."""
    items, provenance = book.reading(Items), book.reading(Provenance)
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
