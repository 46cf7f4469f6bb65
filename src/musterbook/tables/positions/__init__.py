"""Positions of carriers as trackers write them: NMEA 0183, GPX, Cursor on Target, JSON lines, and tables.

What a file is, is read from what it holds. Good readings are kept; each that is wrong is named with its row and why.
"""

from __future__ import annotations

from musterbook.tables.positions.file import ENDINGS, Read, read_positions
from musterbook.tables.positions.fix import Fix

__all__ = ["ENDINGS", "Fix", "Read", "read_positions"]
