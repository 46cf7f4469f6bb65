"""How the API answers: rows as JSON or CSV, where to go on, which book it was, and what has not changed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from typing import Any, Final
from urllib.parse import urlencode

import msgspec
from litestar import Response

from musterbook.console.api.asking import Part
from musterbook.console.asked import Asked
from musterbook.console.source import Stamp
from musterbook.console.twins import csv_twin
from musterbook.terms.times import zulu

JSON: Final = "application/json"
_SAME, _OK = 304, 200


def listed(asked: Asked, stamp: Stamp, name: str, part: Part, *, seen: str = "") -> Response[Any]:
    """Part of a list. `seen` is what the caller has already, as `If-None-Match` says."""
    heads = heads_of(stamp)
    if part.after is not None:
        heads["Link"] = f'<{_next(asked, part.after)}>; rel="next"'
    if asked.shape == "csv":
        heads["Content-Disposition"] = f'attachment; filename="{name}-{zulu(stamp.as_of)}.csv"'
        if _is_seen({"total": part.total, "csv": part.rows}, heads, seen):
            return Response(None, status_code=_SAME, headers=heads)
        return Response(csv_twin(stamp, part.rows), media_type="text/csv", headers=heads)
    return _unless_seen({"total": part.total, "rows": part.rows}, stamp, heads, seen)


def one(stamp: Stamp, found: object, *, seen: str = "") -> Response[Any]:
    """Everything about one thing."""
    told = found if isinstance(found, Mapping) else {"found": found}
    return _unless_seen(told, stamp, heads_of(stamp), seen)


def steady(told: object, heads: dict[str, str], *, seen: str = "") -> Response[Any]:
    """What changes with the program alone, such as its addresses; `told` is bytes of JSON, or becomes them."""
    if _is_seen(told, heads, seen):
        return Response(None, status_code=_SAME, headers=heads)
    body = told if isinstance(told, bytes) else msgspec.json.encode(told)
    return Response(body, status_code=_OK, media_type=JSON, headers=heads)


def etag_of(found: object) -> str:
    """The name of what is known of a thing: another as soon as anything of it has changed."""
    plain = asdict(found) if is_dataclass(found) and not isinstance(found, type) else found
    return f'"{hashlib.sha256(msgspec.json.encode(plain, order="sorted")).hexdigest()[:32]}"'


def heads_of(stamp: Stamp) -> dict[str, str]:
    """Which book it is, and how many entries were read."""
    return {"Musterbook-Head": stamp.head, "Musterbook-Sequence": str(stamp.entries)}


def _unless_seen(told: Mapping[str, object], stamp: Stamp, heads: dict[str, str], seen: str) -> Response[Any]:
    if _is_seen(told, heads, seen):
        return Response(None, status_code=_SAME, headers=heads)
    body = msgspec.json.encode({"stamp": stamp, **told})
    return Response(body, status_code=_OK, media_type=JSON, headers=heads)


def _is_seen(told: object, heads: dict[str, str], seen: str) -> bool:
    """Whether the caller has it already; its name goes into the heads of the answer either way."""
    heads["ETag"] = etag_of(told)
    heads["Vary"] = "Accept, Authorization, Cookie"
    return heads["ETag"] in (one.strip().removeprefix("W/") for one in seen.split(","))


def _next(asked: Asked, after: str) -> str:
    kept = {name: value for name, value in asked.filters.items() if name != "after"}
    if asked.as_of is not None:
        kept["as_of"] = zulu(asked.as_of)
    return f"{asked.path}?{urlencode({**kept, 'after': after})}"
