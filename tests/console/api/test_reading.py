"""Lists for programs: every one by the rights of who asks, page after page, as JSON and CSV, as of any moment."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
import pytest

from musterbook.console.api.collections import COLLECTIONS
from musterbook.console.asked import Asked
from musterbook.console.callers import ASKED_MOST, Bucket, Callers
from musterbook.console.looking import Looker
from musterbook.console.page_kinds import API, KIND_OF_LIST, kind_of
from musterbook.console.seeing import OF_ONE, seen_rows, sees_of
from musterbook.rights.policy import About, Asker, may_see, may_see_page
from musterbook.rights.roles import ROLES as ALL_ROLES
from musterbook.store.consultations import Consultations
from musterbook.terms.custodians import CustodianId
from tests.console.api.calling import Calls
from tests.operation.making import TABLES, clear_everyone, open_small_book

DESK, W, H = "o.desk", "w.officer", "h.officer"
ROLES = {officer: (role, custodian) for officer, custodian, role in TABLES["officers"][1:]}
LISTS = tuple(one.name for one in COLLECTIONS)


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> Calls:
    place = tmp_path_factory.mktemp("lists")
    book = open_small_book(place)
    clear_everyone(book)
    book.close()
    made = Calls(Path(place) / "willow" / "book")
    made.let_in(*ROLES)
    return made


def test_every_list_opens_to_whom_its_page_does_and_is_not_there_for_others(calls: Calls) -> None:
    one_of_each = {kind: name for name in LISTS for kind in (KIND_OF_LIST[name],)}
    for officer, (role, custodian) in ROLES.items():
        asker = Asker(officer, frozenset(((role, CustodianId(custodian)),)))
        for kind, name in one_of_each.items():
            number = calls.get(f"{API}/{name}", officer).status_code

            assert number == (200 if may_see_page(asker, kind) else 404), (officer, name)


def test_every_list_answers_whoever_may_see_it(calls: Calls) -> None:
    for name in LISTS:
        sees = next(
            (officer for officer, (role, whom) in ROLES.items()
             if may_see_page(Asker(officer, frozenset(((role, CustodianId(whom)),))), KIND_OF_LIST[name])), "",
        )  # fmt: skip

        assert not sees or calls.get(f"{API}/{name}", sees).json()["total"] >= 0


def test_every_list_is_of_a_kind_that_the_policy_knows() -> None:
    assert set(LISTS) <= set(KIND_OF_LIST)
    assert kind_of(f"{API}/nothing-of-the-kind") == "consultations"


def test_a_receiver_sees_none_of_those_it_neither_holds_nor_is_offered(calls: Calls) -> None:
    number = calls.get(f"{API}/people", W).json()["rows"][0]["number"]

    assert calls.get(f"{API}/people", H).json()["rows"] == []
    assert calls.get(f"{API}/holds", H).json()["total"] == 0
    assert calls.get(f"{API}/clearances", H).json()["total"] == 0
    assert calls.get(f"{API}/people/{number}", H).status_code == 404
    assert calls.get(f"{API}/people/{number}", W).status_code == 200
    assert calls.get(f"{API}/rolls/willow", H).json()["people"] == []
    assert number not in calls.get(f"{API}/duties", H).text


def test_a_list_is_read_page_after_page_and_each_row_comes_once(calls: Calls) -> None:
    read, path = [], f"{API}/entries?limit=40"
    while path:
        answer = calls.get(path, DESK)
        read += [row["digest"] for row in answer.json()["rows"]]
        path = answer.links["next"]["url"] if "next" in answer.links else ""

    assert len(read) == len(set(read)) == answer.json()["total"]
    people, after = [], calls.get(f"{API}/people?limit=5&sort=-number", DESK)
    people += [row["number"] for row in after.json()["rows"]]
    people += [row["number"] for row in calls.get(after.links["next"]["url"], DESK).json()["rows"]]
    assert people == sorted(people, reverse=True)
    assert len(people) == 10


@pytest.mark.parametrize(
    ("query", "known"),
    [("colour=red", "custodian"), ("sort=colour", "milestone"), ("limit=1001", ""), ("after=nonsense", ""),
     ("as_of=yesterday", "")],
)  # fmt: skip
def test_what_a_list_does_not_know_is_malformed_and_it_says_what_it_knows(calls: Calls, query: str, known: str) -> None:
    answer = calls.get(f"{API}/people?{query}", DESK)

    assert answer.status_code == 400
    assert known in answer.json()["detail"]
    assert answer.headers["content-type"] == "application/problem+json"


def test_rows_are_filtered_by_their_own_fields(calls: Calls) -> None:
    everyone = calls.get(f"{API}/people", DESK).json()["rows"]

    found = calls.get(f"{API}/people?milestone=cleared&custodian=willow", DESK).json()

    assert found["total"] == sum(row["milestone"] == "cleared" for row in everyone) == 10
    assert calls.get(f"{API}/holds?ground=nothing", DESK).json()["total"] == 0


def test_the_same_rows_come_as_csv(calls: Calls) -> None:
    answer = calls.get(f"{API}/holds", DESK, accept="text/csv")

    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    told = calls.get(f"{API}/holds", DESK).json()["rows"]
    assert answer.headers["content-type"].startswith("text/csv")
    assert [row["number"] for row in rows] == [row["number"] for row in told]
    assert len({row["head"] for row in rows}) == 1


def test_each_answer_says_which_book_it_was_and_what_is_the_same_is_not_sent_again(calls: Calls) -> None:
    first = calls.get(f"{API}/agreements", DESK)

    again = calls.get(f"{API}/agreements", DESK, if_none_match=first.headers["etag"])

    assert first.headers["musterbook-head"] == calls.source.stamp().head
    assert first.headers["musterbook-sequence"] == str(calls.source.stamp().entries)
    assert (again.status_code, again.content) == (304, b"")


def test_every_reading_is_named_and_not_sent_again_while_it_is_the_same(calls: Calls) -> None:
    number = calls.get(f"{API}/people", DESK).json()["rows"][0]["number"]
    lists = [f"{API}/{name}" for name in ("people", "sites", "handovers", "holds", "entries")]

    for path in (API, f"{API}/openapi.json", f"{API}/jobs", f"{API}/people/{number}", *lists):
        first = calls.get(path, DESK)
        again = calls.get(path, DESK, if_none_match=f'"older", W/{first.headers["etag"]}')
        assert (first.status_code, again.status_code, again.content) == (200, 304, b""), path
    sheet = calls.get(f"{API}/holds", DESK, accept="text/csv")
    assert calls.get(f"{API}/holds", DESK, accept="text/csv", if_none_match=sheet.headers["etag"]).status_code == 304
    assert calls.get(f"{API}/holds", DESK, if_none_match=sheet.headers["etag"]).status_code == 200


def test_a_list_is_as_it_was_at_any_moment(calls: Calls) -> None:
    before = calls.get(f"{API}/clearances?as_of=210330ZJAN26", DESK).json()

    assert before["total"] == 0
    assert before["stamp"]["past"]
    assert calls.get(f"{API}/clearances", DESK).json()["total"] == 10


def test_whoever_opens_a_person_is_in_the_register_of_consultations_first(calls: Calls) -> None:
    number = calls.get(f"{API}/people", W).json()["rows"][3]["number"]
    before = len(Consultations(calls.folder).lines(officer=W, subject=number))

    calls.get(f"{API}/people/{number}", W)

    lines = Consultations(calls.folder).lines(officer=W, subject=number)
    assert len(lines) == before + 1
    assert lines[-1].page == f"{API}/people"


def test_too_many_calls_are_told_to_wait(calls: Calls) -> None:
    now = [0.0]
    callers = Callers(calls.programs, calls.porch, clock=lambda: now[0])
    waits = [callers.too_many(DESK) for _ in range(ASKED_MOST + 1)]
    now[0] = 1.0

    assert (waits[:-1], waits[-1]) == ([0] * ASKED_MOST, 1)
    assert callers.too_many(DESK) == 0
    calls.callers.buckets["p.planner"] = Bucket(-1000.0, calls.callers.clock())
    answer = calls.get(API, "p.planner")
    assert (answer.status_code, int(answer.headers["retry-after"]) > 40) == (429, True)
    assert calls.get(API, "c.coord").status_code == 200


class HeldOnly:
    """Nobody is offered to anybody, and no casework names anyone: who holds a man decides."""

    def about(self, number: str, holder: str, *, glass: bool = False) -> About:
        """What decides who needs to know of him."""
        assert number or not holder
        return About(holder, glass=glass)


def test_a_list_holds_for_every_role_whom_the_policy_lets_it_know_of_and_nobody_else(calls: Calls) -> None:
    holders = {row.number: row.custodian for row in calls.source.people()}
    told = set()
    for role, custodian in itertools.product(sorted(ALL_ROLES), ("willow", "harbour")):
        asker = Asker("o.officer", frozenset([(role, CustodianId(custodian))]))
        knows = {one for one, holder in holders.items() if may_see(asker, About(holder))}
        asked = Asked("/", "json", None, {}, wall=False, theme="night", language="en", nonce="",
                      looker=Looker("o.officer", asker.roles, asked=True, needs=HeldOnly(), known=asker))  # fmt: skip
        sees = sees_of(asked.looker, calls.source.people)
        for one in COLLECTIONS:
            whole = list(one.rows(calls.source, asked))
            shown = seen_rows(whole, sees)
            assert not _numbers(shown, holders) - knows, f"{one.name} tells {role} of people he need not know of"
            assert _about(whole) & knows <= _about(shown), f"{one.name} withholds from {role} whom he may see"
        told.add(len(knows))

    assert told == {0, len(holders)}


def _numbers(rows: Sequence[object], known: Mapping[str, str]) -> set[str]:
    """Every number that stands anywhere in the rows, in whatever field."""
    text = msgspec.json.encode(rows, enc_hook=str).decode()
    return {word for word in re.findall(r"[A-Z0-9-]+", text) if word in known}


def _about(rows: Sequence[object]) -> set[str]:
    """Whom rows of a list are about."""
    return {str(getattr(row, name, "")) for row in rows for name in OF_ONE} - {""}
