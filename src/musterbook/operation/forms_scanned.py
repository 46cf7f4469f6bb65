"""Forms that come back by scan: each page is judged before anything of it is kept, and what is sound is sealed.

A page may have no code, two, or one of another operation; it may be torn, come twice, or stand in the book already.
Each is said, and the good ones beside it are kept. Joins the printed forms with the sealed things.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from musterbook.custody.facts import Accepted, Mustered
from musterbook.custody.paper.facts import FormEntered
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Fact
from musterbook.operation.book import Book
from musterbook.operation.on_paper.forms import ACCEPTANCE, COUNT, TICKS, FormCode, operation_tag, read_code
from musterbook.operation.on_paper.scanned import ReadPage, ticked
from musterbook.rights.decide import who_may
from musterbook.store.forms import Forms, Sheet
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Fault, Malformed
from musterbook.terms.people import PersonId
from musterbook.terms.times import read_moment, written

CROOKED_DEGREES: Final = 8
OVER_DEGREES: Final = 135
SEALED_AS: Final = "form"
FACTS: Final[Mapping[str, type[Fact]]] = {COUNT: Mustered, ACCEPTANCE: Accepted}
"""What a form of each kind comes to."""
Noted = tuple[str, dict[str, str | int]]


@dataclass(frozen=True, slots=True)
class Judged:
    """One page, judged.

    Attributes:
        page: as it was read.
        code: what its code says; None where it has none that can be used.
        wrong: why it is not taken in; None where it is.
        notes: what else is to be said of it, as keys of words with their values.
    """

    page: ReadPage
    code: FormCode | None
    wrong: Fault | None
    notes: tuple[Noted, ...] = ()


def able(book: Book, kind: str, place: CustodianId) -> tuple[str, ...]:
    """Officers who may bring in and type a form: those who may sign what it comes to, or that it was entered."""
    register = book.register
    rules = [rule for fact in (FACTS[kind], FormEntered) for rule in register.rules_of(fact.kind)]
    roles = frozenset(role for rule in rules for role in (*rule.first, *rule.second))
    found = who_may(register, roles, register.size, custodian=place)
    return tuple(dict.fromkeys(officer for officer, _ in found if register.keys_of(officer, register.size)))


def place_of(sheet: Sheet) -> CustodianId:
    """The custodian a form was printed for."""
    code = read_code(f"MF1 {sheet.kind} {sheet.form}")
    assert code is not None, "only forms whose code was read are kept"
    return CustodianId(code.place)


def judged(book: Book, forms: Forms, pages: Sequence[ReadPage], now: datetime, *, officer: str) -> list[Judged]:
    """Each page with what is wrong with it; a number that comes twice in a file is taken once.

    `officer` brings them in: a form of a place he may not sign for is not his to bring.
    """
    waiting, entered, seen = {one.form for one in forms.sheets()}, entered_forms(book), dict[str, int]()
    found: list[Judged] = []
    for page in pages:
        codes = [one for text in page.codes if (one := read_code(text)) is not None]
        code = codes[0] if len(codes) == 1 == len(page.codes) else None
        rule, values = _wrong(book, page, code, now)
        if code is not None and not rule:
            if code.form in entered:
                rule, values = "form.entered", {"entry": entered[code.form].digest[:8]}
            elif code.form in seen:
                rule, values = "form.twice", {"first": seen[code.form]}
            elif code.form in waiting:
                rule, values = "form.waits", {}
            elif officer not in able(book, code.kind, CustodianId(code.place)):
                rule, values = "form.not-yours", {"officer": officer[:40], "place": code.place}
            seen.setdefault(code.form, page.number)
        told: dict[str, str | int | None] = {"form": code.form if code else "", "page": page.number, **values}
        found.append(Judged(page, code, Fault(rule, values=told) if rule else None, _notes(page)))
    return found


def entered_forms(book: Book) -> dict[str, Entry]:
    """Forms that stand in the book, by number."""
    return {entry.fact.number: entry for entry in book.entries() if isinstance(entry.fact, FormEntered)}


def keep(book: Book, forms: Forms, pages: Iterable[Judged], *, officer: str, now: datetime) -> list[Sheet]:
    """Seal the pictures of sound pages and keep each as a sheet to be typed from.

    Raises:
        Refused: this copy cannot seal.
    """
    kept = []
    for one in pages:
        if one.code is None or one.wrong is not None:
            continue
        pictures = [picture for picture in (one.page.came, one.page.upright) if picture]
        digests = book.seal([(about_of(one.code.form), SEALED_AS, picture) for picture in pictures])
        sheet = Sheet(
            one.code.form, one.code.kind, digests[0], digests[1] if len(digests) > 1 else "",
            ticked(one.page.ticks, TICKS[one.code.kind]), one.page.turned, written(now), officer,
        )  # fmt: skip
        if forms.take(sheet):
            kept.append(sheet)
    return kept


def about_of(form: str) -> PersonId:
    """Under what the pictures of a form lie sealed; a number of a person has no space in it, so it is nobody's."""
    return PersonId(f"form {form}")


def _wrong(
    book: Book, page: ReadPage, code: FormCode | None, now: datetime
) -> tuple[str, dict[str, str | int]]:  # fmt: skip
    """Why a page is not taken in; an empty rule where it is sound by itself."""
    of_page = (
        ("form.too-small", page.small), ("form.no-code", not page.codes), ("form.two-codes", len(page.codes) > 1),
        ("form.not-ours", code is None),
    )  # fmt: skip
    rule = next((rule for rule, is_so in of_page if is_so), "")
    if rule or code is None:
        return rule, {"codes": len(page.codes)}
    of_code = (
        ("form.other-operation", code.operation not in ("", operation_tag(book.settings.name))),
        ("form.unknown-place", CustodianId(code.place) not in book.places.parts),
        ("form.unknown-hour", _later(code, now)),
        ("form.torn", not page.upright),
    )
    return next((rule for rule, is_so in of_code if is_so), ""), {"place": code.place, "hour": code.printed}


def _later(code: FormCode, now: datetime) -> bool:
    """Whether a form says that it was printed after now, or at an hour that there is not: no form of ours does."""
    try:
        return read_moment(code.printed) > now
    except Malformed:
        return True


def _notes(page: ReadPage) -> tuple[Noted, ...]:
    notes: list[Noted] = []
    if abs(page.turned) >= OVER_DEGREES:
        notes.append(("forms.note.upside-down", {}))
    elif abs(page.turned) >= CROOKED_DEGREES:
        notes.append(("forms.note.crooked", {"degrees": abs(page.turned)}))
    if page.upright and not all(page.corners):
        notes.append(("forms.note.corner", {}))
    return tuple(notes)
