"""A table of questions about markings, and the table of their answers."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from musterbook.evidence.markings.profile import Kind
from musterbook.evidence.markings.reading import read_mark
from musterbook.evidence.markings.releasing import release
from musterbook.evidence.markings.rollup import ERROR, roll_up
from musterbook.terms.errors import Fault, Malformed

WANTED: Final = ("op", "input")
ANSWERED: Final = ("test_id", "op", "verdict", "codes", "normalised")
KINDS: Final[Mapping[str, Kind]] = {"portion": "portion", "banner": "banner"}
OPS: Final = ("parse", "rollup", "release")

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Checked:
    """The answers in the order of their questions, each under `ANSWERED`; `faults` of rows that ask nothing known."""

    answers: tuple[tuple[str, ...], ...]
    faults: tuple[Fault, ...]


def check_sheet(path: Path) -> Checked:
    """Answer every row of a CSV file with the columns `op` and `input`.

    `kind` is read where parse is asked, and `args` where release is; `test_id` is repeated
    in the answer where there is one; other columns are left alone.

    Raises:
        Malformed: the file cannot be read as UTF-8 text in commas, or lacks a column.
    """
    answers: list[tuple[str, ...]] = []
    faults: list[Fault] = []
    for number, row in _rows(path):
        fault = _unasked(row, path.name, number)
        if fault:
            faults.append(fault)
        else:
            answers.append((row.get("test_id", ""), row["op"], *answered(row)))
    return Checked(tuple(answers), tuple(faults))


def answered(row: Row) -> tuple[str, str, str]:
    """Verdict, codes sorted with a space between, and the mark as the profile writes it."""
    match row["op"]:
        case "parse":
            mark = read_mark(row["input"], KINDS[row["kind"]])
            return "valid" if mark.valid else "invalid", _together(mark.codes), mark.normalised
        case "rollup":
            whole = roll_up(row["input"].split(";"))
            return whole.banner, _together(whole.codes), "" if whole.banner == ERROR else whole.banner
        case _:
            country, *granted = row["args"].split("+")
            answer = release(row["input"], country, frozenset(granted))
            return answer.verdict, _together(answer.needs), read_mark(row["input"], "banner").normalised


def _together(codes: tuple[str, ...]) -> str:
    return " ".join(sorted(codes))


def _unasked(row: Row, file: str, number: int) -> Fault | None:
    """What keeps a row from asking anything."""
    if row["op"] not in OPS:
        return Fault("marking.unknown-op", file, number, "op", {"choices": ", ".join(OPS)})
    if row["op"] == "parse" and row.get("kind") not in KINDS:
        return Fault("marking.unknown-kind", file, number, "kind", {"choices": ", ".join(KINDS)})
    if row["op"] == "release" and not row.get("args", "").split("+")[0]:
        return Fault("marking.no-country", file, number, "args")
    return None


def _rows(path: Path) -> Iterator[tuple[int, Row]]:
    """Each row with its line in the file; cells that a short row lacks are empty."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, restval="")
            lacking = [name for name in WANTED if name not in (reader.fieldnames or ())]
            if lacking:
                raise Malformed.of(Fault("column.missing", path.name, 1, name) for name in lacking)
            for row in reader:
                yield reader.line_num, {name: text for name, text in row.items() if isinstance(text, str)}
    except (UnicodeDecodeError, csv.Error):
        raise Malformed(Fault("marking.not-utf8", file=path.name)) from None
    except OSError:
        raise Malformed(Fault("file.unreadable", file=path.name)) from None
