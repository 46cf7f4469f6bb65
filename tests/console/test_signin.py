"""Signing in at the console: two factors, nothing of the book before, sessions that end, forms nobody else can send."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from musterbook.console.porch import DESK_SECONDS, TABLET_SECONDS, LetIn, NotLetIn
from musterbook.operation.letting_in import weak
from musterbook.store.account_tables import NAME
from musterbook.store.sessions import LONGEST_SECONDS
from musterbook.store.tablets import Tablets
from tests.console.signing import PASSWORD, Front, secret_of

NEW = "eleven boats wait for a tide"


@pytest.fixture
def front(tmp_path: Path) -> Front:
    made = Front(tmp_path)
    made.account("h.officer")
    return made


def test_without_accounts_the_console_asks_nobody(tmp_path: Path) -> None:
    open_to_all = Front(tmp_path)

    assert open_to_all.get("/people").status_code == 200
    assert open_to_all.get("/sign-in").status_code == 303
    assert not (tmp_path / "accounts.db").exists()


@pytest.mark.parametrize("path", ["/", "/people", "/people/KHA-4712-M", "/book", "/dossiers", "/account"])
def test_nothing_is_shown_before_signing_in(front: Front, path: str) -> None:
    answer = front.get(path)

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in?next=/")
    assert answer.content == b""


@pytest.mark.parametrize("path", ["/people.json", "/people.csv", "/live", "/grid/people.json", "/metrics", "/readyz"])
def test_a_program_is_told_to_sign_in_as_a_problem(front: Front, path: str) -> None:
    answer = front.get(path, accept="*/*")

    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_password_and_digits_let_in_and_the_page_names_who_looks(front: Front) -> None:
    answer = front.sign_in("h.officer", next="/people")

    assert (answer.status_code, answer.headers["location"]) == (303, "/people")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "h.officer" in front.get("/").text
    assert "site officer" in front.get("/account").text


@pytest.mark.parametrize(
    ("changed", "status"),
    [({"password": "seven geese cross the road!"}, 401), ({"second": "000000"}, 401), ({"name": "nobody"}, 401),
     ({"second": ""}, 401), ({"name": "d.desk"}, 401)],
)  # fmt: skip
def test_whoever_lacks_one_of_them_stays_out_and_is_not_told_which(
    front: Front, changed: dict[str, str], status: int
) -> None:
    answer = front.sign_in("h.officer", **changed)

    assert answer.status_code == status
    assert "name, password or digits are wrong" in answer.text
    assert front.get("/people").status_code == 303


def test_digits_count_once(front: Front) -> None:
    digits = front.digits("h.officer")

    first, second = (front.sign_in("h.officer", second=digits) for _ in range(2))

    assert (first.status_code, second.status_code) == (303, 401)


def test_digits_of_the_step_before_count_and_those_before_do_not(front: Front) -> None:
    old = front.digits("h.officer")
    front.clock.at += 30
    assert front.sign_in("h.officer", second=old).status_code == 303
    older = front.digits("h.officer")
    front.clock.at += 90

    assert front.sign_in("h.officer", second=older).status_code == 401


def test_a_recovery_code_stands_for_the_digits_once(front: Front) -> None:
    code = front.made["h.officer"].codes[3].lower()

    first, second = (front.sign_in("h.officer", second=code) for _ in range(2))

    assert (first.status_code, second.status_code) == (303, 401)
    assert "9 recovery codes are left" in front.get("/account").text


def test_after_five_failures_one_waits_longer_each_time_and_is_never_locked_out(front: Front) -> None:
    for _ in range(5):
        front.sign_in("h.officer", password="wrong", second="000000")

    early = front.sign_in("h.officer")
    assert early.status_code == 429
    assert "Try again in 2 s" in early.text
    front.clock.at += 2
    assert front.sign_in("h.officer", second="000000").status_code == 401
    assert front.porch.accounts.wait_seconds("h.officer", front.clock.at) == 4
    for _ in range(30):
        front.porch.accounts.failed("h.officer", front.clock.at)
    assert front.porch.accounts.wait_seconds("h.officer", front.clock.at) == 900
    front.clock.at += 900
    assert front.sign_in("h.officer").status_code == 303


def test_a_name_nobody_has_waits_like_any_other(front: Front) -> None:
    for _ in range(5):
        front.sign_in("nobody", second="000000")

    assert front.sign_in("nobody", second="000000").status_code == 429


@pytest.mark.parametrize(("tablet", "idle"), [({}, DESK_SECONDS), ({"tablet": "yes"}, TABLET_SECONDS)])
def test_a_session_ends_when_it_is_not_used(front: Front, tablet: dict[str, str], idle: int) -> None:
    front.sign_in("h.officer", **tablet)
    front.clock.at += idle
    assert front.get("/people").status_code == 200

    front.clock.at += idle + 1
    assert front.get("/people").status_code == 303


def test_a_session_ends_after_a_watch_however_busy(front: Front) -> None:
    front.sign_in("h.officer")
    for _ in range(12):
        front.clock.at += 3_600
        assert front.get("/people").status_code == 200

    front.clock.at += LONGEST_SECONDS - 12 * 3_600 + 1
    assert front.get("/people").status_code == 303


def test_whoever_loses_his_last_role_is_out_at_once(front: Front) -> None:
    front.sign_in("h.officer")
    assert front.get("/people").status_code == 200

    front.desk.end_grant("h.officer", "site-officer", "hasakah")

    assert front.get("/people").status_code == 303
    assert front.sign_in("h.officer", second=front.made["h.officer"].codes[0]).status_code == 401


def test_signing_out_ends_the_session_on_the_server(front: Front) -> None:
    front.sign_in("h.officer")
    stolen = front.cookies["muster"]

    answer = front.post("/account/out", {"token": front.token()})

    assert answer.headers["clear-site-data"] == '"storage"'
    front.cookies.set("muster", stolen, domain="localhost")
    assert front.get("/people").status_code == 303


def test_signing_out_of_a_browser_where_bands_wait_leaves_them_there(front: Front) -> None:
    front.sign_in("h.officer")
    assert 'name="waiting" value="yes" disabled' in front.get("/account").text

    answer = front.post("/account/out", {"token": front.token(), "waiting": "yes"})

    assert "clear-site-data" not in answer.headers


def test_a_form_without_its_token_or_from_elsewhere_does_nothing(front: Front) -> None:
    front.sign_in("h.officer")

    without = front.post("/account/out", {})
    elsewhere = front.post("/account/out", {"token": front.token()}, origin="http://evil.example")

    assert (without.status_code, elsewhere.status_code) == (403, 403)
    assert front.get("/people").status_code == 200


def test_one_is_sent_on_to_addresses_of_ours_alone(front: Front) -> None:
    for address in ("//evil.example", "https://evil.example", "/\\evil.example", "/sign-in"):
        front.clock.at += 60
        answer = front.sign_in("h.officer", next=address)
        assert answer.headers["location"] == "/"


def test_the_file_of_accounts_holds_neither_password_nor_secret_nor_code_nor_token(front: Front) -> None:
    front.sign_in("h.officer")
    made, kept = front.made["h.officer"], (front.folder / "accounts.db").read_bytes()

    assert oct((front.folder / "accounts.db").stat().st_mode & 0o777) == "0o600"
    for secret in (PASSWORD, front.cookies["muster"], *made.codes, *(one.replace("-", "") for one in made.codes)):
        assert secret.encode() not in kept
    assert secret_of(made) not in kept


@pytest.mark.parametrize(
    ("password", "rule"),
    [("short", "account.password-length"), ("aaaaaaaaaaaaaaaa", "account.password-plain"),
     ("password1234", "account.password-common"), ("qwertyuiop[]", "account.password-common"),
     ("iloveyoubaby", "account.password-common"), ("abcdefabcdef", "account.password-common"),
     ("operation willow 2026", "account.password-names"), ("my h.officer password", "account.password-names"),
     (PASSWORD, "")],
)  # fmt: skip
def test_a_password_is_long_and_not_a_name(password: str, rule: str) -> None:
    assert weak(password, "h.officer", "willow") == rule


def test_an_account_made_anew_ends_what_was_before(front: Front) -> None:
    front.sign_in("h.officer")
    old = front.made["h.officer"]

    front.account("h.officer")

    assert front.get("/people").status_code == 303
    front.clock.at += 60
    assert front.sign_in("h.officer", second=old.codes[0]).status_code == 401
    assert front.sign_in("h.officer").status_code == 303


def change(front: Front, password: str = PASSWORD, new: str = NEW, second: str = "") -> httpx.Response:
    said = {"token": front.token(), "password": password, "new": new, "second": second or front.digits("h.officer")}
    return front.post("/account/password", said)


def test_a_password_is_changed_by_whoever_shows_both_factors_and_signs_him_out_everywhere_else(front: Front) -> None:
    front.sign_in("h.officer")
    elsewhere = front.cookies["muster"]
    front.clock.at += 60
    front.sign_in("h.officer")
    front.clock.at += 60

    changed = change(front)
    said = front.get("/account?changed=yes").text

    assert (changed.status_code, "password is changed" in said) == (303, True)
    assert front.porch.sessions.session(elsewhere) is None
    front.clock.at += 60
    assert front.porch.sign_in("h.officer", PASSWORD, front.digits("h.officer")) == NotLetIn()
    assert isinstance(front.porch.sign_in("h.officer", NEW, front.digits("h.officer")), LetIn)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"password": "not the right one"}, "is not right"), ({"second": "000000"}, "is not right"),
     ({"new": "password1234"}, "soon guessed"), ({"new": "short"}, "12 to 128")],
)  # fmt: skip
def test_a_password_is_not_changed_by_who_lacks_a_factor_or_to_one_that_will_not_do(
    front: Front, wrong: dict[str, str], said: str
) -> None:
    front.sign_in("h.officer")
    front.clock.at += 60

    answer = change(front, **wrong)

    assert (answer.status_code, said in answer.text) == (422, True)
    front.clock.at += 60
    assert isinstance(front.porch.sign_in("h.officer", PASSWORD, front.digits("h.officer")), LetIn)


def test_a_form_that_is_not_ours_changes_no_password(front: Front) -> None:
    front.sign_in("h.officer")

    answer = front.post("/account/password", {"token": "x", "password": PASSWORD, "new": NEW, "second": "1"})

    assert answer.status_code == 403


def test_a_page_is_shown_though_that_somebody_looked_cannot_be_written(front: Front) -> None:
    front.sign_in("h.officer")
    tablets = Tablets(front.folder)
    tablets.offer("gate-1", "a pass", until=front.clock.at + 60, at=front.clock.at, by="a.admin")
    tablets.enrol("a pass", "a secret", front.clock.at)
    with closing(sqlite3.connect(front.folder / NAME, isolation_level=None)) as other:
        other.execute("begin immediate")  # as another process that writes, or one that found the disk full
        shown = []
        for seconds in (DESK_SECONDS - 60, 120):
            front.clock.at += seconds
            shown.append((front.get("/account").status_code, tablets.of_secret("a secret", front.clock.at)))

    assert shown == [(200, "gate-1"), (200, "gate-1")]


def test_an_officer_sees_where_he_is_signed_in_and_ends_one_without_the_others(front: Front) -> None:
    enter_with(front, "h.officer", "Mozilla/5.0 (Android 14; Mobile; rv:128.0) Gecko/128.0 Firefox/128.0")
    tablet = dict(front.cookies)
    front.cookies.clear()
    enter_with(front, "h.officer", "Mozilla/5.0 (Windows NT 10.0) Chrome/126.0 Safari/537.36 Edg/126.0")

    page = front.get("/account").text
    lines = front.porch.sessions_of("h.officer")

    assert [one.device for one in lines] == ["Edge · Windows", "Firefox · Android"]
    assert "Edge · Windows" in page
    assert "(this one)" in page
    answer = front.post("/account/session", {"token": front.token(), "session": lines[1].name})
    assert answer.headers["location"] == "/account#sessions"
    assert [one.device for one in front.porch.sessions_of("h.officer")] == ["Edge · Windows"]
    assert front.get("/account").status_code == 200
    front.cookies.clear()
    front.cookies.update(tablet)
    assert front.get("/account").status_code == 303


def test_nobody_ends_a_session_of_somebody_else_or_by_a_form_that_is_not_ours(front: Front) -> None:
    front.account("d.desk")
    enter_with(front, "d.desk", "")
    (other,) = front.porch.sessions_of("d.desk")
    front.cookies.clear()
    enter_with(front, "h.officer", "")

    forged = front.post("/account/session", {"token": "guessed", "session": other.name})
    front.post("/account/session", {"token": front.token(), "session": other.name})

    assert forged.status_code == 403
    assert front.porch.sessions_of("d.desk") == (other,)
    (own,) = front.porch.sessions_of("h.officer")
    assert "does not say what it is" in front.get("/account").text
    assert (
        front.post("/account/session", {"token": front.token(), "session": own.name}).headers["location"] == "/sign-in"
    )
    assert front.porch.sessions_of("h.officer") == ()


def test_a_session_that_is_over_is_not_listed(front: Front) -> None:
    enter_with(front, "h.officer", "")

    front.clock.at += DESK_SECONDS + 1

    assert front.porch.sessions_of("h.officer") == ()


def enter_with(front: Front, officer: str, agent: str) -> None:
    """Sign in with a browser that names itself so."""
    front.clock.at += 60
    front.agent = agent
    assert front.sign_in(officer).status_code == 303
