"""The console's rows from an opened book: what every page of a real operation and of a rehearsal is made of."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

import orjson

from musterbook.console.book_call import BookCall
from musterbook.console.book_camps import BookCamps
from musterbook.console.book_care import BookCare
from musterbook.console.book_dossiers import BookDossiers
from musterbook.console.book_identity import BookIdentity
from musterbook.console.book_lift import BookLift
from musterbook.console.book_lists import BookLists
from musterbook.console.book_reports import BookReports
from musterbook.console.book_returns import BookReturns
from musterbook.console.book_standing import Standing, standing
from musterbook.console.book_watch import BookWatch
from musterbook.console.entry_lines import entries_read, entry_row, said_of
from musterbook.console.opener import Opener
from musterbook.console.persons import (
    Particulars,
    classes_of,
    clearance_lines,
    codes_of,
    hand_lines,
    hold_lines,
    person_row,
    person_rows,
)
from musterbook.console.readings import Readings
from musterbook.console.rows import discrepancy_rows, muster_line, node_rows, situation_of
from musterbook.console.source import (
    BookView,
    EntryPage,
    EntryView,
    HandoverRow,
    PersonRow,
    PersonView,
    Reads,
    SerialRow,
    SignatureLine,
    SiteView,
    Situation,
    Stamp,
)
from musterbook.custody.roll import Roll
from musterbook.evidence.policies import Policies
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.operation.book import Book
from musterbook.operation.examining import OpenedFinger
from musterbook.operation.incident_rows import IncidentRows
from musterbook.operation.keeping_up import KeepingUp
from musterbook.operation.known_by_prints import known_by_prints
from musterbook.operation.whole_copy import whose
from musterbook.terms.custodians import CustodianId, in_hand
from musterbook.terms.errors import Tampered
from musterbook.terms.people import PersonId, read_number, spoken
from musterbook.words.languages import Manner, manner
from musterbook.words.say import sentence

COMPARED_EVERY: Final = timedelta(hours=1)
KEPT_MOMENTS: Final = 3
"""Past moments whose readings are kept, so that going from page to page at one moment folds once."""


class BookSource(
    BookLift, BookWatch, BookCamps, BookReports, BookReturns, BookCall, BookDossiers, BookIdentity, BookCare,
    BookLists,
):  # fmt: skip
    """A `Source` on a book.

    Args:
        book: opened for reading; what other processes write is taken in whenever the stamp is asked for.
        now: the operation's clock.
        rows: an incident store; None for the one that hangs in the book, if any.
        policies: what owners of evidence ask; those of the package by default.
        opened: pairs of prints that an examiner has opened, by number; the pictures of all others stay sealed.
        opener: opens keys beside the loop; one of its own by default.
    """

    def __init__(
        self, book: Book, *, now: Callable[[], datetime], rows: IncidentRows | None = None,
        policies: Policies | None = None, opened: Mapping[str, Sequence[OpenedFinger]] | None = None,
        opener: Opener | None = None,
    ) -> None:  # fmt: skip
        BookIdentity.__init__(self, opened)
        BookLift.__init__(self)
        BookWatch.__init__(self, book.incidents if rows is None else rows)
        BookReports.__init__(self)
        BookReturns.__init__(self)
        BookDossiers.__init__(self, policies)
        self._book = book
        self._now = now
        self._opener = opener or Opener()
        shown = book.settings.exercise  # of real people a page has no names: they leave where somebody says why
        BookCall.__init__(self, open_words=shown)
        BookCare.__init__(self)
        self._particulars = Particulars(book.sealed if shown else None)
        self._keeping_up = KeepingUp(book)
        self._compared_at: datetime | None = None
        self._warm: tuple[tuple[Standing, str], Readings, dict[Manner, Situation]] | None = None
        self._past: OrderedDict[tuple[Standing, datetime], Readings] = OrderedDict()
        self._rows: tuple[tuple[Standing, str], list[PersonRow]] | None = None
        self._index: tuple[Standing, list[str], dict[str, Entry]] | None = None

    def stamp(self, as_of: datetime | None = None) -> Stamp:
        """Which book this is and where it stands."""
        self._keeping_up.take_in()
        now = self._now()
        past = as_of is not None and as_of < now
        standing: Sequence[Entry] = self._book.entries()
        if as_of is not None and past:
            standing = self._book.as_of(as_of)
        return Stamp(
            operation=self._book.settings.name, marking=self._book.settings.marking,
            exercise=self._book.settings.exercise,
            as_of=as_of if as_of is not None and past else now,
            head=self._book.head(),
            entries=len(standing),
            past=past, partial=whose(self._book),
        )  # fmt: skip

    def situation(self, as_of: datetime | None = None) -> Situation:
        """The whole account."""
        stamp = self.stamp(as_of)
        readings = self._readings(stamp)
        if self._warm is not None and not stamp.past and self._warm[1] is readings:
            if (how := manner()) not in (made := self._warm[2]):
                made[how] = situation_of(readings, stamp)
            return replace(made[how], stamp=stamp)
        return situation_of(readings, stamp)

    def site(self, place: str, as_of: datetime | None = None) -> SiteView | None:
        """One place; None if there is none of that id."""
        whole = self.situation(as_of)
        row = next((one for one in whole.sites if one.id == place), None)
        if row is None:
            return None
        readings = self._readings(whole.stamp)
        here = readings.roll.on(in_hand(CustodianId(row.custodian)))
        musters = readings.roll.musters.of(CustodianId(row.custodian))
        milestones = Counter(
            one.milestone for one in self.people(as_of) if one.custodian == row.custodian and one.part == "in-hand"
        )
        return SiteView(
            row=row,
            classes=classes_of(readings, here),
            milestones=dict(milestones.most_common()),
            musters=tuple(muster_line(one) for one in reversed(musters)),
            handovers=tuple(one for one in whole.handovers if row.custodian in (one.giver, one.receiver)),
            serials=tuple(one for one in whole.serials if place in (one.origin, one.destination)),
            discrepancies=tuple(one for one in whole.discrepancies if one.owner == row.custodian),
        )

    def handovers(self, as_of: datetime | None = None) -> Sequence[HandoverRow]:
        """Every handover, newest offer first."""
        return self.situation(as_of).handovers

    def serials(self, as_of: datetime | None = None) -> Sequence[SerialRow]:
        """Every serial, by hour of leaving."""
        return self.situation(as_of).serials

    def people(self, as_of: datetime | None = None) -> Sequence[PersonRow]:
        """Everyone registered, by number. Made anew when the book has grown, and on the hour, as clearances end."""
        stamp = self.stamp(as_of)
        key = standing(self._book, stamp), stamp.as_of.isoformat(timespec="seconds" if stamp.past else "hours")
        if self._rows is None or self._rows[0] != key:
            self._rows = key, person_rows(self._readings(stamp), self._particulars)
        return self._rows[1]

    def person(self, number: str, as_of: datetime | None = None) -> PersonView | None:
        """One person; None if the number is nobody's."""
        readings, who = self._readings(self.stamp(as_of)), PersonId(number)
        one = readings.people.get(who)
        if one is None or who not in readings.roll.where:
            return None
        digest = one.particulars or Digest("")
        claims = self._particulars.of([digest] if digest else []).get(digest, {})
        mentioned = readings.mentions.of_person.get(who, [])
        return PersonView(
            row=person_row(readings, who, claims),
            codes=codes_of(mentioned),
            hands=hand_lines(readings, who),
            holds=hold_lines(readings, mentioned),
            clearances=clearance_lines(mentioned),
            discrepancies=tuple(row for row in discrepancy_rows(readings) if number in row.numbers),
            entries=tuple(entry_row(entry, self._book) for entry in reversed(mentioned)),
            number_spoken=spoken(number),
            prints=known_by_prints(readings.enrolments, readings.identities, who),
        )

    def entries(
        self,
        *,
        after: int = 0,
        limit: int = 100,
        filters: Mapping[str, str] | None = None,
        as_of: datetime | None = None,
        reads: Reads | None = None,
    ) -> EntryPage:
        """Entries newest first, `limit` of them after skipping `after`; filters: kind, by, log, person."""
        readings, wanted = self._readings(self.stamp(as_of)), dict(filters or {})
        chosen: Sequence[Entry] = readings.entries
        if "person" in wanted:
            number = read_number(wanted.pop("person"))
            chosen = readings.mentions.of_person.get(number, []) if number else []
        if wanted:
            chosen = [entry for entry in chosen if all(said_of(entry, name) == value for name, value in wanted.items())]
        chosen = entries_read(chosen, self._book, reads)
        upto = after + limit
        rows = tuple(entry_row(entry, self._book) for entry in islice(reversed(chosen), after, upto))
        return EntryPage(rows, len(chosen), upto if upto < len(chosen) else None)

    def entry(self, digest: str) -> EntryView | None:
        """The entry whose digest begins with `digest`; None if none or several do."""
        stamp = self.stamp()
        names, by_digest = self._digests(standing(self._book, stamp))
        place = bisect_left(names, digest)
        found = [name for name in names[place : place + 2] if name.startswith(digest)]
        if len(found) != 1:
            return None
        entry = by_digest[found[0]]
        reasons = {one.entry.digest: sentence(one) for one in self._book.not_standing()}
        after = self._readings(stamp).mentions.after
        return EntryView(
            row=replace(entry_row(entry, self._book), not_standing=reasons.get(entry.digest, "")),
            text=orjson.dumps(orjson.loads(entry.body), option=orjson.OPT_INDENT_2).decode(),
            bytes=len(entry.body),
            prev=entry.prev,
            after=tuple(entry.act.after),
            followed_by=tuple(after.get(entry.digest, ())),
            signatures=tuple(SignatureLine(one.officer, one.role, one.key, one.alg, one.sig) for one in entry.signed),
            numbers=tuple(sorted(entry.named())),
        )

    def book(self, as_of: datetime | None = None, reads: Reads | None = None) -> BookView:
        """Accounts, entries that do not stand, discrepancies and logs."""
        stamp = self.stamp(as_of)
        readings = self._readings(stamp)
        shown = entries_read(readings.entries, self._book, reads)
        kinds = Counter(entry.fact.kind for entry in shown)
        return BookView(
            accounts={str(account): count for account, count in readings.roll.counts.items()},
            not_standing=tuple(
                replace(entry_row(one.entry, self._book), not_standing=sentence(one))
                for one in self._book.not_standing()
                if (not stamp.past or one.entry.happened_at <= stamp.as_of)
                and entries_read([one.entry], self._book, reads)
            ),
            discrepancies=discrepancy_rows(readings),
            nodes=node_rows(readings),
            kinds=dict(sorted(kinds.items())),
        )

    def _readings(self, stamp: Stamp) -> Readings:
        """The readings of a moment: warm for now, and once a minute anew for what the hour decides."""
        if stamp.past:
            key = standing(self._book, stamp), stamp.as_of
            if key not in self._past:
                self._past[key] = Readings(self._book, self._now(), as_of=stamp.as_of)
                while len(self._past) > KEPT_MOMENTS:
                    self._past.popitem(last=False)
            return self._past[key]
        fresh = standing(self._book, stamp), stamp.as_of.isoformat(timespec="minutes")
        if self._warm is None or self._warm[0] != fresh:
            readings = Readings(self._book, stamp.as_of)
            self._compare(readings)
            self._warm = fresh, readings, {}
        return self._warm[1]

    def _compare(self, readings: Readings) -> None:
        """Once an hour the warm reading is compared with a fresh fold; Tampered when they differ."""
        if self._compared_at is not None and readings.now - self._compared_at < COMPARED_EVERY:
            return
        if Roll.of(self._book.entries()).counts != readings.roll.counts:
            raise Tampered("console.reading-differs", entries=len(self._book.entries()))
        self._compared_at = readings.now

    def _digests(self, now: Standing) -> tuple[list[str], dict[str, Entry]]:
        """Every stored entry by digest, and the digests sorted."""
        if self._index is None or self._index[0] != now:
            every = [*self._book.entries(), *(one.entry for one in self._book.not_standing())]
            by_digest: dict[str, Entry] = {entry.digest: entry for entry in every}
            self._index = now, sorted(by_digest), by_digest
        return self._index[1], self._index[2]
