"""Every figure issue 6 asks for: error rates on FVC2002, the cost of a pair, template, extraction and a search of many.

Run: `PYTHONPATH=src python benchmarks/biometrics.py [--pictures FOLDER] [--points FILE]`. Error rates and costs take
two minutes; the search of 100,000 invented people takes an hour or more, is kept in a folder and goes on when stopped
(`biometrics_search.py`); `--people 2000 --probes 40` tries it. Times are CPU seconds of one thread; with other work on
the machine the least of several runs is told beside the middle one.

Every extractor and matcher this machine announces is measured on the same pictures. Rivals whose programs are not here
are told with the figures of biometrics.md, section 8, measured there on the same pictures, and said to be not run.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from biometrics_search import Trial, measured

from musterbook.biometrics import installed
from musterbook.biometrics.capture.pictures import SUFFIXES, read_finger
from musterbook.biometrics.engines import Matcher, Points
from musterbook.biometrics.evaluation.comparing import compared
from musterbook.biometrics.evaluation.gathering import gather, points_of_file
from musterbook.biometrics.evaluation.sets import Sample, resolutions, samples_of
from musterbook.biometrics.evaluation.told import figures, lines
from musterbook.biometrics.matching.ours import Ours, pack
from musterbook.biometrics.synthesis.points import impression_points, master_points

SHARED = Path(__file__).parents[1] / "../shared/data/fingerprints"
OTHERS = (
    ("LEADER + ours, as designed", "0.36; 0.27 0.71 0.98", "0.35 0.00 0.35 0.72", ""),
    ("LEADER + SourceAFIS", "0.98; 0.89 1.43 2.32", "0.72 0.00 1.50 1.43", "sourceafis"),
    ("mindtct + ours", "3.05; 4.02 7.59 12.9", "1.78 1.43 6.43 2.15", "mindtct"),
    ("SourceAFIS, its own points", "5.71; 8.13 13.2 18.4", "3.20 1.51 11.4 6.07", "sourceafis"),
    ("mindtct + bozorth3 (NBIS)", "9.29; 18.8 25.7 29.1", "8.68 8.73 16.0 6.36", "bozorth3"),
)
"""Name; EER and FNMR at 1e-2, 1e-3, 1e-4, pooled; EER of DB1 to DB4; the program it would take to run it."""
PAIR_TO_REACH_US, TEMPLATE_TO_REACH_US, EXTRACTION_TO_REACH_US = 60, 500, 350_000
EER_TO_REACH, FNMR_TO_REACH = 0.45, 1.0
HOURS_TO_REACH, PEAK_MB_TO_REACH = 2.0, 1_000
OURS = Ours()


def main() -> None:
    """Prints figures and costs."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--pictures", type=Path, default=SHARED / "fvc_png")
    asked.add_argument("--points", type=Path, default=SHARED / "leader_minutiae_fvc2002.npz")
    asked.add_argument("--extract", type=int, default=16, help="find points of so many pictures anew, and time it")
    asked.add_argument("--fingers", type=int, default=200, help="invented fingers for the cost of many")
    asked.add_argument("--people", type=int, default=100_000, help="invented people to search; 0: no search")
    asked.add_argument(
        "--probes", type=int, default=600, help="people looked for who are there, and as many who are not"
    )
    asked.add_argument("--kept", type=Path, default=Path(tempfile.gettempdir()) / "musterbook-biometrics-search")
    chosen = asked.parse_args()
    known = resolutions(chosen.pictures / "sets.toml")
    if chosen.points.exists():
        samples, gathered = points_of_file(chosen.points, known.get)
        rates("LEADER + ours", samples, gathered.points, OURS)
        engines(chosen.pictures, samples, gathered.points, chosen.kept)
        costs("prints of FVC2002", [one for one in gathered.points if one is not None])
    else:
        say("no points of FVC2002 here: error rates are not measured")
    others()
    chance = np.random.default_rng(1)
    invented = [impression_points(master_points(chance), chance) for _ in range(chosen.fingers)]
    costs("invented prints", invented)
    extraction(chosen.pictures, chosen.extract)
    if chosen.people:
        search(Trial(chosen.people, chosen.probes, 5, chosen.kept))


def rates(of: str, samples: list[Sample], points: tuple[Points | None, ...], matcher: Matcher) -> None:
    """Error rates pooled and by set, by all pairs and by the rule of FVC."""
    say(f"FVC2002, {of}; to reach: EER {EER_TO_REACH} %, FNMR at 1e-3 {FNMR_TO_REACH} %, pooled")
    for one in figures(samples, list(compared(points, matcher)), fvc=True):
        for line in lines(one):
            say(f"  {line}")


def engines(pictures: Path, samples: list[Sample], points: tuple[Points | None, ...], kept: Path) -> None:
    """Every other extractor and matcher that a package here announces, on the same pictures."""
    outside = [one for one in installed.known() if one.package != "musterbook"]
    for one in outside:
        if installed.look(one).problem is not None:
            say(f"{one.group} {one.package}:{one.name} is here and cannot be used")
        elif one.group == "matchers":
            rates(f"LEADER + {one.package}:{one.name}", samples, points, installed.opened(one))
        elif one.group == "extractors" and pictures.is_dir():
            found = gather(
                samples_of(pictures, SUFFIXES)[0], partial(installed.opened, one),
                read=lambda content, dpi: read_finger(content, dpi=dpi, dark_background=False)[0], kept=kept,
            )  # fmt: skip
            rates(f"{one.package}:{one.name} + ours", samples, found.points, OURS)
    if not outside:
        say("no other extractor or matcher is announced on this machine")


def others() -> None:
    """Rivals with the design's figures, and whether their programs are here."""
    say("others, as biometrics.md measured them on the same pictures; not run here.")
    say("  pooled EER; FNMR at 1e-2 1e-3 1e-4, then EER of DB1 to DB4, %")
    for name, pooled, sets, program in OTHERS:
        here = (
            "" if not program else "  (here, and no engine of ours)" if shutil.which(program) else "  (not installed)"
        )
        say(f"  {name:<28} {pooled:<22} {sets}{here}")


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
    """What finding the points of a picture takes, by every extractor here."""
    if not count or not pictures.is_dir():
        say("no pictures here: extraction is not measured")
        return
    samples = samples_of(pictures, SUFFIXES)[0][:: max(1, 320 // count)][:count]
    images = [read_finger(one.path.read_bytes(), dpi=one.dpi, dark_background=False)[0] for one in samples]
    for one in installed.known():
        if one.group != "extractors":
            continue
        if installed.look(one).problem is not None:
            say(f"{one.name} cannot be used on this machine: its extraction is not measured")
            continue
        extractor = installed.opened(one)
        extractor.points(images[0])
        each = [spent(partial(extractor.points, image), times=2) for image in images]
        say(f"{one.name}: {len(images)} pictures of FVC2002")
        told("an extraction", each, EXTRACTION_TO_REACH_US)


def search(trial: Trial) -> None:
    """A search of many, measured by processes of its own."""
    say(f"one to many: {trial.people:,} invented people, ten fingers each; {trial.probes:,} looked for who are there")
    say(f"  and {trial.probes:,} strangers; kept in {trial.kept}")
    found = measured(trial, say)
    assert found is not None, "nobody asked it to stop"
    for name in ("fnir", "fpir_review", "fpir_strong"):
        low, high = found[name]["percent_95"]
        say(f"  {name}: {found[name]['hits']} of {found[name]['of']} ({low} to {high} %)")
    lost = ", ".join(f"{share} {percent} %" for share, percent in found["mates_lost_by_codes_percent"].items())
    say(f"  mates whose codes fall out of a share of the gallery: {lost}; worst rank {found['worst_rank_of_a_mate']}")
    mate, stranger = found["cpu_s_a_mate"], found["cpu_s_a_stranger"]
    half, every = found["scaled_cpu_hours"], found["scaled_cpu_hours_if_all_were_strangers"]
    say(f"  a search: {mate} s of CPU for one who is there, {stranger} s for a stranger")
    say(
        f"  {found['searches_scaled_to']:,} searches of {trial.people:,} by their number, half of them strangers:"
        f" {half} h; all of them: {every} h; to reach {HOURS_TO_REACH} with 100,000"
    )
    say(
        f"  gallery {found['gallery_mb']:,} MB; most memory of the searching process {found['search_peak_mb']:,} MB,"
        f" to reach {PEAK_MB_TO_REACH * trial.people / 1e5:,.0f}; making it ready"
        f" {found['gallery_cpu_ms_a_finger_with_inventing']} ms a finger, inventing it included"
    )
    say("  invented prints, points without pictures: never evidence of how well people are found")


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
