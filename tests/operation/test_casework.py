"""Casework in a real book: evidence comes in sealed, is asked for, refused, and contested after it left."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from musterbook.evidence.releases import Releases
from musterbook.operation import casework, casework_release
from musterbook.operation.book import Book
from musterbook.operation.casework_release import Leaving
from musterbook.operation.casework_sheet import import_folder
from musterbook.operation.evidence_beside import EvidenceBeside
from musterbook.terms.errors import Malformed, Refused, Tampered
from musterbook.terms.people import PersonId
from tests.operation.evidence import MAN, WORDS, asked, book_with_evidence, built, row, sheet
from tests.operation.making import DESK, HARBOUR, WILLOW, acting


@pytest.fixture
def beside(tmp_path: Path) -> Iterator[EvidenceBeside]:
    """A small book with officers of evidence, and what lies beside it."""
    with book_with_evidence(tmp_path) as beside:
        yield beside


def stage(book: Book, beside: EvidenceBeside) -> str:
    """The stage of the request."""
    return book.reading(Releases).stage("R-1", beside.policies, ("IT-000001",))


def test_a_file_that_differs_is_left_out_and_the_rest_loads(beside: EvidenceBeside, tmp_path: Path) -> None:
    folder = sheet(
        tmp_path / "in", row(digest=hashlib.sha256(WORDS).hexdigest()), row("two.txt", digest="0" * 64),
        row("three.txt"), row("../one.txt"), row("two.txt", banner="SEKRET"),
    )  # fmt: skip

    came = import_folder(beside, acting("q.acquirer/acquiring-officer", WILLOW, minutes=1), folder)
    again = import_folder(beside, acting("q.acquirer/acquiring-officer", WILLOW, minutes=2), folder)

    assert len(came.added) == 1
    assert [one.rule for one in came.tampered] == ["evidence.file-differs"]
    assert [(one.rule, one.row) for one in came.faults] == [
        ("file.unreadable", 4), ("evidence.file-outside", 5), ("evidence.marking-invalid", 6),
    ]  # fmt: skip
    assert (again.added, again.already) == ([], ["one.txt"])


def test_a_thief_of_the_laptop_finds_no_byte_of_evidence_and_no_reason(beside: EvidenceBeside, tmp_path: Path) -> None:
    built(beside, tmp_path)
    beside.consult(
        "v.reviewer",
        "D-77",
        "preparing the hearing",
        page="dossier show",
        at=acting("v.reviewer/x", DESK, minutes=9).at,
    )

    place = tmp_path / "willow" / "book"
    everything = b"".join(path.read_bytes() for path in place.rglob("*") if path.is_file())

    for secret in (WORDS, b"his own words", b"no birth certificate", b"preparing the hearing"):
        assert secret not in everything
    assert beside.consultations.lines()[0].subject == "D-77"


def test_sg22_whoever_opens_something_says_why_first_and_then_it_opens(beside: EvidenceBeside, tmp_path: Path) -> None:
    built(beside, tmp_path)
    content = casework.known_item(beside, "IT-000001").fact.content
    at = acting("v.reviewer/x", DESK, minutes=9).at

    with pytest.raises(Refused):
        beside.opened(content, "IT-000001", officer="v.reviewer", why="because", page="test", at=at)
    opened = beside.opened(content, "IT-000001", officer="v.reviewer", why="for the hearing of May", page="test", at=at)

    assert [one.officer for one in beside.consultations.lines(subject="IT-000001")] == ["v.reviewer"]
    assert b"".join(opened) == WORDS


def test_bytes_changed_beside_the_book_stop_a_release(beside: EvidenceBeside, tmp_path: Path) -> None:
    built(beside, tmp_path)
    (blob,) = (tmp_path / "willow" / "book" / "blobs").iterdir()
    raw = bytearray(blob.read_bytes())
    raw[-1] ^= 1
    blob.write_bytes(raw)

    assert asked(beside) == "deny"
    with pytest.raises(Tampered):
        b"".join(beside.blobs.pieces(casework.known_item(beside, "IT-000001").fact.content))


def test_the_first_refusal_keeps_its_code_and_one_appeal_is_heard(beside: EvidenceBeside, tmp_path: Path) -> None:
    built(beside, tmp_path, banner="SECRET//ORCON/REL TO USA, DEU")
    stages = [asked(beside)]
    origin = [acting("n.origin/originator", HARBOUR, minutes=minutes) for minutes in (5, 6, 7)]

    casework_release.answer(beside, origin[0], "R-1", said="refuse", reason="SRC")
    stages.append(stage(beside.book, beside))
    casework_release.answer(beside, origin[1], "R-1", said="refuse", reason="SRC")
    stages.append(stage(beside.book, beside))

    assert stages == ["needs", "refused", "refused"]
    with pytest.raises(Refused, match=r"evidence\.appealed-already"):
        casework_release.answer(beside, origin[2], "R-1", said="approve")


def test_sg16_the_originator_blocks_until_he_himself_approves(beside: EvidenceBeside, tmp_path: Path) -> None:
    built(beside, tmp_path, banner="SECRET//ORCON/REL TO USA, DEU")
    asked(beside)
    origin = acting("n.origin/originator", HARBOUR, minutes=5)

    with pytest.raises(Refused, match=r"evidence\.not-yours-to-grant"):
        casework_release.answer(beside, origin, "R-1", said="approve", grants=frozenset({"FDO"}))
    casework_release.answer(beside, origin, "R-1", said="approve")

    assert stage(beside.book, beside) == "approved"


def test_sg17_a_contest_blocks_until_another_than_the_linker_answers_it(beside: EvidenceBeside, tmp_path: Path) -> None:
    built(beside, tmp_path)
    entry = casework.contest(
        beside, acting("l.legal/legal-reviewer", DESK, minutes=5), "IT-000001", MAN, because="it was his cousin"
    )
    own = acting({"v.reviewer": "evidence-reviewer", "l.legal": "legal-reviewer"}, DESK, minutes=6)
    other = acting({"u.reviewer": "evidence-reviewer", "l.legal": "legal-reviewer"}, DESK, minutes=7)

    assert asked(beside) == "deny"
    with pytest.raises(Refused, match=r"evidence\.own-link"):
        casework.answer_contest(beside, own, entry.digest, outcome="kept", because="no")
    casework.answer_contest(beside, other, entry.digest, outcome="kept", because="compared")
    assert casework_release.judge_request(beside, "R-1", Leaving()).machine == "allow"


def test_a_dossier_of_items_that_speak_of_nobody_is_malformed(beside: EvidenceBeside, tmp_path: Path) -> None:
    built(beside, tmp_path)
    reviewer = acting("v.reviewer/evidence-reviewer", DESK, minutes=5)

    with pytest.raises(Malformed, match=r"evidence\.not-linked"):
        casework.build_dossier(beside, reviewer, "D-78", PersonId("D-0002"), ["IT-000001"])


def test_the_banner_of_a_dossier_is_the_roll_up_of_its_items(beside: EvidenceBeside, tmp_path: Path) -> None:
    built(beside, tmp_path, banner="SECRET//ORCON/REL TO USA, DEU")

    assert casework.known_dossier(beside, "D-77").fact.banner == "SECRET//ORCON/REL TO USA, DEU"


def test_sg20_a_statement_that_says_neither_fact_nor_assessment_blocks_and_one_that_does_passes(
    beside: EvidenceBeside, tmp_path: Path
) -> None:
    built(beside, tmp_path)
    reviewer = acting("v.reviewer/evidence-reviewer", DESK, minutes=5)

    with pytest.raises(Malformed, match=r"evidence\.claim"):
        casework.link(beside, reviewer, "IT-000001", MAN, grade="C3", claim="both", because="heard")
    entry = casework.link(beside, reviewer, "IT-000001", MAN, grade="C3", claim="assessment", because="heard")

    assert getattr(entry.fact, "claim", "") == "assessment"


def test_only_who_has_a_thing_gives_it(beside: EvidenceBeside, tmp_path: Path) -> None:
    built(beside, tmp_path)
    desk = acting("v.reviewer/evidence-reviewer", DESK, minutes=5)
    willow = acting("q.acquirer/acquiring-officer", WILLOW, minutes=6)

    with pytest.raises(Refused, match=r"evidence\.not-the-holder"):
        casework.pass_item(beside, desk, "IT-000001", HARBOUR, place="desk")
    casework.pass_item(beside, willow, "IT-000001", DESK, place="gate", seal="7")
    casework.pass_item(beside, desk.then(willow.at), "IT-000001", DESK, place="gate", seal="7")

    from musterbook.evidence.provenance import Provenance  # noqa: PLC0415  only here

    assert beside.book.reading(Provenance).holder("IT-000001") == DESK
    assert beside.book.reading(Provenance).gaps("IT-000001") == ()
