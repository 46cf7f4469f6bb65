"""Amending: what is claimed of a person is put right, and who had it as it was before.

Joins custody with the sealed store, biometrics, evidence and repatriation: whoever was given the old particulars is to
be told that they are no longer ours.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from musterbook.biometrics.facts import Exported
from musterbook.custody.dues.facts import Notified
from musterbook.custody.facts import Amended, IdentifierNoted, ListExported
from musterbook.custody.handovers import Handovers
from musterbook.custody.people import People
from musterbook.evidence.facts import DossierBuilt, Packaged, ReleaseAsked, Sent
from musterbook.ledger.entry import Entry, canonical
from musterbook.ledger.facts import Digest
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.coordinating import must_say, one_of
from musterbook.operation.intake import NAMED_CLAIMS
from musterbook.operation.one_body import cases_of
from musterbook.repatriation.facts import Notified as CountryNotified
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId

SCRIPTS: Final[Mapping[str, str]] = dict(NAMED_CLAIMS)
STANDINGS: Final = ("claimed", "seen", "verified", "withdrawn")


def amend(
    book: Book, acting: Acting, person: PersonId, claims: Mapping[str, str], *, source: str, basis: str = "claimed"
) -> Entry:
    """Seal his particulars anew with these claims put right, each with who said it, on what basis and when.

    Raises:
        Malformed: nothing is put right, or a claim is none that particulars have.
        Refused: his particulars are not in this copy, or not for its reader.
    """
    strange = sorted(claims.keys() - SCRIPTS.keys())
    if strange:
        raise Malformed.because("amend.no-such-field", field=strange[0], known=", ".join(SCRIPTS))
    if not claims:
        raise Malformed.because("amend.nothing-said", known=", ".join(SCRIPTS))
    known_person = book.reading(People).get(person)
    before = known_person.particulars if known_person is not None else None
    whole = particulars_of(book, before)
    if before is None or whole is None:
        raise Refused(Objection("amend.not-here", person))
    said = {name: dict(claim) for name, claim in whole.get("claims", {}).items()}
    for name, value in claims.items():
        said[name] = {
            "at": acting.at.isoformat(), "basis": basis, "said_by": acting.by, "script": SCRIPTS[name], "value": value,
        }  # fmt: skip
    (digest,) = book.seal([(person, "particulars", canonical({**whole, "claims": said}))])
    fact = Amended(person=person, particulars=digest, replaces=before, fields=frozenset(claims), source=source)
    return book.write(acting.draft(fact))


def particulars_of(book: Book, digest: Digest | None) -> dict[str, Any] | None:
    """Particulars by their digest; None when they are not in this copy or not for its reader."""
    if book.sealed is None or digest is None:
        return None
    clear = book.sealed.open_many([digest]).get(digest)
    return None if clear is None else json.loads(clear)


def who_has(book: Book, person: PersonId, until: datetime) -> list[dict[str, str]]:
    """Everyone outside this book's own keepers who was given something about him by a moment, the newest first."""
    rows = {(who, how, at.isoformat()) for who, how, at in _given(book, person) if at <= until}
    return [{"who": who, "how": how, "at": at} for who, how, at in sorted(rows, key=lambda row: row[2], reverse=True)]


def _given(book: Book, person: PersonId) -> Iterator[tuple[str, str, datetime]]:
    for one in book.reading(Handovers).about(person):
        for accepted in one.acceptances:
            if person in accepted.people:
                yield accepted.by, "handover", accepted.at
    cases = {case.name: case.country for case in cases_of(book).of_person(person)}
    for entry in book.entries():
        match entry.fact:
            case Notified() as fact if person in fact.people and fact.whom and fact.how == "sent":
                yield fact.whom, "notice", entry.happened_at
            case CountryNotified() as fact if fact.case in cases:
                yield cases[fact.case], "letter", entry.happened_at
            case Exported() as fact if fact.person == person:
                yield fact.recipient, "prints", entry.happened_at
            case ListExported() as fact if person in fact.people:
                yield fact.to, "list", entry.happened_at
    yield from _dossiers_sent(book, person)


def _dossiers_sent(book: Book, person: PersonId) -> Iterator[tuple[str, str, datetime]]:
    """To whom packages with a dossier about him went."""
    dossiers: set[str] = set()
    asked: dict[str, str] = {}
    packages: dict[str, str] = {}
    for entry in book.entries():
        match entry.fact:
            case DossierBuilt() as fact if fact.person == person:
                dossiers.add(fact.dossier)
            case ReleaseAsked() as fact if fact.dossier in dossiers:
                asked[fact.request] = f"{fact.country} {fact.authority}".strip()
            case Packaged() as fact if fact.request in asked:
                packages[fact.package] = asked[fact.request]
            case Sent() as fact if fact.package in packages:
                yield packages[fact.package], "dossier", entry.happened_at


def note_identifier(
    book: Book, acting: Acting, person: PersonId, *, scheme: str, issuer: str, value: str, standing: str
) -> tuple[Entry, list[PersonId]]:
    """Write down a number another register knows him by, sealed; and who else has the same, whom it may be.

    A number noted again with another standing replaces the earlier one. Nobody is merged by it: two people decide that.

    Raises:
        Malformed: nothing is said, or the standing is none of `STANDINGS`.
        Refused: this copy cannot seal.
    """
    must_say(scheme=scheme, value=value)
    one_of("standing", standing, STANDINGS)
    same = _with_identifier(book, scheme, value)
    mine = next((digest for whose, digest in same if whose == person), None)
    (digest,) = book.seal([(person, "identifier", value.strip().encode())])
    fact = IdentifierNoted(person=person, scheme=scheme, issuer=issuer, value=digest, standing=standing, replaces=mine)
    return book.write(acting.draft(fact)), sorted({whose for whose, _ in same} - {person})


def _with_identifier(book: Book, scheme: str, value: str) -> list[tuple[PersonId, Digest]]:
    """Whoever was noted under this number of this scheme, compared without spaces, dashes and case; newest first."""
    if book.sealed is None:
        return []
    people = book.reading(People)
    noted = {
        one.value: number
        for number in people.numbers()
        if (known := people.get(number)) is not None
        for one in known.identifiers
        if one.scheme == scheme and one.standing != "withdrawn"
    }
    opened = book.sealed.open_many(noted)
    found = [(noted[digest], digest) for digest, clear in opened.items() if _plain(clear.decode()) == _plain(value)]
    return list(reversed(found))


def _plain(value: str) -> str:
    return "".join(one for one in value.casefold() if one.isalnum())
