"""A dossier told whole to somebody who said why: its pieces, with the words that are sealed opened.

The pieces are those of the page (`dossier_pieces.py`), so both show the same marks, gaps and items withheld. Whoever
calls this has written down the consultation first.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from musterbook.custody.roll import Roll
from musterbook.evidence.dossiers import Dossier, standing_of
from musterbook.evidence.facts import ContestAnswered, LinkContested, LinkedToPerson
from musterbook.evidence.links import Links
from musterbook.evidence.releases import Releases
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.operation.book import Book
from musterbook.operation.dossier_pieces import channel_lines, custody_lines, item_lines, withheld_lines
from musterbook.terms.times import written

Told = dict[str, Any]


def tell_dossier(book: Book, dossier: Dossier) -> Told:
    """Everything about a dossier, as JSON has it; words this copy cannot open are left empty."""
    views = _views(book, dossier)
    parcels = [one for request in book.reading(Releases).of_dossier(dossier.name) for one in request.parcels]
    sealed = [*dossier.fact.holes, *(one["because"] for one in views), *(one.fact.withheld for one in parcels)]
    words = _opened(book, sealed)
    reasons = {one.fact.package: _reasons(words.get(one.fact.withheld, "")) for one in parcels}
    for one in views:
        one["because"] = words.get(one["because"], "")
    return {
        "dossier": dossier.name, "person": dossier.person, "banner": dossier.fact.banner,
        "identity": standing_of(dossier, book.reading(Links)), "editions": dossier.editions,
        "recruited_as_child": dossier.fact.recruited_as_child, "review": dossier.review,
        "items": [_plain(asdict(one)) for one in item_lines(book, dossier)],
        "statements": [one for one in views if one["view"] in ("fact", "assessment")],
        "contradictions": _contradictions(dossier, views),
        "holes": [words.get(digest, "") for digest in dossier.fact.holes],
        "withheld": [
            {"package": one.package, "item": one.item, "reason": reasons[one.package].get(one.item, ""),
             "instead": list(one.instead), "originators": list(one.originators)}
            for one in withheld_lines(book, dossier)
        ],
        "redaction": [_plain(asdict(one)) for one in channel_lines(book, dossier)],
        "custody": [_plain(asdict(one)) for one in custody_lines(book, dossier)],
        "custody_of_person": [
            {"at": written(one.at), "from": one.from_account, "to": one.to_account, "entry": one.entry}
            for one in book.reading(Roll).history(dossier.person)
        ],
    }  # fmt: skip


def _views(book: Book, dossier: Dossier) -> list[Told]:
    """What anybody found, contested or answered of each item, oldest first; `because` is still a digest."""
    links, views = book.reading(Links), list[Told]()
    entries = {entry.digest: entry for entry in book.entries() if isinstance(entry.fact, LinkContested)}
    for item in dossier.fact.items:
        contests = links.contests(dossier.person, item)
        said = [*links.findings(item, dossier.person), *(entries[one.entry] for one in contests)]
        said += [one.answer for one in contests if one.answer is not None]
        views += [_view(item, entry) for entry in sorted(said, key=lambda one: one.happened_at)]
    return views


def _view(item: str, entry: Entry) -> Told:
    """One entry as a view of an item: a fact or assessment with its grade, contested, or the outcome of a contest."""
    told: Told = {"item": item, "at": written(entry.happened_at), "by": str(entry.by), "entry": entry.digest}
    match entry.fact:
        case LinkedToPerson() as fact:
            return {**told, "view": fact.claim, "grade": fact.grade, "settles": fact.settles, "because": fact.because}
        case ContestAnswered() as fact:
            return {**told, "view": fact.outcome, "because": fact.because}
        case LinkContested() as fact:
            return {**told, "view": "contested", "because": fact.because}
    raise AssertionError(entry.act.kind)


def _contradictions(dossier: Dossier, views: Iterable[Told]) -> list[Told]:
    """Items of which not all say the same, every view side by side: a contest, or findings that differ."""
    found = []
    for item in dossier.fact.items:
        here = [one for one in views if one["item"] == item]
        if len({(one["view"], one.get("grade", "")) for one in here}) > 1:
            found.append({"item": item, "views": here})
    return found


def _reasons(sheet: str) -> dict[str, str]:
    """Item → reason code, of the sealed list of a package."""
    return {row["item"]: row["reason"] for row in csv.DictReader(sheet.splitlines())}


def _opened(book: Book, digests: Iterable[Digest]) -> Mapping[Digest, str]:
    if book.sealed is None:
        return {}
    return {digest: clear.decode() for digest, clear in book.sealed.open_many(digests).items()}


def _plain(told: Told) -> Told:
    """Moments as they are written everywhere."""
    return {name: written(value) if isinstance(value, datetime) else value for name, value in told.items()}
