"""Checking a paper: made again from what rides inside it, it must have the same bytes; else where it differs is said.

What is shown is that the page says what the values inside say, and that nobody changed a byte of either. WHETHER THE
VALUES ARE TRUE IS LEFT TO THE CALLER: `operation.on_paper.signed` holds the signed entries inside against a book.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any, Final

from musterbook.papers.plain import plain
from musterbook.papers.setting import FORM, PRINTED, TEMPLATES, Attached, Press, press_of
from musterbook.papers.typefaces import FOLDER
from musterbook.terms.errors import Malformed, MusterbookError, Refused, Tampered
from musterbook.terms.moves import Objection

BYTES_MAX: Final = 200_000_000
"""A larger file is none of ours: the longest last good roll with photographs has fifty pages."""
OURS: Final = PRINTED.encode()
_OBJECT: Final = re.compile(rb"(?:^|\n)(\d+) 0 obj\b")
_NO_ROOM: Final = (MemoryError, ImportError)
"""What a machine without room raises, also where a library is read in that late: no paper was spoilt by it."""
_READABLE_ERRORS: Final = (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, RecursionError)


@dataclass(frozen=True, slots=True)
class CheckedPaper:
    """A paper whose bytes are those it was printed with.

    Attributes:
        title: what it calls itself.
        template: by which template it was set.
        at: the date of the document.
        paper: the values on its pages.
        inside: the files that lie in it, by name, beside the values.
    """

    title: str
    template: str
    at: datetime
    paper: Mapping[str, Any]
    inside: Mapping[str, str]


def check_paper(content: bytes, file: str, *, fonts: Path = FOLDER) -> CheckedPaper:
    """The paper a PDF is, made again and compared byte for byte.

    Args:
        content: the whole file.
        file: its name, for messages.
        fonts: where the typefaces lie; Refused where they have not been fetched.

    Raises:
        Malformed: it is no paper of this kind: nothing inside says what it was made from.
        Refused: another edition of this program printed it.
        Tampered: it was, and a byte of it is another one now; says which byte, and of which page or file inside.
    """
    if len(content) > BYTES_MAX or not content.startswith(b"%PDF-") or OURS not in content:
        raise Malformed.because("paper.not-ours", file=file)
    inside = _inside(content, file)
    told = _told(inside, file)
    if told["press"] != press_of(told["template"]):
        values = {"file": file, "theirs": plain(told["press"], most=80), "ours": press_of(told["template"])}
        raise Refused(Objection("paper.other-press", values=values))
    beside = [Attached(name, inside.get(name, ""), media, about) for name, media, about in told["beside"]]
    again = _again(told, beside, file, fonts)
    if again != content:
        raise _changed(content, again, file)
    paper = told["paper"]
    return CheckedPaper(
        str(paper.get("title", "")), told["template"], told["at"], paper, {one.name: one.text for one in beside}
    )  # fmt: skip


def _again(told: Mapping[str, Any], beside: Sequence[Attached], file: str, fonts: Path) -> bytes:
    """The paper made again; Tampered where what rides inside is nothing that a template can set."""
    try:
        return Press(told["template"], fonts).pdf(told["paper"], at=told["at"], attached=beside)
    except (MusterbookError, *_NO_ROOM):
        raise
    except Exception as error:  # Typst and others raise what they like on values somebody made up
        raise Tampered("paper.unreadable", file=file) from error


def _inside(content: bytes, file: str) -> dict[str, str]:
    """The files in a PDF, by name; Tampered when they can no longer be read."""
    from pypdf import PdfReader  # noqa: PLC0415  only checking needs it
    from pypdf.errors import PyPdfError  # noqa: PLC0415  as above

    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        return {name: parts[0].decode() for name, parts in reader.attachments.items()}
    except _NO_ROOM:
        raise
    except (PyPdfError, *_READABLE_ERRORS):
        raise Tampered("paper.unreadable", file=file) from None
    except Exception as error:  # zlib and others raise what they like on a file somebody spoilt
        raise Tampered("paper.unreadable", file=file) from error


def _told(inside: Mapping[str, str], file: str) -> dict[str, Any]:
    """What the paper says it was made from, its template among ours; Tampered when that can no longer be read."""
    try:
        told: dict[str, Any] = json.loads(inside[PRINTED])
        told["at"] = datetime.fromisoformat(told["at"])
        shaped = told["form"] == FORM and isinstance(told["press"], str) and isinstance(told["paper"], dict)
        shaped = shaped and all(len(one) == 3 and all(isinstance(part, str) for part in one) for one in told["beside"])
    except _READABLE_ERRORS:
        raise Tampered("paper.unreadable", file=file) from None
    if not shaped or told["template"] not in {one.name for one in TEMPLATES.glob("*.typ")}:
        raise Tampered("paper.unreadable", file=file)
    return told


def _changed(content: bytes, again: bytes, file: str) -> Tampered:
    """Which byte is the first that differs, and what of the paper it belongs to."""
    pairs = zip(count(), content, again, strict=False)
    at = next((place for place, one, other in pairs if one != other), min(len(content), len(again)))
    known: dict[str, str | int | None] = {
        "file": file, "byte": at, "length": len(content), "should_be": len(again),
    }  # fmt: skip
    found = _belongs(again, at)
    if isinstance(found, int):
        return Tampered("paper.changed-page", page=found, **known)
    if found:
        return Tampered("paper.changed-inside", inside=found, **known)
    return Tampered("paper.changed", **known)


def _belongs(again: bytes, at: int) -> int | str:
    """The page, or the file inside, that the byte at a place of the good document belongs to; empty for neither."""
    from pypdf import PdfReader  # noqa: PLC0415  only checking needs it

    before = [int(found[1]) for found in _OBJECT.finditer(again, 0, at + 1)]
    if not before:
        return ""
    reader = PdfReader(io.BytesIO(again))
    for number, page in enumerate(reader.pages, start=1):
        if before[-1] in {_number_of(page), _number_of(page.raw_get("/Contents"))}:
            return number
    names = reader.root_object["/Names"]["/EmbeddedFiles"]["/Names"]  # type: ignore[index]
    for name, filed in zip(names[::2], names[1::2], strict=True):
        if before[-1] in {_number_of(filed), _number_of(filed.get_object()["/EF"].raw_get("/F"))}:
            return str(name)
    return ""


def _number_of(one: Any) -> int | None:  # noqa: ANN401  a page, or a reference to an object
    """The number of an object of a document; None for one that has none."""
    reference = getattr(one, "indirect_reference", None) or one
    return getattr(reference, "idnum", None)
