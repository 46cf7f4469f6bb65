"""A redacted PDF looked into, channel by channel: clean, something found, or not run and why."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

import pikepdf

from musterbook.evidence.redaction.regions import Regions
from musterbook.evidence.redaction.verify import shown
from musterbook.evidence.redaction.verify.layout import older_parts, streams_in, tells_info
from musterbook.evidence.redaction.verify.pixels import differences
from musterbook.evidence.redaction.verify.structure import Walked, walk
from musterbook.evidence.redaction.verify.words import Words
from musterbook.terms.errors import Malformed

Verdict = Literal["clean", "found", "not-run"]
PLACES_TOLD_MAX: Final = 6

CHANNELS: Final = (
    "raw", "streams", "shown-text", "objects", "attachments", "xmp", "info", "annotations", "acroform", "outline",
    "revisions", "text-pdfium", "text-pypdf", "text-pdftotext", "pixels",
    "layers", "page-labels", "structure", "thumbnails", "javascript", "destinations", "to-unicode",
)  # fmt: skip
"""In the order of casework.md section 10, then those it lists as further ones."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One channel's row; `where` names places and numbers of words, or why it was not run, never a word itself."""

    channel: str
    verdict: Verdict
    where: str


@dataclass(frozen=True, slots=True)
class Verified:
    """All channels in the order of `CHANNELS`."""

    rows: tuple[Finding, ...]

    @property
    def clean(self) -> bool:
        """Whether nothing was found in any channel that ran."""
        return all(row.verdict != "found" for row in self.rows)


def verify_pdf(
    content: bytes, *, words: Words | None = None, original: bytes | None = None, regions: Regions | None = None
) -> Verified:
    """Look into every channel of a PDF that should hold nothing but its pages' pictures.

    Parts that a rebuilt file has not are found whether words are given or not; bytes and text are searched for
    `words`, and without any, text of any kind is found. Pixels need the original and its regions.

    Raises:
        Malformed: it is no PDF, or has a password.
    """
    if b"%PDF-" not in content[:1024]:
        raise Malformed.because("pdf.not-one")
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            return _verified(content, pdf, words, original, regions)
    except pikepdf.PasswordError:
        raise Malformed.because("pdf.encrypted") from None
    except pikepdf.PdfError:
        raise Malformed.because("pdf.broken") from None


def _verified(
    content: bytes, pdf: pikepdf.Pdf, words: Words | None, original: bytes | None, regions: Regions | None
) -> Verified:
    mended = bool(pdf.get_warnings())
    walked = walk(pdf)
    programs = list(shown.shown_operands(pdf, walked.streams))
    known = frozenset(one.objgen for one in pdf.objects)
    for place, _, marked in programs:
        walked.parts["structure"] += [f"{place} properties"] * bool(marked)
    walked.parts["info"] += ["a trailer /Info"] * (tells_info(content) and not walked.parts["info"])
    rows = [
        _searched("raw", [("file", content)], words),
        _searched("streams", _streams(content, walked), words),
        _searched("shown-text", ((place, said) for place, said, _ in programs), words),
        _said(walked, words),
        _row("revisions", older_parts(content, known) + ["a table that had to be mended"] * mended),
        _text("text-pdfium", shown.by_pdfium, content, words),
        _text("text-pypdf", shown.by_pypdf, content, words),
        _text("text-pdftotext", shown.by_pdftotext, content, words),
        _pixels(content, original, regions),
    ]
    found = {row.channel: row for row in rows}
    return Verified(tuple(found.get(one) or _row(one, walked.parts.get(one, [])) for one in CHANNELS))


def _row(channel: str, places: list[str]) -> Finding:
    """Found where there are places, clean otherwise."""
    if not places:
        return Finding(channel, "clean", "")
    told = list(dict.fromkeys(places))
    more = f"; and {len(told) - PLACES_TOLD_MAX} more" if len(told) > PLACES_TOLD_MAX else ""
    return Finding(channel, "found", "; ".join(told[:PLACES_TOLD_MAX]) + more)


def _searched(channel: str, pieces: Iterable[tuple[str, bytes]], words: Words | None) -> Finding:
    if words is None:
        return Finding(channel, "not-run", "no words given")
    return _row(channel, [_place(place, number) for place, piece in pieces for number in words.in_bytes(piece)])


def _place(place: str, number: int) -> str:
    return f"{place} word {number}"


def _streams(content: bytes, walked: Walked) -> Iterator[tuple[str, bytes]]:
    """Each stream decoded as far as it can be, and each packed one the table may not know."""
    for place, stream in walked.streams.items():
        try:
            yield place, stream.read_bytes()
        except (pikepdf.PdfError, RuntimeError):
            yield place, stream.read_raw_bytes()
    yield from streams_in(content)


def _said(walked: Walked, words: Words | None) -> Finding:
    if words is None:
        return Finding("objects", "not-run", "no words given")
    return _row(
        "objects",
        [
            _place(place, number)
            for place, (text, pieces) in walked.said.items()
            for number in sorted({*words.in_text(text), *words.in_bytes(pieces)})
        ],
    )


def _text(channel: str, reader: Callable[[bytes], list[str] | None], content: bytes, words: Words | None) -> Finding:
    """Words a reader finds; any text at all where no words are given."""
    try:
        pages = reader(content)
    except Exception as error:  # noqa: BLE001  a reader that fails has not looked, and its row says so
        return Finding(channel, "not-run", f"the reader failed ({type(error).__name__})")
    if pages is None:
        return Finding(channel, "not-run", "pdftotext is not installed")
    if words is None:
        return _row(channel, [f"page {number}" for number, text in enumerate(pages, start=1) if text.strip()])
    found = [(number, one) for number, text in enumerate(pages, start=1) for one in words.in_text(text)]
    return _row(channel, [_place(f"page {number}", one) for number, one in found])


def _pixels(content: bytes, original: bytes | None, regions: Regions | None) -> Finding:
    if original is None or regions is None:
        return Finding("pixels", "not-run", "no original and regions given")
    return _row("pixels", differences(content, original, regions))
