"""What one trip of one person uses of every row: the columns of the linear programme."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from musterbook.lift.bound.people import Reals, Wholes
from musterbook.lift.bound.pricing import Relaxation, bed_flags


@dataclass(frozen=True)
class TripColumns:
    """Trips of single persons, one an element: their kind, departure and arrival (entries of `Trips`)."""

    kind: Wholes
    departure: Wholes
    arrival: Wholes

    def __len__(self) -> int:
        """How many trips."""
        return len(self.kind)


@dataclass(frozen=True)
class Uses:
    """Row `row[i]` is used `amount[i]` by column `column[i]`.

    A use of a row of `rows.by` is one use from its minute on: it counts in that row and all later ones of the block.
    """

    column: Wholes
    row: Wholes
    amount: Reals


def uses_of(relaxation: Relaxation, trips: TripColumns) -> Uses:
    """All that `trips` use of resources."""
    parts = [*_tiles(relaxation, trips), *_by(relaxation, trips), *_reception(relaxation, trips)]
    column = np.concatenate([np.zeros(0, dtype=np.int64), *(part[0] for part in parts)])
    row = np.concatenate([np.zeros(0, dtype=np.int64), *(part[1] for part in parts)])
    amount = np.concatenate([np.zeros(0), *(part[2] for part in parts)])
    return Uses(column, row, amount)


Part = tuple[Wholes, Wholes, Reals]


def _tiles(relaxation: Relaxation, trips: TripColumns) -> list[Part]:
    rows, own = relaxation.rows, relaxation.departure
    fleet = own.fleet[trips.departure]
    everyone, apart = np.arange(len(trips)), np.flatnonzero(own.counted[trips.departure])
    parts = []
    for number, (tiling, spans) in enumerate(zip(rows.tilings, relaxation.spans, strict=True)):
        counted = everyone if tiling.bare else apart
        opens = spans.opens[trips.departure]
        closes = spans.closes[trips.arrival] if tiling.held else spans.closes_least[trips.departure]
        column, tile, minutes = _overlaps(opens[counted], closes[counted], tiling.edges)
        column = counted[column]
        share = relaxation.share[trips.kind[column], fleet[column]]
        guards = relaxation.guards[trips.kind[column]]
        parts.append((column, rows.fleet_tiles[number][fleet[column]] + tile, share * minutes))
        parts.append((column, rows.pool_tiles[number][rows.pool_of[fleet[column]]] + tile, guards * minutes))
    return parts


def _overlaps(opens: Reals, closes: Reals, edges: Wholes) -> tuple[Wholes, Wholes, Reals]:
    """(element, tile, minutes) for each tile that a span meets; less than nothing where it closes before it opens."""
    low, high = np.minimum(opens, closes), np.maximum(opens, closes)
    first = np.clip(np.searchsorted(edges, low, side="right") - 1, 0, len(edges) - 2)
    last = np.clip(np.searchsorted(edges, high, side="left") - 1, 0, len(edges) - 2)
    count = np.maximum(last - first + 1, 0)
    element = np.repeat(np.arange(len(opens)), count)
    tile = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count) + first[element]
    minutes = np.minimum(high[element], edges[tile + 1]) - np.maximum(low[element], edges[tile])
    minutes = np.where(closes[element] < opens[element], -minutes, minutes)
    kept = minutes != 0
    return element[kept], tile[kept], minutes[kept]


def _by(relaxation: Relaxation, trips: TripColumns) -> list[Part]:
    rows, own, end = relaxation.rows, relaxation.departure, relaxation.arrival
    fleet = own.fleet[trips.departure]
    share, guards = relaxation.share[trips.kind, fleet], relaxation.guards[trips.kind]
    units = relaxation.units[trips.kind]

    out, into = trips.departure, trips.arrival
    carrier, pool = rows.fleet_by[fleet], rows.pool_by[rows.pool_of[fleet]]
    uses = [
        (carrier, own.by_lead[out], share * own.lead[out] + units * own.load_min[out]),
        (carrier, own.by_legs[out], share * own.legs[out]),
        (carrier, own.by_tail[out], share * own.tail[out]),
        (carrier, end.by_set_down[into], share * end.turn[into] + units * end.unload_min[into]),
        (pool, own.by_lead[out], guards * own.lead[out]),
        (pool, own.by_aboard[out], guards * (own.legs[out] + own.turn[out])),
        (pool, own.by_back[out], guards * own.tail[out]),
    ]
    everyone = np.arange(len(trips))
    parts = []
    for first, since, amount in uses:
        kept = (since < len(rows.by)) & own.counted[trips.departure] & (amount != 0)
        parts.append((everyone[kept], (first + since)[kept], amount[kept]))
    return parts


def _reception(relaxation: Relaxation, trips: TripColumns) -> list[Part]:
    rows, all_trips = relaxation.rows, relaxation.trips
    berth = all_trips.arrival_berth[trips.arrival]
    point = all_trips.arrival_point[trips.arrival]
    parts = []
    for number, one in enumerate(all_trips.berths):
        if one.target not in rows.queue:
            continue
        here = np.flatnonzero(berth == number)
        if not len(here):
            continue
        parts.append((here, rows.queue[one.target] + point[here], np.ones(len(here))))
        for compartment in {relaxation.people.kinds[kind].compartment for kind in set(trips.kind[here].tolist())}:
            kinds = [i for i, kind in enumerate(relaxation.people.kinds) if kind.compartment == compartment]
            some = here[np.isin(trips.kind[here], kinds)]
            flags = bed_flags(relaxation, one.target, compartment)
            step, which = np.nonzero(flags[:, point[some]])
            parts.append((some[which], rows.beds[one.target, compartment] + step, np.ones(len(step))))
    return parts
