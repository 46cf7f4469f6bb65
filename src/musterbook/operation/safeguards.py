"""Safeguards: thirty duties towards people, each with its source, the rule of ours that keeps it, and its tests.

Every row is a row of `safeguards.csv` beside this file. A gate has a story that blocks and one that passes; what is no
gate but a clock, a register or a way of showing has a story that shows it (casework.md section 4).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final, Literal, cast

Form = Literal["gate", "clock", "register", "display", "later"]
FORMS: Final = ("gate", "clock", "register", "display", "later")


@dataclass(frozen=True, slots=True)
class Safeguard:
    """One duty.

    Attributes:
        id: `SG01` to `SG30`.
        safeguard: the duty, in a few words.
        source: the text it comes from.
        checked: `✓` where its wording was read and by what; `‡` where it is from knowledge, for a lawyer to check.
        form: how it is kept: a gate, a clock, a register that every look is written in, or a way of showing. `later`
            for one that this version does not keep.
        rules: names of the rules that keep it.
        acts: what a gate stands in the way of.
        lifted_by: who may lift its objection, in words.
        reads: the facts it is decided by.
        blocks: tests in which it stands in the way, or shows; `FILE::NAME`.
        passes: tests in which the way is free.
    """

    id: str
    safeguard: str
    source: str
    checked: str
    form: Form
    rules: tuple[str, ...]
    acts: tuple[str, ...]
    lifted_by: str
    reads: str
    blocks: tuple[str, ...]
    passes: tuple[str, ...]


@cache
def safeguards() -> tuple[Safeguard, ...]:
    """All of them, in order."""
    text = files("musterbook.operation").joinpath("safeguards.csv").read_text("utf-8")
    return tuple(
        Safeguard(
            id=row["id"], safeguard=row["safeguard"], source=row["source"], checked=row["checked"],
            form=cast("Form", row["form"]), rules=tuple(row["rules"].split()), acts=tuple(row["acts"].split()),
            lifted_by=row["lifted_by"], reads=row["reads"], blocks=tuple(row["blocks"].split()),
            passes=tuple(row["passes"].split()),
        )
        for row in csv.DictReader(text.splitlines())
    )  # fmt: skip
