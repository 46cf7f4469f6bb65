"""Peers: the other nodes this one has met, how far their clocks were, and what came of the last contact."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

import orjson

from musterbook.store.growth import milliseconds, moment
from musterbook.terms.errors import Malformed


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of calling one address; no person is ever named in it.

    Attributes:
        address: as it was given.
        at: when it was tried last, by this node's clock.
        met_at: when a contact last went to its end there; None when none ever did.
        wrong: the rule of what was wrong when it was tried last; empty when nothing was.
        coming, going: entries that were still to come, and to go, when it ended.
    """

    address: str
    at: datetime
    met_at: datetime | None = None
    wrong: str = ""
    coming: int = 0
    going: int = 0


@dataclass(frozen=True, slots=True)
class Peer:
    """A node this one has met.

    Attributes:
        log: the log it proved to write.
        name: the node's name, as the register had it.
        address: where it was reached, or the carrier it came by; no person is ever named in it.
        last_contact: when, by this node's clock.
        skew: how far its clock was ahead of ours.
        sizes: how far it said to have each log. A remark for the page of nodes: the cursor is our own tree.
        stuck: for each log (its first 16 digits) that did not go on, the rule.
        rolled_back: it had less of its own log than it once signed.
        overtaken: it had more of our own log than we have.
        tried: what came of calling it, at each address.

    An address at which nobody proved to be anybody yet is kept as a peer that was never met, under `unmet(address)`.
    """

    log: str
    name: str = ""
    address: str = ""
    last_contact: datetime | None = None
    skew: timedelta = timedelta()
    sizes: dict[str, int] = field(default_factory=dict)
    stuck: dict[str, str] = field(default_factory=dict)
    rolled_back: bool = False
    overtaken: bool = False
    tried: tuple[Tried, ...] = ()


TRIED_MAX: Final = 8
"""Addresses remembered of one node, the last tried first."""


def unmet(address: str) -> str:
    """What an address stands under as long as no node was met there: no log has such an id but by chance."""
    return hashlib.sha256(b"musterbook/unmet/1\x00" + address.encode()).hexdigest()


def with_tried(peer: Peer, one: Tried) -> Peer:
    """A peer, called once more; when it was met at this address before stays known."""
    before = next((old for old in peer.tried if old.address == one.address), None)
    met_at = one.met_at or (before.met_at if before is not None else None)
    others = [old for old in peer.tried if old.address != one.address]
    return replace(peer, tried=(replace(one, met_at=met_at), *others)[:TRIED_MAX])


Row = tuple[bytes, str, str, int | None, str, int]


def peer_row(peer: Peer) -> Row:
    """A peer as the columns of its table."""
    said = {
        "overtaken": peer.overtaken, "rolled_back": peer.rolled_back, "sizes": peer.sizes, "stuck": peer.stuck,
        "tried": [
            [one.address, milliseconds(one.at), one.met_at and milliseconds(one.met_at), one.wrong, one.coming,
             one.going]
            for one in peer.tried
        ],
    }  # fmt: skip
    kept = None if peer.last_contact is None else milliseconds(peer.last_contact)
    skew = peer.skew // timedelta(milliseconds=1)
    return (
        bytes.fromhex(peer.log), peer.name, peer.address, kept,
        orjson.dumps(said, option=orjson.OPT_SORT_KEYS).decode(), skew,
    )  # fmt: skip


def read_peer(row: Row) -> Peer:
    """The peer a row is; Malformed when what it said cannot be read."""
    log, name, address, kept, said, skew = row
    try:
        told = orjson.loads(said or "{}")
        return Peer(
            log.hex(), name, address, None if kept is None else moment(kept), timedelta(milliseconds=skew or 0),
            dict(told.get("sizes", {})), dict(told.get("stuck", {})), bool(told.get("rolled_back")),
            bool(told.get("overtaken")),
            tuple(
                Tried(address, moment(at), None if met is None else moment(met), wrong, coming, going)
                for address, at, met, wrong, coming, going in told.get("tried", ())
            ),
        )  # fmt: skip
    except (orjson.JSONDecodeError, AttributeError, TypeError, ValueError):
        raise Malformed.because("store.peer", log=log.hex()[:16]) from None
