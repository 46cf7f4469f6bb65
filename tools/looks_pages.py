"""Which pages the console has, read off its routes, and an address for each: what the console itself links to.

A page about one thing is shown by the fullest of the first few that the console's own pages lead to, so that a new page
is looked at as soon as it is routed, and one that nothing leads to is named.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

import httpx
from litestar import Litestar

Fetch = Callable[[str], tuple[int, str, str]]
"""Asks for an address; the answer's number, its media type and its text."""

NO_PAGES: Final = ("/fragments/", "/static/", "/api/", "/grid/", "/live", "/look", "/readyz", "/healthz", "/metrics")
"""Addresses that answer with parts of pages, with files, or with what machines read."""
TRIED_MOST: Final = 8
EACH_ITS_OWN: Final = "/do/{name}"
"""Behind this pattern every name is a page of its own: the form of one deed."""
_LINK: Final = re.compile(r'<(?:a|area|form)\b[^>]*?\b(?:href|action)="([^"]+)"')
_ELSEWHEN: Final = re.compile(r"[?&](as_of|lang|digits|wall)=")
"""The same page at another moment, in another language or larger."""
_SLOT: Final = re.compile(r"\{(\w+):(\w+)\}")


@dataclass
class Found:
    """Pages of one console.

    Attributes:
        pages: pattern of each route, or the address of a form, to the address that shows it; in the order routed.
        without: patterns of pages to which no page leads.
        broken: addresses that pages lead to and that answer with an error, with its number.
    """

    pages: dict[str, str] = field(default_factory=dict)
    without: list[str] = field(default_factory=list)
    broken: dict[str, int] = field(default_factory=dict)


def patterns_of(app: Litestar) -> list[str]:
    """Every address a page may have, in the order routed: `/people`, `/people/{name}`."""
    found: dict[str, None] = {}
    for route in app.routes:
        plain = _SLOT.sub(lambda slot: f"{{{slot[1]}}}", route.path)
        if "GET" in getattr(route, "methods", ()) and not plain.startswith(NO_PAGES) and not _is_twin(plain):
            found[plain] = None
    return list(found)


def find_pages(app: Litestar, fetch: Fetch, examples: Mapping[str, str] | None = None) -> Found:
    """An address for every pattern: `examples` first, then whatever pages lead to, the fullest of the first few."""
    found, patterns, seen = Found(), patterns_of(app), dict(examples or {})
    plain = [one for one in patterns if "{" not in one]
    ways = {one: re.compile(f"^{_matching(one)}$") for one in patterns if "{" in one}
    texts = {one: fetch(one) for one in plain}
    drawn = {one: text for one, (number, media, text) in texts.items() if number == 200 and _is_page(media, text)}
    led = _led(drawn.values(), plain, ways, found, fetch)
    for pattern in patterns:
        if pattern in seen:
            found.pages[pattern] = seen[pattern]
        elif pattern in drawn:
            found.pages[pattern] = pattern
        elif pattern == EACH_ITS_OWN:
            found.pages |= {urlsplit(one).path: one for one in sorted(led.get(pattern, ()))}
        elif led.get(pattern):
            found.pages[pattern] = led[pattern][0]
        elif "{" in pattern:
            found.without.append(pattern)
    return found


def _led(
    texts: Iterable[str], plain: Iterable[str], ways: Mapping[str, re.Pattern[str]], found: Found, fetch: Fetch
) -> dict[str, list[str]]:
    """Where pages lead: addresses by pattern, the fullest first; of forms every name once."""
    led: dict[str, list[str]] = {}
    waiting, known = list(texts), set(plain)
    tried: dict[str, dict[str, int]] = {}
    while waiting:
        for address in _links(waiting.pop(0)):
            pattern = next((one for one, way in ways.items() if way.match(urlsplit(address).path)), "")
            mine = tried.setdefault(pattern, {})
            own = urlsplit(address).path if pattern == EACH_ITS_OWN else address
            if not pattern or own in known or (len(mine) >= TRIED_MOST and pattern != EACH_ITS_OWN):
                continue
            known.add(own)
            number, media, text = fetch(address)
            if number >= 400:
                found.broken[address] = number
            elif _is_page(media, text):
                mine[address] = len(text)
                waiting.append(text)
    for pattern, sizes in tried.items():
        led[pattern] = sorted(sizes, key=lambda one: -sizes[one])
    return led


def _links(text: str) -> list[str]:
    """Addresses of ours in a page, in the order they stand; none that would change the book or the browser."""
    said = (html.unescape(one).partition("#")[0] for one in _LINK.findall(text))
    ours = (one for one in dict.fromkeys(said) if one.startswith("/") and not one.startswith(NO_PAGES))
    return [one for one in ours if not _is_twin(one) and not _ELSEWHEN.search(one)]


def _matching(pattern: str) -> str:
    return re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(pattern))


def _is_twin(address: str) -> bool:
    return urlsplit(address).path.endswith((".json", ".csv", ".pdf"))


def _is_page(media: str, text: str) -> bool:
    return media.startswith("text/html") and "<html" in text


def fetching(client: httpx.Client) -> Fetch:
    """Asks an `httpx` client as a browser asks."""

    def fetch(address: str) -> tuple[int, str, str]:
        answer = client.get(address, headers={"accept": "text/html"})
        return answer.status_code, answer.headers.get("content-type", ""), answer.text

    return fetch
