"""Devices: what a browser says of itself, cut down to what its officer knows it by.

It is shown to him and nothing rests on it: whoever sends it can say what he likes.
"""

from __future__ import annotations

from typing import Final

from litestar.types import Scope

PROGRAMS: Final = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox/", "Firefox"),
    ("Chrom", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
"""Told apart by what each adds to the words of the one it is made from, so in this order."""
SYSTEMS: Final = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("CrOS", "ChromeOS"),
    ("Mac OS", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


def device_of(scope: Scope) -> str:
    """Program and system, such as `Firefox · Android`; empty for what says neither."""
    said = next((value for name, value in scope["headers"] if name == b"user-agent"), b"").decode("latin-1")[:400]
    found = (next((name for sign, name in known if sign in said), "") for known in (PROGRAMS, SYSTEMS))
    return " · ".join(name for name in found if name)
