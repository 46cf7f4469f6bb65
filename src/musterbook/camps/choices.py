"""The words a fact of the camps may use where it can use only some."""

from __future__ import annotations

from typing import Final

SEXES: Final = ("f", "m", "u")
ACCESS: Final = ("full", "part", "none")
COMINGS: Final = ("births", "arrivals")
DEPARTURES: Final = ("departures-met", "repatriated", "moved-to")
"""People who left and whose leaving somebody saw to."""
PASSAGES: Final = ("births", "deaths", "arrivals", *DEPARTURES)
SERVICES: Final = ("water", "food", "health", "schooling")
COUNT_MOST: Final = 10_000_000
