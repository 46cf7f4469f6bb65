"""Opening a spreadsheet file of any kind we read, by what it holds rather than by what its name says."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from musterbook.tables.delimited import read_delimited
from musterbook.tables.sheet import FILE_BYTES_MAX, Notice, Sheet
from musterbook.tables.workbook import read_old_workbook, read_package
from musterbook.terms.errors import Fault, Malformed

ENDINGS: Final = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".ods")

_ZIP: Final = b"PK\x03\x04"
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PACKAGED: Final = frozenset({".xlsx", ".xlsm", ".ods"})


@dataclass(frozen=True, slots=True)
class Opened:
    """A file's sheets and the SHA-256 of its bytes, by which the same file is known when it comes twice."""

    sheets: tuple[Sheet, ...]
    digest: str


def open_sheets(path: Path) -> Opened:
    """Every sheet of the file at `path`, cells not interpreted, formulas as the values they last had.

    Malformed (each fault names the file): missing or unreadable, empty, over 50 MB, a kind we do not read, broken,
    locked by a password, unsafe to unpack, more than 200,000 rows. Macros and formulas are never run.
    """
    file = path.name
    content = _bytes_of(path)
    try:
        sheets = _sheets(content, path)
    except Malformed as malformed:
        raise Malformed.of(replace(fault, file=fault.file or file) for fault in malformed.faults) from malformed
    return Opened(sheets, hashlib.sha256(content).hexdigest())


def _bytes_of(path: Path) -> bytes:
    file = path.name
    if path.suffix.lower() not in ENDINGS:
        raise Malformed(
            Fault("file.kind-not-read", file=file, values={"ending": path.suffix, "read": ", ".join(ENDINGS)})
        )
    try:
        size = path.stat().st_size
        if size > FILE_BYTES_MAX:
            raise Malformed(Fault("file.too-large", file=file, values={"bytes": size, "most": FILE_BYTES_MAX}))
        content = path.read_bytes()
    except FileNotFoundError:
        raise Malformed(Fault("file.missing", file=file)) from None
    except OSError as denied:
        raise Malformed(Fault("file.unreadable", file=file, values={"because": denied.strerror})) from denied
    if not content.strip():
        raise Malformed(Fault("file.empty", file=file))
    return content


def _sheets(content: bytes, path: Path) -> tuple[Sheet, ...]:
    file, ending = path.name, path.suffix.lower()
    if content.startswith(_ZIP):
        sheets = read_package(content, file=file)
        expected = ending in _PACKAGED
    elif content.startswith(_OLD_OFFICE):
        sheets = read_old_workbook(content, file=file)
        expected = ending == ".xls"
    elif content.lstrip()[:15].lower().startswith((b"<html", b"<!doctype html", b"<table", b"<?xml")):
        raise Malformed(Fault("file.web-page", file=file))
    elif (
        b"\x00" in content[:64]
        and not content.startswith((b"\xff\xfe", b"\xfe\xff"))
        and ending in {".xls", ".xlsx", ".ods"}
    ):
        raise Malformed(Fault("file.broken-package", file=file))
    else:
        sheets = (read_delimited(content, file=file, name=path.stem),)
        expected = ending in {".csv", ".tsv", ".txt"}
    if expected:
        return sheets
    said = Notice("file.not-what-its-name-says", file=file, values={"ending": ending})
    return tuple(replace(sheet, notices=(*sheet.notices, said)) for sheet in sheets)
