"""keys, users, nodes, register, countersign, adopt: the register kept from the command line."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from musterbook.store.sessions import Session, Sessions
from tests.cli.asking import Asking, done
from tests.operation.making import open_small_book

REGISTRARS = ("--key", "r.registrar", "--key", "a.admin")


@pytest.fixture(scope="module")
def opened_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("opened")
    open_small_book(folder).close()
    return folder


@pytest.fixture
def muster(opened_once: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Asking:
    shutil.copytree(opened_once, tmp_path, dirs_exist_ok=True)
    return Asking(capsys, tmp_path / "willow")


def test_an_officer_comes_works_changes_his_key_loses_it_and_goes(muster: Asking) -> None:
    done(muster.write("12:00", "users", "add", "n.new", "--custodian", "willow", *REGISTRARS))
    done(muster.write("12:01", "keys", "new", "--officer", "n.new", *REGISTRARS))
    granted = done(
        muster.write("12:02", "users", "grant", "n.new", "site-officer", "--custodian", "willow", *REGISTRARS)
    )
    assert "n.new is site-officer for willow" in granted.out
    (row,) = muster("users", "show", "n.new", "--json").json
    assert (row["role"], row["console"]) == ("site-officer", "")

    done(muster.write("12:10", "keys", "rotate", "n.new", *REGISTRARS))
    lost = done(muster.write("12:20", "keys", "withdraw", "n.new", "--reason", "lost", *REGISTRARS))
    assert "1 withdrawn; 0 entries set aside" in lost.out
    keys = muster("keys", "list", "n.new", "--json").json
    assert [one["withdrawn_at"] is None for one in keys] == [False, False]
    done(muster.write("12:30", "users", "end", "n.new", "--custodian", "willow", "--because", "left", *REGISTRARS))

    gone = muster("users", "show", "n.new")
    assert gone.code == 4
    assert "The register gives no role to n.new" in gone.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("users", "grant", "w.officer", "king", "--custodian", "willow", *REGISTRARS), "There is no role king"),
        (("users", "grant", "nobody", "planner", "--custodian", "desk", *REGISTRARS), "does not act for desk"),
        (("users", "grant", "w.officer", "node-keeper", "--custodian", "willow", *REGISTRARS), "may not move people"),
        (
            ("users", "grant", "w.officer", "planner", "--custodian", "willow", "--key", "w.officer"),
            "Have a registrar sign",
        ),
        (("keys", "withdraw", "w.officer", "--reason", "x", "--id", "ffff", *REGISTRARS), "no key ffff"),
        (("keys", "issue", "w.officer", "abc", *REGISTRARS), "no public key"),
        (("nodes", "close", "nowhere", "--because", "x", *REGISTRARS), "knows no node nowhere"),
        (("nodes", "close", "desk", "--because", "x", "--at-size", "9999", *REGISTRARS), "9,999 were named"),
        (("countersign", "ffffffff", "--key", "a.admin"), "do not stand begin with ffffffff"),
        (("adopt", "ffffffff", "--because", "x", *REGISTRARS), "do not stand begin with ffffffff"),
    ],
    ids=lambda one: " ".join(one[:3]) if isinstance(one, tuple) else "",
)
def test_what_cannot_be_written_is_said_with_what_to_do(
    muster: Asking, words: tuple[str, ...], said: str
) -> None:  # fmt: skip
    answer = muster.write("12:00", *words)

    assert answer.code in (3, 4), answer
    assert said in answer.err
    assert muster("register", "age", "--json").json["not_counting"] == 0


def test_a_laptop_is_lost_closed_and_replaced(muster: Asking) -> None:
    closed = done(muster.write("12:00", "nodes", "close", "desk", "--because", "stolen", *REGISTRARS))
    opened = done(
        muster.write(
            "12:10", "nodes", "open", "desk", "--custodian", "desk", "--custodian", "willow", *REGISTRARS, "--json"
        )
    ).json

    assert "0 entries set aside" in closed.out
    assert len(opened["log"]) == 64
    assert "entries, root" in muster("register", "age").out


def test_an_account_is_made_by_a_keeper_for_who_has_a_role_and_with_a_password_that_will_do(
    muster: Asking, tmp_path: Path
) -> None:
    good, weak = tmp_path / "good", tmp_path / "weak"
    good.write_text("seven geese cross the river\n", "utf-8")
    weak.write_text("w.officer w.officer", "utf-8")

    nobody = muster("--yes", "users", "sign-in", "w.officer", "--password-file", str(good), "--key", "w.clerk")
    stranger = muster("--yes", "users", "sign-in", "nobody", "--password-file", str(good), "--key", "a.admin")
    poor = muster("--yes", "users", "sign-in", "w.officer", "--password-file", str(weak), "--key", "a.admin")
    made = done(muster("--yes", "users", "sign-in", "w.officer", "--password-file", str(good), "--key", "a.admin"))

    assert (nobody.code, stranger.code, poor.code) == (3, 3, 4)
    assert "may not make or take away accounts" in nobody.err
    assert made.out.count("-") >= 30
    assert "otpauth://totp/" in made.out
    assert muster("users", "show", "w.officer", "--json").json[0]["console"] == "signs in here"
    assert done(muster("--yes", "users", "forget", "w.officer", "--key", "a.admin")).code == 0
    assert muster("--yes", "users", "forget", "w.officer", "--key", "a.admin").code == 4


def test_a_policy_is_set_by_two_shown_and_decides_at_the_door_and_what_it_cannot_say_is_named(
    muster: Asking, tmp_path: Path
) -> None:
    good, bad, seeing = tmp_path / "good.toml", tmp_path / "bad.toml", tmp_path / "seeing.cedar"
    good.write_text('[[rule]]\nkinds = ["custody.banded"]\nfirst = ["receiving-officer"]\n')
    bad.write_text(
        '[[rule]]\nkinds = ["custody.banded", "rights.granted"]\nfirst = ["administrator", "king"]\n'
        'when = { field = "x", values = ["y"] }\n'
    )
    seeing.write_text('permit (principal, action == Action::"sign", resource);\n')

    wrong = muster.write("12:00", "policy", "set", "--rules", str(bad), *REGISTRARS)
    signs = muster.write("12:00", "policy", "set", "--seeing", str(seeing), *REGISTRARS)
    alone = muster.write("12:00", "policy", "set", "--rules", str(good), "--key", "r.registrar")
    done(muster.write("12:01", "policy", "set", "--rules", str(good), *REGISTRARS))
    again = muster.write("12:02", "policy", "set", "--rules", str(good), *REGISTRARS)
    told = muster("policy", "show", "--json").json

    assert (wrong.code, signs.code, alone.code != 0, again.code) == (4, 4, True, 3)
    for words in ("rights.granted", "king", "administrator", "not by x"):
        assert words in wrong.err
    assert "says who signs" in signs.err
    assert told["set"] == 1
    assert (told["rules"][0]["kind"], told["rules"][0]["first"]) == ("custody.banded", ["receiving-officer"])
    assert "receiving-officer" in muster("policy", "show").out


def test_a_log_begun_on_this_machine_is_opened_by_the_registrar_and_leaves_the_book_sound(muster: Asking) -> None:
    made = done(muster("--yes", "keys", "new", "--node", "--officer", "north"))
    public = made.out.split("made: ")[1].split()[0]
    assert f"nodes open north --log {public}" in made.out
    assert muster("--yes", "keys", "new", "--node", "--officer", "north").code == 3

    done(muster.write("12:05", "nodes", "open", "north", "--log", public, "--custodian", "willow", *REGISTRARS))

    assert public[:16] in done(muster("nodes", "show")).out or "north" in muster("nodes", "show").out
    done(muster("verify"))


def test_an_officer_lists_his_sessions_and_ends_one_and_nobody_else_does_but_a_keeper(muster: Asking) -> None:
    kept = Sessions(muster.folder / "book")
    now = int(time.time())
    for token, device in (("one", "Firefox · Android"), ("two", "Edge · Windows")):
        kept.begin(token, Session("w.officer", "password", now - 60, now, 900, now, "form"), device=device)

    kept.begin("old", Session("w.officer", "password", now - 13 * 3600, now, 900, now, "form"), device="Old · Kiosk")

    told = muster("users", "sessions", "w.officer", "--key", "w.officer", "--json").json
    refused = muster("users", "sessions", "w.officer", "--key", "b.escort")
    unknown = muster("users", "sessions", "w.officer", "--end", "nothing", "--key", "a.admin")
    first = next(one["name"] for one in told["sessions"] if one["device"] == "Firefox · Android")
    half = muster("users", "sessions", "w.officer", "--end", first, "--end", "nothing", "--key", "w.officer")
    both = muster("users", "sessions", "w.officer", "--key", "w.officer", "--json").json
    left = muster("users", "sessions", "w.officer", "--end", first, "--key", "w.officer", "--json").json
    none = done(muster("users", "sessions", "w.officer", "--end-all", "--key", "a.admin"))

    assert [one["device"] for one in left["sessions"]] == ["Edge · Windows"]
    assert (refused.code, unknown.code, half.code) == (3, 4, 4)
    assert {one["device"] for one in both["sessions"]} == {"Firefox · Android", "Edge · Windows"}
    assert "he is signed in nowhere" in none.out
    assert kept.session("two") is None
