"""Group commit: many callers, few commits, everyone woken with his own entry."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import datetime

import pytest

from musterbook.ledger.entry import Act, Entry, Signature
from musterbook.store.memory import MemoryStore
from musterbook.store.writer import Writer
from musterbook.terms.errors import Malformed, Refused
from tests.store.making import AT, REGISTER, acts, node_key

pytestmark = pytest.mark.on_one_store(
    "memory",
    because="the writer is shown a store that waits at a gate; officers who write at once do so on both stores",
)


class GatedStore(MemoryStore):
    """A store whose commits wait until a gate opens: stands for a slow disk."""

    def __init__(self) -> None:
        super().__init__(operation="op")
        self.gate = threading.Event()
        self.begun = threading.Event()

    def append(
        self, log: str, acts: Sequence[tuple[Act, Sequence[Signature]]], *, at: datetime, register: tuple[int, str]
    ) -> list[Entry]:
        self.begun.set()
        self.gate.wait(10)
        return super().append(log, acts, at=at, register=register)


def test_acts_that_wait_while_the_disk_is_busy_share_one_checkpoint() -> None:
    store = GatedStore()
    log = store.create_log(node_key("a"), "a")

    with Writer(store, log, now=lambda: AT, register=lambda: REGISTER) as writer:
        first = writer.queue(*acts(1)[0])
        store.begun.wait(10)
        rest = [writer.queue(*signed) for signed in acts(50, start=1)]
        store.gate.set()

        assert [coming.result(10).seq for coming in (first, *rest)] == list(range(51))
    assert store.sizes(log) == [1, 51]


def test_whoever_gives_up_waiting_may_ask_again_and_as_often_as_he_likes() -> None:
    store = GatedStore()
    log = store.create_log(node_key("a"), "a")

    with Writer(store, log, now=lambda: AT, register=lambda: REGISTER) as writer:
        coming = writer.queue(*acts(1)[0])
        with pytest.raises(TimeoutError):
            coming.result(0)
        waited = coming.done()
        store.gate.set()

        assert (waited, coming.result(10).seq, coming.result(10).seq, coming.done()) == (False, 0, 0, True)


def test_no_commit_takes_more_than_a_thousand() -> None:
    store = GatedStore()
    log = store.create_log(node_key("a"), "a")

    with Writer(store, log, now=lambda: AT, register=lambda: REGISTER) as writer:
        writer.queue(*acts(1)[0])
        store.begun.wait(10)
        for signed in acts(1_500, start=1):
            writer.queue(*signed)
        store.gate.set()

    assert store.sizes(log) == [1, 1_001, 1_501]


def test_an_act_too_large_for_an_entry_fails_alone() -> None:
    store = GatedStore()
    log = store.create_log(node_key("a"), "a")

    with Writer(store, log, now=lambda: AT, register=lambda: REGISTER) as writer:
        writer.queue(*acts(1)[0])
        store.begun.wait(10)
        good, large, other = (
            writer.queue(*acts(1, start=start, place="x" * length)[0])
            for start, length in ((1, 1), (2, 300_000), (3, 1))
        )
        store.gate.set()

        assert [good.result(10).seq, other.result(10).seq] == [1, 2]
        with pytest.raises(Malformed, match="too-large"):
            large.result(10)


def test_a_closing_writer_writes_what_is_queued_and_takes_nothing_more() -> None:
    store = GatedStore()
    log = store.create_log(node_key("a"), "a")
    writer = Writer(store, log, now=lambda: AT, register=lambda: REGISTER)
    coming = [writer.queue(*signed) for signed in acts(5)]

    store.gate.set()
    writer.close()

    assert all(one.done() for one in coming)
    assert store.heads()[log][0] == 5
    with pytest.raises(Refused, match=r"store\.closing"):
        writer.queue(*acts(1, start=5)[0])


def test_whoever_waits_is_told_what_went_wrong() -> None:
    store = MemoryStore(operation="op")

    with Writer(store, "f" * 64, now=lambda: AT, register=lambda: REGISTER) as writer:
        coming = [writer.queue(*signed) for signed in acts(3)]

        for one in coming:
            with pytest.raises(Refused, match=r"store\.no-key"):
                one.result(10)
