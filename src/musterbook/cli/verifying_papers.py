"""verify FILE.pdf: a paper made again from what rides inside it, and its signed entries held against the book."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from musterbook.cli.context import Asked
from musterbook.operation.book_folder import find_book
from musterbook.terms.errors import Fault, Malformed, MusterbookError, Refused, Tampered
from musterbook.words.lines import in_words

if TYPE_CHECKING:
    from musterbook.operation.book import Book
    from musterbook.operation.on_paper.signed import Inside
    from musterbook.papers.checking import CheckedPaper


Check: TypeAlias = "Callable[[bytes, str], CheckedPaper]"


def is_paper(path: Path) -> bool:
    """Whether a file is a PDF."""
    try:
        with path.open("rb") as file:
            return file.read(5) == b"%PDF-"
    except OSError:
        return False


def verify_paper(asked: Asked, path: Path, *, check: Check | None = None) -> int:
    """Check a paper and say what was shown, and what only a book can show; 0 when it is sound.

    A book that does not have, or no longer lets stand, what the paper rests on calls it neither sound nor changed: 3.
    `check` makes it again and compares; in a process of its own, unless somebody trusts the file.
    """
    from musterbook.operation.on_paper.own import OWN  # noqa: PLC0415  heavy
    from musterbook.operation.on_paper.signed import FACTS, check_manifest, read_facts  # noqa: PLC0415  heavy
    from musterbook.papers.checking_apart import check_paper_apart  # noqa: PLC0415  heavy
    from musterbook.papers.framed import is_framed  # noqa: PLC0415  heavy
    from musterbook.papers.own_again import tied  # noqa: PLC0415  heavy

    try:
        content = path.read_bytes()
    except OSError:
        raise Malformed(Fault("file.unreadable", file=path.name)) from None
    found = (check or check_paper_apart)(content, path.name)
    told: dict[str, Any] = {"file": path.name, "title": found.title, "made_again": True, "bytes": len(content)}
    lines = [in_words("{name}: every byte is as it was printed ({bytes})", name=path.name, bytes=len(content))]
    if FACTS not in found.inside:
        if is_framed(found.template):
            raise Tampered("paper.no-facts", file=path.name)
        asked.show(
            told,
            [
                *lines,
                in_words("no signed entries ride inside it"),
                in_words("its values were not compared with a book"),
            ],
        )
        return 0
    inside = read_facts(found.inside[FACTS], path.name)
    check_manifest(inside, found.inside, path.name)
    if inside.kind in OWN:
        tied(inside, found, path.name)
    told |= {"paper": inside.kind, "subject": inside.subject, "entries": [one.digest for one in inside.entries]}
    lines.append(in_words("{n} entries inside, each whole", n=len(inside.entries)))
    book = _book_here(asked)
    if book is None:
        lines.append(in_words("no book here: whose signatures they are was not looked at"))
        lines.append(in_words("its values were not compared with a book"))
        asked.show({**told, "against_book": None}, lines)
        return 0
    more, said = _against(book, inside, found, path.name)
    asked.show({**told, **more}, [*lines, *said])
    return 0 if "differs" in more else Refused.exit_code


def _book_here(asked: Asked) -> Book | None:
    """The book of the folder asked for; None where there is none."""
    try:
        find_book(asked.folder)
    except MusterbookError:
        return None
    return asked.book(signing=True)


def _against(
    book: Book, inside: Inside, found: CheckedPaper, file: str
) -> tuple[Mapping[str, Any], list[str]]:  # fmt: skip
    """What the book says of the entries inside, and of every value on the page as far as it is not a name."""
    from musterbook.operation.on_paper.own import OWN  # noqa: PLC0415  heavy
    from musterbook.operation.on_paper.signed import can_tell_again, held_against, told_again  # noqa: PLC0415  heavy
    from musterbook.papers.framed_again import differences, has_shut  # noqa: PLC0415  heavy

    held = held_against(book, inside, file)
    told = {"against_book": held.standing, "not_here": list(held.not_here), "set_aside": list(held.set_aside)}
    lines = [in_words("{n} of them stand in this book, signed by its officers", n=held.standing)]
    if held.not_here:
        lines.append(in_words("{n} of them this copy does not have yet", n=len(held.not_here)))
    if held.set_aside:
        lines.append(in_words("{n} of them do not stand in this book any more", n=len(held.set_aside)))
    if held.not_here or held.set_aside or not can_tell_again(book):
        return told, [*lines, in_words("its values were not compared with a book")]
    if inside.kind in OWN:
        return _own(book, inside, found, file, told, lines)
    then, again = told_again(book, inside, file)
    differs = differences(then, again, found, named=inside.named)
    if differs:
        raise Tampered("paper.says-other", file=file, count=len(differs), first=differs[0])
    lines.append(_compared(inside))
    if has_shut(found.paper, again):
        lines.append(in_words("words that lie sealed, for whoever printed it or here, were not compared"))
    return {**told, "differs": []}, lines


def _own(
    book: Book, inside: Inside, found: CheckedPaper, file: str, told: Mapping[str, Any], lines: list[str]
) -> tuple[Mapping[str, Any], list[str]]:  # fmt: skip
    """The same of receipts and escort sheets, whose words lie sealed: where they are not open here, that is said."""
    from musterbook.papers.own_again import own_differences  # noqa: PLC0415  heavy

    differs = own_differences(book, inside, found, file)
    if differs is None:
        return told, [*lines, in_words("its values were not compared with a book")]
    if differs:
        raise Tampered("paper.says-other", file=file, count=len(differs), first=differs[0])
    return {**told, "differs": []}, [*lines, _compared(inside)]


def _compared(inside: Inside) -> str:
    return (
        in_words("every value on it is what the book gives; names were not compared")
        if inside.named
        else in_words("every value on it is what the book gives")
    )
