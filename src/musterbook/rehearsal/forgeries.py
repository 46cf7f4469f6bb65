"""Entries nobody meant or might write: one act that arrives twice, and two by whoever has no right to them."""

from __future__ import annotations

from dataclasses import replace

from musterbook.custody.facts import Departed, LetGo
from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Act, new_act_id
from musterbook.ledger.signing import key_id, public_of, sign_act
from musterbook.operation.acting import Acting
from musterbook.rehearsal.stage import Stage, paper_of
from musterbook.terms.custodians import CustodianId, in_hand


def double(stage: Stage) -> None:
    """The same act arrives from a second laptop: it counts once. Where nobody was let go yet, there is none."""
    entry = next((one for one in reversed(stage.book.entries()) if isinstance(one.fact, LetGo)), None)
    if entry is None:
        return
    logs = [log for log in stage.book.store.own_logs() if log > entry.log and log != stage.book.register_log]
    if not logs:
        logs = [log for log in stage.book.store.own_logs() if log not in (entry.log, stage.book.register_log)]
    book = stage.book
    if book.keyring is None:
        return
    signed = [
        sign_act(entry.act, log=logs[0], officer=one.officer, role=one.role, key=book.keyring.private_key(one.officer))
        for one in entry.signed
    ]
    at = stage.now.astimezone(stage.zone)
    position = book.register.size, book.register.root
    book.take_in(book.store.append(logs[0], [(entry.act, signed)], at=at, register=position))


def forge(stage: Stage, custodian: CustodianId, *, by: str) -> None:
    """Two entries nobody was entitled to write: one with a bad signature, one by an officer (`by`) without the role."""
    book = stage.book
    if book.keyring is None:
        return
    log = book.log_for(custodian)
    person = min(book.reading(Roll).on(in_hand(custodian)))
    acting = Acting(custodian, (), stage.now.astimezone(stage.zone))
    fact = Departed(person=person, outcome="released", papers=paper_of("forged order"), authority="nobody")
    position = book.register.size, book.register.root
    acts = []
    for officer, role, signer in (
        (f"{custodian}.officer", "site-officer", by),
        (by, "site-officer", by),
    ):
        act = Act(
            new_act_id(stage.now, book.entropy(10)), custodian, fact, book.chains.heads_of((person,)), position,
            acting.at, acting.at,
        )  # fmt: skip
        signed = sign_act(act, log=log, officer=officer, role=role, key=book.keyring.private_key(signer))
        true_key = key_id(public_of(book.keyring.private_key(officer)))
        acts.append((act, (replace(signed, key=true_key),)))
    book.take_in(book.store.append(log, acts, at=acting.at, register=position))
