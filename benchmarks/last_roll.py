"""The last good roll of 6,000 invented people with drawn photographs as PDF: seconds, megabytes, beside plain cards.

    python -m benchmarks.last_roll [PEOPLE]

custody.md section 16: at most 60 s, cold. Everyone is invented; a photograph is a drawn card with noise in it, so that
each is as large as a face would be and none is like another.
"""

from __future__ import annotations

import io
import resource
import sys
import time
from datetime import UTC, datetime

import numpy as np
from PIL import Image

from musterbook.ledger.facts import Digest
from musterbook.operation.last_roll import LastRoll, RollLine
from musterbook.papers.last_roll import documents, print_last_roll
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import PersonId

AT = datetime(2026, 1, 21, 10, tzinfo=UTC)
NOTES = ((("escaped", 1), ("apart", 2)), (("ground.medical", 0),), (), (("ground.age-unknown", 0),), ())


def face(rng: np.random.Generator) -> bytes:
    """A drawing of some 20 kB that nobody is on."""
    grey = rng.integers(0, 255, (30, 24, 3)).astype("uint8")
    held = io.BytesIO()
    Image.fromarray(grey).resize((360, 450), Image.Resampling.BICUBIC).save(held, "JPEG", quality=72)
    return held.getvalue()


def roll_of(people: int, *, faces: bool) -> LastRoll:
    """A roll of so many invented people."""
    rng = np.random.default_rng(7)
    lines = tuple(
        RollLine(
            PersonId(f"ACE-{place:05d}"), f"B-{place}", place % 7 != 0, NOTES[place % len(NOTES)], "Ahmad al-Demo",
            "أحمد الديمو", {"father": "Hasan", "born": "1988", "marks": "scar on the left cheek"},
            face(rng) if faces else None,
        )
        for place in range(people)
    )  # fmt: skip
    return LastRoll(
        operation="Willow", site=CustodianId("willow"), place=("Willow", "الصفصاف"), until=AT, counted_at=AT,
        head=Digest("0" * 64), named=True, exercise=True, lines=lines,
    )  # fmt: skip


def measured(roll: LastRoll) -> tuple[float, float, float]:
    """Wall seconds, CPU seconds and megabytes of all its documents."""
    wall, cpu = time.monotonic(), _cpu()
    written = sum(len(one) for one in print_last_roll(roll, language="en", zone="UTC", printed_at=AT))
    return time.monotonic() - wall, _cpu() - cpu, written / 1e6


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    asked = int(sys.argv[1]) if len(sys.argv) > 1 else 6_000
    for faces in (False, True):
        whole = roll_of(asked, faces=faces)
        took, used, megabytes = measured(whole)
        what = "with photographs" if faces else "with drawn cards"
        print(f"{asked:,} {what}: {took:.1f} s, {used:.1f} s CPU, {megabytes:.1f} MB in {documents(whole)} documents")
    print(f"largest {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")
