"""A long run in parts: each seed is a line of a file as soon as it has ended; what was stopped goes on there."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from musterbook.rehearsal.simulator.running import Ended, Tally, run_seeds
from musterbook.terms.errors import Malformed


@dataclass(frozen=True, slots=True)
class Line:
    """How one seed ended, as it lies in a file.

    Attributes:
        seed: which.
        broken: what did not hold; empty when all is well.
        counts: what was met.
        seconds: of processor time.
    """

    seed: int
    broken: str
    counts: dict[str, int]
    seconds: float

    def ended(self) -> Ended:
        """How the seed ended, without its mark."""
        return Ended(self.seed, self.broken, Counter(self.counts), "")


def read_lines(path: Path) -> list[Line]:
    """The lines of a file that is there, by seed; one that was cut off in the middle is left aside.

    Raises:
        Malformed: a line is of another shape, with its number.
    """
    found: dict[int, Line] = {}
    for number, text in enumerate(path.read_text("utf-8").splitlines() if path.exists() else (), 1):
        try:
            said = json.loads(text)
        except json.JSONDecodeError:
            continue
        line = _line(said)
        if line is None:
            raise Malformed.because("simulator.line", file=path.name, row=number)
        found[line.seed] = line
    return [found[seed] for seed in sorted(found)]


def run_into(path: Path, seeds: Iterable[int]) -> Iterator[tuple[Tally, Ended]]:
    """Play those seeds that have no line yet, write a line for each, and tally all of them, the old ones first."""
    wanted = list(seeds)
    before = {line.seed: line for line in read_lines(path)}
    tally = Tally()
    for line in (before[seed] for seed in wanted if seed in before):
        tally.add(line.ended())
        tally.seconds += line.seconds
        yield tally, line.ended()
    path.parent.mkdir(parents=True, exist_ok=True)
    broken_off = path.exists() and not path.read_bytes().endswith(b"\n") and path.stat().st_size
    with path.open("a", encoding="utf-8") as file:
        if broken_off:
            file.write("\n")
        spent = 0.0
        for new, ended in run_seeds(seed for seed in wanted if seed not in before):
            # Rounded once, here: a run that only reads these lines back then tells the same sum.
            line = Line(ended.seed, ended.broken, dict(ended.counts), round(new.seconds - spent, 3))
            spent = new.seconds
            file.write(json.dumps(asdict(line)) + "\n")
            file.flush()
            tally.add(ended)
            tally.seconds += line.seconds
            yield tally, ended


def _line(said: Any) -> Line | None:  # noqa: ANN401  whatever stands in a line
    if not isinstance(said, dict) or said.keys() != {"seed", "broken", "counts", "seconds"}:
        return None
    sound = isinstance(said["seed"], int) and isinstance(said["broken"], str) and isinstance(said["counts"], dict)
    sound = sound and isinstance(said["seconds"], int | float)
    return Line(said["seed"], said["broken"], said["counts"], float(said["seconds"])) if sound else None
