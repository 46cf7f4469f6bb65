"""How the simulation is compiled: inner functions together with whoever calls them, the doors once and kept on disk.

Only the doors are kept. What is kept is found again by the sources of all compiled files, so that a change in any of
them is never answered with old machine code (decision 0203).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from numba import njit

Function = TypeVar("Function", bound=Callable[..., Any])

SOURCES = ("columns", "clocks", "loading", "promised", "evaluate", "book", "choose", "simulate", "vary")


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
