"""watch brief: the sheet of a book says what the watch says, and carries its figures and an officer's signature."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from pathlib import Path

import pypdf
import pytest

from musterbook.operation import warning
from musterbook.operation.folder import open_book
from musterbook.papers.typefaces import FOLDER
from musterbook.papers.watch_from_book import brief_from
from musterbook.watch.rungs import Rung
from tests.cli.asking import Asking, done
from tests.cli.test_watch_verify import LOST_AT, lost_unwarned
from tests.operation.watching import at, guards

printing = pytest.mark.skipif(not FOLDER.is_dir(), reason="the typefaces of papers have not been fetched here")


@pytest.fixture
def muster(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Asking:
    """Willow was lost unwarned, and now nobody is on guard there; a look of the day before stands in the book."""
    book = lost_unwarned(tmp_path)
    guards(book, 10, hours=LOST_AT + 2)
    warning.warn(book, None, at(LOST_AT + 3))
    guards(book, 0, hours=LOST_AT + 27, nobody=True)
    warning.warn(book, None, at(LOST_AT + 28))
    book.close()
    return Asking(capsys, tmp_path / "willow")


def test_the_sheet_says_what_the_watch_says(muster: Asking) -> None:
    book = open_book(muster.folder)
    now = at(LOST_AT + 28)

    told, found = brief_from(book, now, reader="principals"), warning.today(book, None, now)
    arabic = brief_from(book, now, reader="principals", language="ar")
    book.close()

    (willow,) = told.sites
    (shown,) = (one for one in found.looks["WLW"].facts if float(one.horizon_days) == 14)
    assert willow.site == "Willow"
    assert arabic.sites[0].site == "الصفصاف"
    assert willow.chance.p == pytest.approx(float(shown.p), abs=1e-12)
    assert (willow.rung, willow.unguarded, willow.lead.planned) == (Rung.NOW, True, False)
    assert willow.percent_before is not None
    assert willow.percent_before < 100 * willow.chance.p
    assert willow.rung_before is not Rung.NOW
    assert [line.site for line in told.receiving] == ["Harbour"]
    assert {one.rung for one in told.alerts} >= {Rung.NOW}
    assert [(one.site, one.missed, one.at) for one in told.losses] == [("Willow", True, at(LOST_AT))]
    assert told.burden.raised == len(found.watched.alerts.all)


def test_an_earlier_moment_knows_nothing_of_the_loss(muster: Asking) -> None:
    book = open_book(muster.folder)

    told = brief_from(book, at(LOST_AT - 1), reader="principals", past=True)
    book.close()

    assert told.losses == ()
    assert not told.sites[0].unguarded
    assert told.as_of == at(LOST_AT) - timedelta(hours=1)


@printing
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_figures_inside_are_those_of_the_book_and_signed(muster: Asking, tmp_path: Path, language: str) -> None:
    paper = tmp_path / "sheet.pdf"
    words = ("watch", "brief", "--out", str(paper), "--lang", language, "--key", "a.analyst", "--json")

    told = done(muster(*words)).json

    inside = pypdf.PdfReader(io.BytesIO(paper.read_bytes())).attachments
    figures = json.loads(inside["watch-brief.json"][0])
    signature = json.loads(inside["watch-brief.sig.json"][0])
    assert (signature["officer"], signature["role"]) == ("a.analyst", "watch-analyst")
    assert (told["signed_by"], told["sites"], told["losses"]) == ("a.analyst", 1, 1)
    assert figures["operation"] == "Willow"
    assert figures["sites"][0]["rung"] == "now"


def test_a_language_no_paper_is_printed_in_is_said(muster: Asking) -> None:
    answer = muster("watch", "brief", "--lang", "xx")

    assert answer.code == 4
    assert "papers are not printed in “xx”" in answer.err.lower()
