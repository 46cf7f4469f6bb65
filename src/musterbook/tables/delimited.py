"""Text tables: .csv, .tsv and .txt in the encodings and delimiters that spreadsheets write."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from musterbook.tables.sheet import ROWS_AROUND, ROWS_MAX, Line, Notice, Sheet, cell_of
from musterbook.terms.errors import Fault, Malformed

DELIMITERS: Final = (",", ";", "\t", "|")
BROKEN_LETTER: Final = "\ufffd"

_SAMPLE_ROWS: Final = 60
_TWO_ARABIC_LETTERS: Final = re.compile("[\u0621-\u064a\u067e\u0686\u0698\u06a9\u06af\u06cc]{2}")
_EXCEL_HINT: Final = re.compile(r"sep=([,;|\t])\r?\n", re.IGNORECASE)


def read_delimited(content: bytes, *, file: str, name: str) -> Sheet:
    """The one sheet of a text file.

    Encoding: a byte order mark decides; else UTF-8; else UTF-16 by its zero bytes; else Windows-1256 where the odd
    bytes make Arabic words, and this guess is said in a notice. Rows whose bytes stay unreadable are in `broken`.
    Malformed: more than 200,000 rows; a quotation mark that never closes.
    """
    text, notices = _decoded(content, file)
    hint = _EXCEL_HINT.match(text)
    delimiter = hint.group(1) if hint else _delimiter_of(text)
    # The hint line is a row of the file although it is no row of the table.
    skipped = 1 if hint else 0
    lines = tuple(_lines(text[hint.end() :] if hint else text, delimiter, file=file, skipped=skipped))
    broken = _broken(lines) if BROKEN_LETTER in text else frozenset[int]()
    return Sheet(file=file, name=name, lines=lines, broken=broken, notices=notices)


def _broken(lines: Iterable[Line]) -> frozenset[int]:
    return frozenset(line.number for line in lines if any(BROKEN_LETTER in str(cell) for cell in line.cells))


def _decoded(content: bytes, file: str) -> tuple[str, tuple[Notice, ...]]:
    if content.startswith(codecs.BOM_UTF8):
        return content[3:].decode("utf-8", errors="replace"), ()
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace"), ()
    sample = content[:4000]
    if sample.count(0) > len(sample) // 5:
        encoding = "utf-16-le" if sample[1::2].count(0) >= sample[0::2].count(0) else "utf-16-be"
        return content.decode(encoding, errors="replace"), (_guessed(file, encoding),)
    try:
        return content.decode("utf-8"), ()
    except UnicodeDecodeError:
        return _not_quite_utf8(content, file)


def _not_quite_utf8(content: bytes, file: str) -> tuple[str, tuple[Notice, ...]]:
    """Either UTF-8 with damaged bytes or an older encoding: whichever explains more of the odd bytes."""
    as_utf8 = content.decode("utf-8", errors="replace")
    broken = as_utf8.count(BROKEN_LETTER)
    whole = sum(1 for sign in as_utf8 if sign > "\x7f") - broken
    as_arabic = content.decode("windows-1256", errors="replace")
    if broken > whole and _TWO_ARABIC_LETTERS.search(as_arabic):
        return as_arabic, (_guessed(file, "windows-1256"),)
    return as_utf8, ()


def _guessed(file: str, encoding: str) -> Notice:
    return Notice("file.encoding-guessed", file=file, values={"encoding": encoding})


def _delimiter_of(text: str) -> str:
    """The delimiter that cuts the first rows into the steadiest number of columns."""
    sample = text[:100_000]

    def steadiness(delimiter: str) -> tuple[float, int]:
        widths = Counter[int]()
        try:
            for count, row in enumerate(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)):
                if count >= _SAMPLE_ROWS:
                    break
                if any(row):
                    widths[len(row)] += 1
        except csv.Error:
            return 0.0, 0
        wide = {width: rows for width, rows in widths.items() if width > 1}
        if not wide:
            return 0.0, 0
        width = max(wide, key=lambda each: (wide[each], each))
        return wide[width] / widths.total(), width

    return max(DELIMITERS, key=steadiness)


def _lines(text: str, delimiter: str, *, file: str, skipped: int) -> Iterator[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    number = skipped
    many_lines = False
    try:
        for row in reader:
            number += 1
            if number > ROWS_MAX + ROWS_AROUND and any(row):
                raise Malformed(_too_many(file, text))
            many_lines = any("\n" in cell or "\r" in cell for cell in row)
            yield Line(number, tuple(cell_of(cell) for cell in row))
    except csv.Error:
        raise Malformed(Fault("file.quote-not-closed", file=file, row=number + 1)) from None
    if many_lines and not _closed(text, delimiter):
        raise Malformed(Fault("file.quote-not-closed", file=file, row=number))


def _too_many(file: str, text: str) -> Fault:
    return Fault("file.too-many-rows", file=file, values={"rows": text.count("\n"), "most": ROWS_MAX})


def _closed(text: str, delimiter: str) -> bool:
    """Whether the last quotation mark closes: an open one swallows the rest of the file into one cell."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for _ in reader:
            pass
    except csv.Error as wrong:
        return "unexpected end" not in str(wrong)
    return True
