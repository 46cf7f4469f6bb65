"""Acting: in whose name something is written, who signs it in which role, and when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from musterbook.ledger.entry import canonical, digest_of
from musterbook.ledger.facts import Digest, Fact, to_json
from musterbook.operation.book import Draft
from musterbook.terms.custodians import CustodianId


@dataclass(frozen=True, slots=True)
class Acting:
    """Who acts.

    Attributes:
        by: the custodian in whose name.
        officers: those who sign, each as (officer, role).
        at: when it happens in the world.
        written_at: when it is written; `at` unless it is written late.
        via: device, paper or import.
        log: the log to write in, when it is not that of the custodian's own node.
        key: how the ids of its acts begin, so that the same form sent twice can be found; empty for fresh ids.
    """

    by: CustodianId
    officers: tuple[tuple[str, str], ...]
    at: datetime
    written_at: datetime | None = None
    via: str = "device"
    log: str = ""
    key: str = ""

    @property
    def hour(self) -> datetime:
        """When it is written: by then grants are asked whether they have ended."""
        return self.written_at or self.at

    def draft(self, fact: Fact, *, after: Iterable[Digest] = ()) -> Draft:
        """The draft of a fact, in this name and at this time."""
        return Draft(
            by=self.by,
            fact=fact,
            officers=self.officers,
            happened_at=self.at,
            written_at=self.written_at,
            via=self.via,
            after=tuple(after),
            log=self.log,
            act_id=self.key + digest_of(canonical(to_json(fact)))[:8] if self.key else "",
        )

    def then(self, at: datetime) -> Acting:
        """The same hand at another time."""
        return replace(self, at=at, written_at=None)
