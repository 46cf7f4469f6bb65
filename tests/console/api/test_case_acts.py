"""Acts on cases by programs: what was seen of a case goes along, and what is sealed of it is nowhere in clear."""

from __future__ import annotations

from pathlib import Path

import pytest

from musterbook.custody.roll import Roll
from musterbook.terms.custodians import in_hand
from tests.console.api.calling import Calls
from tests.operation.making import WILLOW, open_small_book

K, JUDGE, LEGAL = "k.desk", "j.court", "l.law"
OFFICERS = (
    (K, "willow", "repatriation-desk"),
    (JUDGE, "willow", "judicial-liaison"),
    (LEGAL, "willow", "legal-reviewer"),
)
BASIS = "He asked in writing to be taken back."


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("cases")
    open_small_book(place, officers=OFFICERS).close()
    return place / "willow" / "book"


@pytest.fixture(scope="module")
def calls(folder: Path) -> Calls:
    made = Calls(folder)
    made.let_in(K, JUDGE, LEGAL, "w.officer")
    return made


@pytest.fixture(scope="module")
def case(calls: Calls) -> str:
    """A case that was opened by a program."""
    person = min(calls.book.reading(Roll).on(in_hand(WILLOW)))
    done = calls.done("/api/v1/cases", K, {"person": person, "country": "FRA", "basis": BASIS})
    assert done.json()["kinds"] == ["repatriation.case-opened"]
    return str(calls.get("/api/v1/cases", K).json()["rows"][0]["case"])


def etag(calls: Calls, case: str) -> str:
    answer = calls.get(f"/api/v1/cases/{case}", K)
    assert answer.status_code == 200, answer.text
    return answer.headers["etag"]


def test_a_case_is_changed_only_by_who_saw_it_as_it_is(calls: Calls, case: str) -> None:
    said = {"answer": "asks-more", "dated": "2026-01-20T09:00:00+00:00"}
    path, seen = f"/api/v1/cases/{case}/answers", etag(calls, case)

    unseen = calls.post(path, K, said)
    done = calls.done(path, K, said, **{"if-match": seen})
    stale = calls.post(path, K, {**said, "answer": "accepts"}, **{"if-match": seen})
    now = calls.post(path, K, {**said, "answer": "accepts"}, **{"if-match": etag(calls, case)})

    assert [one.status_code for one in (unseen, done, stale, now)] == [428, 201, 412, 202]
    assert (unseen.json()["type"], stale.json()["type"]) == ("/problems/428", "/problems/412")


def test_each_step_is_signed_by_whoever_the_table_says(calls: Calls, case: str, folder: Path) -> None:
    def step(plural: str, officer: str, said: dict[str, object]) -> int:
        heads = {"if-match": etag(calls, case)}
        answer = calls.post(f"/api/v1/cases/{case}/{plural}", officer, said, **heads)
        if answer.status_code != 202:
            return answer.status_code
        return calls.signed(answer.json(), officer).status_code

    found = {
        "host-holds": step("host-holds", JUDGE, {"authority": "court of Willow"}),
        "not his": step("host-releases", K, {"because": "served"}),
        "host-releases": step("host-releases", JUDGE, {"because": "served"}),
        "bases": step("bases", LEGAL, {"kind_of": "consent", "text": "the letter he wrote"}),
        "no such": step("closings", K, {"because": "bored"}),
        "closings": step("closings", K, {"because": "mistake"}),
    }

    assert found == {
        "host-holds": 201, "not his": 409, "host-releases": 201, "bases": 201, "no such": 400, "closings": 201,
    }  # fmt: skip
    everything = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert BASIS.encode() not in everything
    assert b"the letter he wrote" not in everything


def test_a_case_that_is_not_there_or_not_ones_to_see_answers_404_whatever_is_said_to_match(
    calls: Calls, case: str
) -> None:
    said = {"because": "mistake"}

    answers = [
        calls.post("/api/v1/cases/FRA-9999/closings", K, said, **{"if-match": "*"}),
        calls.post(f"/api/v1/cases/{case}/closings", "w.officer", said, **{"if-match": "*"}),
    ]

    assert [one.status_code for one in answers] == [404, 404]
