"""Deeds on pages: which may be offered to whom, the form of one, what is wrong with it, and its signing.

A form is drawn from the deed's declaration; nothing here knows one deed from another but those that answer somebody.
Who may sign is decided at the server each time: a page that offers nothing forbids nothing, and what was offered is
refused all the same.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from musterbook.console.asked import Asked
from musterbook.console.deed_forms import GROUP_OF, address_of, back_of, row_of, two_of
from musterbook.console.deed_rows import FormRow, LeftOut, Offer, Shown, Typed
from musterbook.console.listed_said import listed_said
from musterbook.console.looking import Looker
from musterbook.console.pen import Pen, at_hand, phrases_of
from musterbook.custody.dues.complaints import Complaints
from musterbook.custody.dues.contests import Contests
from musterbook.custody.dues.facts import ContestAnswered
from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Entry, new_act_id
from musterbook.ledger.facts import Digest
from musterbook.operation.amending import who_has
from musterbook.operation.book import Book
from musterbook.operation.deeds.deed import Deed, Field, Sees, everybody, fields_of, nothing_to_do
from musterbook.operation.deeds.doing import (
    acting_for,
    digest_of_said,
    key_of,
    objections_of,
    perform,
    rule_of,
    written_under,
)
from musterbook.operation.deeds.every import ABOUT_A_PERSON, DEEDS, GROUPS
from musterbook.operation.deeds.reading import knows, read_said
from musterbook.operation.deeds.undoing import AT_ONCE_SECONDS
from musterbook.papers.of_deeds import PRINTS
from musterbook.rights.decide import who_may
from musterbook.rights.policy import PageKind, may_see_page
from musterbook.terms.errors import Fault, Malformed, Refused
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId
from musterbook.terms.times import read_moment
from musterbook.words import deeds as words

FIRST, SECOND = "phrase", "phrase-2"
Said = tuple[dict[str, Any], tuple[str, ...]]
OF_A_PERSON: Final = ("moving", "safeguards", "care", "rights", "ways", "leaving", "belonging", "returns")
_OPENS: Final[Mapping[str, PageKind]] = {
    "moving": "people", "care": "people", "rights": "people", "belonging": "people", "agreements": "counts",
    "places": "movement", "incidents": "movement", "counts": "movement", "safeguards": "people", "ways": "movement",
    "leaving": "people", "requests": "movement", "control": "movement", "corrections": "movement", "lists": "movement",
    "calls": "counts", "watch": "counts", "camps": "counts", "returns": "returns", "serials": "movement",
    "figures": "counts", "oversight": "rights",
    "evidence": "evidence", "identity": "identity", "reports": "counts",
}  # fmt: skip
"""Who may open the form at all: whoever may see the page it belongs to."""


class Stale(Exception):
    """What would be signed is not what was shown."""


@dataclass(frozen=True, slots=True)
class Deeds:
    """The deeds of one console: its pen, and what is drawn with it."""

    pen: Pen

    def offered(self, asked: Asked, names: Iterable[str], about: str = "") -> list[Offer]:
        """Of these deeds those whoever asks may sign, first or second, and for which there is something to do."""
        book = self.pen.register_book()
        sees = sees_in(asked.looker, book)
        return [
            Offer(name, words.title(name), address_of(name, about))
            for name in names
            if self._may_open(asked.looker, DEEDS[name]) and not nothing_to_do(DEEDS[name], book, about, sees=sees)
        ]

    def press(self, asked: Asked, name: str, about: str, said: Mapping[str, str]) -> Offer | None:
        """A deed beside the row that says there is something to do, with what its form should hold already."""
        if not self._may_open(asked.looker, DEEDS[name]):
            return None
        address = address_of(name, about)
        filled = urlencode({field: value for field, value in said.items() if value})
        return Offer(
            name, words.title(name), f"{address}{'&' if '?' in address else '?'}{filled}" if filled else address
        )

    def of_person(self, asked: Asked, number: str) -> dict[str, list[Offer]]:
        """Everything that may be done about one person, by group, what he said that waits for an answer first."""
        found: dict[str, list[Offer]] = {}
        for group in OF_A_PERSON:
            about_him = [one.name for one in GROUPS[group] if one.about in ABOUT_A_PERSON]
            found[group] = self.offered(asked, about_him, number)
        found["rights"] = [*self._waiting(asked, PersonId(number)), *found["rights"]]
        incident = self.offered(asked, ("report-incident",), number)
        return {group: offers for group, offers in {**found, "incidents": incident}.items() if offers}

    def form(self, asked: Asked, deed: Deed, about: str, typed: Typed | None = None) -> FormRow | None:
        """The form of a deed; None where whoever asks may not open it, or need not know whom it is about."""
        book = self.pen.register_book()
        if not self._may_open(asked.looker, deed) or not self._knows(asked.looker, book, deed, about):
            return None
        said = typed or Typed()
        fields = tuple(
            row_of(deed, one, about, said, listed_said(book, deed, one, about))
            for one in _shown_to(asked.looker, deed, book, about)
        )
        register = book.register
        firsts = frozenset(role for rule in deed.rules for role in rule.first)
        seconds = deed.also | frozenset(role for rule in deed.rules for role in rule.second)
        return FormRow(
            deed, about, said.beside.get("key") or key_of(new_act_id(_newest(book), secrets.token_bytes(10))), fields,
            _names(who_may(register, firsts, register.size)), _names(who_may(register, seconds, register.size)),
            tuple(sorted(firsts)), tuple(sorted(seconds)), two_of(deed), back_of(deed, about),
            officer=said.beside.get("officer", ""), other=said.beside.get("officer-2", ""),
            happened_at=said.beside.get("happened_at", ""),
        )  # fmt: skip

    def look(self, asked: Asked, deed: Deed, about: str, typed: Typed, now: datetime) -> Shown:
        """What would be signed, and for whom it would not be.

        Raises:
            Malformed, Refused: what was typed is no such thing, or whoever signs may not.
        """
        book = self.pen.register_book()
        values, officers = self._read(asked, book, deed, about, typed), _officers(asked, book, deed, typed, {})
        return self._shown(book, deed, values, officers, now)

    async def sign(self, asked: Asked, deed: Deed, about: str, typed: Typed, now: datetime) -> tuple[Entry, ...]:
        """Write it, signed with the keys of whoever signs; what was written under the form's key before is returned.

        Raises:
            Malformed, Refused: as when it is looked at; or a key stays shut, or the deed itself refuses.
            Stale: it is about several people, and what would be signed was not shown.
        """
        key = typed.beside.get("key", "")
        if wrote := written_under(self.pen.register_book(), key):
            return wrote
        values, officers = self._said(asked, deed, about, typed, now)
        fields, stood = dict(zip(officers, (FIRST, SECOND), strict=False)), self.pen.register_book().head()
        async with at_hand(self.pen, officers, phrases_of(typed.beside, fields), seals=deed.seals) as keys:
            if self.pen.register_book().head() != stood:  # others wrote while the keys were opened
                if wrote := written_under(self.pen.register_book(), key):
                    return wrote
                values, signers = self._said(asked, deed, about, typed, now)
                if signers != officers:
                    raise Stale
            with self.pen.writing(keys) as (book, hour):
                acting = acting_for(book, deed, values, officers, hour, happened_at=_moment(typed), key=key)
                return perform(book, deed, acting, values, officers=officers, prints=PRINTS)

    def _said(self, asked: Asked, deed: Deed, about: str, typed: Typed, now: datetime) -> Said:
        """What would be written and by whom, as the book stands now; Stale where several people were not shown."""
        book = self.pen.register_book()
        values = self._read(asked, book, deed, about, typed)
        officers = _officers(asked, book, deed, typed, values)
        if deed.many and len(values.get(deed.many, ())) > 1:
            shown = self._shown(book, deed, values, officers, now)
            if shown.left_out or shown.digest != typed.beside.get("shown", ""):
                raise Stale
        return values, officers

    def written(self, typed: Typed) -> tuple[Entry, ...]:
        """What was written already under the key of a form; nothing where it carries none."""
        return written_under(self.pen.register_book(), key) if (key := typed.beside.get("key", "")) else ()

    def too_late(self, typed: Typed, now: datetime) -> bool:
        """Whether a form that undoes at once came when that is over."""
        undone = typed.beside.get("undo", "")
        if not undone:
            return False
        entry = self.pen.register_book().entry(Digest(undone))
        return entry is None or now - entry.written_at > timedelta(seconds=AT_ONCE_SECONDS)

    def wrote(self, deed: Deed, digest: str) -> bool:
        """Whether an entry of that digest says what this deed writes."""
        entry = self.pen.register_book().entry(Digest(digest))
        return entry is not None and isinstance(entry.fact, deed.fact)

    def told(self, form: FormRow, digest: str) -> tuple[str, tuple[dict[str, str], ...]]:
        """Of what was written: where to go from there, and who has what a contest found to be wrong."""
        book = self.pen.register_book()
        entry = book.entry(Digest(digest))
        fact = entry.fact if entry is not None else None
        if not isinstance(fact, ContestAnswered) or fact.outcome == "rejected" or entry is None:
            return back_of(form.deed, form.about, entry), ()
        return back_of(form.deed, form.about, entry), tuple(who_has(book, fact.person, entry.happened_at))

    def _read(self, asked: Asked, book: Book, deed: Deed, about: str, typed: Typed) -> dict[str, Any]:
        return read_said(book, deed, typed.fields, about=about, sees=sees_in(asked.looker, book))

    def _shown(
        self, book: Book, deed: Deed, values: Mapping[str, Any], officers: Sequence[str], now: datetime
    ) -> Shown:
        """For whom it would be done: everyone named against whom nothing stands."""
        acting = acting_for(book, deed, values, officers, now)
        against: dict[str, list[str]] = {}
        for one in objections_of(book, deed, acting, values):
            against.setdefault(one.person or "", []).append(words.said(Objection(one.rule, None, one.values)))
        good = tuple(one for one in values.get(deed.many, ()) if one not in against)
        digest = digest_of_said(deed, {**values, deed.many: good})
        left = tuple(LeftOut(number, tuple(why)) for number, why in sorted(against.items()))
        return Shown(good, left, digest)

    def _waiting(self, asked: Asked, person: PersonId) -> list[Offer]:
        """Contests and complaints of a person that somebody may answer."""
        book = self.pen.register_book()
        offers = []
        for name in ("answer-contest", "answer-complaint"):
            deed = DEEDS[name]
            if not self._may_open(asked.looker, deed):
                continue
            for start, what in _open_ones(book, name, person, asked.looker):
                offers.append(Offer(name, words.title(name, what), address_of(name, start)))
        return offers

    def _may_open(self, looker: Looker, deed: Deed) -> bool:
        if not looker.asked:
            return True
        shown = may_see_page(looker.asker, _OPENS[GROUP_OF[deed.name]])
        if not shown or (deed.room and not looker.may_open(deed.room)):
            return False
        return looker.has(*{role for rule in deed.rules for role in (*rule.first, *rule.second)})

    def _knows(self, looker: Looker, book: Book, deed: Deed, about: str) -> bool:
        """Whether he needs to know whom a form was opened for; a complaint is nothing to the one complained of."""
        if deed.name == "answer-complaint" and about:
            found = book.reading(Complaints).complaint(about)
            if found is None or (looker.asked and found.bars(looker.officer)):
                return False
        return knows(book, deed, about, sees_in(looker, book))


def _shown_to(looker: Looker, deed: Deed, book: Book, about: str) -> list[Field]:
    """The fields, without complaints whoever asks may not answer: he does not even learn that they are there."""
    fields = list(fields_of(deed, book, about, sees=sees_in(looker, book)))
    if deed.name != "answer-complaint" or not looker.asked:
        return fields
    known = book.reading(Complaints)
    barred = {start for one in fields for start in one.words if one.name == deed.about and _bars(known, start, looker)}
    return [replace(one, words=tuple(word for word in one.words if word not in barred)) for one in fields]


def _bars(complaints: Complaints, start: str, looker: Looker) -> bool:
    found = complaints.complaint(start)
    return found is not None and found.bars(looker.officer)


def _officers(asked: Asked, book: Book, deed: Deed, typed: Typed, values: Mapping[str, Any]) -> tuple[str, ...]:
    """Who signs: whoever is signed in, first; the second where the rule wants one."""
    first, other = (typed.beside.get(name, "").strip() for name in ("officer", "officer-2"))
    if asked.looker.asked and first != asked.looker.officer:
        raise Refused(Objection("console.not-yourself", values={"officer": asked.looker.officer}))
    rule = rule_of(book, deed, values)
    wants = deed.may_want_two if rule is None or deed.also else rule.two_people
    return (first, other) if wants and other else (first,)


def _moment(typed: Typed) -> datetime | None:
    said = typed.beside.get("happened_at", "").strip()
    if not said:
        return None
    try:
        return read_moment(said)
    except (Malformed, OverflowError):
        raise Malformed(Fault("deed.no-moment", column="happened_at", values={"typed": said[:40]})) from None


def sees_in(looker: Looker, book: Book) -> Sees:
    """Whether a looker needs to know of a person of a book."""
    if not looker.asked:
        return everybody
    return lambda person: looker.sees(person, book.reading(Roll).holder(person) or "")


def _names(able: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(officer for officer, _ in able))


def _open_ones(book: Book, name: str, person: PersonId, looker: Looker) -> list[tuple[str, str]]:
    if name == "answer-contest":
        found = book.reading(Contests).of_person(person)
        return [(one.entry[:8], one.about) for one in found if one.is_open]
    complaints = book.reading(Complaints).of_person(person)
    return [(one.entry[:8], "") for one in complaints if one.is_open and not one.bars(looker.officer)]


def _newest(book: Book) -> datetime:
    """An hour for the beginning of a key: the book's newest entry's, so that nothing here reads a clock of its own."""
    newest = book.entries()[-1:]
    return newest[0].happened_at if newest else datetime(2000, 1, 1, tzinfo=UTC)
