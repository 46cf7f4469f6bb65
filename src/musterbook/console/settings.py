"""Settings of the console, with their defaults beside their limits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

HOSTS: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})
"""Names this console answers to. Any other in the `Host` header is another site reaching in by a name of its own."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How the console is served and what every page's head shows.

    Attributes:
        port: where it listens, on the loopback address only.
        clocks: local clocks beside the Zulu clock: a name and its IANA zone.
        frame_seconds: time between two live frames.
        node_silent_minutes: a node not heard of for longer is named beside the totals.
    """

    port: int = 8100
    clocks: tuple[tuple[str, str], ...] = (("Baghdad", "Asia/Baghdad"), ("Washington", "America/New_York"))
    frame_seconds: float = 1.0
    node_silent_minutes: int = 30
