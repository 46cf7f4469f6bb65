"""Answering calls: this node as others meet it. Reads beside whoever writes here, and writes only what it takes in."""

from __future__ import annotations

from typing import cast

from musterbook.operation.allowing import Allowing
from musterbook.operation.syncing import Clock, Entropy, Here, Knowing
from musterbook.store.peers import Peer
from musterbook.sync.answering import Answering
from musterbook.sync.copies import Meets
from musterbook.sync.exchange import Bring, Denied, Reply, Request, Tell
from musterbook.sync.http import SyncApp
from musterbook.sync.meeting import NO_CHANNEL
from musterbook.terms.errors import Refused


class Answers:
    """Says to each request what this node says.

    Args:
        me: this node.
        now: its clock.
        entropy: makes nonces and bearers.
        channel: SHA-256 of the certificate it answers with.
    """

    def __init__(self, me: Here, *, now: Clock, entropy: Entropy, channel: str = NO_CHANNEL) -> None:
        self._me = me
        self._now = now
        self._answering = Answering(
            me.identity, now=now, entropy=entropy, knows=self._knows, channel=channel,
            allows=Allowing(me.place, self._partial, me.reading),
        )  # fmt: skip

    def __call__(self, request: Request, token: str) -> Reply:
        """The reply to one request."""
        try:
            if isinstance(request, Bring | Tell):
                return self._written(request, token)
            with self._me.reading() as store:
                return self._answering.answer(cast("Meets", store), request, token=token)
        except Refused as refused:
            return Denied(refused.objections[0].rule)

    def app(self) -> SyncApp:
        """The same as an ASGI application."""
        return SyncApp(self, admits=self._answering.may_take, turn_away=self._turn_away)

    def _written(self, request: Bring | Tell, token: str) -> Reply:
        with self._me.writing() as store:
            reply = self._answering.answer(cast("Meets", store), request, token=token)
            caller = self._answering.caller(token)
            if isinstance(request, Tell) and caller is not None and caller.known:
                name = Knowing(store, self._me.identity.register_log).name(caller.log)
                sizes = {one.log: one.size for one in request.have.logs}
                store.note_peer(Peer(caller.log, name, "", self._now(), caller.skew, sizes))
        return reply

    def _knows(self, log: str) -> bool:
        with self._me.reading() as store:
            return Knowing(store, self._me.identity.register_log)(log)

    def _partial(self, log: str) -> bool:
        with self._me.reading() as store:
            return Knowing(store, self._me.identity.register_log).partial(log)

    def _turn_away(self, rule: str, raw: bytes) -> None:
        with self._me.writing() as store:
            store.turn_away(rule, raw, came_from="call", at=self._now())
