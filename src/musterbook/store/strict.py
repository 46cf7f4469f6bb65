"""The strict road for whole books: is this an entry of format 1? The same verdict as `ledger.entry`, faster.

`read_entry` builds objects and walks every value, about 30 µs an entry; verifying a book needs only its verdict. Here a
typed decoder and a re-encoding to the same bytes settle plain entries; whatever is not plain (an escape, a letter
beyond ASCII, a number of many digits, deep nesting, a passkey) takes the slow road and gets its verdict there. A test
holds the two roads against each other on entries changed at random.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final, NoReturn

import msgspec

from musterbook.ledger.entry import ENTRY_BYTES_MAX, VIA, read_entry
from musterbook.ledger.facts import Digest
from musterbook.terms.errors import Malformed, Tampered
from musterbook.terms.times import read_written

_KEY: Final = re.compile(r"[ !#-\[\]-~]+")
_HEX64: Final = re.compile(r"[0-9a-f]{64}")
_UUID7: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_SMALL: Final = 2**53
_SIMPLE: Final = frozenset({str, bool, int, type(None)})
_SIMPLE_OR_LIST: Final = _SIMPLE | {list}


class _Signature(msgspec.Struct, forbid_unknown_fields=True):
    alg: str
    key: str
    officer: str
    role: str
    sig: str


class _Act(msgspec.Struct, forbid_unknown_fields=True):
    after: list[str]
    by: str
    fact: dict[str, Any]
    form: int
    happened_at: str
    id: str
    kind: str
    register: tuple[int, str]
    via: str
    written_at: str


class _Entry(msgspec.Struct, forbid_unknown_fields=True):
    act: _Act
    log: str
    prev: str
    seq: int
    signed: list[_Signature]
    v: int


def _no_floats(_: str) -> NoReturn:
    raise ValueError


_DECODER: Final = msgspec.json.Decoder(_Entry, float_hook=_no_floats)
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
                and said.v == 1
                and _ENCODER.encode(said) == body
                and _is_plain(said.act)
                and _are_ours(said.signed)
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
        1 <= act.form < _SMALL
        and bool(act.by)
        and act.via in VIA
        and 0 <= act.register[0] < _SMALL
        and _is_root(act.register[1])
        and _UUID7.fullmatch(act.id) is not None
        and _is_moment(act.happened_at)
        and _is_moment(act.written_at)
        and (not act.after or _are_parents(act.after))
        and _is_flat(act.fact)
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


def _are_ours(signed: list[_Signature]) -> bool:
    last = ""
    for one in signed:
        if one.officer < last or one.alg == "webauthn-es256":
            return False
        last = one.officer
    return True


def _is_flat(fact: dict[str, Any]) -> bool:
    """Whether a fact holds only plain values and lists of texts: four deep in the entry."""
    if not _are_keys(tuple(fact)):
        return False
    kinds = set(map(type, fact.values()))
    if kinds <= _SIMPLE:
        return int not in kinds or all(type(value) is not int or -_SMALL < value < _SMALL for value in fact.values())
    return kinds <= _SIMPLE_OR_LIST and all(
        (type(value) is not list or set(map(type, value)) <= {str})
        and (type(value) is not int or -_SMALL < value < _SMALL)
        for value in fact.values()
    )


@lru_cache(maxsize=4096)
def _are_keys(keys: tuple[str, ...]) -> bool:
    return all(_KEY.fullmatch(key) is not None for key in keys)
