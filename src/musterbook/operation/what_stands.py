"""What stands of all a copy holds: store, rights and ledger joined over entries, forked branches, and links."""

from __future__ import annotations

import orjson

from musterbook.ledger.log import Store
from musterbook.ledger.standing import Standing
from musterbook.rights.entitlement import Entitlement
from musterbook.rights.signatures import SignatureCheck


def what_stands(store: Store, *, register_log: str, holds: SignatureCheck) -> tuple[Entitlement, Standing]:
    """The judge of everything stored, and what stands of it.

    No branch of a log that forked may bear on what others may: which of them came first to this copy is chance.
    """
    entries = list(store.entries())
    forks = {log: int(orjson.loads(proof)["seq"]) for log, proof in store.forks().items()}
    agreed = [one for one in entries if one.seq < forks.get(one.log, one.seq + 1)] if forks else entries
    judge = Entitlement.of(agreed, register_log=register_log, holds=holds)
    branches = list(store.branch_entries()) if forks else []
    return judge, Standing.of([*entries, *branches], verdict=judge.verdict, forks=forks, adopted=judge.adopted)
