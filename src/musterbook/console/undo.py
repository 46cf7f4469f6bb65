"""What a page offers to put right what was just written: at once for half a minute, and later as any other act."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from musterbook.console.asked import Asked
from musterbook.console.deed_forms import address_of
from musterbook.console.deeds import Deeds, sees_in
from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.operation.book import Book
from musterbook.operation.deeds.deed import Deed, Sees
from musterbook.operation.deeds.doing import acting_for
from musterbook.operation.deeds.every import DEEDS
from musterbook.operation.deeds.reading import read_said
from musterbook.operation.deeds.undoing import AT_ONCE_SECONDS, undoing
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.people import read_number
from musterbook.words.deeds import title
from musterbook.words.pages import page


@dataclass(frozen=True, slots=True)
class UndoRow:
    """How something is put right.

    Attributes:
        title: of the deed that does it.
        address: of its form, with all but the reason filled in.
        send_to: where the form that undoes at once is sent; empty where that is not open to whoever asks.
        fields: what it says. officer: who signs. key: by which it writes once.
    """

    title: str
    address: str
    send_to: str = ""
    fields: Mapping[str, str] | None = None
    officer: str = ""
    key: str = ""


def undo_of(deeds: Deeds, asked: Asked, digest: str, now: datetime) -> UndoRow | None:
    """How an entry is put right; None where nothing does, or whoever asks may not open the form of what does."""
    book = deeds.pen.register_book()
    entry = book.entry(Digest(digest))
    found = undoing(entry) if entry is not None else None
    if entry is None or found is None:
        return None
    deed, said = DEEDS[found[0]], dict(found[1])
    if _hides(book, said, sees_in(asked.looker, book)):
        return None
    about = said.get(deed.about, "")
    about = "" if "\n" in about else about  # several people are a field of the form and not what it is opened for
    form = deeds.form(asked, deed, about)
    if form is None:
        return None
    others = {name: value for name, value in said.items() if name != deed.about or not about}
    address = address_of(deed.name, about)
    row = UndoRow(title(deed.name), f"{address}{'&' if about else '?'}{urlencode(others)}" if others else address)
    signed = [one.officer for one in entry.signed]
    officer = asked.looker.officer if asked.looker.officer in signed else next(iter(signed), "")
    if "because" in deed.names:
        said["because"] = page("deed.undone-because")
    mine = not asked.looker.asked or officer == asked.looker.officer
    if not mine or not at_once(entry, now) or not _open(book, deed, said, officer, now):
        return row
    return UndoRow(row.title, row.address, address, said, officer, form.key)


def _hides(book: Book, said: Mapping[str, str], sees: Sees) -> bool:
    """Whether what undoes it would name somebody whom whoever asks need not know of."""
    where = book.reading(Roll).where
    named = {read_number(part) for value in said.values() for part in value.split()}
    return any(not sees(one) for one in named if one is not None and one in where)


def at_once(entry: Entry | None, now: datetime) -> bool:
    """Whether so little time has passed since an entry was written that it is undone without asking why."""
    return entry is not None and now - entry.written_at <= timedelta(seconds=AT_ONCE_SECONDS)


def _open(book: Book, deed: Deed, said: Mapping[str, str], officer: str, now: datetime) -> bool:
    """Whether the one who wrote it may undo it alone."""
    try:
        values = read_said(book, deed, {name: [value] for name, value in said.items()})
        acting_for(book, deed, values, (officer,), now)
    except (Malformed, Refused):
        return False
    return True
