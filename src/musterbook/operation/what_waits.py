"""What waits and why: entries set aside, told by what would let them stand, with how long they have been waiting.

Joins the ledger, which sets aside, with the register, which knows whose logs there are. What is only blocked by another
entry is counted below the one that keeps it, to any depth, so that a row is a thing somebody can do something about.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from musterbook.ledger.facts import Digest
from musterbook.ledger.standing import NotStanding
from musterbook.operation.book import Book
from musterbook.terms.times import written

AWAITS: Final[Mapping[str, tuple[str, str]]] = {
    "link-missing": ("entry", "missing"), "unknown-node": ("log", "log"), "register-behind": ("register", "position"),
    "needs-second-signature": ("signature", ""), "log-forked": ("adoption", "from"),
    "after-close": ("adoption", "at_size"), "needs-newer-software": ("software", "form"),
    "parent-not-standing": ("entry", "parent"), "replayed": ("nothing", ""),
}  # fmt: skip
"""Rule to what an entry waits for, and the value that says which; what is not listed waits to be adopted."""


@dataclass(frozen=True, slots=True)
class Waits:
    """Entries that do not stand for one reason.

    Attributes:
        reason: waiting, blocked, quarantined, not-entitled, replayed or not-understood.
        rule: the rule that says so.
        awaits: `entry`, `log`, `register`, `signature`, `adoption`, `software` or `nothing`: what would let them stand.
        which: the entry by eight digits, the log by sixteen, the position of the register, the place or the form.
        log: whose entries they are, by sixteen digits; `node` its name, empty where the register knows none.
        entries: how many; `below` how many others are blocked by these.
        since: when the first of them came here, by this node's clock; None where that is not known. `minutes` ago.
    """

    reason: str
    rule: str
    awaits: str
    which: str
    log: str
    node: str
    entries: int
    below: int
    since: datetime | None
    minutes: int | None

    def told(self) -> dict[str, Any]:
        """The row as JSON."""
        return asdict(self) | {"since": None if self.since is None else written(self.since)}


def what_waits(book: Book, *, at: datetime) -> list[Waits]:
    """Everything that does not stand, the longest waiting first."""
    aside = {one.entry.digest: one for one in book.not_standing()}
    groups: dict[tuple[str, ...], list[NotStanding]] = {}
    below: dict[tuple[str, ...], int] = {}
    for one in aside.values():
        cause = _cause(one, aside)
        if cause is one:
            groups.setdefault(_group(one), []).append(one)
        else:
            below[_group(cause)] = below.get(_group(cause), 0) + 1
    came = book.store.received_at(Digest(one.entry.digest) for found in groups.values() for one in found)
    rows = []
    for group, found in groups.items():
        reason, rule, awaits, which, log = group
        node = book.register.node_of(log)
        since = min((came[one.entry.digest] for one in found if one.entry.digest in came), default=None)
        minutes = None if since is None else max(0, (at - since) // timedelta(minutes=1))
        rows.append(Waits(
            reason, rule, awaits, which, log[:16], node.name if node is not None else "", len(found),
            below.get(group, 0), since, minutes,
        ))  # fmt: skip
    return sorted(rows, key=lambda row: (-(row.minutes or 0), row.reason, row.rule, row.log, row.which))


def _cause(one: NotStanding, aside: Mapping[Digest, NotStanding]) -> NotStanding:
    """The entry at the root of what keeps this one from standing; itself where nothing else does."""
    while one.reason == "blocked":
        parent = aside.get(Digest(str(one.values.get("parent", ""))))
        if parent is None:
            return one
        one = parent
    return one


def _group(one: NotStanding) -> tuple[str, str, str, str, str]:
    awaits, value = AWAITS.get(one.rule, ("adoption", ""))
    which = str(one.values.get(value, "") if value else "")
    short = {"entry": 8, "log": 16}.get(awaits, len(which))
    return one.reason, one.rule, awaits, which[:short], one.entry.log
