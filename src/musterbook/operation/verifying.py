"""Verifying: the whole book from its bytes, in numbered steps; never from a projection, never from what a screen said.

It shows that every entry is canonical, chained, rooted and signed, that its authors were entitled, and that everyone
is on exactly one account. It does not show that an entry never written was not owed, that a key was in its officer's
hand, or that the newest entries are here. `verifier/musterbook_verify.py` shows the same on a copy and shares no code.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Protocol

from musterbook.custody.recount import Recount
from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Entry, Signature, read_entry_stored
from musterbook.ledger.facts import Digest
from musterbook.ledger.forks import read_fork_proof
from musterbook.ledger.log import Frame
from musterbook.ledger.long_order import NOT_HERE, Links, Seen
from musterbook.ledger.signing import Checkpoint, head_of, read_checkpoint, signature_holds
from musterbook.operation.book_folder import find_book, read_book_file
from musterbook.operation.consulting import checked
from musterbook.operation.kinds import KINDS
from musterbook.operation.verifying_forked import agreed_root, judged_forked, other_versions
from musterbook.operation.verifying_part import PartialCopy, judged_in_part
from musterbook.operation.verifying_stream import Judged, Pages, judged, see
from musterbook.rights.entitlement import Entitlement
from musterbook.rights.facts import RootSet
from musterbook.rights.register import Register
from musterbook.rights.signatures import CheckedOnce
from musterbook.store.opening import open_consultations, open_store
from musterbook.store.verifying import Tally, verify
from musterbook.sync.bundle import read_bundle
from musterbook.terms.errors import Malformed, MusterbookError, Tampered
from musterbook.terms.times import written

CANNOT: Final = (
    "cannot: an entry never written was not owed; a key was in its officer's hand; the newest entries are here"
)
STEPS: Final[Mapping[str, tuple[int, str]]] = {
    "verify.log": (2, "chained"), "verify.sequence": (2, "chained"), "verify.prev": (2, "chained"),
    "verify.root": (3, "rooted"), "verify.entries-missing": (3, "rooted"), "verify.unsigned-entries": (3, "rooted"),
    "verify.column": (3, "rooted"), "checkpoint.signature": (4, "signed by nodes"),
    "cosignature.signature": (4, "signed by nodes"),
}  # fmt: skip
"""In which step a finding is told; every other one is about the form of an entry or of the file."""


NOWHERE: Final[Mapping[str, str | int | None]] = {}


class Copy(Protocol):
    """What is verified: a store on disk, or a bundle."""

    def logs(self) -> Mapping[str, str]:
        """Every log."""
        ...

    def bodies(self, log: str, start: int = 0, until: int | None = None) -> Iterator[bytes]:
        """The bytes of the entries of a log."""
        ...

    def notes(self, log: str, start: int = 0) -> Iterable[str]:
        """Its checkpoints, smallest first."""
        ...

    def branches(self, log: str) -> Sequence[Frame]:
        """The frames of other versions of a log that forked."""
        ...


@dataclass(slots=True)
class Outcome:
    """What verifying found. Exit codes: 0 sound, 6 sound with discrepancies open, 5 tampered, 4 of the wrong shape."""

    steps: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    exit_code: int = 0

    def passed(self, line: str) -> None:
        """A step holds."""
        self.steps.append(line)

    def fails(
        self, step: int, name: str, rule: str, where: Mapping[str, str | int | None] = NOWHERE, *, code: int = 5
    ) -> None:
        """A step does not hold; the first that fails decides the exit code."""
        said = " ".join(f"{key} {value}" for key, value in where.items() if value is not None)
        line = f"{step} {name}: FAILED {rule} {said}".rstrip()
        self.exit_code = self.exit_code if self.failed else code
        self.steps.append(line)
        self.failed.append(line)

    def found(self, finding: MusterbookError) -> None:
        """A finding of the store or of the file, at the step it belongs to."""
        if isinstance(finding, Tampered):
            step, name = STEPS.get(finding.rule, (1, "canonical"))
            self.fails(step, name, finding.rule, finding.values)
        else:
            rule = finding.faults[0].rule if isinstance(finding, Malformed) else "unreadable"
            self.fails(1, "canonical", rule, code=4)

    def lines(self) -> list[str]:
        """The steps in order."""
        return list(self.steps)

    def told(self) -> dict[str, Any]:
        """The outcome as JSON."""
        return {"sound": not self.failed, "exit": self.exit_code, "lines": self.steps, "failed": self.failed}


def verify_book(place: Path) -> Outcome:
    """Verify a book's folder, or a copy (`.mbk`)."""
    outcome = Outcome()
    try:
        if place.is_file():
            bundle = read_bundle(place)
            return verify_copy(bundle, bundle.proofs, outcome)
        folder = find_book(place)
        store = open_store(folder, read_only=True)
    except (Tampered, Malformed) as error:
        if not place.is_file() and isinstance(error, Malformed):
            raise
        outcome.found(error)
        return outcome
    file = read_book_file(folder)
    try:
        verify_copy(store, store.forks().values(), outcome, register=file.register_log)
        _consultations(folder, file.operation, store.logs(), outcome)
    finally:
        store.close()
    return outcome


def verify_copy(copy: Copy, proofs: Iterable[bytes], outcome: Outcome, *, register: str = "") -> Outcome:
    """Verify logs from their bytes.

    Args:
        copy: the logs.
        proofs: of forks, as they came with them; each must prove what it says.
        outcome: filled step by step.
        register: the log that is the register; found among those that begin with root keys when it is not given.
    """
    assert KINDS, "no room has declared its facts"
    tally = Tally()
    for finding in verify(copy, tally):
        outcome.found(finding)
    if outcome.failed:
        return outcome
    outcome.passed(f"1 canonical: {tally.entries} entries of {tally.logs} logs")
    outcome.passed("2 chained: every entry follows the one before in its log")
    outcome.passed(f"3 rooted: {tally.checkpoints} checkpoints, every root recomputed")
    outcome.passed(f"4 signed by nodes: every checkpoint under its log's key; {tally.cosignatures} cosignatures")
    forks = _forks(proofs, outcome)
    if len(outcome.failed) > len(forks):
        return outcome
    newest = {log: one for log in copy.logs() if (one := _newest(copy, log)) is not None}
    holds = _Counted()
    if isinstance(copy, PartialCopy) and copy.in_part():
        log = register or min((one for one in copy.logs() if _begins(copy, one)), default="")
        judge, found, custodians = judged_in_part(copy, log, CheckedOnce(holds), forks)
        outcome.passed(_in_part(len(copy.in_part()), tally, custodians))
        return _rest(copy, outcome, judge.register, found, holds, newest, forks)
    pages = Pages(copy, {log: one.size for log, one in newest.items()})
    if forks:
        beside, broken = other_versions(copy, forks)
        for log in broken:
            outcome.fails(5, "forks", "version-does-not-hold", {"log": log[:16]})
        judge, found = judged_forked(
            copy, beside, register or _register_of(copy, pages), CheckedOnce(holds), forks
        )  # fmt: skip
        return _rest(copy, outcome, judge.register, found, holds, newest, forks)
    judge, seen, links = _seen(copy, pages, register or _register_of(copy, pages), holds)
    found = judged(pages, seen, links, verdict=judge.verdict, forks=forks)
    return _rest(copy, outcome, judge.register, found, holds, newest, forks)


def _in_part(logs: int, tally: Tally, custodians: Iterable[str]) -> str:
    """What a partial copy lacks, and of whom its counts are."""
    whose = ", ".join(sorted(custodians)) or "a node the register does not know"
    return (
        f"partial: {tally.not_here} entries of {logs} logs are shown and not here; "
        f"counts below are of whom this copy holds, for {whose}"
    )


def _rest(  # noqa: PLR0917  what was found so far
    copy: Copy,
    outcome: Outcome,
    register: Register,
    found: Judged,
    holds: _Counted,
    newest: Mapping[str, Checkpoint],
    forks: Mapping[str, int],
) -> Outcome:
    """Steps 6 to 12, and where the copy ends."""
    _register(register, copy, outcome)
    _acts(found, holds, outcome)
    _recounted(found.roll, outcome)
    heads = {log: (one.size, one.root) for log, one in newest.items()}
    in_part = copy.in_part() if isinstance(copy, PartialCopy) else frozenset()
    forks = {log: place for log, place in forks.items() if log not in in_part and place < heads.get(log, (0, ""))[0]}
    heads |= {log: (place, agreed_root(copy, log, place)) for log, place in forks.items()}
    outcome.passed(f"head {head_of({log: head for log, head in heads.items() if head[0]})}")
    for log, one in sorted(newest.items()):
        outcome.passed(f"newest: {log[:16]} size {one.size} at {written(one.at)}")
    outcome.passed(CANNOT)
    return outcome


def _consultations(folder: Path, operation: str, logs: Iterable[str], outcome: Outcome) -> None:
    """The register of who opened what, which no copy holds; nothing is told of a book where nobody opened anything."""
    try:
        held = checked(open_consultations(folder), operation, logs)
    except Tampered as error:
        outcome.fails(13, "consultations", error.rule, error.values)
        return
    if held.lines:
        by = f"; {held.signed} under a checkpoint of {held.log[:16]}" if held.signed else "; none under a checkpoint"
        outcome.passed(f"13 consultations: {held.lines} openings chained{by}")


class _Counted:
    """Checks signatures and counts those that hold."""

    def __init__(self) -> None:
        self.keys: set[str] = set()
        self.held = 0

    def __call__(self, entry: Entry, signature: Signature, public_key: str, *, names: Iterable[str] = ()) -> bool:
        """Whether the signature holds."""
        good = signature_holds(entry, signature, public_key, names=names)
        if good:
            self.held += 1
            self.keys.add(public_key)
        return good


def _seen(copy: Copy, pages: Pages, log: str, holds: _Counted) -> tuple[Entitlement, Seen, Links]:
    """The register first, then every entry once: who judges, and what orders them."""
    # Those about rights are asked about again and again; of all others each signature is asked once.
    once = CheckedOnce(holds, about=lambda entry: entry.log == log or entry.act.kind.startswith("rights."))
    said = Register.of(map(read_entry_stored, copy.bodies(log)) if log else (), holds=once)
    links: list[Links] = []

    def find(digest: Digest) -> Entry | None:
        place = links[0].place(digest)
        return None if place == NOT_HERE else pages[place]

    judge = Entitlement(said, register_log=log, find=find)
    seen = see(pages, judge)
    links.append(seen.links())
    return judge, seen, links[0]


def _newest(copy: Copy, log: str) -> Checkpoint | None:
    """The newest checkpoint of a log; None of one in which nothing was written yet."""
    notes = list(copy.notes(log))
    return read_checkpoint(notes[-1], log=log) if notes else None


def _forks(proofs: Iterable[bytes], outcome: Outcome) -> dict[str, int]:
    """Where each log forked; a proof that proves nothing fails like a fork, for someone made it."""
    forks: dict[str, int] = {}
    for raw in proofs:
        try:
            proof = read_fork_proof(raw)
        except (Malformed, Tampered):
            outcome.fails(5, "forks", "proof-does-not-hold")
            continue
        forks[proof.log] = min(proof.place, forks.get(proof.log, proof.place))
    for log, seq in sorted(forks.items()):
        outcome.fails(5, "forks", "two-views", {"log": log[:16], "seq": seq})
    if not outcome.failed:
        outcome.passed("5 forks: none")
    return forks


def _register_of(copy: Copy, entries: Iterable[Entry]) -> str:
    """The log that begins with root keys and whose positions most acts cite: a stranger's cannot take its place."""
    candidates = {log for log in copy.logs() if _begins(copy, log)}
    if len(candidates) < 2:
        return min(candidates, default="")
    cited = Counter(entry.act.register for entry in entries)
    weight = {}
    for log in sorted(candidates):
        register = Register.of(map(read_entry_stored, copy.bodies(log)))
        weight[log] = sum(count for (size, root), count in cited.items() if size and register.root_at(size) == root)
    return max(weight, key=lambda log: weight[log])


def _begins(copy: Copy, log: str) -> bool:
    """Whether a log begins with root keys, as a register does."""
    body = next(iter(copy.bodies(log, 0, 1)), None)
    return body is not None and isinstance(read_entry_stored(body).fact, RootSet)


def _register(register: Register, copy: Copy, outcome: Outcome) -> None:
    """The register, and that every checkpoint names a position of this one."""
    roots = register.said.roots_at(register.size)
    if roots is None:
        outcome.fails(6, "register", "no-roots")
        return
    for log in copy.logs():
        for note in copy.notes(log):
            size, root = read_checkpoint(note, log=log).register
            if size <= register.size and register.root_at(size) != root:
                outcome.fails(6, "register", "other-register", {"log": log[:16]})
                return
    officers = {officer for officer, _ in register.officers()}
    outcome.passed(
        f"6 register: {register.size} entries, {roots.threshold} of {len(roots.keys)} roots; {len(officers)} officers, "
        f"{len(register.grants_at(register.size))} grants in force"
    )


def _acts(found: Judged, holds: _Counted, outcome: Outcome) -> None:
    """Signatures, who was entitled, and that nothing stands on what does not."""
    outcome.passed(f"7 acts: {holds.held} signatures by {len(holds.keys)} keys; none used at or beyond its withdrawal")
    said = ", ".join(f"{name} {count}" for name, count in sorted(found.aside.items()))
    line = f"8 entitled: {found.stand} stand, {found.aside.total()} do not"
    outcome.passed(f"{line} ({said})" if said else line)
    if found.loose is None:
        outcome.passed("9 links: every standing entry follows what it cites")
    else:
        outcome.fails(9, "links", "parent-does-not-stand", {"log": found.loose.log[:16], "seq": found.loose.seq})


def _recounted(roll: Roll, outcome: Outcome) -> None:
    """Everyone counted again by another road, the balances, and what is open."""
    recount = Recount.of(roll.lines)
    differs = recount.differs_from({str(account): count for account, count in roll.counts.items()})
    if recount.unchained or differs or recount.people != roll.registered:
        rule = "unchained" if recount.unchained else "totals-differ"
        outcome.fails(10, "recount", rule, {"accounts": ",".join(differs) or None})
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
    if not outcome.failed:
        outcome.exit_code = 6
