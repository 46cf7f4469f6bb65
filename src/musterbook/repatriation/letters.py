"""Letters: what went to each country about each case, and which of them nobody has answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from musterbook.ledger.facts import Digest
from musterbook.repatriation import facts as said
from musterbook.repatriation.case import Case


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter.

    Attributes:
        case: which case it is about.
        country: to whom it went.
        kind: first-notice, reminder, identifiers, conditions, thanks or refusal.
        channel: how it went.
        sent_at: when.
        letter: digest of its sealed text.
        answered_at: when the country first answered anything after it; None while it has not.
    """

    case: str
    country: str
    kind: str
    channel: str
    sent_at: datetime
    letter: Digest
    answered_at: datetime | None


def letters(cases: Iterable[Case]) -> tuple[Letter, ...]:
    """Every letter of these cases, in the order of sending."""
    found = [
        Letter(
            case.name, case.country, one.fact.letter_kind, one.fact.channel, one.at, one.fact.letter,
            _answered_at(case, one.at),
        )
        for case in cases
        for one in case.all(said.Notified)
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.sent_at, one.case, one.letter)))


def silent_since(case: Case) -> datetime | None:
    """Since when the country owes an answer; None when it owes none."""
    waiting = case.unanswered
    return waiting[0].at if waiting else None


def _answered_at(case: Case, sent_at: datetime) -> datetime | None:
    return min((one.at for one in case.all(said.CountryAnswered) if one.at >= sent_at), default=None)
