"""Own keys: the key of a text that has no other name than its English. It stays light: every command makes some."""

from __future__ import annotations

from typing import Final

LINE: Final = "line"
"""Before a text of the command line."""
HELP: Final = "help"
"""Before what a verb or an option is for."""
_DIGITS: Final = 10


def key_of(kind: str, /, *english: str) -> str:
    """The kind, `LINE` or `HELP`, and ten digits of the SHA-256 of the English, its two forms parted by a zero byte."""
    import hashlib  # noqa: PLC0415  English needs no key

    return f"{kind}:{hashlib.sha256(chr(0).join(english).encode()).hexdigest()[:_DIGITS]}"
