"""sheet: a sheet from its first question to a doubt, by command, and a serial's from a table."""

from __future__ import annotations

from pathlib import Path

import pytest

from musterbook.custody.roll import Roll
from musterbook.custody.sheets.answers import Answer, lacking, question_at
from musterbook.custody.sheets.known import built_in
from musterbook.terms.custodians import in_hand
from tests.cli.asking import Asking
from tests.operation.making import WILLOW, open_small_book


def answers() -> dict[str, str]:
    """An answer to everything asked: no, or the first that can be said."""
    whole, known = built_in()["escort-sheet-1"], dict[str, Answer]()
    while lacks := lacking(whole, known):
        for path in lacks:
            question = question_at(whole, path)
            assert question is not None
            no = "no" if "no" in question.options else question.options[0] if question.options else "not-known"
            known[path] = Answer((no,))
    return {path: one.given[0] for path, one in known.items()} | {"release-status": "for-release"}


def test_a_sheet_is_filled_in_signed_doubted_and_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = open_small_book(tmp_path)
    one, two, *_ = sorted(book.reading(Roll).on(in_hand(WILLOW)))
    book.close()
    muster, said, table, pdf = Asking(capsys, tmp_path / "willow"), answers(), tmp_path / "a.csv", tmp_path / "s.pdf"
    row = ",".join(said.values())
    table.write_text("\n".join((f"person,{','.join(said)}", f"{two},{row}", f"nobody,{row}")), encoding="utf-8")

    begun = muster.write("07:00", "sheet", "answer", one, "escape-risk=yes")
    wrong = muster.write("07:00", "sheet", "answer", one, "escape-risk=perhaps")
    early = muster.write("07:10", "--key", "w.clerk", "sheet", "complete", one)
    loaded = muster.write("07:10", "--json", "--key", "w.clerk", "sheet", "load", str(table), "--complete")
    confirmed = muster.write("07:20", "--key", "w.officer", "sheet", "confirm", "--at", "willow")
    doubted = muster.write("07:30", "--key", "h.officer", "sheet", "doubt", two, "arsonist", "--because", "seen at it")
    listed = muster("--json", "sheet", "list", "--at", "willow", "--begun").json
    shown = muster("--json", "sheet", "show", two).json
    faces = ("--faces", "--because", "to know them at the gate")
    printed = muster("--json", "--key", "w.officer", "sheet", "print", two, one, *faces, "--out", str(pdf)).json
    verified = muster("--json", "verify", str(pdf)).json

    assert [each.code for each in (begun, wrong, early, loaded, confirmed, doubted)] == [0, 4, 3, 4, 0, 0]
    assert loaded.json["completed"] == 1
    assert (listed["people"], listed["incomplete"], listed["stages"]["begun"]) == (12, 11, 1)
    lines = {line["question"]: line for line in shown["answers"]}
    assert (lines["arsonist"]["answer"], lines["arsonist"]["doubted"][0]["because"]) == (["no"], "seen at it")
    assert lines["pregnant"]["sealed"]
    assert printed["not_confirmed"] == [one]
    assert (verified["differs"], verified["paper"], len(verified["entries"])) == ([], "escort-sheets", 2)
