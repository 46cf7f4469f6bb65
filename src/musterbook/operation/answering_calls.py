"""Answering calls: this node as others meet it. Reads beside whoever writes here, and writes only what it takes in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from threading import Lock
from typing import Final, cast

from musterbook.operation.allowing import Allowing
from musterbook.operation.book_now import BookNow
from musterbook.operation.carrying_sealed import SealedBeside
from musterbook.operation.syncing import Clock, Entropy, Here, Knowing
from musterbook.operation.telling_beyond import Tells
from musterbook.store.keeping import Keeping
from musterbook.store.peers import Peer
from musterbook.sync.answering import Answering
from musterbook.sync.carrying import NOTHING_SEALED
from musterbook.sync.copies import Meets
from musterbook.sync.exchange import Bring, Denied, Have, Reply, Request, Tell, WhatHave
from musterbook.sync.http import SyncApp
from musterbook.sync.meeting import NO_CHANNEL
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection

WAITS_SECONDS: Final = 3.0
"""For another carrier of this very node to be done with writing: two contacts may wait for each other."""


class Answers:
    """Says to each request what this node says.

    Args:
        me: this node.
        now: its clock.
        entropy: makes nonces and bearers.
        channel: what meetings are bound to: SHA-256 of the certificate it answers with, or another carrier's word.
        alone: held while this process writes; shared by all carriers of the node.
    """

    def __init__(
        self, me: Here, *, now: Clock, entropy: Entropy, channel: str = NO_CHANNEL, alone: Lock | None = None
    ) -> None:
        self._me = me
        self._now = now
        self._alone = alone or Lock()
        book = BookNow(me.place, me.reading)
        self._tells = Tells(me.identity, book, self._partial, self._writing, now)
        self._sealed = SealedBeside(book, me.opened, me.identity.key) if me.reader is not None else None
        self._answering = Answering(
            me.identity, now=now, entropy=entropy, knows=self._knows, channel=channel,
            allows=Allowing(me.place, self._partial, me.reading, now=book),
            whole=self._whole,
            sealed=self._sealed or NOTHING_SEALED,
        )  # fmt: skip

    def __call__(self, request: Request, token: str) -> Reply:
        """The reply to one request."""
        try:
            if isinstance(request, Bring | Tell):
                return self._written(request, token)
            if isinstance(request, WhatHave):
                self.tell_beyond(self.log_behind(token))
            with self._me.reading() as store:
                return self._answering.answer(cast("Meets", store), request, token=token)
        except Refused as refused:
            return Denied(refused.objections[0].rule)

    def signed(self, request: Bring | Tell, log: str) -> Reply:
        """The reply to what a log signed whole, as in a letter; `Denied` by a store's rule when it is to come again."""
        try:
            with self._writing() as store:
                reply = self._answering.answer_signed(cast("Meets", store), request, log)
                if isinstance(request, Tell) and not isinstance(reply, Denied):
                    self._note(store, log, request.have, address="nats", skew=None)
                    self._obey(store)
                return reply
        except Refused as refused:
            return Denied(refused.objections[0].rule)

    def log_behind(self, token: str) -> str:
        """The log to which a bearer was given; empty when it is not, or no longer, good."""
        caller = self._answering.caller(token)
        return caller.log if caller is not None else ""

    def tell_beyond(self, log: str) -> None:
        """Tell the node of a log, if it holds only its people, what it cannot count, before it is given anything."""
        if not self._partial(self._me.identity.log):
            self._tells(log)

    def app(self) -> SyncApp:
        """The same as an ASGI application."""
        return SyncApp(self, admits=self._answering.may_take, turn_away=self.turn_away)

    def turn_away(self, rule: str, raw: bytes, came_from: str = "call") -> None:
        """Keep aside what could not be read, for whoever looks."""
        with self._writing() as store:
            store.turn_away(rule, raw, came_from=came_from, at=self._now())

    @contextmanager
    def _writing(self) -> Iterator[Keeping]:
        if not self._alone.acquire(timeout=WAITS_SECONDS):
            raise Refused(Objection("sync.busy"))
        try:
            with self._me.writing() as store:
                yield store
        finally:
            self._alone.release()

    def _written(self, request: Bring | Tell, token: str) -> Reply:
        with self._writing() as store:
            reply = self._answering.answer(cast("Meets", store), request, token=token)
            caller = self._answering.caller(token)
            if isinstance(request, Tell) and caller is not None and caller.known:
                self._note(store, caller.log, request.have, address="", skew=caller.skew)
                self._obey(store)
        return reply

    def _obey(self, store: Keeping) -> None:
        """Destroy what orders name that came, at the end of a contact; whoever cannot stays listed as unanswered."""
        if self._sealed is not None:
            with suppress(Refused):
                self._sealed.erase(store, self._me.identity.key, self._me.place, self._now())

    def _note(self, store: Keeping, log: str, have: Have, *, address: str, skew: timedelta | None) -> None:
        """Note that a node was heard of; a letter does not show its clock, and takes back nothing a contact found."""
        name = Knowing(store, self._me.identity.register_log).name(log)
        sizes = {one.log: one.size for one in have.logs}
        before = next((one for one in store.peers() if one.log == log), None) if skew is None else None
        if before is None:
            store.note_peer(Peer(log, name, address, self._now(), skew or timedelta(), sizes))
        else:
            store.note_peer(replace(before, name=name, address=address, last_contact=self._now(), sizes=sizes))

    def _knows(self, log: str) -> bool:
        with self._me.reading() as store:
            return Knowing(store, self._me.identity.register_log)(log)

    def _whole(self) -> bool:
        with self._me.reading() as store:
            return Knowing(store, self._me.identity.register_log).whole(self._me.identity.log)

    def _partial(self, log: str) -> bool:
        with self._me.reading() as store:
            return Knowing(store, self._me.identity.register_log).partial(log)
