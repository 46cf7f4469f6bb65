"""The words a fact of the watch may use where it can use only some."""

from __future__ import annotations

from typing import Final

ARMED: Final = ("yes", "no", "partly", "unknown")
INCIDENT_KINDS: Final = ("attempt", "riot", "loss", "attack-on-staff", "weapons-or-tunnel", "search-done")
WARNING_KINDS: Final = ("specific", "campaign")
RELIABILITIES: Final = ("A", "B", "C", "D", "E", "F")
ANSWERS: Final = ("taken", "acted", "handed-on", "declined")
CAUSES: Final = ("base", "front", "vacuum", "natural", "scenario", "slack", "stale", "signal")
RUNGS: Final = ("watch", "prepare", "ready", "move", "now")
ENDINGS: Final = ("below-threshold", "expired", "superseded", "answered")
CERTAINTIES: Final = ("day", "week", "month")
LAYERS: Final = ("fighting", "line", "guards", "attempt", "relief", "wind", "scenario")
"""What is forecast and scored beside custody itself."""
LOSS: Final = "loss"
"""The layer of custody itself: its forecasts are the outlooks."""
