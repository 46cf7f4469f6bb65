"""Markings of portions and banners: read, rolled up, and asked whether a country may see what bears them.

A *format* profile after public rules (casework.md section 9), not an authority's approval.
"""

from __future__ import annotations

from musterbook.evidence.markings.reading import Mark, read_mark
from musterbook.evidence.markings.releasing import Release, release
from musterbook.evidence.markings.rollup import RollUp, roll_up

__all__ = ["Mark", "Release", "RollUp", "read_mark", "release", "roll_up"]
