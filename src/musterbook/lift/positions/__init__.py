"""Positions of carriers: where one was last, whether it is on its way, and what a leg's track came to.

A position is of a carrier and never of a person. Readings lie beside the book and perish; what stays is one signed line
for each leg (`lift.track-kept`) and the track itself, sealed (decision 0983).
"""

from __future__ import annotations

from musterbook.lift.positions.judging import Alarm, Limits, Track, alarms, track_of
from musterbook.lift.positions.tracks import Tracks
from musterbook.lift.positions.where import Position, Way, km_between, off_way_km

__all__ = [
    "Alarm",
    "Limits",
    "Position",
    "Track",
    "Tracks",
    "Way",
    "alarms",
    "km_between",
    "off_way_km",
    "track_of",
]
