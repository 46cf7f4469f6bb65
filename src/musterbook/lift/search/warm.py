"""The compiled simulation made ready before anybody plans; set-up starts this beside the first command.

python -m musterbook.lift.search.warm
"""

from __future__ import annotations

import contextlib
import os

from musterbook.lift.build import build_problem
from musterbook.lift.search.engine import Engine

EPOCH = "2026-01-01T00:00:00+00:00"


def prepare() -> None:
    """Have the machine code for any problem: it is the same for all."""
    nothing = build_problem(name="nothing", epoch=EPOCH, horizon_min=60, places=(), carriers=(), groups=(), roads=())
    Engine(nothing).make_ready()


def main() -> None:
    """Compile what is not yet compiled, after whatever else this machine has to do."""
    with contextlib.suppress(AttributeError, OSError):
        os.nice(10)
    prepare()


if __name__ == "__main__":
    main()
