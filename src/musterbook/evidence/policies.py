"""Owners' policies as values: what each requires, for which uses, to whom never, and whose word meets which need."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from musterbook.evidence.items import PURPOSES
from musterbook.terms.errors import Fault, Malformed

FILE: Final = "policies.toml"
TEMPLATE: Final = "policies_template.toml"
REQUIRES: Final = ("fair-trial", "no-death-penalty", "source-consent", "not-for-intelligence")
_COUNTRY: Final = re.compile(r"[A-Z]{3}")
_KEYS: Final = {"requires", "uses", "never_to", "no_assurance"}
NEEDS: Final = ("FDO", "STATE", "LES", "PR", "FISA", "COMMUNITY", "NATO", "FGI")
"""Approvals a marking may want of somebody, besides those of an originator or owner (casework.md section 9)."""
_OF_SOMEBODY: Final = re.compile(r"FGI:[A-Z]{3,4}|(ORIG|OWNER):[\w.-]+")


@dataclass(frozen=True, slots=True)
class Policy:
    """What one owner asks.

    Attributes:
        name: such as `investigation-body`.
        requires: of `REQUIRES`.
        uses: purposes it may be released for.
        never_to: countries, alpha-3.
        no_assurance: country → purposes for which it need not promise a fair trial, or not to put to death.
    """

    name: str
    requires: frozenset[str]
    uses: frozenset[str]
    never_to: frozenset[str]
    no_assurance: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def wants_assurance(self, country: str, purpose: str) -> bool:
        """Whether the country must have promised something before it gets anything for this purpose.

        A fair trial is asked where somebody is tried; that nobody is put to death, whatever it is asked for.
        """
        promised = {"no-death-penalty"} | ({"fair-trial"} if purpose == "prosecution" else set())
        return bool(promised & self.requires) and purpose not in self.no_assurance.get(country, ())


@dataclass(frozen=True, slots=True)
class Policies:
    """Every policy by name, and in whose name each need is met. `edition`: of the operation's own file; else empty."""

    by_name: Mapping[str, Policy] = field(default_factory=dict)
    authorities: Mapping[str, str] = field(default_factory=dict)
    edition: str = ""

    def policy(self, name: str) -> Policy | None:
        """The policy of that name; None when nobody has written it, which permits nothing."""
        return self.by_name.get(name)

    def authority(self, need: str) -> str:
        """The custodian in whose name a need is met: `ORIG:x` by x, others as the table says; empty for nobody."""
        kind, _, who = need.partition(":")
        if need in self.authorities:
            return self.authorities[need]
        return who if kind in ("ORIG", "OWNER") else self.authorities.get(kind, "")


def read_policies(own: Path | None = None) -> Policies:
    """The policies of the package, with those of an operation's own file over them.

    Raises:
        Malformed: every fault of the operation's file: an unknown word, use or country, or no table at all.
    """
    built_in = _read(_shipped(FILE), FILE)
    if own is None or not own.is_file():
        return built_in
    try:
        text = own.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise Malformed(Fault("file.unreadable", file=own.name)) from None
    ours = _read(text, own.name)
    edition = hashlib.sha256(text.encode()).hexdigest()[:8]
    return Policies({**built_in.by_name, **ours.by_name}, {**built_in.authorities, **ours.authorities}, edition)


def template() -> str:
    """An operation's own file with nothing filled in: what may stand there, and what each approval is."""
    return _shipped(TEMPLATE)


def _shipped(name: str) -> str:
    return files("musterbook.evidence").joinpath(name).read_text("utf-8")


def _read(text: str, name: str) -> Policies:
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise Malformed(Fault("evidence.policy-file", file=name)) from None
    table, authorities = said.get("policy", {}), said.get("authorities", {})
    if not isinstance(table, dict) or not isinstance(authorities, dict):
        raise Malformed(Fault("evidence.policy-file", file=name))
    faults = [fault for policy, told in table.items() for fault in _faults(policy, told, name)]
    faults += [
        Fault("evidence.policy-authority", file=name, values={"need": need})
        for need, who in authorities.items()
        if not isinstance(who, str) or not who
    ]
    faults += [
        Fault("evidence.policy-need", file=name, values={"need": need, "known": ", ".join(NEEDS)})
        for need in authorities
        if need not in NEEDS and _OF_SOMEBODY.fullmatch(need) is None
    ]
    if faults:
        raise Malformed.of(faults)
    return Policies({policy: _policy(policy, told) for policy, told in table.items()}, dict(authorities))


def _policy(name: str, told: Mapping[str, Any]) -> Policy:
    requires, uses, never_to = (frozenset(told.get(key, ())) for key in ("requires", "uses", "never_to"))
    trusted = {country: frozenset(purposes) for country, purposes in told.get("no_assurance", {}).items()}
    return Policy(name, requires, uses, never_to, trusted)


def _faults(policy: str, told: Any, name: str) -> list[Fault]:  # noqa: ANN401  whatever the file holds
    if not isinstance(told, dict):
        return [Fault("evidence.policy-file", file=name)]
    strange = sorted(set(told) - _KEYS)
    faults = [Fault("evidence.policy-key", file=name, values={"policy": policy, "key": key}) for key in strange]
    for key, known in (("requires", REQUIRES), ("uses", PURPOSES), ("never_to", ())):
        words = told.get(key, [])
        if not isinstance(words, list):
            faults.append(Fault("evidence.policy-key", file=name, values={"policy": policy, "key": key}))
            continue
        wrong = (w for w in words if not (_is_country(w) if key == "never_to" else w in known))
        faults += [
            Fault("evidence.policy-word", file=name, values={"policy": policy, "key": key, "word": str(word)})
            for word in wrong
        ]
    return [*faults, *_trusted_faults(policy, told.get("no_assurance", {}), name)]


def _trusted_faults(policy: str, told: Any, name: str) -> list[Fault]:  # noqa: ANN401  whatever the file holds
    """What is wrong with `no_assurance = { NOR = ["prosecution"] }`."""
    about = {"policy": policy, "key": "no_assurance"}
    if not isinstance(told, dict) or not all(isinstance(uses, list) for uses in told.values()):
        return [Fault("evidence.policy-key", file=name, values=about)]
    wrong = [country for country in told if not _is_country(country)]
    wrong += [str(use) for uses in told.values() for use in uses if use not in PURPOSES]
    return [Fault("evidence.policy-word", file=name, values={**about, "word": word}) for word in wrong]


def _is_country(word: object) -> bool:
    return isinstance(word, str) and _COUNTRY.fullmatch(word) is not None
