"""Passkeys at the door: what answers nothing is not taken, and one is offered only to who just showed two factors."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest

from musterbook.console.passkeys import WAITING_MAX, Challenges
from musterbook.store.accounts import Passkey
from tests.console.signing import Front


@pytest.fixture
def front(tmp_path: Path) -> Front:
    made = Front(tmp_path)
    made.account("h.officer")
    return made


@pytest.mark.parametrize(
    "said",
    [b"", b"{", b"[]", b"{}", b'{"rawId":"!!","response":{}}', b'{"rawId":7,"response":7}',
     json.dumps({"id": "x", "rawId": "eA", "type": "public-key", "response": {"clientDataJSON": "e30"}}).encode()],
)  # fmt: skip
def test_an_answer_that_answers_nothing_is_not_taken(front: Front, said: bytes) -> None:
    answer = front.post_bytes("/sign-in/passkey", said)

    assert answer.status_code == 401
    assert "was not taken" in answer.json()["says"]


def test_a_passkey_is_offered_only_to_a_form_of_ours_and_after_a_factor_just_shown(front: Front) -> None:
    assert front.post_bytes("/account/passkey/ask", b"{}").status_code == 401
    front.sign_in("h.officer")
    token = front.token()
    assert front.post_bytes("/account/passkey/ask", b"{}").status_code == 403
    assert front.post_bytes("/account/passkey/ask", json.dumps({"token": token}).encode()).status_code == 200

    front.clock.at += 301

    late = front.post_bytes("/account/passkey/ask", json.dumps({"token": token}).encode())
    assert late.status_code == 401
    assert "second factor" in late.json()["says"]


def test_a_challenge_counts_once_for_two_minutes_and_there_are_never_too_many() -> None:
    at = [0.0]
    challenges = Challenges(clock=lambda: at[0])
    first, second = challenges.new(), challenges.new()

    assert [challenges.take(first), challenges.take(first), challenges.take(b"")] == [True, False, False]
    at[0] = 121
    assert not challenges.take(second)
    many = [challenges.new() for _ in range(WAITING_MAX + 1)]
    assert not challenges.take(many[0])
    assert challenges.take(many[-1])


def test_the_way_in_by_passkey_names_nobody(front: Front) -> None:
    answer: httpx.Response = front.post_bytes("/sign-in/passkey/ask", b"{}")

    assert answer.json()["allowCredentials"] == []
    assert answer.json()["userVerification"] == "required"


def test_a_passkey_is_taken_away_after_a_factor_just_shown_and_not_at_a_screen_left_open(
    front: Front,
) -> None:
    front.sign_in("h.officer")
    front.accounts.add_passkey(Passkey(b"one", "h.officer", b"public", 0, "gate tablet"), front.clock.at)
    said = {"token": front.token(), "label": "gate tablet"}
    front.clock.at += 301

    late = front.post("/account/passkey/forget", said)
    told = front.get(late.headers["location"]).text

    assert "a second factor must be shown" in told
    assert len(front.accounts.passkeys("h.officer")) == 1
    front.clock.at -= 301
    front.post("/account/passkey/forget", said)
    assert front.accounts.passkeys("h.officer") == []
