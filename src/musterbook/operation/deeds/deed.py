"""A deed: one act by its name. What has to be said for it is read off the function that writes it and off its fact.

A new fact gets its form by one line of a table beside this file: a name, the fact, the function of `operation` that
writes it, and the closed lists of its fields. Doors draw forms from `fields_of`, read what was typed with `reading.py`
and write with `doing.py`, so that pages and programs ask for the same and are refused alike.
"""

from __future__ import annotations

import inspect
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, Literal, NewType, Union, get_args, get_origin, get_type_hints

from musterbook.custody.reasons import reasons
from musterbook.ledger.facts import Digest, Fact
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.rights.roles import Rule, rules_of
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Malformed
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId

Shape = Literal[
    "person", "people", "custodian", "word", "words", "text", "long", "lines", "moment", "day", "number", "yes", "paper"
]
"""How a field is typed: `long` is words in several lines, `lines` one thing a line, `paper` a file of which the book
keeps the digest."""

Words = str | tuple[str, ...] | Callable[[Book, str], tuple[str, ...]]
"""A closed list: its name in `reasons.toml`, the words, or what the book has of the thing the deed is about."""

Sees = Callable[[PersonId], bool]
Seen = Callable[[Book, str, Sees], None]
"""Malformed where a name is nothing in the book, or is about somebody a reader need not know of: one answer to both."""

ABOUT_NOTHING: Final = ""
LONG: Final = frozenset((
    "statement", "because", "words", "text", "answer", "findings", "signs", "letter", "best_interest", "contents",
    "medicines", "claim", "reasons", "minutes", "objection", "addition", "proof", "sentence", "note",
))  # fmt: skip
"""Fields for which one line is too short."""
_FILLED: Final = ("book", "acting", "also", "printing")


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to be said.

    Attributes:
        name: as the function that writes it calls it.
        shape: how it is typed.
        needed: whether it must be said.
        words: the closed list, where there is one; empty otherwise.
        starts: what stands there before anybody types.
        suggested: words that are known where others may be typed as well.
    """

    name: str
    shape: Shape
    needed: bool
    words: tuple[str, ...] = ()
    starts: str = ""
    suggested: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Deed:
    """One act by its name.

    Attributes:
        name: as it stands in addresses.
        fact: what it writes.
        write: the function of `operation` that writes it, called with the book, who acts, and the fields by name.
        about: the field that a page fills in: whom or what it is about; empty when it is about nothing there is yet.
        lists: closed lists by field.
        starts: what stands in a field before anybody types, from the book and what the deed is about.
        without: fields of the function that nobody is asked for.
        asked_only: of fields that need not be said, those that it is asked for here; all where this is None.
        seals: something said is sealed, so that the key of sealed things is opened too.
        by: in whose name it must be written, from the book and what is said; None for whoever may.
        objections: of a deed about several people, why it would be refused for some of them.
        room: the compartment a reader needs to be shown the choices; empty for none.
        says: what else than the fields decides who may sign, from the book and what is said; None for nothing.
        also: roles of which one may sign second though the fact wants one signature; the function is given his name
            as `also`, and decides whether he was wanted.
        seen: fields that name something about a person, such as his case, each with what refuses a name that is not
            there for a reader.
        as_of: where nobody signs the fact, because a machine found it: the fact whose signers may have it found.
        when: whether there is something to do about what a page is about, so that the page offers it; None for always.
        suggests: words that are known for a field in which others may be typed as well.
        printed: what is signed is a text, which the door prints; the function is given what prints it as `printing`.
    """

    name: str
    fact: type[Fact]
    write: Callable[..., object]
    about: str = ABOUT_NOTHING
    lists: Mapping[str, Words] = field(default_factory=dict)
    starts: Mapping[str, Callable[[Book, str], str]] = field(default_factory=dict)
    without: frozenset[str] = frozenset()
    asked_only: Callable[[Book, str], frozenset[str]] | None = None
    seals: bool = False
    by: Callable[[Book, Mapping[str, Any]], CustodianId | None] | None = None
    objections: Callable[[Book, Acting, Mapping[str, Any]], list[Objection]] | None = None
    room: str = ""
    says: Callable[[Book, Mapping[str, Any]], Mapping[str, str]] | None = None
    also: frozenset[str] = frozenset()
    seen: Mapping[str, Seen] = field(default_factory=dict)
    as_of: type[Fact] | None = None
    when: Callable[[Book, str], bool] | None = None
    suggests: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    printed: bool = False

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Who may sign it, and whether a second person must: every rule of its fact."""
        return rules_of(self.signed_as.kind)

    @property
    def signed_as(self) -> type[Fact]:
        """The fact whose signers may do it."""
        return self.as_of or self.fact

    @property
    def may_want_two(self) -> bool:
        """Whether, by what is said, a second person may have to sign."""
        return bool(self.also) or any(rule.two_people for rule in self.rules)

    @property
    def always_wants_two(self) -> bool:
        """Whether a second person must sign whatever is said."""
        return all(rule.two_people for rule in self.rules)

    @property
    def names(self) -> tuple[str, ...]:
        """The fields it asks for, in order."""
        return tuple(name for name in _asked(self.write) if name not in self.without)

    @property
    def many(self) -> str:
        """The field that may name several people; empty where it is about one."""
        return next((name for name in self.names if _shape(_hints(self.write)[name]) == "people"), "")


def everybody(_: PersonId) -> bool:
    """Nobody is hidden from whoever types."""
    return True


def fields_of(deed: Deed, book: Book, about: str = ABOUT_NOTHING, *, sees: Sees = everybody) -> tuple[Field, ...]:
    """What has to be said for a deed about something, in order, each with its closed list as the book has it now.

    A list holds nothing about somebody a reader need not know of.
    """
    fields = [_field(deed, name, book, about, sees) for name in deed.names]
    if deed.asked_only is None:
        return tuple(fields)
    also = deed.asked_only(book, about)
    return tuple(one for one in fields if one.needed or one.name in also)


def nothing_to_do(deed: Deed, book: Book, about: str, *, sees: Sees = everybody) -> bool:
    """Whether a page need not offer it: nothing of the kind stands, or a list that must be chosen from is empty."""
    if about and deed.when is not None and not deed.when(book, about):
        return True
    return any(
        one.needed and not one.words and callable(deed.lists.get(one.name))
        for one in fields_of(deed, book, about, sees=sees)
    )


def is_seen(deed: Deed, name: str, book: Book, said: str, sees: Sees) -> bool:
    """Whether what a field names is there for a reader; so is whatever is about nobody."""
    try:
        if name in deed.seen:
            deed.seen[name](book, said, sees)
    except Malformed:
        return False
    return True


def _field(deed: Deed, name: str, book: Book, about: str, sees: Sees) -> Field:
    asked, listed = _asked(deed.write)[name], deed.lists.get(name)
    shape = _shape(_hints(deed.write)[name])
    words = () if listed is None else _words(listed, book, about)
    words = tuple(one for one in words if is_seen(deed, name, book, one, sees)) if name in deed.seen else words
    if shape in ("person", "people"):
        words = tuple(one for one in words if sees(PersonId(one)))
    if shape == "custodian" and not words:
        words = tuple(sorted({*book.places.parts, book.settings.desk}))
    elif words and shape in ("text", "lines"):
        shape = "word" if shape == "text" else "words"
    elif shape == "text" and name in LONG:
        shape = "long"
    starts = deed.starts[name](book, about) if name in deed.starts else _default(asked)
    if shape == "people" and name in deed.starts:
        starts = "\n".join(one for one in starts.splitlines() if sees(PersonId(one)))
    needed = asked.default is inspect.Parameter.empty
    return Field(
        name, shape, needed, words, about if name == deed.about and about else starts, deed.suggests.get(name, ())
    )


def _words(listed: Words, book: Book, about: str) -> tuple[str, ...]:
    if isinstance(listed, str):
        return tuple(sorted(reasons()[listed]))
    return listed(book, about) if callable(listed) else listed


def _default(asked: inspect.Parameter) -> str:
    return asked.default if isinstance(asked.default, str) else ""


def _asked(write: Callable[..., object]) -> dict[str, inspect.Parameter]:
    return {name: one for name, one in inspect.signature(write).parameters.items() if name not in _FILLED}


def _hints(write: Callable[..., object]) -> dict[str, Any]:
    return get_type_hints(write)


def _shape(hint: object) -> Shape:
    """How a value of this type is typed.

    Raises:
        TypeError: no form can hold it; such a deed needs a function of its own.
    """
    if get_origin(hint) in (Union, types.UnionType):
        hint = next(one for one in get_args(hint) if one is not type(None))
    if hint in _PLAIN:
        return _PLAIN[hint]
    if isinstance(hint, NewType):
        return _shape(hint.__supertype__)
    inner = get_args(hint)
    if len(inner) == 1 and inner[0] in (PersonId, str):
        return "people" if inner[0] is PersonId else "lines"
    raise TypeError(f"no form can hold {hint}")


_PLAIN: Final[Mapping[Any, Shape]] = {
    PersonId: "person", CustodianId: "custodian", Digest: "paper", str: "text", datetime: "moment", date: "day",
    int: "number", bool: "yes",
}  # fmt: skip
