"""Names beside what a reader would otherwise take: F1, time a pair as a ratio, and a search, all in one run.

Run: `PYTHONPATH=src python benchmarks/names.py [--pairs dev.csv] [--people 20000] [--queries 40]`; half a minute.

Times are CPU seconds of this process. With other work on the machine compare the ratios, which come from one run.
The others are given both names in one alphabet, as Musterbook reads
them, and the time for that is not counted: both are in their favour. Where the labelled pairs and the lexicon are not
beside the tree, pairs and people are invented from a few names here: times compare, F1 says little.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np
from names_population import FEW, Lexicon, invented, lexicon, person, written
from rapidfuzz.fuzz import WRatio

from musterbook.biometrics.names.interning import Real, Whole
from musterbook.biometrics.names.labelled import labelled
from musterbook.biometrics.names.model import trained
from musterbook.biometrics.names.reading import read
from musterbook.biometrics.names.scoring import score
from musterbook.biometrics.names.searching import Index
from musterbook.biometrics.names.sheets import reading
from musterbook.biometrics.names.streaming import Chosen, score_file
from musterbook.biometrics.names.training import f1

SHARED = Path(__file__).parents[1] / "../shared/data/names"
Result = TypeVar("Result")
YEAR = 2026
NAIVE_PAIRS = 1000
INVENTED_PAIRS = 2000


def main() -> None:
    """Prints a table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--pairs", type=Path, default=SHARED / "dev.csv")
    asked.add_argument("--lexicon", type=Path, default=SHARED / "lexicon.csv")
    asked.add_argument("--people", type=int, default=20_000)
    asked.add_argument("--queries", type=int, default=40)
    chosen = asked.parse_args()
    known = lexicon(chosen.lexicon) if chosen.lexicon.exists() else FEW
    if chosen.pairs.exists():
        pairs(chosen.pairs)
    else:
        say("the labelled pairs are not here: these are invented, and F1 says little")
        with tempfile.TemporaryDirectory() as folder:
            pairs(invented(Path(folder) / "pairs.csv", known, INVENTED_PAIRS))
    search(known, chosen.people, chosen.queries)


def pairs(table: Path) -> None:
    """F1 and time a pair, ours and others'."""
    truth = labelled(table, year_now=YEAR)
    with reading(table) as sheet:
        sides = [pair for block in sheet.blocks() for pair in sheet.pairs(block)]
    with tempfile.TemporaryDirectory() as folder:
        chosen = Chosen()
        score(sides[:50], chosen.model(), year_now=YEAR)  # what is read or compiled once is not of any pair
        _, ours = timed(lambda: score_file(table, Path(folder) / "out.csv", chosen, year_now=YEAR, cores=1))
    found = score(sides, trained(), year_now=YEAR)
    by_name = np.array([one.name_p for one in found], np.float64)
    by_record = np.array([one.name_p if one.record_p is None else one.record_p for one in found], np.float64)
    say(f"ours: F1 name {f1(by_name, truth.could_be):.3f}, record {f1(by_record, truth.is_one):.3f}")
    by_rule = np.array([one.rule for one in found], np.float64)
    micros = ours / len(sides) * 1e6
    say(f"ours, whole command: {micros:.0f} us a pair; by rule alone: F1 name {best(by_rule, truth.could_be)[0]:.3f}")
    texts = [(spelt(one.name), spelt(other.name)) for one, other in sides]
    fuzzy, spent = timed(lambda: np.array([WRatio(one, other) for one, other in texts]))
    reckon("rapidfuzz WRatio", fuzzy, truth.could_be, spent / len(sides) / (ours / len(sides)))
    few = texts[:NAIVE_PAIRS]
    naive, spent = timed(lambda: np.array([alike(one, other) for one, other in few]))
    reckon("edit distance in plain Python", naive, truth.could_be[:NAIVE_PAIRS], spent / len(few) / (ours / len(sides)))


def spelt(name: str) -> str:
    """A name as read, in one alphabet."""
    return " ".join(token.spellings[0] for token in read(name).tokens)


def reckon(label: str, scores: Real, truth: Whole, ratio: float) -> None:
    """Says the F1 at the best threshold, chosen on the same pairs (which flatters it), and the time beside ours."""
    say(f"{label}: F1 name {best(scores, truth)[0]:.3f} at its own best, {ratio:.3f} of our time a pair")


def best(scores: Real, truth: Whole) -> tuple[float, float]:
    """The best F1 over thresholds, and its threshold."""
    return max((f1((scores >= cut).astype(np.float64), truth), float(cut)) for cut in np.quantile(scores, _CUTS))


_CUTS = np.linspace(0.0, 1.0, 101)


def alike(one: str, other: str) -> float:
    """Likeness by edit distance, symbol by symbol in Python."""
    row = list(range(len(other) + 1))
    for down, letter in enumerate(one, start=1):
        before, row[0] = row[0], down
        for along, facing in enumerate(other, start=1):
            before, row[along] = (
                row[along],
                min(row[along] + 1, row[along - 1] + 1, before + (letter != facing)),
            )
    return 1 - row[-1] / max(1, len(one), len(other))


def search(known: Lexicon, people: int, queries: int) -> None:
    """Where the mate stands among many, and the time of one search."""
    drawn = random.Random(7)
    crowd = [person(drawn, known) for _ in range(people)]
    rows = [written(drawn, one) for one in crowd]
    index, spent = timed(lambda: Index([name for name, _ in rows], [claims for _, claims in rows]))
    say(f"index of {people:,}: {spent:.1f} s")
    places = drawn.sample(range(people), queries)
    asked = [written(drawn, crowd[place]) for place in places]
    names, claims = [name for name, _ in asked], [claim for _, claim in asked]
    answers, spent = timed(lambda: index.search(names, claims, trained()))
    ranks = [
        next((rank for rank, one in enumerate(found) if one.place == place), people)
        for place, found in zip(places, answers, strict=True)
    ]
    shares = ", ".join(f"first {top}: {np.mean(np.array(ranks) < top):.3f}" for top in (1, 10, 100, 400))
    say(f"{queries} searches: {spent / queries * 1e3:.0f} ms each; mate among the {shares}")


def timed(do: Callable[[], Result]) -> tuple[Result, float]:
    """What comes of it, and the CPU seconds it took."""
    started = time.process_time()
    found = do()
    return found, time.process_time() - started


def say(line: str) -> None:
    """One line of the table."""
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
