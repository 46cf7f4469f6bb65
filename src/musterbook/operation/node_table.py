"""The table of nodes: every log here with its node, how far it is here and elsewhere, its age, and what is wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final, cast

from musterbook.ledger.forks import read_fork_proof
from musterbook.operation.book import Book
from musterbook.store.kept import Kept
from musterbook.store.peers import Peer
from musterbook.terms.times import written

SKEW_MAX: Final = timedelta(minutes=2)
SILENT: Final = timedelta(minutes=30)
REGISTER_OLD: Final = timedelta(days=30)
"""Longer than this a node should not act under a register to which something was added (judged)."""


@dataclass(frozen=True, slots=True)
class NodeRow:
    """One node.

    Attributes:
        log: its log.
        name: its name in the register; empty when that does not know it.
        custodians: for whom it writes.
        here: how many entries of its log are here.
        there: how many it said to have itself; None when it was never met.
        signed_at: when it signed the newest checkpoint here, by its clock.
        met_at: when it was last met, by ours; `age_minutes` since then, or since it signed, whichever is later.
        carrier: by what it was last met: `https`, `nats`, or `called` when it called; empty when it never was.
        skew_seconds: how far its clock was ahead.
        waiting: entries of it here that do not stand.
        owed: entries here that it lacked when it last said what it had: still to be brought there. None when it never
            said; of a node that holds only its people at most so many.
        cosigned: by how many others the newest checkpoint here was cosigned.
        tried_at: when it was called last, from here; None when it never was.
        wrong: the rule of what was wrong then; empty when nothing was.
        own: this node itself.
        remarks: what is wrong, as codes: `forked`, `closed`, `unknown`, `behind`, `rolled-back`, `overtaken`, `stuck`,
            `skew`, `silent`, `old-register`; and `partial`: it holds only its people.
    """

    log: str
    name: str
    custodians: tuple[str, ...]
    here: int
    there: int | None
    signed_at: datetime | None
    met_at: datetime | None
    age_minutes: int | None
    carrier: str
    skew_seconds: float | None
    waiting: int
    owed: int | None
    cosigned: int
    tried_at: datetime | None
    wrong: str
    own: bool
    remarks: tuple[str, ...]

    def told(self) -> dict[str, Any]:
        """The row as JSON."""
        said = asdict(self)
        return said | {
            name: None if said[name] is None else written(said[name]) for name in ("signed_at", "met_at", "tried_at")
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class ForkRow:
    """A log that was written in two versions, from `place` on; so many entries of both are kept aside."""

    log: str
    name: str
    place: int
    first: bool
    quarantined: int

    def told(self) -> dict[str, Any]:
        """The row as JSON."""
        return asdict(self)


def node_table(book: Book, *, at: datetime) -> list[NodeRow]:
    """Every log that is here or that a node which was met writes; the register's first, then by name."""
    store = cast("Kept", book.store)
    met = [one for one in store.peers() if one.last_contact is not None or book.register.node_of(one.log) is not None]
    peers = {peer.log: peer for peer in met}
    waiting = Counter(one.entry.log for one in book.not_standing())
    ahead = _said_of(peers.values())
    logs = {*store.logs(), *peers}
    rows = [_row(book, log, peers.get(log), waiting=waiting[log], ahead=ahead.get(log, 0), at=at) for log in logs]
    return sorted(rows, key=lambda row: (row.log != book.register_log, row.name, row.log))


def fork_table(book: Book) -> list[ForkRow]:
    """Every log that forked."""
    store = cast("Kept", book.store)
    aside = Counter(one.entry.log for one in book.not_standing() if one.rule == "log-forked")
    rows = []
    for log, raw in sorted(store.forks().items()):
        proof, node = read_fork_proof(raw), book.register.node_of(log)
        rows.append(ForkRow(log, node.name if node else "", proof.place, proof.first, aside[log]))
    return rows


def away_table(book: Book) -> list[dict[str, str | int]]:
    """What was turned away: when, from where, by which rule, how many bytes."""
    rows = cast("Kept", book.store).turned_away()
    return [
        {"at": written(at), "came_from": came_from, "rule": rule, "bytes": len(raw)}
        for at, came_from, rule, raw in rows
    ]


def _said_of(peers: Iterable[Peer]) -> Mapping[str, int]:
    """For each log the most that any node said to have of it."""
    said: dict[str, int] = {}
    for peer in peers:
        for log, size in peer.sizes.items():
            said[log] = max(size, said.get(log, 0))
    return said


def _row(book: Book, log: str, peer: Peer | None, *, waiting: int, ahead: int, at: datetime) -> NodeRow:
    store, node = cast("Kept", book.store), book.register.node_of(log)
    size = store.size_of(log)
    newest = next(iter(store.checkpoints(log, size)), None) if size else None
    signed_at = newest.at if newest is not None else None
    met_at = peer.last_contact if peer is not None else None
    seen = max((one for one in (signed_at, met_at) if one is not None), default=None)
    own = log in _own_logs(book)
    tried = peer.tried[0] if peer is not None and peer.tried else None
    remarks = {
        "forked": store.forked_at(log) is not None,
        "unknown": node is None and log != book.register_log,
        "closed": node is not None and node.closed_at is not None,
        "behind": ahead > size,
        "rolled-back": peer is not None and peer.rolled_back,
        "overtaken": peer is not None and peer.overtaken,
        "stuck": peer is not None and bool(peer.stuck),
        "skew": peer is not None and abs(peer.skew) > SKEW_MAX,
        "old-register": newest is not None and _missed_since(book, newest.register[0], at) > REGISTER_OLD,
        "partial": node is not None and node.partial,
        "silent": log != book.register_log and seen is not None and at - seen > SILENT,
    }
    return NodeRow(
        log, node.name if node is not None else store.logs().get(log, ""),
        tuple(sorted(node.custodians)) if node is not None else (), size,
        None if peer is None else peer.sizes.get(log, 0), signed_at, met_at,
        None if seen is None else max(0, (at - seen) // timedelta(minutes=1)),
        _carrier(peer),
        None if peer is None else round(peer.skew.total_seconds(), 1), waiting,
        _owed(store, log, peer),
        len(store.cosignatures(log, size)) if size else 0,
        tried.at if tried is not None else None, tried.wrong if tried is not None else "", own,
        tuple(name for name, holds in remarks.items() if holds),
    )  # fmt: skip


def _owed(store: Kept, log: str, peer: Peer | None) -> int | None:
    """How many entries of all logs here are more than the node of a log said to have."""
    if peer is None or not peer.sizes:
        return None
    heads = store.heads()
    return sum(max(0, size - peer.sizes.get(other, 0)) for other, (size, _) in heads.items() if other != log)


def _missed_since(book: Book, position: int, at: datetime) -> timedelta:
    """For how long the register has said something that a node acting under this position of it did not know."""
    following = next(iter(book.store.entries(book.register_log, position, position + 1)), None)
    return timedelta() if following is None else at - following.written_at


def _carrier(peer: Peer | None) -> str:
    """By what a node was last met; those with no address of theirs called."""
    if peer is None:
        return ""
    scheme = peer.address.partition(":")[0]
    return {"": "called", "http": "https", "tls": "nats"}.get(scheme, scheme)


def _own_logs(book: Book) -> frozenset[str]:
    """Logs this machine has the key of, as far as a copy opened to be read can tell."""
    folder = book.folder
    names = {path.stem for path in (folder / "keys" / "logs").glob("*.key")} if folder is not None else set()
    return frozenset(log for log, name in cast("Kept", book.store).logs().items() if name in names)
