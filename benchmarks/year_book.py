"""The book of a year of a public escort service: a real one, with register, officers and nodes, written move by move.

A move is ten facts about one person: checked against the band, told, offered, let go, accepted by an escort, looked
after, checked again, offered, let go, accepted at the other end. A hundred sites and sixty escorts write in the logs of
four nodes; each act is signed by an officer of whoever writes it. Everything is drawn from the seed, so that a book
whose writing was stopped goes on where it ended: what lies in a log is read instead of written.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.operation.making import OPERATION, TABLES, write_cells

from musterbook.custody.care.facts import WelfareGiven
from musterbook.custody.dues.facts import Told
from musterbook.custody.facts import Accepted, Checked, LetGo, Offered, Registered
from musterbook.ledger.entry import Act, Entry, Signature, new_act_id
from musterbook.ledger.facts import Digest, Fact
from musterbook.ledger.signing import public_of, sign_act
from musterbook.operation.book_folder import find_book, read_book_file
from musterbook.operation.catalogue import read_folder
from musterbook.operation.opening import Founding, open_folder
from musterbook.operation.template import make_folder
from musterbook.rights.register import Register
from musterbook.store.keys import Purpose, exercise_key
from musterbook.store.sqlite import SqliteStore, open_store
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import PersonId, number_at

SITES, ESCORTS, NODES, BATCH = 100, 60, 4, 4_000
START: Final = datetime(2026, 1, 1, 6, tzinfo=UTC)
FACTS_A_MOVE: Final = 10


class Said(NamedTuple):
    """A fact, in whose name, and of which node."""

    by: CustodianId
    fact: Fact


@dataclass
class Year:
    """Moves of people between sites, as acts signed by an officer, in order; each follows what was written of him."""

    moves: int
    seed: int
    register: tuple[int, str]
    nodes: Mapping[CustodianId, str]
    chance: random.Random = field(init=False)
    clock: datetime = field(default=START + timedelta(hours=1), init=False)
    head: dict[PersonId, Digest] = field(default_factory=dict, init=False)
    offers: dict[str, Digest] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)

    @property
    def people(self) -> int:
        """Everyone a year's moves are about: one in seven moves is somebody's first."""
        return max(1, self.moves // 7)

    def steps(self) -> Iterator[list[Said]]:
        """Facts none of which follows another of its step: all are registered, then BATCH people move at a time."""
        everyone = iter(range(self.people))
        while lot := list(islice(everyone, BATCH)):
            yield [
                Said(site(one), Registered(person=number_at("KH", one), particulars=self.digest(), how="opening"))
                for one in lot
            ]
        at = [place % SITES for place in range(self.people)]
        size = min(BATCH, self.people)
        for start in range(0, self.moves, size):
            lot = list(range(start, min(start + size, self.moves)))
            for step in range(FACTS_A_MOVE):
                yield [self.fact(step, move, at[move % self.people]) for move in lot]
            for move in lot:
                at[move % self.people] = end_of(move, at[move % self.people])
            self.offers.clear()

    def fact(self, step: int, move: int, begins: int) -> Said:
        """One of the ten facts of a move that begins at a site."""
        giver, escort, receiver = site(begins), CustodianId(f"bus-{move % ESCORTS:02}"), site(end_of(move, begins))
        who, first, second = frozenset((number_at("KH", move % self.people),)), f"A{move}", f"B{move}"
        by = (giver, giver, giver, giver, escort, escort, escort, escort, escort, receiver)[step]
        due = self.clock + timedelta(hours=6)
        match step:
            case 0 | 6:
                return Said(by, Checked(handover=second if step else first, people=who, how="two-officers"))
            case 1:
                return Said(by, Told(people=who, what="move", custodian=receiver, handover=first))
            case 2 | 7:
                name, to = (first, escort) if step == 2 else (second, receiver)
                return Said(by, Offered(handover=name, manifest=self.digest(), people=who, receiver=to, due_by=due))
            case 3 | 8:
                return Said(by, LetGo(handover=first if step == 3 else second, people=who))
            case 4 | 9:
                name = first if step == 4 else second
                return Said(by, Accepted(handover=name, offer=self.offers[name], people=who))
            case _:
                return Said(by, WelfareGiven(handover=first, what="looked-at", outcome="accepted", people=who))

    def act(self, told: Said) -> Act:
        """The act of a fact, three seconds after the one before."""
        self.clock += timedelta(seconds=3)
        after = tuple(sorted({self.head[one] for one in told.fact.named() if one in self.head}))
        name = new_act_id(self.clock, self.chance.randbytes(10))
        return Act(name, told.by, told.fact, after, self.register, self.clock, self.clock)

    def written(self, entries: Sequence[Entry]) -> None:
        """What was just written, or lay there already: the next acts about these people follow it."""
        for entry in entries:
            for person in entry.named() if entry.fact.in_chain else ():
                self.head[person] = entry.digest
            if isinstance(entry.fact, Offered):
                self.offers[entry.fact.handover] = entry.digest

    def digest(self) -> Digest:
        """Of something sealed that nobody has."""
        return Digest(self.chance.randbytes(32).hex())


def write(place: Path, *, moves: int, seed: int) -> None:
    """Write the book of so many moves in `place / "book"`, or what is lacking of it."""
    if not (place / "book").exists():
        found(place, seed)
    folder = find_book(place)
    store = open_store(folder)
    keys = {f"node-{part}": _key(seed, "log", f"node-{part}") for part in range(NODES)}
    for key in keys.values():
        store.hold_key(key)
    register = Register.of(store.entries(read_book_file(folder).register_log))
    sizes = {log: size for log, (size, _) in store.heads().items()}
    logs = {by: public_of(keys[name]) for name, custodians in nodes_of(custodians_all()).items() for by in custodians}
    year = Year(moves, seed, (register.size, register.root), logs)
    writer = _Writer(store, year, dict.fromkeys(logs.values(), 0), sizes, seed)
    for step in year.steps():
        writer.step(step)
    store.close()


@dataclass
class _Writer:
    """Writes steps, or reads what lies in the logs of them already."""

    store: SqliteStore
    year: Year
    at: dict[str, int]
    sizes: Mapping[str, int]
    seed: int
    keys: dict[CustodianId, Ed25519PrivateKey] = field(default_factory=dict)

    def step(self, facts: Sequence[Said]) -> None:
        """One step, log by log; the clock and the seed run on alike, whether it is written or read."""
        acts: dict[str, list[Act]] = {}
        for told in facts:
            acts.setdefault(self.year.nodes[told.by], []).append(self.year.act(told))
        done: list[Entry] = []
        for log, some in sorted(acts.items()):
            begins, there = self.at[log], max(0, min(self.sizes.get(log, 0) - self.at[log], len(some)))
            done += self.store.entries(log, begins, begins + there)
            if there < len(some):
                signed = [(act, (self._sign(act, log),)) for act in some[there:]]
                done += self.store.append(log, signed, at=some[-1].written_at, register=self.year.register)
            self.at[log] += len(some)
        self.year.written(done)

    def _sign(self, act: Act, log: str) -> Signature:
        if act.by not in self.keys:
            self.keys[act.by] = _key(self.seed, "officer", f"o.{act.by}")
        role = "escort-commander" if act.by.startswith("bus") else _ROLE.get(act.kind, "site-officer")
        return sign_act(act, log=log, officer=f"o.{act.by}", role=role, key=self.keys[act.by])


_ROLE: Final = {"custody.accepted": "receiving-officer"}


def found(place: Path, seed: int) -> None:
    """Found the book: sites, escorts, an officer of each, and nobody in it yet."""
    make_folder(place)
    sites = [
        (f"S{one:02}", f"Site {one}", "", "prison", "receiving" if one else "origin", f"{50 + one / 100:.2f}", "1.00",
         "2000", "60", site(one))
        for one in range(SITES)
    ]  # fmt: skip
    buses = [CustodianId(f"bus-{one:02}") for one in range(ESCORTS)]
    fleet = [(bus, "bus", "road", "40", "60", "900", "S00", bus, "yes") for bus in buses]
    officers = [(f"o.{one}", one, role) for *_, one in sites for role in ("site-officer", "receiving-officer")]
    officers += [(f"o.{bus}", bus, "escort-commander") for bus in buses]
    desk = [row for row in TABLES["officers"][1:] if row[1] == "desk"]
    for name, rows in {
        "sites": [TABLES["sites"][0], *sites], "fleet": [TABLES["fleet"][0], *fleet],
        "officers": [TABLES["officers"][0], *desk, *officers], "escorts": [TABLES["escorts"][0], ("T", "S00", "80")],
        "people": TABLES["people"][:1], "roads": TABLES["roads"][:1], "agreements": TABLES["agreements"][:1],
    }.items():  # fmt: skip
        write_cells(place / f"{name}.csv", rows)
    said = OPERATION.format(exercise="true").replace("harbour", site(1)).replace("willow", site(0))
    (place / "operation.toml").write_text(said, encoding="utf-8")
    opening = Founding(place / "book", START, seed=seed, nodes=nodes_of(custodians_all()))
    open_folder(read_folder(place, today=START), opening).close()


def custodians_all() -> list[CustodianId]:
    """Every site and every escort."""
    return [*(site(one) for one in range(SITES)), *(CustodianId(f"bus-{one:02}") for one in range(ESCORTS))]


def nodes_of(custodians: Sequence[CustodianId]) -> dict[str, frozenset[CustodianId]]:
    """Node → for whom it writes."""
    return {f"node-{part}": frozenset(custodians[part::NODES]) for part in range(NODES)}


def site(place: int) -> CustodianId:
    """The custodian of a site, by its place in the list; people begin at their own number's."""
    return CustodianId(f"site-{place % SITES:02}")


def end_of(move: int, begins: int) -> int:
    """Where a move ends: another site."""
    return (begins + 1 + move % 7) % SITES


def _key(seed: int, purpose: Purpose, name: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(exercise_key(seed, purpose, name))
