"""Measure papers and sheets: processor time and memory, each in a process of its own. `console.py` runs it.

A process that sets a long paper has loaded what `muster print` loads and no more: what the paper tells is read from a
book by another one, which has loaded the making of invented books as well.
"""

from __future__ import annotations

import gc
import pickle
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from musterbook.operation.on_paper.kinds import PAPERS, people_on
from musterbook.operation.on_paper.told import Told
from musterbook.papers.framed import Around, parts_of, print_told
from musterbook.papers.printing import PaperToPrint, printed_paper
from musterbook.tables.opening import open_sheets
from musterbook.tables.writing import Page, write_pages

HERE: Final = Path(__file__).parent
Figure = tuple[str, list[float], str]
PEOPLE, ROWS, COLUMNS = 6000, 30_000, 8
AROUND: Final = Around("measured", "EXERCISE", "Asia/Baghdad", "en", "ar")


def figures() -> Iterator[Figure]:
    """Processor seconds of each, and the most memory its process had."""
    for what, act in (
        ("receipt of a handover, three copies", receipt),
        (f"manifest of {PEOPLE:,}", partial(manifest, _apart(partial(told, "manifest")))),
        (f"{PEOPLE:,} bands", partial(bands, _apart(partial(told, "bands")))),
        (f"Excel of {ROWS:,} rows of {COLUMNS}, out", sheet_out),
        (f"Excel of {ROWS:,} rows of {COLUMNS}, in", sheet_in),
        (f"dry run of {PEOPLE:,} people", dry_run),
    ):
        seconds, megabytes = _apart(partial(measured, act))
        yield what, [seconds], "s"
        yield f"{what}, memory", [megabytes], "MB"


def _apart(act: Callable[[Path], Any]) -> Any:  # noqa: ANN401  whatever it says
    """What an act says in a process of its own, which has loaded nothing before."""
    begin = f"import sys; sys.path.insert(0, {str(HERE)!r}); import console_papers; console_papers.answer()"
    words = [sys.executable, "-c", begin]
    done = subprocess.run(words, input=pickle.dumps(act), capture_output=True, check=True)
    return pickle.loads(done.stdout)  # noqa: S301  as above


def answer() -> None:
    """In that process, whose garbage is collected as a `muster`'s is: do what was asked, and say what it said."""
    gc.set_threshold(50_000, 20, 100)
    act = pickle.loads(sys.stdin.buffer.read())  # noqa: S301  as above
    with tempfile.TemporaryDirectory() as folder:
        sys.stdout.buffer.write(pickle.dumps(act(Path(folder))))


def measured(act: Callable[[Path], float], folder: Path) -> tuple[float, float]:
    """What an act says that it took, and the most memory of the process it runs in."""
    return act(folder), most_memory()


def most_memory() -> float:
    """Megabytes this process had at most; of Linux, since `ru_maxrss` counts what its parent had when it began."""
    own = Path("/proc/self/status").read_text("utf-8")
    return int(own.partition("VmHWM:")[2].split()[0]) / 1000


def timed(act: Callable[[], object]) -> float:
    """Processor seconds of an act."""
    began = time.process_time()
    act()
    return time.process_time() - began


def receipt(folder: Path) -> float:
    """A receipt of the small book, after one in another language: the first paper also reads the typefaces."""
    from tests.papers.printed_book import NOW, SUBJECTS, printed_book  # noqa: PLC0415  only here and in `told`

    book = printed_book(folder)
    printed_paper(book, "receipt", SUBJECTS["receipt"], NOW, language="kmr")
    return timed(lambda: printed_paper(book, "receipt", SUBJECTS["receipt"], NOW, language="en"))


def told(kind: str, folder: Path) -> Told:
    """What a paper tells of the small book, with names on it."""
    from tests.papers.printed_book import NAMES, NOW, SUBJECTS, printed_book  # noqa: PLC0415  as above

    book, subject = printed_book(folder), SUBJECTS[kind]
    return PAPERS[kind].make(book, subject, NOW, dict.fromkeys(people_on(book, kind, subject, NOW), NAMES))


def manifest(small: Told, folder: Path) -> float:
    """A manifest whose list is as long as the whole operation."""
    del folder
    longest = max((one.get("rows", ()) for one in small.blocks), key=len)
    many = tuple(longest[place % len(longest)] for place in range(PEOPLE))
    blocks = tuple({**one, "rows": many} if one.get("rows") is longest else one for one in small.blocks)
    return timed(lambda: print_told(replace(small, blocks=blocks, owners=small.owners[:1]), AROUND))


def bands(small: Told, folder: Path) -> float:
    """Bands for everybody, each with another code, in as many documents as they are printed in, as files."""
    (cards,) = (one["cards"] for one in small.blocks)
    many = [
        {**cards[place % len(cards)], "number": f"KHA-{place:04}-M", "code": f"MB1 KHA-{place:04}-M {place:016x}"}
        for place in range(PEOPLE)
    ]
    parts = tuple((part, AROUND) for part in parts_of(replace(small, blocks=({"cards": many},))))
    paper = PaperToPrint(small, "bands.pdf", parts)
    return timed(lambda: [(folder / "bands.pdf").write_bytes(one) for one in paper.documents()])


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
    from tests.operation.making import open_small_book  # noqa: PLC0415  as above

    from musterbook.operation.importing import look_through  # noqa: PLC0415  as above

    book = open_small_book(folder)
    header = ["number", "name", "sex", "age", "nationality", "site"]
    rows: Iterator[list[str | int]] = (
        [f"X-{row:05d}", "Khalid al-Demo", "man", 20 + row % 40, "SYR", "WLW"] for row in range(PEOPLE)
    )
    write_pages(folder / "new.xlsx", [Page("people", header, rows)])
    return timed(lambda: look_through(book, folder / "new.xlsx"))
