"""Running seeds: one, or many with what was met, and how to replay those that failed."""

from __future__ import annotations

import gc
import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from musterbook.rehearsal.simulator.altering import typed_as
from musterbook.rehearsal.simulator.play import Play
from musterbook.rehearsal.simulator.world import Setting
from musterbook.store.address import Address

FIGURES: Final = (
    "crashes", "disk_full", "disk_errors", "torn", "flipped", "messages", "lost", "doubled", "partitions", "sticks",
    "forks", "forks shown in part", "forged", "thefts", "set back", "destroyed", "closed", "adopted", "partial copies",
    "entries in part", "read in another order", "seen by a copy in part alone", "typed in again", "restored", "sealed",
    "erased", "holds", "entries",
)  # fmt: skip
GARBAGE: Final = 50_000
"""After so many new objects those that nobody uses any more are looked for."""
REPLAY: Final = "muster rehearse --simulate --seed {seed}{altered} --trace"


@dataclass(frozen=True, slots=True)
class Ended:
    """How one seed ended.

    Attributes:
        seed: which.
        broken: the invariant that did not hold, or what nobody expected; empty when all is well.
        counts: what was met.
        mark: one digest over all that honest nodes ended with; the same for the same seed, and empty when broken.
        altered: how its weather was made another, as words of a command; empty when it is what the seed draws.
    """

    seed: int
    broken: str
    counts: Counter[str]
    mark: str
    altered: str = ""

    @property
    def replay(self) -> str:
        """The command that plays and tells the same world."""
        return REPLAY.format(seed=self.seed, altered=self.altered)


@dataclass(slots=True)
class Tally:
    """What many seeds met."""

    seeds: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    failed: list[Ended] = field(default_factory=list)
    seconds: float = 0.0

    def add(self, ended: Ended) -> None:
        """One more."""
        self.seeds += 1
        self.counts += ended.counts
        if ended.broken:
            self.failed.append(ended)

    def told(self) -> dict[str, Any]:
        """As JSON: the figures, and each failing seed with how to replay it."""
        return {
            "seeds": self.seeds, "violations": len(self.failed),
            **{name.replace(" ", "_"): self.counts[name] for name in FIGURES}, "seconds": round(self.seconds, 2),
            "failed": [
                {"seed": one.seed, "broken": one.broken, "replay": one.replay} for one in self.failed
            ],
        }  # fmt: skip


def run_seed(
    seed: int, altered: Mapping[str, Any] | None = None, *, keep: list[Setting] | None = None,
    look: Callable[[Setting], None] = lambda _: None, server: Address | None = None,
) -> Ended:  # fmt: skip
    """Play one seed, in the weather it draws but for what is `altered`; whatever goes wrong is how it ended.

    `keep` is given the world, for those who want to look at what is left of it; `look` is asked while it still runs,
    once everything has come to rest and held. `server` is where a desk's book lies that is served (`served.py`).
    """
    with _quietly(), Setting(seed, altered, server=server) as setting:
        if keep is not None:
            keep.append(setting)
        broken = ""
        try:
            Play(setting).play()
            look(setting)
        except Exception as failed:  # noqa: BLE001  nothing that happens in a world may stop the next one
            broken = f"{type(failed).__name__}: {failed}"
        mark = "" if broken else mark_of(setting)
        return Ended(seed, broken, _met(setting), mark, typed_as(altered or {}))


def run_seeds(
    seeds: Iterable[int], altered: Mapping[str, Any] | None = None, *, server: Address | None = None
) -> Iterator[tuple[Tally, Ended]]:  # fmt: skip
    """Play seed after seed, each in its weather but for what is `altered`; the tally, and how the newest ended."""
    tally, began = Tally(), time.process_time()
    for seed in seeds:
        ended = run_seed(seed, altered, server=server)
        tally.add(ended)
        tally.seconds = time.process_time() - began
        yield tally, ended


def mark_of(setting: Setting) -> str:
    """The heads of all nodes, as one line: two runs of one seed end with the same."""
    return " ".join(
        f"{node.name}:{node.store.head()[:8] if node.store is not None else 'down'}" for node in setting.every_node()
    )


def _met(setting: Setting) -> Counter[str]:
    counts = Counter(setting.counts)
    for node in setting.every_node():
        met = node.disk.met
        counts.update({"disk_full": met.full, "disk_errors": met.errors, "torn": met.torn})
    counts["entries"] += sum(not isinstance(one, str) for one in setting.diary)
    return counts


@contextmanager
def _quietly() -> Iterator[None]:
    """A world's nodes warn of failing disks by the thousand; none of it is news.

    And a world is thrown away whole: looking for what is unused in it every few hundred objects is a twentieth of all.
    """
    before, often = logging.root.manager.disable, gc.get_threshold()
    logging.disable(logging.ERROR)
    gc.set_threshold(GARBAGE, *often[1:])
    try:
        yield
    finally:
        gc.set_threshold(*often)
        logging.disable(before)
