"""Identifying: who on the register may already be the newcomer, by name. Custody and biometrics meet here.

A proposal to look through, before a second number is given: nothing is linked, merged or refused by it. The names
compared are sealed, so asking is a consultation and is written down before anything is opened (identity.md sections
1 and 11).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from musterbook.biometrics.names.model import Model, trained
from musterbook.biometrics.names.particulars import Claims
from musterbook.biometrics.names.people import claimed
from musterbook.biometrics.names.searching import Index
from musterbook.custody.people import People
from musterbook.operation.book import Book
from musterbook.operation.evidence_beside import EvidenceBeside
from musterbook.terms.people import PersonId

SUBJECT: Final = "register of names"
NAMED: Final = ("name", "name_ar", "kunya")
"""The claims that hold a whole name; each is compared, and the likeliest counts."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Someone on the register who may be the one named.

    Attributes:
        person: his number.
        pair_p: probability of the pair by itself.
        search_p: the same, corrected for how many were searched.
        claim: which of his claims was likest: name, name_ar, kunya.
    """

    person: PersonId
    pair_p: float
    search_p: float
    claim: str


def already_registered(
    beside: EvidenceBeside, newcomer: Mapping[str, str], *,
    officer: str, why: str, at: datetime, most: int = 20, model: Model | None = None,
) -> list[Proposal]:  # fmt: skip
    """Who on the register may already be the newcomer, likeliest first.

    Args:
        beside: the book with its register of consultations.
        newcomer: claims as people.csv names them: name, name_ar, kunya, born, nationality.
        officer: who asks.
        why: for what; sealed.
        at: now.
        most: how many to propose.
        model: another than the one built in.

    Raises:
        Refused: nobody asks, or for no reason; nothing was opened then.
        Malformed: no name is given, or it cannot be read.
    """
    beside.consult(officer, SUBJECT, why, page="identity", at=at)
    listed = [
        (person, claim, told[claim], _claims(told, at))
        for person, told in _told(beside.book).items()
        for claim in NAMED
        if told.get(claim)
    ]
    asked = [newcomer[claim] for claim in NAMED if newcomer.get(claim)] or [""]
    if not listed:
        return []
    index = Index([name for _, _, name, _ in listed], [claims for _, _, _, claims in listed])
    answers = index.search(asked, [_claims(newcomer, at)] * len(asked), model or trained())
    best: dict[PersonId, Proposal] = {}
    for found in sorted((one for answer in answers for one in answer), key=lambda one: -one.weight):
        person, claim, _, _ = listed[found.place]
        best.setdefault(person, Proposal(person, found.pair_p, found.search_p, claim))
    return list(best.values())[:most]


def _claims(told: Mapping[str, str], at: datetime) -> Claims:
    return claimed(told.get("born", ""), told.get("nationality", ""), "", year_now=at.year)


def _told(book: Book) -> dict[PersonId, dict[str, str]]:
    """What is claimed of each person whose particulars this copy can open."""
    known = book.reading(People)
    people = ((number, known.get(number)) for number in known.numbers())
    digests = {one.particulars: number for number, one in people if one is not None and one.particulars is not None}
    if book.sealed is None:
        return {}
    opened = book.sealed.open_many(digests)
    return {
        digests[digest]: {name: str(claim["value"]) for name, claim in json.loads(clear).get("claims", {}).items()}
        for digest, clear in opened.items()
    }
