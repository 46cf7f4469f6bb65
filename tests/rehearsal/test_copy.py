"""Tests of proof: two verifiers that share no code agree on a rehearsal's book, and refuse it with a byte changed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from musterbook.cli.app import run
from musterbook.operation.verifying import verify_book
from tests.rehearsal.conftest import ROOT, Played, run_muster
from tests.verifier.loading import VERIFIER, verify_bytes

REFUSED = (4, 5)
FLIPS_OF_COPY = 300
FLIPS_OF_STORE = 16
READ_BY_BOTH = 25
"""The independent verifier reads on to the byte that was changed, half a second each: it reads one in so many."""
ENDS = 4
"""Every byte this near to the beginning and the end is changed; between them, positions are drawn."""


@pytest.fixture(scope="module")
def copy(small: Played, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the small book, by `muster backup`."""
    path = tmp_path_factory.mktemp("copy") / "COPY.mbk"
    done = run_muster("-C", str(small.folder), "backup", str(path))
    assert done.returncode == 0, done.stderr
    return path


def positions(size: int, flips: int) -> list[int]:
    """Both ends and a drawn sample between them."""
    drawn = Random(20260121).sample(range(ENDS, size - ENDS), flips - 2 * ENDS)
    return [*range(ENDS), *range(size - ENDS, size), *drawn]


def flipped(raw: bytes, at: int) -> bytes:
    """The same bytes with one of them changed."""
    other = raw[at] ^ (1 + at % 255)
    return raw[:at] + bytes((other,)) + raw[at + 1 :]


def test_verify_says_sound_with_discrepancies_open_and_prints_its_steps(small: Played) -> None:
    done = run_muster("-C", str(small.folder), "verify")

    lines = done.stdout.splitlines()
    assert done.returncode == 6, done.stderr
    assert [line.split(" ")[0] for line in lines[:12]] == [str(step) for step in range(1, 13)]
    kinds = "control-lost 4, medicine-missing 1, one-sided 5, seal-broken 1, sheet-doubted 2"
    assert f"12 discrepancies: 13 open ({kinds})" in lines
    assert f"head {small.account['head']}" in lines


def test_both_verifiers_say_the_same_of_a_copy_line_by_line(small: Played, copy: Path) -> None:
    ours = verify_book(copy)

    theirs = subprocess.run([sys.executable, str(VERIFIER), str(copy)], capture_output=True, text=True, check=False)

    assert theirs.stdout.splitlines() == ours.lines()
    assert theirs.returncode == ours.exit_code == 6
    assert f"head {small.account['head']}" in ours.lines()


def test_the_account_and_the_verifiers_count_the_same(small: Played, copy: Path) -> None:
    (line,) = (one for one in verify_book(copy).lines() if one.startswith("11 accounts: "))

    assert line == "11 accounts: " + ", ".join(
        f"{name} {people}" for name, people in sorted(small.account["accounts"].items())
    )


def test_a_copy_holds_no_name(copy: Path, small: Played) -> None:
    raw = copy.read_bytes()

    assert b"al-Demo" not in raw
    assert "الديمو".encode() not in raw
    assert (small.folder / "sealed.db").exists()


def test_a_copy_with_any_byte_changed_is_refused_by_both(copy: Path, tmp_path: Path) -> None:
    raw, other = copy.read_bytes(), tmp_path / "OTHER.mbk"

    passed = []
    for number, at in enumerate(positions(len(raw), FLIPS_OF_COPY)):
        changed = flipped(raw, at)
        other.write_bytes(changed)
        codes = [verify_book(other).exit_code]
        if number % READ_BY_BOTH == 0:
            codes.append(verify_bytes(changed)[0])
        if not set(codes) <= set(REFUSED):
            passed.append((at, codes))

    assert passed == []


def test_a_copy_cut_off_anywhere_is_refused_by_both(copy: Path, tmp_path: Path) -> None:
    raw, other = copy.read_bytes(), tmp_path / "OTHER.mbk"

    for size in (0, 1, 11, 12, 13, len(raw) // 2, len(raw) - 1):
        other.write_bytes(raw[:size])

        assert verify_book(other).exit_code in REFUSED
        assert verify_bytes(raw[:size])[0] in REFUSED


def test_a_store_with_any_byte_changed_is_refused(small: Played, tmp_path: Path) -> None:
    folder = shutil.copytree(small.folder, tmp_path / "book")
    raw = (folder / "book.db").read_bytes()

    passed = []
    for at in positions(len(raw), FLIPS_OF_STORE):
        (folder / "book.db").write_bytes(flipped(raw, at))
        code = _verified(folder)
        if code not in REFUSED:
            passed.append((at, code))

    assert passed == []


def _verified(folder: Path) -> int:
    """The exit code the command would end with."""
    return run(["-C", str(folder), "verify"])


def test_the_verifier_stands_alone() -> None:
    assert VERIFIER == ROOT / "verifier" / "musterbook_verify.py"
    assert "import musterbook" not in VERIFIER.read_text(encoding="utf-8")
