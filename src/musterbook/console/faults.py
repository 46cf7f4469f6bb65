"""What may be logged of a fault of ours: its kind and its place in the code, never its message: it may name someone."""

from __future__ import annotations

import traceback


def place_of(error: BaseException) -> str:
    """Kind of the error, and file and line it was raised at: `KeyError at rows.py:88`."""
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return type(error).__name__
    last = frames[-1]
    return f"{type(error).__name__} at {last.filename.rpartition('/')[2]}:{last.lineno}"
