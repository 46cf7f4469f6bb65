"""What a paper tells: blocks of figures, facts and tables, without a word of any language; and what it is told from.

A cell is text, a whole number, nothing, or one of the small mappings made here, so that the whole of it is plain JSON:
it can be made again from the book and compared with what a paper says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from musterbook.ledger.facts import Digest
from musterbook.operation.book import Book
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import PersonId
from musterbook.terms.times import written

Cell = str | int | None | Mapping[str, Any]
Block = Mapping[str, Any]
Names = Mapping[PersonId, Mapping[str, str]]
"""What is claimed of people, by number; empty where names were not opened."""

OPENED: Final[Mapping[str, str]] = dict.fromkeys(("name", "name_ar", "cell"), "OPENED-NAME")
"""Stands for what was opened of somebody, where a paper with names is told again and nobody opens them."""
BOX: Final[Mapping[str, Any]] = {"box": True}
"""A square to tick by hand."""
LINE: Final[Mapping[str, Any]] = {"line": True}
"""A line to write on."""


@dataclass(frozen=True, slots=True)
class Told:
    """One paper, before it has words.

    Attributes:
        kind: one of `kinds.PAPERS`.
        subject: what it is about, as it was asked for.
        number: what the code on it says, and its file's name.
        issue: which issue of it, from 1; a paper is never altered, a correction is a new issue.
        as_of: the moment it stands for.
        title: values of its title.
        blocks: in order.
        cites: entries it rests on, whose bytes ride inside it.
        owners: whose each copy is, as codes; one page after another for each.
        files: further bytes that ride inside, such as a signed manifest: name → text.
        marking: its own marking; that of the operation where empty.
        forms: the number of each copy, where each is a blank form of its own.
    """

    kind: str
    subject: str
    number: str
    as_of: datetime
    blocks: tuple[Block, ...]
    issue: int = 1
    title: Mapping[str, Cell] = field(default_factory=dict, hash=False)
    cites: tuple[Digest, ...] = ()
    owners: tuple[str, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict, hash=False)
    marking: str = ""
    forms: tuple[str, ...] = ()


def facts(*rows: tuple[str, Cell]) -> Block:
    """Labels with what they say, one below the other."""
    return {"facts": [list(row) for row in rows]}


def figures(*rows: tuple[str, int | None], loud: Iterable[str] = ()) -> Block:
    """Numbers to be seen first; those named in `loud` stand out when they are not zero."""
    return {"figures": [list(row) for row in rows], "loud": sorted(loud)}


def table(columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, head: str = "") -> Block:
    """Rows under the names of their columns, which stand on each page again; `head` is a key above it."""
    return {"table": list(columns), "rows": [list(row) for row in rows], "head": head}


def notice(key: str, lines: Iterable[Sequence[Cell]] = (), *, level: str = "amber", **values: Cell) -> Block:
    """A box to be read before anything else, with a line for each of `lines` where there are any."""
    return {"notice": key, "lines": [list(line) for line in lines], "level": level, "values": values}


def said(key: str, **values: Cell) -> Block:
    """A sentence."""
    return {"said": key, "values": values}


def signatures(*lines: tuple[str, Sequence[Cell]]) -> Block:
    """Who signed, each under a label; a line to sign on for whoever has not."""
    return {"signatures": [[label, list(cells)] for label, cells in lines]}


def to_fill(key: str, lines: int = 1) -> Block:
    """Lines to write on under a label."""
    return {"to_fill": key, "lines": lines}


def code(words: str, word: str) -> Cell:
    """A word of the book, said as the list `words` says it."""
    return {"code": [words, word]} if word else ""


def boxed(key: str, boxes: int, parts: Sequence[str] = ()) -> Block:
    """So many boxes beside a label, one digit in each; in as many groups as there are `parts`, each under its name."""
    return {"boxed": key, "boxes": boxes, "parts": list(parts)}


def ticks(*names: str) -> Block:
    """Boxes to tick, at places a scan of the page is read by."""
    return {"ticks": list(names)}


def moment(at: datetime | None) -> Cell:
    """A moment; nothing where there is none."""
    return None if at is None else {"moment": written(at)}


def why(words: str) -> Cell:
    """Why something was done: a word of a closed list or the rule of a gate, said in words; anything else as it is."""
    return {"why": words} if words else ""


def several(*cells: Cell) -> Cell:
    """Several cells in one."""
    kept = [one for one in cells if one not in ("", None)]
    return {"several": kept} if kept else ""


def country(letters: str) -> Cell:
    """A country by its three letters, said by its name."""
    return {"country": letters} if letters else ""


def listed(deed: str, field: str, word: str) -> Cell:
    """A word of the list from which a field of a deed is chosen, said as its form says it."""
    return {"listed": [deed, field, word]} if word else ""


def called(book: Book, custodian: str) -> Cell:
    """A custodian by the name of its place, or by its own; as it is where it has none."""
    return _named(custodian, book.places.named(CustodianId(custodian))) if custodian else ""


def place_called(book: Book, place: str) -> Cell:
    """A place by its name; as it is where the operation has no such place."""
    found = book.places.sites.get(place)
    return _named(place, (found.name, found.name_ar)) if found is not None else place


def _named(typed: str, names: tuple[str, str]) -> Cell:
    return {"place": list(names)} if names[0] != typed else typed


def name_of(names: Names, person: PersonId) -> Cell:
    """His name in Latin letters, where it was opened."""
    return names.get(person, {}).get("name", "")


def name_ar_of(names: Names, person: PersonId) -> Cell:
    """His name in Arabic letters, where it was opened."""
    return names.get(person, {}).get("name_ar", "")
