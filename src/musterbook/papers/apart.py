"""Work on files of strangers in a process of its own, which writes nothing and has so much time and memory.

Readers of PDF and pictures are large programs, some of them in C. A file made to hang, fill or crash one ends that
process and nothing else.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PROCESSOR_SECONDS: Final = 60
BYTES: Final = 3 << 30
SECONDS_FACTOR: Final = 8
"""By the clock on the wall, for a machine with much else to do."""
SPENT: Final = (-9, -24)
"""How a process ends that was stopped: killed, or by the signal for processor time."""
_ROOT: Final = str(Path(__file__).parents[2])
_CHILD: Final = """
import os, sys
seconds, most, root, module, name = int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:6]
try:
    import resource
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
except ImportError:
    pass
sys.path.insert(0, root)
sys.dont_write_bytecode = True
from importlib import import_module
answer = getattr(import_module(module), name)(sys.stdin.buffer.read())
sys.stdout.buffer.write(answer)
sys.stdout.buffer.flush()
os._exit(0)
"""


class Spent(Exception):
    """The work took more time or memory than it may, or broke down over the file."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a piece of work may take.

    Attributes:
        processor_seconds: of one core; eight times as much by the clock on the wall.
        bytes: of memory, where the system keeps such a limit: Linux and macOS do, Windows does not.
    """

    processor_seconds: int = PROCESSOR_SECONDS
    bytes: int = BYTES


def done_apart(module: str, name: str, content: bytes, limits: Limits | None = None) -> bytes:
    """What a function of one of our modules, named by both, answers to these bytes.

    Raises:
        Spent: it took too much, or ended otherwise than by answering.
    """
    most = limits or Limits()
    words = [
        sys.executable, "-I", "-c", _CHILD, str(most.processor_seconds), str(most.bytes), _ROOT, module, name,
    ]  # fmt: skip
    one_thread = {f"{one}_NUM_THREADS": "1" for one in ("OMP", "OPENBLAS", "MKL")}
    try:
        done = subprocess.run(  # noqa: S603  our own words, run by the Python that runs us
            words, input=content, capture_output=True, check=False, env={**os.environ, **one_thread},
            timeout=most.processor_seconds * SECONDS_FACTOR,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise Spent(name) from None
    if done.returncode != 0:
        raise Spent(name)
    return done.stdout
