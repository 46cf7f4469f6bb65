"""Stages: the table `stages.toml`: which fact brings a case to which stage, and how long each usually takes."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final

from musterbook.ledger.facts import Fact


@dataclass(frozen=True, slots=True)
class Stage:
    """One line of the table.

    Attributes:
        name: such as `contact-cleared`.
        main: whether it lies on the main road from a claim to a closed case.
        kind: the kind of fact that brings it.
        field: the field that must hold `value`; empty when any fact of the kind will do.
        value: what it must hold.
        by: whose act it is: a role, or `country`.
        wanted: whether every return needs it.
        lead_days: how long it usually takes, once begun.
    """

    name: str
    main: bool
    kind: str
    field: str = ""
    value: str = ""
    by: str = ""
    wanted: bool = False
    lead_days: int = 0

    def brought_by(self, fact: Fact) -> bool:
        """Whether this fact of a case brings it to this stage."""
        return fact.kind == self.kind and (not self.field or getattr(fact, self.field) == self.value)


@dataclass(frozen=True, slots=True)
class ReplyClock:
    """So many days after a letter nobody answered, somebody higher is told."""

    days: int
    to: str


def _stage(name: str, said: Mapping[str, Any]) -> Stage:
    kind, _, where = said["brings"].partition(" ")
    field, _, value = where.partition("=")
    return Stage(
        name, said["road"] == "main", kind, field, value, said.get("by", ""), said.get("wanted", False),
        said.get("lead_days", 0),
    )  # fmt: skip


_TABLE: Final = tomllib.loads(files("musterbook.repatriation").joinpath("stages.toml").read_text("utf-8"))

STAGES: Final[Mapping[str, Stage]] = {name: _stage(name, said) for name, said in _TABLE["case"].items()}
"""The 25 stages of a case, in the usual order."""

ROAD: Final = tuple(one.name for one in STAGES.values() if one.main)
"""The main road, from a claimed nationality to a closed case."""

COUNTRY_STAGES: Final[tuple[str, ...]] = tuple(_TABLE["country"]["order"])
"""The 11 stages of a country, in the usual order."""

REPLY_CLOCKS: Final = tuple(ReplyClock(one["days"], one["to"]) for one in _TABLE["clock"]["reply"])
"""Who is told of a letter nobody answers, and after how many days."""
