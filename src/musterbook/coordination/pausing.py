"""Pausing: what suspends an agreement by itself, in the words an agreement may use, and since when.

    grave finding unanswered 72 h | duty overdue 14 d | loss of control of a receiving site

A grave finding that nobody answers within 72 h suspends every agreement (casework.md section 4); one that names other
hours is held to them. Words that are none of these make an agreement that covers nobody rather than everybody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from musterbook.coordination.duties import Owed
from musterbook.coordination.scope import And, Comparison, Groups, Not, Or, Scope
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Malformed

FINDING: Final = "finding"
DUTY: Final = "duty"
LOSS: Final = "loss"
UNANSWERED: Final = timedelta(hours=72)

_WORDS: Final = (
    (FINDING, re.compile(r"grave finding unanswered (\d{1,4}) h"), timedelta(hours=1)),
    (DUTY, re.compile(r"duty overdue (\d{1,4}) d"), timedelta(days=1)),
    (LOSS, re.compile(r"loss of control of a receiving site"), timedelta()),
)
KNOWN: Final = "grave finding unanswered 72 h; duty overdue 14 d; loss of control of a receiving site"
"""The words an agreement may use, as an example of each."""

Lost = Mapping[CustodianId, datetime]
"""Custodians whose place is lost, and since when."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding about an agreement: grave or not, when it was raised, and when it was answered, if it was."""

    name: str
    grave: bool
    raised_at: datetime
    answered_at: datetime | None = None

    def open(self, now: datetime) -> bool:
        """Whether it waits for its answer at a moment."""
        return self.raised_at <= now and (self.answered_at is None or self.answered_at > now)


@dataclass(frozen=True, slots=True)
class Pause:
    """One reason why an agreement is suspended: finding, duty or loss, what it is about, and since when."""

    why: str
    about: str
    since: datetime


def read_pauses(words: Iterable[str]) -> dict[str, timedelta]:
    """What suspends an agreement → after how long; Malformed for words that are none of the known ones."""
    found = {FINDING: UNANSWERED}
    for said in sorted(words):
        for why, pattern, unit in _WORDS:
            match = pattern.fullmatch(" ".join(said.split()).casefold())
            if match is not None:
                found[why] = unit * int(match[1]) if match.groups() else unit
                break
        else:
            raise Malformed.because("agreement.unknown-pause", words=said, known=KNOWN)
    return found


def paused(
    after: Mapping[str, timedelta], findings: Iterable[Finding], duties: Iterable[Owed],
    lost: Iterable[tuple[CustodianId, datetime]], now: datetime,
) -> tuple[Pause, ...]:  # fmt: skip
    """Every reason for which an agreement is suspended by itself at a moment."""
    found = [
        Pause(FINDING, one.name, one.raised_at + after[FINDING]) for one in findings if one.grave and one.open(now)
    ]
    if DUTY in after:
        found += [Pause(DUTY, one.what, one.due + after[DUTY]) for one in duties]
    if LOSS in after:
        found += [Pause(LOSS, site, since) for site, since in lost]
    return tuple(one for one in found if one.since <= now)


def receivers(scope: Scope | None, groups: Groups) -> frozenset[str]:
    """The custodians an agreement names as receivers, parties taken apart; empty when it names none."""
    match scope:
        case Comparison(field="receiver" | "receiving_site", op=op, values=values) if op in {"=", "in"}:
            return frozenset().union(*(groups.get(one, frozenset((one,))) for one in values))
        case Not(part=part):
            return receivers(part, groups)
        case And(parts=parts) | Or(parts=parts):
            return frozenset().union(*(receivers(one, groups) for one in parts))
    return frozenset()
