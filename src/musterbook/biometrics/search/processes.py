"""A gallery in parts, each held by a process of its own on this machine: every core searches.

What a part answers is what a worker of a cluster would (`holder`), and it is read and judged the same way. A process
that dies is begun once more from its part; where that cannot be, the search names the part in `missing`, and nobody may
say that nothing was found.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from musterbook.biometrics.matching.ours import Ours
from musterbook.biometrics.search.answers import HEARD
from musterbook.biometrics.search.asked import Asked
from musterbook.biometrics.search.codes import built_in
from musterbook.biometrics.search.gallery import Gallery, packed
from musterbook.biometrics.search.gallery_file import told
from musterbook.biometrics.search.holder import Holder
from musterbook.biometrics.search.shards import split

TRIES: Final = 2
"""How often a part is begun before a question is given up."""

_held: list[Holder] = []
"""In a part's own process: the part."""


@dataclass(slots=True)
class _Part:
    """A part's bytes, kept to begin it again, and the process that holds it."""

    name: str
    raw: bytes
    people: int
    process: ProcessPoolExecutor | None = None


@dataclass
class Processes:
    """Parts in processes; satisfies `finder.Parts`. Enter it with `in_processes`."""

    parts: Sequence[_Part]
    weighing: bytes
    lost: dict[str, None] = field(default_factory=dict)

    @property
    def people(self) -> int:
        """In the parts that answer."""
        return sum(part.people for part in self.parts if part.name not in self.lost)

    @property
    def missing(self) -> tuple[str, ...]:
        """Parts that could not be searched."""
        return tuple(self.lost)

    def ask(self, question: str, some: Sequence[Asked], *arguments: Any) -> list[Any]:  # noqa: ANN401  as in `Parts`
        """One answer from each part that can be reached; they work side by side."""
        probes = told(packed((one.probe for one in some), Ours(), built_in()))
        asked = (question, probes, tuple(one.order for one in some), *arguments)
        begun = [(part, self._sent(part, asked)) for part in self.parts if part.name not in self.lost]
        raws = [self._answer(part, asked, answer) for part, answer in begun]
        return [HEARD[question](raw, len(some)) for raw in raws if raw is not None]

    def close(self) -> None:
        """End every process."""
        for part in self.parts:
            if part.process is not None:
                part.process.shutdown(cancel_futures=True)

    def _sent(self, part: _Part, asked: tuple[Any, ...]) -> Future[bytes] | None:
        if part.process is None:
            # Begun afresh, not forked: what this process has open stays its own.
            spawned = multiprocessing.get_context("spawn")
            part.process = ProcessPoolExecutor(1, spawned, initializer=_hold, initargs=(part.raw, self.weighing))
        try:
            return part.process.submit(_asked, *asked)
        except BrokenExecutor:
            return None

    def _answer(self, part: _Part, asked: tuple[Any, ...], answer: Future[bytes] | None) -> bytes | None:
        """The bytes of an answer; asked again of a new process where one died, None where that dies too."""
        for left in reversed(range(TRIES)):
            try:
                if answer is not None:
                    return answer.result()
            except BrokenExecutor:
                pass
            if left:
                part.process = None
                answer = self._sent(part, asked)
        self.lost[part.name] = None
        return None


@contextmanager
def in_processes(gallery: Gallery, weighing: bytes, count: int) -> Iterator[Processes]:
    """The gallery in so many parts, each in a process.

    Args:
        gallery: made by the matcher in the box with the parameters in the box.
        weighing: the bytes of a calibration.
        count: how many; no more than this machine has cores is of use.
    """
    parts = [
        _Part(f"{number + 1} of {count}", told(part), len(part)) for number, part in enumerate(split(gallery, count))
    ]
    found = Processes(parts, weighing)
    try:
        yield found
    finally:
        found.close()


def _hold(gallery: bytes, weighing: bytes) -> None:
    """In the part's own process, once."""
    holder = Holder()
    holder.hold(gallery, weighing)
    _held[:] = [holder]


def _asked(question: str, *arguments: Any) -> bytes:  # noqa: ANN401  each question has its own
    answer: bytes = getattr(_held[0], question)(*arguments)
    return answer
