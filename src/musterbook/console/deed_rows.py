"""What a form of a deed shows: its fields with what was typed and what is wrong with each, and who may sign."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from musterbook.operation.deeds.deed import Deed, Field
from musterbook.words.deeds import Choice

MANY_LINES = 8
_MOMENT: Final = re.compile(r"(\d{4}-\d\d-\d\d(?:T\d\d:\d\dZ)?|\d{6}Z[A-Z]{3}\d\d)")
"""A day or a moment, as a form shows how to write one."""


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field of a form.

    Attributes:
        field: what is asked.
        label, hint: in words; the hint may be empty.
        typed: what stands there, once or several times.
        wrong: sentences of what is wrong with it.
        choices: the closed list with its words, in the order people look for them.
        fixed: the page was opened for it, so that it is not typed over.
    """

    field: Field
    label: str
    hint: str
    typed: tuple[str, ...]
    wrong: tuple[str, ...]
    choices: tuple[Choice, ...] = ()
    fixed: bool = False

    @property
    def first(self) -> str:
        """What stands in a field that holds one thing."""
        return self.typed[0] if self.typed else ""

    @property
    def lines(self) -> int:
        """How high a field of several lines is drawn."""
        return MANY_LINES if self.field.shape == "people" and not self.fixed else 4 if self.field.shape == "long" else 3


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Somebody a deed about several people cannot be done for, and why."""

    number: str
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """What is signed, before it is: for whom, for whom not, and the digest that travels with the form."""

    numbers: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    digest: str


@dataclass(frozen=True, slots=True)
class FormRow:
    """A whole form.

    Attributes:
        deed: what is done.
        about: whom or what it is about; empty for nothing yet.
        key: by which it writes once.
        fields: in order.
        first, second: who may sign first and second, the likeliest first.
        roles, second_roles: of whom each needs one.
        two: whether a second person signs: always, perhaps or never.
        wrong: sentences about no single field.
        shown: what is signed, once it was looked at.
        officer, other: who signs, as typed. happened_at: when it happened, as typed.
        back: the address of the page it belongs to.
    """

    deed: Deed
    about: str
    key: str
    fields: tuple[FieldRow, ...]
    first: tuple[str, ...]
    second: tuple[str, ...]
    roles: tuple[str, ...]
    second_roles: tuple[str, ...]
    two: str
    back: str
    wrong: tuple[str, ...] = ()
    shown: Shown | None = None
    officer: str = ""
    other: str = ""
    happened_at: str = ""

    @property
    def has_paper(self) -> bool:
        """Whether a file is sent with it."""
        return any(one.field.shape == "paper" for one in self.fields)

    @property
    def faulty(self) -> tuple[FieldRow, ...]:
        """The fields with which something is wrong."""
        return tuple(one for one in self.fields if one.wrong)


@dataclass(frozen=True, slots=True)
class Typed:
    """What a browser sent.

    Attributes:
        fields: of the deed, each once or several times; a file by the digest of its bytes.
        beside: everything else: who signs, the key, the step.
    """

    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)
    beside: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Offer:
    """A deed as a page offers it: its title and the address of its form."""

    name: str
    title: str
    address: str


def moments_apart(hint: str) -> tuple[tuple[bool, str], ...]:
    """A hint in pieces: whether each is a day or a moment, which is shown unbroken, and its text."""
    pieces = enumerate(_MOMENT.split(hint))
    return tuple((place % 2 == 1, text) for place, text in pieces if text)
