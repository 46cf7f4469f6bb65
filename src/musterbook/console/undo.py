"""What a page offers to put right what was just written: at once for half a minute, and later as any other act.

Where nothing takes it back the page says why, and what is done instead.
"""

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
from musterbook.operation.deeds.doing import acting_for, key_of
from musterbook.operation.deeds.every import DEEDS
from musterbook.operation.deeds.reading import read_said
from musterbook.operation.deeds.staying import SEVERAL, STAYS
from musterbook.operation.deeds.undoing import AT_ONCE_SECONDS, WHY, undoing
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.people import read_number
from musterbook.words.deeds import roles, title
from musterbook.words.pages import known, page


@dataclass(frozen=True, slots=True)
class UndoRow:
    """How something is put right.

    Attributes:
        title: of the deed that does it; empty where none does.
        address: of its form, with all but the reason filled in.
        why: why it is not undone by a press; empty where it may be, or the form says enough.
        send_to: where the form that undoes at once is sent; empty where that is not open to whoever asks.
        fields: what it says. officer: who signs. key: by which it writes once.
    """

    title: str = ""
    address: str = ""
    why: str = ""
    send_to: str = ""
    fields: Mapping[str, str] | None = None
    officer: str = ""
    key: str = ""


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
    deed, said = DEEDS[found[0]], {name: value for name, value in found[1].items() if value}
    if _hides(book, said, sees_in(asked.looker, book)):
        return None
    if _of_several(book, entry):
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
    address = address_of(deed.name, about)
    row = UndoRow(title(deed.name), f"{address}{'&' if about else '?'}{urlencode(others)}" if others else address)
    signed = [one.officer for one in entry.signed]
    officer = asked.looker.officer if asked.looker.officer in signed else next(iter(signed), "")
    because = page("deed.undone-because")
    said = {name: because if value == WHY else value for name, value in said.items()}
    if "because" in deed.names:
        said.setdefault("because", because)
    mine = not asked.looker.asked or officer == asked.looker.officer
    if not mine or not at_once(entry, now) or not _open(deeds.pen.register_book(), deed, said, officer, now):
        return row
    return UndoRow(row.title, row.address, "", address, said, officer, form.key)


def _staying(name: str, about: str) -> UndoRow:
    """Why nothing takes it back; where the newer one counts, with the form to do it once more."""
    why = STAYS.get(name, SEVERAL)
    again = why == "newer"
    return UndoRow(title(name) if again else "", address_of(name, about) if again else "", known(f"deed.stays.{why}"))


def _of_several(book: Book, entry: Entry) -> bool:
    """Whether the same press wrote more of the same kind, so that putting one right would leave the others."""
    same = [one for one in book.entries() if one.act.id.startswith(key_of(entry.act.id))]
    return sum(one.fact.kind == entry.fact.kind for one in same) > 1


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
