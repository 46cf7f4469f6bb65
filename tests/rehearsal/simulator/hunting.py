"""Looking for faults that were planted: does a seed show one, and how many of the first forty do.

python -m tests.rehearsal.simulator.hunting 40               of all of them, how many of 40 seeds show each
python -m tests.rehearsal.simulator.hunting 40 links_ignored of some
"""

from __future__ import annotations

import sys
from typing import Final

import pytest

from musterbook.rehearsal.simulator.altering import Altered
from musterbook.rehearsal.simulator.running import run_seed
from tests.rehearsal.simulator.planted import PLANTED, SOUGHT, Plant
from tests.rehearsal.simulator.planted_apart import ELSEWHERE, IN_PART
from tests.rehearsal.simulator.planted_sealed import SEALED

PARTLY: Final[Altered] = {"partial": 2}
ERASING: Final[Altered] = {"sealed": True, "erased": 2}
CAUGHT: Final[tuple[tuple[Plant, int, Altered], ...]] = (
    *((plant, seed, {}) for plant, seed in (PLANTED | ELSEWHERE).items()),
    *((plant, seed, PARTLY) for plant, seed in IN_PART.items()),
    *((plant, seed, ERASING) for plant, seed in SEALED.items()),
)
"""Every planted fault that is found, with the first seed that finds it and what differs from the weather it draws."""


def found_by(plant: Plant, seed: int, altered: Altered) -> str:
    """What the simulator says with this fault in the product; empty when it finds nothing."""
    with pytest.MonkeyPatch.context() as patch:
        plant(patch)
        return run_seed(seed, altered).broken


def main(most: int, names: list[str]) -> None:
    """Print for each fault how many seeds show it, which is the first, and what is said there."""
    looked_for = [(plant, altered) for plant, _, altered in CAUGHT] + [(plant, {}) for plant in SOUGHT]
    for plant, altered in looked_for:
        if names and plant.__name__ not in names:
            continue
        said = {seed: broken for seed in range(1, most + 1) if (broken := found_by(plant, seed, altered))}
        first = f"first {min(said)}: {said[min(said)][:110]}" if said else "NOT FOUND"
        sys.stdout.write(f"{plant.__name__} {len(said)} of {most}, {first}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
