"""What can go wrong, sorted by what the reader should do about it.

    MusterbookError
    ├── Refused      show the objections to someone who can decide     exit 3
    ├── Malformed    mend the input                                    exit 4
    └── Tampered     stop and investigate                              exit 5

None of them holds a sentence for users: each carries rules and values, and `words.say` makes the sentence at the door.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from musterbook.terms.moves import Objection

Value = str | int | None


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with an input: which rule, where it stands, and the values a sentence needs.

    `file`, `row` (as the file counts, from 1) and `column` say where; any may be None. `values` never holds
    the cell of a personal table, only its class ("text", "negative number").
    """

    rule: str
    file: str | None = None
    row: int | None = None
    column: str | None = None
    values: Mapping[str, Value] = field(default_factory=dict)

    def __str__(self) -> str:
        """Place, rule and values on one line, for traces; doors use `words.say`."""
        place = ":".join(str(part) for part in (self.file, self.row, self.column) if part is not None)
        said = ", ".join(f"{name}={value}" for name, value in self.values.items())
        return " ".join(part for part in (place, f"[{self.rule}]", said) if part)


class MusterbookError(Exception):
    """Anything Musterbook says no to."""

    exit_code: ClassVar[int] = 1


class Refused(MusterbookError):
    """A decision is refused; every objection is given at once."""

    exit_code: ClassVar[int] = 3

    def __init__(self, *objections: Objection) -> None:
        super().__init__("; ".join(str(objection) for objection in objections))
        self.objections = objections


class Malformed(MusterbookError):
    """An input has the wrong shape; every fault found is given at once."""

    exit_code: ClassVar[int] = 4

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(str(fault) for fault in faults))
        self.faults = faults

    @classmethod
    def because(cls, rule: str, **values: Value) -> Malformed:
        """A single fault that stands in no file."""
        return cls(Fault(rule, values=values))

    @classmethod
    def of(cls, faults: Iterable[Fault]) -> Malformed:
        """All of `faults` as one error."""
        return cls(*faults)


class Tampered(MusterbookError):
    """A digest, signature or log does not hold: stop and investigate. Names log, sequence and rule, never a person."""

    exit_code: ClassVar[int] = 5

    def __init__(self, rule: str, **values: Value) -> None:
        super().__init__(str(Fault(rule, values=values)))
        self.rule = rule
        self.values = values
