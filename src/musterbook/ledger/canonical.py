"""The canonical profile "MBJ-1", a subset of RFC 8785: every value has one form in bytes, and only that is accepted.

What it holds and what it refuses is fixed in `docs/reference/entry-format.md`, section 1.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

import orjson

from musterbook.ledger.facts import Json
from musterbook.terms.errors import Malformed

ENTRY_BYTES_MAX: Final = 256 * 1024
DEPTH_MAX: Final = 8
INTEGER_MAX: Final = 2**53 - 1
_KEY: Final = re.compile(r"[ !#-\[\]-~]+")


def canonical(value: Json) -> bytes:
    """The one byte form of a JSON value of the profile; Malformed if the value is outside the profile."""
    _walk(value, 1)
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError:
        raise Malformed.because("canonical.text") from None


def read_canonical(body: bytes) -> dict[str, Json]:
    """The object whose canonical form is exactly `body`; Malformed otherwise.

    Decodes, walks the decoded value (re-encoding alone lets floats, large integers and strange keys through), encodes
    again and compares bytes, which also kills duplicate keys, odd escapes and spaces.
    """
    if len(body) > ENTRY_BYTES_MAX:
        raise Malformed.because("canonical.too-large", bytes=len(body))
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise Malformed.because("canonical.not-json") from None
    if type(value) is not dict:
        raise Malformed.because("canonical.not-an-object")
    if canonical(value) != body:
        raise Malformed.because("canonical.other-bytes")
    return value


def _walk(value: Json, depth: int) -> None:  # noqa: C901  one walk over six kinds of value; calls cost
    """Every value inside is of the profile; Malformed names the rule that is broken."""
    kind = type(value)
    if kind is dict:
        _check_depth(depth)
        for key, inner in value.items():
            if type(key) is not str or not _sound_key(key):
                raise Malformed.because("canonical.key")
            if type(inner) is not str:
                _walk(inner, depth + 1)
    elif kind is list or kind is tuple:
        _check_depth(depth)
        for inner in value:
            if type(inner) is not str:
                _walk(inner, depth + 1)
    elif kind is int:
        if not -INTEGER_MAX <= value <= INTEGER_MAX:
            raise Malformed.because("canonical.integer")
    elif kind not in _PLAIN:
        raise Malformed.because("canonical.type", got=kind.__name__)


_PLAIN: Final = (str, bool, type(None))


def _check_depth(depth: int) -> None:
    if depth > DEPTH_MAX:
        raise Malformed.because("canonical.depth")


@lru_cache(maxsize=1024)
def _sound_key(key: str) -> bool:
    """The few names of fields come again and again."""
    return _KEY.fullmatch(key) is not None
