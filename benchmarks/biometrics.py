"""Prints on FVC2002: error rates beside those of others, and what a pair, a template and an extraction cost.

Run: `PYTHONPATH=src python benchmarks/biometrics.py [--pictures FOLDER] [--points FILE] [--people 2000]`; half a minute
from points, three minutes from pictures. Times are CPU seconds of one thread; with other work on the machine the least
of several runs is told beside the middle one.

The rows of others are those of biometrics.md, section 8, measured there on the same pictures; not run here.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

from musterbook.biometrics.capture.leader import Leader
from musterbook.biometrics.capture.pictures import SUFFIXES, read_finger
from musterbook.biometrics.engines import Points
from musterbook.biometrics.evaluation.comparing import compared
from musterbook.biometrics.evaluation.gathering import points_of_file
from musterbook.biometrics.evaluation.sets import Sample, resolutions, samples_of
from musterbook.biometrics.evaluation.told import figures, lines
from musterbook.biometrics.matching.ours import Ours, pack
from musterbook.biometrics.synthesis.points import impression_points, master_points
from musterbook.terms.errors import Refused

SHARED = Path(__file__).parents[1] / "../shared/data/fingerprints"
OTHERS = (
    ("LEADER + ours, as designed", "0.36; 0.27 0.71 0.98", "0.35 0.00 0.35 0.72"),
    ("LEADER + SourceAFIS", "0.98; 0.89 1.43 2.32", "0.72 0.00 1.50 1.43"),
    ("mindtct + ours", "3.05; 4.02 7.59 12.9", "1.78 1.43 6.43 2.15"),
    ("SourceAFIS, its own points", "5.71; 8.13 13.2 18.4", "3.20 1.51 11.4 6.07"),
    ("mindtct + bozorth3 (NBIS)", "9.29; 18.8 25.7 29.1", "8.68 8.73 16.0 6.36"),
)
PAIR_TO_REACH_US, TEMPLATE_TO_REACH_US = 60, 500
OURS = Ours()


def main() -> None:
    """Prints figures and costs."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--pictures", type=Path, default=SHARED / "fvc_png")
    asked.add_argument("--points", type=Path, default=SHARED / "leader_minutiae_fvc2002.npz")
    asked.add_argument("--extract", type=int, default=0, help="find points of so many pictures anew, and time it")
    asked.add_argument("--people", type=int, default=200, help="invented fingers for the cost of many")
    chosen = asked.parse_args()
    known = resolutions(chosen.pictures / "sets.toml")
    if chosen.points.exists():
        samples, gathered = points_of_file(chosen.points, known.get)
        rates(samples, gathered.points)
        costs("prints of FVC2002", [one for one in gathered.points if one is not None])
    else:
        say("no points of FVC2002 here: error rates are not measured")
    chance = np.random.default_rng(1)
    invented = [impression_points(master_points(chance), chance) for _ in range(chosen.people)]
    costs("invented prints", invented)
    if chosen.extract and chosen.pictures.is_dir():
        extraction(chosen.pictures, chosen.extract)
    say(f"most memory at once: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


def rates(samples: list[Sample], points: tuple[Points | None, ...]) -> None:
    """Error rates pooled and by set, then the others'."""
    for one in figures(samples, list(compared(points, OURS)), fvc=True):
        for line in lines(one):
            say(line)
    say("others, as biometrics.md measured them: pooled EER; FNMR at 1e-2 1e-3 1e-4, and EER of DB1 to DB4, %")
    for name, pooled, sets in OTHERS:
        say(f"  {name:<28} {pooled:<24} {sets}")


def costs(of: str, points: list[Points]) -> None:
    """What a template and a pair take."""
    prints = [OURS.template(one) for one in points]
    say(f"{of}: {len(prints)}, {statistics.median(len(one) for one in prints):.0f} points in the middle")
    told("a template", [spent(partial(OURS.template, one)) for one in points[:60]], TEMPLATE_TO_REACH_US)
    packed = pack(prints[:160])
    each = [spent(partial(OURS.match_many, one, packed)) / len(packed) for one in prints[:60]]
    told("a pair, one with many", each, PAIR_TO_REACH_US)
    told(
        "a pair alone, with its pairs of points",
        [spent(partial(OURS.compare, one, prints[0])) for one in prints[:60]],
        0,
    )


def extraction(pictures: Path, count: int) -> None:
    """What finding the points of a picture takes."""
    try:
        leader = Leader()
    except Refused:
        say("the network is not on this machine: extraction is not measured")
        return
    samples = samples_of(pictures, SUFFIXES)[0][:: max(1, 320 // count)][:count]
    images = [read_finger(one.path, dpi=one.dpi, dark_background=False)[0] for one in samples]
    each = [spent(partial(leader.points, image), times=1) for image in images]
    told("an extraction", each, 350_000)


def spent(work: Callable[[], object], *, times: int = 5) -> float:
    """Least CPU microseconds of a few runs."""
    least = float("inf")
    for _ in range(times):
        begun = time.process_time()
        work()
        least = min(least, time.process_time() - begun)
    return least * 1e6


def told(what: str, each_us: list[float], to_reach_us: int) -> None:
    """The mean, the middle and the least of some costs."""
    wanted = f", to reach {to_reach_us:,}" if to_reach_us else ""
    mean, middle, least = statistics.mean(each_us), statistics.median(each_us), min(each_us)
    say(f"  {what}: {mean:,.0f} µs in the mean, {middle:,.0f} in the middle, {least:,.0f} the least{wanted}")


def say(line: str) -> None:
    """Print at once, so that a run can be followed."""
    print(line, flush=True)


if __name__ == "__main__":
    main()
