"""The strict road for whole books: is this an entry of format 1? The same verdict as `ledger.entry`, faster.

`read_entry` builds objects and walks every value, about 30 µs an entry; verifying a book needs only its verdict. Here a
typed decoder and a re-encoding to the same bytes settle plain entries; whatever is not plain (an escape, a letter
beyond ASCII, a number of many digits, deep nesting, a passkey) takes the slow road and gets its verdict there. A test
holds the two roads against each other on entries changed at random.
"""

from __future__ import annotations

import re
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


class _Act(msgspec.Struct, forbid_unknown_fields=True):
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


class _Entry(msgspec.Struct, forbid_unknown_fields=True):
    act: _Act
    log: str
    prev: str
    seq: _Count
    signed: list[_Signature]
    v: Literal[1]


_DECODER: Final = msgspec.json.Decoder(_Entry)
_ENCODER: Final = msgspec.json.Encoder(order="sorted")


def check_place(body: bytes, *, log: str, seq: int, prev: Digest) -> None:
    """Whether bytes are canonical, of entry format 1, and stand where they say.

    Raises:
        Malformed: they are not an entry.
        Tampered: they are, but of another log, at another sequence, or behind another entry.
    """
    if body.isascii() and b"\\" not in body and b"\x7f" not in body and len(body) <= ENTRY_BYTES_MAX:
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
