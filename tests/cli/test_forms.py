"""Forms from paper on the command line: one scan, typed by two, settled and signed; what cannot be taken is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from tests.cli.asking import Asking, done
from tests.papers.filled_in import file_of, page_of
from tests.papers.printed_book import printed_book


@pytest.fixture
def opened(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Asking:
    printed_book(tmp_path).close()
    return Asking(capsys, tmp_path / "willow")


def test_a_form_is_printed_scanned_typed_by_two_settled_and_signed(opened: Asking, tmp_path: Path) -> None:
    pdf, scan, shown = tmp_path / "forms.pdf", tmp_path / "scan.png", tmp_path / "sheet.jpg"
    done(opened("print", "blanks", "--site", "willow", "--copies", "1", "--out", str(pdf)))
    scan.write_bytes(file_of(page_of(pdf.read_bytes()), kind="PNG"))
    fields = ("--said", "hour=21011830", "--said", "signed=W. Officer;W. Counter", "--said", "all-here=yes")

    def typed(officer: str, counted: str) -> object:
        return done(
            opened("forms", "type", form, *fields, "--said", f"counted={counted}", "--key", officer, "--json")
        ).json["stage"]  # fmt: skip

    form = done(opened("forms", "take", str(scan), "--key", "w.officer", "--yes", "--json")).json["kept"][0]
    withdrawn = ("forms", "withdraw", form, "--because", "the sheet of another day", "--yes")
    not_his = opened(*withdrawn, "--key", "w.counter")
    taken_away = done(opened(*withdrawn, "--key", "w.officer")).out
    done(opened("forms", "take", str(scan), "--key", "w.officer", "--yes"))
    done(opened("forms", "show", form, "--out", str(shown), "--key", "w.counter"))
    stages = [typed("w.officer", "9"), typed("w.counter", "8")]
    early = opened("forms", "sign", form, "--yes")
    shown_apart = opened("forms", "settle", form, "--key", "w.officer")
    misspelt = opened("forms", "settle", form, "--said", "conted=9", "--key", "w.officer")
    settled = ("--said", "counted=9", "--key", "w.officer")
    done(opened("forms", "settle", form, *settled))
    later = ("--happened-at", "2026-01-21T16:00:00Z")
    signed = done(opened(*later, "forms", "sign", form, "--yes"))

    assert (not_his.code, "w.officer" in not_his.err, "taken away" in taken_away) == (3, True, True)
    assert stages == ["typed-once", "differs"]
    assert early.code == 3
    assert shown_apart.code == 4
    assert "People counted (--said counted=): w.officer: 9; w.counter: 8" in shown_apart.err
    assert (misspelt.code, "conted" in misspelt.err + misspelt.out) == (4, True)
    assert "People counted: 9" in signed.err.splitlines()
    assert "Everybody was there (--said all-here=): ticked. The scan shows this box otherwise." in signed.err
    with Image.open(shown) as picture:
        assert picture.size == (1240, 1754)
    assert shown.stat().st_mode & 0o077 == 0
    told = done(opened("tell")).out
    assert told.count("via=paper") == 2
    assert "custody.form-entered" in told
    assert "in the book" in done(opened("forms", "list")).out
