"""The strict road for whole books: is this an entry of format 1? The same verdict as `ledger.entry`, faster.

`read_entry` builds objects and walks every value, about 30 µs an entry; verifying a book needs only its verdict. Here a
typed decoder and a re-encoding to the same bytes settle plain entries; whatever is not plain (an escape, a letter
beyond ASCII, a number of many digits, deep nesting, a passkey) takes the slow road and gets its verdict there. A test
holds the two roads against each other on entries changed at random.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Annotated, Final, Literal

import msgspec

from musterbook.ledger.entry import ENTRY_BYTES_MAX, read_entry
from musterbook.ledger.facts import Digest
from musterbook.terms.errors import Malformed, Tampered
from musterbook.terms.times import read_written

_KEY: Final = re.compile(r"[ !#-\[\]-~]+")
_HEX64: Final = re.compile(r"[0-9a-f]{64}")
_UUID7: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


_Whole = Annotated[int, msgspec.Meta(ge=-(2**53) + 1, le=2**53 - 1)]
_Count = Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]
_Plain = str | bool | _Whole | list[str] | None
"""What a plain fact's fields hold; anything else, deeper or larger takes the slow road."""


class _Signature(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    alg: Literal["ed25519"]
    key: str
    officer: str
    role: str
    sig: str


class _Act(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    after: list[str]
    by: Annotated[str, msgspec.Meta(min_length=1)]
    fact: dict[str, _Plain]
    form: Annotated[int, msgspec.Meta(ge=1, le=2**53 - 1)]
    happened_at: str
    id: str
    kind: str
    register: tuple[_Count, str]
    via: Literal["device", "paper", "import"]
    written_at: str


class _Entry(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    act: _Act
    log: str
    prev: str
    seq: _Count
    signed: list[_Signature]
    v: Literal[1]


_FEW: Final = 4
"""Below this, looking at them one by one costs less."""

_TOGETHER: Final = 100
"""Entries decoded at once: few enough that they are let go before Python looks for garbage among them."""

_DECODER: Final = msgspec.json.Decoder(_Entry)
_ENCODER: Final = msgspec.json.Encoder(order="deterministic")  # the fields above stand in sorted order


def digests_of(bodies: Sequence[bytes]) -> list[bytes]:
    """The digest of each entry's bytes, 32 bytes long."""
    sha256 = hashlib.sha256
    return [sha256(b"\x00" + body).digest() for body in bodies]


def check_places(
    bodies: Sequence[bytes], digests: Sequence[bytes], *, log: str, seq: int, prev: Digest
) -> dict[int, Malformed | Tampered]:
    """Whether entries that lie one behind the other are canonical, of entry format 1, and stand where they say.

    Args:
        bodies: their bytes.
        digests: the digest of each of these bytes, 32 bytes.
        log: the log they stand in.
        seq: the place of the first.
        prev: the digest of the entry before the first.

    Returns:
        By place, what `check_place` says against an entry; empty when all of them are right.
    """
    return check_behind(bodies, [prev, *[digest.hex() for digest in digests[:-1]]], log=log, seq=seq)


def check_behind(
    bodies: Sequence[bytes], before: Sequence[str], *, log: str, seq: int
) -> dict[int, Malformed | Tampered]:
    """The same where it is said for each, in hexadecimal, behind which entry it should stand."""
    found: dict[int, Malformed | Tampered] = {}
    for at in range(0, len(bodies), _TOGETHER):
        some, some_before, begun = bodies[at : at + _TOGETHER], before[at : at + _TOGETHER], seq + at
        if len(some) >= _FEW and _all_stand(some, some_before, log=log, seq=begun):
            continue
        for place, (body, one_before) in enumerate(zip(some, some_before, strict=True), begun):
            try:
                check_place(body, log=log, seq=place, prev=Digest(one_before))
            except (Malformed, Tampered) as said:
                found[place] = said
    return found


def _all_stand(bodies: Sequence[bytes], before: Sequence[str], *, log: str, seq: int) -> bool:
    """Whether all entries are plain and right; False may also mean that one of them is not plain.

    One decoding and one encoding for all, a line each. The encoder writes no line break inside an entry, so where it
    writes the same lines, and as many entries as there are bodies, no body holds one: lines and bodies are the same
    bytes exactly when they are so one by one.
    """
    lines = b"\n".join([*bodies, b""])
    if not _is_plain_text(lines) or max(map(len, bodies)) > ENTRY_BYTES_MAX:
        return False
    try:
        entries = _DECODER.decode_lines(lines)
        return (
            _ENCODER.encode_lines(entries) == lines
            and [one.seq for one in entries] == list(range(seq, seq + len(bodies)))
            and [one.prev for one in entries] == before
            and {one.log for one in entries} == {log}
            and _are_plain([one.act for one in entries])
            and all(map(_are_sorted, [one.signed for one in entries if len(one.signed) > 1]))
        )
    except (msgspec.DecodeError, ValueError, Malformed):
        return False


def _are_plain(acts: Sequence[_Act]) -> bool:
    """`_is_plain` for many acts: what they share is looked at once."""
    return (
        _are_ids([act.id for act in acts])
        and all(map(_is_root, {act.register[1] for act in acts}))
        and all(map(_is_moment, {act.happened_at for act in acts}))
        and all(map(_is_moment, {act.written_at for act in acts}))
        and _are_keys(tuple(set().union(*[act.fact for act in acts])))
        and all(map(_are_parents, [act.after for act in acts if act.after]))
    )


def _are_ids(ids: Sequence[str]) -> bool:
    """`_UUID7` for many at once, letter by letter down the columns: several times faster than one after the other."""
    letters, count, length = "".join(ids).encode(), len(ids), 36
    return (
        set(map(len, ids)) == {length}
        and letters.translate(None, b"0123456789abcdef") == b"-" * 4 * count
        and all(letters[dash::length] == b"-" * count for dash in (8, 13, 18, 23))
        and letters[14::length] == b"7" * count
        and not letters[19::length].translate(None, b"89ab")
    )


def _is_plain_text(body: bytes) -> bool:
    """Whether the two encoders write these letters alike: ASCII without escapes."""
    return body.isascii() and b"\\" not in body and b"\x7f" not in body


def check_place(body: bytes, *, log: str, seq: int, prev: Digest) -> None:
    """Whether bytes are canonical, of entry format 1, and stand where they say.

    Raises:
        Malformed: they are not an entry.
        Tampered: they are, but of another log, at another sequence, or behind another entry.
    """
    if _is_plain_text(body) and len(body) <= ENTRY_BYTES_MAX:
        try:
            said = _DECODER.decode(body)
            if (
                said.seq == seq
                and said.prev == prev
                and said.log == log
                and _ENCODER.encode(said) == body
                and _is_plain(said.act)
                and (len(said.signed) < 2 or _are_sorted(said.signed))
            ):
                return
        except (msgspec.DecodeError, ValueError, Malformed):
            pass  # the slow road says what is wrong
    entry = read_entry(body)
    told, wanted = (entry.log, entry.seq, entry.prev), (log, seq, prev)
    for rule, one, other in zip(("log", "sequence", "prev"), told, wanted, strict=True):
        if one != other:
            raise Tampered(f"verify.{rule}", log=log[:16], seq=seq)


def _is_plain(act: _Act) -> bool:
    return (
        _UUID7.fullmatch(act.id) is not None
        and _is_root(act.register[1])
        and _is_moment(act.happened_at)
        and _is_moment(act.written_at)
        and _are_keys(tuple(act.fact))
        and (not act.after or _are_parents(act.after))
    )


@lru_cache(maxsize=4096)
def _is_root(text: str) -> bool:
    return _HEX64.fullmatch(text) is not None


@lru_cache(maxsize=4096)
def _is_moment(text: str) -> bool:
    read_written(text)
    return True


def _are_parents(after: list[str]) -> bool:
    last = ""
    for one in after:
        if one <= last or _HEX64.fullmatch(one) is None:
            return False
        last = one
    return True


def _are_sorted(signed: list[_Signature]) -> bool:
    return all(left.officer <= right.officer for left, right in pairwise(signed))


@lru_cache(maxsize=4096)
def _are_keys(keys: tuple[str, ...]) -> bool:
    return all(_KEY.fullmatch(key) is not None for key in keys)
