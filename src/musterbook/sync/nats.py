"""NATS as a carrier: letters by way of servers that are believed in nothing.

Every node speaks to the server beside it. What others write to it without being asked lies in that server's stream, the
node's mailbox, until this node has it; what one asks and another answers goes past the streams. Leaf nodes carry both
from server to server. No subject names more than the first 16 digits of two logs, and no letter can be read on the way.

    muster.OPERATION.to.RECEIVER.SENDER            letters for a mailbox
    muster.OPERATION.ask.RECEIVER.SENDER           letters that ask
    muster.OPERATION.back.RECEIVER.SENDER.NUMBER   their replies

Nothing here is a promise: a server acknowledges before it has written, drops, doubles, reorders and forgets
(decision 1012). A letter is acknowledged after what was in it is durable here, never before.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js import JetStreamContext

from musterbook.sync import exchange as said
from musterbook.sync.letters import CHANNEL, Pen
from musterbook.sync.mailbox import MAILBOX_BYTES_MAX, Mailbox, mailbox_of, said_by
from musterbook.sync.nats_file import root_of
from musterbook.sync.parts import PIECE_BYTES_MAX, Joining, split
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.moves import Objection

LOCAL: Final = frozenset(("localhost", "127.0.0.1", "::1"))
SCHEMES: Final = ("nats", "tls")
POST_SECONDS: Final = 5.0
ASK_SECONDS: Final = 30.0
Answering = Callable[[bytes], Awaitable[bytes | None]]
"""Is given a letter that asks, and says the letter that replies; None for one that gets no reply."""

TurningAway = Callable[[Malformed, bytes], Awaitable[object]]
"""Is given what is no letter, and why."""


class NotPosted(Exception):
    """No server took a letter: the line is down, the mailbox full or gone, or the server cannot write."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a node's server is reached.

    Attributes:
        address: `nats://` to this machine itself, `tls://` anywhere.
        password: by which the server knows this node; the first 16 digits of its log are the name.
        trusted: certificates in PEM by which a `tls://` server is known; the system's when empty.
    """

    address: str
    password: str = ""
    trusted: str = ""

    def __post_init__(self) -> None:
        url = urlsplit(self.address)
        if url.scheme not in SCHEMES or (url.scheme == "nats" and url.hostname not in LOCAL):
            raise Refused(Objection("nats.address", values={"address": self.address[:100]}))

    def tls(self) -> ssl.SSLContext | None:
        """How the line is encrypted; None where it does not leave this machine."""
        if urlsplit(self.address).scheme != "tls":
            return None
        return ssl.create_default_context(cadata=self.trusted or None)


class Post:
    """A node's line to the server beside it.

    Args:
        pen: writes and opens this node's letters.
        operation: whose book is kept; subjects name it by a digest.
    """

    def __init__(self, pen: Pen, operation: str) -> None:
        self.pen = pen
        self.bytes_in = 0
        self.bytes_out = 0
        self.server = ""
        self._me = pen.log[:16]
        self._root = root_of(operation)
        self._client = Client()
        self._stream: JetStreamContext | None = None

    async def connect(self, place: Place) -> None:
        """Connect; what is lost later is found again by itself, for ever. Refused when nobody is there now."""

        async def ignore(_: Exception) -> None:
            """Every call says for itself whether it went well."""

        try:
            await self._client.connect(
                place.address, user=self._me if place.password else None, password=place.password or None,
                tls=place.tls(), name="musterbook", connect_timeout=5, reconnect_time_wait=1,
                max_reconnect_attempts=2, ping_interval=15, max_outstanding_pings=2, error_cb=ignore,
                inbox_prefix=f"_INBOX.{self._me}",
            )  # fmt: skip
        except (NatsError, OSError, ValueError) as failed:
            await self.close()
            raise Refused(_no_server(place.address, failed)) from None
        self._client.options["max_reconnect_attempts"] = -1
        self._stream = self._client.jetstream(timeout=POST_SECONDS)
        self.server = str(self._client.connected_server_version)

    async def close(self) -> None:
        """Leave."""
        with suppress(NatsError):
            await self._client.close()

    def mailbox(self, most_bytes: int = MAILBOX_BYTES_MAX) -> Mailbox:
        """This node's mailbox in the server beside it."""
        return Mailbox(self._js(), mailbox_of(self.pen.log), f"{self._root}.to.{self._me}.*", most_bytes)

    async def post(self, receiver: str, sealed: bytes, name: str) -> None:
        """Lay a letter into a node's mailbox; a server that has seen the name drops it for us.

        Raises:
            NotPosted: not all of it was acknowledged.
        """
        subject, stream = f"{self._root}.to.{receiver[:16]}.{self._me}", mailbox_of(receiver)
        for place, piece in enumerate(split(sealed, most=self._piece_bytes())):
            headers = {"Nats-Msg-Id": f"{self._me}:{name}:{place}"}
            try:
                await self._js().publish(subject, piece, timeout=POST_SECONDS, stream=stream, headers=headers)
            except (NatsError, TimeoutError) as failed:
                raise NotPosted(said_by(failed)) from None
            self.bytes_out += len(piece)

    async def ask(self, receiver: str, request: said.Request, token: str = "") -> said.Reply:
        """The reply of a node to a request.

        Raises:
            Cut: nobody answered, or not in time, or not all of it came.
            Malformed: what came is no reply to it.
        """
        number, sealed = self.pen.asks(receiver, request, token)
        back = f"{self._root}.back.{self._me}.{receiver[:16]}.{number}"
        joining = Joining[None]()
        try:
            async with asyncio.timeout(ASK_SECONDS):
                replies = await self._client.subscribe(back)
                try:
                    await self._send(f"{self._root}.ask.{receiver[:16]}.{self._me}", sealed, reply=back)
                    while True:
                        piece = await replies.next_msg(ASK_SECONDS)
                        if not piece.data:
                            raise said.Cut
                        self.bytes_in += len(piece.data)
                        joined = joining.add(piece.data, None)
                        if joined is None:
                            continue
                        letter = self.pen.open(joined.whole)
                        if letter.sender == receiver and letter.answers == number:
                            return letter.reply_to(request)
                finally:
                    await replies.unsubscribe()
        except (NatsError, TimeoutError):
            raise said.Cut from None

    async def answer(self, answering: Answering, wrong: TurningAway) -> None:
        """Answer letters that ask, one after the other, until the line is closed; `wrong` is given what is none."""
        joining, one_at_a_time = Joining[Msg](), asyncio.Lock()

        async def came(piece: Msg) -> None:
            self.bytes_in += len(piece.data)
            try:
                joined = joining.add(piece.data, piece)
            except Malformed as fault:
                await wrong(fault, piece.data)
                return
            if joined is None:
                return
            async with one_at_a_time:
                back = await answering(joined.whole)
            if back is not None and piece.reply.startswith(f"{self._root}.back."):
                with suppress(NatsError):
                    await self._send(piece.reply, back)

        await self._client.subscribe(f"{self._root}.ask.{self._me}.*", cb=came)

    async def _send(self, subject: str, sealed: bytes, reply: str = "") -> None:
        for piece in split(sealed, most=self._piece_bytes()):
            await self._client.publish(subject, piece, reply=reply)
            self.bytes_out += len(piece)
        await self._client.flush(timeout=int(POST_SECONDS))

    def _piece_bytes(self) -> int:
        """As much as the server takes in one message, its headers counted."""
        return min(PIECE_BYTES_MAX, self._client.max_payload - 1_024)

    def _js(self) -> JetStreamContext:
        assert self._stream is not None, "connect first"
        return self._stream


def _no_server(address: str, failed: Exception) -> Objection:
    return Objection("nats.no-server", values={"address": address[:100], "said": said_by(failed)})


class Line:
    """The caller's end of a contact by letters, for whoever waits in another thread than the post's loop.

    Args:
        post: the line to the server.
        loop: where it runs.
        receiver: the log that is to answer.
    """

    def __init__(self, post: Post, loop: asyncio.AbstractEventLoop, receiver: str) -> None:
        self._post = post
        self._loop = loop
        self._receiver = receiver
        self._token = ""

    @staticmethod
    def channel() -> str:
        """What a meeting by letters is bound to."""
        return CHANNEL

    def ask(self, request: said.Request) -> said.Reply:
        """The reply to a request; Cut and Malformed as for `Post.ask`."""
        asking = self._post.ask(self._receiver, request, self._token)
        reply = asyncio.run_coroutine_threadsafe(asking, self._loop).result(2 * ASK_SECONDS)
        if isinstance(reply, said.Admitted):
            self._token = reply.token
        return reply


def password_of(key: Ed25519PrivateKey) -> str:
    """By what the server beside a node knows it: drawn from the log's key, which it does not tell, and kept nowhere."""
    drawn = HKDF(SHA256(), 32, salt=None, info=b"musterbook/nats/1").derive(key.private_bytes_raw())
    return drawn.hex()
