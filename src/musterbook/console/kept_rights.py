"""What is kept of a person's rights, part by part: bed, kin, incidents, notices, contests, complaints, clocks.

What belongs to a compartment says so on its line; who may read it is decided where the page is drawn (`by_right`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final
from urllib.parse import quote

from musterbook.console.care_rows import DueRow
from musterbook.console.custody_rows import KeptLine, KeptPart, RiskBox
from musterbook.console.readings import Mentions
from musterbook.custody.beds.assigned import Beds
from musterbook.custody.beds.lines import held_since
from musterbook.custody.dues.complaints import Complaints
from musterbook.custody.dues.contests import Contests
from musterbook.custody.dues.facts import ContestAnswered
from musterbook.custody.dues.notices import Notice
from musterbook.custody.dues.receipts import Receipts
from musterbook.custody.dues.tellings import Tellings
from musterbook.custody.facts import Departed, Recovered
from musterbook.custody.incidents.incidents import OF_HEALTH, Incidents
from musterbook.custody.people import People
from musterbook.custody.roll import Roll
from musterbook.eligibility.facts import PartingDecided
from musterbook.ledger.facts import Digest
from musterbook.operation.book import Book
from musterbook.operation.sealed_words import words_behind
from musterbook.operation.sheets_shown import shown
from musterbook.papers.escort_sheet import risks
from musterbook.terms.people import PersonId
from musterbook.words.languages import manner, spoken
from musterbook.words.printed import Tongue, language_for

_NOTICE_TONE: Final = {"overdue": "bad", "due": "waits", "sent": "waits", "acknowledged": "good", "settled": ""}
Notices = Mapping[PersonId, Sequence[Notice]]


def told_lines(book: Book, person: PersonId, now: datetime) -> Iterable[KeptLine]:
    """What he was told, whether he understood, and every receipt."""
    del now
    for telling in reversed(book.reading(Tellings).of_person(person)):
        tone = "good" if telling.understood else "bad"
        what = "told-move" if telling.understood else "told-not-understood"
        yield KeptLine(what, telling.destination or telling.custodian or telling.handover, at=telling.at, tone=tone)
    for given in reversed(book.reading(Receipts).of_person(person)):
        yield KeptLine(f"receipt-{given.mark}", given.language, given.by, given.at, tone="good")


def contest_lines(book: Book, person: PersonId, now: datetime, *, words: bool) -> Iterable[KeptLine]:
    """What he contests, what was answered and by which entry, in the words of both where they may be opened here."""
    days = book.settings.custody.contest_days
    found = book.reading(Contests).of_person(person)
    said = words_behind(book, [one.statement for one in found]) if words else {}
    for one in found:
        due = None if one.outcome else one.due(days)
        tone = "good" if one.outcome else "bad" if due is not None and due <= now else "waits"
        about = f"{one.about}: {said[one.statement]}" if one.statement in said else one.about
        yield KeptLine(
            "contest-answered" if one.outcome else "contest-open", about, at=one.at, due=due, tone=tone, entry=one.entry
        )
        if one.answered is not None:
            yield KeptLine(
                f"contest-{one.outcome}", _answer(book, one.answered, words=words), at=one.answered_at, tone="good",
                entry=one.answered,
            )  # fmt: skip


def rights_parts(
    book: Book, person: PersonId, now: datetime, *, notices: Notices, due: Iterable[DueRow], words: bool
) -> tuple[KeptPart, ...]:
    """Every part, those with nothing in them too.

    Args:
        book: as of the moment.
        person: whose.
        now: the moment.
        notices: every notice of every person then.
        due: everything owed then.
        words: what was written freely may be opened here.
    """
    parts: tuple[tuple[str, Iterable[KeptLine]], ...] = (
        ("bed", _bed(book, person)), ("kin", _kin(book, person)), ("incidents", _incidents(book, person)),
        ("notices", _notices(notices.get(person, ()), now)), ("told", told_lines(book, person, now)),
        ("contests", contest_lines(book, person, now, words=words)), ("complaints", _complaints(book, person, now)),
        ("deadlines", _deadlines(due, person)),
    )  # fmt: skip
    return tuple(KeptPart(key, tuple(lines)) for key, lines in parts)


def risk_boxes(book: Book, person: PersonId, now: datetime) -> tuple[RiskBox, ...]:
    """Boxes of his escort sheet as it was signed, the gravest first; answers for a few stay sealed to them."""
    tongue = Tongue(language_for("escort_sheet", spoken()), "escort_sheet", manner().eastern)
    found = risks(tongue, shown(book, person, now, signed_only=True))
    return tuple(RiskBox(box, tongue.told(f"box.{box}"), tuple(says)) for box, says in found.items())


def _bed(book: Book, person: PersonId) -> Iterable[KeptLine]:
    one = book.reading(Beds).of_person(person, held_since(book.reading(Roll)))
    if one is not None:
        yield KeptLine(
            "bed-has",
            f"{one.place} {one.bed}",
            one.custodian,
            one.since,
            entry=one.entry,
            link=f"/beds/{quote(one.place)}",
        )


def _kin(book: Book, person: PersonId) -> Iterable[KeptLine]:
    """Whoever belongs to him, by number; and every decision that they may be parted."""
    known = book.reading(People).get(person)
    where = book.reading(Roll).where
    for link in known.links if known is not None else ():
        yield KeptLine(
            f"kin-{link.relation}",
            link.other,
            where.get(link.other, ""),
            entry=link.entry,
            link=f"/people/{link.other}",
        )
    for entry in book.reading(Mentions).of_person.get(person, ()):
        if isinstance(entry.fact, PartingDecided):
            yield KeptLine("kin-parting", by=entry.by, at=entry.happened_at, tone="waits", entry=entry.digest)


def _incidents(book: Book, person: PersonId) -> Iterable[KeptLine]:
    """What happened to him, the newest first, and the papers of whatever took him out of custody or back into it."""
    for one in reversed(book.reading(Incidents).about(person)):
        yield KeptLine(
            f"incident-{one.what}", f"{one.reference} {one.reported.place}".strip(), one.by, one.at,
            tone="" if one.closed else "waits", entry=one.entry, link=f"/incidents/{quote(one.reference)}",
            room="health" if one.what in OF_HEALTH else "",
        )  # fmt: skip
    for entry in book.reading(Mentions).of_person.get(person, ()):
        match entry.fact:
            case Departed(outcome=outcome, authority=authority):
                yield KeptLine(f"papers-{outcome}", authority, entry.by, entry.happened_at, entry=entry.digest)
            case Recovered(how=how):
                yield KeptLine("papers-recovered", how, entry.by, entry.happened_at, entry=entry.digest)
            case _:
                pass


def _notices(found: Iterable[Notice], now: datetime) -> Iterable[KeptLine]:
    """Every notice about him: sent to whom and when, acknowledged or not, due or overdue."""
    for one in sorted(found, key=lambda one: (one.occasion.due, one.occasion.notice)):
        stage = one.stage(now)
        said = one.acknowledged_at if stage == "acknowledged" else one.sent_at
        room = "health" if one.occasion.notice == "illness" else ""
        yield KeptLine(
            f"notice-{stage}", f"{one.occasion.notice} {one.whom}".strip(), one.occasion.owner, said,
            None if one.sent_at is not None else one.occasion.due, _NOTICE_TONE[stage], room=room,
        )  # fmt: skip


def _complaints(book: Book, person: PersonId, now: datetime) -> Iterable[KeptLine]:
    """What he complains of, for those who may read complaints and are not complained of."""
    days = book.settings.custody.complaint_days
    for one in book.reading(Complaints).all():
        if one.person == person and one.at <= now:
            due = one.due(days) if one.is_open else None
            tone = "good" if due is None else "bad" if due <= now else "waits"
            yield KeptLine(
                f"complaint-{one.outcome or 'open'}", one.against, one.by, one.at, due, tone, one.entry,
                room="complaint", never=frozenset(filter(None, (one.against,))),
            )  # fmt: skip


def _deadlines(due: Iterable[DueRow], person: PersonId) -> Iterable[KeptLine]:
    """What is owed about him alone, by whom and by when."""
    for row in due:
        if row.about == person:
            room = "complaint" if row.what == "complaint" else ""
            yield KeptLine(
                f"due-{row.what}", by=row.owner, due=row.due, tone="bad" if row.overdue else "waits", room=room,
                never=row.never,
            )  # fmt: skip


def _answer(book: Book, digest: Digest, *, words: bool) -> str:
    """The words of an answer, where they may be opened here."""
    entry = book.entry(digest)
    if entry is None or not words or not isinstance(entry.fact, ContestAnswered):
        return ""
    return words_behind(book, [entry.fact.because]).get(entry.fact.because, "")
