"""English words for where the rules of the gates are from, by key: what their table says, for a translator to see."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from musterbook.eligibility.gates import GATES

GATE_SOURCES: Final[Mapping[str, str]] = {f"gate-source.{one.rule}": one.source for one in GATES.values() if one.source}
"""Citations with their marks. ✓ checked, ‡ not checked against its text, (s) from a public source."""
