"""Setting the stage: people are invented, their folder is written, and the book opened as any operation's would be.

A rehearsal stopped while it does so starts clean the next time, as any opening does.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random

from musterbook.operation.book_folder import BOOK_FILE, read_book_file
from musterbook.operation.catalogue import read_folder
from musterbook.operation.half_opened import is_half_opened
from musterbook.operation.opening import Founding, begin, open_folder
from musterbook.rehearsal.population import Run
from musterbook.rehearsal.scenario import Scenario, write_folder
from musterbook.rehearsal.stage import Stage
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Fault, Malformed

Progress = Callable[[str, int, int], None]


def set_stage(scenario: Scenario, *, into: Path, run: Run, seed: int, progress: Progress) -> Stage:
    """Invent the people, write the operation folder, and open the book from it as any operation's would be.

    Raises:
        Malformed: `into` holds a book that is not an exercise's, or something else.
    """
    _make_room(into)
    zone = scenario.clerks_zone
    with tempfile.TemporaryDirectory(prefix="muster-rehearsal-") as folder:
        population = write_folder(scenario, Path(folder), run=run, seed=seed)
        founding = Founding(
            into, scenario.opens.astimezone(zone), seed=seed, nodes=_nodes(scenario),
            progress=lambda site, done, whole: progress(f"registering {site}", done, whole),
            watch_first=scenario.opens < scenario.begins,
        )  # fmt: skip
        catalogue = read_folder(Path(folder), today=scenario.begins)
        book = open_folder(catalogue, founding)
    stage = Stage(book, scenario.opens, Random(f"stage/{seed}"), population.truth, zone)
    if founding.watch_first:
        begins = replace(founding, at=scenario.begins.astimezone(zone))
        stage.at(scenario.begins, lambda: begin(book, catalogue, begins))
    return stage


def _nodes(scenario: Scenario) -> dict[str, frozenset[CustodianId]]:
    """Each site, ramp and facility writes on a node of its own; carriers write on the desk's."""
    names = [str(one["id"]) for one in scenario.said["origins"]]
    names += [str(scenario.said[one]) for one in ("staging", "displaced_to") if one in scenario.said]
    return {name: frozenset({CustodianId(name)}) for name in dict.fromkeys(names)}


def _make_room(into: Path) -> None:
    """No book where the book is to lie; an earlier exercise's is cleared away, anything else is left alone."""
    if (into / BOOK_FILE).is_file():
        if not read_book_file(into).exercise:
            raise Malformed(Fault("rehearsal.real-book", file=into.name))
        shutil.rmtree(into)
    elif into.exists() and any(into.iterdir()) and not is_half_opened(into):
        raise Malformed(Fault("rehearsal.folder-not-empty", file=into.name))
