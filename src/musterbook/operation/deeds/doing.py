"""Doing a deed: who signs it in whose name, what stands against it, and that pressing twice writes once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Final

from musterbook.ledger.entry import Entry, canonical, digest_of
from musterbook.ledger.facts import Digest
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.deeds.about_people import holder_of
from musterbook.operation.deeds.deed import Deed
from musterbook.operation.signing_in import roles_for
from musterbook.rights.roles import Rule
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.moves import Objection

Prints = Callable[[Book, Any], bytes]
KEY: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{4}")
"""The beginning of an act's id: what a form carries so that it writes once."""


def key_of(act_id: str) -> str:
    """The key a form carries, from a fresh act id: everything that follows says what is written."""
    return act_id[:-8]


def written_under(book: Book, key: str) -> tuple[Entry, ...]:
    """What was written under a form's key already; nothing where it was not used.

    Raises:
        Malformed: it is no key.
    """
    if not KEY.fullmatch(key):
        raise Malformed.because("deed.no-key")
    return tuple(entry for entry in book.entries() if entry.act.id.startswith(key))


def acting_for(
    book: Book, deed: Deed, values: Mapping[str, Any], officers: Sequence[str], now: datetime, *,
    happened_at: datetime | None = None, key: str = "",
) -> Acting:  # fmt: skip
    """In whose name these officers do a deed: where nothing else is said, in that of whoever answers for the person.

    Raises:
        Refused: an officer has no role for it, or nobody signs second where somebody must; who could is named.
    """
    said = saying(book, deed, values)
    wanted = deed.by(book, values) if deed.by is not None else None
    preferred = wanted or holder_of(book, values)
    custodian, signers = _roles(
        book, deed, officers[:1] if deed.also else officers, said, preferred, only=wanted is not None
    )
    if happened_at is not None and happened_at > now:
        raise Malformed.because("deed.not-yet")
    return Acting(custodian, signers, happened_at or now, written_at=now if happened_at else None, key=key)


def saying(book: Book, deed: Deed, values: Mapping[str, Any]) -> dict[str, str]:
    """The fields on which it depends who may sign, as they were said; a truth is yes or no."""
    fields = {rule.field for rule in deed.rules if rule.field}
    also = deed.says(book, values) if deed.says is not None and values else {}
    return {name: _said(values[name]) for name in sorted(fields) if name in values} | dict(also)


def rule_of(book: Book, deed: Deed, values: Mapping[str, Any]) -> Rule | None:
    """The rule that decides who signs, as far as what was said tells."""
    said = saying(book, deed, values)
    return next((one for one in deed.rules if not one.field or said.get(one.field) in one.values), None)


def objections_of(book: Book, deed: Deed, acting: Acting, values: Mapping[str, Any]) -> list[Objection]:
    """Why a deed about several people would be refused for some of them; empty where nothing is known beforehand."""
    return deed.objections(book, acting, values) if deed.objections is not None else []


def perform(
    book: Book, deed: Deed, acting: Acting, values: Mapping[str, Any], *, officers: Sequence[str] = (),
    prints: Mapping[str, Prints] | None = None,
) -> tuple[Entry, ...]:  # fmt: skip
    """Write it; the entries. Whatever the function of the deed raises is raised.

    `officers` are all who sign; `prints` has, for each deed whose text is signed, what makes it of what was drafted.
    """
    also: dict[str, Any] = {"also": "".join(officers[1:2])} if deed.also else {}
    if deed.printed:
        also["printing"] = partial((prints or {})[deed.name], book)
    wrote = deed.write(book, acting, **values, **also)
    if isinstance(wrote, Entry):
        return (wrote,)
    parts = wrote if isinstance(wrote, (tuple, list)) else ()
    return tuple(one for one in parts if isinstance(one, Entry))


def digest_of_said(deed: Deed, values: Mapping[str, Any]) -> Digest:
    """The digest over what was said, so that nobody signs what he was not shown."""
    told = {name: _plain(value) for name, value in sorted(values.items())}
    return digest_of(canonical({"deed": deed.name, "said": told}))


def _roles(
    book: Book, deed: Deed, officers: Sequence[str], said: Mapping[str, str], preferred: CustodianId | None, *,
    only: bool,
) -> tuple[CustodianId, tuple[tuple[str, str], ...]]:  # fmt: skip
    if not officers or not officers[0]:
        raise Refused(Objection("deed.nobody-signs", values={"kind": deed.signed_as.kind}))
    try:
        return roles_for(book, deed.signed_as, officers, by=preferred or "", saying=said)
    except Refused:
        if only or not preferred:
            raise
        return roles_for(book, deed.signed_as, officers, saying=said)


def _said(value: object) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _plain(value: object) -> object:
    if isinstance(value, (tuple, list)):
        return [_plain(one) for one in value]
    return value if isinstance(value, (bool, int)) else str(value)
