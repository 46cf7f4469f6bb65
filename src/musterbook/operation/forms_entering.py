"""Entering forms: two people type what stands on a sheet, neither seeing the other's; then they settle what differs.

Both doors go this way. Whoever opens a sheet's picture is written down as having consulted it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from musterbook.ledger.facts import Digest
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.compartments import LETTERS_LEAST, consult
from musterbook.operation.forms_scanned import able, about_of, entered_forms, place_of
from musterbook.operation.forms_typed import differing, read_typed, stands
from musterbook.operation.forms_written import Entering, entering
from musterbook.store.forms import FIRST, SECOND, SETTLED, Forms, Sheet, TypedIn
from musterbook.terms.errors import Fault, Malformed, Refused
from musterbook.terms.moves import Objection
from musterbook.terms.times import written

STAGES: Final = ("to-type", "typed-once", "differs", "alike", "entered")
"""How far a sheet is: nobody typed it, one did, two differ, there is something to sign, it stands in the book."""


def found(forms: Forms, form: str) -> Sheet:
    """A sheet by its number; Malformed where it was not brought in here."""
    sheet = forms.sheet(form)
    if sheet is None:
        raise Malformed.because("form.no-such", form=form[:60])
    return sheet


def stage_of(typed: list[TypedIn]) -> str:
    """How far a sheet is that does not stand in the book."""
    if stands(typed) is not None:
        return "alike"
    return STAGES[len(typed)]


def type_in(
    book: Book, forms: Forms, sheet: Sheet, typed: Mapping[str, str], now: datetime, *, officer: str
) -> str:  # fmt: skip
    """Keep what one of the two typed; how far the sheet is then.

    Raises:
        Refused: he may not, typed it already, or both have.
        Malformed: a field is lacking or is no such thing.
    """
    need_able(book, sheet, officer)
    before = forms.typed(sheet.form)
    if any(one.officer == officer for one in before):
        raise Refused(Objection("form.same-person", values={"officer": officer}))
    said = read_typed(sheet.kind, typed)
    turn = FIRST if not before else SECOND
    if len(before) > 1 or not forms.type_in(sheet.form, TypedIn(turn, officer, written(now), said)):
        raise Refused(Objection("form.both-typed"))
    return stage_of(forms.typed(sheet.form))


def settle(forms: Forms, sheet: Sheet, officer: str, chosen: Mapping[str, str], now: datetime) -> None:
    """Say what stands in the fields in which the two differ; one of them does, with the sheet before both.

    A field in which they differ and of which nothing is said is not taken as empty: an empty one is said as empty.

    Raises:
        Refused: there is nothing to settle, or he is none of the two; who they are is said.
        Malformed: nothing is said of a field in which they differ, each with its name; or it is no such thing.
    """
    typed = forms.typed(sheet.form)
    if stage_of(typed) != "differs":
        raise Refused(Objection("form.nothing-to-settle"))
    who = [one.officer for one in typed]
    if officer not in who:
        raise Refused(Objection("form.not-yours-to-settle", values={"officer": officer[:40], "who": ", ".join(who)}))
    first, second = typed[0].said, typed[1].said
    fields = differing(first, second)
    if unsaid := [name for name in fields if name not in chosen]:
        raise Malformed.of([Fault("deed.lacking", column=name) for name in unsaid])
    said = read_typed(sheet.kind, {
        name: chosen[name] if name in fields else value for name, value in first.items()
    })  # fmt: skip
    forms.type_in(sheet.form, TypedIn(SETTLED, officer, written(now), said))


def ready(book: Book, forms: Forms, sheet: Sheet, now: datetime, *, shown: str = "") -> Entering:
    """A form that two typed alike or settled, to be written; `shown` is the digest of what they were shown.

    Raises:
        Refused: there is no such thing yet, or it is not what was shown.
        Malformed: its hour is none.
    """
    typed = forms.typed(sheet.form)
    said = stands(typed)
    if said is None:
        raise Refused(Objection("form.not-alike"))
    if shown and shown != digest_of_typed(said):
        raise Refused(Objection("form.changed"))
    return entering(book, sheet, said, typed, now)


def digest_of_typed(said: Mapping[str, str]) -> str:
    """Twelve digits of what is signed."""
    return hashlib.sha256("\0".join(f"{name}={value}" for name, value in sorted(said.items())).encode()).hexdigest()[
        :12
    ]


def picture_of(book: Book, sheet: Sheet, officer: str, now: datetime, *, because: str) -> bytes:
    """The sheet as JPEG, upright where it could be set so; who opens it and why is written down first.

    Raises:
        Refused: he may not, or this copy does not open what is sealed.
    """
    need_able(book, sheet, officer)
    if book.sealed is None:
        raise Refused(Objection("sealed.no-key"))
    consult(
        book, Acting(place_of(sheet), ((officer, ""),), now), officer, [about_of(sheet.form)], because, page="forms"
    )
    return book.sealed.open(Digest(sheet.upright or sheet.came))


def withdraw(book: Book, forms: Forms, sheet: Sheet, officer: str, now: datetime, *, because: str) -> None:
    """Take a sheet away that whoever brought it in brought by mistake: its pictures and what was typed are overwritten.

    Why is written down first, in the register of who opened what; the form may be brought in again. A machine that
    stops half way has the sheet still, without its picture, and it is withdrawn once more.

    Raises:
        Refused: it stands in the book, somebody else brought it in, the reason says nothing, or this copy does not
            open what is sealed.
    """
    if (entry := entered_forms(book).get(sheet.form)) is not None:
        raise Refused(Objection("form.not-withdrawn", values={"form": sheet.form, "entry": entry.digest[:8]}))
    if officer != sheet.officer:
        values = {"officer": officer[:40], "form": sheet.form, "who": sheet.officer}
        raise Refused(Objection("form.not-brought", values=values))
    if sum(map(str.isalpha, because)) < LETTERS_LEAST:
        raise Refused(Objection("form.no-reason", values={"letters": LETTERS_LEAST}))
    if book.sealed is None:
        raise Refused(Objection("sealed.no-key"))
    acting = Acting(place_of(sheet), ((officer, ""),), now)
    consult(book, acting, officer, [about_of(sheet.form)], because, page="forms withdraw")
    book.sealed.destroy_some(Digest(one) for one in (sheet.came, sheet.upright) if one)
    forms.withdraw(sheet.form)


def need_able(book: Book, sheet: Sheet, officer: str) -> None:
    """Refused unless the officer may type from a sheet; who may is named."""
    may = able(book, sheet.kind, place_of(sheet))
    if officer not in may:
        values = {"officer": officer[:40], "who": ", ".join(may[:12])}
        raise Refused(Objection("form.not-able", values=values))


def differences_of(sheet: Sheet, typed: Sequence[TypedIn]) -> tuple[str, ...]:
    """The fields in which the two differ, and boxes that the scan shows otherwise than both."""
    if len(typed) < SECOND:
        return ()
    seen = {name for name, tick in sheet.ticks.items() if tick is not None and (tick != (typed[0].said[name] == "yes"))}
    apart = differing(typed[0].said, typed[1].said)
    return (*apart, *sorted(seen - set(apart)))
