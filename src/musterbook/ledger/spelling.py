"""Spelling: how the value of one field of a fact is written on a line of the notation, and read from it.

Sets and lists are separated by commas; the parts of a group and the two sides of a mapping by colons; a text is quoted
as in JSON when it is anything but plain letters and figures. See `notation` for the whole line.
"""

from __future__ import annotations

import hashlib
import re
import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from datetime import date, datetime, time, timezone
from typing import Final, NewType, Union, get_args, get_origin, get_type_hints

import orjson

from musterbook.ledger.facts import Digest, Json
from musterbook.terms.errors import Malformed
from musterbook.terms.people import PersonId
from musterbook.terms.times import read_moment, read_written, written

_BARE: Final = re.compile(r"[\w./+'()~-]+")
_HEX64: Final = re.compile(r"[0-9a-f]{64}")
_CLOCK: Final = re.compile(r"\d\d:\d\d(:\d\d)?")
_RANGE: Final = re.compile(r"(.*?)(\d+)\.\.(.*?)(\d+)")
_YES_NO: Final = {"yes": True, "no": False}


@dataclass(slots=True)
class Page:
    """What surrounds a line: the day and offset its hours belong to, and the labels given to entries so far."""

    day: date
    offset: timezone
    labels: dict[str, Digest] = field(default_factory=dict)

    def moment(self, text: str) -> datetime:
        """`06:10` or `06:10:30` on this day at this offset; or a moment written out, `212348ZJAN26` or RFC 3339."""
        if _CLOCK.fullmatch(text) is None:
            return read_moment(text)
        try:
            return datetime.combine(self.day, time.fromisoformat(text), self.offset)
        except ValueError:
            raise Malformed.because("notation.no-such-hour", text=text) from None

    def clock(self, moment: datetime) -> str:
        """The shortest text that `moment` reads as this moment."""
        if moment.date() != self.day or moment.utcoffset() != self.offset.utcoffset(None):
            return written(moment)
        return f"{moment:%H:%M:%S}" if moment.second else f"{moment:%H:%M}"

    def labelled(self, label: str) -> Digest:
        """The digest of the entry that carries `@label`; Malformed when no line above does."""
        if label not in self.labels:
            raise Malformed.because("notation.unknown-label", label=label)
        return self.labels[label]

    def named(self, digest: str) -> str:
        """`@label` of the entry with this digest if it has one, or the digest."""
        return next((f"@{label}" for label, one in self.labels.items() if one == digest), digest)


@dataclass(frozen=True, slots=True)
class Spelling:
    """How values of one annotation are read from and written to the notation; both sides speak the fact's JSON."""

    read: Callable[[str, Page], Json]
    write: Callable[[Json, Page], str]


def spellings(kind: type) -> dict[str, Spelling]:
    """The spelling of each field of a fact, by its name in the JSON."""
    if kind not in _MADE:
        hints = get_type_hints(kind)
        _MADE[kind] = {one.name.rstrip("_"): _spelling(hints[one.name]) for one in fields(kind)}
    return _MADE[kind]


def left_out(kind: type) -> Iterator[tuple[str, object]]:
    """Name in the JSON, and annotation, of every field of a fact that must be said: those without a default."""
    hints = get_type_hints(kind)
    for one in fields(kind):
        if one.default is MISSING:
            yield one.name.rstrip("_"), hints[one.name]


def split_outside_quotes(text: str, separators: str) -> list[str]:
    """`text` cut at every separator that does not stand between double quotes; Malformed for a quote left open."""
    pieces, start, quoted, escaped = [], 0, False, False
    for place, sign in enumerate(text):
        if escaped:
            escaped = False
        elif quoted and sign == "\\":
            escaped = True
        elif sign == '"':
            quoted = not quoted
        elif not quoted and sign in separators:
            pieces.append(text[start:place])
            start = place + 1
    if quoted:
        raise Malformed.because("notation.quote-left-open")
    return [*pieces, text[start:]]


def digest_of_words(words: str) -> Digest:
    """The SHA-256 of some words: what stands in a story where a real book has the digest of something sealed."""
    return Digest(hashlib.sha256(words.encode()).hexdigest())


def quoted(text: str) -> str:
    """`text` as it stands on a line: bare when it is plain, else in double quotes with the escapes of JSON."""
    if _BARE.fullmatch(text) and text != "-" and ".." not in text:
        return text
    return orjson.dumps(text).decode()


def unquoted(raw: str) -> str:
    """The text that stands on a line as `raw`."""
    if not raw.startswith('"'):
        return raw
    try:
        return str(orjson.loads(raw))
    except orjson.JSONDecodeError:
        raise Malformed.because("notation.quoting", text=raw[:40]) from None


_MADE: Final[dict[type, dict[str, Spelling]]] = {}


def _spelling(hint: object) -> Spelling:
    """The spelling of one annotation; TypeError for what the notation cannot hold."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _optional(next(part for part in inner if part is not type(None)))
    if origin in (tuple, frozenset):
        return _listed(inner[0], ordered=origin is tuple)
    if origin is not None and issubclass(origin, Mapping):
        return _mapping(inner[1])
    if isinstance(hint, type) and is_dataclass(hint):
        return _group(hint)
    return _single(hint)


def _single(hint: object) -> Spelling:
    """Text, number, truth value, moment or digest: one word on the line."""
    while isinstance(hint, NewType) and hint is not Digest:
        hint = hint.__supertype__
    made: dict[object, Spelling] = {
        str: Spelling(lambda raw, _: unquoted(raw), lambda said, _: quoted(said)),
        int: Spelling(lambda raw, _: _whole(raw), lambda said, _: str(said)),
        bool: Spelling(lambda raw, _: _yes_or_no(raw), lambda said, _: "yes" if said else "no"),
        datetime: Spelling(
            lambda raw, page: written(page.moment(unquoted(raw))), lambda said, page: page.clock(read_written(said))
        ),
        Digest: Spelling(_read_digest, lambda said, page: page.named(said)),
    }
    if hint not in made:
        raise TypeError(f"the notation cannot hold {hint}")
    return made[hint]


def _read_digest(raw: str, page: Page) -> str:
    if raw.startswith("@"):
        return page.labelled(raw[1:])
    return raw if _HEX64.fullmatch(raw) else digest_of_words(unquoted(raw))


def _whole(raw: str) -> int:
    try:
        return int(raw)
    except ValueError:
        raise Malformed.because("notation.not-a-number", text=raw[:40]) from None


def _yes_or_no(raw: str) -> bool:
    if raw not in _YES_NO:
        raise Malformed.because("notation.not-yes-or-no", text=raw[:40])
    return _YES_NO[raw]


def _optional(hint: object) -> Spelling:
    """A dash says that there is none."""
    inner = _spelling(hint)
    return Spelling(
        lambda raw, page: None if raw == "-" else inner.read(raw, page),
        lambda said, page: "-" if said is None else inner.write(said, page),
    )


def _listed(hint: object, *, ordered: bool) -> Spelling:
    """`a,b,c`; nothing at all is the empty list. Semicolons do as well. Person numbers may be a range, `D-1..D-9`."""
    inner = _spelling(hint)

    def read(raw: str, page: Page) -> Json:
        pieces = split_outside_quotes(raw, ",;") if raw else []
        if hint is PersonId:
            pieces = [one for piece in pieces for one in _range(piece)]
        said = [inner.read(piece, page) for piece in pieces]
        if ordered:
            return said
        if len(set(said)) < len(said):
            raise Malformed.because("notation.said-twice")
        return sorted(said)

    return Spelling(read, lambda said, page: ",".join(inner.write(one, page) for one in said))


def _range(piece: str) -> list[str]:
    """Everyone from `D-0001` to `D-0150` when the piece is such a range; itself otherwise."""
    match = _RANGE.fullmatch(piece)
    if match is None or match[1] != match[3] or len(match[2]) != len(match[4]):
        return [piece]
    return [f"{match[1]}{number:0{len(match[2])}d}" for number in range(int(match[2]), int(match[4]) + 1)]


def _mapping(hint: object) -> Spelling:
    """`total:150,per_day:40`."""
    inner = _spelling(hint)

    def read(raw: str, page: Page) -> Json:
        told: dict[str, Json] = {}
        for piece in split_outside_quotes(raw, ",;") if raw else []:
            sides = split_outside_quotes(piece, ":")
            if len(sides) != 2 or unquoted(sides[0]) in told:
                raise Malformed.because("notation.not-a-pair", text=piece[:40])
            told[unquoted(sides[0])] = inner.read(sides[1], page)
        return told

    def write(said: Json, page: Page) -> str:
        return ",".join(f"{quoted(key)}:{inner.write(value, page)}" for key, value in said.items())

    return Spelling(read, write)


def _group(kind: type) -> Spelling:
    """The fields of a `Part` in order, `missing:D-0001`; one left empty has its default, and so have those cut off."""
    parts = spellings(kind)

    def read(raw: str, page: Page) -> Json:
        pieces = split_outside_quotes(raw, ":")
        if len(pieces) > len(parts):
            raise Malformed.because("notation.too-many-parts", text=raw[:40])
        return {name: one.read(piece, page) for (name, one), piece in zip(parts.items(), pieces, strict=False) if piece}

    def write(said: Json, page: Page) -> str:
        pieces = [_colons_kept(one.write(said[name], page)) if name in said else "" for name, one in parts.items()]
        return ":".join(pieces).rstrip(":")

    return Spelling(read, write)


def _colons_kept(raw: str) -> str:
    """A moment written out has colons, which would cut a group."""
    return raw if raw.startswith('"') or ":" not in raw else orjson.dumps(raw).decode()
