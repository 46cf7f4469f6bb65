"""Peers: the other nodes this one has met, how far their clocks were, and what came of the last contact."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import orjson

from musterbook.store.growth import milliseconds, moment
from musterbook.terms.errors import Malformed


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


Row = tuple[bytes, str, str, int | None, str, int]


def peer_row(peer: Peer) -> Row:
    """A peer as the columns of its table."""
    said = {
        "overtaken": peer.overtaken, "rolled_back": peer.rolled_back, "sizes": peer.sizes, "stuck": peer.stuck,
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
        )  # fmt: skip
    except (orjson.JSONDecodeError, AttributeError, TypeError, ValueError):
        raise Malformed.because("store.peer", log=log.hex()[:16]) from None
