"""Judging a partial copy: what stands in it, and the roll of the people it holds, counted of them alone.

Which entries it was shown and does not hold was gone through before, by their proofs (`store.verifying`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Protocol, runtime_checkable

from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.ledger.standing import Standing
from musterbook.operation.held_here import holding_among, narrow_all
from musterbook.operation.verifying_stream import Judged
from musterbook.rights.entitlement import Entitlement
from musterbook.rights.signatures import SignatureCheck
from musterbook.terms.custodians import CustodianId


@runtime_checkable
class PartialCopy(Protocol):
    """A copy that may hold only some entries of some logs."""

    def logs(self) -> Mapping[str, str]:
        """Every log."""
        ...

    def in_part(self) -> frozenset[str]:
        """Logs of which only some entries may be here."""
        ...

    def entries(self) -> Iterator[Entry]:
        """Every entry that is here."""
        ...

    def known_by_digest(self) -> Mapping[Digest, tuple[str, int]]:
        """Entries of which only digest, log and place are here."""
        ...


def judged_in_part(
    copy: PartialCopy, register_log: str, holds: SignatureCheck, forks: Mapping[str, int]
) -> tuple[Entitlement, Judged, frozenset[CustodianId]]:
    """Who judges, what the copy comes to, and for whom its node writes: its roll is that of their people."""
    entries = list(copy.entries())
    agreed = [one for one in entries if one.seq < forks.get(one.log, one.seq + 1)]
    parted = [one for one in entries if one.seq >= forks.get(one.log, one.seq + 1)]
    judge = Entitlement.of(agreed, register_log=register_log, holds=holds, beside=parted)
    known = copy.known_by_digest().items()
    standing = Standing.of(
        entries, verdict=judge.verdict, forks=forks, adopted=judge.adopted,
        beyond=frozenset(digest for digest, (log, seq) in known if seq < forks.get(log, seq + 1)),
    )  # fmt: skip
    whole = sorted(copy.logs().keys() - copy.in_part() - {register_log})
    nodes = [node for log in whole if (node := judge.register.node_of(log)) is not None and node.partial]
    aside = Counter(one.rule if one.reason == "not-entitled" else one.reason for one in standing.not_standing)
    if len(nodes) != 1:
        return judge, Judged(len(standing.entries), aside, Roll.of(standing.entries), None), frozenset()
    holding = holding_among(standing.entries, nodes[0].log, judge.register)
    roll = Roll.of(narrow_all(standing.entries, holding.everyone))
    return judge, Judged(len(standing.entries), aside, roll, None), nodes[0].custodians
