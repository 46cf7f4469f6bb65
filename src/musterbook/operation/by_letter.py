"""By letter: this node and the others write to each other by way of NATS servers that nobody needs to trust.

Joins store, sync and rights. What came is durable here before its letter is acknowledged; what goes out is worked out
from what the others say they have, and nothing is kept of what was sent (decisions 1010 to 1012).
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from random import Random
from typing import Final, cast

from musterbook.operation.allowing import Allowing
from musterbook.operation.answering_calls import Answers
from musterbook.operation.asking_by_letter import pen_of
from musterbook.operation.synced import Synced
from musterbook.operation.syncing import Clock, Entropy, Here, Knowing, meet
from musterbook.store.kept import Kept
from musterbook.sync.calling import Calling
from musterbook.sync.copies import Meets, have_of
from musterbook.sync.exchange import Bring, Cut, Denied, Reply, Taken, Tell
from musterbook.sync.letters import CHANNEL, Letter, Pen
from musterbook.sync.mailbox import MAILBOX_BYTES_MAX, Came, Mailbox
from musterbook.sync.mailing import AGAIN_SECONDS, Mailing, ToPost
from musterbook.sync.nats import Line, NotPosted, Place, Post
from musterbook.sync.retrying import Retrying
from musterbook.sync.taking import Takes
from musterbook.terms.errors import Malformed, MusterbookError, Refused, Tampered
from musterbook.terms.moves import Objection

ROUND_SECONDS: Final = 1.0
EARLY_SECONDS: Final = 2.0
CONTACT_SECONDS: Final = 60.0
LONGEST_WAIT_SECONDS: Final = 30.0
TURNED_AWAY_BYTES_MAX: Final = 4_096
GAP: Final = "frame.gap"
AGAIN: Final = ("store.", "sync.busy")
"""Rules by which a letter was not dealt with, and is to come again."""


class LetterNode:
    """This node as long as it writes and opens letters.

    Args:
        me: this node.
        place: where its server is.
        now: its clock.
        entropy: makes nonces, bearers and numbers.
        alone: held while this process writes; shared with the other carriers.
        say: is told what a keeper should know.
        mailbox_bytes: how much may lie in its mailbox.
        again_seconds: after how long what the others still lack is sent again, the first time.
        post: the line to the server.
    """

    def __init__(
        self, me: Here, place: Place, *, now: Clock, entropy: Entropy, alone: threading.Lock | None = None,
        say: Callable[[Objection], None] = lambda _: None, mailbox_bytes: int = MAILBOX_BYTES_MAX,
        again_seconds: float = AGAIN_SECONDS, post: Callable[[Pen, str], Post] = Post,
    ) -> None:  # fmt: skip
        self._me = me
        self._place = place
        self._now = now
        self._entropy = entropy
        self._alone = alone or threading.Lock()
        self._say = say
        self._mailbox_bytes = mailbox_bytes
        self._answers = Answers(me, now=now, entropy=entropy, channel=CHANNEL, alone=self._alone)
        self._pen = pen_of(me, entropy)
        self._again_seconds = again_seconds
        self._post = post
        self._mailing: Mailing | None = None
        self._waits: dict[str, tuple[Retrying, float]] = {}
        self._met: dict[str, float] = {}
        self._meeting: set[asyncio.Task[None]] = set()
        self._hindered: dict[str, str] = {}
        self._noise = Random(entropy(8))  # noqa: S311  it only spreads letters

    def run(self, stop: threading.Event) -> None:
        """Write and open letters until stopped, in a loop of its own."""
        asyncio.run(self.go_on(stop))

    async def go_on(self, stop: threading.Event) -> None:
        """Write and open letters until stopped; a server that is not there yet is waited for, and that is said."""
        post = await self._connected(stop)
        if post is None:
            return
        self._say(Objection("nats.listening", values={"address": self._place.address, "server": post.server}))
        try:
            await post.answer(
                lambda sealed: asyncio.to_thread(self._answer, sealed),
                lambda wrong, raw: asyncio.to_thread(self._turn_away, wrong, raw),
            )
            mailbox, rounds = post.mailbox(self._mailbox_bytes), -ROUND_SECONDS
            while not stop.is_set():
                heard = await self._tried("emptying", self._empty(mailbox))
                if heard or time.monotonic() - rounds >= ROUND_SECONDS:
                    rounds = time.monotonic()
                    await self._tried("posting", self._round(post))
        finally:
            for one in self._meeting:
                one.cancel()
            await post.close()

    async def _connected(self, stop: threading.Event) -> Post | None:
        """The line to the server; None when this was stopped before there was any."""
        told = False
        while not stop.is_set():
            post = self._post(self._pen, self._me.operation)
            try:
                await post.connect(self._place)
            except Refused as refused:
                if not told:
                    self._say(refused.objections[0])
                told = True
                await asyncio.sleep(ROUND_SECONDS)
            else:
                return post
        return None

    async def _tried(self, what: str, trying: Coroutine[None, None, bool | None]) -> bool:
        """Do one thing; while the book or the mailbox cannot be had, say so once, wait a moment and let it be.

        A database that is started anew must not end the letters of a node that nobody looks at.
        """
        try:
            done = await trying
        except Refused as refused:
            (first, *_) = refused.objections
            if self._hindered.get(what) != first.rule:
                self._say(first)
            self._hindered[what] = first.rule
            await asyncio.sleep(ROUND_SECONDS)
            return False
        self._hindered.pop(what, None)
        return bool(done)

    async def _empty(self, mailbox: Mailbox) -> bool:
        """Deal with what lies in the mailbox; True when there was anything."""
        heard = False
        async for came in mailbox.letters(ROUND_SECONDS, now=time.monotonic()):
            heard |= await self._open(came)
        return heard

    async def _open(self, came: Came) -> bool:
        """Deal with one letter; it is acknowledged when what was in it is durable, or of no use to anybody."""
        try:
            if came.wrong is not None:
                raise came.wrong
            letter = self._pen.open(came.sealed)
            request = letter.request()
        except (Malformed, Tampered) as wrong:
            if await asyncio.to_thread(self._turn_away, wrong, came.sealed):
                await came.taken()
            else:
                await came.early(EARLY_SECONDS)
            return False
        if not isinstance(request, Bring | Tell):
            await came.taken()
            return False
        if await asyncio.to_thread(self._take, request, letter.sender):
            await came.taken()
        else:
            await came.early(EARLY_SECONDS)
        return True

    def _take(self, request: Bring | Tell, sender: str) -> bool:
        """Take in what a node wrote; False when it is to come again."""
        reply = self._answers.signed(request, sender)
        if isinstance(reply, Denied):
            return not reply.rule.startswith(AGAIN)
        try:
            mailing = self._mail()
            if isinstance(request, Tell):
                with self._me.reading() as store:
                    mailing.heard(cast("Meets", store), sender, request.have)
        except Refused:  # the book went away between; the next round says so
            return False
        if isinstance(reply, Taken) and reply.turned_away:
            if set(reply.turned_away.values()) == {GAP}:
                return False
            mailing.stuck(sender)
        return True

    def _turn_away(self, wrong: MusterbookError, sealed: bytes) -> bool:
        """Keep aside what is no letter; False when nothing can be written just now."""
        rule = wrong.rule if isinstance(wrong, Tampered) else cast("Malformed", wrong).faults[0].rule
        try:
            self._answers.turn_away(rule, sealed[:TURNED_AWAY_BYTES_MAX], came_from="nats")
        except Refused:
            return False
        return True

    def _answer(self, sealed: bytes) -> bytes | None:
        """The reply to a letter that asks; none to what is no letter of a node."""
        try:
            letter = self._pen.open(sealed)
        except (Malformed, Tampered) as wrong:
            self._turn_away(wrong, sealed)
            return None
        return self._pen.answers(letter, self._reply(letter))

    def _reply(self, letter: Letter) -> Reply:
        if letter.token and self._answers.log_behind(letter.token) != letter.sender:
            return Denied("sync.bearer")
        try:
            return self._answers(letter.request(), letter.token)
        except Malformed as wrong:
            return Denied(wrong.faults[0].rule)

    async def _round(self, post: Post) -> None:
        """Post to every node of the register what is due, and begin the contacts that are wanted."""
        now = time.monotonic()
        waiting = {log for log, (_, until) in self._waits.items() if until > now}
        for log, due in await asyncio.to_thread(self._due, waiting):
            await self._post_all(post, log, due)
        for log in self._mail().to_be_met():
            if now - self._met.get(log, now - CONTACT_SECONDS) >= CONTACT_SECONDS:
                self._met[log] = now
                meeting = asyncio.create_task(self._contact(post, log))
                self._meeting.add(meeting)
                meeting.add_done_callback(self._meeting.discard)

    def _due(self, waiting: set[str]) -> list[tuple[str, Sequence[ToPost]]]:
        with self._me.reading() as store:
            copy, mailing = cast("Meets", store), self._mail()
            others = [log for log in _others(store, self._me) if log not in waiting]
            for log in others:
                self._answers.tell_beyond(log)
            have = have_of(copy)
            return [(log, list(mailing.due(copy, log, have))) for log in others]

    async def _post_all(self, post: Post, log: str, due: Sequence[ToPost]) -> None:
        waits, _ = self._waits.get(log) or (Retrying(self._noise), 0.0)
        try:
            for one in due:
                _, sealed = await asyncio.to_thread(self._pen.asks, log, one.request)
                await post.post(log, sealed, one.name)
                waits.went_on()
        except (NotPosted, Malformed):
            self._mail().lost(log)
            until = time.monotonic() + min(LONGEST_WAIT_SECONDS, waits.wait_seconds())
            self._waits[log] = waits, until

    async def _contact(self, post: Post, log: str) -> None:
        """Meet a node, to settle what letters could not."""
        line = Line(post, asyncio.get_running_loop(), log)
        with suppress(Cut, Malformed, Tampered, Refused, TimeoutError):
            synced = await asyncio.to_thread(self._meet, line, log)
            if synced is not None and synced.forked:
                self._say(Objection("nats.forked", values={"node": synced.name or log[:16]}))

    def _meet(self, line: Line, log: str) -> Synced | None:
        if not self._alone.acquire(timeout=ROUND_SECONDS):
            return None
        try:
            with self._me.writing() as store:
                return meet(
                    self._me, store, line.ask, address="nats", now=self._now, entropy=self._entropy,
                    channel=line.channel, expected=log,
                )  # fmt: skip
        finally:
            self._alone.release()

    def _partial(self, log: str) -> bool:
        """Whether the register, as it is now, lets the node of a log hold only its people."""
        with self._me.reading() as store:
            return Knowing(store, self._me.identity.register_log).partial(log)

    def _mail(self) -> Mailing:
        """What is owed to whom; nobody's copy is held open for it."""
        if self._mailing is None:
            with self._me.reading() as store:
                copy, who = cast("Meets", store), self._me.identity
                knowing = Knowing(store, who.register_log)
                takes = Takes(copy, who, came_from="nats", at=self._now())
                calling = Calling(
                    copy, who, takes, knowing, self._now, self._entropy,
                    allows=Allowing(self._me.place, self._partial, self._me.reading),
                )  # fmt: skip
                self._mailing = Mailing(calling, seconds=time.monotonic, again_seconds=self._again_seconds)
        return self._mailing


def _others(store: Kept, me: Here) -> list[str]:
    """The logs of all other nodes that are open; the register's own log has no mailbox."""
    knowing = Knowing(store, me.identity.register_log)
    own = {me.identity.log, me.identity.register_log}
    return sorted(log for log in knowing.register.said.nodes if log not in own and knowing(log))
