"""watch outlook: what is known comes to a chance with its range and reasons, and is frozen once."""

from __future__ import annotations

from pathlib import Path

import pytest

from musterbook.operation.folder import open_book
from musterbook.watch.issued import Outlooks
from tests.cli.asking import Asking, done
from tests.operation.making import open_small_book
from tests.operation.test_loading import ANALYST, HEAD, ucdp


@pytest.fixture
def muster(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Asking:
    open_small_book(tmp_path, changed=ANALYST).close()
    return Asking(capsys, tmp_path / "willow")


def row_of(muster: Asking, at: str) -> dict[str, object]:
    answer = done(muster("--happened-at", at, "watch", "outlook", "--site", "WLW", "--json"))
    (row,) = answer.json
    return dict(row)


def test_reports_and_files_move_the_outlook_and_are_named(muster: Asking, tmp_path: Path) -> None:
    later = "2026-01-21T18:00:00+03:00"
    before = row_of(muster, later)
    rows = [*(ucdp(str(at), "2026-01-15") for at in range(12)), ucdp("last", "2026-01-18")]
    (tmp_path / "jan.csv").write_text(HEAD + "".join(rows).replace(",35,40,", ",35.9,40.3,"))

    done(muster.write("12:00", "watch", "load", str(tmp_path / "jan.csv"), "--key", "n.analyst"))
    done(muster.write("13:00", "watch", "guards", "WLW", "--minimum", "10", "--filled", "5", "--key", "w.officer"))
    after = row_of(muster, later)

    assert "how many guards are on duty: the chance supposes that every post is filled" in str(before["reasons"])
    assert float(str(after["p"])) > 10 * float(str(before["p"]))
    assert "makes a loss about 6.3 times as likely (measured)" in str(after["reasons"])
    assert "Guard posts that nobody fills: makes a loss about 2.8 times as likely (judged" in str(after["reasons"])
    shown = done(muster("--happened-at", later, "watch", "outlook")).out
    assert "5 h ago" in shown
    assert "People lost in 14 days" in shown


def test_an_earlier_moment_knows_nothing_of_later_reports(muster: Asking) -> None:
    done(muster.write("12:00", "watch", "guards", "WLW", "--minimum", "10", "--nobody", "--key", "w.officer"))

    early = done(muster("--as-of", "2026-01-21T11:00:00+03:00", "watch", "outlook", "--site", "WLW", "--json")).json
    late = done(muster("--as-of", "2090-01-01T00:00:00+03:00", "watch", "outlook", "--site", "WLW", "--json")).json

    assert early[0]["p"] < 0.01
    assert late[0]["p"] > 0.85


def test_a_frozen_outlook_stands_in_the_book_once(muster: Asking) -> None:
    words = ("watch", "outlook", "--freeze")

    done(muster.write("12:00", *words))
    done(muster.write("12:00", *words))

    book = open_book(muster.folder)
    moments = {one.fact.as_of for one in book.reading(Outlooks).of_site("WLW")}
    book.close()
    assert len(moments) == 1


def test_a_site_there_is_none_of_is_said(muster: Asking) -> None:
    assert muster("watch", "outlook", "--site", "Z9").code == 4
