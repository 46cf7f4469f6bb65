"""Frames: exact bytes, limits before unpacking, and nothing cut off, bombed or trailing gets through."""

from __future__ import annotations

import json
import struct
import zlib
from pathlib import Path

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from musterbook.ledger.entry import canonical
from musterbook.ledger.log import Frame
from musterbook.sync.frame import (
    FRAME_BYTES_MAX,
    FRAME_ENTRIES_MAX,
    Packing,
    frames_of,
    read_frame,
    read_frame_at,
    write_frame,
)
from musterbook.terms.errors import Malformed

VECTORS = Path(__file__).parents[2] / "../shared/data/ledger/vectors.json"
LOG = "a1" * 32
bodies_strategy = st.lists(st.binary(max_size=300), min_size=1, max_size=20).map(tuple)


def frame_of(*bodies: bytes, start: int = 0) -> Frame:
    return Frame(LOG, start, start + len(bodies), "note\n", bodies)


def framed(packed_bytes: bytes, **changed: object) -> bytes:
    """A frame by hand, any field changed."""
    header = {"count": 1, "from": 0, "log": LOG, "note": "note\n", "packed": "zlib", "size": 1, "v": 1} | changed
    said = canonical(header)
    return struct.pack("<I", len(said)) + said + struct.pack("<I", len(packed_bytes)) + packed_bytes


def listed(*bodies: bytes) -> bytes:
    return b"".join(struct.pack("<I", len(body)) + body for body in bodies)


@pytest.mark.skipif(not VECTORS.exists(), reason="the shared vectors are not beside this project")
def test_the_frame_of_the_shared_vectors_is_read_and_written_byte_for_byte() -> None:
    vectors = json.loads(VECTORS.read_bytes())
    raw = bytes.fromhex(vectors["frame"])

    frame = read_frame(raw)

    assert [body.decode() for body in frame.bodies] == vectors["entries_text"]
    assert frame.note == vectors["checkpoint_text"] + vectors["cosignature_text"]
    assert write_frame(frame, packed="none") == raw


@pytest.mark.parametrize("packed", ["zstd", "zlib", "none"])
@given(bodies=bodies_strategy, start=st.integers(0, 2**40))
@settings(deadline=None)
def test_what_is_written_is_read_back(packed: Packing, bodies: tuple[bytes, ...], start: int) -> None:
    frame = frame_of(*bodies, start=start)

    assert read_frame(write_frame(frame, packed=packed)) == frame


@pytest.mark.parametrize("packed", ["zstd", "zlib", "none"])
def test_every_shorter_piece_and_every_longer_one_is_malformed(packed: Packing) -> None:
    raw = write_frame(frame_of(b"one", b"two" * 9), packed=packed)

    for end in range(len(raw)):
        with pytest.raises(Malformed):
            read_frame(raw[:end])
    with pytest.raises(Malformed, match="trailing"):
        read_frame(raw + b"\x00")


@given(raw=st.binary(max_size=400))
@settings(max_examples=500, deadline=None)
def test_any_bytes_at_all_are_a_frame_or_malformed_and_nothing_else(raw: bytes) -> None:
    try:
        read_frame_at(raw, 0)
    except Malformed as refused:
        assert refused.faults  # noqa: PT017  either outcome is right, any other exception is not


@given(place=st.integers(0, 10**6), bit=st.integers(0, 7), packed=st.sampled_from(["zstd", "zlib", "none"]))
@settings(max_examples=500, deadline=None)
def test_a_flipped_bit_gives_another_frame_or_malformed(place: int, bit: int, packed: Packing) -> None:
    frame = frame_of(b'{"a":1}' * 5, b'{"b":2}' * 5)
    raw = bytearray(write_frame(frame, packed=packed))
    raw[place % len(raw)] ^= 1 << bit

    try:
        again = read_frame(bytes(raw))
    except Malformed:
        return
    assert again != frame or packed == "zstd"


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"count": 2, "size": 1}, "frame.header"),
        ({"count": 0, "size": 0}, "frame.header"),
        ({"from": -1, "size": 0}, "frame.header"),
        ({"v": 2}, "frame.header"),
        ({"v": True}, "frame.header"),
        ({"count": True}, "frame.header"),
        ({"log": "A1" * 32}, "frame.header"),
        ({"log": "a1"}, "frame.header"),
        ({"note": 5}, "frame.header"),
        ({"packed": "brotli"}, "frame.packing"),
        ({"packed": None}, "frame.packing"),
        ({"more": 1}, "frame.header"),
        ({"count": FRAME_ENTRIES_MAX + 1, "size": FRAME_ENTRIES_MAX + 1}, "frame.too-large"),
    ],
)
def test_a_header_of_another_shape_is_malformed(changed: dict[str, object], rule: str) -> None:
    with pytest.raises(Malformed, match=rule):
        read_frame(framed(zlib.compress(listed(b"x")), **changed))


def test_a_bomb_is_noticed_at_the_hundredfold_not_after_unpacking() -> None:
    bomb = zlib.compress(bytes(50_000_000), 9)

    with pytest.raises(Malformed, match=r"frame\.bomb"):
        read_frame(framed(bomb))


def test_a_bomb_that_lies_about_its_size_is_noticed_too() -> None:
    told = zstandard.ZstdCompressor(level=19).compress(bytes(50_000_000))
    untold = zstandard.ZstdCompressor(level=19, write_content_size=False).compress(bytes(50_000_000))

    for bomb in (told, untold):
        with pytest.raises(Malformed, match=r"frame\.bomb"):
            read_frame(framed(bomb, packed="zstd"))


def test_a_length_larger_than_a_frame_is_refused_before_anything_is_held() -> None:
    said = framed(b"")[:-4]

    with pytest.raises(Malformed, match=r"frame\.too-large"):
        read_frame(said + struct.pack("<I", FRAME_BYTES_MAX + 1) + b"x")


@pytest.mark.parametrize("packing", ["zlib", "zstd"])
def test_bytes_behind_the_packed_stream_are_malformed(packing: str) -> None:
    clear = listed(b"x" * 50)
    stream = zlib.compress(clear) if packing == "zlib" else zstandard.ZstdCompressor().compress(clear)

    with pytest.raises(Malformed, match="trailing"):
        read_frame(framed(stream + b"more", packed=packing))


def test_entries_must_be_as_many_as_the_header_says() -> None:
    for bodies in ((), (b"one", b"two")):
        with pytest.raises(Malformed):
            read_frame(framed(listed(*bodies), packed="none"))


def test_entries_that_pack_more_than_a_hundredfold_travel_unpacked() -> None:
    frame = frame_of(b"x" * 200_000)

    raw = write_frame(frame, packed="zlib")

    assert b'"packed":"none"' in raw
    assert read_frame(raw) == frame


def test_too_many_entries_are_never_written() -> None:
    with pytest.raises(Malformed, match=r"frame\.too-large"):
        write_frame(frame_of(*[b"x"] * (FRAME_ENTRIES_MAX + 1)))


def test_a_log_is_cut_into_the_fewest_frames_that_end_at_checkpoints() -> None:
    bodies = [str(seq).encode() for seq in range(5_000)]
    notes = [(size, f"note {size}") for size in (900, 1_900, 2_100, 4_100, 5_000)]

    cut = list(frames_of(iter(bodies), notes, log=LOG, start=0))

    assert [(frame.start, frame.size, frame.note) for frame, _ in cut] == [
        (0, 1_900, "note 1900"), (1_900, 2_100, "note 2100"), (2_100, 4_100, "note 4100"), (4_100, 5_000, "note 5000"),
    ]  # fmt: skip
    assert [inside for _, inside in cut] == [["note 900"], [], [], []]
    assert [body for frame, _ in cut for body in frame.bodies] == bodies


def test_frames_stay_below_four_mebibytes() -> None:
    bodies = [bytes(250_000)] * 30
    notes = [(size, "note") for size in range(3, 31, 3)]

    cut = [frame for frame, _ in frames_of(iter(bodies), notes, log=LOG, start=0)]

    assert [frame.size - frame.start for frame in cut] == [15, 15]
    assert all(sum(len(body) + 4 for body in frame.bodies) <= FRAME_BYTES_MAX for frame in cut)


@given(runs=st.lists(st.integers(1, 1_000), min_size=1, max_size=8), start=st.integers(0, 50))
@settings(max_examples=50, deadline=None)
def test_no_entry_is_lost_or_doubled_by_cutting(runs: list[int], start: int) -> None:
    bodies = [str(seq).encode() for seq in range(start, start + sum(runs))]
    sizes = [start + sum(runs[: end + 1]) for end in range(len(runs))]

    cut = list(frames_of(iter(bodies), [(size, str(size)) for size in sizes], log=LOG, start=start))

    assert [body for frame, _ in cut for body in frame.bodies] == bodies
    assert [note for frame, inside in cut for note in (*inside, frame.note)] == [str(size) for size in sizes]
