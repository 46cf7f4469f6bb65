"""Measure papers and sheets: processor time and memory, each in a process of its own. `console.py` runs it."""

from __future__ import annotations

import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from tests.operation.making import open_small_book
from tests.papers.printed_book import NAMES, NOW, SUBJECTS, printed_book

from musterbook.operation.book import Book
from musterbook.operation.importing import look_through
from musterbook.operation.on_paper.kinds import PAPERS, people_on
from musterbook.operation.on_paper.told import Told
from musterbook.papers.framed import Around, parts_of, print_told
from musterbook.papers.printing import printed_paper
from musterbook.tables.opening import open_sheets
from musterbook.tables.writing import Page, write_pages

Figure = tuple[str, list[float], str]
PEOPLE, ROWS, COLUMNS = 6000, 30_000, 8
AROUND: Final = Around("measured", "EXERCISE", "Asia/Baghdad", "en", "ar")


def figures() -> Iterator[Figure]:
    """Processor seconds of each, and the most memory its process had."""
    for what, act in (
        ("receipt of a handover, three copies", receipt),
        (f"manifest of {PEOPLE:,}", manifest),
        (f"{PEOPLE:,} bands", bands),
        (f"Excel of {ROWS:,} rows of {COLUMNS}, out", sheet_out),
        (f"Excel of {ROWS:,} rows of {COLUMNS}, in", sheet_in),
        (f"dry run of {PEOPLE:,} people", dry_run),
    ):
        seconds, megabytes = apart(act)
        yield what, [seconds], "s"
        yield f"{what}, memory", [megabytes], "MB"


def apart(act: Callable[[Path], float]) -> tuple[float, float]:
    """What an act says that it took, and the most memory of the process in which it ran."""
    told: Any = multiprocessing.get_context("spawn").SimpleQueue()
    process = multiprocessing.get_context("spawn").Process(target=_run, args=(act, told))
    process.start()
    found: tuple[float, float] = told.get()
    process.join()
    return found


def _run(act: Callable[[Path], float], told: Any) -> None:  # noqa: ANN401  a queue between processes
    with tempfile.TemporaryDirectory() as folder:
        seconds = act(Path(folder))
    told.put((seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000))


def timed(act: Callable[[], object]) -> float:
    """Processor seconds of an act."""
    began = time.process_time()
    act()
    return time.process_time() - began


def receipt(folder: Path) -> float:
    """A receipt of the small book, after one in another language: the first paper also reads the typefaces."""
    book = printed_book(folder)
    printed_paper(book, "receipt", SUBJECTS["receipt"], NOW, language="kmr")
    return timed(lambda: printed_paper(book, "receipt", SUBJECTS["receipt"], NOW, language="en"))


def manifest(folder: Path) -> float:
    """A manifest whose list is as long as the whole operation."""
    told = _told(printed_book(folder), "manifest")
    longest = max((one.get("rows", ()) for one in told.blocks), key=len)
    many = tuple(longest[place % len(longest)] for place in range(PEOPLE))
    blocks = tuple({**one, "rows": many} if one.get("rows") is longest else one for one in told.blocks)
    return timed(lambda: print_told(replace(told, blocks=blocks, owners=told.owners[:1]), AROUND))


def bands(folder: Path) -> float:
    """Bands for everybody, in as many documents as they are printed in."""
    told = _told(printed_book(folder), "bands")
    (cards,) = (one["cards"] for one in told.blocks)
    many = replace(told, blocks=({"cards": [cards[place % len(cards)] for place in range(PEOPLE)]},))
    return timed(lambda: [print_told(part, AROUND) for part in parts_of(many)])


def _told(book: Book, kind: str) -> Told:
    return PAPERS[kind].make(
        book, SUBJECTS[kind], NOW, dict.fromkeys(people_on(book, kind, SUBJECTS[kind], NOW), NAMES)
    )


def sheet_out(folder: Path) -> float:
    """A workbook written."""
    return timed(lambda: write_pages(folder / "out.xlsx", [_page()]))


def sheet_in(folder: Path) -> float:
    """The same workbook read."""
    write_pages(folder / "out.xlsx", [_page()])
    return timed(lambda: open_sheets(folder / "out.xlsx"))


def _page() -> Page:
    return Page(
        "people", [f"column {place}" for place in range(COLUMNS)],
        ([f"KHA-{row}", "Khalid al-Demo", "خالد", row % 60, 1.5 * row, "hasakah", "SYR", ""] for row in range(ROWS)),
    )  # fmt: skip


def dry_run(folder: Path) -> float:
    """A list of people matched, read and held against a book; nothing is written."""
    book = open_small_book(folder)
    header = ["number", "name", "sex", "age", "nationality", "site"]
    rows: Iterator[list[str | int]] = (
        [f"X-{row:05d}", "Khalid al-Demo", "man", 20 + row % 40, "SYR", "WLW"] for row in range(PEOPLE)
    )
    write_pages(folder / "new.xlsx", [Page("people", header, rows)])
    return timed(lambda: look_through(book, folder / "new.xlsx"))
