"""A person's hands on the time axis."""

from __future__ import annotations

from datetime import timedelta

from musterbook.console.axis import LABEL_PX, LEAST_PX, axis_of
from musterbook.console.source import HandLine
from tests.console.invented import NOW

HOUR = timedelta(hours=1)


def hand(custodian: str, part: str, since: float, until: float | None) -> HandLine:
    ends = NOW - until * HOUR if until is not None else None
    return HandLine(f"{custodian}/{part}", custodian, part, NOW - since * HOUR, ends, "0" * 64)


def test_each_custodian_has_one_row_in_the_order_they_held_him() -> None:
    hands = [hand("mal-1", "in-hand", 10, 5), hand("bus-07", "in-hand", 5, 2), hand("mal-1", "in-hand", 2, None)]

    axis = axis_of(hands, now=NOW, width_px=LABEL_PX + 10 + 1000)

    assert [name for name, _ in axis.rows] == ["mal-1", "bus-07"]
    assert [(one.x, one.width) for one in axis.stretches] == [
        (LABEL_PX, 500), (LABEL_PX + 500, 300), (LABEL_PX + 800, 200),
    ]  # fmt: skip
    assert len(axis.joints) == 2


def test_a_moment_in_nobodys_hands_still_shows() -> None:
    hands = [
        hand("mal-1", "in-hand", 200, 0.02),
        hand("mal-1", "handing-over", 0.02, 0.01),
        hand("bus-07", "in-hand", 0.01, None),
    ]

    axis = axis_of(hands, now=NOW)

    assert axis.stretches[1].width == LEAST_PX


def test_someone_without_hands_has_an_empty_axis() -> None:
    assert axis_of([], now=NOW).stretches == ()
