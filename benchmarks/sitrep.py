"""How long the situation report takes, beside folding the roll it is made from.

    PYTHONPATH=src python benchmarks/sitrep.py BOOK

BOOK is the folder of a book, such as `muster rehearse syria-2026` leaves behind (8,200 people, 28,678 entries). CPU
seconds of one core; under load look at the ratios. First from cold readings, then from warm ones, then made again from
its heads as `sitrep verify` does, and as PDF.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from musterbook.custody.roll import Roll
from musterbook.operation.folder import open_book
from musterbook.operation.sitrep.report import report_of
from musterbook.papers.sitrep import printed
from musterbook.papers.sitrep_check import recomputed
from musterbook.papers.sitrep_json import report_bytes

T = TypeVar("T")


def main(words: list[str]) -> int:
    """Measure one book, and print a line for each measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("book", type=Path)
    book = open_book(parser.parse_args(words).book)
    now = max(entry.happened_at for entry in book.entries())
    roll, fold = _timed(lambda: Roll.of(book.entries()))
    print(f"{roll.registered} people, {len(book.entries())} entries; the roll folds in {fold:.2f} s")
    report, seconds = _timed(lambda: report_of(book, now))
    _say(f"report of {len(report.figures())} figures, cold", seconds, fold)
    _say("report, warm", _timed(lambda: report_of(book, now))[1], fold)
    told = json.loads(report_bytes(report, "en"))
    (_, found), seconds = _timed(lambda: recomputed(book, told, "report"))
    _say(f"made again from its heads, {len(found)} differ", seconds, fold)
    for language in ("en", "ar"):
        _say(f"as PDF, {language}", _timed(lambda said=language: printed(report, said, "pdf"))[1], fold)  # type: ignore[misc]  # bound at once
    book.close()
    return 0


def _say(what: str, seconds: float, fold: float) -> None:
    print(f"{what}: {seconds:.2f} s, {seconds / fold:.1f} times the fold of the roll")


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    found = work()
    return found, resource.getrusage(resource.RUSAGE_SELF).ru_utime - before


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
