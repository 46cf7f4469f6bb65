"""How good storm warnings would have been, the agency's and our own, against best tracks at 18 points in Florida.

Run: `OPENBLAS_NUM_THREADS=1 PYTHONPATH=src:. python benchmarks/watch_storms.py [--folder ../shared/data/watch/nhc]
[--only agency|own|speed]`; a minute of one core. Storms, not rows, are the sample: the interval draws storms anew.
"""

from __future__ import annotations

import argparse
import math
import resource
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Final

import numpy as np
from tests.watch.storm_scores import ERRORS_2005_09, NHC, Row, Seasons, flat, said_and_came

from musterbook.watch.scoring import EDGES_WIND, scores
from musterbook.watch.storms import Advisory, Place, Radii, TrackPoint, wind_outlooks

SEED: Final = 1


def print_skill(name: str, rows: Sequence[Row], horizons: Sequence[int]) -> None:
    """One line of the table for each horizon."""
    for hours in horizons:
        chances, came = said_and_came(rows, hours)
        storms = len({row.storm for row in rows if row.hours <= hours})
        _, storm = np.unique([row.storm for row in rows], return_inverse=True)
        told = scores(chances, came, flat(came), storm, seed=SEED, edges=EDGES_WIND)
        low, high = told.skill_range or (math.nan, math.nan)
        print(
            f"{name:<34} {hours:>4} h  n {told.n:,} ({told.positives}, {storms} storms)"
            f"  AUC {told.auc:.3f}  skill {told.skill:.3f} [{low:.2f}, {high:.2f}]"
            f"  mean {chances.mean():.3f} / {came.mean():.3f}",
            flush=True,
        )


def print_arrivals(name: str, rows: Sequence[Row]) -> None:
    """How often the 80 % interval held the hour the wind came, where it came within 120 h and an arrival was shown."""
    shown = [(row.outlook, row.outlook.arrival, row.hours) for row in rows if row.outlook.arrival and row.hours <= 120]
    hours = np.array(
        [
            [(at - said.issued_at) / timedelta(hours=1) - came for at in (when.early, when.median, when.late)]
            for said, when, came in shown
        ]
    )
    covered = np.mean((hours[:, 0] <= 0) & (hours[:, 2] >= 0))
    print(
        f"{name:<34} 80% interval covers {covered:.0%} of {len(shown)};"
        f" median off by {np.median(abs(hours[:, 1])):.1f} h, late by {np.median(hours[:, 1]):.1f} h",
        flush=True,
    )


def rounded(advisory: Advisory) -> Advisory:
    """The same with the mean of the four radii in every quadrant, to show what the quadrants are worth."""

    def mean(point: TrackPoint) -> TrackPoint:
        if point.radii is None:
            return point
        radius = (point.radii.ne + point.radii.se + point.radii.sw + point.radii.nw) / 4
        return replace(point, radii=Radii(radius, radius, radius, radius))

    return replace(advisory, centre=mean(advisory.centre), forecast=tuple(map(mean, advisory.forecast)))


def print_speed(advisory: Advisory) -> None:
    """CPU seconds of one advisory against R: 500 products of a 400,000 x 3 array with a 3-vector."""
    places = [Place(f"{n}", 24 + n % 10, -85 + n / 10) for n in range(50)]
    wind_outlooks(advisory, places, errors=ERRORS_2005_09)
    many, one = np.random.default_rng(1).random((400_000, 3)), np.array([0.1, 0.2, 0.3])

    def products() -> None:
        for _ in range(500):
            many @ one

    ours = min(cpu_seconds(lambda: wind_outlooks(advisory, places, errors=ERRORS_2005_09)) for _ in range(10))
    reference = min(cpu_seconds(products) for _ in range(5))
    print(
        f"one advisory, 50 points, 1,000 runs: {ours:.3f} s; R {reference:.3f} s;"
        f" ratio {ours / reference:.2f} (at most .50, aim .20)"
    )


def cpu_seconds(work: Callable[[], object]) -> float:
    """Of this process, while `work` is done."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    work()
    return resource.getrusage(resource.RUSAGE_SELF).ru_utime - before


def main() -> None:
    """The table of watch.md section 11, and the ratio of section 16."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=NHC)
    parser.add_argument("--only", choices=("agency", "own", "speed"))
    asked = parser.parse_args()
    seasons = Seasons.of(asked.folder, since=2007)
    late = seasons.since(2010)
    if asked.only in {None, "agency"}:
        print_skill("agency, 2007–14", list(seasons.rows(seasons.agency)), (48, 72, 120))
        print_skill("agency, 2010–14", list(late.rows(late.agency)), (72,))
    if asked.only in {None, "own"}:
        round_ones = replace(late, told=[rounded(advisory) for advisory in late.told])
        for name, told in (("own, mean radius, 2010–14", round_ones), ("own, quadrant radii, 2010–14", late)):
            rows = list(told.rows(told.own))
            print_skill(name, rows, (48, 72, 120))
            print_arrivals(name, rows)
    if asked.only in {None, "speed"}:
        print_speed(next(advisory for advisory in late.told if advisory.centre.radii and len(advisory.forecast) > 6))


if __name__ == "__main__":
    main()
