"""Case letters: what a letter about a case may say of its person, from his sealed particulars, and what it must.

Joins repatriation with custody and the sealed things. Whoever cannot open what is sealed cannot write identifiers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from musterbook.custody.people import People
from musterbook.operation.book import Book
from musterbook.operation.returning import refuse_uncleared
from musterbook.repatriation.case import Case
from musterbook.repatriation.identifiers import objections
from musterbook.repatriation.letters import silent_since
from musterbook.terms.errors import Refused
from musterbook.terms.people import PersonId

SEXES: Final = {"male": "male", "man": "male", "m": "male", "female": "female", "woman": "female", "f": "female"}


def identifiers_of(book: Book, person: PersonId, given: Mapping[str, str] | None = None) -> dict[str, str]:
    """Name, forename, sex and year of birth as his particulars claim them, with whatever is `given` instead or besides.

    Of a name of several words the first is the forename, the rest the name, unless both are given. An unknown sex and
    a day of birth without a year are left out: nothing is guessed.
    """
    claims = _claims(book, person)
    words = claims.get("name", "").split()
    found = {
        "forename": words[0] if len(words) > 1 else "",
        "name": " ".join(words[1:]),
        "sex": SEXES.get(claims.get("sex", "").strip().casefold(), ""),
        "year-of-birth": claims.get("born", "")[:4],
    }
    found |= {name: value for name, value in (given or {}).items() if value}
    return {name: value for name, value in found.items() if value}


def identifiers_to_send(book: Book, case: Case, given: Mapping[str, str] | None = None) -> dict[str, str]:
    """The identifiers of a case's person.

    Raises:
        Refused: `repatriation.letter`: they are below the public minimum; what is missing is named.
    """
    found = identifiers_of(book, case.person, given)
    missing = objections(case.person, case.name, found)
    if missing:
        raise Refused(*missing)
    return found


def may_be_written(book: Book, case: Case, kind: str, *, at: datetime) -> None:
    """Refused when this letter would tell his country of somebody who does not agree (`repatriation.contact`)."""
    refuse_uncleared(book, case, at=at, kind=kind)


def waited(case: Case, *, at: datetime) -> tuple[datetime | None, int]:
    """Since when the country owes an answer, and how many whole days that is."""
    since = silent_since(case)
    return since, (at - since).days if since is not None else 0


def _claims(book: Book, person: PersonId) -> dict[str, str]:
    """What is claimed of him; nothing where this copy cannot open it."""
    known = book.reading(People).get(person)
    digest = known.particulars if known is not None else None
    if book.sealed is None or digest is None:
        return {}
    clear = book.sealed.open_many([digest]).get(digest)
    told = json.loads(clear) if clear is not None else {}
    return {name: str(claim["value"]) for name, claim in told.get("claims", {}).items()}
