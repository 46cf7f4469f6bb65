"""Machine code made ready: the one a call then uses, once in a process, and never by two at once."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from typing import Any

from musterbook.lift.search.compiled import make_ready
from musterbook.lift.search.engine import Engine
from musterbook.lift.search.starts import SIMPLE_RULES
from musterbook.lift.search.vary import door
from musterbook.lift.search.warm import prepare
from tests.lift.making import plain_problem


class SlowDoor:
    """A compiled function that takes a while to compile and knows how often it was asked, and by how many at once."""

    def __init__(self) -> None:
        self.overloads: dict[Any, object] = {}
        self.compiled = 0
        self.at_once = 0
        self.at_once_max = 0

    def compile(self, types: tuple[Any, ...]) -> object:
        self.at_once += 1
        self.at_once_max = max(self.at_once_max, self.at_once)
        time.sleep(0.05)
        self.compiled += 1
        self.at_once -= 1
        self.overloads[types] = self
        return self

    def __call__(self, *arguments: object) -> tuple[object, ...]:
        return arguments


def test_a_plan_uses_the_machine_code_that_was_prepared() -> None:
    prepare()
    compiled: Any = door
    before = set(compiled.overloads)

    Engine(plain_problem()).simulate(SIMPLE_RULES["value-rate"])

    assert set(compiled.overloads) == before


def test_what_is_at_hand_is_not_compiled_again() -> None:
    slow = SlowDoor()

    make_ready(slow, (1, 2.0))
    make_ready(slow, (3, 4.0))

    assert slow.compiled == 1


def test_one_compiles_at_a_time() -> None:
    slow = SlowDoor()
    crew = [threading.Thread(target=make_ready, args=(slow, arguments)) for arguments in ((1,), (2.0,), (1, 1))]

    for one in crew:
        one.start()
    for one in crew:
        one.join()

    assert (slow.compiled, slow.at_once_max) == (3, 1)


def test_set_up_can_start_it_as_a_program() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "musterbook.lift.search.warm"], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout) == (0, "")
