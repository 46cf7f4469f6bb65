"""The fighting layer beside its document: the tables of watch.md section 8, and how fast counts are made (section 16).

Run: `PYTHONPATH=src:. python benchmarks/watch.py [--tables] [--speed] [--rounds 5]`; both when neither is named.

Tables: every figure beside the document's; skill within .01 and AUC within .005. The shared incident files must lie
beside the tree. Speed: 400,000 invented incidents, 500 sites, 5,000 days, all in a box of 8 by 9 degrees, where a site
has 15,000 incidents within 100 km. Beside ours stand the plain numpy way (one product of a site with all incidents)
and a fused loop, compiled, that walks the band of latitude once and makes the windows as it goes. R is 500 products of
a 400,000 x 3 array with a 3-vector. Contenders take turns in one process on one thread; a figure is the median over
rounds of the ratio, in CPU seconds, to the reference of the same round. All three must give the same features.

Exit 0 when every gate holds, 1 when one does not.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # read once, when numpy is first imported

import argparse
import platform
import resource
import statistics
import sys
import tracemalloc
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from tests.watch.fought import IRAQ, SYRIA, day, fought, sites_of
from watch_contenders import DAYS, INCIDENTS, World

from musterbook.watch.counts import Counts
from musterbook.watch.fighting import REFIT_DAYS, STEP_DAYS, Average, Layer, fit, is_quiet, training_days
from musterbook.watch.placed import Floats, Ints, Placed
from musterbook.watch.scoring import Scores, blocks_of, scores, skill

SEED = 1
SKILL_WITHIN, AUC_WITHIN = 0.01, 0.005
FUSED_MAX, PLAIN_MIN, FEATURES_MAX_R = 1.3, 5.0, 8.0
INCREMENT_MAX_R, INCREMENT_MAX_SECONDS = 1 / 50, 0.05
LATE: Final = ((1, 0.33), (7, 0.32), (14, 0.32), (30, 0.32), (45, 0.28))


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the document's table: what was asked, and its figures."""

    name: str
    country: str
    file: str
    since: str
    train: str
    test: tuple[str, str]
    n: tuple[int, int]
    auc: float
    skill: float
    quiet: tuple[int, int, float, float]


LINES: Final = (
    Line("Iraq", "Iraq", IRAQ, "2004-01-01", "2005-01-01", ("2012-01-01", "2013-12-31"),
         (8126, 2495), 0.871, 0.087, (3187, 194, 0.73, -0.024)),
    Line("Syria", "Syria", SYRIA, "2016-01-01", "2016-03-01", ("2017-07-01", "2019-06-30"),
         (6453, 2506), 0.902, 0.323, (2091, 133, 0.63, 0.030)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Judged:
    """Forecasts of a test as flat columns, with what each is compared to."""

    chances: Floats
    outcomes: NDArray[np.bool_]
    averages: Floats
    quiet: NDArray[np.bool_]
    days: Ints


def judged(line: Line, *, late_days: int = 0) -> Judged:
    """Forecasts of every third day of the test, refitted every 30 days from its first."""
    first, last = day(line.test[0]), day(line.test[1])
    counts = Counts.of(fought(line.file, since=line.since), *sites_of(line.country), first=day(line.since))
    parts = []
    for refit in range(first, last + 1, REFIT_DAYS):
        layer = Layer.learnt(
            counts, first=day(line.train), refit=refit, known_through=refit - late_days, late_days=late_days
        )
        days = range(refit, min(refit + REFIT_DAYS, last - 13), STEP_DAYS)
        features = counts.features(days, late_days=late_days)
        shape = features.shape[1:]
        parts.append((
            layer.chances(features),
            counts.outcomes(days),
            np.broadcast_to(layer.average.sites[:, None], shape),
            is_quiet(features),
            np.broadcast_to(np.array(days), shape),
        ))  # fmt: skip
    return Judged(*(np.concatenate([np.ravel(part) for part in column]) for column in zip(*parts, strict=True)))


def quiet_judged(line: Line) -> Judged:
    """The same on quiet site-days alone: fitted on such rows, against each site's average over such rows."""
    first, last = day(line.test[0]), day(line.test[1])
    counts = Counts.of(fought(line.file, since=line.since), *sites_of(line.country), first=day(line.since))
    parts = []
    for refit in range(first, last + 1, REFIT_DAYS):
        trained = training_days(first=day(line.train), refit=refit, known_through=refit)
        features, outcomes = counts.features(trained), counts.outcomes(trained, known_by=refit)
        calm = is_quiet(features)
        average, found = Average.over(outcomes, calm), fit(features[:, calm], outcomes[calm])
        days = range(refit, min(refit + REFIT_DAYS, last - 13), STEP_DAYS)
        today = counts.features(days)
        shape, quiet = today.shape[1:], is_quiet(today)
        plain = np.broadcast_to(average.sites[:, None], shape)
        columns = (
            plain if found is None else found.chances(today),
            counts.outcomes(days),
            plain,
            quiet,
            np.broadcast_to(np.array(days), shape),
        )
        parts.append([column[quiet] for column in columns])
    return Judged(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def table_line(name: str, judged: Judged, first: int) -> tuple[Scores, str]:
    """The figures of one set, and the line that shows them."""
    told = scores(judged.chances, judged.outcomes, judged.averages, blocks_of(judged.days, first=first), seed=SEED)
    assert told.auc is not None
    assert told.skill is not None
    assert told.skill_range is not None
    flat = skill(judged.chances, judged.outcomes, np.full(judged.outcomes.size, judged.outcomes.mean()))
    low, high = told.skill_range
    return told, (
        f"{name:22} {told.n:6,} ({told.positives:5,})  {told.auc:.3f}  {told.skill:6.3f} [{low:.2f}, {high:.2f}]"
        f"  {flat:.3f}  {told.expected / told.positives:.2f}"
    )


def gate(name: str, holds: bool) -> bool:  # noqa: FBT001  the one thing it says
    """Say whether a gate holds."""
    print(f"    {'holds' if holds else 'FAILS'}: {name}")
    return holds


def tables() -> bool:
    """Both sets, all sites and quiet ones, beside the document; and Syria with late files."""
    print("set                         n  (pos.)    AUC   skill  [90%]         flat   forecast/observed")
    gates = []
    for line in LINES:
        told, text = table_line(line.name, judged(line), day(line.test[0]))
        print(text, f"   document: {line.n[0]:,} ({line.n[1]:,}) {line.auc} {line.skill}", sep="")
        gates += [
            gate(f"{line.name}: rows are the document's", (told.n, told.positives) == line.n),
            gate(f"{line.name}: AUC within {AUC_WITHIN}", abs((told.auc or 0) - line.auc) <= AUC_WITHIN),
            gate(f"{line.name}: skill within {SKILL_WITHIN}", abs((told.skill or 0) - line.skill) <= SKILL_WITHIN),
        ]
        told, text = table_line(f"{line.name}, quiet sites", quiet_judged(line), day(line.test[0]))
        n, positives, area, skilled = line.quiet
        print(text, f"   document: {n:,} ({positives:,}) {area} {skilled}; no claim is made", sep="")
    for late_days, skilled in LATE:
        _, text = table_line(f"Syria, {late_days} days late", judged(LINES[1], late_days=late_days), 0)
        print(text, f"   document: {skilled}; not a gate, its set-up is not written down", sep="")
    return all(gates)


def cpu_of(work: Callable[[], object]) -> float:
    """CPU seconds of this process, all threads."""
    before = resource.getrusage(resource.RUSAGE_SELF)
    work()
    after = resource.getrusage(resource.RUSAGE_SELF)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def speed(rounds: int) -> bool:
    """Ratios to the fused loop, to the plain way and to R; and a day's increment."""
    world = World.drawn(SEED)
    draw = np.random.default_rng(SEED)
    array, vector = draw.random((INCIDENTS, 3)), draw.random(3)
    counts = Counts.of(world.placed, world.lat, world.lon, first=world.first, last=DAYS - 1)
    known, same = world.ours(), np.array_equal(world.ours(), world.fused())
    same = same and bool(np.allclose(known, world.plain(), rtol=0, atol=1e-12))
    figures: dict[str, list[float]] = {"ours": [], "fused": [], "plain": [], "R": [], "increment": []}
    for number in range(rounds):
        today = DAYS + number
        fresh = world.placed.taken(draw.integers(0, INCIDENTS, 200))
        fresh = Placed(fresh.lat, fresh.lon, np.full(200, today - 1), np.full(200, today), fresh.deaths)

        def a_day(today: int = today, fresh: Placed = fresh) -> None:
            counts.until(today)
            counts.add(fresh)
            counts.features(range(today, today + 1))

        works: list[tuple[str, Callable[[], object]]] = [
            ("ours", world.ours),
            ("fused", world.fused),
            ("plain", world.plain),
            ("R", lambda: deque((array @ vector for _ in range(500)), maxlen=0)),
            ("increment", a_day),
        ]
        for place in draw.permutation(len(works)):
            name, work = works[place]
            figures[name].append(cpu_of(work))
    ratios = {
        (a, b): statistics.median(x / y for x, y in zip(figures[a], figures[b], strict=True))
        for a, b in (("ours", "fused"), ("plain", "ours"), ("ours", "R"), ("plain", "R"), ("increment", "R"))
    }
    for name, taken in figures.items():
        print(f"{name:10} {statistics.median(taken):8.4f} CPU s, median of {rounds}")
    tracemalloc.start()
    world.ours()
    peak_mib = tracemalloc.get_traced_memory()[1] / 2**20
    print(f"plain is {ratios['plain', 'R']:.1f} R")
    return all([
        gate("all three give the same features", same),
        gate(f"ours / fused {ratios['ours', 'fused']:.2f} <= {FUSED_MAX}", ratios["ours", "fused"] <= FUSED_MAX),
        gate(f"plain / ours {ratios['plain', 'ours']:.1f} >= {PLAIN_MIN}", ratios["plain", "ours"] >= PLAIN_MIN),
        gate(f"ours {ratios['ours', 'R']:.2f} R <= {FEATURES_MAX_R}", ratios["ours", "R"] <= FEATURES_MAX_R),
        gate(
            f"a day's 200 incidents R / {1 / ratios['increment', 'R']:.0f}, at most R / 50 and 50 ms",
            ratios["increment", "R"] <= INCREMENT_MAX_R and max(figures["increment"]) <= INCREMENT_MAX_SECONDS,
        ),
        gate(f"{peak_mib:.0f} MiB <= 1,024", peak_mib <= 1024),
    ])  # fmt: skip


def main() -> int:
    """Run what was asked for."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--tables", action="store_true")
    asked.add_argument("--speed", action="store_true")
    asked.add_argument("--rounds", type=int, default=5)
    options = asked.parse_args()
    print(f"python {platform.python_version()}, numpy {np.__version__}, {platform.machine()}, {os.cpu_count()} cores")
    good = True
    if options.tables or not options.speed:
        good = tables() and good
    if options.speed or not options.tables:
        good = speed(options.rounds) and good
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
