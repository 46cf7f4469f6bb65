"""What an act is, as a program asks for it: an address, what is sent, and the function of `operation` that does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from musterbook.console.seeing import Sees
from musterbook.ledger.facts import Fact
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book

Names = Mapping[str, str]
"""What stands in the braces of an address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActAsked:
    """What every act says beside its own fields.

    Attributes:
        signers: officers who sign, the first first; the one who calls by default.
        by: the custodian in whose name; the one the act itself wants by default.
        happened_at: the world's time; now by default.
    """

    signers: tuple[str, ...] = ()
    by: str = ""
    happened_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent, when, with the names of its address, and of whom its sender needs to know."""

    names: Names
    said: Any
    at: datetime
    sees: Sees


@dataclass(frozen=True, slots=True)
class Act:
    """One act.

    Attributes:
        address: after the API's own, with names in braces.
        kind: the fact it writes. body: what is sent. summary: what it does, for the document.
        does: does it, on a book, in somebody's name.
        whose: in whose name it is done where the sender says nothing; empty when his role decides.
        saying: fields on which it depends who may sign.
        matched: the list whose thing is changed, when `If-Match` is wanted.
        hides: numbers it names, of whom the caller must need to know; the fields that hold them.
        whole: does all of it, signers and names included, where what is sent decides what is written.
        seals: whether something said is sealed, by the names of its address.
        room: the compartment a caller needs for it to be there at all; empty for none.
    """

    address: str
    kind: type[Fact]
    body: type[ActAsked]
    summary: str
    does: Callable[[Book, Acting, Names, Any], object]
    whose: Callable[[Book, Names], str] = lambda _book, _names: ""
    saying: Callable[[Names, Any], Mapping[str, str]] = lambda _names, _said: {}
    matched: str = ""
    hides: tuple[str, ...] = ()
    whole: Callable[[Book, Sequence[str], Sent], object] | None = None
    seals: Callable[[Names], bool] = lambda _names: False
    room: Callable[[Names], str] = lambda _names: ""

    @property
    def names(self) -> tuple[str, ...]:
        """Names in braces of the address."""
        return tuple(part[1:-1] for part in self.address.split("/") if part.startswith("{"))
