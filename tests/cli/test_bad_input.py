"""What the door says when its input, its disk, its clock or its port are bad; the book stays whole."""

from __future__ import annotations

from tests.cli.asking import Asking
from tests.operation.spoiling import cell


def test_the_command_names_every_fault_at_once_and_ends_with_four(muster: Asking) -> None:
    cell("fleet", 2, "seats", "-40")(muster.folder)
    cell("people", 3, "born", "#REF!")(muster.folder)

    said = muster("check", str(muster.folder))
    told = muster("--json", "check", str(muster.folder))
    opened = muster("--yes", "open", str(muster.folder), "--seed", "1")

    assert said.code == told.code == opened.code == 4
    assert "fleet.csv row 2 column seats: a number below zero" in said.out
    assert "people.csv row 3 column born: the spreadsheet shows an error here (#REF!)" in said.out
    assert said.out.endswith("1 agreements, 0 fleet, 2 escorts, 16 officers, 0 keepapart, 0 beds, 0 claims\n")
    assert {one["rule"] for one in told.json["faults"]} == {"number.negative", "cell.excel-error"}
    assert not (muster.folder / "book").exists()
