"""Forms that were filled in when a session had ended: kept in memory half an hour, for whose session it was.

What stands in a form may be what only few may read, so that it is never written down, and no pass-phrase, password or
digits are kept. Nobody who was not signed in here can have anything kept: the form must carry his session's own token.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from musterbook.console.deed_rows import Typed

KEPT_SECONDS: Final = 1_800
KEPT_MOST: Final = 200
LETTERS_MOST: Final = 400_000
NEVER_KEPT: Final = frozenset(("token", "phrase", "phrase-2", "machine", "password", "second", "step"))


@dataclass(frozen=True, slots=True)
class Unsent:
    """One form: whose, where it leads, what was typed, and when it was kept, in seconds."""

    officer: str
    address: str
    typed: Typed
    at: int


@dataclass
class UnsentForms:
    """The forms one console keeps; `clock` gives its seconds."""

    clock: Callable[[], int]
    _kept: OrderedDict[str, Unsent] = field(default_factory=OrderedDict)

    def keep(self, officer: str, address: str, typed: Typed) -> str:
        """Keep a form; the name under which it is found again, empty for one that is too long to be kept."""
        self._forget_old()
        if sum(len(one) for said in typed.fields.values() for one in said) > LETTERS_MOST:
            return ""
        beside = {name: said for name, said in typed.beside.items() if name not in NEVER_KEPT}
        name = secrets.token_urlsafe(16)
        self._kept[name] = Unsent(officer, address, Typed(typed.fields, beside), self.clock())
        while len(self._kept) > KEPT_MOST:
            self._kept.popitem(last=False)
        return name

    def find(self, name: str, officer: str, address: str) -> Typed | None:
        """What he had typed there; None when nothing of his is kept under the name any more."""
        self._forget_old()
        found = self._kept.get(name)
        return found.typed if found is not None and (found.officer, found.address) == (officer, address) else None

    def forget(self, key: str) -> None:
        """Forget what was kept of a form that is in the book now, by the form's key."""
        for name in [name for name, one in self._kept.items() if key and one.typed.beside.get("key") == key]:
            del self._kept[name]

    def _forget_old(self) -> None:
        oldest = self.clock() - KEPT_SECONDS
        for name in [name for name, one in self._kept.items() if one.at < oldest]:
            del self._kept[name]
