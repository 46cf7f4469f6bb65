"""Names for what leaves: opened by whoever may read them, with a reason, and written down person by person before."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from musterbook.custody.people import People
from musterbook.custody.roll import Roll
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.compartments import LETTERS_LEAST, consult
from musterbook.operation.exports.leaving import held_by_key
from musterbook.operation.last_roll import MAY_READ_NAMES, claims_of
from musterbook.operation.needing import Needs
from musterbook.operation.reading_right import asker_named
from musterbook.rights.decide import who_may
from musterbook.rights.filters import compiled
from musterbook.store.sealed import SealedStore
from musterbook.terms.custodians import custodian_of
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId

Claims = Mapping[str, str]


def known_to(book: Book, acting: Acting, people: Iterable[PersonId]) -> frozenset[PersonId]:
    """Those of these people whom whoever acts needs to know of; a list leaves the others out."""
    officer = acting.officers[0][0] if acting.officers else ""
    register, roll, needs = book.register, book.reading(Roll), book.reading(Needs)
    asker = asker_named(register, officer, when=acting.at)
    sees, found = compiled(asker), set()
    for person in people:
        account = roll.where.get(person)
        holder = str(custodian_of(account) or "") if account is not None else ""
        if sees.matches(needs.about(person, holder)):
            found.add(person)
    return frozenset(found)


def open_names(
    book: Book, acting: Acting, people: Iterable[PersonId], because: str, *, roles: frozenset[str] = MAY_READ_NAMES
) -> dict[PersonId, Claims]:
    """What is claimed of these people, as far as this copy opens it; each is written down as consulted first.

    Raises:
        Refused: no reason is said, whoever acts has no role that reads names, or his own key is not here or stays shut.
    """
    wanted = sorted(people)
    sealed = _written_down(book, acting, wanted, because, roles=roles, rule="export.no-names", page="export")
    known = {one: person.particulars for one in wanted if (person := book.reading(People).get(one)) is not None}
    opened: Mapping[Any, bytes] = sealed.open_many(digest for digest in known.values() if digest)
    return {one: _said(opened[digest]) for one, digest in known.items() if digest in opened}


def open_faces(book: Book, acting: Acting, people: Iterable[PersonId], because: str) -> dict[PersonId, bytes]:
    """Photographs of these people as JPEG; empty of whom there is none, or none that opens here.

    Refused, and written down first, as `open_names`.
    """
    wanted = sorted(people)
    sealed = _written_down(book, acting, wanted, because, roles=MAY_READ_NAMES, rule="sheet.no-faces", page="sheets")
    known = {one: person.photograph for one in wanted if (person := book.reading(People).get(one)) is not None}
    opened: Mapping[Any, bytes] = sealed.open_many(digest for digest in known.values() if digest)
    return {one: opened.get(digest, b"") for one, digest in known.items()}


def _written_down(
    book: Book, acting: Acting, wanted: Sequence[PersonId], because: str, *, roles: frozenset[str], rule: str,
    page: str,
) -> SealedStore:  # fmt: skip
    """The store of sealed things, once whoever acts may open them, has said why, and it is written down."""
    officer = acting.officers[0][0] if acting.officers else ""
    if sum(map(str.isalpha, because)) < LETTERS_LEAST:
        raise Refused(Objection("compartment.no-reason", values={"letters": LETTERS_LEAST}))
    able = {name for name, _ in who_may(book.register, roles, book.register.size, when=acting.at)}
    if officer not in able:
        raise Refused(Objection(rule, values={"officer": officer, "who": ", ".join(sorted(able)[:12])}))
    if book.sealed is None:
        raise Refused(Objection("sealed.no-key"))
    held_by_key(book, acting)
    if wanted:
        consult(book, acting, officer, wanted, because, page=page)
    return book.sealed


def _said(clear: bytes) -> Claims:
    """Each claim by name, and the numbers that other registers know him by as `identifiers`."""
    others = json.loads(clear).get("identifiers", {})
    known = "; ".join(f"{scheme.removeprefix('identifier_')} {value}" for scheme, value in sorted(others.items()))
    return {**claims_of(clear), "identifiers": known}
