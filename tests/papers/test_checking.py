"""Papers with a verb of their own are checked as all others are: made again from what rides inside, byte for byte."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from musterbook.custody.sheets.known import built_in
from musterbook.papers.apart import Limits
from musterbook.papers.case_letter import CaseLetter, print_letter
from musterbook.papers.checking import check_paper
from musterbook.papers.checking_apart import check_paper_apart
from musterbook.papers.escort_sheet import Around
from musterbook.papers.escort_sheet_blank import print_blank
from musterbook.papers.receipt import paper_of, print_receipts
from musterbook.terms.errors import Malformed, Tampered
from musterbook.terms.markings import EXERCISE
from musterbook.words.case_letters import LANGUAGES as LETTERS
from musterbook.words.languages import LANGUAGES

NOON = datetime(2026, 1, 21, 12, tzinfo=UTC)
RECEIPT = {
    "number": "KHA-4712-M", "holder": "willow", "place": "Willow", "place_ar": "الصفصاف", "since": "21 JAN 12:00",
    "authority": "order", "issuer": "the court", "until": "", "contest_days": 7, "complaint_days": 7,
    "head": "ab" * 32, "at": "21 JAN 12:00", "operation": "Willow", "digest": "cd" * 32,
}  # fmt: skip


def test_receipts_printed_together_are_each_marked_in_the_language_of_whom_it_is_for() -> None:
    both = [{**RECEIPT, "language": "ckb"}, {**RECEIPT, "language": "en"}]

    sorani, english = paper_of(both, marking=EXERCISE, printed_at=NOON)["pages"]

    assert sorani["marking"] == "مەشق · کەسانی داهێنراو، کۆی گشتیی ڕاگەیەنراو · \u2068EXERCISE\u2069"
    assert english["marking"] == EXERCISE


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_receipt_a_blank_sheet_and_a_letter_are_made_again_alike(language: str) -> None:
    letter = CaseLetter("first-notice", "C-TUN-0001", "TUN", "the desk", "2026-01-21", "EXERCISE")
    spoken = language if language in LETTERS else "en"
    made = (
        print_receipts([{**RECEIPT, "language": language}], marking="EXERCISE", printed_at=NOON),
        print_blank(built_in()["escort-sheet-1"], Around("Willow", "EXERCISE", language, "UTC", NOON)),
        print_letter(letter, language=spoken, printed_at=NOON),
    )

    found = [check_paper(one, "paper.pdf") for one in made]

    assert [one.template for one in found] == ["receipt.typ", "escort_sheet_blank.typ", "case_letter.typ"]
    assert {one.at for one in found} == {NOON}
    assert all(one.inside == {} for one in found)


def test_a_paper_made_to_take_for_ever_ends_its_own_process_and_not_ours() -> None:
    sound = print_blank(built_in()["escort-sheet-1"], Around("Willow", "EXERCISE", "en", "UTC", NOON))

    found = check_paper_apart(sound, "sheet.pdf")
    with pytest.raises(Tampered, match=r"paper\.changed|paper\.unreadable"):
        check_paper_apart(sound[:-7], "sheet.pdf")
    with pytest.raises(Malformed, match=r"paper\.took-too-much"):
        check_paper_apart(sound, "sheet.pdf", limits=Limits(bytes=60_000_000))

    assert found == check_paper(sound, "sheet.pdf")


@pytest.mark.parametrize("room", range(60_000_000, 200_000_000, 20_000_000))
def test_where_there_is_no_room_to_check_a_paper_nobody_is_said_to_have_spoilt_it(room: int) -> None:
    sound = print_blank(built_in()["escort-sheet-1"], Around("Willow", "EXERCISE", "en", "UTC", NOON))

    broken: list[str] = []
    try:
        assert check_paper_apart(sound, "sheet.pdf", limits=Limits(bytes=room)) == check_paper(sound, "sheet.pdf")
    except Malformed as refused:
        broken = [one.rule for one in refused.faults]

    assert broken in ([], ["paper.took-too-much"])
