"""restore, nodes new-site: a machine is started from the command line, here or from a backup."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.asking import Asking, done
from tests.operation.making import open_small_book

REGISTRARS = ("--key", "r.registrar", "--key", "a.admin")


@pytest.fixture
def muster(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Asking:
    open_small_book(tmp_path).close()
    return Asking(capsys, tmp_path / "willow")


def test_a_site_is_made_on_a_stick_lost_and_restored_from_its_backup(muster: Asking, tmp_path: Path) -> None:
    site, copy, again = tmp_path / "stick" / "north", tmp_path / "north.mbk", tmp_path / "again"
    made = done(
        muster.write(
            "12:00", "--json", "nodes", "new-site", "north", "--custodian", "willow", "--into", str(site), *REGISTRARS
        )
    ).json
    north = Asking(muster.capsys, site)
    done(north.write("12:30", "count", "call", "willow", "--key", "w.officer"))
    kept = done(north("--yes", "--json", "backup", str(copy))).json
    shutil.rmtree(site)

    told = muster("--yes", "--json", "restore", str(copy), "--into", str(again), "--node", "north")
    plain = muster("--yes", "restore", str(copy), "--into", str(again), "--node", "north")
    restored = Asking(muster.capsys, again)
    shutil.copytree(muster.folder / "book" / "keys" / "officers", again / "keys" / "officers")
    waits = restored.write("13:00", "count", "call", "willow", "--key", "w.officer")

    assert {"w.officer", "w.counter", "w.clerk"} == set(made["officers"])
    assert (made["holds"], len(made["written"])) == ("its-people", 2)
    assert Path(kept["beside"]).name == "north.operation"
    assert done(told).json["custodians"] == ["willow"]
    assert plain.code == 4, "a book that is there is not written over"
    assert (waits.code, "restored from a backup" in waits.err) == (3, True)
    assert "custody.muster-called" in done(restored("tell")).out
    assert done(restored("verify")).code == 0


def test_what_a_new_site_cannot_be_is_said_and_nothing_is_left(muster: Asking, tmp_path: Path) -> None:
    site = tmp_path / "north"
    words = ("nodes", "new-site", "north", "--custodian", "willow", "--into", str(site), *REGISTRARS)

    asked = [
        muster.write("12:00", *words, "--holds", "half"), muster.write("12:00", *words, "--previous", "nowhere"),
        muster.write("12:00", *words[:-2]),
    ]  # fmt: skip

    assert [one.code for one in asked] == [4, 4, 3], asked
    assert not site.exists()
    assert "north" not in done(muster("nodes", "show")).out
