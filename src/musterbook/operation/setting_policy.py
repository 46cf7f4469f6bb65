"""Setting a policy: who signs kinds of acts and who may see what, from its place in the register on, signed by two.

The rules come from a file written as `rights/roles.toml` is, the policy about seeing from one written in Cedar. All
that is wrong with either is said at once, and nothing is written then. Judging (`rights/in_force.py`) lets
nothing pass that is refused here; it is refused so that nobody believes he set it.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest, kinds
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.rights.facts import PolicySet, SigningRule
from musterbook.rights.in_force import FIXED
from musterbook.rights.policy import about_signing, digests, faults, own_text, text_in_force
from musterbook.rights.register import Register
from musterbook.rights.roles import ROLES, Rule, keeps_machines, of_custody, rule_from, rules_of
from musterbook.terms.errors import Fault, Malformed, Refused
from musterbook.terms.moves import Objection

BYTES_MOST: Final = 128 * 1024
"""Of both files together: an entry has at most 256 KiB."""


def set_policy(book: Book, acting: Acting, *, rules: Path | None = None, seeing: Path | None = None) -> Entry:
    """What the files say decides from here on; without a file of rules, or for seeing, that of the software does.

    Raises:
        Malformed: a file cannot be read or says what no policy can, each fault with file and rule.
        Refused: it says what is in force already.
    """
    lines = read_rules(rules) if rules is not None else ()
    text = read_seeing(seeing) if seeing is not None else ""
    policy = Digest(hashlib.sha256((text or own_text()).encode()).hexdigest())
    fact = PolicySet(policy=policy, schema=digests()[1], rules=lines, text=text)
    if (before := book.register.policy_at()) == fact or (before is None and not lines and not text):
        raise Refused(Objection("policy.in-force"))
    return book.write(acting.draft(fact))


def read_rules(path: Path) -> tuple[SigningRule, ...]:
    """The rules in a file; Malformed with everything that is wrong with them."""
    try:
        table = tomllib.loads(_text(path))
        rules = [rule_from({"for": "author", **one}) for one in table["rule"]]
    except (tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError, ValueError) as wrong:
        raise Malformed(Fault("policy.not-rules", file=path.name, values={"why": str(wrong)[:200]})) from None
    found = [fault for row, rule in enumerate(rules, 1) for fault in _faults(path.name, row, rule)]
    if found:
        raise Malformed.of(found)
    return tuple(
        SigningRule(
            kinds=one.kinds, first=one.first, second=one.second, second_from=one.second_from, field=one.field,
            values=one.values,
        )
        for one in rules
    )  # fmt: skip


def read_seeing(path: Path) -> str:
    """The policy about seeing in a file; Malformed when it is unsound, or speaks of signing."""
    text = _text(path)
    wrong = faults(text) if text.strip() else ("–",)
    if wrong:
        raise Malformed.of(Fault("policy.unsound", file=path.name, values={"why": one[:300]}) for one in wrong)
    if about_signing(text) != about_signing():
        raise Malformed(Fault("policy.signs", file=path.name))
    return text


def policy_told(book: Book) -> dict[str, Any]:
    """What is in force, since which entry of the register, and every line that differs from the software's table."""
    register = book.register
    since, fact = next(iter(reversed(register.said.policies)), (0, None))
    return {
        "since": since, "set": len(register.said.policies), "policy": fact.policy if fact else digests()[0],
        "schema": fact.schema if fact else digests()[1], "understood": _understood(register, fact),
        "rules": [
            {"kind": kind, **_rule_told(rule)} for kind in _kinds_of(fact) for rule in register.rules_of(kind)
        ],
    }  # fmt: skip


def _understood(register: Register, fact: PolicySet | None) -> bool:
    """Whether the policy about seeing that was set last is the one by which this version shows things."""
    return fact is None or (text_in_force(register) == fact.text and (bool(fact.text) or fact.policy == digests()[0]))


def _kinds_of(fact: PolicySet | None) -> list[str]:
    return sorted({kind for rule in fact.rules for kind in rule.kinds} & kinds().keys()) if fact is not None else []


def _rule_told(rule: Rule) -> dict[str, Any]:
    return {
        "first": sorted(rule.first), "second": sorted(rule.second), "second_from": rule.second_from,
        "field": rule.field, "values": sorted(rule.values),
    }  # fmt: skip


def _faults(file: str, row: int, rule: Rule) -> Iterator[Fault]:
    """What is wrong with one rule of a file, the rules counted from one."""

    def fault(name: str, **values: str) -> Fault:
        return Fault(name, file=file, row=row, column="rule", values=values)

    known = kinds()
    strange = sorted(kind for kind in rule.kinds if kind not in known or known[kind].by_node or not rules_of(kind))
    if strange or not rule.kinds:
        yield fault("policy.no-kind", kinds=", ".join(strange) or "–")
    fixed = sorted(kind for kind in rule.kinds if kind.startswith(FIXED))
    if fixed:
        yield fault("policy.register", kinds=", ".join(fixed))
    roles = rule.first | rule.second
    if not rule.first or roles - ROLES.keys():
        yield fault("policy.no-role", roles=_listed(roles - ROLES.keys()))
    if any(of_custody(kind) for kind in rule.kinds) and any(map(keeps_machines, roles)):
        yield fault("policy.keepers", roles=_listed(role for role in roles if keeps_machines(role)))
    for kind in sorted(rule.kinds - {*strange}):
        told = {one.field for one in rules_of(kind)} - {""}
        if rule.field and (rule.field not in told or not rule.values):
            yield fault("policy.field", kind=kind, field=rule.field, known=_listed(told))


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "–"


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
        if len(raw) > BYTES_MOST // 2:
            raise Malformed(Fault("policy.too-long", file=path.name, values={"most": BYTES_MOST // 2}))
        return raw.decode("utf-8").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError):
        raise Malformed(Fault("policy.no-file", file=path.name)) from None
