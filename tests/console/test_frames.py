"""Live frames."""

from __future__ import annotations

import asyncio
import json
import re
import threading
from dataclasses import replace

from musterbook.console.frames import drawn_digest, frame_of, queues
from musterbook.console.live import Hub
from tests.console.invented import InventedSource

NUMBER = re.compile(rb"[A-Z]{3}-\d{4}-[A-Z]")


def test_no_number_and_no_name_of_anyone_is_in_a_frame() -> None:
    source = InventedSource(2000)

    frame = frame_of(source.situation())

    assert NUMBER.search(frame) is None
    said = frame.decode()
    assert not any(one.name in said or one.name_ar in said for one in source.people())


def test_a_frame_says_the_totals_of_the_situation() -> None:
    source = InventedSource(600)

    frame = json.loads(frame_of(source.situation()))

    totals = frame["totals"]
    parts = ("sites", "escorts", "handing_over", "staging", "received", "unaccounted")
    assert totals["roll"] == sum(totals[part] for part in parts) == source.situation().totals.roll
    assert frame["sites"]["HSK-1"][0] == source.situation().sites[0].in_hand


def test_what_waits_is_counted_for_the_page_that_shows_it() -> None:
    situation = InventedSource(600).situation()
    late = replace(situation, handovers=tuple(replace(one, stage="overdue") for one in situation.handovers[:3]))

    assert queues(late) == {"handovers": 3, "book": 2}


def test_what_is_drawn_changes_its_digest_and_the_passing_hour_does_not() -> None:
    source = InventedSource(600)
    before = drawn_digest(source.situation())

    same = drawn_digest(source.situation())
    source.accept_one()

    assert before == same
    assert drawn_digest(source.situation()) != before


def test_whoever_reads_slowly_is_given_the_newest_frame_only() -> None:
    async def story() -> list[bytes]:
        hub = Hub(lambda: b"{}")
        stream = hub.listen()
        read = [await anext(stream)]
        for place in range(5):
            hub.tell(b'{"n":%d}' % place)
        read.append(await anext(stream))
        hub.close()
        read += [rest async for rest in stream]
        return read

    retry, frame = asyncio.run(story())

    assert retry == b"retry: 2000\n\n"
    assert frame == b'id: 5\ndata: {"n":4}\n\n'


def test_one_frame_is_made_for_all_and_none_for_nobody() -> None:
    async def story() -> tuple[int, int, int]:
        hub = Hub(lambda: b"{}", every_seconds=0.02)
        running = asyncio.create_task(hub.run())
        await asyncio.sleep(0.06)
        idle = hub.made
        streams = [hub.listen() for _ in range(5)]
        frames = [[await anext(stream), await anext(stream)][1] for stream in streams]
        busy = hub.listeners
        hub.close()
        for stream in streams:
            await stream.aclose()  # type: ignore[attr-defined]  # an async generator
        running.cancel()
        return idle, len({frame.split(b"data: ")[1] for frame in frames}), busy

    idle, kinds, busy = asyncio.run(story())

    assert (idle, kinds, busy) == (0, 1, 5)


def test_a_frame_that_cannot_be_made_ends_nobodys_stream() -> None:
    tries = []

    def make() -> bytes:
        tries.append(1)
        if len(tries) == 1:
            raise ValueError
        return b"{}"

    async def story() -> bytes:
        hub = Hub(make, every_seconds=0.02)
        running = asyncio.create_task(hub.run())
        stream = hub.listen()
        await anext(stream)
        frame = await asyncio.wait_for(anext(stream), 2)
        running.cancel()
        return frame

    assert asyncio.run(story()).endswith(b"data: {}\n\n")


def test_a_nudge_from_another_thread_makes_a_frame_at_once() -> None:
    async def story() -> int:
        hub = Hub(lambda: b"{}", every_seconds=3600)
        hub.nudge()  # before anybody runs it: nothing to wake
        running = asyncio.create_task(hub.run())
        stream = hub.listen()
        await anext(stream)
        await anext(stream)
        threading.Thread(target=hub.nudge).start()
        await asyncio.wait_for(anext(stream), 30)
        hub.close()
        running.cancel()
        return hub.made

    assert asyncio.run(story()) == 2
