"""Group commit: officers queue their acts and wait, one thread writes them together and wakes everyone.

A hundred officers then share one sync of the disk and one checkpoint instead of paying for a hundred.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from datetime import datetime
from typing import Final, Self

from musterbook.ledger.entry import Act, Entry, Signature
from musterbook.ledger.log import Store
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.moves import Objection

DRAINED_MAX: Final = 1_000
"""Acts taken into one commit."""

Queued = tuple[Act, Sequence[Signature], "Future[Entry]"]


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
        self._thread = threading.Thread(target=self._run, name=f"writer of {log[:8]}", daemon=True)
        self._thread.start()

    def write(self, act: Act, signatures: Sequence[Signature]) -> Entry:
        """Queue an act and wait until it is durable; its entry. Raises what `Store.append` raises."""
        return self.queue(act, signatures).result()

    def queue(self, act: Act, signatures: Sequence[Signature]) -> Future[Entry]:
        """Queue an act without waiting; the entry to come. Refused once the writer is closing."""
        coming: Future[Entry] = Future()
        with self._woken:
            if self._closing:
                raise Refused(Objection("store.closing"))
            self._queue.append((act, signatures, coming))
            self._woken.notify()
        return coming

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
            return [self._queue.popleft() for _ in range(min(DRAINED_MAX, len(self._queue)))]

    def _commit(self, queued: Sequence[Queued]) -> None:
        try:
            entries = self._store.append(
                self._log, [(act, signed) for act, signed, _ in queued], at=self._now(), register=self._register()
            )
        except Malformed as failed:
            self._one_by_one(queued, failed)
        except BaseException as failed:  # noqa: BLE001  whoever waits is told whatever happened
            for _, _, coming in queued:
                coming.set_exception(failed)
        else:
            for entry, (_, _, coming) in zip(entries, queued, strict=True):
                coming.set_result(entry)

    def _one_by_one(self, queued: Sequence[Queued], failed: Malformed) -> None:
        """A single act that cannot be an entry (too large) must not take its neighbours with it."""
        if len(queued) == 1:
            queued[0][2].set_exception(failed)
            return
        for one in queued:
            self._commit([one])
