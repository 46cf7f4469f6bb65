"""scores.csv: every pair with its score, so that anyone can work every figure out again with a few lines of his own."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from musterbook.biometrics.evaluation.rates import Pairs
from musterbook.biometrics.evaluation.sets import NAMED, Sample
from musterbook.terms.errors import Fault, Malformed

COLUMNS: Final = ("set_a", "name_a", "set_b", "name_b", "same_finger", "score", "weight")
FAULTS_MAX: Final = 20


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """Pairs as a file holds them."""

    pairs: Pairs
    told: Mapping[str, str]
    """The header lines: name and what stands after the colon."""


def write(
    out: Path, samples: list[Sample], scores: Iterable[tuple[NDArray[np.float64], NDArray[np.float64]]],
    told: Mapping[str, str],
) -> None:  # fmt: skip
    """Write every pair once; `scores` gives, for each sample, scores and weights with all that come after it.

    The file appears when it is whole.
    """
    begun = out.with_name(out.name + ".part")
    quoted = [(_cell(one.set_name), one.name) for one in samples]
    with begun.open("w", encoding="utf-8", newline="") as file:
        file.writelines(f"# {name}: {value}\n" for name, value in told.items())
        file.write(",".join(COLUMNS) + "\n")
        for place, (row, weights) in enumerate(scores):
            own = samples[place]
            start = f"{quoted[place][0]},{own.name},"
            file.writelines(
                f"{start}{quoted[b][0]},{other.name},"
                f"{int(own.set_name == other.set_name and own.finger == other.finger)},{score:.9g},{weight:.9g}\n"
                for b, other, score, weight in zip(
                    range(place + 1, len(samples)), samples[place + 1 :], row.tolist(), weights.tolist(), strict=True
                )
            )
    begun.replace(out)


def _cell(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(letter in text for letter in ',"\r\n') else text


def read(file: Path) -> Scored:
    """What a file of scores holds.

    Raises:
        Malformed: `scores.columns`, `scores.not-a-number`, `scores.same-finger`, `scores.name`, each with its row.
    """
    told: dict[str, str] = {}
    fingers: dict[tuple[str, str], int] = {}
    scores, left, right, faults = [], [], [], []
    with file.open(encoding="utf-8-sig", newline="", errors="replace") as opened:
        rows = csv.reader(opened)
        places: dict[str, int] = {}
        for cells in rows:
            if cells and cells[0].startswith("#"):
                name, _, value = ",".join(cells).lstrip("# ").partition(":")
                told[name] = value.strip()
            elif not places:
                places = _places(cells, file.name)
            elif cells:
                try:
                    score, a, b = _row(cells, places)
                except ValueError as problem:
                    rule, column = problem.args
                    faults.append(Fault(rule, file=file.name, row=rows.line_num, column=column))
                    continue
                scores.append(score)
                left.append(fingers.setdefault(a, len(fingers)))
                right.append(fingers.setdefault(b, len(fingers)))
    if faults or not scores:
        raise Malformed.of(faults[:FAULTS_MAX] or [Fault("scores.empty", file=file.name)])
    return Scored(Pairs(np.array(scores), np.array(left, np.int64), np.array(right, np.int64)), told)


def _places(cells: list[str], file: str) -> dict[str, int]:
    places = {name.strip(): place for place, name in enumerate(cells)}
    lacking = [name for name in COLUMNS[:6] if name not in places]
    if lacking:
        raise Malformed.of(Fault("scores.columns", file=file, column=name) for name in lacking)
    return places


def _row(cells: list[str], places: dict[str, int]) -> tuple[float, tuple[str, str], tuple[str, str]]:
    """Score, and both fingers; two pictures are of one finger where the row says so, whatever they are called."""
    held = {name: cells[place] if place < len(cells) else "" for name, place in places.items()}
    try:
        score = float(held["score"])
    except ValueError:
        score = float("nan")
    if not 0 <= score < float("inf"):
        raise ValueError("scores.not-a-number", "score")
    names = [NAMED.match(held[f"name_{side}"]) for side in "ab"]
    for side, name in zip("ab", names, strict=True):
        if name is None:
            raise ValueError("scores.name", f"name_{side}")
    a, b = ((held[f"set_{side}"], str(name and int(name[1]))) for side, name in zip("ab", names, strict=True))
    if held["same_finger"] != str(int(a == b)):
        raise ValueError("scores.same-finger", "same_finger")
    return score, a, b
