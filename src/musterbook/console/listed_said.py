"""Lists of forms whose words only the book knows: questions of a sheet, accounts, and what the watch assumes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from musterbook.custody.sheets.sheets import Sheets
from musterbook.operation.book import Book
from musterbook.operation.deeds.deed import Deed, Field
from musterbook.operation.reporting import assumed
from musterbook.operation.sheets_kept import questionnaire
from musterbook.terms.custodians import Account, custodian_of, part_of
from musterbook.terms.people import PersonId
from musterbook.words.deeds import Choice
from musterbook.words.languages import figure, spoken
from musterbook.words.pages import has, known, page

Said = Callable[[Book, str, Sequence[str]], Mapping[str, str]]


def listed_said(book: Book, deed: Deed, one: Field, about: str) -> tuple[Choice, ...]:
    """The list of a field with its words as the book has them, in its order; empty where the catalogue says them."""
    told = _TOLD.get((deed.name, one.name))
    if told is None or not one.words:
        return ()
    said = told(book, about, one.words)
    return tuple(Choice(word, said.get(word, word)) for word in one.words)


def account_said(account: str) -> str:
    """An account in words: `willow: unaccounted`, or how somebody left custody."""
    custodian, part = custodian_of(Account(account)), known(f"part.{part_of(Account(account))}")
    return part if custodian is None else page("account.of", custodian=custodian, part=part)


def _questions(book: Book, person: str, _: Sequence[str]) -> Mapping[str, str]:
    filled = book.reading(Sheets).get(PersonId(person)).newest if person else None
    asked = questionnaire(book, filled.version).questions if filled is not None else ()
    return {one.key: one.wording(spoken()) for one in asked}


def _accounts(_: Book, __: str, accounts: Sequence[str]) -> Mapping[str, str]:
    return {one: account_said(one) for one in accounts}


def _settings(book: Book, _: str, keys: Sequence[str]) -> Mapping[str, str]:
    now = {one.key: one for one in assumed(book).now.settings.values()}
    return {
        key: page("setting.now", said=page(f"setting.{key}"), value=figure(f"{now[key].value:g}"))
        for key in keys
        if has(f"setting.{key}")
    }


_TOLD: Final[Mapping[tuple[str, str], Said]] = {
    ("doubt-sheet", "question"): _questions, ("explain", "at"): _accounts, ("change-setting", "setting"): _settings,
}  # fmt: skip
