"""Redaction in a real book: opened for a reason, redacted in memory, sealed again, and checked by another."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from musterbook.evidence.facts import Redacted, RedactionChecked
from musterbook.evidence.items import Items
from musterbook.operation import casework, casework_redaction
from musterbook.operation.casework import Incoming, add_item
from musterbook.operation.evidence_beside import EvidenceBeside
from musterbook.terms.errors import Malformed, Refused
from tests.operation.evidence import book_with_evidence
from tests.operation.making import DESK, MORNING, WILLOW, acting

SECRET = "KESTREL"
REDACTOR = acting("t.redactor/redactor", DESK, minutes=2)
REVIEWER = acting("v.reviewer/evidence-reviewer", DESK, minutes=3)
WHY = "for the hearing of May"
BOX = [190, 690, 320, 730]


def page() -> bytes:
    """One page with a secret word at 200, 700."""
    drawn = io.BytesIO()
    canvas = Canvas(drawn, pagesize=(400, 800), invariant=1)
    canvas.setFont("Helvetica", 20)
    canvas.drawString(200, 700, SECRET)
    canvas.save()
    return drawn.getvalue()


def boxes(folder: Path, box: list[int]) -> Path:
    """A file of regions with one box."""
    path = folder / "regions.json"
    path.write_text(json.dumps({
        "version": 1, "pages": "all", "regions": [{"page": 1, "box": box, "code": "SRC", "label": "the courier"}],
    }), encoding="utf-8")  # fmt: skip
    return path


@pytest.fixture
def beside(tmp_path: Path) -> Iterator[EvidenceBeside]:
    """A book with one item, a page with a secret word."""
    with book_with_evidence(tmp_path) as beside:
        coming = Incoming(
            tmp_path / "one.pdf", "archive", "UNCLASSIFIED", MORNING, "Willow", "team 4", policy="open-source",
            media="application/pdf", item="IT-000001",
        )  # fmt: skip
        add_item(beside, acting("q.acquirer/acquiring-officer", WILLOW, minutes=1), coming, held=page())
        yield beside


def redacted(beside: EvidenceBeside, folder: Path, box: list[int] = BOX) -> str:
    """The item made by redaction."""
    entry = casework_redaction.redact_item(
        beside, REDACTOR, "IT-000001", boxes(folder, box), why=WHY, banner="UNCLASSIFIED",
        drawing=casework_redaction.Drawing(dpi=100),
    )  # fmt: skip
    assert isinstance(entry.fact, Redacted)
    return entry.fact.into


def test_an_item_is_redacted_and_checked_without_a_clear_byte_beside_the_book(
    beside: EvidenceBeside, tmp_path: Path
) -> None:
    absent = tmp_path / "absent.txt"
    absent.write_text(SECRET, encoding="utf-8")

    into = redacted(beside, tmp_path)
    entry = casework_redaction.check_item(beside, REVIEWER, into, why=WHY, absent=absent)

    assert isinstance(entry.fact, RedactionChecked)
    assert entry.fact.clean, [one for one in entry.fact.channels if one.verdict != "clean"]
    assert {one.channel: one.verdict for one in entry.fact.channels}["pixels"] == "clean"
    assert beside.book.reading(Items).redaction(into).clean  # type: ignore[union-attr]
    made = casework.known_item(beside, into)
    assert (made.fact.derived_from, made.fact.owner) == (frozenset({"IT-000001"}), "archive")
    everything = b"".join(one.read_bytes() for one in (tmp_path / "willow" / "book").rglob("*") if one.is_file())
    for clear in (b"%PDF", SECRET.encode(), b"the courier", b'"dpi"'):
        assert clear not in everything


def test_regions_and_settings_open_again_for_whoever_may_read(beside: EvidenceBeside, tmp_path: Path) -> None:
    into = redacted(beside, tmp_path)

    fact = next(one.fact for one in beside.book.entries() if isinstance(one.fact, Redacted) and one.fact.into == into)

    assert beside.book.sealed is not None
    assert json.loads(beside.book.sealed.open(fact.regions))["regions"][0]["box"] == BOX
    assert json.loads(beside.book.sealed.open(fact.settings)) == {"colour": False, "dpi": 100, "uniform": False}


def test_sg22_redacting_and_checking_say_why_first(beside: EvidenceBeside, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"evidence\.no-reason"):
        casework_redaction.redact_item(
            beside, REDACTOR, "IT-000001", boxes(tmp_path, BOX), why="", banner="UNCLASSIFIED"
        )  # fmt: skip
    assert beside.consultations.lines() == []

    into = redacted(beside, tmp_path)
    casework_redaction.check_item(beside, REVIEWER, into, why=WHY)

    assert [(one.officer, one.subject) for one in beside.consultations.lines()] == [
        ("t.redactor", "IT-000001"), ("v.reviewer", into), ("v.reviewer", "IT-000001"),
    ]  # fmt: skip


def test_a_file_that_shows_the_word_after_all_is_found(beside: EvidenceBeside, tmp_path: Path) -> None:
    entry = casework_redaction.note_redaction(
        beside, REDACTOR, "IT-000001", _other(tmp_path), regions=boxes(tmp_path, BOX), banner="UNCLASSIFIED"
    )
    assert isinstance(entry.fact, Redacted)

    checked = casework_redaction.check_item(beside, REVIEWER, entry.fact.into, why=WHY)

    assert isinstance(checked.fact, RedactionChecked)
    assert not checked.fact.clean
    assert {"text-pdfium", "pixels"} <= {one.channel for one in checked.fact.channels if one.verdict == "found"}


def test_whoever_redacted_cannot_check_and_opens_nothing(beside: EvidenceBeside, tmp_path: Path) -> None:
    into = redacted(beside, tmp_path)
    own = acting("t.redactor/evidence-reviewer", DESK, minutes=4)

    with pytest.raises(Refused, match=r"evidence\.own-redaction"):
        casework_redaction.check_item(beside, own, into, why=WHY)

    assert len(beside.consultations.lines()) == 1


def test_boxes_that_cover_nothing_or_another_page_make_no_item(beside: EvidenceBeside, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"redaction\.nothing-removed"):
        redacted(beside, tmp_path, [1, 1, 1, 1])
    with pytest.raises(Malformed, match="region"):
        redacted(beside, tmp_path, [500, 900, 600, 950])

    assert beside.book.reading(Items).names() == ("IT-000001",)


def _other(folder: Path) -> Path:
    """The same page with one more byte: a redaction that took nothing out."""
    path = folder / "other.pdf"
    path.write_bytes(page() + b"\n")
    return path
