"""May this officer do this with that: the policy `policy.cedar`, asked through Cedar. Text is parsed once.

`holds` carries each role with its custodian ("site-officer@hasakah") and the officer himself ("officer:h.officer"), so
that one attribute answers both who may sign and who signed already.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

import cedarpy

from musterbook.ledger.facts import Digest
from musterbook.rights.register import Register
from musterbook.rights.roles import Rule
from musterbook.terms.custodians import CustodianId

PageKind = Literal[
    "counts", "people", "movement", "identity", "evidence", "returns", "book", "machines", "rights", "consultations"
]
POLICY: Final = ".cedar"
SCHEMA: Final = ".cedarschema"


@dataclass(frozen=True, slots=True)
class Asker:
    """An officer as the register has him.

    Attributes:
        officer: his name there.
        roles: each with the custodian it is for.
        compartments: what he may read; level: the highest marking he may read.
    """

    officer: str
    roles: frozenset[tuple[str, CustodianId]]
    compartments: frozenset[str] = frozenset()
    level: int = 0

    @property
    def names(self) -> frozenset[str]:
        """His roles without their custodians."""
        return frozenset(role for role, _ in self.roles)

    @property
    def custodians(self) -> frozenset[CustodianId]:
        """Everyone he acts for."""
        return frozenset(custodian for _, custodian in self.roles)


@dataclass(frozen=True, slots=True)
class About:
    """What decides who needs to know of a person: his holder, who is offered him, whose casework names him."""

    holder: str = ""
    offered_to: frozenset[str] = frozenset()
    named_by: frozenset[str] = frozenset()
    glass: bool = False


@dataclass(frozen=True, slots=True)
class Closed:
    """Something sealed: who reads it, its compartment and level, for whom it is released, who never reads it."""

    readers: frozenset[str]
    compartment: str = ""
    level: int = 0
    released_to: frozenset[str] = frozenset()
    never: frozenset[str] = field(default_factory=frozenset)


def may_see_page(asker: Asker, shows: PageKind) -> bool:
    """Whether he may see pages of this kind."""
    return _asked(asker, "see", "Page", {"shows": shows})


def may_see(asker: Asker, about: About) -> bool:
    """Whether he needs to know of this person."""
    return _asked(asker, "see", "Person", _about(about))


def may_break_glass(asker: Asker, about: About) -> bool:
    """Whether he may look, for once and with a reason, at a person he need not know of."""
    return _asked(asker, "break-glass", "Person", _about(about))


def may_open(asker: Asker, closed: Closed) -> bool:
    """Whether he may read what is sealed."""
    thing = {
        "compartment": closed.compartment, "readers": sorted(closed.readers), "level": closed.level,
        "released_to": sorted(closed.released_to), "never": sorted(f"officer:{one}" for one in closed.never),
    }  # fmt: skip
    return _asked(asker, "open", "Sealed", thing)


def may_sign(asker: Asker, rule: Rule, by: CustodianId, *, moves_people: bool) -> bool:
    """Whether he may sign first under an act that falls under this rule, in the name of a custodian."""
    first = sorted(f"{role}@{by}" for role in rule.first)
    return _asked(asker, "sign", "Act", {"first": first, "signed_by": [], "moves_people": moves_people})


def may_second(
    asker: Asker, rule: Rule, by: CustodianId, *, signed_by: Collection[str], moves_people: bool
) -> bool:  # fmt: skip
    """Whether he may sign second; never under what he signed himself."""
    whom = asker.custodians if rule.second_from == "any" else frozenset((by,))
    first = sorted(f"{role}@{custodian}" for role in rule.second for custodian in whom)
    act = {"first": first, "signed_by": sorted(f"officer:{one}" for one in signed_by), "moves_people": moves_people}
    return _asked(asker, "second", "Act", act)


def asker_of(register: Register, officer: str, roles: frozenset[tuple[str, CustodianId]]) -> Asker:
    """The officer with the compartments and level of his grants as they stand now."""
    grants = [one for one in register.grants_at(register.size) if one.officer == officer]
    compartments = frozenset(name for one in grants for name in one.compartments)
    return Asker(officer, roles, compartments, max((one.level for one in grants), default=0))


def digests() -> tuple[Digest, Digest]:
    """Digests of the policy's text and of its schema's: what `rights.policy-set` writes in the register."""
    import hashlib  # noqa: PLC0415  only whoever sets a policy asks

    texts = (_text(POLICY), _text(SCHEMA))
    policy, schema = (Digest(hashlib.sha256(one.encode()).hexdigest()) for one in texts)
    return policy, schema


def faults() -> list[str]:
    """What is wrong with the policy by its schema; empty when nothing is."""
    found = cedarpy.validate_policies(_text(POLICY), _text(SCHEMA))
    return [] if found.validation_passed else [str(one) for one in found.errors]


def _asked(asker: Asker, action: str, kind: str, thing: Mapping[str, Any]) -> bool:
    who, what = {"type": "Officer", "id": "asks"}, {"type": kind, "id": "asked"}
    holds = {f"{role}@{custodian}" for role, custodian in asker.roles} | {f"officer:{asker.officer}"}
    officer = {
        "roles": sorted(asker.names), "custodians": sorted(asker.custodians), "holds": sorted(holds),
        "compartments": sorted(asker.compartments), "level": asker.level,
    }  # fmt: skip
    entities = json.dumps([
        {"uid": who, "attrs": officer, "parents": []}, {"uid": what, "attrs": dict(thing), "parents": []}
    ])  # fmt: skip
    request = {"principal": who, "action": {"type": "Action", "id": action}, "resource": what, "context": {}}
    answer = cedarpy.is_authorized(request, _policies(), entities, _schema())
    assert not answer.diagnostics.errors, "the policy could not be asked"
    return bool(answer.allowed)


def _about(about: About) -> dict[str, Any]:
    return {
        "holder": about.holder, "offered_to": sorted(about.offered_to), "named_by": sorted(about.named_by),
        "glass": about.glass,
    }  # fmt: skip


@cache
def _policies() -> cedarpy.PolicySet:
    return cedarpy.PolicySet.from_str(_text(POLICY))


@cache
def _schema() -> cedarpy.Schema:
    return cedarpy.Schema.from_str(_text(SCHEMA))


def _text(name: str) -> str:
    return files("musterbook.rights").joinpath(f"policy{name}").read_text("utf-8")
