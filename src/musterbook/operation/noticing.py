"""Noticing: who is to hear of people, by when, and whether they did: the notices of section 11, each with its clock.

Joins custody with coordination, which keeps word to families. A notice is asked for where the operation names its
hours; sent twice it is the same notice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from musterbook.coordination.family_word import FamilyWord
from musterbook.custody.dues.facts import Notified
from musterbook.custody.dues.notices import HOW, Notice, NoticesSent, Sending
from musterbook.custody.settings import NOTICE_HOURS
from musterbook.ledger.entry import Entry
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.coordinating import must_say, one_of
from musterbook.operation.family_word import tell_families
from musterbook.operation.occasions import occasions
from musterbook.operation.sealed_words import seal_words
from musterbook.terms.errors import Malformed
from musterbook.terms.people import PersonId


def send(
    book: Book, acting: Acting, notice: str, people: Iterable[PersonId], *, whom: str = "", how: str = "sent",
    about: str = "", letter: str = "", acknowledged_at: datetime | None = None,
) -> Entry:  # fmt: skip
    """Write that somebody was told of these people, why nobody was, or that he acknowledged it.

    Word to families is one thing in this book, so a family notice is written as `coordination.family-told`; only that
    it was acknowledged is written here.

    Raises:
        Malformed: nobody is named, the notice is none there is, or nobody says to whom it was sent.
    """
    named = frozenset(people)
    must_say(people=",".join(named))
    one_of("notice", notice, NOTICE_HOURS)
    one_of("how", how, HOW)
    if notice == "family" and acknowledged_at is None:
        return tell_families(book, acting, named, how=how, letter=letter)
    if how == "sent":
        must_say(whom=whom)
    if acknowledged_at is not None and acknowledged_at > acting.at:
        raise Malformed.because("notice.acknowledged-later", notice=notice)
    digest = seal_words(book, f"notice {notice}", "letter", letter)[0] if letter.strip() else None
    fact = Notified(
        notice=notice, people=named, whom=whom, how=how, about=about, letter=digest, acknowledged_at=acknowledged_at
    )
    return book.write(acting.draft(fact))


def acknowledge(
    book: Book,
    acting: Acting,
    notice: str,
    people: Iterable[PersonId],
    *,
    at: datetime,
    whom: str = "",
    about: str = "",
) -> Entry:
    """Write that whoever was told of these people has said so; Malformed where none of them was ever told of."""
    named = frozenset(people)
    told = [one for one in notices_of(book, acting.at) if one.occasion.notice == notice]
    sent = {one.occasion.person: one for one in told if one.sent_at is not None and about in ("", one.occasion.about)}
    missing = sorted(named - sent.keys())
    if missing:
        raise Malformed.because("notice.not-sent", notice=notice, people=", ".join(missing[:12]), count=len(missing))
    whoever = whom or next((sent[one].whom for one in sorted(named) if sent[one].whom), notice)
    return send(book, acting, notice, named, whom=whoever, about=about, acknowledged_at=at)


def notices_of(book: Book, now: datetime) -> list[Notice]:
    """Every notice that is owed or was, of everyone in custody and of whoever died, as it stands at a moment."""
    sent, families = book.reading(NoticesSent), book.reading(FamilyWord)
    return [
        sent.standing(one, now, also=_word(families, one.person) if one.notice in ("family", "capture-card") else ())
        for one in occasions(book, now)
    ]


def notices_told(book: Book, now: datetime, *, stage: str = "", custodian: str = "") -> list[dict[str, Any]]:
    """Notices grouped by kind, owner, occasion and stage, what is overdue first: how many people, and the first due."""
    groups: dict[tuple[str, ...], list[Notice]] = defaultdict(list)
    for one in notices_of(book, now):
        at = one.stage(now)
        if stage in ("", at) and custodian in ("", one.occasion.owner):
            groups[at, one.occasion.notice, one.occasion.owner, one.occasion.about].append(one)
    rows = [
        {
            "notice": key[1], "owner": key[2], "about": key[3], "stage": key[0], "people": len(found),
            "due": min(one.occasion.due for one in found).isoformat(),
            "late": sum(one.was_late for one in found),
            "numbers": sorted(one.occasion.person for one in found),
        }
        for key, found in groups.items()
    ]  # fmt: skip
    order = ("overdue", "due", "sent", "acknowledged", "settled")
    return sorted(rows, key=lambda row: (order.index(row["stage"]), row["due"], row["notice"], row["owner"]))


def _word(families: FamilyWord, person: PersonId) -> Iterable[Sending]:
    """What was said of his family, as a sending."""
    word = families.said.get(person)
    return () if word is None else (Sending(word.at, "family", word.how, "", None),)


def owed_of(book: Book, acting: Acting, notice: str, *, about: str = "") -> list[PersonId]:
    """Everyone of whom whoever acts owes a notice that was not sent; Malformed where it is none there is."""
    one_of("notice", notice, NOTICE_HOURS)
    return sorted(one.occasion.person for one in _of(book, acting, notice, about) if one.sent_at is None)


def sent_of(book: Book, acting: Acting, notice: str, *, about: str = "") -> list[PersonId]:
    """Everyone of whom whoever acts sent a notice that nobody has acknowledged."""
    one_of("notice", notice, NOTICE_HOURS)
    return sorted(one.occasion.person for one in _of(book, acting, notice, about) if one.stage(acting.at) == "sent")


def _of(book: Book, acting: Acting, notice: str, about: str) -> list[Notice]:
    """Notices of a kind that the custodian who acts owes; the desk writes for everyone."""
    return [
        one
        for one in notices_of(book, acting.at)
        if one.occasion.notice == notice
        and about in ("", one.occasion.about)
        and acting.by in (one.occasion.owner, book.settings.desk)
    ]
