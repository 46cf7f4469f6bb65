"""Links between nodes: each request and reply of a contact is a message that may be late, doubled, lost or cut.

Contacts of different pairs run between each other, because every message takes its own time. What is lost or cut ends
the contact as it would end a connection; what was taken stays.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from random import Random

from musterbook.operation.allowing import outgrown
from musterbook.rehearsal.simulator.node import Node
from musterbook.rehearsal.simulator.obeying import obey_orders
from musterbook.rehearsal.simulator.weather import Weather
from musterbook.sync import exchange as said
from musterbook.sync.calling import Calling, Contact, Talk
from musterbook.sync.contact import contact
from musterbook.sync.taking import Takes
from musterbook.terms.errors import MusterbookError, Tampered

At = Callable[[timedelta, Callable[[], None]], None]
"""Do something after a while."""

Answer = Callable[[Node, Node, said.Request, said.Reply], said.Reply]
"""What is really sent: who answers, who asked, what, and what an honest node would say."""


@dataclass
class Links:
    """All links of a world.

    Attributes:
        chance: what befalls each message.
        weather: how often.
        after: how to wait.
        answers: by node, what a liar sends instead.
        apart: pairs of names whose link is down, and until when.
        calm: whether nothing befalls messages any more.
        counts: what was met.
    """

    chance: Random
    weather: Weather
    after: At
    now: Callable[[], datetime]
    counts: Counter[str]
    answers: dict[str, Answer] = field(default_factory=dict)
    apart: dict[frozenset[str], datetime] = field(default_factory=dict)
    calm: bool = False

    def call(self, caller: Node, called: Node) -> Call | None:
        """Begin a contact; None when one of them is down or the link is."""
        until = self.apart.get(frozenset({caller.name, called.name}))
        if not caller.up or not called.up or (not self.calm and until is not None and until > self.now()):
            return None
        return Call(self, caller, called)


class Call:
    """One contact under way."""

    def __init__(self, links: Links, caller: Node, called: Node) -> None:
        self._links, self.caller, self.called = links, caller, called
        self._turns = caller.turns, called.turns
        self._token = ""
        self.so_far = Contact()
        assert caller.store is not None, "only a node that is up calls"
        self.takes = Takes(caller.store, caller.identity, f"to:{called.name}", caller.clock.now(), caller.whole)
        beside = caller.beside()
        calling = Calling(
            caller.store, caller.identity, self.takes, caller.knows, caller.clock.now, caller.wiring.noise,
            expected="", allows=beside.allows, sealed=beside, outgrown=outgrown(beside.now),
        )  # fmt: skip
        self._talk: Talk = contact(calling, self.so_far)
        self.ended = False

    def begin(self) -> None:
        """Send the first request and let time go on."""
        self._send(lambda: next(self._talk))

    def run(self) -> None:
        """The whole contact at once, over a link that does nothing wrong."""
        request = self._said(lambda: next(self._talk))
        while request is not None:
            reply = self._answered(request)
            if reply is None:
                self._cut()
                return
            request = self._said(partial(self._talk.send, reply))

    def _send(self, ask: Callable[[], said.Request]) -> None:
        request = self._said(ask)
        if request is None:
            return
        links = self._links
        links.counts["messages"] += 1
        if self._falls(links.weather.lost):
            links.counts["lost"] += 1
            links.after(self._delay(), self._cut)
            return
        links.after(self._delay(), lambda: self._arrive(request))

    def _arrive(self, request: said.Request) -> None:
        links = self._links
        reply = self._answered(request)
        if reply is not None and self._falls(links.weather.doubled):
            links.counts["doubled"] += 1
            reply = self._answered(request) or reply
        if reply is None or self._falls(links.weather.lost):
            links.counts["cut"] += 1
            links.after(self._delay(), self._cut)
            return
        whole = self._shortened(reply)
        links.after(self._delay(), lambda: self._send(lambda: self._talk.send(whole)))

    def _answered(self, request: said.Request) -> said.Reply | None:
        """What the called node sends; None when it is not there any more."""
        if self._gone():
            return None
        called = self.called
        try:
            assert called.store is not None, "it is up"
            reply = called.answering().answer(called.store, request, token=self._token)
        except MusterbookError as failed:
            called.notice_dark()
            _look_into(called, failed)
            return None
        if called.notice_dark():
            return None
        if isinstance(request, said.Bring):
            called.stale = True
        if isinstance(reply, said.Admitted):
            self._token = reply.token
        lie = self._links.answers.get(called.name)
        return lie(called, self.caller, request, reply) if lie is not None else reply

    def _shortened(self, reply: said.Reply) -> said.Reply:
        """A reply that was cut behind one of its frames: what came whole is used."""
        if isinstance(reply, said.Part) and len(reply.frames) > 1 and self._falls(self._links.weather.lost):
            return said.Part(reply.log, reply.size, reply.frames[: self._links.chance.randrange(1, len(reply.frames))])
        return reply

    def _said(self, ask: Callable[[], said.Request]) -> said.Request | None:
        if self._gone() or self.ended:
            self._cut()
            return None
        self.caller.stale = True
        try:
            return ask()
        except StopIteration:
            pass
        except MusterbookError as failed:
            self._links.counts[f"contact {type(failed).__name__}"] += 1
            _look_into(self.caller, failed)
        self._end()
        return None

    def _cut(self) -> None:
        if not self.ended:
            with suppress(said.Cut, StopIteration, MusterbookError):
                self._talk.throw(said.Cut())
            self._end()

    def _end(self) -> None:
        self.ended = True
        self.caller.notice_dark()
        if self.so_far.overtaken:
            self.caller.overtaken = True
        for node in (self.caller, self.called):
            if not self._gone():
                obey_orders(node)

    def _gone(self) -> bool:
        return (self.caller.turns, self.called.turns) != self._turns

    def _falls(self, rate: float) -> bool:
        return not self._links.calm and rate > 0 and self._links.chance.random() < rate

    def _delay(self) -> timedelta:
        return timedelta(seconds=self._links.chance.uniform(0.05, self._links.weather.late_seconds))


def _look_into(node: Node, failed: MusterbookError) -> None:
    """Whoever reads that something was changed has his own file verified: a disk that lied may mix old with new."""
    if isinstance(failed, Tampered) and node.up:
        node.sound()
