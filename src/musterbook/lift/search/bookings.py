"""A plan while it is made: three plain arrays, so that it is put aside or taken up again by three copies."""

from __future__ import annotations

from typing import NamedTuple

from musterbook.lift.search import columns as c
from musterbook.lift.search.tables import Array, Tables


class Bookings(NamedTuple):
    """What is taken, where the carriers are, the serials so far: the simulation's `s`, `y` and `u`."""

    whole: Array
    figures: Array
    slots: Array


def new_bookings(tables: Tables) -> Bookings:
    """A plan with nothing booked."""
    return Bookings(tables.start.copy(), tables.start_f.copy(), tables.start_slots.copy())


def total(tables: Tables, bookings: Bookings, column: int) -> int:
    """One of the totals `T_*`."""
    return int(bookings.whole[tables.whole[c.AT_TOTALS] + column])


def serial_rows(tables: Tables, bookings: Bookings) -> Array:
    """The serials and ways home written so far, one row each with the columns `R_*`, in the order of deciding."""
    at = tables.whole[c.AT_SERIALS]
    return bookings.whole[at : at + total(tables, bookings, c.T_SERIALS) * c.R_COLUMNS].reshape(-1, c.R_COLUMNS)
