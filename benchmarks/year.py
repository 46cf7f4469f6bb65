"""A year of a public escort service: how many bytes, how much memory and how long a move takes, streamed.

    PYTHONPATH=src python benchmarks/year.py [--moves 10000] [--seed 7] [--folder DIR]

One public service makes 622,000 moves a year (custody.md section 17). A move here is ten facts about one person:
checked against the band, told, offered, let go, accepted by an escort, looked after, checked again, offered, let go,
accepted at the other end; a hundred and twenty sites, sixty escorts. Each entry is signed by an officer and appended in
commits of a thousand; then a second pass reads the store entry by entry, checks each signature, and folds the roll,
keeping no entry. Whatever part of the year is run is printed, with what the whole would take by count.
"""

from __future__ import annotations

import argparse
import platform
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from ledger_contenders import AT, LOG, NODE_KEY, REGISTER

from musterbook.custody.care.facts import WelfareGiven
from musterbook.custody.dues.facts import Told
from musterbook.custody.facts import Accepted, Checked, LetGo, Offered, Registered
from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Act, Entry, Signature, new_act_id
from musterbook.ledger.facts import Digest, Fact
from musterbook.ledger.notation import NO_REGISTER
from musterbook.ledger.signing import public_of, sign_act, signature_holds
from musterbook.operation.kinds import KINDS
from musterbook.store.keys import exercise_key
from musterbook.store.sqlite import open_store
from musterbook.terms.custodians import CustodianId, in_hand
from musterbook.terms.people import PersonId, number_at

YEAR: Final = 622_000
SITES, ESCORTS, BATCH = 120, 60, 1_000
START: Final = datetime(2026, 1, 1, 6, tzinfo=UTC)
OFFICER: Final = Ed25519PrivateKey.from_private_bytes(exercise_key(7, "officer", "o.bench"))
Signed = tuple[Act, Sequence[Signature]]


@dataclass
class Year:
    """Moves of people between sites, as acts signed by an officer, in order; each follows what was written of him."""

    moves: int
    seed: int

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)
        self._clock = START
        self._head: dict[PersonId, Digest] = {}
        self._waiting: list[PersonId] = []
        self.offers: dict[str, Digest] = {}

    def heads(self, entries: Sequence[Entry]) -> None:
        """What was just written: the next acts about these people follow it."""
        for entry in entries:
            for person in entry.named() if entry.fact.in_chain else ():
                self._head[person] = entry.digest

    def registered(self) -> Iterator[tuple[CustodianId, Fact]]:
        """Everyone a year's moves are about: one in seven moves is somebody's first."""
        for place in range(max(1, self.moves // 7)):
            person = number_at("KH", place)
            yield _site(place % SITES), Registered(person=person, particulars=self._digest(), how="opening")

    def acts(self, facts: Iterator[tuple[CustodianId, Fact]]) -> Iterator[Signed]:
        """Acts of facts, signed."""
        for by, fact in facts:
            self._clock += timedelta(seconds=3)
            after = tuple(sorted({self._head[one] for one in fact.named() if one in self._head}))
            act = Act(new_act_id(self._clock, self._chance.randbytes(10)), by, fact, after, NO_REGISTER, self._clock,
                      self._clock)  # fmt: skip
            yield act, (sign_act(act, log=LOG, officer="o.bench", role="site-officer", key=OFFICER),)

    def steps(self) -> Iterator[list[tuple[CustodianId, Fact]]]:
        """The moves of BATCH people at a time, one fact of each move in a step: none follows another of its step."""
        people = max(1, self.moves // 7)
        at = [place % SITES for place in range(people)]
        for start in range(0, self.moves, min(BATCH, people)):
            lot = range(start, min(start + min(BATCH, people), self.moves))
            ways = [(move, move % people, f"bus-{move % ESCORTS}") for move in lot]
            ends = {move: (at[place] + 1 + move % 7) % SITES for move, place, _ in ways}
            for step in range(10):
                yield [
                    self._fact(step, move, place, site=at[place], bus=bus, end=ends[move]) for move, place, bus in ways
                ]
            for move, place, _ in ways:
                at[place] = ends[move]
            self.offers.clear()

    def _fact(self, step: int, move: int, place: int, *, site: int, bus: str, end: int) -> tuple[CustodianId, Fact]:
        one, giver, escort, receiver = number_at("KH", place), _site(site), CustodianId(bus), _site(end)
        who, first, second = frozenset((one,)), f"A{move}", f"B{move}"
        due = self._clock + timedelta(hours=6)
        facts: tuple[tuple[CustodianId, Fact], ...] = (
            (giver, Checked(handover=first, people=who, how="two-officers")),
            (giver, Told(people=who, what="move", custodian=receiver, handover=first)),
            (giver, Offered(handover=first, manifest=self._digest(), people=who, receiver=escort, due_by=due)),
            (giver, LetGo(handover=first, people=who)),
            (escort, Accepted(handover=first, offer=self.offers.get(first, Digest("0" * 64)), people=who)),
            (escort, WelfareGiven(handover=first, what="looked-at", outcome="accepted", people=who)),
            (escort, Checked(handover=second, people=who, how="two-officers")),
            (escort, Offered(handover=second, manifest=self._digest(), people=who, receiver=receiver, due_by=due)),
            (escort, LetGo(handover=second, people=who)),
            (receiver, Accepted(handover=second, offer=self.offers.get(second, Digest("0" * 64)), people=who)),
        )
        return facts[step]

    def _digest(self) -> Digest:
        return Digest(self._chance.randbytes(32).hex())


def append(folder: Path, year: Year) -> float:
    """Write the year; the CPU seconds it took."""
    store = open_store(folder, operation="bench")
    store.create_log(NODE_KEY, "bench")
    began = time.process_time()

    def write(facts: list[tuple[CustodianId, Fact]]) -> None:
        entries = store.append(LOG, list(year.acts(iter(facts))), at=AT, register=REGISTER)
        year.heads(entries)
        year.offers.update({one.fact.handover: one.digest for one in entries if isinstance(one.fact, Offered)})

    everyone = list(year.registered())
    for start in range(0, len(everyone), BATCH):
        write(everyone[start : start + BATCH])
    for step in year.steps():
        write(step)
    spent = time.process_time() - began
    store.close()
    return spent


def read(folder: Path, *, signatures: bool) -> tuple[float, Roll, int]:
    """Read the store entry by entry into a roll; CPU seconds, the roll, and how many entries."""
    store = open_store(folder, operation="bench")
    key = public_of(OFFICER)
    roll, count, began = Roll(), 0, time.process_time()
    for entry in store.entries():
        if signatures and not all(signature_holds(entry, one, key) for one in entry.signed):
            raise SystemExit("a signature does not hold")
        if not roll.add(entry):
            raise SystemExit("the roll would have to be folded afresh")
        count += 1
    roll.check_invariants()
    spent = time.process_time() - began
    store.close()
    return spent, roll, count


def main() -> None:
    """Measure a part of the year and say what the whole takes by count."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--moves", type=int, default=10_000)
    asked.add_argument("--seed", type=int, default=7)
    asked.add_argument("--folder", type=Path, default=None)
    said = asked.parse_args()
    assert KINDS
    with tempfile.TemporaryDirectory(dir=said.folder) as name:
        folder = Path(name)
        written = append(folder, Year(said.moves, said.seed))
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        folded, roll, count = read(folder, signatures=False)
        rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        verified, _, _ = read(folder, signatures=True)
        began = time.process_time()
        people = roll.on(in_hand(_site(7)))
        asked_for = time.process_time() - began
    whole = YEAR / said.moves
    sys.stdout.write(
        f"{said.moves:,} moves of {YEAR:,} ({1 / whole:.1%}), {count:,} entries, seed {said.seed}, "
        f"{platform.machine()} Python {platform.python_version()}, CPU seconds\n"
        f"  appended   {written:8.1f} s   the year by count {written * whole / 3600:6.2f} h\n"
        f"  folded     {folded:8.1f} s   the year by count {folded * whole / 3600:6.2f} h\n"
        f"  verified   {verified:8.1f} s   the year by count {verified * whole / 3600:6.2f} h (fold and signatures)\n"
        f"  on disk    {size / said.moves:8,.0f} bytes a move, the year {size * whole / 1e9:.1f} GB\n"
        f"  memory     {rss / 1024:8.0f} MiB at most, {max(rss - before, 0) * 1024 / said.moves:,.0f} bytes a move "
        f"more while folding; the year {(before + (rss - before) * whole) / 1024**2:.1f} GiB by count\n"
        f"  roll of one site after: {len(people):,} people in {asked_for * 1000:.1f} ms\n"
    )


def _site(place: int) -> CustodianId:
    return CustodianId(f"site-{place:03}")


if __name__ == "__main__":
    main()
