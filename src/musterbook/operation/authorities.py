"""Authorities: to whom each custodian belongs, as `[parties]` of operation.toml says, and whether a move changes that.

A custodian that no party names is its own authority: unknown is not the same. One that several parties name belongs to
all of them together, so that an alliance of two authorities does not make them one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from musterbook.operation.agreeing import by_origin
from musterbook.operation.book import Book
from musterbook.terms.countries import COUNTRIES
from musterbook.terms.custodians import CustodianId
from musterbook.terms.moves import Move


def authority_of(book: Book, custodian: CustodianId) -> str:
    """The party a custodian belongs to, or itself."""
    return "+".join(_parties(book, custodian)) or custodian


def country_of(book: Book, custodian: CustodianId) -> str:
    """The country a custodian acts for: the one of its parties, or its own name, that is a code; empty without one."""
    codes = [one.upper() for one in (*_parties(book, custodian), custodian) if one.upper() in COUNTRIES]
    return codes[0] if len(set(codes)) == 1 else ""


def changes_of_authority(book: Book, move: Move) -> Iterator[tuple[Move, str]]:
    """The parts of a move whose people would come into the hands of another authority, each with its name.

    People whom an escort or a ramp now offers belong to whoever first gave them.
    """
    to = authority_of(book, move.destination or move.receiver)
    if book.places.parts.get(move.giver) not in ("escort", "staging"):
        if authority_of(book, move.giver) != to:
            yield move, to
        return
    for origin, people in by_origin(book, move.people).items():
        if authority_of(book, origin) != to:
            yield replace(move, people=people), to


def _parties(book: Book, custodian: CustodianId) -> list[str]:
    return sorted(party for party, names in book.settings.parties.items() if custodian in names)
