"""How long the roll takes to read, and what a bookkeeping program makes of the same history.

    PYTHONPATH=src python benchmarks/custody.py [--small] [--no-beancount]

Seed 7 throughout; CPU seconds of one core. First 57,040 people with 5 handovers each, then 5,704 with 3: entries,
postings, the fold, the recount by another road, the full check of the invariants, and the other readings. Then the
5,704 once more beside beancount 3 (people as labelled lots, strict booking), and the double exit told to both.
"""

from __future__ import annotations

import argparse
import gc
import importlib.util
import platform
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from musterbook.custody.facts import Accepted, LetGo, Offered, Registered
from musterbook.custody.gaps import Gaps
from musterbook.custody.handovers import Handovers
from musterbook.custody.people import People
from musterbook.custody.recount import Recount
from musterbook.custody.roll import Roll
from musterbook.ledger.entry import NO_DIGEST, Act, Entry, entry_from, new_act_id, read_entry
from musterbook.ledger.facts import Digest, Fact
from musterbook.ledger.notation import NO_REGISTER, told
from musterbook.ledger.reading import in_order
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import PersonId, number_at

SEED = 7
LOT = 150
SITES = ("hasakah", "derik", "qamishli", "shaddadi")
START = datetime(2026, 1, 17, 6, 0, tzinfo=UTC)
DOUBLE_EXIT = """
06:00 hasakah custody.registered person=D-0001
06:10 hasakah custody.offered    handover=H1 people=D-0001 receiver=chinook @first
06:11 hasakah custody.offered    handover=H2 people=D-0001 receiver=bus-7   @second
06:20 chinook custody.accepted   handover=H1 people=D-0001 after=@first
06:15 bus-7   custody.accepted   handover=H2 people=D-0001 after=@second
"""
T = TypeVar("T")


class History:
    """An invented history of the operation's shape.

    Four sites register everyone; lots of 150 go by one of 40 carriers to one staging ground and by a second carrier to
    one receiving facility, or however far the handovers asked for reach.
    """

    def __init__(self, people: int, handovers: int) -> None:
        self._random = random.Random(SEED)
        self._heads: dict[PersonId, Digest] = {}
        self._clock = START
        self.entries: list[Entry] = []
        numbers = [number_at("KH", place) for place in range(people)]
        lots = [frozenset(numbers[start : start + LOT]) for start in range(0, people, LOT)]
        for lot, group in enumerate(lots):
            for number in sorted(group):
                site = CustodianId(SITES[lot % len(SITES)])
                self._write(site, Registered(person=number, particulars=self._digest(), how="opening"), {number})
        for lot, group in enumerate(lots):
            way = [SITES[lot % len(SITES)], f"bus-{lot % 40}", "staging", f"plane-{lot % 40}", "karkh", "consulate"]
            way = way[: handovers + 1] if handovers > 3 else [*way[:3], "karkh"]
            for leg, (giver, receiver) in enumerate(pairwise(way)):
                self._hand_over(f"H{lot}-{leg}", CustodianId(giver), CustodianId(receiver), group)

    def _hand_over(
        self, reference: str, giver: CustodianId, receiver: CustodianId, people: frozenset[PersonId]
    ) -> None:
        due = self._clock + timedelta(hours=3)
        offered = Offered(handover=reference, manifest=self._digest(), people=people, receiver=receiver, due_by=due)
        offer = self._write(giver, offered, people)
        self._write(giver, LetGo(handover=reference, people=people), people)
        self._write(receiver, Accepted(handover=reference, offer=offer, people=people), people)

    def _write(self, by: CustodianId, fact: Fact, people: Iterable[PersonId]) -> Digest:
        self._clock += timedelta(seconds=1)
        after = tuple(sorted({self._heads[person] for person in people if person in self._heads}))
        name = new_act_id(self._clock, self._random.randbytes(10))
        act = Act(name, by, fact, after, NO_REGISTER, self._clock, self._clock)
        entry = entry_from(act, log="0" * 64, seq=len(self.entries), prev=NO_DIGEST, signed=())
        self.entries.append(entry)
        self._heads.update(dict.fromkeys(people, entry.digest))
        return entry.digest

    def _digest(self) -> Digest:
        return Digest(self._random.randbytes(32).hex())


def measure(what: str, work: Callable[[], T], seconds_at_most: float | None = None) -> tuple[float, T]:
    """Do something once, and print the CPU seconds it took beside what is asked of it."""
    gc.collect()
    start = time.process_time()
    done = work()
    took = time.process_time() - start
    asked = f"   asked: at most {seconds_at_most:g}" if seconds_at_most is not None else ""
    print(f"  {what:<48} {took:8.3f} s{asked}")
    return took, done


def fold(people: int, handovers: int, seconds_at_most: float) -> tuple[list[Entry], float]:
    """One history through the roll and its recount; its entries and the CPU seconds of every reading together."""
    entries = History(people, handovers).entries
    print(f"{people:,} people, {handovers} handovers each: {len(entries):,} entries")
    rolled, roll = measure("roll", lambda: Roll.of(entries))
    counted, recount = measure("recount by another road", lambda: Recount.of(roll.lines))
    print(f"  {'roll and recount':<48} {rolled + counted:8.3f} s   asked: at most {seconds_at_most:g}")
    measure("every invariant, counted afresh", roll.check_invariants, 1)
    rest = sum(
        measure(name, work)[0]
        for name, work in (
            ("handovers", lambda: Handovers.of(entries)),
            ("people", lambda: People.of(entries)),
            ("gaps, from the roll", lambda: Gaps.of_roll(roll)),
        )
    )
    if recount.unchained or recount.differs_from(roll.counts):
        raise SystemExit("the recount differs")
    print(
        f"  {recount.postings:,} postings, all chained; {roll.registered:,} people on {len(roll.counts) - 1} accounts"
    )
    return entries, rolled + counted + rest


def beside_beancount(entries: list[Entry], readings: float) -> None:
    """The same history in both: time, from bytes to the last reading."""
    bodies = [entry.body for entry in entries]
    parsed, _ = measure("reading the entries' bytes", lambda: [read_entry(body) for body in bodies])
    ours = parsed + readings
    theirs, errors = bean_check("".join(directives(entries)))
    print(f"  {'bean-check of the same history':<48} {theirs:8.3f} s   {errors} errors")
    print(f"  readings rebuilt in {readings:.3f} s: {theirs / readings:.0f} times faster   asked: at least 20")
    print(f"  from bytes to the last reading {ours:.3f} s: {theirs / ours:.0f} times faster")


def directives(entries: list[Entry]) -> Iterator[str]:
    """A history as beancount reads it: each person a lot of one, labelled with his number, booked strictly."""
    accounts = {entry.by for entry in entries if isinstance(entry.fact, Registered | Accepted)}
    yield from (f'2026-01-01 open {account(one)} MAN "STRICT"\n' for one in sorted(accounts))
    yield "2026-01-01 open Equity:Nowhere\n\n"
    holder: dict[PersonId, CustodianId] = {}
    for entry in entries:
        day, fact = f"{entry.happened_at:%Y-%m-%d}", entry.fact
        if isinstance(fact, Registered):
            lot = f'1 MAN {{1 HEAD, "{fact.person}"}}'
            yield f'{day} * "registered"\n  {account(entry.by)}  {lot}\n  Equity:Nowhere  -1 HEAD\n\n'
            holder[fact.person] = entry.by
        elif isinstance(fact, Accepted):
            yield f'{day} * "{fact.handover}"\n'
            for person in sorted(fact.people):
                lot = f'1 MAN {{1 HEAD, "{person}"}}'
                yield f"  {account(holder[person])}  -{lot}\n  {account(entry.by)}  {lot}\n"
                holder[person] = entry.by
            yield "\n"


def account(custodian: str) -> str:
    """A custodian's account as beancount spells it."""
    return f"Assets:{custodian.capitalize()}"


def bean_check(text: str) -> tuple[float, int]:
    """CPU seconds of beancount's own check in a process of its own, and how many errors it raises."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "history.beancount"
        path.write_text(text, encoding="utf-8")
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        check = "import sys; from beancount import loader;sys.stdout.write(str(len(loader.load_file(sys.argv[1])[1])))"
        done = subprocess.run(
            [sys.executable, "-c", check, str(path)], capture_output=True, text=True, check=True,
            env={"BEANCOUNT_DISABLE_LOAD_CACHE": "1"},
        )  # fmt: skip
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return spent, int(done.stdout)


def double_exit() -> None:
    """One man goes out twice: what beancount says, as it is told in three ways, and what the roll says."""
    opened = "".join(f"2026-01-01 open Assets:{name}\n" for name in ("Hasakah", "Chinook", "Bus-7"))
    opened += "2026-01-01 open Equity:Nowhere\n\n"

    def told_with(unit: str, others: str = "") -> str:
        came = f'2026-01-21 * "in"\n  Assets:Hasakah  1 {unit}\n  Equity:Nowhere\n\n'
        out = "".join(
            f'2026-01-21 * "out"\n  Assets:Hasakah  -1 {unit}\n  Assets:{to}  1 {unit}\n\n'
            for to in ("Chinook", "Bus-7")
        )
        return opened + came + others + out

    other = '2026-01-21 * "in"\n  Assets:Hasakah  1 MAN {1 HEAD, "D-0002"}\n  Equity:Nowhere\n\n'
    print("The double exit: one man handed out to two custodians who know nothing of each other")
    for how, text in (
        ("beancount, a labelled lot, the site's last man", told_with('MAN {1 HEAD, "D-0001"}')),
        ("beancount, each person a unit of his own", told_with("D0001")),
        ("beancount, a labelled lot, others still there", told_with('MAN {1 HEAD, "D-0001"}', other)),
    ):
        print(f"  {how:<48} {bean_check(text)[1]} errors")
    roll = Roll.of(in_order(told(DOUBLE_EXIT)))
    print(f"  {'the roll':<48} {', '.join(one.kind for one in roll.discrepancies.open)}")


def main() -> None:
    """Run what the command line asks for."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--small", action="store_true", help="leave out the 57,040")
    asked.add_argument("--no-beancount", action="store_true", help="leave the peer out")
    options = asked.parse_args()
    print(f"Python {platform.python_version()}, {platform.machine()}, seed {SEED}")
    if not options.small:
        fold(57_040, 5, 4)
    entries, readings = fold(5_704, 3, 0.3)
    if options.no_beancount or importlib.util.find_spec("beancount") is None:
        print("beancount is not asked for or not here")
        return
    beside_beancount(entries, readings)
    double_exit()


if __name__ == "__main__":
    main()
