"""The store on a disk that fails on purpose: what was acknowledged is there, and what was not is said not to be."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from musterbook.rehearsal.simulator.disk import QUIET, Disk, Failed, Full, Trouble
from musterbook.rehearsal.simulator.vfs import Machines
from musterbook.store.copies import BOOK_NAME
from musterbook.store.sqlite import SqliteStore
from musterbook.terms.errors import Refused
from tests.store.making import AT, REGISTER, acts, node_key

MACHINES = Machines()


class Laptop:
    """One store on one simulated disk, that can be lost and started again."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.disk = Disk(Random(seed))
        MACHINES.put(folder, self.disk)
        self.kept: dict[int, str] = {}
        self.store = self.start()
        self.log = self.store.create_log(node_key("a"), "a")

    def start(self) -> SqliteStore:
        self.disk.dark = False
        self.store = SqliteStore(self.folder, operation="op", opening=MACHINES.opening(self.folder))
        with contextlib.suppress(Refused):
            self.log = self.store.hold_key(node_key("a"))
        return self.store

    def write(self, number: int) -> str:
        try:
            (entry,) = self.store.append(self.log, acts(1, start=number), at=AT, register=REGISTER)
        except Refused as refused:
            return refused.objections[0].rule
        self.kept[entry.seq] = entry.digest
        return ""

    def lose(self) -> None:
        self.disk.kill()
        self.store._give_up()
        self.store._writers.dispose()
        self.store._readers.dispose()
        self.store._lock.release()

    def there(self) -> dict[int, str]:
        return {entry.seq: entry.digest for entry in self.store.entries(self.log)}


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    MACHINES.take_away(tmp_path)


@pytest.mark.parametrize("seed", range(12))
def test_what_was_acknowledged_is_there_after_the_power_went_in_the_middle_of_a_write(folder: Path, seed: int) -> None:
    laptop = Laptop(folder, seed)
    chance = Random(seed)

    for number in range(30):
        if chance.random() < 0.2:
            laptop.disk.light_fuse(chance.randrange(12))
        laptop.write(number)
        if laptop.disk.dark:
            laptop.lose()
            laptop.start()

    found = laptop.there()
    assert laptop.kept.items() <= found.items()
    assert laptop.disk.met.cuts
    laptop.lose()


@pytest.mark.parametrize("seed", range(6))
def test_what_was_said_not_to_be_recorded_never_rises_again(folder: Path, seed: int) -> None:
    laptop = Laptop(folder, seed)
    laptop.disk.trouble = Trouble(full=0.1, write=0.02, sync=0.05)

    said = [laptop.write(number) for number in range(60)]
    laptop.disk.trouble = QUIET
    for _ in range(3):
        laptop.disk.cut_power()
        laptop.lose()
        laptop.start()

    doubted = "store.not-known-yet" in said
    assert "store.not-recorded" in said
    assert laptop.there() == laptop.kept or (doubted and laptop.kept.items() <= laptop.there().items())
    laptop.lose()


def test_a_disk_that_lies_loses_what_was_acknowledged(folder: Path) -> None:
    laptop = Laptop(folder, 3)
    laptop.disk.trouble = replace(QUIET, lies=True)
    lost = 0

    for number in range(40):
        laptop.write(number)
        if number % 5 == 4:
            laptop.disk.cut_power()
            laptop.lose()
            laptop.start()
            lost += len(laptop.kept.items() - laptop.there().items())
            laptop.kept = dict(laptop.there())

    assert lost > 0
    laptop.lose()


def test_a_machine_that_is_dark_opens_nothing_until_it_has_power(folder: Path) -> None:
    laptop = Laptop(folder, 1)
    laptop.disk.light_fuse(0)

    said = laptop.write(0)
    with pytest.raises(Refused) as refused:
        laptop.store.append(laptop.log, acts(1, start=1), at=AT, register=REGISTER)

    assert said in ("store.disk-error", "store.not-known-yet", "store.cannot-open")
    assert refused.value.objections[0].rule in ("store.not-known-yet", "store.cannot-open", "store.disk-error")
    laptop.lose()


def test_sectors_that_were_not_synced_are_kept_lost_or_torn() -> None:
    ends = set()

    for seed in range(40):
        disk = Disk(Random(seed))
        disk.open("f", create=True)
        disk.write("f", 0, b"a" * 512)
        disk.sync("f")
        disk.write("f", 0, b"b" * 512)
        disk.cut_power()
        ends.add(disk.read("f", 0, 512).count(b"b"))

    assert {0, 512} < ends


def test_a_full_disk_refuses_only_what_makes_a_file_longer() -> None:
    disk = Disk(Random(1))
    disk.open("f", create=True)
    disk.write("f", 0, b"a" * 10)
    disk.trouble = Trouble(full=1.0)

    disk.write("f", 0, b"b" * 10)

    with pytest.raises(Full):
        disk.write("f", 5, b"c" * 10)
    assert disk.read("f", 0, 20) == b"b" * 10


def test_a_bit_turned_over_at_rest_is_one_bit(folder: Path) -> None:
    laptop = Laptop(folder, 1)
    laptop.write(0)
    before = laptop.disk.image()[BOOK_NAME]
    laptop.lose()

    (place,) = laptop.disk.flip(BOOK_NAME, 1)

    after = laptop.disk.image()[BOOK_NAME]
    assert [at for at, pair in enumerate(zip(before, after, strict=True)) if pair[0] != pair[1]] == [place]
    assert (before[place] ^ after[place]).bit_count() == 1


def test_a_disk_that_fails_to_open_a_file_says_so() -> None:
    disk = Disk(Random(1))
    disk.trouble = Trouble(opening=1.0)

    with pytest.raises(Failed):
        disk.open("f", create=True)
