"""What is kept for one person, part by part: by what he is held, sheet, warnings, medicine, fitness, looks, property.

Codes, counts and hours only. What is sealed in a compartment stays so here: the page says that there is something, and
that it opens on the command line for who may read it, with a reason. Lines about his health say so, and are shown by
right (`by_right`); to everybody else stands that there is a pack, who carries it and when the next dose is due.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final

from musterbook.console.custody_rows import KeptLine, KeptPart
from musterbook.custody.care.condition import Conditions
from musterbook.custody.care.medicine import Medicine
from musterbook.custody.care.property import Property, SealedBag
from musterbook.custody.dues.authority import Authorities
from musterbook.custody.sheets.sheets import Sheets
from musterbook.custody.sheets.warnings import Warnings
from musterbook.custody.sheets.watches import Watches
from musterbook.eligibility.fitness import Fitness
from musterbook.operation.book import Book
from musterbook.terms.people import PersonId

HEALTH: Final = "health"
_SHEET_TONE: Final = {"confirmed": "good", "amended": "waits", "completed": "waits", "empty": "bad"}


def kept_parts(book: Book, person: PersonId, now: datetime) -> tuple[KeptPart, ...]:
    """Every part, those with nothing in them too: that nothing is there is worth knowing of a sheet or a receipt."""
    return tuple(
        KeptPart(key, tuple(lines(book, person, now)), _sealed(book, person) if key == "looks" else 0)
        for key, lines in PARTS
    )


def _authority(book: Book, person: PersonId, now: datetime) -> Iterable[KeptLine]:
    authorities = book.reading(Authorities)
    noted, lack = authorities.of_person(person), authorities.lack(person, now)
    if noted is not None:
        tone = "bad" if lack is not None else "good"
        yield KeptLine(noted.kind, noted.issuer, at=noted.begins, due=noted.ends, tone=tone, entry=noted.entry)
    if lack is not None:
        yield KeptLine(f"lack-{lack.why}", lack.issuer, at=lack.since, tone="waits" if lack.why == "none" else "bad")


def _sheet(book: Book, person: PersonId, now: datetime) -> Iterable[KeptLine]:
    del now
    sheet = book.reading(Sheets).get(person)
    newest = sheet.newest
    if newest is None:
        return
    yield KeptLine(
        sheet.stage, newest.version, newest.signed.by, newest.signed.at, tone=_SHEET_TONE.get(sheet.stage, ""),
        entry=newest.signed.entry,
    )  # fmt: skip
    for flag in sorted(newest.flags):
        yield KeptLine(f"flag-{flag}", tone="bad")
    for doubt in sheet.open_doubts():
        yield KeptLine(
            "doubted", doubt.question, doubt.signed.by, doubt.signed.at, tone="bad", entry=doubt.signed.entry
        )


def _warnings(book: Book, person: PersonId, now: datetime) -> Iterable[KeptLine]:
    for one in book.reading(Warnings).on(person, now):
        yield KeptLine(one.about, by=one.by, at=one.since, due=one.until, tone="bad")
    watch = book.reading(Watches).on(person)
    if watch is not None and watch.level:
        tone = "bad" if watch.overdue(now) else "waits"
        yield KeptLine(f"watch-{watch.level}", watch.where, watch.by, watch.since, watch.until, tone)


def _property(book: Book, person: PersonId, now: datetime) -> Iterable[KeptLine]:
    del now
    for bag in book.reading(Property).of_person(person):
        yield KeptLine(bag.seal, bag.kinds, bag.at, bag.sealed_at, tone=_bag_tone(bag))
        if bag.kept_at:
            yield KeptLine("kept-back", bag.kept_at, tone="waits")
        if bag.returned_at is not None:
            yield KeptLine("returned", bag.returned_mark, at=bag.returned_at, tone="good")


def _bag_tone(bag: SealedBag) -> str:
    return "bad" if bag.missing or bag.broken else ""


def _medicine(book: Book, person: PersonId, now: datetime) -> Iterable[KeptLine]:
    medicine = book.reading(Medicine)
    pack = medicine.pack(person)
    if pack is not None:
        late = pack.next_due is not None and pack.next_due < now and pack.left > 0
        yield KeptLine(
            "pack", f"{pack.left}/{pack.doses}", str(pack.carrier or pack.by), pack.at, pack.next_due,
            "bad" if late else "good", room=HEALTH, instead="pack-ask",
        )  # fmt: skip
    elif medicine.needs(person):
        yield KeptLine("needed", tone="bad", room=HEALTH, instead="needed-ask")


def _fitness(book: Book, person: PersonId, now: datetime) -> Iterable[KeptLine]:
    for mode, one in sorted(book.reading(Fitness).of_person(person).items()):
        holds = one.fit and one.until is not None and now < one.until
        said = ", ".join(sorted(one.conditions)) or one.because
        tone, instead = ("good", f"fit-{mode}") if holds else ("bad", f"unfit-{mode}")
        yield KeptLine(f"mode-{mode}", said, at=one.at, due=one.until, tone=tone, room=HEALTH, instead=instead)


def _looks(book: Book, person: PersonId, now: datetime) -> Iterable[KeptLine]:
    del now
    conditions = book.reading(Conditions)
    new = {one.seen.entry for one in conditions.injuries_of(person)}
    for note in sorted(conditions.of_person(person), reverse=True):
        tone = "bad" if note.entry in new else "waits" if note.count else "good"
        what = "look-injured" if note.count else "look-none"
        yield KeptLine(
            what,
            note.handover or note.place,
            note.by,
            note.at,
            tone=tone,
            entry=note.entry,
            room=HEALTH,
            instead="looked",
        )


def _sealed(book: Book, person: PersonId) -> int:
    """How many descriptions of injuries lie sealed."""
    return sum(note.injuries is not None for note in book.reading(Conditions).of_person(person))


PARTS: Final[tuple[tuple[str, Callable[[Book, PersonId, datetime], Iterable[KeptLine]]], ...]] = (
    ("authority", _authority), ("sheet", _sheet), ("warnings", _warnings), ("medicine", _medicine),
    ("fitness", _fitness), ("looks", _looks), ("property", _property),
)  # fmt: skip
"""The parts in the order of the page."""
