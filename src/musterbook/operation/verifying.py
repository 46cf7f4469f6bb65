"""Verifying: the whole book from its bytes, in numbered steps; never from a projection, never from what a screen said.

It shows that every entry is canonical, chained, rooted and signed, that its authors were entitled, and that everyone
is on exactly one account. It does not show that an entry never written was not owed, that a key was in its officer's
hand, or that the newest entries are here. `verifier/musterbook_verify.py` shows the same on a copy and shares no code.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import orjson

from musterbook.custody.recount import Recount
from musterbook.custody.roll import Roll
from musterbook.ledger.entry import NO_DIGEST, Entry, read_entry
from musterbook.ledger.signing import (
    Checkpoint,
    checkpoint_holds,
    cosignature_lines,
    head_of,
    read_checkpoint,
    signature_holds,
)
from musterbook.ledger.standing import Standing
from musterbook.ledger.tree import Frontier
from musterbook.operation.every_fact import declared
from musterbook.operation.folder import find_book, read_book_file
from musterbook.rights.entitlement import Entitlement
from musterbook.rights.facts import RootSet
from musterbook.rights.signatures import CheckedOnce
from musterbook.store.sqlite import open_store
from musterbook.sync.bundle import read_bundle
from musterbook.terms.errors import Malformed, MusterbookError, Tampered
from musterbook.terms.times import written

CANNOT: Final = (
    "cannot: an entry never written was not owed; a key was in its officer's hand; the newest entries are here"
)


@dataclass(frozen=True, slots=True)
class Bytes:
    """What is verified: the bytes of every log, the notes of its checkpoints, and fork proofs."""

    bodies: Mapping[str, Sequence[bytes]]
    notes: Mapping[str, Sequence[str]]
    forks: Mapping[str, bytes]
    register: str = ""


@dataclass(slots=True)
class Outcome:
    """What verifying found. Exit codes: 0 sound, 6 sound with discrepancies open, 5 tampered, 4 of the wrong shape."""

    steps: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    exit_code: int = 0

    def passed(self, line: str) -> None:
        """A step holds."""
        self.steps.append(line)

    def fails(self, step: int, name: str, rule: str, **where: str | int | None) -> None:
        """A step does not hold; the worst exit code stays."""
        said = " ".join(f"{key} {value}" for key, value in where.items())
        line = f"{step} {name}: FAILED {rule} {said}".rstrip()
        self.steps.append(line)
        self.failed.append(line)
        self.exit_code = 4 if step == 1 and self.exit_code != 5 and rule.startswith("shape") else 5

    def lines(self) -> list[str]:
        """The steps in order."""
        return list(self.steps)

    def told(self) -> dict[str, Any]:
        """The outcome as JSON."""
        return {"sound": not self.failed, "exit": self.exit_code, "lines": self.steps, "failed": self.failed}


def verify_book(place: Path, *, count: bool = True) -> Outcome:
    """Verify a book's folder, or a copy (`.mbk`).

    Args:
        place: a folder that is or holds a book, or a copy.
        count: kept for doors; the recount is always made.
    """
    del count
    try:
        found = _of_copy(place) if place.is_file() else _of_folder(place)
    except Tampered as error:
        outcome = Outcome()
        outcome.fails(1, "canonical", error.rule, **{key: value for key, value in error.values.items()})
        return outcome
    return verify_bytes(found)


def verify_bytes(found: Bytes) -> Outcome:
    """Verify logs from their bytes."""
    assert declared(), "no room has declared its facts"
    outcome = Outcome()
    entries = _canonical(found, outcome)
    if outcome.failed:
        return outcome
    _chained(entries, outcome)
    checkpoints = _rooted(entries, found, outcome)
    _signed_by_nodes(checkpoints, outcome)
    forks = _forks(found, outcome)
    if outcome.failed:
        return outcome
    every = [entry for log in sorted(entries) for entry in entries[log]]
    holds = _Counted()
    judge = Entitlement.of(every, register_log=found.register or _register_of(entries), holds=CheckedOnce(holds))
    standing = Standing.of(every, verdict=judge.verdict, forks=forks)
    _register(judge, outcome)
    _acts(standing, holds, outcome)
    _recounted(standing, outcome)
    _closing(checkpoints, outcome)
    return outcome


class _Counted:
    """Checks signatures and counts those that hold."""

    def __init__(self) -> None:
        self.keys: set[str] = set()
        self.held = 0

    def __call__(self, entry: Entry, signature: Any, public_key: str, *, names: Iterable[str] = ()) -> bool:
        """Whether the signature holds."""
        good = signature_holds(entry, signature, public_key, names=names)
        if good:
            self.held += 1
            self.keys.add(public_key)
        return good


def _of_folder(place: Path) -> Bytes:
    folder = find_book(place)
    register = read_book_file(folder).register_log
    store = open_store(folder, read_only=True)
    try:
        damage = next(store.damage(), None)
        if damage is not None:
            raise damage
        logs = sorted(store.logs())
        return Bytes(
            {log: list(store.bodies(log)) for log in logs},
            {log: list(_with_cosignatures(store, log)) for log in logs},
            dict(store.forks()),
            register,
        )
    finally:
        store.close()


def _with_cosignatures(store: Any, log: str) -> Iterable[str]:
    for size, note in zip(store.sizes(log), store.notes(log), strict=True):
        yield note + "".join(f"{line}\n" for line in store.cosignatures(log, size))


def _of_copy(path: Path) -> Bytes:
    bundle = read_bundle(path)
    bodies: dict[str, list[bytes]] = {}
    notes: dict[str, list[str]] = {log: list(inside) for log, inside in bundle.inside.items()}
    for frame in bundle.frames:
        have = bodies.setdefault(frame.log, [])
        if frame.start != len(have):
            raise Tampered("frame.gap", log=frame.log[:16], seq=frame.start)
        have += frame.bodies
        notes.setdefault(frame.log, []).append(frame.note)
    forks = {orjson.loads(proof)["log"]: proof for proof in bundle.proofs}
    return Bytes(bodies, notes, forks)


def _canonical(found: Bytes, outcome: Outcome) -> dict[str, list[Entry]]:
    entries: dict[str, list[Entry]] = {}
    for log, bodies in found.bodies.items():
        kept = entries.setdefault(log, [])
        for seq, body in enumerate(bodies):
            try:
                kept.append(read_entry(body))
            except Malformed as error:
                outcome.fails(1, "canonical", error.faults[0].rule, log=log[:16], seq=seq)
                break
    if not outcome.failed:
        whole = sum(len(one) for one in entries.values())
        outcome.passed(f"1 canonical: {whole} entries of {len(entries)} logs")
    return entries


def _chained(entries: Mapping[str, Sequence[Entry]], outcome: Outcome) -> None:
    for log, chain in entries.items():
        prev = NO_DIGEST
        for seq, entry in enumerate(chain):
            if entry.log != log or entry.seq != seq or entry.prev != prev:
                outcome.fails(2, "chained", "link-broken", log=log[:16], seq=seq)
                break
            prev = entry.digest
    if not outcome.failed:
        outcome.passed("2 chained: every entry follows the one before in its log")


def _rooted(
    entries: Mapping[str, Sequence[Entry]], found: Bytes, outcome: Outcome
) -> dict[str, list[tuple[Checkpoint, str]]]:
    """Every checkpoint with its note; each root recomputed from the entries."""
    checkpoints: dict[str, list[tuple[Checkpoint, str]]] = {}
    for log, notes in found.notes.items():
        try:
            read = [(read_checkpoint(note, log=log), note) for note in notes]
        except MusterbookError:
            outcome.fails(3, "rooted", "checkpoint-shape", log=log[:16])
            continue
        checkpoints[log] = sorted(read, key=lambda one: one[0].size)
    for log, chain in entries.items():
        _roots_of(log, chain, [one for one, _ in checkpoints.get(log, [])], outcome)
    if not outcome.failed:
        whole = sum(len(one) for one in checkpoints.values())
        outcome.passed(f"3 rooted: {whole} checkpoints, every root recomputed")
    return checkpoints


def _roots_of(log: str, chain: Sequence[Entry], checkpoints: Sequence[Checkpoint], outcome: Outcome) -> None:
    if not checkpoints or checkpoints[-1].size != len(chain):
        outcome.fails(3, "rooted", "no-checkpoint-at-the-end", log=log[:16], seq=len(chain))
        return
    tree, waiting = Frontier(), list(reversed(checkpoints))
    for entry in chain:
        tree.append(bytes.fromhex(entry.digest))
        while waiting and waiting[-1].size == tree.size:
            if waiting.pop().root != tree.root().hex():
                outcome.fails(3, "rooted", "root-differs", log=log[:16], seq=tree.size)
                return


def _signed_by_nodes(checkpoints: Mapping[str, Sequence[tuple[Checkpoint, str]]], outcome: Outcome) -> None:
    before, cosigned = len(outcome.failed), 0
    for log, kept in checkpoints.items():
        for checkpoint, note in kept:
            if not checkpoint_holds(checkpoint):
                outcome.fails(4, "signed by nodes", "checkpoint-signature", log=log[:16], seq=checkpoint.size)
                break
            cosigned += len(cosignature_lines(note))
    if len(outcome.failed) == before:
        outcome.passed(f"4 signed by nodes: every checkpoint under its log's key; {cosigned} cosignatures")


def _forks(found: Bytes, outcome: Outcome) -> dict[str, int]:
    forks = {log: int(orjson.loads(proof)["seq"]) for log, proof in found.forks.items()}
    if not forks:
        outcome.passed("5 forks: none")
    for log, seq in sorted(forks.items()):
        outcome.fails(5, "forks", "two-views", log=log[:16], seq=seq)
    return forks


def _register_of(entries: Mapping[str, Sequence[Entry]]) -> str:
    """The log that begins with the roots."""
    found = [log for log, chain in entries.items() if chain and isinstance(chain[0].fact, RootSet)]
    return min(found, default="")


def _register(judge: Entitlement, outcome: Outcome) -> None:
    register = judge.register
    roots = register.said.roots_at(register.size)
    if roots is None:
        outcome.fails(6, "register", "no-roots")
        return
    officers = {officer for officer, _ in register.officers()}
    outcome.passed(
        f"6 register: {register.size} entries, {roots.threshold} of {len(roots.keys)} roots; {len(officers)} officers, "
        f"{len(register.grants_at(register.size))} grants in force"
    )


def _acts(standing: Standing, holds: _Counted, outcome: Outcome) -> None:
    outcome.passed(f"7 acts: {holds.held} signatures by {len(holds.keys)} keys; none used at or beyond its withdrawal")
    aside = Counter(f"{one.reason} {one.rule or one.reason}" for one in standing.not_standing)
    said = ", ".join(f"{name} {count}" for name, count in sorted(aside.items()))
    line = f"8 entitled: {len(standing.entries)} stand, {sum(aside.values())} do not"
    outcome.passed(f"{line} ({said})" if said else line)
    here = {entry.digest for entry in standing.entries}
    loose = next((one for one in standing.entries if any(parent not in here for parent in one.act.after)), None)
    if loose is not None and not _through_replay(loose, standing, here):
        outcome.fails(9, "links", "parent-does-not-stand", log=loose.log[:16], seq=loose.seq)
    else:
        outcome.passed("9 links: every standing entry follows what it cites")


def _through_replay(entry: Entry, standing: Standing, here: set[str]) -> bool:
    """A parent that is a replay of a standing act counts as that act."""
    replays = {one.entry.digest for one in standing.not_standing if one.reason == "replayed"}
    return all(parent in here or parent in replays for parent in entry.act.after)


def _recounted(standing: Standing, outcome: Outcome) -> None:
    roll = Roll.of(standing.entries)
    recount = Recount.of(roll.lines)
    differs = recount.differs_from({str(account): count for account, count in roll.counts.items()})
    if recount.unchained or differs or recount.people != roll.registered:
        rule = "unchained" if recount.unchained else "totals-differ"
        outcome.fails(10, "recount", rule, accounts=",".join(differs) or None)
        return
    outcome.passed(
        f"10 recount: {recount.people} people, each on exactly one account; {recount.postings} postings chained"
    )
    counts = {str(account): count for account, count in roll.counts.items() if account != "nowhere"}
    outcome.passed("11 accounts: " + (", ".join(f"{name} {count}" for name, count in sorted(counts.items())) or "none"))
    kinds = Counter(one.kind for one in roll.discrepancies.open)
    if not kinds:
        outcome.passed("12 discrepancies: none open")
        return
    said = ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items()))
    outcome.passed(f"12 discrepancies: {sum(kinds.values())} open ({said})")
    if outcome.exit_code == 0:
        outcome.exit_code = 6


def _closing(checkpoints: Mapping[str, Sequence[tuple[Checkpoint, str]]], outcome: Outcome) -> None:
    newest = {log: kept[-1][0] for log, kept in checkpoints.items() if kept}
    outcome.passed(f"head {head_of({log: (one.size, one.root) for log, one in newest.items()})}")
    for log, one in sorted(newest.items()):
        outcome.passed(f"newest: {log[:16]} size {one.size} at {written(one.at)}")
    outcome.passed(CANNOT)
