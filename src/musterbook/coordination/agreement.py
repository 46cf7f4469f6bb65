"""One agreement: its terms, who has signed, what is met, and at which stage that puts it at a moment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from musterbook.coordination.duties import Owed, owed
from musterbook.coordination.facts import AgreementMade
from musterbook.coordination.pausing import Finding, Pause, paused, read_pauses
from musterbook.coordination.scope import Scope, read_scope
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Malformed

CAPS: Final = ("total", "per_day")
"""The caps an agreement may have: people in all, and people on one local day of the giver."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """One agreement as it stands in the book.

    Attributes:
        name: such as AGR-07.
        terms: the fact that made it.
        scope: its scope, parsed; None when the text is not one, and then it covers nobody.
        signers: parties that have signed.
        met: conditions that are met.
        pauses: moments from which it was suspended (True) or let run again (False).
        revoked_from: since when it is at an end.
        made_at: when it was made.
        entry: the entry that made it.
        findings: what was found under it.
        done: its duties as they were done: (what, when).
        lost: receiving places it names that are lost, and since when.
    """

    name: str
    terms: AgreementMade
    scope: Scope | None
    signers: frozenset[str]
    met: frozenset[str]
    made_at: datetime
    entry: Digest
    pauses: tuple[tuple[datetime, bool], ...] = ()
    revoked_from: datetime | None = None
    findings: tuple[Finding, ...] = ()
    done: tuple[tuple[str, datetime], ...] = ()
    lost: tuple[tuple[CustodianId, datetime], ...] = ()

    @property
    def unsigned(self) -> frozenset[str]:
        """Parties that have not signed."""
        return self.terms.parties - self.signers

    @property
    def unmet(self) -> frozenset[str]:
        """Conditions without evidence."""
        return self.terms.conditions - self.met

    def stage(self, now: datetime) -> str:
        """Drafted, signed, in force, suspended, revoked or expired, at a moment."""
        if self.revoked_from is not None and self.revoked_from <= now:
            return "revoked"
        if self.terms.until is not None and self.terms.until <= now:
            return "expired"
        if self.unsigned or self.scope is None:
            return "drafted"
        if self._suspended(now) or self.paused(now):
            return "suspended"
        return "in force" if self.terms.from_ <= now and not self.unmet else "signed"

    def owed(self, now: datetime) -> list[Owed]:
        """When each of its duties is due next."""
        return owed(self.terms.duties, self.done, self.terms.from_, now)

    def paused(self, now: datetime) -> tuple[Pause, ...]:
        """Why it is suspended by itself at a moment: findings, duties, the loss of a receiving place."""
        try:
            after = read_pauses(self.terms.suspends_on)
        except Malformed:
            return ()
        return paused(after, self.findings, self.owed(now), self.lost, now)

    def _suspended(self, now: datetime) -> bool:
        """The last word before now decides; of two in the same second, the one that suspends."""
        words = [word for word in self.pauses if word[0] <= now]
        return bool(words) and max(words)[1]


def made(fact: AgreementMade, entry: Entry) -> Agreement:
    """The agreement as it is made, before anything else is known of it.

    A scope that is none, a cap we do not know, or words for suspending it that we do not know, make an agreement that
    covers nobody rather than everybody.
    """
    signers = fact.signers & fact.parties
    return Agreement(fact.agreement, fact, _scope_of(fact), signers, frozenset(), entry.happened_at, entry.digest)


def _scope_of(fact: AgreementMade) -> Scope | None:
    if set(fact.caps or {}) - set(CAPS):
        return None
    try:
        read_pauses(fact.suspends_on)
        return read_scope(fact.scope)
    except Malformed:
        return None


def names_since(told: Iterable[tuple[str, datetime]], moment: datetime) -> frozenset[str]:
    """The names told at or after a moment: a signature under an older text is none under this one."""
    return frozenset(name for name, told_at in told if told_at >= moment)
