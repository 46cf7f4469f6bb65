"""Contesting: people say what is wrong of what the book has of them, and somebody who did not write it answers.

Joins custody with biometrics and evidence, whose contests of an identification and of a link are facts of their own:
here all three are listed together, and none is written twice (decision 0851).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final, Self

from musterbook.biometrics.facts import ContestAnswered as IdentificationAnswered
from musterbook.biometrics.facts import IdentificationContested
from musterbook.custody.dues.contests import ABOUT, GROUND, OUTCOMES, Contest, Contests
from musterbook.custody.dues.facts import ContestAnswered, Contested
from musterbook.custody.facts import Amended, Registered
from musterbook.eligibility.facts import AgeDecided
from musterbook.evidence.facts import LinkContested
from musterbook.evidence.links import Links
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.operation.acting import Acting
from musterbook.operation.amending import amend, who_has
from musterbook.operation.book import Book
from musterbook.operation.coordinating import must_say, one_of
from musterbook.operation.one_body import bodies_of
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.moves import Move, Objection
from musterbook.terms.people import PersonId

FIELDS: Final[Mapping[str, frozenset[str]]] = {
    "name": frozenset(("name", "name_ar", "kunya", "father")),
    "age": frozenset(("born", "born_low", "born_high")),
    "nationality": frozenset(("nationality",)),
}
"""What a contest is about, and the particulars it puts right when it is upheld."""


class IdentificationContests:
    """Contests of identifications that nobody has answered. A reading."""

    def __init__(self) -> None:
        self.open: dict[Digest, tuple[PersonId, datetime]] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """Those open after these entries."""
        contests = cls()
        for entry in entries:
            contests.add(entry)
        return contests

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry."""
        match entry.fact:
            case IdentificationContested(person=person):
                self.open[entry.digest] = person, entry.happened_at
            case IdentificationAnswered(contest=contest):
                self.open.pop(contest, None)
        return True


def contest(
    book: Book, acting: Acting, person: PersonId, *, about: str, statement: str, entry: str = "", language: str = ""
) -> Entry:
    """Write down what he says is wrong, in his name; his words are sealed and travel with him.

    Raises:
        Malformed: it is about nothing there is, he says nothing, or the entry is not in this book or not about him.
    """
    one_of("about", about, ABOUT)
    must_say(statement=statement)
    contested = _entry(book, person, entry) if entry or about == "entry" else None
    (digest,) = book.seal([(person, "statement", statement.encode())])
    fact = Contested(
        person=person, about=about, statement=digest, entry=contested.digest if contested else None, language=language,
        barred=_who_wrote(book, person, contested),
    )  # fmt: skip
    return book.write(acting.draft(fact))


def answer(
    book: Book, acting: Acting, start: str, *, outcome: str, because: str, claims: Mapping[str, str] | None = None,
    amending: Acting | None = None,
) -> tuple[Entry, list[dict[str, str]]]:  # fmt: skip
    """Answer a contest; an upheld one puts the field right. The entry, and everyone who was given what was wrong.

    Args:
        book: the book.
        acting: the reviewer.
        start: first signs of the contest's entry.
        outcome: one of `OUTCOMES`.
        because: why; sealed under his number.
        claims: the particulars as they should be, where it is upheld and about particulars.
        amending: who writes them; the reviewer by default.

    Raises:
        Malformed: there is no such contest, it is answered, or it is upheld and nothing is put right.
        Refused: the reviewer wrote what is contested, or an age is contested and no panel has decided since.
    """
    found = open_contest(book, start)
    one_of("outcome", outcome, OUTCOMES)
    must_say(because=because)
    _may_answer(book, acting, found, outcome)
    if claims and not claims.keys() <= FIELDS.get(found.about, frozenset()):
        known = ", ".join(sorted(FIELDS.get(found.about, ())))
        raise Malformed.because("amend.no-such-field", field=min(claims), known=known)
    if outcome != "rejected" and found.about in FIELDS and not claims:
        raise Malformed.because(
            "contest.nothing-put-right", about=found.about, fields=", ".join(sorted(FIELDS[found.about]))
        )
    put_right = amend(book, amending or acting, found.person, claims, source="contest") if claims else None
    (digest,) = book.seal([(found.person, "answer", because.encode())])
    fact = ContestAnswered(
        contest=found.entry, person=found.person, outcome=outcome, because=digest,
        amended=put_right.digest if put_right is not None else None,
    )  # fmt: skip
    written = book.write(acting.draft(fact))
    return written, who_has(book, found.person, acting.at) if outcome != "rejected" else []


def open_contest(book: Book, start: str) -> Contest:
    """A contest by the first signs of its entry; Malformed when there is none, or it is answered."""
    found = book.reading(Contests).contest(start)
    if found is None or not found.is_open:
        raise Malformed.because(
            "contest.none-open", digest=start[:8], outcome="none" if found is None else found.outcome
        )
    return found


def contest_objections(book: Book, move: Move) -> list[Objection]:
    """An open contest of age, identity or of being on the list is a hold, in whichever room it was written."""
    found = bodies_of(book).against(move, book.reading(Contests).objections)
    contested = {person for person, _ in book.reading(IdentificationContests).open.values()}
    if move.stage == "arriving" or not contested:
        return found
    asked = replace(move, people=bodies_of(book).all_of(move.people))
    his = {bodies_of(book).standing(person) for person in asked.people & contested} - {one.person for one in found}
    values = {"ground": GROUND, "lift_by": "senior-examiner"}
    return found + [Objection("eligibility.hold", person, values) for person in sorted(his)]


def contests_told(book: Book, now: datetime, *, person: PersonId | None = None) -> list[dict[str, Any]]:
    """Every open contest of every room: whose, about what, since when, by when; with a person his answered ones too."""
    return sorted(_rows(book, now, person), key=lambda row: (bool(row["outcome"]), row["due"], row["contest"]))


def _rows(book: Book, now: datetime, person: PersonId | None) -> Iterator[dict[str, Any]]:
    contests, days = book.reading(Contests), book.settings.custody.contest_days
    for one in contests.open() if person is None else contests.of_person(person):
        if one.at <= now:
            yield _row(one.entry, one.person, one.about, one.at, due=one.due(days), now=now, outcome=one.outcome)
    for digest, (whose, at) in book.reading(IdentificationContests).open.items():
        if at <= now and person in (None, whose):
            due = at + timedelta(days=days)
            yield _row(digest, whose, "identification", at, due=due, now=now, room="biometrics")
    links = book.reading(Links)
    whose_links = {person} if person is not None else {
        entry.fact.person for entry in book.entries() if isinstance(entry.fact, LinkContested)
    }  # fmt: skip
    for whose in sorted(whose_links):
        for link in links.open_contests(whose):
            if link.at <= now:
                due = link.at + timedelta(days=days)
                yield _row(link.entry, whose, f"item {link.item}", link.at, due=due, now=now, room="evidence")


def _row(
    entry: Digest, person: PersonId, about: str, at: datetime, *, due: datetime, now: datetime, room: str = "custody",
    outcome: str = "",
) -> dict[str, Any]:  # fmt: skip
    return {
        "contest": entry[:8], "person": person, "about": about, "at": at.isoformat(), "due": due.isoformat(),
        "overdue": not outcome and due <= now, "outcome": outcome, "room": room,
    }  # fmt: skip


def _may_answer(book: Book, acting: Acting, found: Contest, outcome: str) -> None:
    barred = sorted({officer for officer, _ in acting.officers} & found.barred)
    if barred:
        raise Refused(Objection("contest.own-entry", found.person, {"officer": barred[0], "about": found.about}))
    if found.about == "age" and not any(
        isinstance(one.fact, AgeDecided) and one.fact.person == found.person and one.happened_at >= found.at
        for one in book.entries()
    ):
        raise Refused(Objection("contest.age-panel", found.person, {"outcome": outcome}))


def _entry(book: Book, person: PersonId, start: str) -> Entry:
    found = [one for one in book.entries() if start and one.digest.startswith(start) and person in one.named()]
    if len(found) != 1:
        raise Malformed.because("contest.no-such-entry", digest=start[:8])
    return found[0]


def _who_wrote(book: Book, person: PersonId, contested: Entry | None) -> frozenset[str]:
    """The officers who signed what is contested: one entry, or everything that says who he is."""
    wrote = [contested] if contested is not None else [
        one for one in book.entries() if isinstance(one.fact, Registered | Amended) and one.fact.person == person
    ]  # fmt: skip
    return frozenset(signature.officer for one in wrote for signature in one.signed)
