"""Duties: what is owed again and again while an agreement runs, who owes it, and when it is due next.

Written in tables and commands as people say it: `visit every 30 days by coalition`, or `visit=30`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from musterbook.coordination.facts import Duty
from musterbook.terms.errors import Malformed

EXAMPLE: Final = "visit every 30 days by coalition"
_SAID: Final = re.compile(
    r"(?P<what>\S.*?)(?:\s*=\s*|\s+every\s+)(?P<days>[0-9]{1,4})(?:\s*d(?:ays?)?)?(?:\s+by\s+(?P<owner>\S.*?))?\s*"
)


@dataclass(frozen=True, slots=True)
class Owed:
    """A duty with the day on which it is due next, and the party that owes it; empty when all parties do."""

    what: str
    due: datetime
    owner: str = ""


def read_duty(said: str, parties: Iterable[str]) -> Duty:
    """The duty that is meant.

    Raises:
        Malformed: it does not say how often, or is owed by nobody who is a party.
    """
    found = _SAID.fullmatch(" ".join(said.split()))
    if found is None or int(found["days"]) < 1:
        raise Malformed.because("agreement.bad-duty", words=said, example=EXAMPLE)
    owner, bound = found["owner"] or "", frozenset(parties)
    if owner and owner not in bound:
        raise Malformed.because("agreement.no-such-owner", party=owner, known=", ".join(sorted(bound)))
    return Duty(what=found["what"], every_days=int(found["days"]), owner=owner)


def owed(duties: Iterable[Duty], done: Iterable[tuple[str, datetime]], began: datetime, now: datetime) -> list[Owed]:
    """When each duty is due next: so many days after it was last done, or after the agreement began."""
    told = [one for one in done if one[1] <= now]
    return [
        Owed(
            duty.what,
            max([at for what, at in told if what == duty.what], default=began) + timedelta(duty.every_days),
            duty.owner,
        )
        for duty in duties
    ]
