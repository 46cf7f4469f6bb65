"""Disasters, with real processes on a real disk: what was acknowledged is there, and nothing is there by half."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TextIO

import pytest

from musterbook.store.keeping import Keeping
from musterbook.store.log_room import make_room
from musterbook.store.opening import open_store
from musterbook.store.sqlite import SqliteStore
from musterbook.store.verifying import verify
from musterbook.terms.errors import Refused
from tests.store import writing_child
from tests.store.making import AT, REGISTER, acts, node_key
from tests.store.shelves import Shelf

KILLS = {"files": 20, "database": 5}
ROOT = Path(__file__).parents[2]
HAS_PROCESSES = hasattr(signal, "SIGKILL")
needs_signals = pytest.mark.skipif(not HAS_PROCESSES, reason="this system has no kill -9")


class Child:
    """A writing process; `kept` grows as it acknowledges."""

    def __init__(self, folder: Path, *words: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.store.writing_child", str(folder), *words],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
            env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}", "PYTHONDONTWRITEBYTECODE": "1"},
        )  # fmt: skip
        self.kept: list[tuple[int, str, str]] = []
        self.refused: list[tuple[str, str]] = []

    def read(self, lines: int = 10**9) -> str:
        """Read so many lines, or to the end; the last one."""
        assert self.process.stdout is not None
        line = ""
        for _ in range(lines):
            line = self.process.stdout.readline()
            words = line.split()
            if len(words) == 4:
                self.kept.append((int(words[1]), words[2], words[3]))
            elif line.startswith("refused"):
                self.refused.append((words[1], words[-1]))
            if not line or words == ["done"]:
                break
        return line

    def end(self, how: int | None = None) -> None:
        """End by a signal, or by closing its input; reads what it still said."""
        if how is not None:
            self.process.send_signal(how)
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.read()
        self.read()
        self.process.wait(60)
        assert self.process.stdout is not None
        self.process.stdout.close()


def check_kept(folder: Path, children: list[Child]) -> Keeping:
    """Everything acknowledged is there, at its place, once; the book verifies."""
    store = open_store(folder, operation="op")
    stored = {entry.seq: entry for entry in store.entries()}
    for child in children:
        for seq, digest, _ in child.kept:
            assert stored[seq].digest == digest
    assert sorted(stored) == list(range(len(stored)))
    assert len({entry.act.id for entry in stored.values()}) == len(stored)
    assert list(verify(store)) == []
    return store


def forked_writer(folder: Path) -> tuple[int, TextIO]:
    """A process of its own that writes until it is killed, and what it says; forked, as starting takes a second."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            sys.stdout = os.fdopen(writing, "w")
            sys.argv = ["writing_child", str(folder)]
            writing_child.main()
        finally:
            os._exit(0)
    os.close(writing)
    return child, os.fdopen(reading)


@needs_signals
def test_kill_nine_loses_nothing_that_was_acknowledged(shelf: Shelf) -> None:
    chance = random.Random(1)
    acknowledged: dict[int, str] = {}

    for _ in range(KILLS[shelf.kind]):
        child, says = forked_writer(shelf.folder)
        lines = [says.readline() for _ in range(chance.randint(1, 60))]
        os.kill(child, signal.SIGKILL)
        lines += says.readlines()
        os.waitpid(child, 0)
        says.close()
        shelf.await_release()
        kept = [line.split() for line in lines if line.startswith("kept") and line.endswith("\n")]
        assert kept
        acknowledged |= {int(seq): digest for _, seq, digest, _ in kept}
        store = check_kept(shelf.folder, [])
        assert acknowledged.items() <= {entry.seq: entry.digest for entry in store.entries()}.items()
        store.close()

    assert len(acknowledged) >= KILLS[shelf.kind]


@needs_signals
@pytest.mark.on_one_store(
    "files", because="a process holds the lock of a file; that of a log belongs to the server's session"
)
def test_a_second_writer_is_told_who_writes_and_readers_read_on(tmp_path: Path) -> None:
    child = Child(tmp_path)
    child.read(5)

    with pytest.raises(Refused, match=r"store\.in-use") as refused:
        open_store(tmp_path, operation="op")
    reader = open_store(tmp_path, read_only=True)

    assert refused.value.objections[0].values["process"] == child.process.pid
    assert refused.value.objections[0].values["started"] != ""
    assert reader.heads() != {}
    assert list(reader.entries())[:5] != []
    reader.close()
    child.end(signal.SIGKILL)
    check_kept(tmp_path, [child]).close()


@needs_signals
@pytest.mark.on_one_store(
    "files", because="a process holds the lock of a file; that of a log belongs to the server's session"
)
def test_a_stopped_writer_keeps_its_lock_and_goes_on_when_woken(tmp_path: Path) -> None:
    child = Child(tmp_path, "count=400")
    child.read(5)

    child.process.send_signal(signal.SIGSTOP)
    with pytest.raises(Refused, match=r"store\.in-use"):
        open_store(tmp_path, operation="op")
    reader = open_store(tmp_path, read_only=True)
    assert list(verify(reader)) == []
    reader.close()
    child.process.send_signal(signal.SIGCONT)
    child.read()
    child.end()

    assert len(child.kept) == 400
    check_kept(tmp_path, [child]).close()


@needs_signals
@pytest.mark.parametrize("limit", [120_000, 200_000, 333_333])
@pytest.mark.on_one_store("files", because="a server's files are no process's of ours")
def test_a_file_that_may_not_grow_refuses_plainly_and_the_same_act_goes_in_later(tmp_path: Path, limit: int) -> None:
    open_store(tmp_path, operation="op").close()

    child = Child(tmp_path, f"limit={limit}", "count=60", "padding=3000")
    child.read()
    child.end()

    assert child.refused
    assert {rule for rule, _ in child.refused} <= {
        "store.disk-full", "store.disk-error", "store.not-recorded", "store.not-known-yet",
    }  # fmt: skip
    acknowledged = [act for _, _, act in child.kept]
    assert len(acknowledged) == 60 or "store.not-known-yet" in {rule for rule, _ in child.refused}
    store = check_kept(tmp_path, [child])
    assert {act for _, act in child.refused} <= {entry.act.id for entry in store.entries()}
    store.close()


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk of one mebibyte in memory."""
    folder = Path(tempfile.mkdtemp())
    mounted = shutil.which("mount") is not None and os.name == "posix" and os.geteuid() == 0
    if mounted:
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], check=False)
        mounted = done.returncode == 0
    if not mounted:
        folder.rmdir()
        pytest.skip("a small disk in memory needs the right to mount")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)
    folder.rmdir()


@pytest.fixture
def narrow(shelf: Shelf, small_disk: Path) -> Iterator[Shelf]:
    """A shelf whose entries lie on a small disk."""
    shelf.put_entries_on(small_disk)
    yield shelf
    shelf.close()


def test_a_full_disk_refuses_plainly_and_the_book_is_whole(narrow: Shelf, small_disk: Path) -> None:
    store = narrow.filled(1)
    log, noise = store.own_logs()[0], random.Random(1)
    disk = os.statvfs(small_disk)
    (small_disk / "ballast").write_bytes(bytes(disk.f_bavail * disk.f_frsize - 40_000))
    signed = acts(1, start=1, place=noise.randbytes(50_000).hex())

    with pytest.raises(Refused, match=r"store\.(disk-full|not-recorded|not-known-yet)"):
        store.append(log, signed, at=AT, register=REGISTER)
    with pytest.raises(Refused):
        store.append(log, signed, at=AT, register=REGISTER)
    (small_disk / "ballast").unlink()
    (entry,) = store.append(log, signed, at=AT, register=REGISTER)

    assert entry.seq == 1
    assert list(verify(store)) == []
    assert store.heads()[log][0] == 2
    store.close()


def as_ordinary_user(tell: Callable[[], str]) -> str:
    """What `tell` says in a process that has given up the rights of root."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if os.geteuid() == 0:
                os.setgid(65534)
                os.setuid(65534)
            os.write(writing, tell().encode())
        except BaseException as failed:  # noqa: BLE001  the parent is told
            os.write(writing, repr(failed).encode())
        finally:
            os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)
    with os.fdopen(reading) as told:
        return told.read()


def what_can_be_done(folder: Path) -> str:
    try:
        open_store(folder, operation="op")
        rule = "opened for writing"
    except Refused as refused:
        rule = refused.objections[0].rule
    book = open_store(folder, read_only=True)
    return f"{rule}, {len(list(book.entries()))} entries, {len(list(verify(book)))} findings"


@needs_signals
@pytest.mark.on_one_store(
    "files", because="a server's files are no folder of ours; a role without the right is refused too"
)
def test_a_folder_that_may_not_be_written_is_said_plainly_and_can_still_be_read() -> None:
    folder = Path(tempfile.mkdtemp())
    try:
        store = open_store(folder, operation="op")
        store.append(store.create_log(node_key("a"), "a"), acts(3), at=AT, register=REGISTER)
        store.close()
        for path in folder.iterdir():
            path.chmod(0o444)
        folder.chmod(0o555)

        said = as_ordinary_user(lambda: what_can_be_done(folder))

        assert said == "store.read-only-folder, 3 entries, 0 findings"
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


@pytest.mark.on_one_store(
    "files", because="a server's write-ahead log is its own, and is played by itself after a fall"
)
def test_a_write_ahead_log_torn_anywhere_leaves_a_whole_book(book: Callable[[], SqliteStore], tmp_path: Path) -> None:
    store = book()
    for start in range(6):
        store.append(store.own_logs()[0], acts(1, start=start), at=AT, register=REGISTER)
        if start == 2:
            make_room(tmp_path / "book.db-wal", pages=33)
    torn = tmp_path / "torn"
    torn.mkdir()
    base, log = (tmp_path / "book.db").read_bytes(), (tmp_path / "book.db-wal").read_bytes()
    store.close()
    found = set()

    for end in range(0, len(log), 1_777):
        (torn / "book.db").write_bytes(base)
        (torn / "book.db-wal").write_bytes(log[:end] + (b"\x55" * 100 if end % 2 else b""))
        copy = open_store(torn, operation="op")
        assert list(verify(copy)) == []
        found.add(sum(size for size, _ in copy.heads().values()))
        copy.close()
        (torn / "book.db.seal").unlink()

    assert {0, 5} <= found <= set(range(7))
