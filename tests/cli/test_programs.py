"""programs and webhooks: programs are let in, told and turned out from the command line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from musterbook.store.programs import Programs
from tests.cli.asking import Asking, done
from tests.operation.making import open_small_book

ADMIN = ("--key", "a.admin")


@pytest.fixture(scope="module")
def opened_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("opened")
    open_small_book(folder).close()
    return folder


@pytest.fixture
def muster(opened_once: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Asking:
    shutil.copytree(opened_once, tmp_path, dirs_exist_ok=True)
    return Asking(capsys, tmp_path / "willow")


def test_a_program_is_let_in_under_a_secret_that_is_shown_once_and_ends_at_once(muster: Asking, tmp_path: Path) -> None:
    purpose = ("--purpose", "the fleet boards manifests")
    added = muster.write("12:00", "programs", "add", "w.officer", *purpose, *ADMIN, "--json")
    secret = added.json["secret"]
    programs = Programs(tmp_path / "willow" / "book")

    shown = muster("programs", "show")

    assert secret.startswith("mbp_")
    assert secret not in shown.out
    assert "the fleet boards manifests" in shown.out
    assert secret.encode() not in programs.path.read_bytes()
    found = programs.of_secret(secret, 0)
    assert found is not None
    assert found.officer == "w.officer"
    done(muster.write("12:01", "programs", "end", "w.officer", *ADMIN))
    assert programs.of_secret(secret, 0) is None
    assert muster.write("12:02", "programs", "end", "w.officer", *ADMIN).code == 4


def test_nobody_lets_a_program_in_who_keeps_no_machines_or_says_not_for_what(muster: Asking) -> None:
    purpose = ("--purpose", "the fleet boards manifests")

    assert muster.write("12:00", "programs", "add", "w.officer", *purpose, "--key", "w.officer").code == 3
    assert muster.write("12:00", "programs", "add", "w.officer", *purpose).code == 3
    assert muster.write("12:00", "programs", "add", "x.nobody", *purpose, *ADMIN).code == 3
    assert muster.write("12:00", "programs", "add", "w.officer", "--purpose", "x", *ADMIN).code == 4


def test_a_webhook_is_set_up_shown_tried_again_and_ended(muster: Asking) -> None:
    where = ("w.officer", "https://fleet.example/told", "--kind", "custody.accepted")
    name = muster.write("12:00", "webhooks", "add", *where, *ADMIN, "--json").json["webhook"]

    shown = muster("webhooks", "show")
    again = done(muster.write("12:01", "webhooks", "again", name, *ADMIN))

    assert "https://fleet.example/told" in shown.out
    assert "0 are tried again" in again.out
    done(muster.write("12:02", "webhooks", "end", name, *ADMIN))
    assert "nobody is told of anything" in muster("webhooks", "show").out
    assert muster.write("12:03", "webhooks", "end", name, *ADMIN).code == 4
    assert muster.write("12:00", "webhooks", "add", *where, "--key", "r.registrar").code == 3
