"""What the thief of a laptop gets: every file of a closed book is searched for every name and every private key."""

from __future__ import annotations

import base64

import pytest

from musterbook.operation import biometrics_beside as biometrics
from musterbook.operation import glass, nats_servers
from musterbook.operation import rolls_ahead as rolls
from musterbook.operation.compartments import seal_in
from musterbook.operation.letting_in import make_account
from musterbook.store import account_tables as accounts
from musterbook.store import beside, blobs, consultations, incidents, lan_authority, positions
from musterbook.store import program_tables as programs
from musterbook.store.accounts import Accounts
from musterbook.store.keys import Cost, exercise_key
from musterbook.store.sessions import Session, Sessions
from musterbook.terms.people import PersonId
from tests.house.tracked import ROOT
from tests.operation.making import BIRTHS, MORNING, NAMES, TABLES, open_small_book

SECRETS = ("seven geese cross the river", "a-session-nobody-may-guess", "collapsed at the gate and nobody knew him")
INJURY = "broken wrist, seen at nine"


def spellings(secret: bytes) -> list[bytes]:
    """The same bytes as they might lie in a file: raw, in digits, in letters, and in two-byte letters."""
    found = [secret, secret.hex().encode(), base64.b64encode(secret).rstrip(b"=")]
    try:
        return [*found, secret.decode().encode("utf-16-le")]
    except UnicodeDecodeError:
        return found


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Every file of a closed book in which somebody was seen, looked at, signed in and written about."""
    inspectors = (("v.inspector", "desk", "inspector"),)
    book = open_small_book(tmp_path_factory.mktemp("book"), officers=inspectors)
    folder = book.folder
    assert folder is not None
    seal_in(book, PersonId("KHA-4712-M"), "injuries", "health", INJURY.encode(), at=MORNING)
    from musterbook.custody.roll import Roll  # noqa: PLC0415  only here

    glass.break_glass(book, "h.officer", min(book.reading(Roll).where), SECRETS[2], at=MORNING)
    made = make_account(
        Accounts(folder), "w.officer", SECRETS[0], operation="willow", by="a.admin", at=1, cost=Cost(8, 1)
    )
    Sessions(folder).begin(SECRETS[1], Session("w.officer", "password", 1, 1, 60, 1, "form"))
    book.close()
    assert made.codes
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_no_file_holds_a_name_a_birth_or_what_was_written_about_anybody(files: dict[str, bytes]) -> None:
    told = [*NAMES, *(part for name in NAMES for part in name.split() if len(part) > 4), INJURY, *SECRETS]
    births = [one for one in BIRTHS if "-" in one]

    found = {
        (name, secret)
        for name, raw in files.items()
        for secret in (*told, *births)
        for spelt in spellings(secret.encode())
        if spelt in raw
    }

    assert not found
    assert len(files) > 20


def test_no_file_holds_a_private_key_of_an_officer_a_node_a_root_or_a_reader(files: dict[str, bytes]) -> None:
    officers = {row[0] for row in TABLES["officers"][1:]}
    keys = [exercise_key(1, "officer", one) for one in officers]
    keys += [exercise_key(1, "log", one) for one in ("desk", "register")]
    keys += [exercise_key(1, "root", f"root-{n}") for n in (1, 2, 3)] + [exercise_key(1, "reader", "reader")]

    found = [name for name, raw in files.items() for key in keys for spelt in spellings(key) if spelt in raw]

    assert not found


def test_the_page_of_what_the_thief_gets_names_every_kind_of_file(files: dict[str, bytes]) -> None:
    page = (ROOT / "docs" / "explanation" / "what-the-thief-gets.md").read_text("utf-8")
    written = {name.partition("/")[0] for name in files} | {
        accounts.NAME, biometrics.FOLDER, blobs.FOLDER, consultations.NAME, incidents.INCIDENTS_NAME,
        lan_authority.FOLDER, nats_servers.FOLDER, positions.NAME, programs.NAME, rolls.ROLLS, beside.NAME,
    }  # fmt: skip

    plain = {"book.lock", "book.toml"} | {name for name in written if name.endswith((".seal", "-wal", "-shm"))}

    assert {name for name in written - plain if f"`{name}`" not in page and f"`{name}/`" not in page} == set()


def test_the_search_would_find_what_lies_open(files: dict[str, bytes]) -> None:
    assert any(b"w.officer" in raw for raw in files.values())
    assert "seven".encode("utf-16-le") in spellings(b"seven")
