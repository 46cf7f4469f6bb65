"""Letters: signed by who wrote them, sealed for whom they are, and whole or not at all."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musterbook.ledger.signing import public_of
from musterbook.store.reading_keys import reading_private, reading_public
from musterbook.sync import exchange as said
from musterbook.sync.letters import Letter, Pen
from musterbook.sync.parts import HEAD, OPEN_MAX, Joining, split
from musterbook.terms.errors import Malformed, Tampered
from tests.store.making import AT, node_key
from tests.sync.meeting_others import nonces

DESK, SITE, THIEF = (public_of(node_key(name)) for name in "dst")
HELLO = said.Hello("op", SITE, "ab" * 32, AT)


def pen(name: str, operation: str = "op") -> Pen:
    key = node_key(name)
    return Pen(operation, key, reading_private(key), reader=reading_public, entropy=nonces(name))


def test_a_request_and_its_reply_come_as_they_were_written() -> None:
    number, sealed = pen("s").asks(DESK, HELLO, token="t")

    letter = pen("d").open(sealed)
    back = pen("s").open(pen("d").answers(letter, said.Denied("sync.bearer", 3)))

    assert (letter.sender, letter.receiver, letter.number, letter.token) == (SITE, DESK, number, "t")
    assert letter.request() == HELLO
    assert back.answers == number
    assert back.reply_to(HELLO) == said.Denied("sync.bearer", 3)


def test_whoever_carries_a_letter_can_read_nothing_in_it() -> None:
    _, sealed = pen("s").asks(DESK, HELLO)

    assert all(word not in sealed for word in (SITE.encode(), DESK.encode(), b"hello", bytes.fromhex(SITE)))
    for other in ("t", "s"):
        with pytest.raises(Malformed, match=r"letter\.not-opened"):
            pen(other).open(sealed)


def test_a_letter_of_another_operation_is_none() -> None:
    with pytest.raises(Malformed, match=r"letter\.not-opened"):
        pen("d", "other").open(pen("s").asks(DESK, HELLO)[1])


def test_nobody_writes_in_anothers_name() -> None:
    forged = Letter(SITE, DESK, "00" * 16, method="GET", target="/sync/v1/have")

    with pytest.raises(Tampered, match=r"letter\.signature"):
        pen("d").open(pen("t").seal(forged))


def test_a_letter_that_is_passed_on_is_not_taken_for_one_of_ours() -> None:
    def as_if_desk(_: str) -> bytes | None:
        return reading_public(DESK)

    key = node_key("s")
    misled = Pen("op", key, reading_private(key), reader=as_if_desk, entropy=nonces("s"))

    with pytest.raises(Malformed, match=r"letter\.another"):
        pen("d").open(misled.asks(THIEF, HELLO)[1])


def test_to_what_is_no_key_nothing_is_written() -> None:
    with pytest.raises(Malformed, match=r"letter\.no-reader"):
        pen("s").asks("00" * 32, HELLO)


@given(place=st.integers(0, 10_000), bit=st.integers(0, 7))
@settings(deadline=None)
def test_one_bit_altered_on_the_way_and_it_is_no_letter(place: int, bit: int) -> None:
    sealed = bytearray(pen("s").asks(DESK, HELLO)[1])
    sealed[place % len(sealed)] ^= 1 << bit

    with pytest.raises(Malformed, match=r"letter\.not-opened"):
        pen("d").open(bytes(sealed))


@given(st.binary(min_size=1, max_size=40_000), st.integers(), st.integers(4_096, 9_000))
@settings(deadline=None)
def test_pieces_make_the_whole_in_whatever_order_and_however_often_they_come(
    whole: bytes, seed: int, most: int
) -> None:
    pieces = split(whole, most=most)
    came = pieces + pieces[:-1]
    Random(seed).shuffle(came)
    joining = Joining[int]()

    found = [joined for place, piece in enumerate(came) if (joined := joining.add(piece, place))]

    assert found
    assert {joined.whole for joined in found} == {whole}
    assert max(map(len, pieces)) <= most


def test_an_altered_piece_spoils_its_letter_and_no_other() -> None:
    one, other = split(b"a" * 9_000, most=4_096), split(b"b" * 9_000, most=4_096)
    joining = Joining[str]()
    for piece in (one[0], other[0], other[1], one[1][: HEAD.size] + b"x" * (len(one[1]) - HEAD.size)):
        assert joining.add(piece, "") is None

    with pytest.raises(Malformed, match=r"letter\.parts"):
        joining.add(one[2], "")
    whole = joining.add(other[2], "")

    assert whole is not None
    assert whole.whole == b"b" * 9_000
    assert len(joining) == 0


def test_letters_begun_and_never_ended_do_not_pile_up() -> None:
    joining = Joining[int]()

    for number in range(OPEN_MAX * 3):
        joining.add(split(number.to_bytes(4, "big") * 3_000, most=4_096)[0], number)

    assert len(joining) == OPEN_MAX


@given(st.binary(max_size=200))
def test_what_is_no_piece_is_malformed(piece: bytes) -> None:
    with pytest.raises(Malformed, match=r"letter\.parts"):
        Joining[int]().add(b"X" + piece, 0)


def test_a_server_that_takes_next_to_nothing_is_named() -> None:
    with pytest.raises(Malformed, match=r"letter\.too-long"):
        split(b"x" * 10_000, most=100)
