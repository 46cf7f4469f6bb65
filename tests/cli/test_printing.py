"""Papers on the command line: printed, verified against themselves and the book, and refused when a byte is another."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from musterbook.operation.book import Book
from musterbook.operation.keeping_rights import grant
from musterbook.papers.checking import check_paper
from musterbook.papers.setting import Press
from tests.cli.asking import Asking, done
from tests.operation.making import DESK, acting
from tests.papers.printed_book import SUBJECTS, printed_book

READS, LOW = "q.repat", "v.reviewer"
"""Who may read whatever it is marked, and whose role reads evidence and whose grant names no level."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("print")
    book = printed_book(found)
    two = acting({"r.registrar": "registrar", "a.admin": "administrator"}, DESK, minutes=200)
    grant(book, replace(two, log=book.register_log), READS, "inspector", DESK, level=4)
    book.close()
    return found


@pytest.fixture
def opened(folder: Path, capsys: pytest.CaptureFixture[str]) -> Asking:
    return Asking(capsys, folder / "willow")


def test_a_receipt_is_printed_twice_alike_and_verified(opened: Asking, tmp_path: Path) -> None:
    words = ("print", "receipt", SUBJECTS["receipt"], "--lang", "ar", "--out")
    first, again = tmp_path / "a.pdf", tmp_path / "b.pdf"

    done(opened(*words, str(first)))
    done(opened(*words, str(again)))
    found = opened("verify", str(first), "--json")

    assert first.read_bytes() == again.read_bytes()
    assert first.stat().st_mode & 0o077 == 0
    assert done(found).json["against_book"] == len(found.json["entries"]) == 3
    assert found.json["differs"] == []


def test_a_last_good_roll_is_printed_and_every_line_of_it_is_what_the_book_gives(
    opened: Asking, tmp_path: Path
) -> None:
    path = tmp_path / "roll.pdf"
    done(opened("roll", "willow", "--last-good", "--pdf", str(path)))

    found = opened("verify", str(path), "--json")

    assert done(found).json["against_book"] == len(found.json["entries"]) > 0
    assert (found.json["paper"], found.json["differs"]) == ("last-good-roll", [])


def test_one_byte_changed_is_refused_and_says_where(opened: Asking, tmp_path: Path) -> None:
    path = tmp_path / "roll.pdf"
    done(opened("print", "count-sheet", "--site", "willow", "--out", str(path)))
    changed = bytearray(path.read_bytes())
    changed[len(changed) // 2] ^= 1
    path.write_bytes(changed)

    found = opened("verify", str(path))

    assert found.code == 5
    assert "roll.pdf: " in found.err


def test_names_stand_on_it_only_for_who_may_open_them_and_says_why(opened: Asking, tmp_path: Path) -> None:
    words = ("print", "bands", "--site", "willow", "--named", "--out", str(tmp_path / "bands.pdf"))

    silent = opened(*words, "--key", "k.finder")
    done(opened(*words, "--key", "k.finder", "--because", "bands were lost in the rain"))
    found = opened("verify", str(tmp_path / "bands.pdf"))

    assert silent.code == 3
    assert "names were not compared" in done(found).out


def test_names_of_another_site_stay_closed_to_who_does_not_need_to_know(opened: Asking, tmp_path: Path) -> None:
    words = ("print", "bands", "--site", "willow", "--named", "--out", str(tmp_path / "bands.pdf"), "--json")

    own = done(opened(*words, "--key", "w.officer", "--because", "bands were lost in the rain")).json
    other = done(opened(*words, "--key", "h.officer", "--because", "bands were lost in the rain")).json

    assert (own["named"], other["named"]) == (True, False)
    paper = check_paper((tmp_path / "bands.pdf").read_bytes(), "bands.pdf").paper
    assert {(card["name"], card["name_ar"]) for card in paper["cards"]} == {("", "")}


def test_forms_printed_in_the_same_minute_never_share_a_number(opened: Asking, tmp_path: Path) -> None:
    paths = [tmp_path / "one.pdf", tmp_path / "two.pdf"]
    for path in paths:
        done(opened("print", "blanks", "--site", "willow", "--copies", "2", "--out", str(path)))

    codes = [check_paper(path.read_bytes(), path.name).paper["codes_say"] for path in paths]

    assert len({number for one in codes for number in one}) == 4
    assert "every value on it" in done(opened("verify", str(paths[0]))).out


def test_a_paper_that_rests_on_what_no_longer_stands_is_neither_sound_nor_changed(
    opened: Asking, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, bare = tmp_path / "r.pdf", tmp_path / "bare.pdf"
    done(opened("print", "receipt", SUBJECTS["receipt"], "--out", str(path)))
    paper = check_paper(path.read_bytes(), "r.pdf")
    bare.write_bytes(Press(paper.template).pdf(paper.paper, at=paper.at))

    without = opened("verify", str(bare))
    monkeypatch.setattr(Book, "entry", lambda _book, _digest: None)
    found = opened("verify", str(path))

    assert (without.code, "no signed entries" in without.err) == (5, True)
    assert (found.code, "its values were not compared" in found.out) == (3, True)


def test_a_paper_is_verified_where_no_book_is_and_says_what_that_leaves_open(
    opened: Asking, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, other = tmp_path / "m.pdf", tmp_path / "other.pdf"
    done(opened("print", "manifest", SUBJECTS["manifest"], "--out", str(path)))
    other.write_bytes(b"%PDF-1.7\nof somebody else\n")
    nowhere = Asking(capsys, tmp_path)

    found, strange = nowhere("verify", str(path)), nowhere("verify", str(other))

    assert "no book here" in done(found).out
    assert strange.code == 4


def test_what_cannot_be_printed_is_said(opened: Asking) -> None:
    assert opened("print", "poster", "x").code == 4
    assert opened("print", "manifest").code == 4
    assert opened("print", "minutes", "CALL-999").code == 4
    assert opened("print", "manifest", "S-001", "--also", "fr").code == 4


def test_the_cover_of_a_dossier_is_printed_for_who_may_read_it_and_is_not_there_for_others(
    opened: Asking, tmp_path: Path
) -> None:
    words = ("print", "dossier-cover", "--out", str(tmp_path / "cover.pdf"))

    nobody = opened(*words, "D-77")
    low, unknown = (opened(*words, name, "--key", LOW) for name in ("D-77", "D-99"))
    made = (tmp_path / "cover.pdf").exists()
    done(opened(*words, "D-77", "--key", READS))

    assert (nobody.code, low.code, unknown.code, made) == (3, 4, 4, False)
    assert "Name yourself with --key" in nobody.err
    assert low.err == unknown.err.replace("D-99", "D-77")
    assert "RESTRICTED" not in nobody.err + low.err


def test_blank_forms_have_a_number_each_and_what_stood_on_them_is_entered_as_from_paper(
    opened: Asking, tmp_path: Path
) -> None:
    path = tmp_path / "forms.pdf"
    counter = ("--key", "w.counter", "--key", "w.clerk")

    done(opened("print", "blanks", "--site", "willow", "--copies", "3", "--out", str(path)))
    muster = done(
        opened.write("14:00", "count", "call", "willow", "--by", "number", "--key", "w.officer", "--json")
    ).json["muster"]
    silent = opened("--from-paper", "count", "enter", muster, "--counted", "9", "--yes", *counter)
    done(opened.write("14:20", "--from-paper", "count", "enter", muster, "--counted", "9", *counter))

    paper = check_paper(path.read_bytes(), path.name).paper
    assert len(PdfReader(path).pages) == len(set(paper["copies"])) == len({one["qr"] for one in paper["codes"]}) == 3
    assert (silent.code, "--happened-at" in silent.err) == (4, True)
    assert "via=paper" in done(opened("tell")).out
