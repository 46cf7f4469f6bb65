"""Receipts as PDF: a page for each person in his language, as many as a serial has, the same bytes each time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from musterbook.papers.codes import code_named
from musterbook.papers.frame import NOTHING, Rests, frame_of, rests_in
from musterbook.papers.setting import Press, signed_inside
from musterbook.papers.typefaces import FOLDER
from musterbook.terms.times import zulu
from musterbook.words.languages import direction
from musterbook.words.markings import marking_said
from musterbook.words.printed import named
from musterbook.words.receipts import may_be_given, worded

TEMPLATE: Final = "receipt.typ"
APP: Final = "Musterbook"
SHORT: Final = 16
"""Signs of a digest that are printed to be read; the code beside it has all of them."""

Said = Mapping[str, Any]
"""What stands on a receipt: the content the operation sealed, with language, digest, mark and read_aloud."""


def print_receipts(
    receipts: Sequence[Said], *, marking: str, printed_at: datetime, facts: str = "", fonts: Path = FOLDER
) -> bytes:  # fmt: skip
    """All of them in one PDF, with the signed entries by which they were given; KeyError for a language without words.

    Args:
        receipts: what stands on each.
        marking: boxed at the head.
        printed_at: the date of the document.
        facts: `operation.on_paper.own.facts_of_receipts`; empty for a sample, which is nobody's.
        fonts: where the typefaces lie.
    """
    paper = paper_of(receipts, marking=marking, printed_at=printed_at, rests=rests_in(facts))
    return Press(TEMPLATE, fonts).pdf(paper, at=printed_at, attached=signed_inside(facts))


def paper_of(
    receipts: Sequence[Said], *, marking: str, printed_at: datetime, rests: Rests = NOTHING
) -> Mapping[str, Any]:  # fmt: skip
    """What stands on the pages, as the template wants it."""
    pages = [
        {
            **page_of(said), **_framed(said, receipts, printed_at, rests),
            "marking": marking_said(marking, str(said["language"])),
        }
        for said in receipts
    ]  # fmt: skip
    return {
        "title": pages[0]["title"] if pages else APP, "app": APP.upper(), "pages": pages,
    }  # fmt: skip


def page_of(said: Said) -> dict[str, Any]:
    """One receipt in words, without what stands around it."""
    language = said["language"]
    words = worded(
        language,
        issuer=_apart(said["issuer"]),
        contest_days=said["contest_days"],
        complaint_days=said["complaint_days"],
    )
    arabic = direction(language) == "rtl"
    place = said["place_ar"] if arabic else said["place"]
    rows = [
        (words["number"], said["number"]),
        (words["holder"], said["holder"]),
        (words["place"], place),
        (words["since"], said["since"]),
        (words["authority"], words[said["authority"]]),
    ]
    if said["authority"] not in ("none", "release"):
        rows.append((words["until"], said["until"] or words["no-end"]))
    notes = [words["read-aloud"]] if said.get("read_aloud") else []
    notes += [words[said["mark"]]] if said.get("mark", "given") in ("refused", "unable") else []
    digest = said.get("digest", "")
    return {
        "language": language, "direction": direction(language), "title": words["title"],
        "note": "" if may_be_given(language) else words["awaiting-note"],
        "operation": said["operation"], "at": said["at"], "rows": [[label, _apart(value)] for label, value in rows],
        "parts": [[words[f"{part}-head"], words[part]] for part in ("contest", "complain", "family")],
        "keep": words["keep"], "mark": words["mark"], "given_by": words["given-by"], "notes": notes,
        "proof": f"{words['proof']}: {_apart(digest[:SHORT] or words['sample'])}",
        "book": f"{words['book']}: {_apart(said['head'][:SHORT])}",
        "code": code_of(said), "code_says": f"{words['number']} {said['number']}",
    }  # fmt: skip


def name_of_file(receipts: Sequence[Said]) -> str:
    """What the file of these receipts is called: by his number, or by how many they are."""
    return f"receipt-{receipts[0]['number'] if len(receipts) == 1 else len(receipts)}.pdf"


def _framed(said: Said, receipts: Sequence[Said], printed_at: datetime, rests: Rests) -> dict[str, Any]:
    """What stands around one receipt: it is his copy, and each has pages of its own."""
    frame = frame_of(
        str(said["language"]), title=lambda other: worded(other, issuer="", contest_days=0, complaint_days=0)["title"],
        file=name_of_file(receipts), owner=named(str(said["number"])), rests=rests,
    )  # fmt: skip
    return {**frame, "zulu": named(zulu(printed_at))}


def text_of(said: Said) -> list[str]:
    """The same as lines, to be read on a screen or aloud."""
    page = page_of(said)
    lines = [page["title"], *filter(None, (page["note"],)), *(f"{label}: {value}" for label, value in page["rows"])]
    for head, text in page["parts"]:
        lines += [f"{head}: {text}"]
    return [*lines, *page["notes"], page["keep"], page["proof"], page["book"]]


def code_of(said: Said) -> Mapping[str, str]:
    """The code: the number, the digest of the receipt and the head of the book, and nothing personal."""
    return code_named(f"MB1 {said['number']} {said.get('digest', '')} {said['head']}", level="L")


def _apart(text: str) -> str:
    """A text that keeps its own direction whatever stands beside it."""
    return f"\u2068{text}\u2069" if text else ""
