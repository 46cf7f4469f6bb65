"""Printing a paper of `operation.on_paper`: read from the book, said in a language, with its signed entries inside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from musterbook.operation.book import Book
from musterbook.operation.on_paper.kinds import PAPERS
from musterbook.operation.on_paper.signed import facts_of
from musterbook.operation.on_paper.told import Names, Told
from musterbook.operation.sitrep.heads import book_at
from musterbook.papers.frame import second_language
from musterbook.papers.framed import Around, name_of_file, parts_of, print_told
from musterbook.papers.setting import let_go
from musterbook.papers.typefaces import FOLDER


@dataclass(frozen=True, slots=True)
class PaperToPrint:
    """A paper, read from the book and not yet set.

    Attributes:
        told: what it tells.
        name: of its file; several parts are numbered.
        parts: what each of its documents tells, with what stands around it: several where it has very many cards.
        fonts: where the typefaces lie.
    """

    told: Told
    name: str
    parts: tuple[tuple[Told, Around], ...]
    fonts: Path = FOLDER

    def documents(self) -> Iterator[bytes]:
        """Each document as PDF, one after another, so that no more than one is held."""
        for part, around in self.parts:
            yield print_told(part, around, fonts=self.fonts)
            if len(self.parts) > 1:
                let_go()


@dataclass(frozen=True, slots=True)
class PrintedPaper:
    """A printed paper.

    Attributes:
        told: what it tells.
        name: of its file; several parts are numbered.
        parts: the PDF, or several where it has very many cards.
    """

    told: Told
    name: str
    parts: tuple[bytes, ...]


def printed_paper(
    book: Book, kind: str, subject: str, at: datetime, *, language: str, also: str = "", names: Names | None = None,
    fonts: Path = FOLDER,
) -> PrintedPaper:  # fmt: skip
    """A paper of the book, set; as `paper_to_print` reads it."""
    read = paper_to_print(book, kind, subject, at, language=language, also=also, names=names, fonts=fonts)
    return PrintedPaper(read.told, read.name, tuple(read.documents()))


def paper_to_print(
    book: Book, kind: str, subject: str, at: datetime, *, language: str, also: str = "", names: Names | None = None,
    fonts: Path = FOLDER,
) -> PaperToPrint:  # fmt: skip
    """A paper of the book as of `at`; the same book, moment and language give the same bytes.

    Args:
        book: the book.
        kind: one of `kinds.PAPERS`; `receipt` is that of a handover, in three copies.
        subject: serial, handover, custodian, call, dossier or case.
        at: the moment it stands for, and the date of the document.
        language: of its words.
        also: a second language of the title; English, or Arabic beside it, where empty.
        names: of people on it, where somebody opened them (`exports.names.open_names`).
        fonts: where the typefaces lie.

    Raises:
        KeyError: no such kind, or a language that is none of ours.
        Malformed: the book has no such subject.
        Refused: when it is set, that the typefaces have not been fetched.
    """
    then = book_at(book, at)
    then.sealed = book.sealed
    told = PAPERS[kind].make(then, subject, at, names or {})
    parts = tuple(
        (part, around_of(then, part, language=language, also=also, named=bool(names))) for part in parts_of(told)
    )
    return PaperToPrint(told, name_of_file(told, language), parts, fonts)


def around_of(book: Book, told: Told, *, language: str, also: str = "", named: bool = False) -> Around:
    """What stands around a paper of this book: its operation, marking, newest entry, and the signed facts inside."""
    newest = next((entry for digest in reversed(told.cites) if (entry := book.entry(digest)) is not None), None)
    rests = ("", "") if newest is None else (str(newest.digest), newest.signed[0].key if newest.signed else "")
    settings = book.settings
    return Around(
        settings.name, settings.marking, settings.time_zone, language, also or second_language(language),
        facts_of(book, told, named=named), rests,
    )  # fmt: skip
