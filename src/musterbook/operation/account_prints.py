"""Prints, for the account: who is enrolled from what, who is not and why, what searches proposed, what became of it.

Joins biometrics with custody; reads, and writes nothing. Nobody in it is named, and nothing sealed is opened for it.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any, Final

from musterbook.biometrics.adjudication import KINDS, Adjudication
from musterbook.biometrics.facts import Searched
from musterbook.biometrics.gallery import OPERATION, Enrolments
from musterbook.biometrics.identities import Identities
from musterbook.custody.facts import Merged, Unmerged
from musterbook.operation.book import Book

ANSWERS: Final = ("same", "different", "unsettled", "waiting")


def prints_told(book: Book, now: datetime) -> dict[str, Any] | None:
    """The section as JSON; None where nobody was enrolled or refused."""
    enrolments = book.reading(Enrolments)
    if not enrolments.numbers() and not enrolments.refused:
        return None
    sittings = [one for person in enrolments.people() if (one := enrolments.current(person)) is not None]
    pairs = [one for one in book.reading(Adjudication).pairs() if one.at <= now]
    found = book.reading(Identities).all()
    facts = [one.fact for one in book.entries() if one.happened_at <= now]
    searched: dict[str, set[str]] = {}
    for fact in facts:
        if isinstance(fact, Searched):
            searched.setdefault(fact.gallery, set()).add(fact.enrolment)
    here = {one.number for one in sittings}
    answers = {kind: Counter(one.answer or "waiting" for one in pairs if one.fact.kind_of == kind) for kind in KINDS}
    merged = [one for one in facts if isinstance(one, Merged) and one.examination is not None]
    again = [one for one in facts if isinstance(one, Unmerged)]
    return {
        "enrolled": len(sittings),
        "with_pictures": sum(bool(one.fingers) for one in sittings),
        "without_pictures": sum(not one.fingers for one in sittings),
        "captured_again": len(enrolments.numbers()) - len(sittings),
        "not_enrolled": dict(sorted(Counter(
            one.because for person, one in enrolments.refused.items() if enrolments.current(person) is None
        ).items())),
        "searched": len(searched.get(OPERATION, set()) & here),
        "lists": [
            {"list": name, "searched_for": len(who)} for name, who in sorted(searched.items()) if name != OPERATION
        ],
        "proposals": {
            kind: {answer: counted[answer] for answer in ANSWERS} for kind, counted in answers.items() if counted
        },
        "judgements": sum(len(one.judgements) for one in pairs),
        "identified": len(found),
        "stand": sum(one.stands for one in found),
        "told": sum(bool(one.told) for one in found),
        "contested": sum(len(one.contests) for one in found),
        "withdrawn": sum(one.withdrawn is not None for one in found),
        "merged": len(merged),
        "taken_back": len(again),
    }  # fmt: skip
