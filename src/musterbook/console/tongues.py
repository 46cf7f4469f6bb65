"""Which language a page speaks: chosen in the address, remembered by the browser, or what the browser asks for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import parse_qs

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from musterbook.words.languages import LANGUAGES, MARKS, speaking, unmarked, wanted

LANG: Final = "lang"
"""In an address, and the name of the cookie."""
DIGITS: Final = "digits"
EASTERN, LATIN = "eastern", "latin"
_YEAR_SECONDS: Final = 31_536_000
_NO_PAGE: Final = ("/static/", "/live", "/grid/", "/healthz", "/metrics", "/readyz", "/api/")
_TWINS: Final = (".json", ".csv")
_PLAIN: Final = re.compile(
    r"(<script\b.*?</script>|<title\b.*?</title>|<option\b.*?</option>|<textarea\b.*?</textarea>|<svg\b.*?</svg>|<[^>]*>)",
    re.DOTALL,
)
"""Where a page can hold no element of ours: what stands between two tags only as text, and the tags themselves."""


class Tongues:
    """Lets everything behind it speak the language of the request, and keeps what an address chooses."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request in its language."""
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        headers = [(name, value.decode("latin-1")) for name, value in scope["headers"]]
        chosen = _chosen(scope["query_string"].decode("latin-1"))
        kept = {**_kept(headers), **chosen}
        language = kept.get(LANG) or wanted(next((value for name, value in headers if name == b"accept-language"), ""))

        async def send_with_choice(message: Message) -> None:
            if message["type"] == "http.response.start":
                told = [(b"content-language", language.encode()), *_cookies(chosen)]
                message["headers"] = [*message["headers"], *told]
            await send(message)

        path = scope["path"]
        marking = not path.startswith(_NO_PAGE) and not path.endswith(_TWINS)
        with speaking(language, eastern=kept.get(DIGITS) == EASTERN, marking=marking):
            await self.app(scope, receive, send_with_choice)


def with_english_marked(drawn: str) -> str:
    """A page in which English words that nobody has translated say so, for voices and for their direction."""
    if MARKS[0] not in drawn:
        return drawn
    parts = _PLAIN.split(drawn)
    return "".join(unmarked(part) if place % 2 else _spanned(part) for place, part in enumerate(parts))


def _spanned(text: str) -> str:
    return text.replace(MARKS[0], '<span lang="en" dir="ltr">').replace(MARKS[1], "</span>")


def _chosen(query: str) -> dict[str, str]:
    """What the address chooses, of what there is to choose."""
    said = {name: values[-1] for name, values in parse_qs(query).items()}
    return _known(said)


def _kept(headers: Iterable[tuple[bytes, str]]) -> dict[str, str]:
    """What the browser remembers."""
    cookies = "; ".join(value for name, value in headers if name == b"cookie")
    pairs = (one.strip().partition("=") for one in cookies.split(";"))
    return _known({name: value for name, _, value in pairs})


def _known(said: dict[str, str]) -> dict[str, str]:
    found = {}
    if said.get(LANG) in LANGUAGES:
        found[LANG] = said[LANG]
    if said.get(DIGITS) in (EASTERN, LATIN):
        found[DIGITS] = said[DIGITS]
    return found


def _cookies(chosen: dict[str, str]) -> Iterable[tuple[bytes, bytes]]:
    for name, value in chosen.items():
        told = f"{name}={value}; Path=/; Max-Age={_YEAR_SECONDS}; SameSite=Strict; HttpOnly"
        yield b"set-cookie", told.encode()
