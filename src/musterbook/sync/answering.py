"""Answering: what the side that is called says to each request. It holds bearers in memory and nothing else.

1. Nobody is answered but with a hello before; the caller's key and clock are seen before anything of the book is.
2. A caller whose log the register knows may ask for everything this copy may give him.
3. A stranger may only bring frames of the register: it is signed, and from it he may turn out to be known.
4. What is brought is judged like anything that arrives; a log that is stuck holds no other up.

LEFT TO THE CALLER: limits on what is read from a link before it becomes a request, and a lock where stores need one.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from musterbook.ledger.branches import Branched
from musterbook.ledger.chain import Accepted, Fork, TurnedAway
from musterbook.ledger.excerpt import Shown
from musterbook.ledger.log import Frame
from musterbook.sync import exchange as said
from musterbook.sync.carrying import NOTHING_SEALED, Sealed
from musterbook.sync.copies import Identity, Meets, have_of
from musterbook.sync.giving import Allows, everything, give_entries, give_fork
from musterbook.sync.meeting import NO_CHANNEL, meeting_holds, sign_meeting
from musterbook.sync.taking import Takes
from musterbook.terms.errors import Malformed, Tampered

HELLOS_MAX: Final = 500
BEARERS_MAX: Final = 1_000
HELLO_GOOD: Final = timedelta(seconds=60)
BEARER_GOOD: Final = timedelta(seconds=said.BEARER_SECONDS)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who holds a bearer.

    Attributes:
        log: his node's log.
        since: when he was admitted.
        skew: how far his clock is ahead of ours.
        known: whether the register knows his log.
    """

    log: str
    since: datetime
    skew: timedelta
    known: bool


@dataclass(slots=True)
class Told:
    """What the answering side learned of callers, for the page of nodes: by log."""

    haves: dict[str, said.Have] = field(default_factory=dict)
    callers: dict[str, Caller] = field(default_factory=dict)


class Answering:
    """One node that can be called.

    Args:
        identity: who answers.
        now: this node's clock.
        entropy: makes nonces and bearers.
        knows: whether the register knows a log as an open node.
        channel: SHA-256 of the certificate this node answers with; empty where the link is not encrypted.
        sealed: gives and takes sealed things; nothing without it.
        allows: which entries a caller's node may hold, by its log; None for a node that holds everything.
        whole: whether this node holds everything itself.
    """

    def __init__(
        self,
        identity: Identity,
        *,
        now: Callable[[], datetime],
        entropy: Callable[[int], bytes],
        knows: Callable[[str], bool],
        channel: str = NO_CHANNEL,
        sealed: Sealed = NOTHING_SEALED,
        allows: Allows = everything,
        whole: Callable[[], bool] = lambda: False,
    ) -> None:
        self.identity = identity
        self.told = Told()
        self._now = now
        self._entropy = entropy
        self._knows = knows
        self._channel = channel
        self._sealed = sealed
        self._allows = allows
        self._whole = whole
        self._hellos: OrderedDict[str, tuple[said.Hello, datetime]] = OrderedDict()
        self._bearers: OrderedDict[str, Caller] = OrderedDict()

    def answer(self, copy: Meets, request: said.Request, *, token: str = "") -> said.Reply:
        """What this node says to a request on its copy; never raises for what was asked."""
        if isinstance(request, said.Hello):
            return self._greet(copy, request)
        if isinstance(request, said.Introduced):
            return self._admit(request)
        caller = self._caller(token)
        if caller is None:
            return said.Denied("sync.bearer")
        return self._answer_known_by_key(copy, request, caller)

    def answer_signed(self, copy: Meets, request: said.Request, log: str) -> said.Reply:
        """What this node says to a request that is signed whole by the asking log, as a letter is.

        Neither hello nor bearer is asked for, and his clock is not seen: a letter may have lain for days.
        """
        return self._answer_known_by_key(copy, request, Caller(log, self._now(), timedelta(), self._knows(log)))

    def _answer_known_by_key(self, copy: Meets, request: said.Request, caller: Caller) -> said.Reply:
        if isinstance(request, said.Bring):
            return self._take(copy, request, caller)
        if not caller.known:
            return said.Denied("sync.unknown-node", copy.size_of(self.identity.register_log))
        try:
            return self._give(copy, request, caller)
        except (Malformed, Tampered) as wrong:
            return said.Denied(wrong.rule if isinstance(wrong, Tampered) else wrong.faults[0].rule)

    def may_take(self, token: str) -> bool:
        """Whether a bearer is good, so that the bytes behind it are worth reading."""
        return self._caller(token) is not None

    def caller(self, token: str) -> Caller | None:
        """Who holds a bearer."""
        return self._caller(token)

    def _greet(self, copy: Meets, hello: said.Hello) -> said.Reply:
        if hello.version != said.VERSION:
            return said.Denied("sync.version")
        if hello.operation != copy.operation:
            return said.Denied("sync.other-operation")
        nonce, now = self._entropy(32).hex(), self._now()
        self._hellos[nonce] = hello, now
        while len(self._hellos) > HELLOS_MAX:
            self._hellos.popitem(last=False)
        mine = self.identity.log
        signature = sign_meeting(
            self.identity.key, "answers", hello, nonce=nonce, answers=mine, channel=self._channel
        )  # fmt: skip
        return said.Greeting(copy.operation, mine, nonce, now, signature)

    def _admit(self, one: said.Introduced) -> said.Reply:
        hello, at = self._hellos.pop(one.nonce, (None, self._now()))
        now = self._now()
        if hello is None or abs(now - at) > HELLO_GOOD:
            return said.Denied("sync.no-hello")
        mine = self.identity.log
        if hello.log == mine:
            return said.Denied("sync.own-log")
        if not meeting_holds(one.signature, "calls", hello, nonce=one.nonce, answers=mine, channel=self._channel):
            return said.Denied("sync.signature")
        caller = Caller(hello.log, now, hello.at - at, self._knows(hello.log))
        token = self._entropy(32).hex()
        self._bearers[token] = caller
        while len(self._bearers) > BEARERS_MAX:
            self._bearers.popitem(last=False)
        if caller.known:
            self.told.callers[caller.log] = caller
        return said.Admitted(token, said.BEARER_SECONDS, caller.known)

    def _caller(self, token: str) -> Caller | None:
        caller = self._bearers.get(token)
        if caller is None or abs(self._now() - caller.since) > BEARER_GOOD:
            self._bearers.pop(token, None)
            return None
        return caller

    def _give(self, copy: Meets, request: said.Request, caller: Caller) -> said.Reply:  # noqa: PLR0911  one reply each
        match request:
            case said.WhatHave():
                return have_of(copy)
            case said.Tell(have):
                self.told.haves[caller.log] = have
                Takes(copy, self.identity, came_from=f"call:{caller.log[:16]}", at=self._now()).hear(have)
                return said.Heard()
            case said.FromLog() | said.MayHold() | said.WhatHolds() | said.TheEntries():
                return give_entries(copy, request, self._allows(caller.log))
            case said.RootsAt(log, sizes):
                return said.Roots(log, tuple(copy.root_at(log, size) or "" for size in sizes))
            case said.ProofBetween(log, smaller, size):
                if not 0 < smaller <= size <= copy.size_of(log) or log in copy.in_part():
                    return said.Denied("sync.no-such-size", copy.size_of(log))
                return said.Proof(tuple(one.hex() for one in copy.consistency(log, smaller, size)))
            case said.TheFork(log, skip):
                allowed = self._allows(caller.log)
                return give_fork(copy, log, skip, whole=allowed is None or allowed.whole(log))
            case said.TheBlobs(digests):
                return said.Blobs(tuple(self._sealed.give(caller.log, digests)))
            case said.LacksBlobs(digests):
                return said.Lacking(tuple(self._sealed.lacking(digests)))
        return said.Denied("sync.not-asked")

    def _take(self, copy: Meets, brought: said.Bring, caller: Caller) -> said.Taken:
        takes = Takes(copy, self.identity, f"call:{caller.log[:16]}", self._now(), self._whole)
        taken = said.Taken()
        if caller.known:
            for proof in brought.proofs:
                takes.prove(proof)
        for frame in brought.frames:
            if not caller.known and frame.log != self.identity.register_log:
                taken.turned_away[frame.log] = "sync.unknown-node"
            elif frame.log not in taken.turned_away:
                self._take_one(takes, frame, taken)
            taken.sizes[frame.log] = copy.size_of(frame.log)
        for excerpt in brought.excerpts if caller.known else ():
            verdict = takes.take_excerpt(excerpt)
            if not isinstance(verdict, Shown):
                taken.turned_away[excerpt.log] = takes.turned_away[excerpt.log]
            taken.sizes[excerpt.log] = copy.size_of(excerpt.log)
        for blob in brought.blobs if caller.known else ():
            rule = self._sealed.keep(blob)
            if rule:
                takes.copy.turn_away(rule, blob.digest.encode(), came_from=takes.came_from, at=takes.at)
                taken.turned_away[blob.digest] = rule
        return taken

    def _take_one(self, takes: Takes, frame: Frame, taken: said.Taken) -> None:
        """One frame; after one that was not taken, the rest of its log is left aside."""
        match takes.take(frame):
            case Accepted() | Branched():
                pass
            case Fork():
                taken.turned_away[frame.log] = "log.forked"
            case TurnedAway(rule=rule):
                taken.turned_away[frame.log] = rule
            case Malformed() as wrong:
                taken.turned_away[frame.log] = wrong.faults[0].rule
