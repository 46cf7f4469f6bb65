"""The points of every picture: from what was kept of an earlier run, or from the extractor, several at a time.

What is kept is found by the picture's bytes, its resolution and the engine, so a run that was stopped goes on where it
was, and another engine begins anew. Points can be turned back into a print: the folder is as confidential as pictures.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from musterbook.biometrics.engines import DPI, Extractor, Image, Made, Points
from musterbook.biometrics.evaluation.sets import NAMED, Sample, ordered
from musterbook.biometrics.kept_points import read_points, write_points
from musterbook.biometrics.matching.ours import CONFIDENCE_MIN, POINTS_MIN
from musterbook.terms.errors import Fault, Malformed

Told = Callable[[int, int], None]
FINGER = 1
"""Position under which the points of one picture are kept; which finger it is nobody asks here."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """Points of each sample, in their order; None and a fault where a picture could not be read."""

    points: tuple[Points | None, ...]
    faults: tuple[Fault, ...]
    made: Made

    @property
    def unreadable(self) -> int:
        """Pictures that could not be read."""
        return sum(one is None for one in self.points)

    @property
    def without_points(self) -> int:
        """Pictures with too few sure points to be compared."""
        return sum(one is not None and len(one.best(CONFIDENCE_MIN)) < POINTS_MIN for one in self.points)


def gather(
    samples: list[Sample],
    open_extractor: Callable[[], Extractor],
    *,
    read: Callable[[bytes, int | None], Image],
    kept: Path,
    jobs: int = 1,
    told: Told = lambda _done, _of: None,
) -> Gathered:
    """Find or make the points of every picture; a picture that cannot be read is told of and the rest go on.

    Args:
        samples: which pictures.
        open_extractor: opens one extractor; each worker opens its own.
        read: a picture from its bytes and the resolution told, if one was.
        kept: folder for points by picture and engine; made where it is not there.
        jobs: how many pictures at a time.
        told: hears how many are done of how many.

    Raises:
        Malformed: every fault, where no picture could be read at all.
    """
    own = threading.local()
    first = open_extractor()
    made = first.made
    folder = kept / _safe(f"{made.name}-{made.version}-{made.weights[:16]}")
    folder.mkdir(parents=True, exist_ok=True)

    def one(sample: Sample) -> Points | Malformed:
        if not hasattr(own, "extractor"):
            own.extractor = open_extractor()
        try:
            content = sample.path.read_bytes()
            place = folder / f"{hashlib.sha256(b'%d ' % (sample.dpi or 0) + content).hexdigest()}.points"
            return _kept(place) or _keep(place, own.extractor.points(read(content, sample.dpi)))
        except OSError:
            return Malformed.because("evaluate.unreadable")
        except Malformed as problem:
            return problem

    found = _by_workers(one, samples, jobs, told)
    faults = _in_their_files(samples, found)
    points = tuple(one if isinstance(one, Points) else None for _, one in sorted(found.items()))
    if all(one is None for one in points):
        raise Malformed.of(faults)
    return Gathered(points, tuple(faults), made)


def _by_workers(
    one: Callable[[Sample], Points | Malformed], samples: list[Sample], jobs: int, told: Told
) -> dict[int, Points | Malformed]:  # fmt: skip
    """What came of each sample, by its place, as many at a time as there are jobs."""
    found: dict[int, Points | Malformed] = {}
    workers = ThreadPoolExecutor(max_workers=max(1, jobs))
    try:
        waiting = {workers.submit(one, sample): place for place, sample in enumerate(samples)}
        for done in as_completed(waiting):
            found[waiting[done]] = done.result()
            told(len(found), len(samples))
    finally:
        workers.shutdown(wait=True, cancel_futures=True)
    return found


def _in_their_files(samples: list[Sample], found: Mapping[int, Points | Malformed]) -> list[Fault]:
    """Every fault with the set and the file it is of."""
    return [
        Fault(fault.rule, file=f"{sample.set_name}/{sample.path.name}", values=fault.values)
        for place, sample in enumerate(samples)
        for fault in getattr(found[place], "faults", ())
    ]


def points_of_file(file: Path, dpi_of: Callable[[str], int | None]) -> tuple[list[Sample], Gathered]:
    """Samples and points of a `.npz` file.

    Under `SET/NNN_M` it holds rows of x, y (pixels of the picture as it is), direction, probability of an ending and
    confidence.

    Args:
        file: which file.
        dpi_of: dots an inch of the pictures of a set, or None where nobody said.

    Raises:
        Malformed: `evaluate.points-unreadable`, or `evaluate.which-dpi` where a set's resolution is not told.
    """
    samples, points = [], {}
    try:
        content = file.read_bytes()
        with np.load(file, allow_pickle=False) as held:
            arrays = {name: np.asarray(held[name], np.float32) for name in held}
    except (OSError, ValueError, EOFError, KeyError, NotImplementedError):
        raise Malformed(Fault("evaluate.points-unreadable", file=file.name)) from None
    for key, rows in arrays.items():
        set_name, _, name = key.rpartition("/")
        found = NAMED.match(name)
        dpi = dpi_of(set_name)
        if found is None or rows.ndim != 2 or rows.shape[1] != 5 or not np.isfinite(rows).all():
            raise Malformed(Fault("evaluate.points-unreadable", file=file.name, column=key))
        if dpi is None:
            raise Malformed(Fault("evaluate.which-dpi", file=file.name, column=set_name))
        samples.append(Sample(set_name, name, int(found[1]), int(found[2]), file, dpi))
        x, y, direction, ending, confidence = (np.ascontiguousarray(column) for column in rows.T)
        scale = np.float32(DPI / dpi)
        points[set_name, name] = Points(x * scale, y * scale, direction, ending, confidence, 0, 0)
    samples = ordered(samples, file.name)
    gathered = tuple(points[one.set_name, one.name] for one in samples)
    return samples, Gathered(gathered, (), Made("points", file.name, hashlib.sha256(content).hexdigest()))


def _kept(place: Path) -> Points | None:
    """Points kept before; None where there are none, or what is there is damaged."""
    try:
        return read_points(place.read_bytes())[FINGER]
    except (OSError, Malformed, KeyError):
        return None


def _keep(place: Path, points: Points) -> Points:
    begun = place.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
    begun.write_bytes(write_points({FINGER: points}))
    begun.replace(place)
    return points


def _safe(name: str) -> str:
    """A name of an engine as a folder may have it."""
    return "".join(letter if letter.isalnum() or letter in "-." else "_" for letter in name)
