"""Judging the signatures under one act: are they real, by whom, and do the roles suffice.

In this order:

1. An act the node writes itself needs nobody. Every other act needs at least one signature.
2. Each signature: the key is that officer's in the register the act cites; it was not withdrawn for this place; the
   signature holds. One that fails sets the whole act aside, for an honest writer never makes one.
3. Root keys: enough of them sign what roots may sign, and nothing else.
4. Someone signs first, in a role of the kind, granted for the custodian in whose name the act is written.
5. Where the kind needs two: another officer with another key, in another role, signs too, here or by countersigning.

LEFT TO THE CALLER: whether the log is known, closed or goes back in the register, and adoption (`entitlement.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from musterbook.ledger.entry import Entry, Signature
from musterbook.ledger.facts import Digest
from musterbook.ledger.signing import key_id
from musterbook.rights.facts import RootSet
from musterbook.rights.grants import Grants, Place
from musterbook.rights.roles import ROOT, ROOT_ALONE, ROOT_KINDS, Rule
from musterbook.rights.verdict import OK, Verdict
from musterbook.terms.custodians import CustodianId


class SignatureCheck(Protocol):
    """Whether a signature under an entry was made with a public key (hexadecimal): `ledger.signing.signature_holds`."""

    def __call__(self, entry: Entry, signature: Signature, public_key: str, *, names: Iterable[str] = ()) -> bool:
        """Whether it holds; `names` are the addresses a passkey is registered for."""
        ...


@dataclass(frozen=True, slots=True)
class Signer:
    """Somebody whose signature was found real, and the custodians for whom he has the role he signed in."""

    officer: str
    role: str
    key: str
    custodians: frozenset[CustodianId]

    def differs_from(self, other: Signer) -> bool:
        """Whether the two are different people with different keys."""
        return self.officer != other.officer and self.key != other.key


class CheckedOnce:
    """A signature check that remembers its answers, so each signature of a book is computed once.

    Args:
        holds: what is asked once.
        about: whether an entry's answers are worth remembering; those of every entry when left out.
    """

    def __init__(self, holds: SignatureCheck, *, about: Callable[[Entry], bool] = lambda _: True) -> None:
        self._holds = holds
        self._about = about
        self._known: dict[tuple[Digest, Signature, str], bool] = {}

    def __call__(self, entry: Entry, signature: Signature, public_key: str, *, names: Iterable[str] = ()) -> bool:
        """Whether the signature holds."""
        name = (entry.digest, signature, public_key)
        if name in self._known:
            return self._known[name]
        answer = self._holds(entry, signature, public_key, names=names)
        if self._about(entry):
            self._known[name] = answer
        return answer


def place_of(entry: Entry) -> Place:
    """Where the entry stands and which register it cites."""
    return Place(entry.log, entry.seq, entry.act.register[0])


def judge_signatures(
    entry: Entry, grants: Grants, holds: SignatureCheck, *, countersigners: Iterable[Signer] = ()
) -> Verdict:
    """Whether the signatures under `entry`, with those given later, entitle it."""
    if entry.fact.by_node:
        return OK
    if not entry.signed:
        return _not_entitled(entry, "not-signed")
    if entry.fact.kind in ROOT_ALONE or any(one.role == ROOT for one in entry.signed):
        return _judge_roots(entry, grants, holds)
    signers = real_signers(entry, grants, holds)
    if isinstance(signers, Verdict):
        return signers
    rule = grants.rule_for(entry.fact, entry.act.register[0])
    if rule is None:
        return _not_entitled(
            entry, "no-authority", officer=entry.signed[0].officer, role=entry.signed[0].role, needed=""
        )
    return _judge_roles(entry, rule, signers, [*signers, *countersigners])


def real_signers(entry: Entry, grants: Grants, holds: SignatureCheck) -> list[Signer] | Verdict:
    """Everyone who signed, each with a key that was his and a signature that holds; or why one of them fails."""
    place, signers = place_of(entry), []
    for signature in entry.signed:
        key = grants.key(signature.officer, signature.key, place.position)
        if key is None or key.alg != signature.alg:
            return _not_entitled(entry, "unknown-key", **_said(signature))
        if not holds(entry, signature, key.public_key, names=key.names):
            return _not_entitled(entry, "bad-signature", **_said(signature))
        if not key.good_at(place):
            return Verdict("quarantined", "key-withdrawn", {"kind": entry.act.kind, **_said(signature)})
        custodians = grants.custodians_for(signature.officer, signature.role, place, entry.written_at)
        signers.append(Signer(signature.officer, signature.role, signature.key, custodians))
    return signers


def _said(signature: Signature) -> dict[str, str]:
    return {"officer": signature.officer, "role": signature.role, "key": signature.key}


def may_second(entry: Entry, rule: Rule, first: Signer, second: Signer) -> bool:
    """Whether `second` is the other person whom the rule asks for beside `first`."""
    for_whom = second.custodians if rule.second_from == "any" else second.custodians & {entry.by}
    different = second.differs_from(first) and rule.different(first.role, second.role)
    return second.role in rule.second and bool(for_whom) and different


def _judge_roles(entry: Entry, rule: Rule, signers: Sequence[Signer], seconds: Sequence[Signer]) -> Verdict:
    firsts = [one for one in signers if one.role in rule.first and entry.by in one.custodians]
    if not firsts:
        return _no_authority(entry, signers[0], rule.first)
    if rule.two_people and not any(may_second(entry, rule, one, other) for one in firsts for other in seconds):
        values = {"kind": entry.act.kind, "officer": firsts[0].officer, "needed": _listed(rule.second)}
        return Verdict("waiting", "needs-second-signature", values)
    return OK


def _no_authority(entry: Entry, one: Signer | Signature, needed: frozenset[str] = frozenset()) -> Verdict:
    values = {"officer": one.officer, "role": one.role, "by": entry.by, "needed": _listed(needed)}
    return _not_entitled(entry, "no-authority", **values)


def _judge_roots(entry: Entry, grants: Grants, holds: SignatureCheck) -> Verdict:
    """Roots sign what roots may, by the threshold; a new set also by its own."""
    fact, kind = entry.fact, entry.act.kind
    if kind not in ROOT_KINDS or any(one.role != ROOT for one in entry.signed):
        return _not_entitled(
            entry, "no-authority", officer=entry.signed[0].officer, role=entry.signed[0].role, needed=""
        )
    standing = grants.roots_at(entry.act.register[0])
    asked = [(standing.keys, standing.threshold)] if standing else []
    if isinstance(fact, RootSet):
        asked.append(({key_id(key): key for key in fact.keys}, fact.threshold))
    if not asked:
        return _not_entitled(entry, "no-roots")
    known = {short: key for keys, _ in asked for short, key in keys.items()}
    for one in entry.signed:
        if one.key not in known:
            return _not_entitled(entry, "unknown-key", officer=one.officer, role=one.role, key=one.key)
        if not holds(entry, one, known[one.key]):
            return _not_entitled(entry, "bad-signature", officer=one.officer, role=one.role, key=one.key)
    signed = {one.key for one in entry.signed}
    for keys, threshold in asked:
        if len(signed & keys.keys()) < threshold or threshold < 1:
            return _not_entitled(entry, "too-few-roots", signed=len(signed & keys.keys()), needed=threshold)
    return OK


def _not_entitled(entry: Entry, rule: str, **values: str | int | None) -> Verdict:
    return Verdict("not-entitled", rule, {"kind": entry.act.kind, **values})


def _listed(roles: Iterable[str]) -> str:
    return ", ".join(sorted(roles))
