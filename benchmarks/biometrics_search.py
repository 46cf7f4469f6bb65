"""Measures a search of invented ten-print people: who is missed, who is wrongly proposed, time and memory.

Prints are invented (`biometrics.synthesis.points`): the figures tell whether the parts of a search fit together and
what they cost, never how well people are found. Times are processor seconds of one thread. What is not run is worked
out from what is, part by part, and says so.
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import beta

from musterbook.biometrics.engines import Comparison, Points, Shortlist, Template
from musterbook.biometrics.matching.ours import Ours, Print
from musterbook.biometrics.search.asked import asked
from musterbook.biometrics.search.codes import Coder, built_in, read_file
from musterbook.biometrics.search.finder import KEPT, SHARE, SHORTLIST_MIN, search_of
from musterbook.biometrics.search.gallery import Gallery, packed
from musterbook.biometrics.search.part import Part
from musterbook.biometrics.synthesis.points import SEARCHED, invented

SHARES = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05)
WANTED_PROBES, WANTED_PEOPLE = 6_000, 100_000
FINGERS = 10


class Counting:
    """The matcher in the box, and how often it was asked for a template or a comparison."""

    def __init__(self) -> None:
        self._ours = Ours()
        self.made = self._ours.made
        self.templates = self.comparisons = 0

    def template(self, points: Points) -> Print:
        """As the matcher makes it."""
        self.templates += 1
        return self._ours.template(points)

    def compare(self, probe: Template, other: Template) -> Comparison:
        """As the matcher does."""
        return self._ours.compare(probe, other)

    def match_many(self, probe: Template, others: Sequence[Template]) -> NDArray[np.float64]:
        """As the matcher does."""
        self.comparisons += len(others)
        return self._ours.match_many(probe, others)


@dataclass(frozen=True, slots=True)
class Timed:
    """Searches, and what they cost."""

    found: tuple[Shortlist, ...]
    seconds: float
    comparisons: int

    def told(self) -> dict[str, float]:
        """For one search."""
        count = len(self.found)
        return {
            "cpu_s_a_search": round(self.seconds / count, 4),
            "comparisons_a_search": round(self.comparisons / count),
        }


def weigh(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """The first calibration (biometrics.md, section 6), so that figures of different days can be compared."""
    x = np.log1p(scores)
    return np.clip(-6.006 + 1.660 * x + 5.465 * x * x, -6, 40)


def interval(hits: int, of: int) -> list[float]:
    """Clopper and Pearson's 95 % interval of a share, in percent."""
    low = 0.0 if hits == 0 else float(beta.ppf(0.025, hits, of - hits + 1))
    high = 1.0 if hits == of else float(beta.ppf(0.975, hits + 1, of - hits))
    return [round(100 * low, 2), round(100 * high, 2)]


def figures(people: int, probes: int, *, seed: int, coder: Coder) -> dict[str, Any]:
    """Everything measured on so many people and searches, half of them of people who are there."""
    began = time.process_time()
    gallery = packed((invented(seed, one, f"G{one:06}") for one in range(people)), Ours(), coder)
    built = time.process_time() - began
    step = people // probes
    mates = [invented(seed, one * step, f"Q{one}", impression=SEARCHED) for one in range(probes)]
    strangers = [invented(seed + 1, one, f"N{one}", impression=SEARCHED) for one in range(probes)]
    of_mates, of_strangers = (_timed(gallery, some, coder) for some in (mates, strangers))
    missed = [at for at, one in enumerate(of_mates.found) if not _proposed(one, f"G{at * step:06}")]
    wrong = [one for one in of_strangers.found if one.candidates and one.candidates[0].band != "nothing"]
    strong = sum(one.candidates[0].band == "strong" for one in wrong)
    return {
        "prints": "invented, points without pictures: never evidence of accuracy",
        "people": people, "seed": seed, "codes": coder.digest[:16], "share": SHARE,
        "gallery": {
            "cpu_ms_a_finger_with_inventing": round(built / people / FINGERS * 1e3, 3),
            "mb_a_100000_people": round(gallery.bytes_held / people * 1e5 / 1e6),
            "peak_mb_of_this_run": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        },
        "fnir": {"missed": len(missed), "of": probes, "percent_95": interval(len(missed), probes)},
        "fpir_review": {"wrong": len(wrong), "of": probes, "percent_95": interval(len(wrong), probes)},
        "fpir_strong": {"wrong": strong, "of": probes, "percent_95": interval(strong, probes)},
        "mates": of_mates.told(), "strangers": of_strangers.told(),
        "mates_lost_by_codes": _lost(gallery, mates, step, coder),
        "worked_out": _worked_out(of_strangers, people),
    }  # fmt: skip


def _timed(gallery: Gallery, probes: Sequence[Any], coder: Coder) -> Timed:
    matcher = Counting()
    search = search_of(gallery, matcher, coder, weigh)
    began = time.process_time()
    found = tuple(search.find_many(probes, most=10))
    return Timed(found, time.process_time() - began, matcher.comparisons)


def _proposed(shortlist: Shortlist, person: str) -> bool:
    return any(one.person == person and one.band != "nothing" for one in shortlist.candidates)


def _lost(gallery: Gallery, mates: Sequence[Any], step: int, coder: Coder) -> dict[str, float]:
    """Percent of mates whose codes rank beyond each share of the gallery, however small the shortlist would be."""
    part = Part(gallery, Ours(), weigh)
    near = part._likeness([asked(one, Ours(), coder) for one in mates])  # noqa: SLF001  the benchmark looks inside
    ranks = np.array([int((likeness > likeness[at * step]).sum()) for at, (likeness, _) in enumerate(near)])
    told = {f"{share:.1%}": round(100 * float((ranks >= share * len(gallery)).mean()), 2) for share in SHARES}
    return {**told, "worst_rank": int(ranks.max()), "of": len(ranks)}


def _worked_out(timed: Timed, people: int) -> dict[str, Any]:
    """6,000 against 100,000 from what a comparison cost here: two fingers of each shortlist, then all of fifty."""
    each = timed.seconds / max(timed.comparisons, 1)
    measured = timed.comparisons / len(timed.found)
    more = 2 * 1.1 * (max(SHORTLIST_MIN, SHARE * WANTED_PEOPLE) - max(SHORTLIST_MIN, math.ceil(SHARE * people)))
    codes = 2.2 * WANTED_PEOPLE * 0.09e-6  # a multiplication of matrices, asked twice, and again for hands exchanged
    seconds = WANTED_PROBES * ((measured + more) * each + codes)
    return {
        "searches": WANTED_PROBES, "people": WANTED_PEOPLE, "cpu_hours": round(seconds / 3600, 2),
        "ms_a_comparison_with_template": round(each * 1e3, 4), "kept_after_two_fingers": KEPT,
    }  # fmt: skip


def main() -> None:
    """Print the figures as JSON."""
    asking = argparse.ArgumentParser(description=__doc__)
    asking.add_argument("--people", type=int, default=20_000)
    asking.add_argument("--probes", type=int, default=100)
    asking.add_argument("--seed", type=int, default=5)
    asking.add_argument("--codes", type=Path)
    told = asking.parse_args()
    coder = read_file(told.codes) if told.codes else built_in()
    print(json.dumps(figures(told.people, told.probes, seed=told.seed, coder=coder), indent=1))


if __name__ == "__main__":
    main()
