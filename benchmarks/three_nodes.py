"""Three nodes and nothing but letters between them: headquarters on PostgreSQL and two forward sites on SQLite.

Each node is a process of its own (`muster node --nats`) with its own NATS server; the sites' servers are leaves of
headquarters'. Invented people go from one site to the other by headquarters' plan: seated there, offered and let go
at Willow, taken by an escort and handed on at Harbour, counted at both by two. Meanwhile lines are cut, every node is
ended by `kill -9`, and so is every NATS server and the database. At the end all three must have one head and one roll,
every person at Harbour, nothing stored twice and nothing turned away.

    PYTHONPATH=src:. python benchmarks/three_nodes.py [--people 500] [--seed 1] [--json] [--calm]

Needs Debian's `postgresql` and `nats-server`. Exit 0 when all holds, 1 otherwise, 2 when one of them is not here.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path

from three_nodes_acts import arrived, boarded, counted, planned
from three_nodes_machines import Machine, end, set_up, surroundings, wait
from three_nodes_operation import HARBOUR, MORNING, WILLOW, buses, fill
from tools import nats_server, postgres_server

from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Entry
from musterbook.operation.catalogue import read_folder
from musterbook.operation.folder import open_book
from musterbook.operation.moving_store import move
from musterbook.operation.opening import Founding, open_folder
from musterbook.operation.situation import open_discrepancies
from musterbook.operation.verifying import verify_book
from musterbook.terms.custodians import in_hand

NODES = ("desk", "north", "south")


@dataclass
class Told:
    """What a run met."""

    people: int
    serials: int = 0
    moved: int = 0
    handovers: int = 0
    entries: int = 0
    cuts: int = 0
    nodes_killed: int = 0
    servers_killed: int = 0
    databases_killed: int = 0
    heads_equal: bool = False
    rolls_equal: bool = False
    stored_twice: int = 0
    turned_away: int = 0
    discrepancies: int = 0
    counts_agree: bool = False
    verified: bool = False
    slowest_crossing_seconds: float = 0.0
    seconds: float = 0.0
    load: float = field(default_factory=lambda: round(os.getloadavg()[0], 1))

    @property
    def holds(self) -> bool:
        """Whether everything came out as it must."""
        right = self.heads_equal and self.rolls_equal and self.counts_agree and self.verified
        return right and self.moved == self.people and not (self.stored_twice or self.turned_away or self.discrepancies)


@dataclass
class Run:
    """One run: the machines, what is done to them, and what was met."""

    machines: dict[str, Machine]
    database: postgres_server.Server
    chance: random.Random
    told: Told
    say: Callable[[str], None]
    troubles: list[Callable[[], None]] = field(default_factory=list)

    def crossed(self, entry: Entry, to: str) -> None:
        """Wait until an entry has come to a node; on the way something may happen to the machines."""
        if self.troubles:
            self.troubles.pop()()
        waited = wait(lambda: self.machines[to].has(entry))
        self.told.slowest_crossing_seconds = max(self.told.slowest_crossing_seconds, round(waited, 1))

    def cut(self, name: str) -> None:
        """Cut a site's line; it is mended at the next trouble, or the end."""
        cable = self.machines[name].cable
        assert cable is not None, "only sites have one"
        self.say(f"the line to {name} is cut")
        cable.cut()
        time.sleep(self.chance.uniform(1, 3))
        cable.mend()
        self.told.cuts += 1

    def kill_node(self, name: str) -> None:
        """End a node, and start it again after a while."""
        self.say(f"{name} is killed")
        self.machines[name].kill()
        time.sleep(self.chance.uniform(0.2, 1))
        self.machines[name].start()
        self.told.nodes_killed += 1

    def kill_server(self, name: str) -> None:
        """End a NATS server; every other time its disk is lost with it."""
        self.say(f"the NATS server of {name} is killed")
        server = self.machines[name].server
        server.kill()
        if self.told.servers_killed % 2:
            shutil.rmtree(server.folder / "streams", ignore_errors=True)
        server.start()
        self.told.servers_killed += 1

    def kill_database(self) -> None:
        """Stop headquarters' database as a loss of power would."""
        self.say("the database is stopped at once")
        self.database.stop("immediate")
        time.sleep(0.5)
        self.database.start()
        self.told.databases_killed += 1

    def plan_troubles(self, crossings: int) -> None:
        """Spread cuts and ends over the crossings there will be; each kind at least once, in an order of the seed."""
        kinds: list[Callable[[], None]] = [
            lambda: self.cut("north"), lambda: self.cut("south"), self.kill_database,
            *(lambda name=name: self.kill_node(name) for name in NODES),
            *(lambda name=name: self.kill_server(name) for name in NODES),
        ]  # fmt: skip
        self.chance.shuffle(kinds)
        self.troubles = (kinds * (1 + crossings // len(kinds)))[: max(crossings, len(kinds))]


def opened(work: Path, people: int, seed: int, database: postgres_server.Server) -> dict[str, Machine]:
    """The book is opened, a copy goes to each site, and headquarters' moves into the database."""
    place = fill(work / "desk", people)
    nodes = {"north": frozenset({WILLOW}), "south": frozenset({HARBOUR, *buses(people)})}
    open_folder(read_folder(place, today=MORNING), Founding(place / "book", MORNING, seed=seed, nodes=nodes)).close()
    for name in NODES[1:]:
        shutil.copytree(place, work / name)
    move(place, database.address("headquarters"))
    return set_up({name: work / name for name in NODES}, work)


def compared(run: Run) -> None:
    """Compare the three copies, and verify headquarters'."""
    told, heads, rolls, doubts = run.told, set[str](), [], []
    for machine in run.machines.values():
        book = open_book(machine.me.place)
        heads.add(book.head())
        roll = book.reading(Roll)
        rolls.append({one: sorted(roll.on(in_hand(one))) for one in (WILLOW, HARBOUR)})
        doubts.append(open_discrepancies(book))
        digests = [one.digest for one in book.store.entries()]
        told.entries, told.stored_twice = len(digests), told.stored_twice + len(digests) - len(set(digests))
        book.close()
        with machine.me.reading() as store:
            told.turned_away += len(store.turned_away())
    told.heads_equal, told.rolls_equal = len(heads) == 1, all(one == rolls[0] for one in rolls)
    told.moved, told.discrepancies = len(rolls[0][HARBOUR]), max(map(len, doubts))
    told.verified = all(verify_book(one.me.place).failed == [] for one in run.machines.values())


def moved(run: Run) -> None:
    """Everyone is moved, serial by serial, and counted."""
    for machine in run.machines.values():
        machine.start()
    desk, north, south = (run.machines[name] for name in NODES)
    serials, last = planned(desk)
    for site in NODES[1:]:
        run.crossed(last, site)
    run.told.serials = len(serials)
    for manifest in serials:
        minutes = (manifest.leaves_at - MORNING) / timedelta(minutes=1) - 15
        run.crossed(boarded(north, manifest, minutes), "south")
        run.crossed(arrived(south, manifest, minutes), "north")
        run.told.handovers += 2
        run.say(f"{manifest.serial}: {len(manifest.people)} people moved")
    late = (serials[-1].leaves_at - MORNING) / timedelta(minutes=1) + 400
    willow = "w.officer/site-officer", "w.counter/counting-officer w.second/counting-officer"
    harbour = "h.officer/receiving-officer", "h.counter/counting-officer h.second/counting-officer"
    left, first = counted(north, WILLOW, *willow, late)
    there, second = counted(south, HARBOUR, *harbour, late)
    run.told.counts_agree = first and second
    for entry in (left, there):
        for name in NODES:
            run.crossed(entry, name)
    wait(lambda: len({one.head() for one in run.machines.values()}) == 1)


def run_once(people: int, seed: int, *, calm: bool, say: Callable[[str], None]) -> Told:
    """One run in a folder of its own."""
    surroundings()
    began, told = time.monotonic(), Told(people)
    database = postgres_server.new_server(postgres_server.CHECKSUMS)
    with tempfile.TemporaryDirectory(prefix="three-") as work:
        machines: dict[str, Machine] = {}
        try:
            machines = opened(Path(work), people, seed, database)
            run = Run(machines, database, random.Random(seed), told, say)
            if not calm:
                run.plan_troubles(4 + 2 * (1 + people // 50))
            moved(run)
            for machine in machines.values():
                machine.stop()
            compared(run)
        except RuntimeError:
            for name, machine in machines.items():
                say("\n".join([f"{name} said last:", *machine.said()]))
            raise
        finally:
            end(machines)
            postgres_server.end(database)
    told.seconds = round(time.monotonic() - began, 1)
    return told


def main() -> int:
    """Run, and say what was met."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    asked.add_argument("--people", type=int, default=500)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--calm", action="store_true", help="cut nothing, kill nothing")
    asked.add_argument("--json", action="store_true")
    given = asked.parse_args()
    if not (nats_server.program() and postgres_server.program("initdb")):
        print("Debian's packages nats-server and postgresql are needed", file=sys.stderr)
        return 2
    told = run_once(given.people, given.seed, calm=given.calm, say=lambda line: print(line, file=sys.stderr))
    print(json.dumps(asdict(told) | {"holds": told.holds}, indent=None if given.json else 2))
    return 0 if told.holds else 1


if __name__ == "__main__":
    sys.exit(main())
