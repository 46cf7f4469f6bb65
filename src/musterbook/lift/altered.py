"""A plan with one serial otherwise: at another hour, longer under way, with other people or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from musterbook.lift.plan import Plan, Serial, Stop


def slipped(plan: Plan, serial: Serial, minutes: int) -> Plan:
    """The plan with a serial's tour so many minutes later, or earlier when negative."""
    stops = list(plan.stops[serial.vehicle])
    if minutes:
        first, last = _tour_of(stops, serial)
        _put_off(stops, first, last, minutes)
    return replace(plan, stops={**plan.stops, serial.vehicle: tuple(stops)})


def arriving(plan: Plan, serial: Serial, minutes: int) -> Plan:
    """The plan with a serial so many minutes longer under way (shorter when negative), and its tour's rest later."""
    stops = list(plan.stops[serial.vehicle])
    if minutes:
        _, alight = _ends_of(stops, serial)
        _, last = _tour_of(stops, serial)
        _put_off(stops, alight, last, minutes)
        stops[alight] = replace(stops[alight], arrive=stops[alight].arrive + minutes)
    return replace(plan, stops={**plan.stops, serial.vehicle: tuple(stops)})


def scrubbed(plan: Plan, serial: Serial) -> Plan:
    """The plan without a serial's people: its carrier moves empty."""
    return with_heads(plan, serial, {})


def with_heads(plan: Plan, serial: Serial, heads: Mapping[str, int]) -> Plan:
    """The plan with other numbers of people, by group, on one of its serials."""
    stops = list(plan.stops[serial.vehicle])
    board, alight = _ends_of(stops, serial)
    stops[board] = replace(stops[board], board=_changed(stops[board].board, serial.heads, heads))
    stops[alight] = replace(stops[alight], alight=_changed(stops[alight].alight, serial.heads, heads))
    return replace(plan, stops={**plan.stops, serial.vehicle: tuple(stops)})


def _ends_of(stops: Sequence[Stop], serial: Serial) -> tuple[int, int]:
    """Where the serial's people board and where they are set down."""
    board = next(
        place
        for place, stop in enumerate(stops)
        if stop.node == serial.origin and stop.service_start == serial.board_start and stop.board
    )
    alight = next(
        place
        for place, stop in enumerate(stops)
        if place > board and stop.node == serial.destination and stop.service_end == serial.set_down
    )
    return board, alight


def _tour_of(stops: Sequence[Stop], serial: Serial) -> tuple[int, int]:
    """From the stop where the tour's escorts come on to the one where they go off."""
    board, alight = _ends_of(stops, serial)
    first = next((place for place in range(board, -1, -1) if stops[place].escorts_on), board)
    last = next((place for place in range(alight, len(stops)) if stops[place].escorts_off), len(stops) - 1)
    return first, last


def _put_off(stops: list[Stop], first: int, last: int, minutes: int) -> None:
    """Move stops `first` to `last` in place. The wait before takes up the difference; what comes after gives way."""
    for place in range(first, last + 1):
        one = stops[place]
        stops[place] = replace(
            one, arrive=one.arrive + minutes if place > first else one.arrive,
            service_start=one.service_start + minutes, service_end=one.service_end + minutes,
            depart=one.depart + minutes if place < last else max(one.depart, one.service_end + minutes),
        )  # fmt: skip
    if first and stops[first - 1].node == stops[first].node:
        stops[first - 1] = replace(stops[first - 1], depart=stops[first].arrive + minutes)
        stops[first] = replace(stops[first], arrive=stops[first].arrive + minutes)
    if last + 1 < len(stops) and stops[last + 1].node == stops[last].node:
        short = stops[last].depart - stops[last + 1].arrive
        stops[last + 1] = replace(stops[last + 1], arrive=stops[last].depart)
        late = stops[last].depart - stops[last + 1].service_start
        if short > 0 and late > 0:
            end = next((at for at in range(last + 1, len(stops)) if stops[at].escorts_off), len(stops) - 1)
            start = stops[last + 1]
            _put_off(stops, last + 1, end, late)
            stops[last] = replace(stops[last], depart=start.arrive)
            stops[last + 1] = replace(stops[last + 1], arrive=start.arrive)


def _changed(there: Mapping[str, int], less: Mapping[str, int], more: Mapping[str, int]) -> dict[str, int]:
    left = {group: there.get(group, 0) - less.get(group, 0) + more.get(group, 0) for group in sorted({*there, *more})}
    return {group: count for group, count in left.items() if count > 0}
