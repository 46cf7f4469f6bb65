"""The plan as bars: one lane a carrier with its serials, or one lane a place with the services there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from musterbook.console.axis import round_hours
from musterbook.console.freeze import FreezeMark, freeze_of
from musterbook.console.source import SerialRow
from musterbook.lift.plan import Plan, Serial, serials
from musterbook.lift.problem import Problem

LABEL_PX: Final = 118
LANE_PX: Final = 24
BAR_PX: Final = 16
HEAD_PX: Final = 24
LANES_MAX: Final = 80
LEAST_PX: Final = 3.0
DOT_PX: Final = 9
TICK_ROOM_PX: Final = 74
MARGIN: Final = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Span:
    """Something that takes time in a lane: its hours and its serial. `look` is how far it has come.

    `leaves` is its hour as last told, and `seen` begins the digest of its list; `name` is what the book calls it.
    """

    lane: str
    serial: str
    origin: str
    destination: str
    opens: datetime
    ends: datetime
    people: int
    escorts: int
    look: str
    name: str
    leaves: datetime
    seen: str = ""


@dataclass(frozen=True, slots=True)
class GanttBar:
    """One span as drawn; `text` is what has room on it. `stopped` people would be stopped at a gate: a dot says so."""

    span: Span
    x: float
    y: float
    width: float
    text: str
    stopped: int = 0


@dataclass(frozen=True, slots=True)
class GanttLane:
    """One lane: its name and its bars, none over another."""

    name: str
    y: float
    bars: tuple[GanttBar, ...]


@dataclass(frozen=True, slots=True)
class Gantt:
    """The whole drawing. `now_x` is None when now is not in it; `left_out` counts lanes not drawn.

    `freeze` is the freeze line: what leaves before it is committed. It has a piece in each lane of a carrier, and runs
    through all lanes, once for each notice, where lanes are places. `stopped` counts the serials marked by a dot.
    """

    width: float
    height: float
    lanes: tuple[GanttLane, ...]
    ticks: tuple[tuple[float, datetime, bool], ...]
    now_x: float | None
    freeze: tuple[FreezeMark, ...]
    opens: datetime
    ends: datetime
    left_out: int
    bars: int
    stopped: int = 0


def spans_by_carrier(plan: Plan, problem: Problem, told: Mapping[str, SerialRow], *, proposed: bool) -> list[Span]:
    """Serials by carrier, from boarding to set-down."""
    return [
        _span(one, one.vehicle, problem, (one.board_start, one.set_down), told, proposed=proposed)
        for one in serials(plan)
    ]  # fmt: skip


def spans_by_place(plan: Plan, problem: Problem, told: Mapping[str, SerialRow], *, proposed: bool) -> list[Span]:
    """Services by place: boarding at the origin, setting down at the destination."""
    ends = {
        (vehicle, stop.node, stop.service_end): stop.service_start
        for vehicle, stops in plan.stops.items()
        for stop in stops
    }
    spans = []
    for one in serials(plan):
        spans.append(_span(one, one.origin, problem, (one.board_start, one.board_end), told, proposed=proposed))
        begun = ends.get((one.vehicle, one.destination, one.set_down), one.arrive)
        spans.append(_span(one, one.destination, problem, (begun, one.set_down), told, proposed=proposed))
    return spans


def window_of(spans: Sequence[Span], *, now: datetime, hours: int, since: datetime | None) -> tuple[datetime, datetime]:
    """What is drawn: `hours` from `since`, or around now while the plan runs; the whole plan when `hours` is 0."""
    first = min((span.opens for span in spans), default=now).astimezone(UTC)
    last = max((span.ends for span in spans), default=now + timedelta(hours=1)).astimezone(UTC)
    if not hours:
        return first - MARGIN, last + MARGIN
    start = since or (now - timedelta(hours=max(hours // 6, 1)) if first <= now <= last else first - MARGIN)
    start = start.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return start, start + timedelta(hours=hours)


def gantt_of(
    spans: Iterable[Span], *, window: tuple[datetime, datetime], now: datetime, width_px: float,
    names: Mapping[str, str] | None = None, notices: Mapping[str, timedelta] | None = None,
    stopped: Mapping[str, int] | None = None,
) -> Gantt:  # fmt: skip
    """The drawing of what lies in the window. `stopped`: by the book's name of a serial, who would not pass a gate."""
    opens, ends = window
    room = max(width_px - LABEL_PX, 200.0)

    def x_of(moment: datetime) -> float:
        return LABEL_PX + room * ((moment - opens) / (ends - opens))

    shown = [span for span in spans if span.ends > opens and span.opens < ends]
    rows = _lanes(shown)
    lanes = tuple(
        GanttLane(
            (names or {}).get(name, name), HEAD_PX + place * LANE_PX,
            tuple(
                _bar(span, x_of, window, HEAD_PX + place * LANE_PX, stopped=(stopped or {}).get(span.name, 0))
                for span in lane
            ),
        )
        for place, (name, lane) in enumerate(rows[:LANES_MAX])
    )  # fmt: skip
    inside = LABEL_PX + room - TICK_ROOM_PX / 3
    keys = [name for name, _ in rows[:LANES_MAX]]
    return Gantt(
        width=LABEL_PX + room,
        height=HEAD_PX + LANE_PX * len(lanes) + 6,
        lanes=lanes,
        ticks=tuple(
            (round(x_of(at), 1), at, midnight)
            for at, midnight in round_hours(opens, ends, most=max(int(room / TICK_ROOM_PX), 2))
            if LABEL_PX + 20 < x_of(at) < inside
        ),
        now_x=round(x_of(now), 1) if opens < now < ends else None,
        freeze=freeze_of(
            keys,
            notices or {},
            now=now,
            top=HEAD_PX,
            lane=LANE_PX,
            x_of=lambda at: x_of(at) if opens < at < ends else None,
        ),
        opens=opens,
        ends=ends,
        left_out=max(len(rows) - LANES_MAX, 0),
        bars=len(shown),
        stopped=len({span.name for span in shown if (stopped or {}).get(span.name)}),
    )


def _span(
    one: Serial, lane: str, problem: Problem, minutes: tuple[int, int], told: Mapping[str, SerialRow], *, proposed: bool
) -> Span:
    epoch = datetime.fromisoformat(problem.epoch)
    row = told.get(one.id)
    return Span(
        lane=lane, serial=one.id, origin=one.origin, destination=one.destination,
        opens=epoch + timedelta(minutes=minutes[0]), ends=epoch + timedelta(minutes=minutes[1]), people=one.people,
        escorts=one.escorts, look="proposed" if proposed else row.stage if row else "planned",
        name=row.serial if row else "", leaves=row.leaves_at if row else epoch + timedelta(minutes=one.depart),
        seen=row.digest[:12] if row else "",
    )  # fmt: skip


def _bar(
    span: Span, x_of: Callable[[datetime], float], window: tuple[datetime, datetime], top: float, *, stopped: int
) -> GanttBar:
    opens, ends = window
    left, right = x_of(max(span.opens, opens)), x_of(min(span.ends, ends))
    width = max(right - left - 1, LEAST_PX)
    whole = f"{span.serial.rpartition('/')[2]} · {span.people}"
    room = width - (DOT_PX if stopped else 0)
    text = next((one for one in (whole, str(span.people)) if len(one) * 6.6 + 8 <= room), "")
    return GanttBar(span, round(left, 1), top + (LANE_PX - BAR_PX) / 2, round(width, 1), text, stopped)


def _lanes(spans: Sequence[Span]) -> list[tuple[str, list[Span]]]:
    """Spans by lane; one that overlaps the one before gets a lane beneath."""
    lanes: dict[tuple[str, int], list[Span]] = {}
    for span in sorted(spans, key=lambda one: (one.lane, one.opens, one.serial)):
        depth = 0
        while (lane := lanes.setdefault((span.lane, depth), [])) and lane[-1].ends > span.opens:
            depth += 1
        lane.append(span)
    return [(name if not depth else "", lane) for (name, depth), lane in sorted(lanes.items())]
