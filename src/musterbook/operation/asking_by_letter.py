"""Asking by letter: this node meets another once, across NATS servers, while the other is there to answer.

Joins store, sync and rights. The servers are believed in nothing (decision 1010).
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit, urlunsplit

from musterbook.operation.synced import Synced, noting
from musterbook.operation.syncing import Clock, Entropy, Here, Knowing, meet
from musterbook.store.reading_keys import reading_private, reading_public
from musterbook.sync.going import Watch, nobody_watches
from musterbook.sync.letters import Pen
from musterbook.sync.nats import Line, Place, Post, password_of
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.moves import Objection


def pen_of(me: Here, entropy: Entropy) -> Pen:
    """What this node's letters are written and opened with."""
    key = me.identity.key
    return Pen(me.operation, key, reading_private(key), reader=reading_public, entropy=entropy)


def place_of(me: Here, address: str, trusted: str = "") -> Place:
    """Where this node's server is reached, and by what it knows the node."""
    return Place(address, password_of(me.identity.key), trusted)


def call_by_letter(
    me: Here, address: str, *, now: Clock, entropy: Entropy, trusted: str = "", watch: Watch = nobody_watches
) -> Synced:
    """Meet the node that an address ends with, `nats://localhost:4222/NODE`, by asking it through the servers.

    Raises:
        Refused: no server is there, or the register does not know the node.
        Malformed: the address has a name and password in it: it would be shown and kept, and nobody needs them.
    """
    url = urlsplit(address)
    if "@" in url.netloc:
        raise Malformed.because("sync.address")
    with me.reading() as store:
        log = _log_of(Knowing(store, me.identity.register_log), url.path.strip("/"))
    place = place_of(me, urlunsplit((url.scheme, url.netloc, "", "", "")), trusted)
    try:
        with _post(me, place, entropy) as (post, loop):
            line = Line(post, loop, log)
            with me.writing() as store:
                synced = meet(
                    me, store, line.ask, address=address, now=now, entropy=entropy, channel=line.channel,
                    expected=log, watch=watch,
                )  # fmt: skip
    except Refused as refused:
        if refused.objections[0].rule == "nats.no-server":
            with suppress(Refused), me.writing() as store, noting(store, Synced(address), now, log):
                raise
        raise
    synced.bytes_in, synced.bytes_out = post.bytes_in, post.bytes_out
    return synced


def _log_of(knowing: Knowing, name: str) -> str:
    found = [log for log, one in knowing.register.said.nodes.items() if name and name in (one.name, log, log[:16])]
    standing = [log for log in found if knowing(log)]
    if len(standing) != 1:
        raise Refused(Objection("nats.no-such-node", values={"node": name[:64]}))
    return standing[0]


@contextmanager
def _post(me: Here, place: Place, entropy: Entropy) -> Iterator[tuple[Post, asyncio.AbstractEventLoop]]:
    """A line to the server, its loop running beside whoever asks."""
    loop = asyncio.new_event_loop()
    beside = threading.Thread(target=loop.run_forever, daemon=True)
    beside.start()
    post = Post(pen_of(me, entropy), me.operation)
    try:
        asyncio.run_coroutine_threadsafe(post.connect(place), loop).result()
        yield post, loop
    finally:
        asyncio.run_coroutine_threadsafe(post.close(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        beside.join()
        loop.close()
