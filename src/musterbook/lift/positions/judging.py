"""What positions say: alarms while a carrier is under way, and what its track came to when it is there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final, Literal

from musterbook.lift.positions.where import Place, Position, Way, km_between, off_way_km

Kind = Literal["old", "off-way", "stopped", "jump"]
STANDS_KM: Final = 1.0
"""Within so far of where it was, a carrier stands (judged: over the error of a tracker, under a minute's driving)."""
AT_A_PLACE_KM: Final = 3.0
"""Within so far of a place it is at that place."""
FASTEST_KMH: Final[Mapping[str, float]] = {"road": 160.0, "heli": 400.0, "fixed": 1000.0}
"""No carrier of a mode is faster: what says otherwise is a tracker gone wrong, or false positions (judged)."""


@dataclass(frozen=True, slots=True)
class Limits:
    """When an alarm is due: minutes without a position, km off the way, minutes of standing; 0 asks for none."""

    minutes: int
    off_way_km: int
    stop_minutes: int


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something wrong with a carrier's positions: what, since when, and how many minutes or whole km of it."""

    kind: Kind
    since: datetime
    much: int


@dataclass(frozen=True, slots=True)
class Track:
    """What a leg's positions came to.

    Attributes:
        readings: how many.
        first, last: when.
        metres: how far the positions lie apart, one after the other.
        silent_minutes: the longest time without one between leaving and arriving.
        off_way_metres: the farthest off its way it was at least.
        alarms: each time it was off its way, stood, or its position jumped, oldest first.
    """

    readings: int
    first: datetime
    last: datetime
    metres: int
    silent_minutes: int
    off_way_metres: int
    alarms: tuple[Alarm, ...]


def alarms(
    way: Way, positions: Sequence[Position], limits: Limits, now: datetime, *, halts: Sequence[Place] = ()
) -> tuple[Alarm, ...]:
    """What is wrong now with a carrier under way.

    Args:
        way: what it runs.
        positions: its readings since it left, in order of time.
        limits: when something is wrong.
        now: the moment asked about.
        halts: places at which it may stand.
    """
    newest = positions[-1].at if positions else way.leaves_at
    current = [one for one in _lasting(way, positions, limits, halts) if _lasts(one, way, positions, limits)]
    silent = (now - newest) / timedelta(minutes=1)
    if limits.minutes and silent > limits.minutes:
        current.append(Alarm("old", newest, int(silent)))
    return tuple(current)


def track_of(way: Way, positions: Sequence[Position], limits: Limits, *, halts: Sequence[Place] = ()) -> Track | None:
    """What the positions of a leg came to; None when there was none."""
    if not positions:
        return None
    hours = [way.leaves_at, *(one.at for one in positions), way.arrives_at]
    inside = sorted(min(max(hour, way.leaves_at), way.arrives_at) for hour in hours)
    silent = max((later - earlier for earlier, later in pairwise(inside)), default=timedelta())
    return Track(
        len(positions), positions[0].at, positions[-1].at,
        round(1000 * sum(km_between(one.place, other.place) for one, other in pairwise(positions))),
        int(silent / timedelta(minutes=1)), round(1000 * max(off_way_km(one.place, way) for one in positions)),
        tuple(_lasting(way, positions, limits, halts)),
    )  # fmt: skip


def _lasting(way: Way, positions: Sequence[Position], limits: Limits, halts: Sequence[Place]) -> Iterator[Alarm]:
    """Each stretch off the way, each stand, each jump."""
    found = [*_off(way, positions, limits), *_stands(way, positions, limits, halts), *_jumps(way, positions)]
    yield from sorted(found, key=lambda one: (one.since, one.kind))


def _off(way: Way, positions: Sequence[Position], limits: Limits) -> Iterator[Alarm]:
    since: datetime | None = None
    most = 0.0
    for one in positions:
        km = off_way_km(one.place, way)
        if limits.off_way_km and km > limits.off_way_km:
            since, most = since or one.at, max(most, km)
        elif since is not None:
            yield Alarm("off-way", since, int(most))
            since, most = None, 0.0
    if since is not None:
        yield Alarm("off-way", since, int(most))


def _stands(way: Way, positions: Sequence[Position], limits: Limits, halts: Sequence[Place]) -> Iterator[Alarm]:
    """Each time it stood longer than it may anywhere but at an end of its way or where it may halt."""
    allowed = (way.start, way.end, *halts)
    first = 0
    for place, one in enumerate(positions):
        if km_between(positions[first].place, one.place) > STANDS_KM:
            yield from _stand(positions[first], positions[place - 1].at, limits, allowed)
            first = place
    if positions:
        yield from _stand(positions[first], positions[-1].at, limits, allowed)


def _stand(where: Position, until: datetime, limits: Limits, allowed: Sequence[Place]) -> Iterator[Alarm]:
    minutes = int((until - where.at) / timedelta(minutes=1))
    long = bool(limits.stop_minutes) and minutes >= limits.stop_minutes
    if long and all(km_between(where.place, place) > AT_A_PLACE_KM for place in allowed):
        yield Alarm("stopped", where.at, minutes)


def _jumps(way: Way, positions: Sequence[Position]) -> Iterator[Alarm]:
    fastest = FASTEST_KMH.get(way.mode, max(FASTEST_KMH.values()))
    for one, other in pairwise(positions):
        km, hours = km_between(one.place, other.place), (other.at - one.at) / timedelta(hours=1)
        if km > STANDS_KM and (hours <= 0 or km / hours > fastest):
            yield Alarm("jump", other.at, int(km))


def _lasts(one: Alarm, way: Way, positions: Sequence[Position], limits: Limits) -> bool:
    """Whether an alarm still holds at the newest position; a jump holds for the leg: nothing after it is sure."""
    if one.kind == "jump":
        return True
    newest = positions[-1]
    if one.kind == "off-way":
        return off_way_km(newest.place, way) > limits.off_way_km
    start = next(each for each in positions if each.at == one.since)
    return km_between(start.place, newest.place) <= STANDS_KM
