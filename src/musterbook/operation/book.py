"""The book of an operation: what stands in it, warm readings of that, and the one way to write.

Nobody writes past `write`: it links the act to everyone's chain, asks the register whether the officers may sign it,
signs with their own keys, and hands it to the store, which returns only when it is durable.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, TypeVar, cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Act, Entry, Signature, new_act_id, read_entry
from musterbook.ledger.facts import Digest, Fact
from musterbook.ledger.log import Store
from musterbook.ledger.reading import Chains, Reading
from musterbook.ledger.signing import head_of
from musterbook.ledger.standing import NotStanding
from musterbook.operation.elsewhere import Elsewhere, Made, Papers, Signed
from musterbook.operation.held_here import Holding, holding_among, holds_its_people, narrow_all
from musterbook.operation.incident_rows import IncidentRows
from musterbook.operation.kinds import KINDS
from musterbook.operation.places import Places
from musterbook.operation.remembering import MadeHere
from musterbook.operation.settings import Settings
from musterbook.operation.what_stands import Remembered, Tells, alike, chains_of, what_stands
from musterbook.rights.decide import signers_wanted
from musterbook.rights.register import Register
from musterbook.rights.roles import ROOT
from musterbook.rights.signatures import CheckedOnce, SignatureCheck
from musterbook.store.envelopes import SALT_BYTES
from musterbook.store.sealed import Clear, SealedStore
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId

R = TypeVar("R", bound=Reading)


class Keyring(Protocol):
    """Whoever can open an officer's private key: the pass-phrase is asked at a door, never here."""

    def private_key(self, officer: str) -> Ed25519PrivateKey:
        """The officer's signing key; Refused when it is not here or stays shut."""
        ...


@dataclass(frozen=True, slots=True)
class Draft:
    """A fact someone means to write.

    Attributes:
        by: the custodian in whose name.
        fact: what happened.
        officers: who signs, each as (officer, role); empty only for facts a node writes itself.
        happened_at: the world's time.
        written_at: the clerk's time; `happened_at` when None.
        via: device, paper or import.
        after: digests it follows beside the chains of those it names.
        log: the log to write in; empty for the log of the node that writes for `by`.
        act_id: given when an act is tried again, so that it counts once.
    """

    by: CustodianId
    fact: Fact
    officers: tuple[tuple[str, str], ...]
    happened_at: datetime
    written_at: datetime | None = None
    via: str = "device"
    after: tuple[Digest, ...] = ()
    log: str = ""
    act_id: str = ""


class Book:
    """One copy of the book, opened.

    Attributes:
        settings: what the operation decided about itself.
        store: where the bytes lie.
        incidents: the incident store beside the book, where this copy has one; a door hangs it in.
        folder: where this copy's files lie; None for one that lies nowhere.
        elsewhere: officers who sign with keys that are not here; None when keys are opened here.
        not_ahead: place → why its last good roll could not be written ahead.
        forks: log → the first place where two views of it differ.
        sizes: log → how many entries it had when everything was read last: so many were read, or more.
        chains: each person's chain among the entries that stand.
        own_logs: logs this machine writes.
        restored: this copy was restored from a backup: it writes in no log that the register does not know yet.
        holding: whom this copy holds, where the register lets it hold only its people; None for one that holds all.
    """

    def __init__(
        self,
        store: Store,
        settings: Settings,
        *,
        register_log: str,
        keyring: Keyring | None = None,
        sealed: SealedStore | None = None,
        papers: Papers, places: Places,
        entropy: Callable[[int], bytes] = os.urandom,
        signing: MadeHere | None = None, holds: SignatureCheck | None = None,
        when_closed: Callable[[], None] = lambda: None, own_logs: Sequence[str] | None = None,
    ) -> None:  # fmt: skip
        self.store = store
        self.settings = settings
        self.register_log = register_log
        self.keyring = keyring
        self.sealed = sealed
        self.papers = papers
        self.incidents: IncidentRows | None = None
        self.folder: Path | None = None
        self.elsewhere: Elsewhere | None = None
        self.not_ahead: dict[CustodianId, Objection] = {}
        self.chains = Chains()
        self.places = places
        self.entropy = entropy
        self._signing = signing or MadeHere()
        self.holds = holds if isinstance(holds, CheckedOnce) else CheckedOnce(holds or self._signing)
        self._when_closed = when_closed
        self.own_logs = store.own_logs() if own_logs is None else own_logs
        self.holding: Holding | None = None
        self.restored = False
        self.forks: dict[str, int] = {}
        self.sizes: dict[str, int] = {}
        self._known: Mapping[Digest, tuple[str, int]] = {}
        self._warm: dict[type[Reading], tuple[Reading, int]] = {}
        self._fold_afresh()

    def entries(self) -> Sequence[Entry]:
        """Everything that stands, in reading order; in a partial copy as far as it is about the people it holds."""
        return self._read

    def not_standing(self) -> Sequence[NotStanding]:
        """Everything stored that does not count, each with its reason."""
        return self._standing.not_standing

    def stored(self) -> Iterator[Entry]:
        """Everything that was stored when it was read last, whether it stands or not, in no order."""
        yield from self._standing.entries
        yield from (one.entry for one in self._standing.not_standing)

    def entry(self, digest: Digest) -> Entry | None:
        """The standing entry of that digest."""
        return self._standing.find(digest)

    def reading(self, kind: type[R], *settings: object) -> R:
        """The reading of everything that stands, carried on from where it was when nothing older has changed.

        `settings` are given to the reading when it is folded; they never change while a book is open.
        """
        entries = self.entries()
        warm, folded = self._warm.get(kind, (None, 0))
        if isinstance(warm, kind):
            while folded < len(entries) and warm.add(entries[folded]):
                folded += 1
            if folded == len(entries):
                self._warm[kind] = warm, folded
                return warm
        fresh: R = cast("type[Any]", kind).of(entries, *settings)
        self._warm[kind] = fresh, len(entries)
        return fresh

    def as_of(self, moment: datetime) -> list[Entry]:
        """What stood in the world at `moment`: the standing entries that happened by then, in reading order."""
        return [entry for entry in self.entries() if entry.happened_at <= moment]

    def write(self, draft: Draft) -> Entry:
        """Write one act; returns when it is durable. Refused when an officer may not sign it."""
        return self.write_all([draft])[0]

    def write_all(self, drafts: Sequence[Draft]) -> list[Entry]:
        """Write acts of which none follows another of the same call; one commit for each log, in order.

        Raises:
            Refused: an officer may not sign one of them; nothing is written.
        """
        position = self.register.size, self.register.root
        acts = [self._act(draft, position) for draft in drafts]
        told = self._signed([
            Made(one.log or self.log_for(one.by), act, one.officers) for one, act in zip(drafts, acts, strict=True)
        ])  # fmt: skip
        by_log: dict[str, list[tuple[Act, Sequence[Signature]]]] = {}
        for log, act, signatures in told:
            by_log.setdefault(log, []).append((act, signatures))
        written: dict[str, Entry] = {}
        for log, signed in by_log.items():
            at = max(act.written_at for act, _ in signed)
            for entry in self.store.append(log, signed, at=at, register=position):
                written[entry.act.id] = entry
        # What is durable is never said not to be: nothing is asked of the disk any more that it could refuse.
        self._take_in(list(written.values()), self._in_part)
        return [written[act.id] for _, act, _ in told]

    def prepare(self, draft: Draft, log: str) -> tuple[Act, tuple[Signature, ...]]:
        """An act and its signatures, as they would be written in `log`, for a node that writes them itself."""
        act = self._act(draft, (self.register.size, self.register.root))
        return act, self._sign(act, draft.officers, log)

    def take_in(self, entries: Iterable[Entry]) -> None:
        """Let entries that the store now holds count: those just written, or those that came from another node.

        Warm readings are kept as long as what they have read is still the beginning of what stands.
        """
        self._take_in(list(entries), None)

    def _take_in(self, entries: Sequence[Entry], in_part: frozenset[str] | None) -> None:
        """The same; the store is not asked anything where it is known which logs are `in_part`."""
        before = len(self._standing.entries)
        came: list[Entry] = []
        for entry in entries:
            if not self._judge.add(entry):
                self._fold_afresh(self._standing.entries, written=entries if in_part is not None else ())
                return
            if not self._standing.add(entry):
                # At once: what comes after may have everything read again, beside what stands with this one in it.
                self._keep_warm(self._standing.unmoved)
            came.append(entry)
        whole = self._standing.entries
        self._narrow(came, in_part)
        if len(whole) == before + len(came) and all(self._standing.find(one.digest) for one in came):
            for entry in came:
                self.chains.add(entry)
        else:
            self.chains = chains_of(whole)

    def take_in_forks(self) -> bool:
        """Read everything again if a log was shown to have forked, or one more branch of it came; whether so."""
        changed = self.store.parted() != self._parted
        if changed:
            self._fold_afresh(self._standing.entries)
        return changed

    @property
    def parted(self) -> tuple[tuple[str, int, str], ...]:
        """What it was read with of logs that forked: each with its place, and the last digest of every other branch."""
        return tuple(self._parted)

    def read_afresh(self) -> None:
        """Read everything again, as after entries came that lie before others, or some were erased."""
        self._fold_afresh(self._standing.entries)

    @property
    def register(self) -> Register:
        """The reading of nodes, officers, keys and grants."""
        return self._judge.register

    def head(self) -> Digest:
        """The digest over every log's size and root, by which two copies are compared."""
        return head_of(self.store.heads())

    def check_invariants(self) -> None:
        """Every invariant of the roll, counted afresh; AssertionError names the one that is broken."""
        self.reading(Roll).check_invariants()

    def close(self) -> None:
        """Close the files, so that they can be sealed."""
        self._when_closed()
        if self.sealed is not None:
            self.sealed.close()
        self.store.close()

    def seal(self, things: Sequence[tuple[PersonId, str, bytes]]) -> list[Digest]:
        """Seal (person, kind, bytes) beside the book; the salted digests a fact may name.

        Raises:
            Refused: this copy cannot seal: it holds no reader's key.
        """
        if self.sealed is None:
            raise Refused(Objection("sealed.no-key"))
        return self.sealed.seal_many(
            [Clear(person, kind, clear, self.entropy(SALT_BYTES)) for person, kind, clear in things]
        )

    def log_for(self, custodian: CustodianId) -> str:
        """The open log, with its key here, of the node that writes for `custodian`.

        Not one that was written in two versions, though its key is here again after a start: what it took would be
        said to be there, and not count. Only the register's goes on, for there the rest is put right.
        """
        sound = [one for one in self.store.own_logs() if one == self.register_log or one not in self.forks]
        own = [(log, self.register.node_of(log)) for log in sound]
        own = [(log, node) for log, node in own if node is None or node.closed_at is None]
        for log, node in own:
            if node is not None and custodian in node.custodians and log != self.register_log:
                return log
        waiting = [log for log, node in own if node is None and self.restored]
        if len(waiting) < len(own):
            return next(log for log, _ in reversed(own) if log not in waiting)
        if waiting:
            raise Refused(Objection("book.restored", values={"log": waiting[0][:16]}))
        raise Refused(Objection("book.no-log", values={"custodian": custodian}))

    def _act(self, draft: Draft, position: tuple[int, str]) -> Act:
        written_at = draft.written_at or draft.happened_at
        return Act(
            id=draft.act_id or new_act_id(written_at, self.entropy(10)), by=draft.by, fact=draft.fact,
            after=tuple(sorted({*self.chains.heads_of(draft.fact.named()), *draft.after})), register=position,
            happened_at=draft.happened_at, written_at=written_at, via=draft.via,
        )  # fmt: skip

    def _signed(self, made: Sequence[Made]) -> list[Signed]:
        if self.elsewhere is not None:
            return self.elsewhere.signed(made)
        return [(one.log, one.act, self._sign(one.act, one.officers, one.log)) for one in made]

    def _sign(self, act: Act, officers: Sequence[tuple[str, str]], log: str) -> tuple[Signature, ...]:
        if not any(role == ROOT for _, role in officers):
            objections = signers_wanted(self.register, officers, act.fact, act.by, self.register.size)
            if objections:
                raise Refused(*objections)
        if self.keyring is None:
            return ()
        return tuple(
            self._signing.sign(act, log=log, officer=officer, role=role, key=self.keyring.private_key(officer))
            for officer, role in officers
        )

    def _fold_afresh(self, before: Sequence[Entry] = (), written: Sequence[Entry] = ()) -> None:
        """Read everything again; warm readings are kept of what stands `before` and now alike.

        With what was `written` just now nothing is asked of the store: the rest is in memory.
        """
        assert KINDS, "no room has declared its facts"
        told: Tells = self.store
        if written:
            every = {one.digest: one for one in (*self._as_stored(), *written)}
            told = Remembered(tuple(every.values()), self.forks, self._known)
        else:
            # Both are asked first: what comes meanwhile is read once more, and not missed.
            self._parted = self.store.parted()
            self.sizes = {log: size for log, (size, _) in self.store.heads().items()}
            self.forks = {log: place for log, place, _ in self._parted}
            self._known = self.store.known_by_digest()
        self._judge, self._standing = what_stands(told, register_log=self.register_log, holds=self.holds)
        self.chains = chains_of(self._standing.entries)
        self._keep_warm(alike(before, self._standing.entries))
        self._narrow(in_part=self._in_part if written else None)

    def _as_stored(self) -> Iterator[Entry]:
        """Everything read, as its bytes say it: what follows a copy of a repeated act stands as following the first."""
        repeated = any(one.reason == "replayed" for one in self._standing.not_standing)
        yield from (read_entry(one.body) for one in self.stored()) if repeated else self.stored()

    def _narrow(self, came: Sequence[Entry] | None = None, in_part: frozenset[str] | None = None) -> None:
        """Whom a partial copy holds, and what it reads of that; all that `came` without changing it is read as it is.

        A reading is kept warm only as long as it is about the same people. Which logs are `in_part` is asked of the
        store, unless nothing came that could have changed it.
        """
        self._in_part = frozenset(self.store.in_part()) if in_part is None else in_part
        log = holds_its_people(self.register, self.own_logs, self._in_part)
        if log is None:
            if self.holding is not None:
                self._warm.clear()
            self.holding, self._read = None, self._standing.entries
            return
        known = self.holding.everyone if self.holding is not None else frozenset()
        if came is not None and all(one.fact.named() <= known and one.log == log for one in came):
            now = narrow_all(self._standing.entries, known)
            self._keep_warm(alike(self._read, now))
            self._read = now
            return
        self.holding = holding_among(self._standing.entries, log, self.register)
        self._read = narrow_all(self._standing.entries, self.holding.everyone)
        self._warm.clear()

    def _keep_warm(self, folded: int) -> None:
        self._warm = {kind: warm for kind, warm in self._warm.items() if warm[1] <= folded}
