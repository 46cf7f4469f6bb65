"""The exchange over HTTP: each request as method, path and body, each reply as a number, headers and body.

What is small is JSON, checked against its form as it is read; entries are frames one behind the other, so that whoever
reads can take each as soon as it is whole. Paths name logs and digests, never a person. Nothing here knows a socket.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar
from urllib.parse import parse_qs, urlsplit

import msgspec

from musterbook.ledger.excerpt import Excerpt
from musterbook.ledger.log import Frame
from musterbook.sync import exchange as said
from musterbook.sync.excerpting import read_excerpt_at, write_excerpt
from musterbook.sync.frame import read_frame_at, write_frame
from musterbook.terms.errors import Malformed

ROOT: Final = "/sync/v1"
JSON: Final = "application/json"
BYTES: Final = "application/octet-stream"
BODY_BYTES_MAX: Final = 48 * 1024 * 1024
"""Of what is brought, packed; eight frames are at most 32 MiB unpacked."""

SMALL_BYTES_MAX: Final = 64 * 1024
"""Of a hello, which comes before anybody is known."""

_SIZE: Final = "musterbook-size"
_MORE: Final = "musterbook-more"
_IN_PART: Final = "musterbook-in-part"
_NUMBERS: Final = {
    "sync.bearer": 401, "sync.unknown-node": 403, "sync.no-fork": 404, "sync.no-such-size": 409, "sync.version": 426,
}  # fmt: skip
T = TypeVar("T")
_LENGTH: Final = struct.Struct("<I")
_FRAME, _PROOF, _BLOB, _EXCERPT = 1, 2, 3, 5


@dataclass(frozen=True, slots=True)
class Sent:
    """A request as it goes over HTTP; `target` is path and question."""

    method: str
    target: str
    body: bytes = b""
    media: str = JSON


@dataclass(frozen=True, slots=True)
class Got:
    """A reply as it came; `whole` is false when the link was cut in its body."""

    number: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    whole: bool = True


def sent(request: said.Request) -> Sent:  # noqa: C901, PLR0911  one of thirteen kinds of request each
    """How a request is sent."""
    match request:
        case said.Hello() | said.Introduced():
            name = "hello" if isinstance(request, said.Hello) else "introduced"
            return Sent("POST", f"{ROOT}/{name}", msgspec.json.encode(request))
        case said.WhatHave():
            return Sent("GET", f"{ROOT}/have")
        case said.Tell(have):
            return Sent("POST", f"{ROOT}/have", msgspec.json.encode(have))
        case said.FromLog(log, start):
            return Sent("GET", f"{ROOT}/log/{log}?from={start}")
        case said.MayHold(log, start):
            return Sent("GET", f"{ROOT}/may-hold/{log}?from={start}")
        case said.WhatHolds(log, start):
            return Sent("GET", f"{ROOT}/holds/{log}?from={start}")
        case said.TheEntries():
            return Sent("POST", f"{ROOT}/entries", msgspec.json.encode(request))
        case said.RootsAt(log, sizes):
            return Sent("GET", f"{ROOT}/roots/{log}?at={','.join(map(str, sizes))}")
        case said.ProofBetween(log, smaller, size):
            return Sent("GET", f"{ROOT}/proof/{log}?from={smaller}&to={size}")
        case said.TheFork(log, skip):
            return Sent("GET", f"{ROOT}/fork/{log}?skip={skip}")
        case said.TheBlobs() | said.LacksBlobs():
            name = "blobs" if isinstance(request, said.TheBlobs) else "lacks-blobs"
            return Sent("POST", f"{ROOT}/{name}", msgspec.json.encode(request))
        case said.Bring(frames, proofs, excerpts, blobs):
            parts = [bytes((_PROOF,)) + _LENGTH.pack(len(one)) + one for one in proofs]
            parts += [bytes((_FRAME,)) + write_frame(frame) for frame in frames]
            sealed = [msgspec.json.encode(one) for one in blobs]
            parts += [bytes((_BLOB,)) + _LENGTH.pack(len(one)) + one for one in sealed]
            parts += [bytes((_EXCERPT,)) + write_excerpt(excerpt) for excerpt in excerpts]
            return Sent("POST", f"{ROOT}/frames", b"".join(parts), BYTES)


def read_sent(method: str, target: str, body: bytes) -> said.Request:
    """The request that came; Malformed when it is none."""
    split = urlsplit(target)
    path, asked = split.path.removeprefix(ROOT).strip("/").split("/"), parse_qs(split.query)
    try:
        request = _posted(path, body) if method == "POST" else _got(path, asked)
    except (msgspec.MsgspecError, KeyError, ValueError, IndexError):
        raise Malformed.because("sync.not-asked") from None
    if request is None:
        raise Malformed.because("sync.not-asked")
    return request


def replied(reply: said.Reply) -> Got:
    """How a reply is sent; 409 tells whoever brought something how far this copy has the log."""
    match reply:
        case said.Denied(rule, have):
            number = _NUMBERS.get(rule, 409 if have is not None else 400)
            return Got(number, {"content-type": JSON}, msgspec.json.encode(reply))
        case said.Part(_, size, frames):
            packed = b"".join(write_frame(frame) for frame in frames)
            return Got(200, {"content-type": BYTES, _SIZE: str(size)}, packed)
        case said.Excerpts(_, size, excerpts):
            shown = b"".join(write_excerpt(excerpt) for excerpt in excerpts)
            return Got(200, {"content-type": BYTES, _SIZE: str(size), _IN_PART: "1"}, shown)
        case said.Branches(_, proof, frames, more):
            packed = _LENGTH.pack(len(proof)) + proof + b"".join(write_frame(frame) for frame in frames)
            return Got(200, {"content-type": BYTES, _MORE: str(int(more))}, packed)
        case said.Taken(_, turned_away):
            number = 409 if "frame.gap" in turned_away.values() else 200
            return Got(number, {"content-type": JSON}, msgspec.json.encode(reply))
    return Got(200, {"content-type": JSON}, msgspec.json.encode(reply))


_FORMS: Final[dict[type, Any]] = {
    said.Hello: said.Greeting, said.Introduced: said.Admitted, said.WhatHave: said.Have, said.Tell: said.Heard,
    said.MayHold: said.Places, said.WhatHolds: said.Places,
    said.RootsAt: said.Roots, said.ProofBetween: said.Proof, said.TheBlobs: said.Blobs,
    said.LacksBlobs: said.Lacking, said.Bring: said.Taken,
}  # fmt: skip


def read_reply(request: said.Request, got: Got) -> said.Reply:
    """The reply that came to a request.

    Raises:
        Cut: the link was cut, and nothing whole came before that.
        Malformed: it is no reply to this request.
    """
    try:
        if isinstance(request, said.FromLog | said.TheEntries) and got.number == 200:
            return _excerpts(request, got) if got.headers.get(_IN_PART) == "1" else _part(request, got)
        if not got.whole:
            raise said.Cut
        if isinstance(request, said.TheFork) and got.number == 200:
            return _branches(request, got)
        if got.number == 200 or (isinstance(request, said.Bring) and b'"sizes"' in got.body):
            reply: said.Reply = msgspec.json.decode(got.body, type=_FORMS[type(request)])
            return reply
        return msgspec.json.decode(got.body, type=said.Denied)
    except (msgspec.MsgspecError, KeyError, ValueError, struct.error):
        if got.number >= 500:
            raise said.Cut from None
        raise Malformed.because("sync.not-asked") from None


def _part(request: said.FromLog | said.TheEntries, got: Got) -> said.Part:
    return said.Part(request.log, int(got.headers.get(_SIZE, "0")), tuple(_came_whole(got, read_frame_at)))


def _excerpts(request: said.FromLog | said.TheEntries, got: Got) -> said.Excerpts:
    return said.Excerpts(request.log, int(got.headers.get(_SIZE, "0")), tuple(_came_whole(got, read_excerpt_at)))


def _came_whole(got: Got, read: Callable[[bytes, int], tuple[T, int]]) -> list[T]:
    """What came whole; a link that was cut in the middle of one frame or excerpt loses only that one."""
    came, at = list[T](), 0
    while at < len(got.body) and len(came) < said.FRAMES_IN_A_PART_MAX:
        try:
            one, at = read(got.body, at)
        except Malformed as wrong:
            if got.whole or wrong.faults[0].rule != "frame.cut-off":
                raise
            break
        came.append(one)
    if not came and not got.whole:
        raise said.Cut
    return came


def _branches(request: said.TheFork, got: Got) -> said.Branches:
    (length,) = _LENGTH.unpack_from(got.body, 0)
    end = _LENGTH.size + length
    if end > len(got.body):
        raise Malformed.because("sync.not-asked")
    frames, at = list[Frame](), end
    while at < len(got.body) and len(frames) < said.FRAMES_IN_A_PART_MAX:
        frame, at = read_frame_at(got.body, at)
        frames.append(frame)
    return said.Branches(
        request.log, got.body[_LENGTH.size : end], tuple(frames), more=got.headers.get(_MORE) == "1"
    )  # fmt: skip


_POSTED: Final[dict[str, Any]] = {
    "hello": said.Hello, "introduced": said.Introduced, "blobs": said.TheBlobs, "lacks-blobs": said.LacksBlobs,
    "entries": said.TheEntries,
}  # fmt: skip


def _posted(path: list[str], body: bytes) -> said.Request | None:
    match path:
        case ["have"]:
            return said.Tell(msgspec.json.decode(body, type=said.Have))
        case ["frames"]:
            return _brought(body)
        case [name] if name in _POSTED:
            request: said.Request = msgspec.json.decode(body, type=_POSTED[name])
            return request
    return None


def _got(path: list[str], asked: Mapping[str, list[str]]) -> said.Request | None:
    def number(name: str) -> int:
        return int(asked.get(name, ["0"])[0])

    match path:
        case ["have"]:
            return said.WhatHave()
        case ["log", log]:
            request: said.Request = said.FromLog(log, number("from"))
        case ["may-hold", log]:
            request = said.MayHold(log, number("from"))
        case ["holds", log]:
            request = said.WhatHolds(log, number("from"))
        case ["roots", log]:
            request = said.RootsAt(log, tuple(map(int, asked["at"][0].split(","))))
        case ["proof", log]:
            request = said.ProofBetween(log, number("from"), number("to"))
        case ["fork", log]:
            request = said.TheFork(log, number("skip"))
        case _:
            return None
    # What came in the address is held to the same form as what comes as JSON.
    return msgspec.convert(msgspec.to_builtins(request), type=type(request))


def _brought(body: bytes) -> said.Bring:
    frames, proofs, excerpts, blobs = list[Frame](), list[bytes](), list[Excerpt](), list[said.SealedBlob]()
    for kind, at, end in _parts(body):
        if kind == _PROOF:
            proofs.append(body[at:end])
        elif kind == _BLOB:
            blobs.append(msgspec.json.decode(body[at:end], type=said.SealedBlob))
        elif kind == _EXCERPT:
            excerpts.append(read_excerpt_at(body, at)[0])
        else:
            frames.append(read_frame_at(body, at)[0])
        most = max(len(frames), len(proofs), len(excerpts))
        if most > said.FRAMES_IN_A_PART_MAX or len(blobs) > said.BLOBS_AT_ONCE_MAX:
            raise Malformed.because("frame.too-large", entries=len(frames))
    return said.Bring(tuple(frames), tuple(proofs), tuple(excerpts), tuple(blobs))


def _parts(body: bytes) -> Iterator[tuple[int, int, int]]:
    """Kind, beginning and end of each part; Malformed when they do not add up."""
    at = 0
    while at < len(body):
        kind, at = body[at], at + 1
        if kind in (_FRAME, _EXCERPT):
            end = (read_frame_at if kind == _FRAME else read_excerpt_at)(body, at)[1]
            yield kind, at, end
        elif kind in (_PROOF, _BLOB) and at + _LENGTH.size <= len(body):
            end = at + _LENGTH.size + _LENGTH.unpack_from(body, at)[0]
            if end > len(body):
                raise Malformed.because("frame.cut-off")
            yield kind, at + _LENGTH.size, end
        else:
            raise Malformed.because("sync.not-asked")
        at = end
