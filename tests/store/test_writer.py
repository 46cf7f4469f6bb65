"""Group commit: many callers, few commits, everyone woken with his own entry."""

from __future__ import annotations

import asyncio
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


def test_whoever_waits_in_a_loop_is_woken_with_his_own_entry_beside_a_thread_that_waits() -> None:
    store = GatedStore()
    log = store.create_log(node_key("a"), "a")

    async def all_at_once(writer: Writer) -> list[Entry]:
        waiting = [asyncio.create_task(writer.written(*signed)) for signed in acts(40, start=1)]
        await asyncio.sleep(0)
        store.gate.set()
        return await asyncio.gather(*waiting)

    with Writer(store, log, now=lambda: AT, register=lambda: REGISTER) as writer:
        first = writer.queue(*acts(1)[0])
        store.begun.wait(10)
        entries = asyncio.run(all_at_once(writer))

        assert first.result(10).seq == 0
    assert [(one.seq, one.act) for one in entries] == [(seq, acts(1, start=seq)[0][0]) for seq in range(1, 41)]
    assert store.sizes(log) == [1, 41]


def test_an_act_whose_officer_no_longer_waits_is_written_all_the_same() -> None:
    store = GatedStore()
    log = store.create_log(node_key("a"), "a")

    async def given_up(writer: Writer) -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(writer.written(*acts(1)[0]), 0.01)

    with Writer(store, log, now=lambda: AT, register=lambda: REGISTER) as writer:
        asyncio.run(given_up(writer))  # and its loop is gone, too, before the act is written
        store.gate.set()
        after = writer.write(*acts(1, start=1)[0])

    assert after.seq == 1
    assert store.heads()[log][0] == 2


def test_who_waits_in_a_loop_is_told_what_went_wrong_and_when_nothing_is_taken_any_more() -> None:
    store = MemoryStore(operation="op")

    writer = Writer(store, "f" * 64, now=lambda: AT, register=lambda: REGISTER)
    with pytest.raises(Refused, match=r"store\.no-key"):
        asyncio.run(writer.written(*acts(1)[0]))
    writer.close()
    with pytest.raises(Refused, match=r"store\.closing"):
        asyncio.run(writer.written(*acts(1)[0]))


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
