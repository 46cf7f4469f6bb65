"""What a request asks of a page: in which shape, as of when, under which filters. Anything unknown is Malformed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal
from urllib.parse import urlencode

from litestar import Request

from musterbook.console.door import looker_of
from musterbook.console.looking import NOBODY, Looker
from musterbook.console.tongues import DIGITS, LANG
from musterbook.terms.errors import Malformed
from musterbook.terms.times import read_moment, zulu
from musterbook.words.languages import spoken

Shape = Literal["html", "json", "csv"]
ALWAYS: Final = ("as_of", "wall", LANG, DIGITS)
"""Filters that every page knows."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request for one page.

    Attributes:
        path: the address without the ending of a twin.
        shape: the page itself, or its JSON or CSV twin.
        as_of: the instant asked for, in UTC; None for now.
        filters: the page's own filters, all known, none empty.
        wall: a page for a big screen: no navigation, larger type.
        theme: night or day. language: the one this answer speaks.
        nonce: of this answer's content policy.
        looker: who is looking, and what the register lets him see.
    """

    path: str
    shape: Shape
    as_of: datetime | None
    filters: Mapping[str, str]
    wall: bool
    theme: str
    language: str
    nonce: str
    looker: Looker = NOBODY

    def at(self, path: str, **filters: str | int | None) -> str:
        """An address that keeps the moment asked for; filters that are None or empty are left out."""
        kept: dict[str, str] = {name: str(value) for name, value in filters.items() if value not in (None, "")}
        if self.as_of is not None and "as_of" not in filters:
            kept["as_of"] = zulu(self.as_of)
        return f"{path}?{urlencode(kept)}" if kept else path

    def here(self, **changes: str | int | None) -> str:
        """This page's address with some filters changed; None takes a filter away."""
        return self.at(self.path, **{**self.filters, **changes})

    def query(self) -> str:
        """The page's own filters as a query, for the drawings it asks for."""
        return urlencode(self.filters)

    def twin(self, shape: str) -> str:
        """The address of this page's twin."""
        path = "/overview" if self.path == "/" else self.path
        return self.at(f"{path}.{shape}", **self.filters)

    def moment(self, name: str) -> datetime | None:
        """A filter that is a moment; None when it is not set."""
        return _moment(self.filters.get(name))

    def number(self, name: str, *, least: int, most: int, otherwise: int) -> int:
        """A filter that is a whole number within limits."""
        said = self.filters.get(name)
        if said is None:
            return otherwise
        if not (said.isascii() and said.isdigit() and least <= int(said) <= most):
            raise Malformed.because("console.bad-number", name=name, least=least, most=most)
        return int(said)


def asked_of(request: Request[Any, Any, Any], *, known: tuple[str, ...] = ()) -> Asked:
    """What a request asks; Malformed for a filter that is neither in `known` nor in `ALWAYS`."""
    path, shape = _shape_of(request.url.path)
    said = {name: value.strip() for name, value in request.query_params.items()}
    for name in said:
        if name not in known and name not in ALWAYS:
            raise Malformed.because("console.unknown-filter", name=name[:40], known=", ".join((*known, *ALWAYS)))
    theme = request.cookies.get("theme", "night")
    return Asked(
        path=path,
        shape=shape,
        as_of=_moment(said.get("as_of")),
        filters={name: said[name] for name in known if said.get(name)},
        wall="wall" in said,
        theme=theme if theme in ("night", "day") else "night",
        language=spoken(),
        nonce=str(request.scope.get("musterbook_nonce", "")),
        looker=looker_of(request.scope),
    )


def _shape_of(path: str) -> tuple[str, Shape]:
    if path.endswith(".json"):
        return path.removesuffix(".json"), "json"
    if path.endswith(".csv"):
        return path.removesuffix(".csv"), "csv"
    return path, "html"


def _moment(said: str | None) -> datetime | None:
    if not said:
        return None
    try:
        return read_moment(said.replace(" ", "+")).astimezone(UTC)
    except (Malformed, OverflowError):
        raise Malformed.because("console.bad-moment", text=said[:40]) from None
