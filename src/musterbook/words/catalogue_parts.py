"""Parts of a gettext catalogue by the key of their message, so that a paper of eighty sentences does not read 11,000.

Parts stand with an empty line between them, as Babel writes them; a catalogue that stands otherwise has none here and
is read whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final, TypeAlias

Forms: TypeAlias = tuple[str, ...]
Reads: TypeAlias = Callable[[bytes], Mapping[str, Forms]]
ONE_BY_ONE: Final = 300
"""So many messages are read each by itself; whoever asks for more gets all at once, which then costs less."""
_CONTEXT: Final = b'msgctxt "'


class AsAsked(Mapping[str, Forms]):
    """The translations of a catalogue that count, each read when it is first asked for."""

    def __init__(self, content: bytes, read: Reads) -> None:
        """Nothing of it is read yet; `read` gives what counts of a catalogue, or of a part of it with its head."""
        self._content, self._read = content, read
        self.head, self._parts = parts_of(content)
        self._found: dict[str, Forms | None] = {}
        self._whole: Mapping[str, Forms] | None = None

    def __getitem__(self, key: str) -> Forms:
        """The forms of one message; KeyError where none count."""
        if self._whole is None and key not in self._found:
            self._look_for(key)
        found = self._found.get(key) if self._whole is None else self._whole.get(key)
        if found is None:
            raise KeyError(key)
        return found

    def __iter__(self) -> Iterator[str]:
        """Every key there is a translation for, as the catalogue orders them."""
        return iter(self._all())

    def __len__(self) -> int:
        """How many there are."""
        return len(self._all())

    def _look_for(self, key: str) -> None:
        if self._parts is None or len(self._found) >= ONE_BY_ONE:
            self._all()
            return
        part = self._parts.get(key)
        self._found[key] = None if part is None else self._read(self.head + b"\n\n" + part).get(key)

    def _all(self) -> Mapping[str, Forms]:
        if self._whole is None:
            self._whole = self._read(self._content)
        return self._whole


def parts_of(content: bytes) -> tuple[bytes, Mapping[str, bytes] | None]:
    """The head of a catalogue, and its parts by key; None where it does not stand in parts of one message each."""
    head, *parts = content.split(b"\n\n")
    found: dict[str, bytes] = {}
    for part in parts:
        lines = [line for line in part.split(b"\n") if line.startswith(_CONTEXT)]
        if not lines and all(line[:1] in (b"#", b"") for line in part.split(b"\n")):
            continue  # what is obsolete, and remarks
        key = lines[0][len(_CONTEXT) : -1] if len(lines) == 1 else b""
        if not key or b"\\" in key or key.decode() in found:
            return content, None
        found[key.decode()] = part
    return head, None if _CONTEXT in head else found
