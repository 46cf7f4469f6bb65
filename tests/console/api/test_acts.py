"""Acts of programs: prepared here, signed with their own keys, written once whatever is cut in between."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from musterbook.custody.facts import Accepted, Mustered, Offered
from musterbook.operation import agreeing
from musterbook.operation.folder import open_book
from musterbook.store.program_tables import opened
from tests.console.api.calling import Calls
from tests.operation.making import DESK, acting, clear_everyone, open_small_book

W, COUNTER, ESCORT, PANEL, ADMIN = "w.officer", "w.counter", "b.escort", "g.panel", "a.admin"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book whose agreement is signed and whose people are cleared."""
    place = tmp_path_factory.mktemp("programs")
    book = open_small_book(place)
    for party in ("willow", "harbour"):
        agreeing.sign(book, acting("c.coord/coordinator", DESK, minutes=10), "AGR-01", party)
    clear_everyone(book)
    book.close()
    return place / "willow" / "book"


@pytest.fixture(scope="module")
def calls(folder: Path) -> Calls:
    made = Calls(folder)
    made.let_in(W, COUNTER, ESCORT, PANEL, ADMIN, "h.officer", "s.security")
    return made


@pytest.fixture(scope="module")
def cleared(calls: Calls) -> list[str]:
    """Numbers of the ten who may go."""
    rows = calls.get("/api/v1/people", W).json()["rows"]
    return [row["number"] for row in rows if not row["holds"]]


def test_a_program_boards_people_with_keys_that_never_come_here(calls: Calls, cleared: list[str], folder: Path) -> None:
    offered = calls.done("/api/v1/handovers", W, {"people": cleared[:3], "receiver": "bus-1"})
    (row,) = [one for one in calls.get("/api/v1/handovers", W).json()["rows"] if one["offered"] == 3]
    path = f"/api/v1/handovers/{row['reference']}"

    let_go = calls.done(f"{path}/let-gos", W)
    accepted = calls.done(f"{path}/acceptances", ESCORT, {"counted": 3})

    assert [one.status_code for one in (offered, let_go, accepted)] == [201, 201, 201]
    assert calls.get(path, ESCORT).json()["found"]["stage"] == "accepted"
    assert {one["number"] for one in calls.get("/api/v1/rolls/bus-1", ESCORT).json()["people"]} == set(cleared[:3])
    again = open_book(folder)
    assert again.not_standing() == []
    (entry,) = [one for one in again.entries() if isinstance(one.fact, Accepted)]
    assert (entry.by, [one.officer for one in entry.signed]) == ("bus-1", [ESCORT])
    again.close()


def test_what_is_signed_can_be_worked_out_from_the_act_itself(calls: Calls) -> None:
    draft = calls.post("/api/v1/musters", W, {"custodian": "willow"}).json()

    told = {"act": draft["acts"][0], "log": draft["logs"][0], "officer": W, "role": draft["sign"][0]["role"]}
    canonical = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    assert draft["sign"][0]["hashes"] == [hashlib.sha256(b"musterbook/act/1\x00" + canonical).hexdigest()]


def test_the_same_key_gives_the_first_answer_after_a_restart_too(calls: Calls, folder: Path) -> None:
    said = {"custodian": "willow", "reason": "interim"}
    draft = calls.post("/api/v1/musters", W, said, key="first-of-its-kind")
    done = calls.signed(draft.json(), W, key="second-of-its-kind")
    restarted = Calls(folder, secrets=calls.secrets)

    again = restarted.post("/api/v1/musters", W, said, key="first-of-its-kind")
    signed = restarted.signed(draft.json(), W, key="second-of-its-kind")
    other = restarted.post("/api/v1/musters", W, {"custodian": "bus-1"}, key="first-of-its-kind")

    assert (again.status_code, again.content) == (draft.status_code, draft.content)
    assert (signed.status_code, signed.content) == (201, done.content)
    assert signed.headers["idempotency-replayed"] == "true"
    assert other.status_code == 409
    assert other.json()["objections"][0]["rule"] == "api.key-of-another"


def test_an_act_whose_answer_was_cut_off_is_found_and_not_written_again(calls: Calls) -> None:
    draft = calls.post("/api/v1/musters", W, {"custodian": "willow", "reason": "alarm"}).json()
    first = calls.signed(draft, W, key="cut-off-here")
    with opened(calls.programs.path) as base:  # as if the machine had stopped before the answer was kept
        base.execute("update replay set number = null, body = null where key = 'cut-off-here'")
        base.execute("update draft set digest = '' where id = ?", (draft["draft"],))
    before = calls.source.stamp().entries

    again = calls.signed(draft, W, key="cut-off-here")

    assert (again.status_code, again.json()) == (201, first.json())
    assert calls.source.stamp().entries == before


def test_two_sign_a_count_each_from_his_own_side(calls: Calls) -> None:
    muster = calls.done("/api/v1/musters", W, {"custodian": "willow", "counted_by": "number"})
    name = next(one["muster"] for one in calls.get("/api/v1/called-musters", W).json()["rows"]
                if one["entry"] == muster.json()["entries"][0])  # fmt: skip
    path = f"/api/v1/musters/{name}/counts"
    draft = calls.post(path, W, {"counted": 9, "signers": [W, COUNTER]})

    first = calls.signed(draft.json(), W)
    second = calls.signed(draft.json(), COUNTER)

    assert (draft.status_code, first.status_code, second.status_code) == (202, 202, 201), draft.text
    assert [one["signed"] for one in first.json()["sign"]] == [True, False]
    entry = calls.book.entry(second.json()["entries"][0])
    assert entry is not None
    assert isinstance(entry.fact, Mustered)
    assert [one.officer for one in entry.signed] == [COUNTER, W]


def test_a_count_that_wants_two_is_refused_to_one(calls: Calls) -> None:
    calls.done("/api/v1/musters", W, {"custodian": "willow", "counted_by": "number"})
    name = calls.get("/api/v1/called-musters", W).json()["rows"][-1]["muster"]

    answer = calls.post(f"/api/v1/musters/{name}/counts", W, {"counted": 9})

    assert answer.status_code == 409
    assert {one["rule"] for one in answer.json()["objections"]} == {"rights.needs-second-signature"}


def test_what_changed_since_it_was_prepared_is_not_written(calls: Calls, cleared: list[str]) -> None:
    stale = calls.post("/api/v1/handovers", W, {"people": [cleared[4]], "receiver": "bus-1"})
    calls.done("/api/v1/handovers", W, {"people": [cleared[4]], "receiver": "bus-1"})
    before = sum(isinstance(one.fact, Offered) for one in calls.book.entries())

    answer = calls.signed(stale.json(), W)

    assert stale.status_code == 202
    assert (answer.status_code, answer.json()["type"]) in ((412, "/problems/412"), (409, "/problems/409"))
    assert sum(isinstance(one.fact, Offered) for one in calls.book.entries()) == before


def test_a_gate_that_closed_meanwhile_still_counts(calls: Calls, cleared: list[str]) -> None:
    draft = calls.post("/api/v1/handovers", W, {"people": [cleared[6]], "receiver": "bus-1"})
    calls.done("/api/v1/holds", W, {"person": cleared[6], "ground": "medical"})

    answer = calls.signed(draft.json(), W)

    assert draft.status_code == 202
    assert answer.status_code == 409
    assert "eligibility.hold" in {one["rule"] for one in answer.json()["objections"]}


def test_a_signature_by_another_key_or_under_another_act_counts_for_nothing(calls: Calls) -> None:
    draft = calls.post("/api/v1/musters", W, {"custodian": "willow"}).json()
    other = calls.post("/api/v1/musters", W, {"custodian": "willow"}).json()
    (mine,) = draft["sign"]
    path = f"/api/v1/drafts/{draft['draft']}/signatures"
    before = calls.source.stamp().entries

    answers = [
        calls.post(path, W, {"officer": W, "signatures": [calls.signature(COUNTER, mine["hashes"][0])]}),
        calls.post(path, W, {"officer": W, "signatures": [calls.signature(W, other["sign"][0]["hashes"][0])]}),
        calls.post(path, W, {"officer": W, "signatures": ["no base64 at all"]}),
        calls.post(path, W, {"officer": COUNTER, "signatures": [calls.signature(COUNTER, mine["hashes"][0])]}),
        calls.post(path, W, {"officer": W, "signatures": []}),
    ]

    assert [one.status_code for one in answers] == [409, 409, 409, 409, 400]
    assert calls.source.stamp().entries == before


def test_nobody_else_learns_that_an_act_waits(calls: Calls) -> None:
    draft = calls.post("/api/v1/musters", W, {"custodian": "willow"}).json()
    path = f"/api/v1/drafts/{draft['draft']}"

    theirs = [
        calls.get(path, ESCORT),
        calls.get(f"/api/v1/drafts/{'A' * 24}", ESCORT),
        calls.signed(draft, W, caller=ESCORT),
    ]

    assert [one.status_code for one in theirs] == [404, 404, 404]
    assert theirs[0].json()["detail"] == theirs[1].json()["detail"]
    assert calls.get(path, W).json() == draft


def test_a_role_may_do_what_the_table_says_and_no_more(calls: Calls, cleared: list[str]) -> None:
    answers = [
        calls.post("/api/v1/handovers", PANEL, {"people": cleared[8:9], "receiver": "bus-1"}),
        calls.post("/api/v1/clearances", W, {"people": cleared[8:9]}),
        calls.post("/api/v1/musters", W, {"custodian": "willow", "signers": [COUNTER]}),
        calls.post("/api/v1/holds", ADMIN, {"person": cleared[8], "ground": "medical"}),
    ]

    assert [one.status_code for one in answers] == [409, 409, 409, 404]
    assert [one.json()["objections"][0]["rule"] for one in answers[:3]] == [
        "rights.no-authority", "rights.no-authority", "api.who-signs",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "pointer", "rule"),
    [
        ({"custodian": "willow", "reson": "alarm"}, "/reson", "api.unknown-field"),
        ({"reason": "alarm"}, "/custodian", "api.lacks-field"),
        ({"custodian": 7}, "/custodian", "api.bad-field"),
        ({"custodian": "willow", "due_by": "tomorrow"}, "/due_by", "api.bad-field"),
        ({"custodian": "willow", "signers": [3]}, "/signers/0", "api.bad-field"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_place(
    calls: Calls, said: dict[str, object], pointer: str, rule: str
) -> None:
    answer = calls.post("/api/v1/musters", W, said)

    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert [(one["pointer"], one["rule"]) for one in answer.json()["faults"]] == [(pointer, rule)]


def test_a_call_without_key_secret_or_json_is_told_what_it_lacks(calls: Calls) -> None:
    said = {"custodian": "willow"}

    lacking = [
        calls.post("/api/v1/musters", W, said, key="short"),
        calls.post("/api/v1/musters", "", said),
        calls.post("/api/v1/musters", "mbp_of-nobody", said),
        calls.post("/api/v1/musters", W, said, content_type="text/plain"),
    ]

    assert [one.status_code for one in lacking] == [400, 401, 401, 415]
    assert lacking[1].headers["www-authenticate"].startswith("Bearer")


def test_a_program_whose_secret_ended_is_out_at_once(calls: Calls) -> None:
    calls.let_in("d.doctor")
    before = calls.get("/api/v1/agreements", "d.doctor")

    calls.programs.end("d.doctor")

    assert (before.status_code, calls.get("/api/v1/agreements", "d.doctor").status_code) == (200, 401)


def test_any_deed_of_the_pages_is_done_by_its_name(calls: Calls, cleared: list[str]) -> None:
    said = {"person": cleared[9], "ground": "medical", "review_by": "2026-01-22T06:00:00+00:00"}

    done = calls.done("/api/v1/deeds/hold", W, {"said": said})
    strange = calls.post("/api/v1/deeds/hold", W, {"said": {**said, "colour": "red"}})
    none = calls.post("/api/v1/deeds/fly", W, {"said": {}})

    assert (done.status_code, done.json()["kinds"]) == (201, ["eligibility.held"])
    assert (strange.status_code, strange.json()["faults"][0]["rule"]) == (400, "deed.unknown-field")
    assert (none.status_code, none.json()["faults"][0]["rule"]) == (400, "api.no-deed")


def test_whom_a_caller_need_not_know_of_is_a_number_nobody_has(calls: Calls, cleared: list[str]) -> None:
    calls.let_in("h.counter", "w.clerk")
    there = calls.post("/api/v1/holds", "h.officer", {"person": cleared[9], "ground": "medical"})
    nobody = calls.post("/api/v1/holds", "h.officer", {"person": "ZZZ-9999-Z", "ground": "medical"})
    deed = calls.post("/api/v1/deeds/hold", "h.officer", {"said": {"person": cleared[9], "ground": "medical"}})

    assert there.status_code == 400
    assert there.json()["faults"][0]["rule"] == "person.unknown"
    assert nobody.status_code == 400
    assert deed.json()["faults"][0]["rule"] == "person.unknown"
