"""A look into the parts of an .xlsx package: failed formulas, hidden rows and columns, the corners of each sheet."""

from __future__ import annotations

import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from html import unescape
from typing import Final

from musterbook.terms.errors import Malformed

# Every pattern is bounded and stops at the next tag, so that no file, however built, makes the look slow.
_SHEET: Final = re.compile(rb"<(?:\w{1,20}:)?sheet\s[^<>]{0,1000}>")
_RELATION: Final = re.compile(rb"<(?:\w{1,20}:)?Relationship\s[^<>]{0,4000}>")
_ATTRIBUTE: Final = re.compile(rb"""([\w:]{1,60})\s?=\s?(?:"([^"]*)"|'([^']*)')""")
_FILLED_SAYS: Final = rb"""c\s(?:[^<>]{0,200}?\s)??r=["']([A-Z]{1,3})(\d{1,7})["'][^<>]{0,200}(?<!/)>"""
"""Its place is nearly always a cell's first word, so that is tried before any other."""
_FILLED: Final = re.compile(rb"<(?:\w{1,20}:)?" + _FILLED_SAYS)
_FILLED_BARE: Final = re.compile(rb"<" + _FILLED_SAYS)
"""The same where no cell's name has a prefix, as in nearly every workbook: looked for in a fraction of the time."""
_FAILED: Final = re.compile(rb"""<(?:\w{1,20}:)?c\s[^<>]{0,200}?\bt=["']e["'][^<>]{0,200}(?<!/)>""")
_PLACE: Final = re.compile(rb"""\sr=["']([A-Z]{1,3})(\d{1,7})["']""")
_SHOWN: Final = re.compile(rb"<(?:\w{1,20}:)?v[^<>]{0,100}>([^<]{0,40})<")
_HIDDEN_ROW: Final = re.compile(rb"""<(?:\w{1,20}:)?row\s[^<>]{0,400}?\bhidden=["'](?:1|true)["']""")
_COLUMNS: Final = re.compile(rb"""<(?:\w{1,20}:)?col\s[^<>]{0,400}?\bhidden=["'](?:1|true)["'][^<>]{0,400}>""")
_FROM_1904: Final = re.compile(rb"""\bdate1904=["'](?:1|true)["']""")
_DAYS_TO_1904: Final = 1_462
_FORMULA_BYTES_MAX: Final = 12_000
FAILED_MAX: Final = 20_000
"""A workbook with more failed formulas than this is mended before anyone reads it."""


@dataclass(frozen=True, slots=True)
class PartLook:
    """What the text of one sheet says beyond its values.

    Attributes:
        errors: row number → 0-based column → code of the failed formula.
        columns_hidden: 0-based hidden columns, at most 1,000.
        rows_hidden: how many rows are hidden (by hand or by a filter).
        rows, columns: the last row and column that hold anything.
        day_shift: 1,462 in a workbook that counts days from 1904, else 0.
    """

    errors: dict[int, dict[int, str]] = field(default_factory=dict)
    columns_hidden: frozenset[int] = frozenset()
    rows_hidden: int = 0
    rows: int = 0
    columns: int = 0
    day_shift: int = 0


def look_into(package: zipfile.ZipFile) -> dict[str, PartLook]:
    """The look of each sheet by its name. Malformed where a part is not in UTF-8 or declares its own entities."""
    workbook = _part(package, "xl/workbook.xml")
    relations = _targets(_part(package, "xl/_rels/workbook.xml.rels"))
    shift = _DAYS_TO_1904 if _FROM_1904.search(workbook) else 0
    looks: dict[str, PartLook] = {}
    for tag in _SHEET.findall(workbook):
        attributes = _attributes(tag)
        relation = next((value for name, value in attributes.items() if name.endswith(":id")), "")
        target = relations.get(relation)
        if target in package.namelist():
            looks[attributes.get("name", "")] = _look(_part(package, target), shift)
    return looks


def _part(package: zipfile.ZipFile, name: str) -> bytes:
    try:
        xml = package.read(name)
    except (KeyError, NotImplementedError, zipfile.BadZipFile) as broken:
        raise Malformed.because("file.broken-package") from broken
    if xml[:2] in {b"\xff\xfe", b"\xfe\xff"} or b"<!DOCTYPE" in xml[:2000] or b"\x00" in xml[:200]:
        raise Malformed.because("file.packed-unusually")
    return xml


def _attributes(tag: bytes) -> dict[str, str]:
    return {
        name.decode(): unescape((double or single).decode("utf-8", errors="replace"))
        for name, double, single in _ATTRIBUTE.findall(tag)
    }


def _targets(xml: bytes) -> dict[str, str]:
    found = [_attributes(tag) for tag in _RELATION.findall(xml)]
    return {each.get("Id", ""): posixpath.normpath(posixpath.join("/xl", each.get("Target", "")))[1:] for each in found}


def _look(xml: bytes, shift: int) -> PartLook:
    filled = (_FILLED if b":c" in xml else _FILLED_BARE).findall(xml)
    letters, numbers = zip(*filled, strict=True) if filled else ((), ())
    hides = b"hidden=" in xml
    return PartLook(
        errors=_errors(xml),
        columns_hidden=_columns_hidden(xml) if hides else frozenset(),
        rows_hidden=len(_HIDDEN_ROW.findall(xml)) if hides else 0,
        rows=max(map(int, set(numbers)), default=0),
        columns=max(map(_column, set(letters)), default=-1) + 1,
        day_shift=shift,
    )


def _errors(xml: bytes) -> dict[int, dict[int, str]]:
    errors: dict[int, dict[int, str]] = {}
    if b't="e"' not in xml and b"t='e'" not in xml:
        return errors
    for count, tag in enumerate(_FAILED.finditer(xml)):
        if count >= FAILED_MAX:
            raise Malformed.because("file.too-many-errors", most=FAILED_MAX)
        place, shown = _PLACE.search(tag.group()), _SHOWN.search(xml, tag.end(), tag.end() + _FORMULA_BYTES_MAX)
        if place is not None:
            code = unescape(shown.group(1).decode("utf-8", errors="replace")) if shown else "#N/A"
            errors.setdefault(int(place.group(2)), {})[_column(place.group(1))] = code
    return errors


def _columns_hidden(xml: bytes) -> frozenset[int]:
    hidden: set[int] = set()
    for tag in _COLUMNS.findall(xml):
        attributes = _attributes(tag)
        first, last = int(attributes.get("min", "1")), int(attributes.get("max", "1"))
        hidden.update(range(first - 1, min(last, first + 999)))
    return frozenset(hidden)


def _column(letters: bytes) -> int:
    """`A` is 0, `Z` 25, `AA` 26."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
