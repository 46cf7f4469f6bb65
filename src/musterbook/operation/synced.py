"""Synced: what came of meeting one node, and the note of it that is kept whether it went well or not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from musterbook.store.keeping import Keeping
from musterbook.store.peers import Peer, Tried, unmet, with_tried
from musterbook.sync.calling import Contact
from musterbook.sync.going import Far
from musterbook.terms.errors import Malformed, MusterbookError, Refused, Tampered


@dataclass(slots=True)
class Synced:
    """What came of meeting one node.

    Attributes:
        address: where it was reached.
        name: the node's name, as far as the register has it.
        contact: what came of it.
        new: entries that were not here before.
        forked: logs now known to have forked, by their first 16 digits, each with the place.
        bytes_in: what came over the link, as it came; `bytes_out` what went.
        ended: the link held to the end.
        erased: so many people's sealed things were destroyed here, as orders say.
        wrong: why whoever answers there was not spoken to; the others were all the same.
        far: how far it came.
        stopped: it was ended here, because somebody asked for that.
        out_of_turn: it was ended here, because others were waiting to be called.
    """

    address: str
    name: str = ""
    contact: Contact = field(default_factory=Contact)
    new: int = 0
    forked: dict[str, int] = field(default_factory=dict)
    bytes_in: int = 0
    bytes_out: int = 0
    ended: bool = False
    erased: int = 0
    wrong: MusterbookError | None = None
    far: Far = field(default_factory=Far)
    stopped: bool = False
    out_of_turn: bool = False

    def after(self, before: Synced) -> Synced:
        """The same, counting what came in turns before."""
        contact = replace(
            self.contact, peer=self.contact.peer or before.contact.peer,
            brought=self.contact.brought + before.contact.brought, sealed=self.contact.sealed + before.contact.sealed,
            sealed_wanted=self.contact.sealed_wanted + before.contact.sealed,
        )  # fmt: skip
        return replace(
            self, name=self.name or before.name, contact=contact, new=self.new + before.new,
            forked=before.forked | self.forked, bytes_in=self.bytes_in + before.bytes_in,
            bytes_out=self.bytes_out + before.bytes_out, erased=self.erased + before.erased,
            far=self.far if self.far.to_come is not None else before.far,
        )  # fmt: skip

    @property
    def trouble(self) -> str:
        """The rule of what was wrong; empty when it went to its end."""
        if self.wrong is not None:
            return rule_of(self.wrong)
        if self.contact.stuck:
            return min(self.contact.stuck.values())
        if self.far.ended_here or (self.ended and self.contact.done):
            return ""
        return "sync.cut" if self.contact.peer else "sync.nobody"

    @property
    def exit_code(self) -> int:
        """0 when all went on; 3 when the link was cut or a log is stuck; 5 when somebody's log forked or went back."""
        met = self.contact
        if self.wrong is not None:
            return self.wrong.exit_code
        if self.forked or met.rolled_back or met.overtaken:
            return 5
        return 0 if self.ended and met.done and not met.stuck else 3

    def told(self) -> dict[str, Any]:
        """The outcome as JSON."""
        met = self.contact
        return {
            "address": self.address, "node": self.name, "log": met.peer, "done": met.done, "new": self.new,
            "brought_frames": met.brought, "skew_seconds": round(met.skew.total_seconds(), 1),
            "stuck": {log[:16]: rule for log, rule in sorted(met.stuck.items())}, "forked": self.forked,
            "rolled_back": met.rolled_back, "overtaken": met.overtaken, "bytes_in": self.bytes_in,
            "bytes_out": self.bytes_out, "erased": self.erased,
            "to_come": self.far.coming, "to_go": self.far.going, "sealed": met.sealed,
            "sealed_to_come": max(0, met.sealed_wanted - met.sealed), "stopped": self.stopped,
            "wrong": self.trouble,
        }  # fmt: skip


def rule_of(wrong: MusterbookError) -> str:
    """The rule of what was wrong; of several things the first."""
    match wrong:
        case Tampered(rule=rule):
            return rule
        case Refused(objections=(first, *_)):
            return first.rule
        case Malformed(faults=(fault, *_)):
            return fault.rule
    return type(wrong).__name__


@contextmanager
def noting(store: Keeping, synced: Synced, now: Callable[[], datetime], expected: str = "") -> Iterator[Synced]:
    """Note afterwards what came of calling an address, also when it was not what was hoped for.

    Args:
        store: of this node, open for writing.
        synced: filled within.
        now: this node's clock.
        expected: the log that is to answer, where it is known.
    """
    try:
        yield synced
    except MusterbookError as wrong:
        synced.wrong = wrong
        with suppress(Refused):  # what went wrong first is told, not that it could not be noted
            _note(store, synced, now(), expected)
        raise
    _note(store, synced, now(), expected)


def tried_before(store: Keeping, log: str) -> tuple[Tried, ...]:
    """What is known of calling the node of a log."""
    return next((one.tried for one in store.peers() if one.log == log), ())


def _note(store: Keeping, synced: Synced, at: datetime, expected: str) -> None:
    peers, address = {one.log: one for one in store.peers()}, synced.address
    before = (log for log, one in peers.items() if any(old.address == address for old in one.tried))
    log = synced.contact.peer or expected or next(before, "") or unmet(address)
    went_well = synced.ended and synced.contact.done
    tried = Tried(
        address, at, at if went_well else None, synced.trouble, synced.far.coming,
        synced.far.going,
    )  # fmt: skip
    store.note_peer(with_tried(peers.get(log) or Peer(log, address=address), tried))
