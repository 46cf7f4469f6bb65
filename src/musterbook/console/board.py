"""The serial board: one lane a carrier, one bar a serial, drawn to the width of the page it stands on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from musterbook.console.axis import round_hours
from musterbook.console.freeze import FreezeMark, freeze_of, notices_by
from musterbook.console.source import SerialRow

BEFORE: Final = timedelta(hours=3)
AFTER: Final = timedelta(hours=6)
LABEL_PX: Final = 118
LANE_PX: Final = 30
BAR_PX: Final = 22
HEAD_PX: Final = 26
TICK_ROOM_PX: Final = 52
LANES_MAX: Final = 40
"""A board longer than this is read on the page of its site, not on a wall."""

_Place = Callable[[datetime], float]
_NUMBER_FROM_PX: Final = 48
_TAIL_FROM_PX: Final = 14
_COUNT_FROM_PX: Final = 100
_ROUTE_FROM_PX: Final = 205


@dataclass(frozen=True, slots=True)
class BoardBar:
    """One serial as drawn: place and size in px, how much of it lies before now, and which texts have room.

    `planned` is where it was first planned, x and width, when it was told otherwise since; `late` the part of the bar
    after its planned end.
    """

    row: SerialRow
    x: float
    y: float
    width: float
    filled: float
    label: str
    count: bool
    route: bool
    opens_early: bool
    ends_late: bool
    planned: tuple[float, float] | None = None
    late: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Lane:
    """One carrier's serials, none over another."""

    carrier: str
    y: float
    bars: tuple[BoardBar, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """The whole drawing. `ticks` are hours with their x; `now_x` is the now-line; `left_out` counts lanes not drawn.

    `freeze` is the freeze line, piece by piece.
    """

    width: float
    height: float
    lanes: tuple[Lane, ...]
    ticks: tuple[tuple[float, datetime], ...]
    now_x: float
    serials: int
    left_out: int
    freeze: tuple[FreezeMark, ...]
    opens: datetime
    ends: datetime


def board_of(
    serials: Iterable[SerialRow], *, now: datetime, width_px: float,
    window: tuple[datetime, datetime] | None = None, lanes_max: int = LANES_MAX,
) -> Board:  # fmt: skip
    """The board from three hours before `now` to six after, or of another window, `width_px` wide."""
    opens, ends = window or (now.astimezone(UTC) - BEFORE, now.astimezone(UTC) + AFTER)
    room = max(width_px - LABEL_PX, 200.0)

    def x_of(moment: datetime) -> float:
        return LABEL_PX + room * ((moment - opens) / (ends - opens))

    shown = [row for row in serials if row.arrives_at > opens and row.leaves_at < ends]
    rows = _lanes(shown)
    lanes = tuple(
        Lane(carrier, HEAD_PX + place * LANE_PX, tuple(_bar(row, x_of, now, place, (opens, ends)) for row in lane))
        for place, (carrier, lane) in enumerate(rows[:lanes_max])
    )
    return Board(
        width=LABEL_PX + room,
        height=HEAD_PX + LANE_PX * len(lanes) + 6,
        lanes=lanes,
        ticks=tuple(
            (round(x_of(hour), 1), hour)
            for hour in _hours(opens, ends, most=int(room / TICK_ROOM_PX))
            if LABEL_PX + 16 < x_of(hour) < LABEL_PX + room - 22
        ),
        now_x=round(x_of(now), 1),
        serials=len(shown),
        left_out=max(len(rows) - lanes_max, 0),
        freeze=freeze_of(
            [carrier for carrier, _ in rows[:lanes_max]],
            notices_by({row.carrier: row.mode for row in shown}),
            now=now,
            top=HEAD_PX,
            lane=LANE_PX,
            x_of=lambda at: x_of(at) if opens < at < ends else None,
        ),
        opens=opens,
        ends=ends,
    )


def _bar(row: SerialRow, x_of: _Place, now: datetime, place: int, window: tuple[datetime, datetime]) -> BoardBar:
    opens, ends = window
    left, right = x_of(max(row.leaves_at, opens)), x_of(min(row.arrives_at, ends))
    width = max(right - left - 1, 3.0)
    done = min(max(x_of(now) - left, 0.0), width) if row.stage == "under-way" else 0.0
    return BoardBar(
        row=row,
        x=round(left, 1),
        y=HEAD_PX + place * LANE_PX + (LANE_PX - BAR_PX) / 2,
        width=round(width, 1),
        filled=round(done, 1),
        label=_label(row.serial, width),
        count=width >= _COUNT_FROM_PX + 5 * max(len(row.serial) - 5, 0),
        route=width >= _ROUTE_FROM_PX + 7 * max(len(row.origin) + len(row.destination) + len(row.serial) - 14, 0),
        opens_early=row.leaves_at < opens,
        ends_late=row.arrives_at > ends,
        planned=_planned(row, x_of, window),
        late=_late(row, x_of, (left, right)),
    )


def _label(serial: str, width: float) -> str:
    """As much of the serial's name as has room: whole, or what stands after its carrier."""
    tail = serial.rpartition("/")[2]
    if width >= _NUMBER_FROM_PX + 5 * max(len(serial) - 5, 0):
        return serial
    return tail if width >= _TAIL_FROM_PX + 7 * len(tail) else ""


def _planned(row: SerialRow, x_of: _Place, window: tuple[datetime, datetime]) -> tuple[float, float] | None:
    """Where it was first planned, when that is another hour and lies in the window."""
    leaves, arrives, (opens, ends) = row.planned_leaves_at, row.planned_arrives_at, window
    if leaves is None or arrives is None or leaves == row.leaves_at or arrives <= opens or leaves >= ends:
        return None
    left, right = x_of(max(leaves, opens)), x_of(min(arrives, ends))
    return round(left, 1), round(max(right - left - 1, 3.0), 1)


def _late(row: SerialRow, x_of: _Place, bar: tuple[float, float]) -> tuple[float, float] | None:
    """The part of the bar after its planned end."""
    left, right = bar
    if row.planned_arrives_at is None or row.planned_arrives_at >= row.arrives_at or row.stage == "stopped":
        return None
    start = max(x_of(row.planned_arrives_at), left)
    return (round(start, 1), round(right - start - 1, 1)) if right - start > 1 else None


def _lanes(serials: Sequence[SerialRow]) -> list[tuple[str, list[SerialRow]]]:
    """Serials by carrier; one that overlaps the one before on its carrier gets a lane beneath."""
    lanes: dict[tuple[str, int], list[SerialRow]] = {}
    for row in sorted(serials, key=lambda one: (one.carrier, one.leaves_at, one.serial)):
        depth = 0
        while (lane := lanes.setdefault((row.carrier, depth), [])) and lane[-1].arrives_at > row.leaves_at:
            depth += 1
        lane.append(row)
    return [(carrier, lane) for (carrier, _), lane in sorted(lanes.items())]


def _hours(opens: datetime, ends: datetime, *, most: int) -> list[datetime]:
    """Whole hours between the ends, so many apart that at most `most` are named."""
    return [hour for hour, _ in round_hours(opens, ends, most=max(most, 2))]
