"""What the pages' programs show: operands put together as they are drawn, and text as three readers find it."""

from __future__ import annotations

import io
import shutil
import subprocess
import warnings
from collections.abc import Iterator
from typing import Final

import pikepdf
import pypdf
import pypdfium2

SHOWING: Final = frozenset({"Tj", "TJ", "'", '"'})
PDFTOTEXT_SECONDS_MAX: Final = 120


def shown_operands(pdf: pikepdf.Pdf, streams: dict[str, pikepdf.Stream]) -> Iterator[tuple[str, bytes, list[str]]]:
    """Each program of the file: its place, all it shows put together, and properties of marked content in it."""
    for number, page in enumerate(pdf.pages, start=1):
        yield f"page {number}", *_operands(page)
    for place, stream in streams.items():
        if stream.get("/Subtype") != "/Image" and stream.get("/Type") not in ("/XRef", "/ObjStm", "/Metadata"):
            yield place, *_operands(stream)


def _operands(program: pikepdf.Page | pikepdf.Object) -> tuple[bytes, list[str]]:
    """Strings shown, and strings in the properties of marked content; nothing where it is no program."""
    shown: list[bytes] = []
    marked: list[str] = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a stream that is no program breaks off, and warns that it does
            instructions = pikepdf.parse_content_stream(program)
        for instruction in instructions:
            operator = str(instruction.operator)
            if operator in SHOWING:
                shown += _strings(instruction.operands)
            elif operator in ("BDC", "DP"):
                marked += [
                    str(value)
                    for one in instruction.operands
                    if isinstance(one, pikepdf.Dictionary)
                    for value in (one.get(key) for key in one.keys())  # noqa: SIM118  as in structure
                    if isinstance(value, pikepdf.String)
                ]
    except (pikepdf.PdfError, TypeError, ValueError, RuntimeError):
        pass  # fonts, profiles and the like are no programs; their bytes are searched as they are
    return b"".join(shown), marked


def _strings(operands: object) -> Iterator[bytes]:
    for one in operands:  # type: ignore[attr-defined]
        if isinstance(one, pikepdf.String):
            yield bytes(one)
        elif isinstance(one, pikepdf.Array | list):
            yield from _strings(one)


def by_pdfium(content: bytes) -> list[str]:
    """The text of each page."""
    with pypdfium2.PdfDocument(content) as document:
        return [_page_text(document, at) for at in range(len(document))]


def _page_text(document: pypdfium2.PdfDocument, at: int) -> str:
    page = document[at]
    text_page = page.get_textpage()
    text: str = text_page.get_text_range()
    text_page.close()
    page.close()
    return text


def by_pypdf(content: bytes) -> list[str]:
    """The text of each page."""
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]


def by_pdftotext(content: bytes) -> list[str] | None:
    """The text of each page; None where the program is not installed."""
    program = shutil.which("pdftotext")
    if program is None:
        return None
    done = subprocess.run(  # noqa: S603  the program found above, given bytes alone
        [program, "-q", "-enc", "UTF-8", "-", "-"], input=content, capture_output=True, check=True,
        timeout=PDFTOTEXT_SECONDS_MAX,
    )  # fmt: skip
    return done.stdout.decode("utf-8", "replace").split("\f")
