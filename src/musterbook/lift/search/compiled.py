"""How the simulation is compiled: inner functions together with whoever calls them, the doors once and kept on disk.

Only the doors are kept. What is kept is found again by the sources of all compiled files, so that a change in any of
them is never answered with old machine code (decision 0203). Compiling takes most of a minute of processor time; one
process does it while others who want it wait.
"""

from __future__ import annotations

import contextlib
import getpass
import hashlib
import logging
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from filelock import FileLock
from numba import njit, typeof

logger = logging.getLogger(__name__)

Function = TypeVar("Function", bound=Callable[..., Any])

SOURCES = ("columns", "clocks", "loading", "promised", "evaluate", "book", "choose", "likely", "simulate", "vary")


def inner(function: Function) -> Function:
    """Compile a function that only compiled functions call: no reference counts, no way in from Python."""
    options: dict[str, Any] = {
        "no_cpython_wrapper": True,
        "no_cfunc_wrapper": True,
        "error_model": "numpy",
        "nogil": True,
        "_nrt": False,
    }
    compiled: Function = njit(**options)(function)
    return compiled


def sources_digest() -> int:
    """A number that changes when any compiled file does."""
    here = Path(__file__).parent
    found = hashlib.sha256()
    for name in SOURCES:
        file = here / f"{name}.py"
        found.update(file.read_bytes() if file.exists() else b"")
    return int.from_bytes(found.digest()[:6])


SILENT_SECONDS = 4.0
"""Reading machine code from the disk takes less; after it, whoever waits is told what for."""


def make_ready(door: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    """Have machine code for a call with arguments of these types: at hand, from the disk, or compiled now."""
    compiled: Any = door
    types = tuple(typeof(argument) for argument in arguments)  # type: ignore[no-untyped-call]  # numba's own
    if types in compiled.overloads:
        return
    waiting = threading.Timer(SILENT_SECONDS, _tell)
    waiting.start()
    try:
        with FileLock(_lock_path()):
            compiled.compile(types)
    finally:
        waiting.cancel()
        # Not left to end by itself: a race copies this process only while no other thread is in it.
        waiting.join()


def _tell() -> None:
    logger.warning("the planner is being prepared for this machine: once, about a minute")


def _lock_path() -> Path:
    """One for each user and each version of the compiled files."""
    name = f"musterbook-planner-{sources_digest():x}"
    with contextlib.suppress(KeyError, OSError):
        name += f"-{getpass.getuser()}"
    return Path(tempfile.gettempdir()) / f"{name}.lock"
