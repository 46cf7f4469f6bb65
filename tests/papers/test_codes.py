"""Codes on papers are read back as they were named, and are as hard to spoil as their size allows."""

from __future__ import annotations

import numpy as np
import pytest
import zxingcpp

from musterbook.papers.codes import code_named, drawn, squares, with_codes

BAND = "MB1 KHA-4712-M abcdefabcdef1234"


def read(text: str, level: str = "M") -> tuple[str, str]:
    """What a code says when its pixels are read, and with what correction."""
    rows = squares(text, level=level)
    pixels = np.frombuffer(b"".join(rows), np.uint8).reshape(len(rows), -1)
    larger = np.pad(np.kron(pixels, np.ones((4, 4), np.uint8)), 16, constant_values=255)
    (found,) = zxingcpp.read_barcodes(larger)
    return found.text, found.ec_level


@pytest.mark.parametrize(
    ("text", "level", "side", "correction"),
    [(BAND, "M", 29, "Q"), ("MP1 receipt الصفصاف 1", "M", 25, "M"), (f"MB1 {'ab' * 64}", "L", 41, "L")],
)
def test_a_code_says_its_text_corrected_as_well_as_the_least_size_has_room_for(
    text: str, level: str, side: int, correction: str
) -> None:
    assert (len(squares(text, level=level)), read(text, level)) == (side, (text, correction))


def test_a_code_named_anywhere_among_values_is_drawn_there_and_nothing_else_is_touched() -> None:
    card = {"code": code_named(BAND), "lines": [["a", None], []]}
    paper = {"n": 1, "cards": (card,), "codes": [code_named("A", level="L")]}

    assert with_codes(paper) == {
        "n": 1, "cards": [{"code": drawn(BAND), "lines": [["a", None], []]}], "codes": [drawn("A", level="L")],
    }  # fmt: skip


@pytest.mark.parametrize("text", ["", "x" * 5_000])
def test_what_no_code_can_hold_is_not_drawn(text: str) -> None:
    with pytest.raises(ValueError, match=r"too long|empty"):
        drawn(text)
