"""HTTP as a carrier: the caller's side over httpx, and the answering side as a small ASGI application.

Limits stand before everything: a body is read no further than its limit, and before a bearer is shown no further than a
hello is long. No address, header or line of a log names a person.
"""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from contextlib import suppress
from threading import Lock, Timer
from typing import Any, Final, Self

import httpx

from musterbook.sync import exchange as said
from musterbook.sync.calling import Talk
from musterbook.sync.channel import digest_of_certificate, trusting_the_meeting
from musterbook.sync.wire import BODY_BYTES_MAX, JSON, SMALL_BYTES_MAX, Got, read_reply, read_sent, replied, sent
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.moves import Objection

SECONDS: Final = 30.0
"""Without a byte after so long, the link is cut."""

BEGINS_SECONDS: Final = 60.0
SLOWEST_BYTES_A_SECOND: Final = 250
"""A reply that has not begun after a minute, or then comes slower than this on the whole, is taken for cut: a byte now
and then would hold everybody else up for as long as the other likes. The slowest radio in use brings ten times as much.
"""

_LOCAL: Final = frozenset(("localhost", "127.0.0.1", "::1"))
_OPEN: Final = frozenset(("/sync/v1/hello", "/sync/v1/introduced"))

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Answer = Callable[[said.Request, str], said.Reply]


class Link:
    """The caller's end of a link to one node.

    Args:
        address: `https://name:port`; `http` only to this machine itself.
        transport: httpx's own way out, for tests and cut links.
    """

    def __init__(self, address: str, *, transport: httpx.BaseTransport | None = None) -> None:
        url = _place(address)
        if url.scheme != "https" and url.host not in _LOCAL:
            raise Refused(Objection("sync.not-encrypted", values={"address": address[:100]}))
        self._client = httpx.Client(
            base_url=url, verify=trusting_the_meeting(), timeout=SECONDS, transport=transport, trust_env=False,
            headers={"accept-encoding": "identity", "user-agent": "musterbook"},
        )  # fmt: skip
        self._token = ""
        self._channel = ""
        self._socket: socket.socket | None = None
        self._waking = Lock()
        self._woken = False
        self.bytes_in = 0
        self.bytes_out = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()
        with self._waking:
            self._let_go()

    def channel(self) -> str:
        """SHA-256 of the certificate the other answered with; empty where the link is not encrypted."""
        return self._channel

    def ask(self, request: said.Request) -> said.Reply:
        """The reply to a request.

        Raises:
            Cut: the link was cut, or nobody is there.
            Malformed: what came is no reply.
        """
        out = sent(request)
        headers = {"content-type": out.media} | ({"authorization": f"Bearer {self._token}"} if self._token else {})
        self.bytes_out += len(out.body)
        got = self._got(out.method, out.target, out.body, headers)
        reply = read_reply(request, got)
        if isinstance(reply, said.Admitted):
            self._token = reply.token
        return reply

    def _got(self, method: str, target: str, content: bytes, headers: dict[str, str]) -> Got:
        body, whole, number, said_headers = bytearray(), True, 0, dict[str, str]()
        self._woken = False
        patience = _Patience(len(content), self._wake)
        try:
            with (
                patience,
                self._client.stream(
                    method, target, content=content, headers=headers, extensions={"trace": self._see}
                ) as response,
            ):
                patience.begun()
                self._note_channel(response)
                number, said_headers = response.status_code, dict(response.headers)
                for piece in response.iter_raw():
                    body += piece
                    if len(body) > BODY_BYTES_MAX:
                        raise Malformed.because("frame.too-large", bytes=len(body))
                    if patience.is_out(len(body)):
                        whole = False
                        break
        except (httpx.TransportError, httpx.StreamError):
            if not number:
                raise said.Cut from None
            whole = False
        self.bytes_in += len(body)
        return Got(number, said_headers, bytes(body), whole)

    def _see(self, name: str, told: Mapping[str, Any]) -> None:
        """Hear of the socket as it is made: one that waits for a byte can be woken by nothing else.

        A second handle on it, for the first is let go of as soon as it is encrypted, before anything is agreed; and
        `shutdown` of an encrypted one forgets the cipher first: what is sent just then would go in clear.
        """
        if name == "connection.connect_tcp.complete":
            with self._waking:
                self._let_go()
                self._socket = told["return_value"].get_extra_info("socket").dup()
                if self._woken:  # to connect alone took longer than all of it may
                    self._shut()

    def _wake(self) -> None:
        with self._waking:
            self._woken = True
            self._shut()

    def _shut(self) -> None:
        with suppress(OSError):
            if self._socket is not None:
                self._socket.shutdown(socket.SHUT_RDWR)

    def _let_go(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _note_channel(self, response: httpx.Response) -> None:
        """Every connection must answer with the certificate the meeting was about."""
        stream = response.extensions.get("network_stream")
        tls = stream.get_extra_info("ssl_object") if stream is not None else None
        der = tls.getpeercert(True) if tls is not None else None  # noqa: FBT003  it takes it so alone
        digest = digest_of_certificate(der) if der else ""
        if self._token and digest != self._channel:
            raise said.Cut
        self._channel = digest


def _place(address: str) -> httpx.URL:
    """An address; Malformed where it is none, or has a name and password in it, which would be shown and kept."""
    try:
        url = httpx.URL(address)
    except (httpx.InvalidURL, UnicodeError):
        raise Malformed.because("sync.address") from None
    if url.userinfo:
        raise Malformed.because("sync.address")
    return url


class _Patience:
    """How long one reply may take; `wake` is called from beside when it has not begun by then."""

    def __init__(self, bytes_out: int, wake: Callable[[], None]) -> None:
        self._bytes_out = bytes_out
        self._began = time.monotonic()
        self._timer = Timer(BEGINS_SECONDS + bytes_out / SLOWEST_BYTES_A_SECOND, wake)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        self._timer.join()  # whoever asks next is not woken by this one

    def begun(self) -> None:
        """The reply has begun."""
        self._timer.cancel()

    def is_out(self, bytes_in: int) -> bool:
        """Whether what comes, comes too slowly."""
        spent = time.monotonic() - self._began
        return spent > BEGINS_SECONDS + (self._bytes_out + bytes_in) / SLOWEST_BYTES_A_SECOND


def carry(talk: Talk, ask: Callable[[said.Request], said.Reply]) -> bool:
    """Lead a contact over a carrier to its end; False when the link was cut on the way."""
    try:
        request = next(talk)
        while True:
            try:
                reply = ask(request)
            except said.Cut as cut:
                talk.throw(cut)
                return False
            request = talk.send(reply)
    except StopIteration:
        return True
    except said.Cut:
        return False


class SyncApp:
    """The answering side. `answer` may block: it runs beside the loop, one request after the other.

    Args:
        answer: says what this node says to a request under a bearer.
        admits: whether a bearer is good, so that a large body behind it is worth reading.
        turn_away: is given the rule and bytes of what could not be read.
    """

    def __init__(
        self, answer: Answer, *, admits: Callable[[str], bool], turn_away: Callable[[str, bytes], None] | None = None
    ) -> None:
        self._answer = answer
        self._admits = admits
        self._turn_away = turn_away
        self._one_at_a_time = asyncio.Lock()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "lifespan":
            await _live(receive, send)
            return
        if scope["type"] != "http":
            return
        await _send(send, await self._got(scope, receive))

    async def _got(self, scope: Message, receive: Receive) -> Got:
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        token = headers.get("authorization", "").removeprefix("Bearer ")
        opening = scope["path"] in _OPEN
        if not opening and not self._admits(token):
            return replied(said.Denied("sync.bearer"))
        most = SMALL_BYTES_MAX if opening else BODY_BYTES_MAX
        body = await _body(receive, most)
        if body is None:
            return Got(413, {"content-type": JSON}, b"{}")
        target = scope["path"] + "?" + scope["query_string"].decode("latin-1")
        try:
            request = read_sent(scope["method"], target, body)
        except Malformed as wrong:
            rule = wrong.faults[0].rule
            if self._turn_away is not None and body and not opening:
                async with self._one_at_a_time:
                    await asyncio.to_thread(self._turn_away, rule, body)
            return replied(said.Denied(rule))
        async with self._one_at_a_time:
            return replied(await asyncio.to_thread(self._answer, request, token))


async def _body(receive: Receive, most: int) -> bytes | None:
    """The body; None when it is longer than may be."""
    body = bytearray()
    while True:
        message = await receive()
        if not message["type"].endswith(".request"):
            return None
        body += message.get("body", b"")
        if len(body) > most:
            return None
        if not message.get("more_body"):
            return bytes(body)


async def _send(send: Send, got: Got) -> None:
    fixed = {"cache-control": "no-store", "x-content-type-options": "nosniff", "content-length": str(len(got.body))}
    headers = [(name.encode(), value.encode()) for name, value in {**got.headers, **fixed}.items()]
    await send({"type": "http.response.start", "status": got.number, "headers": headers})
    await send({"type": "http.response.body", "body": got.body})


async def _live(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"].endswith(".shutdown"):
            return
