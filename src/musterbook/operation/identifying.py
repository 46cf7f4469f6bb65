"""Identifying: who on the register may be the one named, by name. Custody and biometrics meet here.

A proposal to look through: nothing is linked, merged, refused or registered by it. The names compared are sealed, so
asking is a consultation and is written down before anything is opened (identity.md sections 1 and 11). It is asked
when people are registered, when an item may speak of somebody, and when a country sends a list of names.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from musterbook.biometrics.names.model import Model, trained
from musterbook.biometrics.names.particulars import Claims
from musterbook.biometrics.names.people import claimed
from musterbook.biometrics.names.reading import read
from musterbook.biometrics.names.reasons import Reason
from musterbook.biometrics.names.scoring import Side, score
from musterbook.biometrics.names.searching import Found, Index
from musterbook.custody.people import People
from musterbook.operation.book import Book
from musterbook.operation.evidence_beside import EvidenceBeside
from musterbook.tables import Birth
from musterbook.tables.births import BirthDay
from musterbook.terms.countries import COUNTRIES
from musterbook.terms.errors import Malformed
from musterbook.terms.people import PersonId

SUBJECT: Final = "register of names"
NAMED: Final = ("name", "name_ar", "kunya")
"""The claims that hold a whole name; each is compared, and the likeliest counts."""
LIKELY_MIN: Final = 0.5
"""From this probability of the pair on somebody is proposed where nobody asked for a list to look through."""

Told = Mapping[str, str]
"""Claims as people.csv names them: name, name_ar, kunya, born, nationality."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, why, and through which door; it is written down before anything opens.

    Attributes:
        officer: who asks.
        why: for what; sealed.
        at: now.
        page: a command or a page.
        subject: what it is about: the register, an item, a country.
    """

    officer: str
    why: str
    at: datetime
    page: str = "identity"
    subject: str = SUBJECT


@dataclass(frozen=True, slots=True)
class Proposal:
    """Someone on the register who may be the one named.

    Attributes:
        person: his number.
        pair_p: probability of the pair by itself.
        search_p: the same, corrected for how many were searched, or as the prior asked for.
        claim: which of his claims was likest: name, name_ar, kunya.
        weight: what proposals are ranked by, in log-odds.
        reasons: why, strongest first.
    """

    person: PersonId
    pair_p: float
    search_p: float
    claim: str
    weight: float
    reasons: tuple[Reason, ...] = ()


class Register:
    """Everyone on the register whose particulars this copy can open, by name; opened once, and only when asked why.

    Raises:
        Refused: nobody asks, or for no reason; nothing was opened then.
    """

    def __init__(self, beside: EvidenceBeside, asking: Asking, *, model: Model | None = None) -> None:
        beside.consult(asking.officer, asking.subject, asking.why, page=asking.page, at=asking.at)
        self._at, self._model = asking.at, model or trained()
        self._listed = [
            (person, claim, told[claim], _claims(told, asking.at))
            for person, told in _told(beside.book).items()
            for claim in NAMED
            if told.get(claim)
        ]
        self._index = Index([name for _, _, name, _ in self._listed], [claims for _, _, _, claims in self._listed])

    def __len__(self) -> int:
        return len({person for person, _, _, _ in self._listed})

    def proposals(
        self, sought: Sequence[Told], *, most: int = 20, least: float = 0.0, prior: float | None = None
    ) -> list[list[Proposal]]:
        """For each of those sought who he may be, likeliest first.

        Args:
            sought: claims of each; whoever has no name that can be read gets no proposals.
            most: how many of each.
            least: the least probability of the pair.
            prior: the share of searches whose mate is one given candidate; one over the number where not given.
        """
        asked = [
            (at, told[claim]) for at, told in enumerate(sought) for claim in NAMED if read(told.get(claim, "")).tokens
        ]
        found: list[list[Proposal]] = [[] for _ in sought]
        if not asked or not self._listed:
            return found
        claims = [_claims(told, self._at) for told in sought]
        answers = self._index.search(
            [name for _, name in asked], [claims[at] for at, _ in asked], self._model, prior=prior
        )
        best: list[dict[PersonId, tuple[str, Found]]] = [{} for _ in sought]
        for (at, name), answer in zip(asked, answers, strict=True):
            for one in answer:
                person = self._listed[one.place][0]
                if one.pair_p >= least and (person not in best[at] or best[at][person][1].weight < one.weight):
                    best[at][person] = (name, one)
        for at, known in enumerate(best):
            heaviest = sorted(known.values(), key=lambda pair: -pair[1].weight)[:most]
            found[at] = self._explained(heaviest, claims[at])
        return found

    def _explained(self, heaviest: list[tuple[str, Found]], claims: Claims) -> list[Proposal]:
        """Those found with the name each was found by, as proposals with reasons."""
        listed = [self._listed[one.place] for _, one in heaviest]
        sides = [
            (Side.of(name, claims), Side.of(written, theirs))
            for (name, _), (_, _, written, theirs) in zip(heaviest, listed, strict=True)
        ]
        scored = score(sides, self._model, year_now=self._at.year)
        return [
            Proposal(person, one.pair_p, one.search_p, claim, one.weight, why.reasons)
            for (_, one), (person, claim, _, _), why in zip(heaviest, listed, scored, strict=True)
        ]


def already_registered(
    beside: EvidenceBeside, newcomer: Told, *,
    officer: str, why: str, at: datetime, most: int = 20, model: Model | None = None,
) -> list[Proposal]:  # fmt: skip
    """Who on the register may already be the newcomer, likeliest first.

    Args:
        beside: the book with its register of consultations.
        newcomer: claims as people.csv names them.
        officer: who asks.
        why: for what; sealed.
        at: now.
        most: how many to propose.
        model: another than the one built in.

    Raises:
        Refused: nobody asks, or for no reason; nothing was opened then.
        Malformed: no name is given, or none that can be read.
    """
    register = Register(beside, Asking(officer, why, at), model=model)
    refuse_unreadable(newcomer)
    return register.proposals([newcomer], most=most)[0]


def refuse_unreadable(sought: Told) -> None:
    """Malformed when no name that is told can be read."""
    if not any(read(sought.get(claim, "")).tokens for claim in NAMED):
        raise Malformed.because("names.name-unreadable")


def told_by(row: Mapping[str, object]) -> dict[str, str]:
    """What a row of people.csv claims, as text, for comparing."""
    born = row.get("born")
    text = BirthDay().show(born) if isinstance(born, Birth) else str(born or "")
    return {"born": text, **{claim: str(row[claim]) for claim in (*NAMED, "nationality") if row.get(claim)}}


def _claims(told: Told, at: datetime) -> Claims:
    """What is compared beside the name; a country that is no code is left out, for a name would contradict its code."""
    country = told.get("nationality", "").strip().upper()
    return claimed(told.get("born", ""), country if country in COUNTRIES else "", "", year_now=at.year)


def told_of(book: Book, person: PersonId) -> dict[str, str]:
    """What is claimed of one person; nothing where this copy cannot open it."""
    one = book.reading(People).get(person)
    if book.sealed is None or one is None or one.particulars is None:
        return {}
    clear = book.sealed.open_many([one.particulars]).get(one.particulars)
    claims = {} if clear is None else json.loads(clear).get("claims", {})
    return {name: str(claim["value"]) for name, claim in claims.items()}


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
