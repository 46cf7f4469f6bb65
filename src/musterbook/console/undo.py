"""What a page offers to put right what was just written: at once for half a minute, and later as any other act.

Where nothing takes it back the page says why, and what is done instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from musterbook.console.asked import Asked
from musterbook.console.deed_forms import address_of
from musterbook.console.deeds import Deeds, sees_in
from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.operation.book import Book
from musterbook.operation.deeds.deed import Deed, Sees
from musterbook.operation.deeds.doing import acting_for, digest_of_said, key_of, objections_of
from musterbook.operation.deeds.every import DEEDS
from musterbook.operation.deeds.reading import read_said
from musterbook.operation.deeds.staying import SEVERAL, STAYS
from musterbook.operation.deeds.undoing import AT_ONCE_SECONDS, WHY, undoing, undoing_all
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.people import read_number
from musterbook.words.deeds import roles, title
from musterbook.words.pages import known, page

ADDRESS_MOST: Final = 8_000
"""So many signs of an address are kept by every browser and server on the way; of more people none is filled in."""


@dataclass(frozen=True, slots=True)
class UndoRow:
    """How something is put right.

    Attributes:
        title: of the deed that does it; empty where none does.
        address: of its form, with all but the reason filled in.
        why: why it is not undone by a press; empty where it may be, or the form says enough.
        send_to: where the form that undoes at once is sent; empty where that is not open to whoever asks.
        fields: what it says. officer: who signs. key: by which it writes once.
        shown: for several people the digest of what is signed, so that it need not be looked at once more.
        people: for how many it is undone.
    """

    title: str = ""
    address: str = ""
    why: str = ""
    send_to: str = ""
    fields: Mapping[str, str] | None = None
    officer: str = ""
    key: str = ""
    shown: str = ""
    people: int = 1


def undo_of(deeds: Deeds, asked: Asked, wrote: tuple[Deed, str, str], now: datetime) -> UndoRow | None:
    """How what a deed wrote is put right; None where whoever asks need not know whom that would name.

    `wrote` is the deed, what it was about, and the digest of its first entry.
    """
    made, about, digest = wrote
    book = deeds.pen.register_book()
    entry = book.entry(Digest(digest))
    if entry is None:
        return None
    found = undoing(made.name, entry)
    if found is None:
        return _staying(made.name, about)
    several = _of_one_press(book, entry)
    whole = undoing_all(made.name, several) if len(several) > 1 else found
    deed, said = DEEDS[found[0]], {name: value for name, value in (whole or found)[1].items() if value}
    if _hides(book, said, sees_in(asked.looker, book)):
        return None
    if whole is None:
        return UndoRow(title(deed.name), address_of(deed.name, ""), page(f"deed.stays.{SEVERAL}"))
    return _by_a_deed(deeds, asked, (entry, deed, said), now)


def _by_a_deed(
    deeds: Deeds, asked: Asked, undone: tuple[Entry, Deed, dict[str, str]], now: datetime
) -> UndoRow:  # fmt: skip
    """The form that puts an entry right, and whether whoever asks may do so by one press."""
    entry, deed, said = undone
    about = said.get(deed.about, "")
    about = "" if "\n" in about else about  # several people are a field of the form and not what it is opened for
    form = deeds.form(asked, deed, about)
    if form is None:
        signers = sorted({role for rule in deed.rules for role in rule.first})
        return UndoRow(why=page("deed.undone-by", title=title(deed.name), roles=roles(signers)))
    others = {name: value for name, value in said.items() if value != WHY and (name != deed.about or not about)}
    in_address = {name: value for name, value in others.items() if name != "about"}  # there it names the person
    address, filled = address_of(deed.name, about), urlencode(in_address)
    if len(filled) > ADDRESS_MOST:
        filled = urlencode({name: value for name, value in in_address.items() if name != deed.many})
    people = len(said.get(deed.many, "").split()) or 1
    row = UndoRow(title(deed.name), f"{address}{'&' if about else '?'}{filled}" if filled else address, people=people)
    signed = [one.officer for one in entry.signed]
    officer = asked.looker.officer if asked.looker.officer in signed else next(iter(signed), "")
    because = page("deed.undone-because")
    said = {name: because if value == WHY else value for name, value in said.items()}
    if "because" in deed.names:
        said.setdefault("because", because)
    mine = not asked.looker.asked or officer == asked.looker.officer
    shown = _open(deeds.pen.register_book(), deed, said, officer, now) if mine and at_once(entry, now) else None
    if shown is None:
        return row
    return replace(row, send_to=address, fields=said, officer=officer, key=form.key, shown=shown)


def _staying(name: str, about: str) -> UndoRow:
    """Why nothing takes it back; where the newer one counts, with the form to do it once more."""
    why = STAYS.get(name, SEVERAL)
    again = why == "newer"
    return UndoRow(title(name) if again else "", address_of(name, about) if again else "", known(f"deed.stays.{why}"))


def _of_one_press(book: Book, entry: Entry) -> list[Entry]:
    """What the same press wrote of the same kind: putting one right would leave the others."""
    key = key_of(entry.act.id)
    return [one for one in book.entries() if one.act.id.startswith(key) and one.fact.kind == entry.fact.kind]


def _hides(book: Book, said: Mapping[str, str], sees: Sees) -> bool:
    """Whether what undoes it would name somebody whom whoever asks need not know of."""
    where = book.reading(Roll).where
    named = {read_number(part) for value in said.values() for part in value.split()}
    return any(not sees(one) for one in named if one is not None and one in where)


def at_once(entry: Entry | None, now: datetime) -> bool:
    """Whether so little time has passed since an entry was written that it is undone without asking why."""
    return entry is not None and now - entry.written_at <= timedelta(seconds=AT_ONCE_SECONDS)


def _open(book: Book, deed: Deed, said: Mapping[str, str], officer: str, now: datetime) -> str | None:
    """None unless the one who wrote it may undo it alone, for all; for several people the digest of what he signs."""
    try:
        values = read_said(book, deed, {name: [value] for name, value in said.items()})
        acting = acting_for(book, deed, values, (officer,), now)
    except (Malformed, Refused):
        return None
    if len(values.get(deed.many, ())) <= 1:
        return ""
    return None if objections_of(book, deed, acting, values) else digest_of_said(deed, values)
