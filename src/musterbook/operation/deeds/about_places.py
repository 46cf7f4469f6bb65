"""Deeds about agreements, places and incidents as a form asks for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.operation import bedding, happening, making_room, negotiating
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Malformed
from musterbook.terms.people import PersonId


def agree_on(
    book: Book, acting: Acting, name: str, *, kind: str, parties: Iterable[str], acts: Iterable[str], scope: str,
    text: Digest, from_: datetime | None = None, until: datetime | None = None, total: int | None = None,
    per_day: int | None = None, conditions: Iterable[str] = (), duties: Iterable[str] = (),
    suspends_on: Iterable[str] = (), country: str = "",
) -> Entry:  # fmt: skip
    """Draft an agreement; it begins now unless another hour is said."""
    caps = {cap: most for cap, most in (("total", total), ("per_day", per_day)) if most is not None}
    return negotiating.make(
        book, acting, name, kind=kind, parties=parties, acts=acts, scope=scope, text=text, from_=from_ or acting.at,
        until=until, caps=caps, conditions=conditions, duties=duties, suspends_on=suspends_on, country=country,
    )  # fmt: skip


def suspend(book: Book, acting: Acting, name: str, *, party: str, because: str, from_: datetime | None = None) -> Entry:
    """A party suspends an agreement, from now on unless another hour is said."""
    return negotiating.suspend(book, acting, name, because=because, party=party, from_=from_ or acting.at)


def resume(book: Book, acting: Acting, name: str, *, because: str, from_: datetime | None = None) -> Entry:
    """Let a suspended agreement run again."""
    return negotiating.resume(book, acting, name, because=because, from_=from_ or acting.at)


def revoke(book: Book, acting: Acting, name: str, *, because: str, from_: datetime | None = None) -> Entry:
    """End an agreement that still runs."""
    return negotiating.revoke(book, acting, name, because=because, from_=from_ or acting.at)


def open_place(
    book: Book, acting: Acting, place: str, *, maximum: int | None = None, working: int | None = None,
    certified: int | None = None, out_of_use: int | None = None, kind: str = "",
) -> Entry:  # fmt: skip
    """Say how many people a place can take; what is not said stays as it was."""
    given = {"maximum": maximum, "working": working, "certified": certified, "out_of_use": out_of_use}
    said = making_room.filled_in(book, place, given)
    return making_room.open_place(book, acting, place, **said, kind=kind)


def take_bed_out(book: Book, acting: Acting, place: str, *, bed: str, again: bool = False) -> Entry:
    """Take one bed of a place out of use, or bring it back into use; the working places stay as they were said.

    Raises:
        Malformed: the place names no such bed.
    """
    opened = making_room.opened_place(book, place)
    if bed not in opened.beds:
        raise Malformed.because("beds.no-such-bed", place=opened.place, bed=bed)
    beds = [replace(one, out_of_use=not again) if one.name == bed else one for one in opened.beds.values()]
    before, after = opened.beds[bed].out_of_use, not again
    out = min(max(opened.out_of_use + after - before, 0), opened.working)
    return making_room.open_place(
        book, acting, opened.place, maximum=opened.maximum, working=opened.working, certified=opened.certified,
        out_of_use=out, kind=opened.kind_of, beds=beds,
    )  # fmt: skip


def assign_bed(
    book: Book, acting: Acting, place: str, *, person: PersonId, bed: str = "", reservation: str = ""
) -> Entry:
    """Give somebody a bed by hand; none takes him out of his."""
    return bedding.assign(book, acting, place, {person: bed}, reservation=reservation)


def fill_beds(book: Book, acting: Acting, place: str, *, reservation: str = "") -> Entry:
    """Give everyone at a place who has no bed the one proposed for him.

    Raises:
        Malformed: nobody there can be given one.
    """
    return bedding.assign(book, acting, place, dict(bedding.proposed(book, place).placed), reservation=reservation)


def report(
    book: Book, acting: Acting, what: str, *, words: str, people: Iterable[PersonId] = (), place: str = "",
    serial: str = "", fault: str = "", counts: bool = False,
) -> Entry:  # fmt: skip
    """Write that something happened."""
    told = happening.Report(what, words, frozenset(people), place, serial, fault, counts)
    return happening.report(book, acting, told)


def of_place(book: Book, values: Mapping[str, Any]) -> CustodianId | None:
    """In whose name beds of a place are written: whoever answers for people there."""
    return making_room.opened_place(book, values["place"]).custodian


def of_place_or_owner(book: Book, values: Mapping[str, Any]) -> CustodianId | None:
    """The same of a place that may not be opened yet: as the folder has it."""
    site = book.places.sites.get(values["place"])
    try:
        return of_place(book, values)
    except Malformed:
        return site.custodian if site is not None else None


def of_reservation(book: Book, values: Mapping[str, Any]) -> CustodianId | None:
    """In whose name a reservation is given back: whoever made it."""
    return making_room.reservation_named(book, values["reservation"]).custodian
