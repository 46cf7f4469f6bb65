"""An invented desk that keeps a register: officers with real keys, logs, and acts signed as a door would sign them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from musterbook.ledger.entry import NO_DIGEST, Act, Entry, entry_from, new_act_id
from musterbook.ledger.facts import Digest, Fact
from musterbook.ledger.signing import key_id, public_of, sign_act
from musterbook.rights.entitlement import Entitlement
from musterbook.rights.facts import Granted, GrantEnded, KeyIssued, KeyWithdrawn, NodeOpened, OfficerNamed, RootSet
from musterbook.rights.register import Register
from musterbook.rights.verdict import Verdict
from musterbook.terms.custodians import CustodianId

REGISTER = "0" * 63 + "1"
DESK = CustodianId("desk")
MORNING = datetime(2026, 1, 21, 6, 0, tzinfo=UTC)
REGISTRARS = (("k.registrar", "registrar"), ("k.admin", "administrator"))

Signers = Sequence[tuple[str, str]]


def key_of(officer: str) -> Ed25519PrivateKey:
    """The officer's private key, made from his name."""
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(officer.encode()).digest())


def log_named(name: str) -> str:
    """A log's id, made from a name."""
    return hashlib.sha256(name.encode()).hexdigest()


class Desk:
    """A copy of a book whose register has three roots, a registrar and an administrator."""

    def __init__(self, *, opened: bool = True) -> None:
        self.entries: list[Entry] = []
        self._moment = MORNING
        self._carried = Register()
        if opened:
            self.open()

    def open(self) -> None:
        """Three roots, two of whom must sign, and whom they name."""
        roots = frozenset(public_of(key_of(f"root-{n}")) for n in (1, 2, 3))
        self.rights(RootSet(keys=roots, threshold=2), (("root-1", "root"), ("root-2", "root")))
        for officer, role in REGISTRARS:
            self.officer(officer, role, "desk", signers=(("root-1", "root"), ("root-3", "root")))

    @property
    def register(self) -> Register:
        """The register as it stands."""
        return Register.of(entry for entry in self.entries if entry.log == REGISTER)

    @property
    def judge(self) -> Entitlement:
        """The judge of everything so far."""
        return Entitlement.of(self.entries, register_log=REGISTER)

    def verdict(self, entry: Entry) -> Verdict:
        """What the judge says of one entry."""
        return self.judge.verdict(entry)

    def rights(self, fact: Fact, signers: Signers = REGISTRARS) -> Entry:
        """An act about rights, in the register."""
        return self.write("desk", fact, signers, log=REGISTER)

    def officer(self, officer: str, role: str, custodian: str, *, signers: Signers = REGISTRARS) -> None:
        """An officer is named, gets a key and one role."""
        self.rights(OfficerNamed(officer=officer, custodian=CustodianId(custodian)), signers)
        self.rights(KeyIssued(officer=officer, key=public_of(key_of(officer))), signers)
        self.grant(officer, role, custodian, signers=signers)

    def grant(self, officer: str, role: str, custodian: str, *, signers: Signers = REGISTRARS) -> Entry:
        """An officer gets one more role."""
        return self.rights(Granted(officer=officer, role=role, custodian=CustodianId(custodian)), signers)

    def node(self, name: str) -> str:
        """A node is opened; its log's id."""
        log = log_named(name)
        self.rights(NodeOpened(log=log, node=name, custodians=frozenset((CustodianId(name),))))
        return log

    def withdraw_key(self, officer: str, *, signers: Signers = REGISTRARS, **heads: int) -> Entry:
        """An officer's key is lost; for each log (by its node's name) how far the registrar has seen."""
        said = {REGISTER if name == "register" else log_named(name): size for name, size in heads.items()}
        key = public_of(key_of(officer))
        return self.rights(KeyWithdrawn(officer=officer, key=key, because="lost", heads=said), signers)

    def end_grant(self, officer: str, role: str, custodian: str, **heads: int) -> Entry:
        """A role is taken away."""
        said = {log_named(name): size for name, size in heads.items()}
        ended = GrantEnded(
            officer=officer, role=role, custodian=CustodianId(custodian), because="left", heads=said
        )  # fmt: skip
        return self.rights(ended)

    def write(
        self,
        by: str,
        fact: Fact,
        signers: Signers,
        *,
        log: str,
        position: tuple[int, str] | None = None,
        keys: Sequence[str] = (),
    ) -> Entry:
        """An act signed by officers, each in a role, at the end of a log; `keys` says whose each one uses."""
        before = [entry for entry in self.entries if entry.log == log]
        self._moment += timedelta(minutes=1)
        cited = position or self.position
        noise = hashlib.sha256(f"{log}{len(before)}".encode()).digest()[:10]
        act = Act(new_act_id(self._moment, noise), CustodianId(by), fact, (), cited, self._moment, self._moment)
        used = keys or [officer for officer, _ in signers]
        signed = [
            sign_act(act, log=log, officer=officer, role=role, key=key_of(key))
            for (officer, role), key in zip(signers, used, strict=True)
        ]
        prev = before[-1].digest if before else NO_DIGEST
        entry = entry_from(act, log=log, seq=len(before), prev=prev, signed=signed)
        self.entries.append(entry)
        if log == REGISTER and not self._carried.add(entry):
            self._carried = self.register
        return entry

    @property
    def position(self) -> tuple[int, str]:
        """What a new act cites."""
        return self._carried.size, self._carried.root


def digest(words: str) -> Digest:
    """A digest of some words."""
    return Digest(hashlib.sha256(words.encode()).hexdigest())


def short_key(officer: str) -> str:
    """The short name of an officer's key."""
    return key_id(public_of(key_of(officer)))
