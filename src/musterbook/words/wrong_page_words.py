"""English words for when something is wrong with a page or with the console, by key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from musterbook.words.api_page_words import API_WORDS

WRONG: Final[Mapping[str, str]] = {
    **API_WORDS,
    # when something is wrong
    "wrong.back": "To the overview",
    "wrong.400.title": "This address asks for something the page does not know",
    "wrong.403.title": "This was asked from another page",
    "wrong.403.text": "Only a page of this console may ask for that. Open it here and press the button again.",
    "wrong.404.title": "There is no such page",
    "wrong.404.text": (
        "The book has nothing under this address. Numbers look like KHA-4712-M; an entry is named by its digest."
    ),
    "wrong.405.title": "This page only shows",
    "wrong.405.text": "Nothing is written through this address.",
    "wrong.421.title": "Wrong name for this machine",
    "wrong.421.text": (
        "The console answers to localhost and 127.0.0.1 only, so that no other site can reach it under a name "
        "of its own."
    ),
    "wrong.500.title": "This is our fault",
    "wrong.500.text": (
        "The page could not be made. Nothing was written unless the book shows it. The terminal that runs the console "
        "says more."
    ),
    "wrong.503.title": "Stop and investigate",
    "wrong.503.text": "A digest, a signature or a log of the book does not hold ({rule}). Run: muster verify",
    "console.unknown-filter": "“{name}” is not a filter of this page; it knows {known}",
    "console.bad-moment": "“{text}” is not a moment: write 212348ZJAN26, or an ISO time with its offset",
    "console.bad-number": "“{name}” must be a whole number from {least} to {most}",
    "console.reading-differs": "the reading kept warm and a fresh fold of {entries} entries differ",
    "console.port-in-use": "Port {port:plain} is in use by another program. Try muster serve --port {other:plain}",
    "console.host-not-loopback": "The console is served to this machine only: {host} is not a loopback address",
    "console.port-not-allowed": (
        "Port {port:plain} may not be opened by this user. Choose one above 1023: muster serve --port {other:plain}"
    ),
    "console.serving": "The console is at {address} (Ctrl+C ends it)",
}
