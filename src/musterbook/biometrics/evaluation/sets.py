"""Which pictures are compared: folders of `NNN_M` pictures, finger NNN and impression M, or a file of their points."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from musterbook.terms.errors import Fault, Malformed

NAMED: Final = re.compile(r"(\d{1,9})_(\d{1,9})\Z", re.ASCII)
SETS_FILE: Final = "sets.toml"
DPI_MIN: Final = 250
DPI_MAX: Final = 1200


@dataclass(frozen=True, slots=True)
class Sample:
    """One picture: of which finger it is, and where it is found."""

    set_name: str
    name: str
    """As the file is named, without its ending."""
    finger: int
    impression: int
    path: Path
    """Of the picture, or of the file of points it stands in."""
    dpi: int | None
    """As told; None where the picture must say it."""


def samples_of(folder: Path, suffixes: tuple[str, ...], *, dpi: int | None = None) -> tuple[list[Sample], list[Path]]:
    """The pictures of a folder and of the folders in it, in order of set and name, and files that are named otherwise.

    Pictures that lie in the folder itself are a set named as it is. `sets.toml` in it may give each set's `dpi`.

    Raises:
        Malformed: `evaluate.nothing-there`, `evaluate.sets-unreadable`, `evaluate.dpi-out-of-range`, `evaluate.twice`.
    """
    if not folder.is_dir():
        raise Malformed(Fault("evaluate.nothing-there", file=folder.name))
    told = resolutions(folder / SETS_FILE)
    samples, odd = [], []
    for place in [folder, *sorted(one for one in folder.iterdir() if one.is_dir())]:
        for path in sorted(place.iterdir()):
            if path.suffix.lower() in suffixes and path.is_file():
                found = NAMED.match(path.stem)
                if found is None:
                    odd.append(path)
                    continue
                known = dpi if dpi is not None else told.get(place.name)
                samples.append(Sample(place.name, path.stem, int(found[1]), int(found[2]), path, known))
    return ordered(samples, folder.name), odd


def ordered(samples: list[Sample], file: str) -> list[Sample]:
    """The samples by set and name, each once.

    Raises:
        Malformed: `evaluate.nothing-there`, or `evaluate.twice`, where one name has two pictures.
    """
    if not samples:
        raise Malformed(Fault("evaluate.nothing-there", file=file))
    found = sorted(samples, key=lambda one: (one.set_name, one.name))
    twice = [b for a, b in pairwise(found) if (a.set_name, a.name) == (b.set_name, b.name)]
    if twice:
        raise Malformed.of(Fault("evaluate.twice", file=f"{one.set_name}/{one.path.name}") for one in twice)
    return found


def resolutions(file: Path) -> Mapping[str, int]:
    """Dots an inch by set, as a `sets.toml` says; none where there is no such file."""
    if not file.exists():
        return {}
    try:
        told: dict[str, Any] = tomllib.loads(file.read_text("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise Malformed(Fault("evaluate.sets-unreadable", file=file.name)) from None
    found = {name: part["dpi"] for name, part in told.items() if isinstance(part, dict) and "dpi" in part}
    wrong = [
        name
        for name, dpi in found.items()
        if not isinstance(dpi, int) or isinstance(dpi, bool) or not DPI_MIN <= dpi <= DPI_MAX
    ]
    if wrong:
        values: dict[str, str | int | None] = {"low": DPI_MIN, "high": DPI_MAX}
        raise Malformed.of(
            Fault("evaluate.dpi-out-of-range", file=file.name, column=name, values=values) for name in wrong
        )
    return found
