"""A mailbox: the stream in a node's own server in which letters lie until the node has what is in them.

The traps of a stream, and what is done about each (decision 1011): it acknowledges before it has written, may be full,
purged, deleted or lose its consumer, gives twice what was taken once and in another order. So it is looked at now and
then and made anew; what is full refuses the newest, so that whoever writes knows; and a letter is acknowledged only
after what was in it is durable here.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, DiscardPolicy, RetentionPolicy, StorageType, StreamConfig
from nats.js.errors import APIError, NotFoundError

from musterbook.sync.parts import Joining
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.moves import Objection

LOOK_SECONDS: Final = 10.0
"""How often the mailbox is looked at whether it is still there: a fetch from one that was deleted waits in silence."""

MAILBOX_BYTES_MAX: Final = 256 * 1024 * 1024
MAILBOX_AGE: Final = timedelta(days=14)
FRESH: Final = timedelta(minutes=2)
READ_WITHIN: Final = timedelta(seconds=60)
PIECES_AT_ONCE: Final = 64
DELIVERIES_MAX: Final = 20
CONSUMER: Final = "node"


def mailbox_of(log: str) -> str:
    """The name of a log's mailbox."""
    return f"MUSTER-{log[:16]}"


@dataclass(frozen=True, slots=True)
class Came:
    """A letter that lay in the mailbox, still sealed.

    Attributes:
        sealed: the letter; or a piece that belongs to none, and then `wrong` says why.
        pieces: what it came in.
        wrong: why it is no letter.
    """

    sealed: bytes
    pieces: Sequence[Msg]
    wrong: Malformed | None = None

    async def taken(self) -> None:
        """It was dealt with for good: what was in it is durable, or it is of no use to anybody."""
        for piece in self.pieces:
            with suppress(NatsError):
                await piece.ack()

    async def early(self, seconds: float) -> None:
        """It comes again after a while; after many times it is given up, and sent again by whoever wrote it."""
        for piece in self.pieces:
            with suppress(NatsError):
                if piece.metadata.num_delivered >= DELIVERIES_MAX:
                    await piece.term()
                else:
                    await piece.nak(delay=seconds)


class Mailbox:
    """One node's mailbox.

    Args:
        stream: the line to the server beside the node.
        name: of the stream.
        subject: what it catches.
        most_bytes: how much it may hold.
    """

    def __init__(self, stream: JetStreamContext, name: str, subject: str, most_bytes: int) -> None:
        self.bytes_in = 0
        self._stream = stream
        self._name = name
        self._subject = subject
        self._most_bytes = most_bytes
        self._box: JetStreamContext.PullSubscription | None = None
        self._joining = Joining[Msg]()
        self._looked = -LOOK_SECONDS

    async def open(self) -> None:
        """Make sure that it is there, as it should be.

        Raises:
            Refused: the server keeps no streams, has no domain of its own, or cannot make the mailbox.
        """
        try:
            if not (await self._stream.account_info()).domain:
                raise Refused(Objection("nats.no-domain"))
            wanted = StreamConfig(
                name=self._name, subjects=[self._subject], retention=RetentionPolicy.WORK_QUEUE,
                discard=DiscardPolicy.NEW, max_bytes=self._most_bytes, max_age=MAILBOX_AGE.total_seconds(),
                duplicate_window=FRESH.total_seconds(), storage=StorageType.FILE,
            )  # fmt: skip
            try:
                await self._stream.update_stream(wanted)
            except NotFoundError:
                await self._stream.add_stream(wanted)
            config = ConsumerConfig(
                durable_name=CONSUMER, ack_policy=AckPolicy.EXPLICIT, ack_wait=READ_WITHIN.total_seconds(),
                max_ack_pending=4_096,
            )  # fmt: skip
            self._box = await self._stream.pull_subscribe("", durable=CONSUMER, stream=self._name, config=config)
        except (NatsError, TimeoutError) as failed:
            self._box = None
            raise Refused(Objection("nats.no-mailbox", values={"said": said_by(failed)})) from None

    async def letters(self, seconds: float, *, now: float) -> AsyncIterator[Came]:
        """The letters that lie there, and pieces that belong to none, waiting so long for the first.

        Raises:
            Refused: the mailbox is gone, and cannot be made.
        """
        if self._box is None or now - self._looked > LOOK_SECONDS:
            self._looked = now
            await self._look()
        assert self._box is not None, "looked at"
        pieces: list[Msg] = []
        with suppress(NatsError, TimeoutError):
            pieces = await self._box.fetch(PIECES_AT_ONCE, timeout=seconds)
        for piece in pieces:
            self.bytes_in += len(piece.data)
            try:
                joined = self._joining.add(piece.data, piece)
            except Malformed as wrong:
                yield Came(piece.data, [piece], wrong)
                continue
            if joined is not None:
                yield Came(joined.whole, joined.sources)

    async def _look(self) -> None:
        with suppress(NatsError, TimeoutError):
            if self._box is not None:
                await self._stream.consumer_info(self._name, CONSUMER)
                return
        await self.open()


def said_by(failed: Exception) -> str:
    """What went wrong, in the server's short words."""
    told = failed.description if isinstance(failed, APIError) else str(failed)
    return (told or type(failed).__name__).removeprefix("nats: ")[:200]
