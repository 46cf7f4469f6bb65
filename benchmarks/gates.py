"""How long every gate takes about a whole camp: people x gates, folded from the entries and evaluated.

    PYTHONPATH=src python benchmarks/gates.py [--people 6000] [--seed 7]

A book is opened on a folder of invented people with every gate of custody.md section 8 that this operation may ask
turned on. The readings the gates need are folded afresh from the entries, then one move of everybody is asked of all
gates, then asked again on warm readings. CPU seconds of this process, not of the wall.
"""

from __future__ import annotations

import argparse
import platform
import random
import resource
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.operation.making import TABLES, fill

from musterbook.custody.roll import Roll
from musterbook.eligibility.gates import GATES
from musterbook.operation.book import Book
from musterbook.operation.catalogue import read_folder
from musterbook.operation.gates import objections_to
from musterbook.operation.opening import Founding, open_folder
from musterbook.terms.custodians import CustodianId, in_hand
from musterbook.terms.moves import Move

MORNING = datetime(2026, 1, 21, 3, tzinfo=UTC)
ASKED = """
[custody]
identity_check_hours = 4
sheet_age_hours = 24
authority_gate = true
condition_hours = 12
medicine_hours = 24
property_asked = true
beds_asked = true

[eligibility]
fitness_hours = 72
"""


def cpu_seconds() -> float:
    """CPU seconds this process has used."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def opened(folder: Path, people: int, seed: int) -> Book:
    """A book of so many invented men, one in forty of unknown age, at one site."""
    chance = random.Random(seed)
    head, *_ = TABLES["people"]
    rows = [
        (f"Man {number} al-Demo", "male", "" if chance.random() < 1 / 40 else str(chance.randint(1960, 2000)), "seen",
         "Syria", "WLW", "security")
        for number in range(people)
    ]  # fmt: skip
    rows = [(*row[:3], row[3] if row[2] else "", *row[4:]) for row in rows]
    place = fill(folder / "willow", {"people": (head, *rows)})
    settings = place / "operation.toml"
    settings.write_text(settings.read_text("utf-8") + ASKED, encoding="utf-8")
    return open_folder(read_folder(place, today=MORNING), Founding(place / "book", MORNING, seed=seed))


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--people", type=int, default=6_000)
    asked.add_argument("--seed", type=int, default=7)
    said = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        book = opened(Path(folder), said.people, said.seed)
        willow, harbour = CustodianId("willow"), CustodianId("harbour")
        people = book.reading(Roll).on(in_hand(willow))
        book._warm.clear()  # noqa: SLF001  the fold is what is measured
        at = MORNING + timedelta(hours=1)
        move = Move(people, willow, harbour, at, destination=harbour, handover="WLW-1", serial="S1", day="2026-01-21")
        times = []
        for _ in range(2):
            began = cpu_seconds()
            found = objections_to(book, move)
            times.append(cpu_seconds() - began)
        print(
            f"{len(people):,} people x {len(GATES)} gates, {len(book.entries()):,} entries, seed {said.seed}, "
            f"{platform.machine()} Python {platform.python_version()}:\n"
            f"  folded and evaluated {times[0]:.2f} s CPU, warm {times[1]:.2f} s CPU, "
            f"{len(found):,} objections of {len({one.rule for one in found})} gates"
        )
        book.close()


if __name__ == "__main__":
    main()
