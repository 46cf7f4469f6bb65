"""Pages of dossiers on a real book: who waits for whom, what the checks find, what left, and never a word of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from musterbook.console.book_source import BookSource
from musterbook.evidence.facts import Channel, RedactionChecked
from musterbook.ledger.facts import Digest
from musterbook.operation import casework, casework_release
from musterbook.operation.casework_redaction import note_redaction
from musterbook.operation.evidence_beside import EvidenceBeside
from tests.console.asking import pages_on
from tests.console.test_pages import text_of
from tests.operation.evidence import MAN, WORDS, asked, book_with_evidence, built
from tests.operation.making import DESK, HARBOUR, MORNING, NAMES, WILLOW, acting

ORCON = "SECRET//ORCON/REL TO USA, DEU"


@pytest.fixture
def beside(tmp_path: Path) -> Iterator[EvidenceBeside]:
    """A small book with officers of evidence, and what lies beside it."""
    with book_with_evidence(tmp_path) as beside:
        yield beside


def source_of(beside: EvidenceBeside, *, days: float) -> BookSource:
    now = MORNING + timedelta(days=days)
    return BookSource(beside.book, now=lambda: now, policies=beside.policies)


def test_an_originator_who_has_not_answered_is_named_with_his_days_and_the_command(
    beside: EvidenceBeside, tmp_path: Path
) -> None:
    built(beside, tmp_path, banner=ORCON)
    asked(beside)

    early, late = source_of(beside, days=4), source_of(beside, days=11)
    row = late.dossiers().requests[0]
    view = late.dossier("D-77")

    assert [one.reminded for one in early.dossiers().requests[0].waits] == [True]
    assert (row.stage, row.overdue) == ("with-originators", True)
    assert [(one.who, one.needs, one.days, one.overdue) for one in row.waits] == [
        ("harbour", ("ORIG:harbour",), 10, True)
    ]
    assert view is not None
    assert view.acts[0].command == "muster release answer R-1 --say ANSWER --key n.origin"
    assert "harbour as the originator 10 days over the ten days" in text_of(pages_on(late)("/dossiers").text)


def test_a_request_for_a_contested_dossier_says_so_and_how_it_is_answered(
    beside: EvidenceBeside, tmp_path: Path
) -> None:
    built(beside, tmp_path)
    asked(beside)
    who = acting("l.legal/legal-reviewer", DESK, minutes=5)
    entry = casework.contest(beside, who, "IT-000001", MAN, because="it was his cousin")

    view = source_of(beside, days=1).dossier("D-77")
    text = text_of(pages_on(source_of(beside, days=1))("/dossiers/D-77").text)

    assert view is not None
    assert (view.row.standing, view.row.contests) == ("contested", 1)
    assert next(one for one in view.judged[0].checks if one.check == 9).verdict == "deny"
    assert view.judged[0].machine == "deny"
    assert view.contests[0].act is not None
    assert f"muster item answer {entry.digest[:16]}" in view.contests[0].act.command
    assert "it does not speak of this person" in text
    assert "cousin" not in text


def test_a_dossier_shows_marks_sources_and_holes_and_never_a_word(beside: EvidenceBeside, tmp_path: Path) -> None:
    built(beside, tmp_path)
    asked(beside)
    get = pages_on(source_of(beside, days=1))

    answers = [get(path) for path in ("/dossiers", "/dossiers/D-77", "/dossiers.json", "/dossiers/D-77.json",
                                      "/dossiers.csv", "/dossiers/D-77.csv", "/dossiers/D-77?wall")]  # fmt: skip

    assert [one.status_code for one in answers] == [200] * 7
    assert "SECRET//<wbr>REL TO USA, DEU" in answers[1].text
    assert "<bdi>B2</bdi> fact" in answers[1].text
    assert (answers[3].json()["dossier"]["row"]["holes"], answers[3].json()["dossier"]["row"]["standing"]) == (
        1, "confirmed",
    )  # fmt: skip
    secrets = [WORDS.decode(), "his own words", "no birth certificate", "regional court", "a charge", *NAMES]
    assert not [word for word in secrets for one in answers if word in one.text]


def test_a_gap_in_custody_is_listed_where_it_happened(beside: EvidenceBeside, tmp_path: Path) -> None:
    built(beside, tmp_path)
    willow = acting("q.acquirer/acquiring-officer", WILLOW, minutes=6)
    casework.pass_item(beside, willow, "IT-000001", DESK, place="gate", seal="7")

    view = source_of(beside, days=1).dossier("D-77")

    assert view is not None
    assert [(one.custodian, one.gap) for one in view.custody] == [("willow", ""), ("desk", "not-accepted")]
    assert "given, and nobody took it" in text_of(pages_on(source_of(beside, days=1))("/dossiers/D-77").text)


def test_each_channel_of_a_redaction_is_shown_and_one_nobody_checked_stops_the_release(
    beside: EvidenceBeside, tmp_path: Path
) -> None:
    built(beside, tmp_path)
    asked(beside)
    (tmp_path / "clean.txt").write_bytes(b"nothing")
    regions = '{"version": 1, "pages": "all", "regions": [{"page": 1, "box": [10, 10, 90, 20], "code": "SRC"}]}'
    (tmp_path / "regions.json").write_text(regions)
    redactor = acting("t.redactor/redactor", DESK, minutes=7)
    note_redaction(beside, redactor, "IT-000001", tmp_path / "clean.txt", regions=tmp_path / "regions.json",
                   banner="SECRET//REL TO USA, DEU")  # fmt: skip
    before = source_of(beside, days=1).dossier("D-77")
    channels = (Channel(channel="pixels", verdict="clean"), Channel(channel="text", verdict="found", where="page 1"))
    checker = acting("u.reviewer/evidence-reviewer", DESK, minutes=8)
    beside.book.write(checker.draft(RedactionChecked(item="IT-000002", channels=channels, clean=False)))

    after = source_of(beside, days=1).dossier("D-77")

    assert before is not None
    assert after is not None
    assert [one.verdict for one in before.channels] == ["not-run"]
    assert [(one.channel, one.verdict, one.where, one.counts) for one in after.channels] == [
        ("pixels", "clean", "", True), ("text", "found", "page 1", True),
    ]  # fmt: skip
    assert [next(each.verdict for each in one.judged[0].checks if each.check == 11) for one in (before, after)] == [
        "deny", "deny",
    ]  # fmt: skip
    assert [act.command for act in after.acts][:2] == [
        "muster dossier checked IT-000002 --verdicts VERDICTS.csv --key u.reviewer",
        "muster release judge R-1 --instead IT-000001=IT-000002 --key k.case",
    ]


def test_a_refusal_keeps_its_code_and_a_past_moment_does_not_know_it(beside: EvidenceBeside, tmp_path: Path) -> None:
    built(beside, tmp_path, banner=ORCON)
    asked(beside)
    origin = acting("n.origin/originator", HARBOUR, minutes=60)
    casework_release.answer(beside, origin, "R-1", said="refuse", reason="SRC")
    source = source_of(beside, days=1)

    now, then = source.dossiers(), source.dossiers(MORNING + timedelta(minutes=30))

    assert (now.requests[0].stage, now.requests[0].refused) == ("refused", ("harbour SRC",))
    assert (then.requests[0].stage, then.requests[0].refused) == ("with-originators", ())
    assert "--key n.origin" not in pages_on(source)("/dossiers/D-77?as_of=210330ZJAN26").text


def test_bytes_that_differ_stay_said_as_the_written_judgement_found_them(
    beside: EvidenceBeside, tmp_path: Path
) -> None:
    built(beside, tmp_path)
    (blob,) = (tmp_path / "willow" / "book" / "blobs").iterdir()
    raw = bytearray(blob.read_bytes())
    raw[-1] ^= 1
    blob.write_bytes(raw)
    asked(beside)

    view = source_of(beside, days=1).dossier("D-77")

    assert view is not None
    check = next(one for one in view.judged[0].checks if one.check == 10)
    assert (check.verdict, view.judged[0].machine) == ("deny", "deny")
    assert "bytes" in check.says[0]


@pytest.mark.parametrize(
    ("path", "status"), [("/dossiers/D-99", 404), ("/dossiers?stage=lost", 400), ("/dossiers?colour=red", 400)]
)
def test_what_is_not_there_and_what_cannot_be_asked_is_said(beside: EvidenceBeside, path: str, status: int) -> None:
    assert pages_on(source_of(beside, days=1))(path).status_code == status


def test_a_book_without_evidence_says_so(beside: EvidenceBeside) -> None:
    text = text_of(pages_on(source_of(beside, days=1))("/dossiers").text)

    assert "Nobody has asked for anything here." in text
    assert "No dossier has been built." in text
    assert Digest("0" * 64)[:12] not in text
