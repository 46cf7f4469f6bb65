"""Markings: the words boxed on every page, paper and export."""

from __future__ import annotations

from typing import Final

EXERCISE: Final = "EXERCISE · INVENTED PEOPLE, PUBLIC TOTALS"
"""Stands on everything a rehearsal makes."""

RESTRICTED: Final = "RESTRICTED · CUSTODY"
"""Stands on everything a real operation makes: numbers, places and times re-identify people by their pattern."""
