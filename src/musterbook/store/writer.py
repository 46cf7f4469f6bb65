"""Group commit: officers queue their acts and wait, one thread writes them together and wakes everyone.

A hundred officers then share one sync of the disk and one checkpoint instead of paying for a hundred. Those who wait in
a loop share being woken, too, which costs half of what is left where each is a thread (decision 1098). Acts that are
queued beside each other were not judged beside each other: this is for a program whose acts need none of it. A book
writes each act before it judges the next, so the doors do not use it; decisions 1018 and 1073 have figures.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final, Self

from musterbook.ledger.entry import Act, Entry, Signature
from musterbook.ledger.log import Store
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.moves import Objection

DRAINED_MAX: Final = 1_000
"""Acts taken into one commit."""


class Coming:
    """An entry to come: one thread waits for it, another keeps it.

    A future of the standard library can be cancelled, which no queued act may be, and costs more (decision 1074).
    """

    __slots__ = ("_entry", "_failed", "_waited_for")

    def __init__(self) -> None:
        self._entry: Entry | None = None
        self._failed: BaseException | None = None
        self._waited_for = threading.Lock()
        self._waited_for.acquire()  # until it is there

    def done(self) -> bool:
        """Whether it is there, or what went wrong is."""
        return not self._waited_for.locked()

    def result(self, seconds_max: float = -1) -> Entry:
        """Wait for it; TimeoutError when it takes longer, and what `Store.append` raised where it did."""
        if not self._waited_for.acquire(timeout=seconds_max):
            raise TimeoutError
        self._waited_for.release()
        if self._failed is not None:
            raise self._failed
        assert self._entry is not None, "nobody is woken before it is there"
        return self._entry

    def keep(self, entry: Entry | None, failed: BaseException | None = None) -> None:
        """It is there, or this went wrong; to be said once."""
        self._entry, self._failed = entry, failed
        self._waited_for.release()


class Awaited:
    """An entry to come that somebody in a loop waits for: all of one loop and one commit are woken at once.

    Whoever stops waiting is not told; his act is written all the same.
    """

    __slots__ = ("coming", "loop")

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.coming: asyncio.Future[Entry] = loop.create_future()

    def keep(self, entry: Entry | None, failed: BaseException | None = None) -> None:
        """It is there, or this went wrong; said in its loop, once."""
        if self.coming.done():
            return
        if entry is not None:
            self.coming.set_result(entry)
        elif failed is not None:
            self.coming.set_exception(failed)


Queued = tuple[Act, Sequence[Signature], Coming | Awaited]
Told = tuple[Coming | Awaited, Entry | None, BaseException | None]


class Writer:
    """Appends to one log of ours from a thread of its own.

    Args:
        store: where the log lies; nobody else may append to that log meanwhile.
        log: the log.
        now: the clock that stamps checkpoints.
        register: size and root of the register this node has now.
    """

    def __init__(
        self, store: Store, log: str, *, now: Callable[[], datetime], register: Callable[[], tuple[int, str]]
    ) -> None:
        self._store, self._log, self._now, self._register = store, log, now, register
        self._queue: deque[Queued] = deque()
        self._woken = threading.Condition()
        self._closing = False
        self._shared = False
        self._thread = threading.Thread(target=self._run, name=f"writer of {log[:8]}", daemon=True)
        self._thread.start()

    def write(self, act: Act, signatures: Sequence[Signature]) -> Entry:
        """Queue an act and wait until it is durable; its entry. Raises what `Store.append` raises."""
        return self.queue(act, signatures).result()

    def queue(self, act: Act, signatures: Sequence[Signature]) -> Coming:
        """Queue an act without waiting; the entry to come. Refused once the writer is closing."""
        coming = Coming()
        self._lay((act, signatures, coming))
        return coming

    async def written(self, act: Act, signatures: Sequence[Signature]) -> Entry:
        """As `write`, for whoever runs in a loop, which goes on meanwhile."""
        awaited = Awaited(asyncio.get_running_loop())
        self._lay((act, signatures, awaited))
        return await awaited.coming

    def _lay(self, queued: Queued) -> None:
        with self._woken:
            if self._closing:
                raise Refused(Objection("store.closing"))
            self._queue.append(queued)
            self._woken.notify()

    def close(self) -> None:
        """Write what is queued, then end the thread."""
        with self._woken:
            self._closing = True
            self._woken.notify()
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _run(self) -> None:
        while queued := self._next():
            self._commit(queued)

    def _next(self) -> list[Queued]:
        """Up to `DRAINED_MAX` of what is queued, once there is something; nothing when closing and empty."""
        with self._woken:
            self._woken.wait_for(lambda: self._queue or self._closing)
        if self._shared:
            time.sleep(0)  # those whom the last commit woke have their next acts ready: they come before it goes on
        found = [self._queue.popleft() for _ in range(min(DRAINED_MAX, len(self._queue)))]
        self._shared = len(found) > 1
        return found

    def _commit(self, queued: Sequence[Queued]) -> None:
        try:
            entries = self._store.append(
                self._log, [(act, signed) for act, signed, _ in queued], at=self._now(), register=self._register()
            )
        except Malformed as failed:
            self._one_by_one(queued, failed)
        except BaseException as failed:  # noqa: BLE001  whoever waits is told whatever happened
            _tell([(coming, None, failed) for _, _, coming in queued])
        else:
            _tell([(coming, entry, None) for entry, (_, _, coming) in zip(entries, queued, strict=True)])

    def _one_by_one(self, queued: Sequence[Queued], failed: Malformed) -> None:
        """A single act that cannot be an entry (too large) must not take its neighbours with it."""
        if len(queued) == 1:
            _tell([(queued[0][2], None, failed)])
            return
        for one in queued:
            self._commit([one])


def _tell(told: Sequence[Told]) -> None:
    """Wake everybody: each thread by itself, and each loop once, which costs as much for a hundred as for one."""
    loops: dict[asyncio.AbstractEventLoop, list[Told]] = {}
    for one in told:
        coming, entry, failed = one
        if isinstance(coming, Awaited):
            loops.setdefault(coming.loop, []).append(one)
        else:
            coming.keep(entry, failed)
    for loop, mine in loops.items():
        with contextlib.suppress(RuntimeError):  # a loop that is closed has nobody left who waits
            loop.call_soon_threadsafe(_keep_all, mine)


def _keep_all(told: Sequence[Told]) -> None:
    for coming, entry, failed in told:
        coming.keep(entry, failed)
