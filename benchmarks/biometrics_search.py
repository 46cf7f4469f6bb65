"""Measures a search of invented ten-print people: who is missed, who is wrongly proposed, time and peak memory.

Run: `PYTHONPATH=src python benchmarks/biometrics_search.py --people 100000 --probes 600`. Prints are invented
(`biometrics.synthesis.points`): the figures tell whether the parts of a search fit together and what they cost, never
how well people are found. Times are processor seconds of one thread.

The gallery is made in blocks and searched in lots, each by a process of its own whose memory is measured, and each kept
in a folder: stopped, it goes on; `--at-most` does so many and stops. The time of 6,000 searches is that of those made,
half of them of people who are there, times their number.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import beta

from musterbook.biometrics.engines import Enrolment, Shortlist
from musterbook.biometrics.matching.ours import Ours
from musterbook.biometrics.search.asked import asked
from musterbook.biometrics.search.codes import Coder, built_in, read_file
from musterbook.biometrics.search.finder import SHARE, Search, search_of
from musterbook.biometrics.search.gallery import Gallery, joined, packed
from musterbook.biometrics.search.gallery_file import heard_in, told
from musterbook.biometrics.search.part import Part
from musterbook.biometrics.synthesis.points import SEARCHED, invented

SHARES = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05)
WANTED_PROBES = 6_000
FINGERS = 10
BLOCK, LOT = 5_000, 100
STRANGERS_SEED = 1
"""Added to the seed: those looked for who are not there."""
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Trial:
    """So many invented people, so many of them looked for and as many strangers; where the parts are kept."""

    people: int
    probes: int
    seed: int
    kept: Path
    codes: Path | None = None

    def coder(self) -> Coder:
        """The parameters of codes."""
        return read_file(self.codes) if self.codes else built_in()

    def place(self, probe: int) -> int:
        """Where in the gallery he stands who is looked for."""
        return probe * (self.people // self.probes)

    @property
    def whole(self) -> Path:
        """The gallery."""
        return self.kept / f"gallery-{self.seed}-{self.people}"

    def steps(self) -> Iterator[tuple[str, int, Path]]:
        """Every step with its number and the file that says it was done."""
        for at in range(0, self.people, BLOCK):
            yield "block", at, self.kept / f"block-{self.seed}-{at}-{min(BLOCK, self.people - at)}.json"
        yield "join", 0, self.whole.with_suffix(".json")
        for at in range(0, self.probes, LOT):
            yield "search", at, self.kept / f"search-{self.seed}-{self.people}-{self.probes}-{at}.json"


def measured(trial: Trial, say: Say, *, at_most: int = 0) -> dict[str, Any] | None:
    """Every figure, or None where there are steps left after so many."""
    trial.kept.mkdir(parents=True, exist_ok=True)
    steps, done = list(trial.steps()), 0
    for place, (step, at, file) in enumerate(steps, 1):
        if file.exists():
            continue
        if at_most and done == at_most:
            return None
        _apart(trial, step, at)
        done += 1
        say(f"  step {place} of {len(steps)}: {step} {at:,}, {json.loads(file.read_text())['cpu_s']:,.0f} s of CPU")
    return _summed(trial, {file: json.loads(file.read_text()) for _, _, file in steps})


def _apart(trial: Trial, step: str, at: int) -> None:
    """One step in a process of its own, so that its peak of memory is its own."""
    command = [sys.executable, __file__, "--people", trial.people, "--probes", trial.probes, "--seed", trial.seed]
    command += ["--kept", trial.kept, "--step", step, "--at", at, *(("--codes", trial.codes) if trial.codes else ())]
    subprocess.run([str(one) for one in command], check=True)


def make_block(trial: Trial, at: int) -> dict[str, Any]:
    """People from a number on, packed."""
    count = min(BLOCK, trial.people - at)
    block = packed((invented(trial.seed, at + one, f"G{at + one:06}") for one in range(count)), Ours(), trial.coder())
    (trial.kept / f"block-{trial.seed}-{at}-{count}").write_bytes(told(block))
    return {"people": count, "bytes": block.bytes_held}


def join_blocks(trial: Trial, _at: int) -> dict[str, Any]:
    """The blocks as one gallery."""
    files = [file.with_suffix("") for step, _, file in trial.steps() if step == "block"]
    whole = joined(_opened(trial, file) for file in files)
    trial.whole.write_bytes(told(whole))
    return {"people": len(whole), "bytes": whole.bytes_held}


def search_lot(trial: Trial, at: int) -> dict[str, Any]:
    """A lot of people who are there, and of as many who are not."""
    coder, gallery = trial.coder(), _opened(trial, trial.whole)
    lot = range(at, min(at + LOT, trial.probes))
    mates = [invented(trial.seed, trial.place(one), f"Q{one}", impression=SEARCHED) for one in lot]
    strangers = [
        invented(trial.seed + STRANGERS_SEED, one, f"N{one}", impression=SEARCHED) for one in lot
    ]  # fmt: skip
    search = search_of(gallery, Ours(), coder, weigh)
    list(search.find_many(strangers[:1], most=10))  # compiled before it is timed
    there, mates_s = _timed(search, mates)
    others, strangers_s = _timed(search, strangers)
    wrong = [one for one in others if one.candidates and one.candidates[0].band != "nothing"]
    missed = [at for at, one in zip(lot, there, strict=True) if not _proposed(one, f"G{trial.place(at):06}")]
    return {
        "mates": len(lot), "mates_cpu_s": mates_s, "strangers_cpu_s": strangers_s, "missed": len(missed),
        "review": len(wrong), "strong": sum(one.candidates[0].band == "strong" for one in wrong),
        "peak_mb": round(_peak_mb()), "ranks": _ranks(gallery, mates, [trial.place(one) for one in lot], coder),
    }  # fmt: skip


STEPS: dict[str, Callable[[Trial, int], dict[str, Any]]] = {
    "block": make_block, "join": join_blocks, "search": search_lot,
}  # fmt: skip


def weigh(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """The first calibration (biometrics.md, section 6), so that figures of different days can be compared."""
    x = np.log1p(scores)
    return np.clip(-6.006 + 1.660 * x + 5.465 * x * x, -6, 40)


def interval(hits: int, of: int) -> list[float]:
    """Clopper and Pearson's 95 % interval of a share, in percent."""
    low = 0.0 if hits == 0 else float(beta.ppf(0.025, hits, of - hits + 1))
    high = 1.0 if hits == of else float(beta.ppf(0.975, hits + 1, of - hits))
    return [round(100 * low, 2), round(100 * high, 2)]


def _summed(trial: Trial, steps: dict[Path, dict[str, Any]]) -> dict[str, Any]:
    of = {kind: [said for file, said in steps.items() if file.name.startswith(kind)] for kind in ("block", "search")}
    whole = steps[trial.whole.with_suffix(".json")]
    probes = sum(one["mates"] for one in of["search"])
    mates_s, strangers_s = (sum(one[f"{who}_cpu_s"] for one in of["search"]) for who in ("mates", "strangers"))
    ranks = np.array([rank for one in of["search"] for rank in one["ranks"]])
    each = (mates_s + strangers_s) / (2 * probes)
    hits = {name: sum(one[name] for one in of["search"]) for name in ("missed", "review", "strong")}
    shares = {
        name: {"hits": count, "of": probes, "percent_95": interval(count, probes)} for name, count in hits.items()
    }
    peak = max(one["peak_mb"] for one in of["search"])
    return {
        "prints": "invented, points without pictures: never evidence of accuracy",
        "people": trial.people, "seed": trial.seed, "codes": trial.coder().digest[:16], "share": SHARE,
        "gallery_mb": round(whole["bytes"] / 1e6),
        "gallery_cpu_ms_a_finger_with_inventing": round(
            sum(one["cpu_s"] for one in of["block"]) / trial.people / FINGERS * 1e3, 3
        ),
        "search_peak_mb": peak, "search_peak_mb_a_100000": round(peak / trial.people * 1e5),
        "fnir": shares["missed"], "fpir_review": shares["review"], "fpir_strong": shares["strong"],
        "cpu_s_a_mate": round(mates_s / probes, 3), "cpu_s_a_stranger": round(strangers_s / probes, 3),
        "mates_lost_by_codes_percent": {
            f"{share:.1%}": round(100 * float((ranks >= share * trial.people).mean()), 2) for share in SHARES
        },
        "worst_rank_of_a_mate": int(ranks.max()),
        "searches_scaled_to": WANTED_PROBES, "scaled_cpu_hours": round(WANTED_PROBES * each / 3600, 2),
        "scaled_cpu_hours_if_all_were_strangers": round(WANTED_PROBES * strangers_s / probes / 3600, 2),
    }  # fmt: skip


def _peak_mb() -> float:
    """The most memory this process has held; Linux counts in ru_maxrss that of the one that began it, too."""
    status = Path("/proc/self/status")
    if status.exists():
        return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _opened(trial: Trial, file: Path) -> Gallery:
    with file.open("rb") as stream:
        return heard_in(stream, made=Ours.made, coder=trial.coder().digest)


def _timed(search: Search, probes: Sequence[Enrolment]) -> tuple[list[Shortlist], float]:
    began = time.process_time()
    return list(search.find_many(probes, most=10)), time.process_time() - began


def _proposed(shortlist: Shortlist, person: str) -> bool:
    return any(one.person == person and one.band != "nothing" for one in shortlist.candidates)


def _ranks(gallery: Gallery, mates: Sequence[Enrolment], places: Sequence[int], coder: Coder) -> list[int]:
    """How many have a likelier code than the mate, of each."""
    part = Part(gallery, Ours(), weigh)
    near = part._likeness([asked(one, Ours(), coder) for one in mates])  # noqa: SLF001  the benchmark looks inside
    return [int((likeness > likeness[place]).sum()) for place, (likeness, _) in zip(places, near, strict=True)]


def main() -> None:
    """Print the figures as JSON; a step of them, where one is asked for, into its file."""
    asking = argparse.ArgumentParser(description=__doc__)
    asking.add_argument("--people", type=int, default=20_000)
    asking.add_argument("--probes", type=int, default=100)
    asking.add_argument("--seed", type=int, default=5)
    asking.add_argument("--codes", type=Path)
    asking.add_argument("--kept", type=Path, default=Path(tempfile.gettempdir()) / "musterbook-biometrics-search")
    asking.add_argument("--at-most", type=int, default=0, help="steps, then stop")
    asking.add_argument("--step", choices=sorted(STEPS))
    asking.add_argument("--at", type=int, default=0)
    said = asking.parse_args()
    trial = Trial(said.people, said.probes, said.seed, said.kept, said.codes)
    if said.step:
        found = STEPS[said.step](trial, said.at) | {"cpu_s": time.process_time()}
        file = next(file for step, at, file in trial.steps() if (step, at) == (said.step, said.at))
        file.write_text(json.dumps(found))
        return
    figures = measured(trial, lambda line: print(line, flush=True), at_most=said.at_most)
    print("stopped; there are steps left" if figures is None else json.dumps(figures, indent=1), flush=True)


if __name__ == "__main__":
    main()
