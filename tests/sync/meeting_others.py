"""Two copies that meet without a link, for the tests of the exchange."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from musterbook.ledger.signing import public_of
from musterbook.store.memory import MemoryStore
from musterbook.sync.answering import Answering
from musterbook.sync.calling import Calling, Contact
from musterbook.sync.contact import contact
from musterbook.sync.copies import Identity, Meets
from musterbook.sync.exchange import Admitted, Cut, Reply, Request
from musterbook.sync.giving import Allows, everything
from musterbook.sync.taking import Takes
from tests.store.making import AT, REGISTER, acts, node_key

REGISTER_KEY = node_key("z")
REGISTER_LOG = public_of(REGISTER_KEY)


def nonces(seed: str) -> Callable[[int], bytes]:
    """Bytes that look drawn, the same in every run."""
    drawn = [0]

    def some(count: int) -> bytes:
        drawn[0] += 1
        return (f"{seed}{drawn[0]}".encode() * count)[:count]

    return some


def identity(name: str) -> Identity:
    return Identity(node_key(name), REGISTER_LOG)


def node(name: str, count: int = 0) -> tuple[MemoryStore, str]:
    """A copy that writes a log of its own, with so many entries."""
    store = MemoryStore(operation="op")
    log = store.create_log(node_key(name), name)
    if count:
        write(store, log, count)
    return store, log


def write(store: MemoryStore, log: str, count: int, *, start: int = 0, place: str = "") -> None:
    store.append(log, acts(count, start=start, place=place), at=AT, register=REGISTER)


def answering(
    name: str, knows: Callable[[str], bool] = lambda _: True, now: Callable[[], datetime] = lambda: AT
) -> Answering:
    return Answering(identity(name), now=now, entropy=nonces(f"a{name}"), knows=knows)


def meet(
    ours: Meets,
    name: str,
    theirs: Meets,
    other: Answering,
    *,
    knows: Callable[[str], bool] = lambda _: True,
    cut_at: int = -1,
    change: Callable[[Request, Reply], Reply] = lambda _, reply: reply,
    allows: Allows = everything,
    tokens: list[str] | None = None,
) -> Contact:
    """One contact of `ours` with whoever answers on `theirs`; the link is cut instead of that reply."""
    so_far = Contact()
    calling = Calling(
        ours, identity(name), Takes(ours, identity(name), came_from="test", at=AT), knows, lambda: AT, nonces(name),
        allows=allows,
    )  # fmt: skip
    talk = contact(calling, so_far)
    token, reply, place = "", None, 0
    try:
        request = next(talk)
        while True:
            if place == cut_at:
                talk.throw(Cut())
            reply = change(request, other.answer(theirs, request, token=token))
            token = reply.token if isinstance(reply, Admitted) else token
            if tokens is not None:
                tokens[0] = token
            place += 1
            request = talk.send(reply)
    except (StopIteration, Cut):
        return so_far
