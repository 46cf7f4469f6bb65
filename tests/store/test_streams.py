"""Sealed streams open only whole and unchanged."""

from __future__ import annotations

import io

import pytest

from musterbook.store.keys import public_of
from musterbook.store.streams import PIECE_BYTES, Sealing, open_from, open_stream, read_header, sealing_to
from musterbook.terms.errors import Refused, Tampered

pytestmark = pytest.mark.of_no_store(because="a stream is a file of its own")

KEY = b"\7" * 32
HEADER = {"v": 1}
STEP = 700_001
"""Bytes written at once: pieces are cut anew, whatever is written."""

SIZES = (0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 2 * PIECE_BYTES)


def sealed(clear: bytes) -> bytes:
    """The clear bytes as a sealed stream."""
    into = io.BytesIO()
    sealing = Sealing(KEY, into, dict(HEADER))
    for start in range(0, len(clear), STEP):
        sealing.write(clear[start : start + STEP])
    sealing.close()
    return into.getvalue()


def opened(raw: bytes) -> bytes:
    """What a sealed stream opens to."""
    source = io.BytesIO(raw)
    return b"".join(open_stream(KEY, source, read_header(source, "x"), "x"))


@pytest.mark.parametrize("size", SIZES)
def test_a_stream_of_any_length_opens_to_itself(size: int) -> None:
    clear = bytes(range(256)) * (size // 256) + b"z" * (size % 256)

    assert opened(sealed(clear)) == clear


@pytest.mark.parametrize("size", SIZES[1:])
def test_a_stream_without_its_last_piece_or_byte_does_not_open(size: int) -> None:
    raw = sealed(b"z" * size)

    for short in (raw[:-1], raw[: raw.index(b"\n") + 1 + PIECE_BYTES + 16] if size > PIECE_BYTES else raw[:-16]):
        with pytest.raises(Tampered):
            opened(short)


def test_pieces_in_another_order_do_not_open() -> None:
    raw = sealed(b"a" * PIECE_BYTES + b"b" * PIECE_BYTES + b"c")
    start, step = raw.index(b"\n") + 1, PIECE_BYTES + 16
    first, second, rest = raw[start : start + step], raw[start + step : start + 2 * step], raw[start + 2 * step :]

    with pytest.raises(Tampered):
        opened(raw[:start] + second + first + rest)


def test_a_changed_header_does_not_open() -> None:
    with pytest.raises(Tampered):
        opened(sealed(b"words").replace(b'"v":1', b'"v":2'))


def test_only_the_recipient_opens_what_was_sealed_to_him() -> None:
    into = io.BytesIO()
    sealing = sealing_to(public_of(KEY, "reader"), into, kind="package")
    sealing.write(b"words")
    sealing.close()

    assert b"".join(open_from(KEY, io.BytesIO(into.getvalue()), kind="package", name="x")) == b"words"
    for private, kind in ((b"\1" * 32, "package"), (KEY, "receipt")):
        with pytest.raises(Refused):
            b"".join(open_from(private, io.BytesIO(into.getvalue()), kind=kind, name="x"))
