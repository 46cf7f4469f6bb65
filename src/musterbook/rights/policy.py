"""May this officer do this with that: the policy `policy.cedar`, asked through Cedar. Text is parsed once.

`holds` carries each role with its custodian ("site-officer@hasakah") and the officer himself ("officer:h.officer"), so
that one attribute answers both who may sign and who signed already.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final, Literal

import cedarpy

from musterbook.ledger.facts import Digest
from musterbook.rights.compartments import opened_by
from musterbook.rights.grants import LONG_AGO, Grant
from musterbook.rights.register import Register
from musterbook.rights.roles import Rule
from musterbook.terms.custodians import CustodianId

PageKind = Literal[
    "counts", "people", "movement", "identity", "evidence", "returns", "book", "machines", "rights", "consultations"
]
POLICY: Final = ".cedar"
SCHEMA: Final = ".cedarschema"
SEEING: Final = frozenset(("see", "open", "break-glass"))
"""What a policy that is set may decide of its own; who signs is said by its rules (`in_force.py`)."""


@dataclass(frozen=True, slots=True)
class Asker:
    """An officer as the register has him.

    Attributes:
        officer: his name there.
        roles: each with the custodian it is for.
        compartments: what he may read; level: the highest marking he may read.
        policy: the text of the policy in force; empty for that of the software.
    """

    officer: str
    roles: frozenset[tuple[str, CustodianId]]
    compartments: frozenset[str] = frozenset()
    level: int = 0
    policy: str = field(default="", repr=False)

    @property
    def names(self) -> frozenset[str]:
        """His roles without their custodians."""
        return frozenset(role for role, _ in self.roles)

    @property
    def custodians(self) -> frozenset[CustodianId]:
        """Everyone he acts for."""
        return frozenset(custodian for _, custodian in self.roles)

    def may_all(self, before: Asker) -> bool:
        """Whether nothing that he might `before` was taken from him, and the policy he is judged by is the same."""
        return (
            before.roles <= self.roles and before.compartments <= self.compartments and before.level <= self.level
            and before.policy == self.policy
        )  # fmt: skip


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


@lru_cache(maxsize=4096)
def may_open(asker: Asker, closed: Closed) -> bool:
    """Whether he may read what is sealed or marked. An answer is kept: lists ask it for every row."""
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


def asker_of(
    register: Register, officer: str, roles: frozenset[tuple[str, CustodianId]], *, when: datetime = LONG_AGO
) -> Asker:
    """The officer with the compartments and level of his grants as they stand now, under the policy in force now.

    `when` is the hour of asking: a grant that has ended by then gives nothing any more.
    """
    return _asker(officer, roles, _grants_of(register, officer, when), text_in_force(register))


def askers(register: Register, *, when: datetime = LONG_AGO) -> tuple[Asker, ...]:
    """Every officer who holds a role, as `asker_of` has each, by name."""
    held: dict[str, list[Grant]] = {}
    for one in register.grants_at(register.size, when=when):
        held.setdefault(one.officer, []).append(one)
    text = text_in_force(register)
    return tuple(
        _asker(officer, frozenset((one.role, one.custodian) for one in grants), grants, text)
        for officer, grants in sorted(held.items())
    )


def _grants_of(register: Register, officer: str, when: datetime) -> list[Grant]:
    return [one for one in register.grants_at(register.size, when=when) if one.officer == officer]


def _asker(
    officer: str, roles: frozenset[tuple[str, CustodianId]], grants: Collection[Grant], text: str
) -> Asker:  # fmt: skip
    compartments = frozenset(name for one in grants for name in opened_by(one.role, one.compartments))
    return Asker(officer, roles, compartments, max((one.level for one in grants), default=0), text)


def text_in_force(register: Register, position: int | None = None) -> str:
    """The text of the policy about seeing that was set last; empty while the software's own counts, or again.

    One that this version cannot read leaves the last that it can in force, as a cut-off site works under the register
    it has: seeing decides nothing that an entry says.
    """
    at = register.size if position is None else position
    for since, one in reversed(register.said.policies):
        if since <= at and (not one.text or (one.schema == digests()[1] and not faults(one.text))):
            return one.text
    return ""


@cache
def digests() -> tuple[Digest, Digest]:
    """Digests of the policy's text and of its schema's: what `rights.policy-set` writes in the register."""
    import hashlib  # noqa: PLC0415  only whoever sets a policy asks

    texts = (_text(POLICY), _text(SCHEMA))
    policy, schema = (Digest(hashlib.sha256(one.encode()).hexdigest()) for one in texts)
    return policy, schema


@lru_cache(maxsize=64)
def faults(text: str = "") -> tuple[str, ...]:
    """What is wrong by the schema with a policy, or with the software's own; empty when nothing is."""
    try:
        found = cedarpy.validate_policies(text or _text(POLICY), _text(SCHEMA))
    except ValueError as wrong:  # it cannot be read at all
        return (str(wrong),)
    return () if found.validation_passed else tuple(str(one) for one in found.errors)


def about_signing(text: str = "") -> frozenset[str]:
    """What a policy says of signing, as canonical JSON of each statement: of no action, or of more than seeing."""
    said = json.loads(cedarpy.policies_to_json_str(text or _text(POLICY)))["staticPolicies"].values()
    return frozenset(
        json.dumps({**one, "annotations": None}, sort_keys=True) for one in said if not _only_sees(one["action"])
    )


def _only_sees(action: Mapping[str, Any]) -> bool:
    named = [action["entity"]] if "entity" in action else action.get("entities", [])
    return bool(named) and all(one["id"] in SEEING for one in named)


def own_text() -> str:
    """The policy about seeing that comes with the software."""
    return _text(POLICY)


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
    answer = cedarpy.is_authorized(request, _policies(asker.policy), entities, _schema())
    assert not answer.diagnostics.errors, "the policy could not be asked"
    return bool(answer.allowed)


def _about(about: About) -> dict[str, Any]:
    return {
        "holder": about.holder, "offered_to": sorted(about.offered_to), "named_by": sorted(about.named_by),
        "glass": about.glass,
    }  # fmt: skip


@lru_cache(maxsize=16)
def _policies(text: str) -> cedarpy.PolicySet:
    return cedarpy.PolicySet.from_str(text or _text(POLICY))


@cache
def _schema() -> cedarpy.Schema:
    return cedarpy.Schema.from_str(_text(SCHEMA))


def _text(name: str) -> str:
    return files("musterbook.rights").joinpath(f"policy{name}").read_text("utf-8")
