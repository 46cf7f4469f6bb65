"""Bodies that programs send: JSON into the fields of an act, every fault with its pointer."""

from __future__ import annotations

import hashlib
import re
from dataclasses import fields
from typing import Any, Final, TypeVar

import msgspec

from musterbook.console.api.asking import Ask
from musterbook.terms.errors import Fault, Malformed, Refused
from musterbook.terms.moves import Objection

T = TypeVar("T")
BODY_BYTES_MAX: Final = 2_000_000
KEY: Final = re.compile(r"[A-Za-z0-9-]{8,100}")
_PLACE: Final = re.compile(r" - at `\$(.*)`$")
_LACKS: Final = re.compile(r"missing required field `(\w+)`")


async def json_of(request: Ask, *, told_by: bytes = b"") -> tuple[dict[str, Any], bytes]:
    """The JSON object sent, and the digest of its bytes and of the address they were sent to.

    Args:
        request: the call.
        told_by: goes into the digest as well.

    Raises:
        Malformed: it is no JSON object.
    """
    raw = await request.body()
    try:
        said = msgspec.json.decode(raw or b"{}")
    except (msgspec.DecodeError, RecursionError):
        raise Malformed.because("api.no-json") from None
    if not isinstance(said, dict):
        raise Malformed.because("api.no-json")
    return said, hashlib.sha256(told_by + request.url.path.encode() + b"\x00" + raw).digest()


def key_of(request: Ask) -> str:
    """The Idempotency-Key; Malformed when there is none, or it is none."""
    key = request.headers.get("idempotency-key", "").strip('"')
    if KEY.fullmatch(key) is None:
        raise Malformed.because("api.no-key")
    return key


def read_as(kind: type[T], said: dict[str, Any]) -> T:
    """The body as the fields of `kind`.

    Raises:
        Malformed: a field that is not known, is wanted and not there, or is of another type. Numbers are no text.
    """
    known = [one.name for one in fields(kind)]  # type: ignore[arg-type]  # every body is a dataclass
    strange = [name for name in said if name not in known]
    if strange:
        raise Malformed.of([
            Fault("api.unknown-field", column=f"/{name[:40]}", values={"name": name[:40], "known": ", ".join(known)})
            for name in strange[:20]
        ])  # fmt: skip
    try:
        return msgspec.convert(said, kind, strict=True)
    except msgspec.ValidationError as error:
        raise Malformed(_fault(str(error))) from None


def own_key(officer: str, *, asked: bytes, before: bytes) -> None:
    """Refused when a key stood for another body before."""
    if asked != before:
        raise Refused(Objection("api.key-of-another", values={"officer": officer}))


def _fault(text: str) -> Fault:
    lacks, place = _LACKS.search(text), _PLACE.search(text)
    pointer = place[1].replace(".", "/").replace("[", "/").replace("]", "").replace("...", "0") if place else ""
    if lacks:
        return Fault("api.lacks-field", column=f"{pointer}/{lacks[1]}", values={"name": lacks[1]})
    why = _PLACE.sub("", text).replace("`", "")
    return Fault("api.bad-field", column=pointer, values={"name": pointer.rpartition("/")[2], "why": why})
