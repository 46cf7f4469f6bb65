"""Care as it stands: bags parted from their owners, doses and looks due, and where and when an injury came.

Joins custody with the places, the escort sheets' watches and the register of who carries whom.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from musterbook.custody.care.condition import Conditions, Injured, Note
from musterbook.custody.care.medicine import Medicine
from musterbook.custody.care.property import Property, SealedBag
from musterbook.custody.care.welfare import Due, Welfare
from musterbook.custody.handovers import Handovers
from musterbook.custody.roll import Roll
from musterbook.custody.sheets.watches import Watches
from musterbook.eligibility.fitness import Fitness
from musterbook.operation.book import Book
from musterbook.terms.custodians import Account, custodian_of, part_of
from musterbook.terms.errors import Malformed
from musterbook.terms.people import PersonId
from musterbook.terms.times import minutes_between, zulu

Row = dict[str, Any]
CONSTANT_MINUTES: Final = 5
"""How often whoever watches somebody without a break writes that he does (judged)."""


def welfare_dues(book: Book) -> tuple[Due, ...]:
    """What is owed to people aboard every carrier, the most urgent first."""
    carriers = [one for one, part in book.places.parts.items() if part == "escort"]
    watched = {person: watch.minutes or CONSTANT_MINUTES for person, watch in book.reading(Watches).standing().items()}
    return book.reading(Welfare).due(carriers, book.settings.custody, watched)


def welfare_due_told(book: Book, now: datetime, *, carrier: str = "") -> list[Row]:
    """The same as rows, of one carrier or of all; minutes late, or minutes left as a negative number."""
    return [
        {"carrier": one.carrier, "handover": one.handover, "serial": one.serial, "what": one.what,
         "due": one.due_at.isoformat(), "people": len(one.people), "late_minutes": minutes_between(one.due_at, now),
         "numbers": sorted(one.people)}
        for one in welfare_dues(book)
        if carrier in ("", one.carrier)
    ]  # fmt: skip


def care_overdue(book: Book, now: datetime) -> list[Row]:
    """What of care is late, as `muster overdue` lists it: looks and readings aboard, and doses."""
    late: list[Row] = [
        {"what": f"{one.what} {one.handover}", "owner": one.carrier, "minutes": one.late_minutes(now)}
        for one in welfare_dues(book)
        if one.late_minutes(now)
    ]
    doses: dict[str, list[int]] = {}
    for row in medicine_due_told(book, now):
        doses.setdefault(row["owner"], []).append(row["late_minutes"])
    late += [
        {"what": f"medicine for {len(minutes)}", "owner": owner, "minutes": max(minutes)}
        for owner, minutes in sorted(doses.items())
        if max(minutes) > 0
    ]
    return late


def medicine_due_told(book: Book, now: datetime, *, hours: int = 0) -> list[Row]:
    """Next doses due by now, or within so many hours: whose, when, in whose hands, who carries it, what is left."""
    medicine, roll = book.reading(Medicine), book.reading(Roll)
    rows: list[Row] = []
    for due, person in medicine.due(now + timedelta(hours=hours)):
        pack, holder = medicine.pack(person), roll.holder(person)
        if pack is None or holder is None:
            continue
        rows.append({
            "person": person, "due": due.isoformat(), "owner": holder, "carrier": pack.carrier,
            "doses_left": pack.left, "late_minutes": minutes_between(due, now),
        })  # fmt: skip
    return rows


def property_told(book: Book, *, person: PersonId | None = None, apart: bool = False) -> list[Row]:
    """Bags under seal, of one person or of everybody; with `apart` those that are not where their owner is.

    `parted` says that a bag is apart from its owner, and `because` why: it was `missing` at a handover, it was
    `kept-back` when he left, its owner is `elsewhere`, or the way in which he left custody, such as `deceased`: then it
    is owed to whoever comes after him.
    """
    bags, roll = book.reading(Property), book.reading(Roll)
    owners = [bags.owner(person)] if person is not None else sorted(bags.owners())
    rows = [_bag(one, roll.where.get(owner)) for owner in owners for one in bags.of_person(owner)]
    return [row for row in rows if not apart or row["parted"]]


def condition_of_handover(book: Book, name: str) -> dict[str, Any]:
    """Both sides of a handover, called by its reference or its serial: who looked, who did not, what lies between.

    Raises:
        Malformed: nobody noted anything under that name and there is no such handover.
    """
    notes, called = book.reading(Conditions), book.reading(Handovers).called(name)
    looks = notes.of_handover(name, *(one.offered.serial for one in called if one.offered.serial))
    if not looks and not called:
        raise Malformed.because("handover.unknown", handover=name)
    people = frozenset(looks).union(*(one.people for one in called))
    by_side = {
        side: {person for person, seen in looks.items() if any(one.side == side for one in seen)}
        for side in ("giver", "receiver")
    }
    injuries = [_injury(book, one) for one in notes.injuries() if one.seen.handover in {name, *_names(called)}]
    return {
        "handover": name, "people": len(people),
        "noted_by_giver": len(by_side["giver"]), "noted_by_receiver": len(by_side["receiver"]),
        "not_noted_by_receiver": sorted(people - by_side["receiver"]) if by_side["receiver"] else [],
        "injuries": injuries,
    }  # fmt: skip


def condition_of_person(book: Book, person: PersonId) -> dict[str, Any]:
    """Every look at someone, and each injury with where and when it came."""
    notes = book.reading(Conditions)
    return {
        "person": person, "looks": [_note(one) for one in notes.of_person(person)],
        "injuries": [_injury(book, one) for one in notes.injuries_of(person)],
    }  # fmt: skip


def fitness_told(book: Book, person: PersonId, now: datetime) -> list[Row]:
    """What clinicians last found about someone, by mode."""
    return [
        {"mode": mode, "fit": one.fit, "until": None if one.until is None else one.until.isoformat(),
         "conditions": sorted(one.conditions), "because": one.because,
         "holds": one.fit and one.until is not None and now < one.until}
        for mode, one in book.reading(Fitness).of_person(person).items()
    ]  # fmt: skip


def fitness_ending(book: Book, now: datetime, *, hours: int) -> list[Row]:
    """Certificates of people still in somebody's hands that end within so many hours."""
    roll = book.reading(Roll)
    return [
        {"person": person, "mode": mode, "until": until.isoformat(), "custodian": roll.holder(person)}
        for until, person, mode in book.reading(Fitness).ending(now + timedelta(hours=hours))
        if now <= until and roll.holder(person) is not None
    ]


def injury_line(row: Row) -> str:
    """An injury as a line: whose, between which two looks, and who held him."""
    since = f"last unhurt {row['since']} at {row['since_at']}" if row["since"] else "nobody looked before"
    return f"{row['person']}  {since}; seen {row['until']} at {row['seen_at']}; meanwhile with {row['holder']}"


def _names(called: tuple[Any, ...]) -> set[str]:
    return {one.reference for one in called} | {one.offered.serial for one in called if one.offered.serial}


def _bag(one: SealedBag, account: Account | None) -> Row:
    holder = custodian_of(account) if account is not None else None
    parted = one.returned_at is None and (one.missing or one.at != holder)
    gone = part_of(account) if account is not None and holder is None else "elsewhere"
    why = "missing" if one.missing else "kept-back" if one.kept_at and holder is not None else gone
    return {
        "person": one.person, "seal": one.seal, "kinds": one.kinds, "money": one.money, "at": one.at,
        "holder": holder, "sealed": zulu(one.sealed_at), "mark": one.mark, "kept_at": one.kept_at,
        "returned": None if one.returned_at is None else zulu(one.returned_at), "returned_mark": one.returned_mark,
        "missing": one.missing, "broken": one.broken, "opened": [seal for seal, _, _ in one.opened],
        "parted": parted, "because": why if parted else "",
    }  # fmt: skip


def _note(one: Note) -> Row:
    return {
        "at": zulu(one.at), "by": one.by, "side": one.side, "handover": one.handover, "place": one.place or one.by,
        "noted_by": one.noted_by, "injuries": one.count,
    }  # fmt: skip


def _injury(book: Book, one: Injured) -> Row:
    """An injury with place and time: between two looks, in whose hands, on which way."""
    called = [found for found in book.reading(Handovers).about(one.person) if found.reference == one.seen.handover]
    way = called[-1] if called else None
    return {
        "person": one.person, "holder": one.holder, "injuries": one.seen.count,
        "since": None if one.before is None else zulu(one.before.at),
        "since_at": None if one.before is None else one.before.place or one.before.by,
        "since_entry": None if one.before is None else one.before.entry,
        "until": zulu(one.seen.at), "seen_at": one.seen.place or one.seen.by, "seen_by": one.seen.by,
        "seen_entry": one.seen.entry, "handover": one.seen.handover,
        "carrier": way.offered.carrier if way is not None else "", "serial": way.offered.serial if way else "",
    }  # fmt: skip
