"""How many acts one console writes when officers sign at the same moment, each with a real key, and what pages wait.

    PYTHONPATH=src:. python benchmarks/officers.py --officers 1,4,8
    PYTHONPATH=src:. python benchmarks/officers.py --officers 8 --beside OTHER/src --rounds 3   two trees, in turns

A real operation of a few invented people; every officer has a key of his own under argon2id, and so has the machine's
log. All officers press at once; meanwhile one page is asked for again and again. Printed for each: acts a second,
processor seconds an act with the pages asked for beside it, how often the page was answered for each act, and the
longest it took. Say the machine and its load beside it.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Final

import httpx
from tests.console.asking import Console, console_of
from tests.operation.making import MORNING, TABLES, WILLOW, fill

from musterbook.console.book_source import BookSource
from musterbook.custody.roll import Roll
from musterbook.operation.catalogue import read_folder
from musterbook.operation.folder import open_book
from musterbook.operation.opening import Founding, open_folder
from musterbook.terms.custodians import in_hand

PAGE: Final = "/musters"
PRESSES: Final = 2
"""Each officer signs so often, one after another."""

Figures = tuple[float, float, float, float]
"""Acts a second, processor seconds an act with its pages, pages answered an act, the longest in milliseconds."""


def main() -> None:
    """Print a line for each number of officers, of this tree or of two in turns."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--officers", default="1,4,8", help="how many press at once, with commas between")
    asked.add_argument("--beside", type=Path, help="the src folder of another tree to measure in turns with this one")
    asked.add_argument("--rounds", type=int, default=1)
    chosen = asked.parse_args()
    if chosen.beside is None:
        for count in map(int, chosen.officers.split(",")):
            print(count, *(f"{one:.3f}" for one in measured(count)), flush=True)
        return
    print(f"{os.cpu_count()} processors, load average {os.getloadavg()[0]:.1f}")
    both = [in_turns(chosen.officers, chosen.beside) for _ in range(chosen.rounds)]
    for place, count in enumerate(chosen.officers.split(",")):
        for which, name in enumerate(("other", "this")):
            found = [statistics.median(one[which][place][column] for one in both) for column in range(4)]
            print(f"{count:>3} officers, {name:<5}: {found[0]:6.2f} acts/s {found[1]:6.2f} s an act", end="")
            print(f" {found[2]:6.1f} pages an act, the longest {found[3]:6.0f} ms")
    print(f"load average {os.getloadavg()[0]:.1f}")


def in_turns(officers: str, other: Path) -> list[list[Figures]]:
    """The figures of the other tree, then of this one, each in a process of its own."""
    return [_run(officers, str(tree)) for tree in (other, Path("src"))]


def _run(officers: str, tree: str) -> list[Figures]:
    said = subprocess.run(
        [sys.executable, __file__, "--officers", officers],
        env={**os.environ, "PYTHONPATH": f"{tree}{os.pathsep}."}, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    rows = [line.split() for line in said.splitlines() if line]
    return [(float(row[1]), float(row[2]), float(row[3]), float(row[4])) for row in rows]


def measured(count: int) -> Figures:
    """So many officers hold people at one site, each pressing at once with all others."""
    with tempfile.TemporaryDirectory() as folder:
        names = [f"s.security-{number}" for number in range(1, count + 1)]
        needed = (row for row in TABLES["officers"] if row[0][0] in "rawopc" or row[0] == "officer")
        few = (*needed, *((name, "desk", "security-officer") for name in names))
        place = fill(Path(folder) / "willow", {"officers": few}, exercise=False)
        founding = Founding(place / "book", MORNING, pass_phrase=_phrase)
        open_folder(read_folder(place, today=MORNING), founding).close()
        book = open_book(place / "book")
        console = console_of(BookSource(book, now=lambda: MORNING + timedelta(hours=1)))
        forms = [_form(console, person, name) for name in names
                 for person in sorted(book.reading(Roll).on(in_hand(WILLOW)))[:PRESSES]]  # fmt: skip
        figures = asyncio.run(_pressed(console, forms, count))
        book.close()
    return figures


async def _pressed(console: Console, forms: list[tuple[str, dict[str, str]]], count: int) -> Figures:
    waits: list[float] = []
    way = httpx.ASGITransport(app=console.app)  # type: ignore[arg-type]  # the same shape
    async with httpx.AsyncClient(transport=way, base_url="http://localhost:8100") as client:
        await client.get(PAGE)

        async def presses(mine: list[tuple[str, dict[str, str]]]) -> None:
            for path, said in mine:
                answer = await client.post(path, data=said)
                assert answer.status_code == 303, answer.text

        async def looks() -> None:
            while True:
                began = time.perf_counter()
                await client.get(PAGE)
                waits.append(time.perf_counter() - began)
                await asyncio.sleep(0.02)

        looking = asyncio.create_task(looks())
        await asyncio.sleep(0)
        began, busy = time.perf_counter(), time.process_time()
        await asyncio.gather(*(presses(forms[at * PRESSES : (at + 1) * PRESSES]) for at in range(count)))
        took, used = time.perf_counter() - began, time.process_time() - busy
        await asyncio.sleep(0)
        looking.cancel()
        await asyncio.wait([looking])
    return len(forms) / took, used / len(forms), len(waits) / len(forms), max(waits, default=took) * 1000


def _form(console: Console, person: str, officer: str) -> tuple[str, dict[str, str]]:
    path = f"/do/hold?about={person}"
    key = re.search(r'name="key" value="([^"]+)"', console.get(path).text)
    assert key is not None
    said = {"key": key[1], "step": "sign", "person": person, "ground": "security", "officer": officer}
    return path, said | {"phrase": _phrase(officer), "machine": _phrase("desk")}


def _phrase(name: str) -> str:
    return f"the phrase of {name}"


if __name__ == "__main__":
    main()
