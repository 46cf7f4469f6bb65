"""The serial board."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from musterbook.console.board import LABEL_PX, board_of
from musterbook.console.source import SerialRow
from tests.console.invented import NOW

HOUR = timedelta(hours=1)
ROW = SerialRow("S-001", "CH-47 · 1", "heli", "HSK-1", "KRK-R", NOW, NOW + HOUR, 33, 20, 0, "planned")
WIDTH = LABEL_PX + 900  # a hundred pixels an hour


def test_a_serial_stands_at_its_hours() -> None:
    board = board_of([ROW], now=NOW, width_px=WIDTH)

    (bar,) = board.lanes[0].bars
    assert (bar.x, bar.width) == (LABEL_PX + 300, 99)
    assert board.now_x == LABEL_PX + 300
    assert (bar.label, bar.count, bar.route) == ("S-001", False, False)


def test_texts_show_only_where_there_is_room() -> None:
    rows = [
        replace(ROW, serial="S-010", arrives_at=NOW + HOUR / 4),
        replace(ROW, leaves_at=NOW + 2 * HOUR, arrives_at=NOW + 5 * HOUR),
    ]

    short, long = board_of(rows, now=NOW, width_px=WIDTH).lanes[0].bars

    assert (short.label, short.count, short.route) == ("", False, False)
    assert (long.label, long.count, long.route) == ("S-001", True, True)


def test_what_is_under_way_is_filled_up_to_now() -> None:
    row = replace(ROW, leaves_at=NOW - HOUR, arrives_at=NOW + HOUR, stage="under-way")

    (bar,) = board_of([row], now=NOW, width_px=WIDTH).lanes[0].bars

    assert (bar.width, bar.filled) == (199, 100)


def test_two_serials_of_one_carrier_at_one_hour_get_two_lanes() -> None:
    rows = [ROW, replace(ROW, serial="S-002", leaves_at=NOW + HOUR / 2, arrives_at=NOW + 2 * HOUR)]

    lanes = board_of(rows, now=NOW, width_px=WIDTH).lanes

    assert [len(lane.bars) for lane in lanes] == [1, 1]
    assert lanes[0].y < lanes[1].y


def test_what_lies_outside_the_hours_is_left_out_and_what_crosses_the_edge_is_cut_there() -> None:
    rows = [replace(ROW, serial="S-000", leaves_at=NOW - 9 * HOUR, arrives_at=NOW - 8 * HOUR),
            replace(ROW, serial="S-009", leaves_at=NOW + 5 * HOUR, arrives_at=NOW + 9 * HOUR)]  # fmt: skip

    board = board_of(rows, now=NOW, width_px=WIDTH)

    (bar,) = board.lanes[0].bars
    assert (bar.row.serial, bar.ends_late) == ("S-009", True)
    assert bar.x + bar.width <= WIDTH
