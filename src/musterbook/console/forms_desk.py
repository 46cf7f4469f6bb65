"""Sheets that came back by scan, on a page: brought in, typed by two blind to each other, settled and signed."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from musterbook.console.asked import Asked
from musterbook.console.pen import Pen, at_hand, phrases_of, proves
from musterbook.ledger.entry import Entry
from musterbook.operation import forms_entering
from musterbook.operation.book import Book
from musterbook.operation.forms_scanned import Judged, able, entered_forms, judged, keep, place_of
from musterbook.operation.forms_typed import FIELDS, LINES, NUMBERS
from musterbook.operation.forms_written import write
from musterbook.operation.keys_at_hand import KeysAtHand
from musterbook.operation.on_paper.forms import TICKS
from musterbook.operation.on_paper.scanned import ReadPage
from musterbook.store.forms import Forms, Sheet, TypedIn
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection
from musterbook.words.pages import page

Form = Mapping[str, str]
PHRASES: Final = ("phrase", "phrase-2")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One sheet as a list shows it: nothing that stands on it."""

    form: str
    kind: str
    place: str
    came_at: str
    by: str
    stage: str
    typed_by: tuple[str, ...]
    entry: str


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field: its name, how it is typed, what each of the two typed, and what the scan shows of a box."""

    name: str
    shape: str
    typed: tuple[str, ...] = ()
    differs: bool = False
    scanned: bool | None = None


@dataclass(frozen=True, slots=True)
class FormsDesk:
    """The sheets of one console: its pen, and what lies beside the book."""

    pen: Pen
    forms: Forms

    def rows(self, asked: Asked) -> list[SheetRow]:
        """The sheets whoever asks may type from."""
        book = self.pen.register_book()
        entered = entered_forms(book)
        return [self._row(one, entered) for one in self.forms.sheets() if self._may(asked, book, one)]

    def sheet(self, asked: Asked, form: str) -> tuple[Sheet, SheetRow] | None:
        """One sheet; None where there is none for whoever asks."""
        book, one = self.pen.register_book(), self.forms.sheet(form)
        if one is None or not self._may(asked, book, one):
            return None
        return one, self._row(one, entered_forms(book))

    def able(self, sheet: Sheet) -> tuple[str, ...]:
        """Officers who may type from it."""
        return able(self.pen.register_book(), sheet.kind, place_of(sheet))

    async def take(
        self, asked: Asked, said: Form, pages: Sequence[ReadPage], now: datetime
    ) -> tuple[list[Judged], int]:
        """Keep the sound pages of a scan; every page with what is wrong with it, and how many were kept.

        Raises:
            Refused: he is not who is signed in, or a key stays shut.
        """
        officer = _officer(asked, said)
        async with self._keys(said, officer) as keys:
            with self._open(keys, officer) as book:
                found = judged(book, self.forms, pages, now, officer=officer)
                return found, len(keep(book, self.forms, found, officer=officer, now=now))

    async def picture(self, asked: Asked, sheet: Sheet, said: Form, now: datetime) -> str:
        """The sheet's picture as a data address; that he opened it is written down first.

        Raises:
            Refused: he may not, is not who is signed in, or a key stays shut.
        """
        officer = _officer(asked, said)
        async with self._keys(said, officer) as keys:
            forms_entering.found(self.forms, sheet.form)
            with self._open(keys, officer) as book:
                why = page("forms.because", form=sheet.form)
                content = forms_entering.picture_of(book, sheet, officer, now, because=why)
        return "data:image/jpeg;base64," + base64.b64encode(content).decode()

    async def type_in(self, asked: Asked, sheet: Sheet, said: Form, now: datetime) -> None:
        """One of the two has typed.

        Raises:
            Refused, Malformed: as `forms_entering.type_in`; or his pass-phrase does not open his key.
        """
        officer = await self._typist(asked, sheet, said)
        forms_entering.type_in(self.pen.register_book(), self.forms, sheet, said, now, officer=officer)

    async def settle(self, asked: Asked, sheet: Sheet, said: Form, now: datetime) -> None:
        """One of the two says what stands where they differ.

        Raises:
            Refused, Malformed: as `forms_entering.settle`; or his pass-phrase does not open his key.
        """
        officer = await self._typist(asked, sheet, said)
        unticked = dict.fromkeys(TICKS[sheet.kind], "")  # a browser does not send a box that is not ticked
        forms_entering.settle(self.forms, sheet, officer, {**unticked, **said}, now)

    async def again(self, asked: Asked, sheet: Sheet, said: Form) -> None:
        """What was typed is forgotten, and two type it anew.

        Raises:
            Refused: he may not, is not who is signed in, or his pass-phrase does not open his key.
        """
        await self._typist(asked, sheet, said)
        self.forms.begin_again(sheet.form)

    async def withdraw(self, asked: Asked, sheet: Sheet, said: Form, now: datetime) -> None:
        """Whoever brought a sheet in takes it away, and says why.

        Raises:
            Refused: as `forms_entering.withdraw`; he is not who is signed in, or a key stays shut.
        """
        officer = _officer(asked, said)
        async with self._keys(said, officer) as keys:
            forms_entering.found(self.forms, sheet.form)
            with self._open(keys, officer) as book:
                forms_entering.withdraw(book, self.forms, sheet, officer, now, because=said.get("because", ""))

    async def sign(self, sheet: Sheet, said: Form, now: datetime) -> tuple[Entry, ...]:
        """The two who typed sign what was shown to them.

        Raises:
            Refused: it is not what was shown, the book has it already, or a key stays shut.
            Malformed: its numbers do not come to each other, or there is no such handover.
        """
        typists = [one.officer for one in self.forms.typed(sheet.form)[:2]]
        shown = said.get("digest", "") or "-"
        forms_entering.ready(self.pen.register_book(), self.forms, sheet, now, shown=shown)
        phrase_of = phrases_of(said, dict(zip(typists, PHRASES, strict=True)))
        async with at_hand(self.pen, typists, phrase_of) as keys:
            forms_entering.found(self.forms, sheet.form)
            if [one.officer for one in self.forms.typed(sheet.form)[:2]] != typists:
                raise Refused(Objection("form.changed"))  # two typed it anew while the keys were opened
            with self.pen.writing(keys) as (book, written_at):
                one = forms_entering.ready(book, self.forms, sheet, written_at, shown=shown)
                wrote = write(book, one, written_at)
            self.forms.begin_again(sheet.form)
        return wrote

    def fields(self, sheet: Sheet, *, shown: bool) -> list[FieldRow]:
        """The fields of a sheet; with what each typed where it may be `shown`, which is once both have."""
        typed = self.forms.typed(sheet.form) if shown else []
        apart = forms_entering.differences_of(sheet, typed)
        return [
            FieldRow(
                name, _shape(sheet.kind, name), tuple(one.said[name] for one in typed), name in apart,
                sheet.ticks.get(name),
            )
            for name in FIELDS[sheet.kind]
        ]  # fmt: skip

    def typed(self, sheet: Sheet) -> list[TypedIn]:
        """What was typed so far."""
        return self.forms.typed(sheet.form)

    def _may(self, asked: Asked, book: Book, sheet: Sheet) -> bool:
        return not asked.looker.asked or asked.looker.officer in able(book, sheet.kind, place_of(sheet))

    async def _typist(self, asked: Asked, sheet: Sheet, said: Form) -> str:
        """Who types from a sheet: whoever is signed in, if he may, and his key opens."""
        officer = _officer(asked, said)
        forms_entering.need_able(self.pen.register_book(), sheet, officer)
        await proves(self.pen, officer, said.get(PHRASES[0], ""))
        forms_entering.found(self.forms, sheet.form)  # it may have been withdrawn while his key was opened
        return officer

    def _row(self, one: Sheet, entered: Mapping[str, Entry]) -> SheetRow:
        typed = self.forms.typed(one.form)
        entry = entered.get(one.form)
        stage = "entered" if entry is not None else forms_entering.stage_of(typed)
        return SheetRow(
            one.form, one.kind, place_of(one), one.at, one.officer, stage, tuple(each.officer for each in typed[:2]),
            str(entry.digest) if entry is not None else "",
        )  # fmt: skip

    def _keys(self, said: Form, officer: str) -> AbstractAsyncContextManager[KeysAtHand]:
        return at_hand(self.pen, (officer,), phrases_of(said, {officer: PHRASES[0]}), seals=True)

    @contextmanager
    def _open(self, keys: KeysAtHand, officer: str) -> Iterator[Book]:
        with self.pen.writing(keys) as (book, _):
            keys.private_key(officer)
            yield book


def _officer(asked: Asked, said: Form) -> str:
    """Who acts: whoever is signed in, where this console asks; otherwise who he says he is, as his key will show."""
    named = said.get("officer", "").strip()
    if asked.looker.asked and named != asked.looker.officer:
        raise Refused(Objection("console.not-yourself", values={"officer": asked.looker.officer}))
    return named


def _shape(kind: str, name: str) -> str:
    if name in TICKS[kind]:
        return "box"
    return "lines" if name in LINES else "number" if name in (*NUMBERS, "hour") else "text"
