"""F17: the escort sheet was wrong, of 887 that were looked at 274."""

from __future__ import annotations

from musterbook.custody.sheets.sheets import Sheets
from tests.spec.telling import entries

CONFIRMED = """
06:00 hasakah custody.sheet-completed version=escort-sheet-1 sheets=D-0001:one
07:00 hasakah custody.sheet-confirmed sheets=D-0001:one
"""
DOUBTED = f"""{CONFIRMED}
09:00 chinook custody.sheet-doubted person=D-0001 sheet=one question=escape-risk because="a rope was found"
"""


def stands(text: str) -> dict[str, object]:
    """How far the sheet has come, how many versions are kept, and what is doubted."""
    sheet = Sheets.of(entries(text)).get("D-0001")  # type: ignore[arg-type]
    return {
        "stage": sheet.stage, "versions": len(sheet.filled),
        "doubted": [(one.question, one.signed.by) for one in sheet.open_doubts()],
    }  # fmt: skip


def test_a_receiver_doubts_an_answer_and_both_versions_stand() -> None:
    assert stands(CONFIRMED) == {"stage": "confirmed", "versions": 1, "doubted": []}
    assert stands(DOUBTED) == {"stage": "confirmed", "versions": 1, "doubted": [("escape-risk", "chinook")]}


def test_amending_the_doubted_answer_settles_it_and_keeps_what_stood_before() -> None:
    text = f"""{DOUBTED}
        10:00 hasakah custody.sheet-amended version=escort-sheet-1 replaces=one sheet=D-0001:two fields=escape-risk
        """

    assert stands(text) == {"stage": "amended", "versions": 2, "doubted": []}


def test_amending_another_answer_leaves_the_doubt_open() -> None:
    text = f"""{DOUBTED}
        10:00 hasakah custody.sheet-amended version=escort-sheet-1 replaces=one sheet=D-0001:two fields=arsonist
        """

    assert stands(text) == {"stage": "amended", "versions": 2, "doubted": [("escape-risk", "chinook")]}
