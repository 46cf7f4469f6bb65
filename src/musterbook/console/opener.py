"""Opens keys beside the loop, so that pages, live frames and other officers' acts go on while a pass-phrase is tried.

Each opening takes a fifth of a second of one processor and 64 MiB of memory: only so many at once. Of one key file only
one pass-phrase is tried at a time, so that guessing is no quicker than it was on the loop; who comes with the same one
meanwhile shares what comes of it, as officers do for the key of the machine's log.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from musterbook.operation.keys_at_hand import KeysAtHand, Lock, Opened, keys_from

AT_ONCE: Final = min(4, os.cpu_count() or 1)
"""Keys opened beside each other: more would only wait for a processor, each with 64 MiB in its hand."""


@dataclass(frozen=True, slots=True)
class _Going:
    lock: Lock
    opening: asyncio.Task[Opened]


class Opener:
    """Opens the keys of acts, for one console.

    Args:
        beside: where they are opened; threads of its own unless another is given.
    """

    def __init__(self, beside: Executor | None = None) -> None:
        self._beside = beside or ThreadPoolExecutor(AT_ONCE, thread_name_prefix="opens keys")
        self._going: dict[Path, _Going] = {}

    async def open(self, locks: Sequence[Lock]) -> KeysAtHand:
        """What came of opening each, whether it opened or stays shut. What nobody waits for any more is let go of."""
        return keys_from(locks, await asyncio.gather(*map(self._one, locks)))

    async def _one(self, lock: Lock) -> Opened:
        while (going := self._going.get(lock.path)) is not None and going.lock != lock:
            await asyncio.wait([going.opening])
        if going is None:
            going = _Going(lock, asyncio.create_task(self._begun(lock)))
            self._going[lock.path] = going
            going.opening.add_done_callback(lambda _: self._over(going))
        return await asyncio.shield(going.opening)  # another may wait for the same

    async def _begun(self, lock: Lock) -> Opened:
        return await asyncio.get_running_loop().run_in_executor(self._beside, lock.open)

    def _over(self, going: _Going) -> None:
        if self._going.get(going.lock.path) is going:
            del self._going[going.lock.path]
