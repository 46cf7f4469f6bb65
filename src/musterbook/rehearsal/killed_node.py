"""A forward node that is killed in the middle of writing, goes on, and joins up by a file carried by hand."""

from __future__ import annotations

import base64
import logging
import os
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from musterbook.custody.facts import Banded
from musterbook.custody.roll import Roll
from musterbook.ledger.entry import NO_DIGEST, Act, Signature, entry_from
from musterbook.ledger.signing import public_of
from musterbook.operation.copying import take_in
from musterbook.operation.registering import Node, open_nodes
from musterbook.rehearsal.stage import Stage
from musterbook.store.keys import exercise_key
from musterbook.store.sqlite import open_store
from musterbook.sync.bundle_writing import write_bundle
from musterbook.terms.custodians import CustodianId, in_hand
from musterbook.terms.people import PersonId

_log = logging.getLogger(__name__)

FORWARD_ACTS: Final = 120
KILLED_AFTER: Final = 37


def forward_node_killed(stage: Stage, custodian: CustodianId, *, folder: Path, operation: str, seed: int) -> None:
    """A forward laptop writes bands one by one and is killed in the middle; it goes on, and joins up by a file.

    Nothing that was acknowledged is lost, whether the last act before the kill was recorded is found out by its
    digest, and the same file taken in twice changes nothing.
    """
    book = stage.book
    private = exercise_key(seed, "log", f"{custodian}-forward")
    log = public_of(Ed25519PrivateKey.from_private_bytes(private))
    signing = stage.desk("registrar:registrar", "administrator:administrator")
    open_nodes(
        book, replace(signing, log=book.register_log), [Node(f"{custodian}-forward", log, frozenset({custodian}))]
    )
    people = sorted(book.reading(Roll).on(in_hand(custodian)))[:FORWARD_ACTS]
    lines = _acts_of(stage, custodian, people, log)
    folder.mkdir(parents=True, exist_ok=True)
    kept = _run(folder, operation, private, lines, killed_after=KILLED_AFTER)
    written = _run(folder, operation, private, lines, killed_after=None)
    if written[: len(kept)] != kept or len(written) != len(lines):
        raise AssertionError("an acknowledged act is not in the forward node's book")
    _log.info("node %s killed after %d of %d acts; it went on", f"{custodian}-forward", len(kept), len(lines))
    store = open_store(folder, operation=operation)
    bundle = folder / "carried.bundle"
    write_bundle(store, bundle)
    store.close()
    for _ in range(2):
        take_in(book, bundle, at=stage.now)


def _acts_of(stage: Stage, custodian: CustodianId, people: list[PersonId], log: str) -> list[bytes]:
    """Each person's new band as a signed entry body; the node puts it in its own place in the log."""
    acting = stage.by(custodian, "clerk:register-clerk")
    lines = []
    for number, person in enumerate(people):
        at = acting.at - timedelta(seconds=20 * (len(people) - number))
        fact = Banded(person=person, band=f"{person}/2", replaces=person)
        act, signed = stage.book.prepare(acting.then(at).draft(fact), log)
        lines.append(base64.b64encode(_placed(act, signed, log)))
    return lines


def _placed(act: Act, signed: tuple[Signature, ...], log: str) -> bytes:
    return entry_from(act, log=log, seq=0, prev=NO_DIGEST, signed=signed).body


def _run(folder: Path, operation: str, private: bytes, lines: list[bytes], *, killed_after: int | None) -> list[str]:
    """Start the node, feed it, and kill it after so many acknowledgements; the ids it acknowledged."""
    command = [sys.executable, "-m", "musterbook.rehearsal.forward_node", str(folder), operation]
    home = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(  # noqa: S603  our own module, in this interpreter
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=home
    ) as node:
        if node.stdin is None or node.stdout is None:
            raise AssertionError("the node has no pipes")
        node.stdin.write(private.hex() + "\n" + "".join(f"{line.decode()}\n" for line in lines))
        node.stdin.close()
        acknowledged = []
        for line in node.stdout:
            acknowledged.append(line.strip())
            if killed_after is not None and len(acknowledged) >= killed_after:
                node.kill()
                break
    if killed_after is None and node.returncode != 0:
        raise AssertionError(f"the forward node ended with {node.returncode}")
    return acknowledged
