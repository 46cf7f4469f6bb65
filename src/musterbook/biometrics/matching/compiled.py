"""How the matcher's loops are compiled where numba is there, and run as they stand where it is not.

The two give the same answers (tests compare them); without the compiler a comparison takes hundreds of times longer.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, Final, TypeVar

logger = logging.getLogger(__name__)

Function = TypeVar("Function", bound=Callable[..., Any])

compiler: Any = None
try:
    import numba

    compiler = numba
except ImportError:  # a machine for which nobody builds it
    logger.warning("numba is not installed: fingers are compared hundreds of times more slowly, with the same answers")

COMPILED: Final = compiler is not None
"""Whether machine code is made at all."""


def inner(*, sums_reordered: bool = False) -> Callable[[Function], Function]:
    """Compile a function that only compiled functions call.

    Args:
        sums_reordered: whether its sums may be added in another order, which is what lets them run eight at a time.
            The order depends on nothing but their length, so a pair scores the same in any company.
    """

    def made(function: Function) -> Function:
        if not COMPILED:
            return function
        fast = {"reassoc", "nsz", "contract"} if sums_reordered else False
        options: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}  # no way in from Python
        compiled: Function = compiler.njit(fastmath=fast, error_model="numpy", nogil=True, **options)(function)
        return compiled

    return made


def door(signature: str) -> Callable[[Function], Function]:
    """Compile a function called from Python, for arguments of these types alone, and keep the machine code on disk.

    What is kept is found again by the door's own file, so everything a door calls stands in one file with it.
    """

    def made(function: Function) -> Function:
        if not COMPILED:
            return function
        compiled: Function = compiler.njit(signature, cache=True, error_model="numpy", nogil=True)(function)
        return compiled

    return made
