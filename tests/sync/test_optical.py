"""By light: codes in any order, seen again and again, give the frame; anything else is said to be none."""

from __future__ import annotations

import io
import random

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from musterbook.ledger.log import Frame
from musterbook.store.memory import MemoryStore
from musterbook.sync.copies import frames_from
from musterbook.sync.optical import ALPHABET, PARTS_MAX, Assembling, base45, parts_of, read_base45
from musterbook.terms.errors import Malformed
from tests.store.making import AT
from tests.sync.meeting_others import node


def frame_of(count: int) -> tuple[MemoryStore, Frame]:
    store, log = node("a", count)
    return store, next(frames_from(store, log, 0))


@given(raw=st.binary(max_size=300))
def test_bytes_come_back_from_base45(raw: bytes) -> None:
    assert read_base45(base45(raw)) == raw


def test_base45_is_that_of_the_standard() -> None:
    assert base45(b"Hello!!") == "%69 VD92EX0"
    assert base45(b"base-45") == "UJCLQE7W581"


@given(text=st.text(ALPHABET, max_size=12))
def test_what_is_no_base45_is_malformed(text: str) -> None:
    try:
        assert base45(read_base45(text)) == text
    except Malformed:
        return


@pytest.mark.parametrize("seed", range(3))
def test_parts_in_any_order_and_again_give_the_frame_which_the_book_takes(seed: int) -> None:
    source, frame = frame_of(60)
    parts = parts_of(frame)
    shown = parts + parts[:2]
    random.Random(seed).shuffle(shown)
    reading, target = Assembling(), MemoryStore(operation="op")

    frames = [one for one in map(reading.see, shown) if one is not None]

    assert frames[0] == frame
    assert len(parts) > 1
    target.ingest(frames[0], came_from="light", at=AT)
    assert target.head() == source.head()


def test_every_part_fits_a_code_that_a_tablet_reads_from_a_screen() -> None:
    parts = parts_of(frame_of(60)[1])

    codes = [segno.make(part, error="m", boost_error=False, micro=False) for part in parts]

    assert {code.mode for code in codes} == {"alphanumeric"}
    assert max(int(code.version) for code in codes) <= 30
    assert codes[0].save(io.BytesIO(), kind="svg") is None  # type: ignore[func-returns-value]


@given(at=st.integers(0, 2_000), mark=st.sampled_from(ALPHABET))
def test_a_misread_code_is_never_taken_for_another(at: int, mark: str) -> None:
    part = parts_of(frame_of(1)[1])[0]
    at %= len(part)
    misread = part[:at] + mark + part[at + 1 :]
    if misread == part:
        return

    try:
        seen = Assembling().see(misread)
    except Malformed:
        return
    assert seen is None


def test_a_frame_too_large_for_codes_goes_by_stick() -> None:
    _, frame = frame_of(1)
    large = Frame(frame.log, 0, 1, frame.note, (random.Random(1).randbytes(PARTS_MAX * 1_500),))

    with pytest.raises(Malformed, match=r"optical\.too-much"):
        parts_of(large)
