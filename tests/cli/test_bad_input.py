"""What the door says when its input, its disk, its clock or its port are bad; the book stays whole."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from musterbook.eligibility.facts import AgeDoubted
from musterbook.operation.folder import open_book
from musterbook.operation.verifying import verify_book
from tests.cli.asking import SOURCE, Answer, Asking, in_its_own_process
from tests.operation.making import DESK, acting, fill, open_small_book
from tests.operation.spoiling import cell

ORDINARY_USER = 65_534


@pytest.fixture
def opened(tmp_path: Path) -> Path:
    """The folder of a book that was opened and closed."""
    open_small_book(tmp_path).close()
    return tmp_path / "willow"


def _somebody(folder: Path) -> str:
    book = open_book(folder)
    number = min(one for entry in book.entries() for one in entry.named())
    book.close()
    return str(number)


def _hold(folder: Path) -> list[str]:
    return ["-C", str(folder), "--yes", "hold", "add", _somebody(folder), "--ground", "medical", "--key", "w.officer"]


def _with_files_of_at_most(size: int, *words: str) -> Answer:
    """The answer of a `muster` whose files may not grow beyond `size` bytes: to it, the disk is full."""
    program = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size})); "
        "from musterbook.main import main; main(sys.argv[1:])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *words], env={**os.environ, "PYTHONPATH": str(SOURCE)}, capture_output=True,
        text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    return Answer(done.returncode, done.stdout, done.stderr)


@pytest.mark.skipif(os.name == "nt", reason="this system has no limits on files")
def test_a_full_disk_is_said_plainly_and_the_book_is_whole(opened: Path) -> None:
    before = verify_book(opened).lines()

    answer = _with_files_of_at_most(8_192, *_hold(opened))

    assert answer.code == 3, answer.err
    assert "disk" in answer.err
    assert "Traceback" not in answer.err
    assert verify_book(opened).lines() == before


_AS_AN_ORDINARY_USER = """
import os, sys
from pathlib import Path
from musterbook.cli.app import run
folder, user, words = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
assert run(words) == 0, "everything the command needs is loaded now"
for one in (folder, *folder.rglob("*")):
    one.chmod(0o555 if one.is_dir() else 0o444)
if os.geteuid() == 0:
    os.setgid(user)
    os.setuid(user)
sys.exit(run(words))
"""
"""Run twice, before and after privileges are laid down: the interpreter may lie where an ordinary user may not read."""


@pytest.mark.skipif(not hasattr(os, "setuid"), reason="this system has no users to become")
def test_a_read_only_folder_is_said_plainly_to_an_ordinary_user() -> None:
    with tempfile.TemporaryDirectory() as place:  # not below pytest's own folders, which keep strangers out
        Path(place).chmod(0o755)
        open_small_book(Path(place)).close()
        opened, book = Path(place) / "willow", Path(place) / "willow" / "book"

        done = subprocess.run(
            [sys.executable, "-c", _AS_AN_ORDINARY_USER, str(book), str(ORDINARY_USER), *_hold(opened)],
            env={**os.environ, "PYTHONPATH": str(SOURCE)}, capture_output=True, text=True, encoding="utf-8",
            check=False,
        )  # fmt: skip
        for one in (book, *book.rglob("*")):
            one.chmod(0o755 if one.is_dir() else 0o644)
        found = verify_book(opened)

    assert done.returncode == 3, done.stderr
    assert f"Nothing can be written in {book}" in done.stderr
    assert found.exit_code in {0, 6}, found.lines()


def test_a_port_in_use_is_said_with_another_that_may_be_free(opened: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        answer = in_its_own_process("-C", str(opened), "serve", "--port", str(port))

    assert answer.code == 3
    assert str(port) in answer.err.replace(",", "")
    assert "Traceback" not in answer.err


def test_a_clock_set_back_is_said_and_work_goes_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = open_small_book(tmp_path)
    person = min(one for entry in book.entries() for one in entry.named())
    late = datetime.now(UTC).replace(microsecond=0) + timedelta(days=3)
    doubt = AgeDoubted(person=person, said_by="himself", because="says so")
    book.write(acting("o.desk/operation-desk", DESK, minutes=0).then(late).draft(doubt))
    book.close()
    muster = Asking(capsys, tmp_path / "willow")

    wrote = muster("--yes", "hold", "add", person, "--ground", "medical", "--key", "w.officer")
    looked = muster("doctor")

    assert wrote.code == 0
    assert "Set the clock" in wrote.err
    assert (looked.code, "! clock: before the newest entry" in looked.out) == (6, True)
    assert muster("verify").code == 0


def test_a_time_that_has_not_come_is_malformed_in_a_real_operation(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = fill(tmp_path / "willow", exercise=False)
    phrase = tmp_path / "phrase"
    phrase.write_text("twelve swans on the lake\n", encoding="utf-8")
    muster = Asking(capsys, folder)
    opened = muster("--yes", "--pass-file", str(phrase), "open", str(folder))

    answer = muster(
        "--yes", "--pass-file", str(phrase), "--happened-at", "2126-01-21T08:00:00+03:00", "clear", "--at", "willow",
        "--key", "e.reviewer",
    )  # fmt: skip
    phrase.write_text("eleven swans\n", encoding="utf-8")
    wrong = muster("--yes", "--pass-file", str(phrase), "clear", "--at", "willow", "--key", "e.reviewer")

    assert opened.code == 0
    assert (answer.code, "has not come yet" in answer.err) == (4, True)
    assert (wrong.code, "does not open" in wrong.err) == (3, True)


def test_the_command_names_every_fault_at_once_and_ends_with_four(muster: Asking) -> None:
    cell("fleet", 2, "seats", "-40")(muster.folder)
    cell("people", 3, "born", "#REF!")(muster.folder)

    said = muster("check", str(muster.folder))
    told = muster("--json", "check", str(muster.folder))
    opened = muster("--yes", "open", str(muster.folder), "--seed", "1")

    assert said.code == told.code == opened.code == 4
    assert "fleet.csv row 2 column seats: a number below zero" in said.out
    assert "people.csv row 3 column born: the spreadsheet shows an error here (#REF!)" in said.out
    assert said.out.endswith(
        "1 agreements, 0 fleet, 2 escorts, 16 officers, 0 keepapart, 0 beds, 0 claims, 0 custodians\n"
    )
    assert {one["rule"] for one in told.json["faults"]} == {"number.negative", "cell.excel-error"}
    assert not (muster.folder / "book").exists()
