"""Joining: several PDFs as Typst writes them become one, object by object, each let go when it is in.

Libraries for PDF hold every object of a document at once: a hundred and forty megabytes for a manifest of six thousand,
of which each cell is an object that readers aloud need. Typst writes plain objects behind a plain table, so here the
numbers of each next document are moved behind those of the one before. What is joined: pages, the tree of what they
mean (PDF/UA), and what the pages draw with. Of the first come the title, the date, the marks and the files inside.
ONLY FOR WHAT THE TYPST OF OUR LOCK FILE WROTE, never for a file that came from somewhere.
"""

from __future__ import annotations

import base64
import hashlib
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

_NESTED: Final = 6
"""Brackets within brackets so deep may stand in a text; Typst escapes those that do not come in pairs."""


def _text_pattern() -> bytes:
    plain = rb"\\.|[^\\()]"
    inner = rb"\((?:" + plain + rb")*\)"
    for _ in range(_NESTED):
        inner = rb"\((?:" + plain + rb"|" + inner + rb")*\)"
    return inner


_TOKEN: Final = re.compile(
    rb"(?P<text>" + _text_pattern() + rb")|<[0-9A-Fa-f]*>|(?P<number>\d+) 0 R|(?P<key>/StructParents?) (?P<place>\d+)",
    re.DOTALL,
)
_HEAD_CELL: Final = re.compile(rb"\(U(\d+)(x\d+y\d+)\)")
_CELL_BEFORE: Final = (b"/ID", b"/Headers[", b")")
_PAIR: Final = re.compile(rb"(\d+) (\d+) 0 R")
_NAMED: Final = re.compile(rb"(\(U\d+x\d+y\d+\))(\d+) 0 R")
_NUMBER: Final = re.compile(rb"(\d+) 0 R")
_ROW_BYTES: Final = 20
"""Of the table of objects."""


@dataclass(slots=True)
class _Document:
    """One document: its objects by number, and those that hold it together."""

    objects: dict[int, bytes]
    opening: bytes
    trailer: bytes
    metadata: int
    pages: int
    tree: int
    whole: int
    kept: dict[int, bytes] = field(default_factory=dict)


class Joining:
    """Takes documents in one after another; `finish` is called once, when all are in."""

    def __init__(self) -> None:
        self._out = io.BytesIO()  # its value is handed out without a copy
        self._at: dict[int, int] = {}
        self._first: _Document | None = None
        self._named = hashlib.sha256()
        self._next = 1
        self._kids: list[bytes] = []
        self._elements: list[bytes] = []
        self._parents: list[bytes] = []
        self._cells: list[bytes] = []
        self._tables = 0
        self._places = 0

    def add(self, document: bytes, *, below: bool = False) -> None:
        """Put a document behind those that are in.

        Args:
            document: as Typst wrote it.
            below: that its highest headings stand below the highest of those before.

        Raises:
            ValueError: it is not written as Typst writes.
        """
        came = _read(document)
        self._named.update(came.trailer)
        if self._first is None:
            self._first = came
            self._out.write(came.opening)
            moved = {number: number for number in came.objects}
            own = {came.pages, came.tree, came.whole, came.metadata}
            came.kept = {number: came.objects[number] for number in own}
            self._next = max(came.objects) + 1
        else:
            first = self._first
            moved = {came.pages: first.pages, came.tree: first.tree, came.whole: first.whole}
            own = set(moved)
            for number in sorted(_reached(came)):
                moved[number] = self._next
                self._next += 1
        for number in sorted(moved.keys() - own):
            self._put(moved[number], self._again(came.objects[number], moved, below=below))
        self._gather(came, moved)
        came.objects = {}

    def finish(self) -> bytes:
        """The one document."""
        first = self._first
        if first is None:
            raise ValueError("nothing to join")
        pages, tree, whole = first.kept[first.pages], first.kept[first.tree], first.kept[first.whole]
        pages = _replaced(rb"/Count \d+", b"/Count %d" % len(self._kids), pages)
        pages = _replaced(rb"/Kids\[[^]]*\]", b"/Kids[" + b" ".join(self._kids) + b"]", pages)
        whole = _replaced(rb"/K\[[^]]*\]", b"/K[" + b" ".join(self._elements) + b"]", whole)
        tree = _replaced(rb"/Nums\[[^]]*\]", b"/Nums[" + b" ".join(self._parents) + b"]", tree)
        tree = _replaced(rb"/ParentTreeNextKey \d+", b"/ParentTreeNextKey %d" % self._places, tree)
        if self._cells:
            tree = _replaced(rb"/Names\[[^]]*\]", b"/Names[" + b"".join(sorted(self._cells)) + b"]", tree)
        for number, body in ((first.pages, pages), (first.tree, tree), (first.whole, whole)):
            self._put(number, body)
        self._put(first.metadata, _with_pages(first.kept[first.metadata], len(self._kids)))
        return self._closed(first)

    def _put(self, number: int, body: bytes) -> None:
        self._at[number] = self._out.tell()
        self._out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))

    def _again(self, body: bytes, moved: Mapping[int, int], *, below: bool) -> bytes:
        """An object as it stands in the joined document."""
        head, stream = _parted(body)
        if below and b"/StructElem/S/H1/" in head:
            head = head.replace(b"/StructElem/S/H1/", b"/StructElem/S/H2/", 1)

        def other(found: re.Match[bytes]) -> bytes:
            if found["number"] is not None:
                return b"%d 0 R" % moved[int(found["number"])]
            if found["key"] is not None:
                return b"%s %d" % (found["key"], int(found["place"]) + self._places)
            if found["text"] is not None and head[: found.start()].endswith(_CELL_BEFORE):
                return self._cell(found["text"])
            return found[0]

        return _TOKEN.sub(other, head) + stream

    def _cell(self, text: bytes) -> bytes:
        """The name of a head cell, by which those below it call it: tables are counted through all documents."""
        found = _HEAD_CELL.fullmatch(text)
        return text if found is None else b"(U%d%s)" % (int(found[1]) + self._tables, found[2])

    def _gather(self, came: _Document, moved: Mapping[int, int]) -> None:
        """What the pages, the tree and its tables of a document add to those of the whole."""
        tree = came.objects[came.tree]
        self._kids += [b"%d 0 R" % moved[number] for number in _listed(rb"/Kids\[([^]]*)\]", came.objects[came.pages])]
        self._elements += [b"%d 0 R" % moved[number] for number in _listed(rb"/K\[([^]]*)\]", came.objects[came.whole])]
        pairs = [(int(one[1]), int(one[2])) for one in _PAIR.finditer(_within(rb"/Nums\[([^]]*)\]", tree))]
        self._parents += [b"%d %d 0 R" % (place + self._places, moved[number]) for place, number in pairs]
        named = _NAMED.findall(_within(rb"/IDTree<</Names\[([^]]*)\]", tree)) if b"/IDTree" in tree else []
        self._cells += [b"%s%d 0 R" % (self._cell(name), moved[int(number)]) for name, number in named]
        self._places += int(_within(rb"/ParentTreeNextKey (\d+)", tree))
        self._tables += max((int(one[1]) for name, _ in named for one in _HEAD_CELL.finditer(name)), default=0)

    def _closed(self, first: _Document) -> bytes:
        """The bytes, with the table of objects and the trailer behind them."""
        size, start = self._next, self._out.tell()
        rows = b"".join(b"%010d 00000 n\r\n" % self._at[one] for one in range(1, size))
        self._out.write(b"xref\n0 %d\n0000000000 65535 f\r\n" % size)
        self._out.write(rows)
        name = base64.b64encode(self._named.digest()[:16])
        trailer = _replaced(rb"/Size \d+", b"/Size %d" % size, first.trailer)
        trailer = _replaced(rb"(?<=\))\([^()]*\)(?=\])", b"(" + name + b")", trailer)
        self._out.write(b"trailer\n%s\nstartxref\n%d\n%%%%EOF" % (trailer, start))
        return self._out.getvalue()


def pages_in(document: bytes) -> int:
    """How many pages a document has; ValueError where it is not written as Typst writes."""
    came = _read(document)
    return int(_within(rb"/Count (\d+)", came.objects[came.pages]))


def _read(document: bytes) -> _Document:
    """A document taken apart; ValueError where it is not written as Typst writes."""
    start = int(_within(rb"startxref\n(\d+)\n%%EOF$", document[-40:]))
    table, _, behind = document[start:].partition(b"trailer\n")
    opened = re.match(rb"xref\n0 (\d+)\n", table)
    if opened is None or len(table) - opened.end() != int(opened[1]) * _ROW_BYTES:
        raise ValueError("no plain table of objects")
    rows = range(opened.end() + _ROW_BYTES, len(table), _ROW_BYTES)
    places = {number: int(table[row : row + 10]) for number, row in enumerate(rows, start=1)}
    ends = dict(pairwise([*sorted(places.values()), start]))
    objects = {number: _object(number, document[at : ends[at]]) for number, at in places.items()}
    trailer = behind.partition(b"\nstartxref")[0]
    catalogue = objects[int(_within(rb"/Root (\d+) 0 R", trailer))]
    tree = int(_within(rb"/StructTreeRoot (\d+) 0 R", catalogue))
    (whole,) = _listed(rb"/K\[([^]]*)\]", objects[tree])
    return _Document(
        objects, document[: min(ends)], trailer, int(_within(rb"/Metadata (\d+) 0 R", catalogue)),
        int(_within(rb"/Pages (\d+) 0 R", catalogue)), tree, whole,
    )  # fmt: skip


def _object(number: int, written: bytes) -> bytes:
    """What an object holds, from the bytes it is written in."""
    before, behind = b"%d 0 obj\n" % number, b"\nendobj"
    body = written.rstrip(b"\n")
    if not (body.startswith(before) and body.endswith(behind)):
        raise ValueError(f"object {number} is not written as Typst writes")
    return body[len(before) : -len(behind)]


def _reached(document: _Document) -> set[int]:
    """The objects that its pages need: not its title, its marks, its colours' profile or files inside."""
    objects, own = document.objects, {document.pages, document.tree, document.whole}
    ahead = [
        *_listed(rb"/Kids\[([^]]*)\]", objects[document.pages]), *_listed(rb"/K\[([^]]*)\]", objects[document.whole]),
        *(int(one[2]) for one in _PAIR.finditer(_within(rb"/Nums\[([^]]*)\]", objects[document.tree]))),
    ]  # fmt: skip
    found: set[int] = set()
    while ahead:
        number = ahead.pop()
        if number not in found and number not in own:
            found.add(number)
            head, _ = _parted(objects[number])
            ahead += [int(one["number"]) for one in _TOKEN.finditer(head) if one["number"] is not None]
    return found


def _parted(body: bytes) -> tuple[bytes, bytes]:
    """What an object says, and the stream behind it, in which nothing is moved."""
    at = body.find(b"\nstream\n") if body.endswith(b"endstream") else -1
    return (body, b"") if at < 0 else (body[:at], body[at:])


def _with_pages(metadata: bytes, pages: int) -> bytes:
    """The title and date of the first document, with so many pages."""
    head, stream = _parted(metadata)
    told = _replaced(rb"(?<=<xmpTPg:NPages>)\d+", b"%d" % pages, stream)
    length = int(_within(rb"/Length (\d+)", head)) + len(told) - len(stream)
    return _replaced(rb"(?<=/Length )\d+", b"%d" % length, head) + told


def _listed(pattern: bytes, body: bytes) -> list[int]:
    return [int(one) for one in _NUMBER.findall(_within(pattern, body))]


def _within(pattern: bytes, body: bytes) -> bytes:
    """The part of an object that a pattern names; ValueError where it is not there."""
    found = re.search(pattern, body)
    if found is None:
        raise ValueError(f"nothing like {pattern.decode()}")
    return found[1]


def _replaced(pattern: bytes, by: bytes, body: bytes) -> bytes:
    """An object with one part of it another; ValueError where it is not there."""
    done, times = re.subn(pattern, lambda _: by, body, count=1)
    if not times:
        raise ValueError(f"nothing like {pattern.decode()}")
    return done
