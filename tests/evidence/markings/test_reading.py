"""Markings read: what the tables say, and that the grammar is read whole."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musterbook.evidence.markings import read_mark
from musterbook.evidence.markings.profile import CODES, Kind
from musterbook.evidence.markings.sheet import answered
from tests.evidence.markings.asked import OWN, PUBLISHED
from tests.evidence.markings.drawn import marks

VALID = [row for row in PUBLISHED + OWN if row["expected"] == "valid"]


@pytest.mark.parametrize("row", PUBLISHED + OWN, ids=lambda row: row["test_id"])
def test_every_row_of_the_tables_is_answered_as_expected(row: Mapping[str, str]) -> None:
    verdict, codes, _ = answered(row)

    assert (verdict, codes) == (row["expected"], row["codes"])


def test_the_tables_meet_every_code_of_the_profile() -> None:
    met = {code for row in PUBLISHED + OWN for code in row["codes"].split()}

    assert set(CODES) <= met
    assert len(CODES) == 43
    assert len(PUBLISHED) == 133


@pytest.mark.parametrize("row", VALID, ids=lambda row: row["input"])
def test_a_valid_mark_is_written_as_it_was_read(row: Mapping[str, str]) -> None:
    kind: Kind = "portion" if row["kind"] == "portion" else "banner"

    assert read_mark(row["input"], kind).normalised == row["input"]


@given(marks())
def test_portions_of_the_grammar_are_valid_and_written_as_read(text: str) -> None:
    mark = read_mark(text, "portion")

    assert (mark.codes, mark.normalised) == ((), text)


@given(marks(banner=True))
def test_banners_of_the_grammar_are_valid_and_written_as_read(text: str) -> None:
    mark = read_mark(text, "banner")

    assert (mark.codes, mark.normalised) == ((), text)


@given(marks())
def test_a_portion_and_its_banner_say_the_same(text: str) -> None:
    content = read_mark(text, "portion").content
    assert content is not None

    assert read_mark(content.written("banner"), "banner").content == content


@given(marks(), st.data())
def test_a_letter_that_only_looks_right_is_never_taken_for_the_right_one(text: str, data: st.DataObject) -> None:
    at = data.draw(st.sampled_from([at for at, letter in enumerate(text) if letter.isalpha()]))
    full_width = text[:at] + chr(ord(text[at]) + 0xFEE0) + text[at + 1 :]

    assert not read_mark(full_width, "portion").valid


@given(st.text(alphabet="()/ ,-:SNFUCTRELOIDGBAKX", max_size=40), st.sampled_from(("portion", "banner")))
def test_any_text_is_answered_with_known_codes_each_once_and_in_their_order(text: str, kind: Kind) -> None:
    mark = read_mark(text, kind)

    assert list(mark.codes) == sorted(set(mark.codes), key=CODES.index)
    assert mark.valid == (not mark.codes)
    assert mark.normalised == (text if mark.valid else "")


WRONG = {
    "E_LIST_FORMAT": "REL TO USA,GBR", "E_COUNTRY": "REL TO USA, XYZ", "E_DUP": "RS/RS/REL TO USA, GBR",
    "E_FOUO_CLASSIFIED": "FOUO/REL TO USA, GBR", "E_ORCON_BOTH": "OC/OC-USGOV/REL TO USA, GBR",
}  # fmt: skip


@pytest.mark.parametrize("pair", list(combinations(("E_BLOCK_ORDER", "E_TOKEN", "E_XD_ND_BOTH", "E_NONIC_BOTH"), 2)))
@pytest.mark.parametrize("code", WRONG)
def test_faults_of_one_mark_are_all_told(code: str, pair: tuple[str, str]) -> None:
    after = {
        "E_BLOCK_ORDER": "//SI", "E_TOKEN": "//BANANA", "E_XD_ND_BOTH": "//XD/ND", "E_NONIC_BOTH": "//LES/LES-NF",
    }  # fmt: skip
    text = f"(S//{WRONG[code]}{''.join(after[one] for one in reversed(pair))})"

    assert {code, *pair} <= set(read_mark(text, "portion").codes)
