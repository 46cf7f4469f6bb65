"""The call: opened with a picture, agreed to in time, decided with dissent, and owed by officers of agencies."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from musterbook.operation import agreeing, briefing, calling, deciding, negotiating, owing
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.people import PersonId
from tests.operation.making import DESK, HARBOUR, TABLES, acting, open_small_book
from tests.operation.making import MORNING as DAWN

OFFICERS = {"officers": (*TABLES["officers"], ("u.lead", "desk", "agency-lead"), ("m.lead", "desk", "agency-lead"))}
BOTH = {"c.coord": "coordinator", "o.desk": "operation-desk"}


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    book = open_small_book(tmp_path_factory.mktemp("call"), changed=OFFICERS)
    for name, lead in (("UNX", "u.lead"), ("MOI", "m.lead")):
        calling.join_agency(book, chair(1), name, lead=lead)
    yield book
    book.close()


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    found = open_small_book(tmp_path, changed=OFFICERS)
    for name, lead in (("UNX", "u.lead"), ("MOI", "m.lead")):
        calling.join_agency(found, chair(1), name, lead=lead)
    yield found
    found.close()


def chair(minutes: int) -> Acting:
    return acting("c.coord/coordinator", DESK, minutes=minutes)


def lead(minutes: int, who: str = "u.lead") -> Acting:
    return acting(f"{who}/agency-lead", DESK, minutes=minutes)


def faults(error: pytest.ExceptionInfo[Malformed]) -> list[str]:
    return [one.rule for one in error.value.faults]


def test_a_day_of_the_call(book: Book) -> None:
    calling.open_call(book, chair(10), chair="c.coord", attending=[("UNX", "present", "")])
    calling.attend(book, chair(12), "", "MOI", how="absent")
    deciding.decide(
        book, acting(BOTH, DESK, minutes=20), question="Suspend?", options=["yes", "no"], chosen=1, authority="mandate",
        affects=["agreement:AGR-01"], until=DAWN + timedelta(days=3),
    )  # fmt: skip
    deciding.concur(book, lead(25, "m.lead"), "DEC-001", "MOI", how="non-concur", reason="nobody asked us")
    owing.set_action(book, chair(30), what="confirm beds", agency="UNX", due=DAWN + timedelta(hours=3))
    calling.close_call(book, chair(40), "", minutes="as said")
    calling.answer_minutes(book, lead(50), "", "UNX")

    found = briefing.agenda(book, DAWN + timedelta(hours=4)).told()

    assert found["last_call"] == "CALL-001"
    assert found["unanswered"] == ({"agency": "MOI", "says": "silent"},)
    assert found["headcount"] == ({"custodian": "*", "was": 12, "now": 12, "delta": 0},)
    assert found["dissent"] == ({"decision": "DEC-001", "agency": "MOI", "reason": "nobody asked us"},)
    assert found["without_effect"] == ({"decision": "DEC-001", "affects": ["agreement:AGR-01"]},)
    assert [row["decision"] for row in found["renew"]] == ["DEC-001"]
    assert [(row["action"], row["what"], [one["to"] for one in row["heard"]]) for row in found["actions"]] == [
        ("ACT-001", "confirm beds", ["deputy", "owner", "lead"])
    ]
    assert {"coordination.stale-book", "coordination.protecting-body", "custody.authority"} <= set(found["off"])


def test_what_was_decided_is_listed_until_the_fact_follows(book: Book) -> None:
    deciding.decide(
        book, acting(BOTH, DESK, minutes=20), question="Suspend?", options=["yes"], chosen=1, authority="mandate",
        affects=["agreement:AGR-01"],
    )  # fmt: skip
    before = deciding.decisions_told(book, DAWN + timedelta(hours=1), without_effect=True)

    negotiating.suspend(book, chair(61), "AGR-01", because="as decided", party="willow", from_=DAWN)

    assert [row["decision"] for row in before] == ["DEC-001"]
    assert deciding.decisions_told(book, DAWN + timedelta(hours=2), without_effect=True) == []


def test_a_decision_about_a_gate_needs_a_second_person(opened: Book) -> None:
    with pytest.raises(Refused):
        deciding.decide(
            opened, chair(20), question="Open?", options=["yes"], chosen=1, authority="mandate",
            affects=["gate:eligibility.hold"],
        )  # fmt: skip


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ({"chosen": 3}, "decision.no-such-option"),
        ({"question": " "}, "call.lacking"),
        ({"affects": ["gate:made-up"]}, "call.no-such"),
        ({"affects": ["weather:rain"]}, "call.no-such"),
        ({"until": DAWN}, "call.not-after"),
        ({"supersedes": "DEC-999"}, "call.no-such"),
        ({"supersedes": "DEC-001"}, "decision.ring"),
    ],
)
def test_a_decision_that_says_nonsense_is_malformed(opened: Book, said: dict[str, object], rule: str) -> None:
    usual: dict[str, object] = {"question": "Q", "options": ["a", "b"], "chosen": 1, "authority": "mandate"}

    with pytest.raises(Malformed) as error:
        deciding.decide(opened, chair(20), **(usual | said))  # type: ignore[arg-type]  # as the test likes it

    assert faults(error) == [rule]


def test_a_non_concur_without_a_reason_is_malformed_and_nobody_speaks_for_others(book: Book) -> None:
    deciding.decide(book, chair(20), question="Q", options=["a"], chosen=1, authority="mandate")

    with pytest.raises(Malformed) as error:
        deciding.concur(book, lead(25), "DEC-001", "UNX", how="non-concur")
    with pytest.raises(Refused) as refused:
        deciding.concur(book, lead(25), "DEC-001", "MOI", how="concur")

    assert faults(error) == ["call.lacking"]
    assert [one.rule for one in refused.value.objections] == ["call.not-its-voice"]


def test_after_two_hours_minutes_are_only_added_to(book: Book) -> None:
    calling.open_call(book, chair(10), chair="c.coord")
    calling.close_call(book, chair(20), "", minutes="as said")

    with pytest.raises(Malformed) as error:
        calling.answer_minutes(book, lead(141), "", "UNX")
    calling.answer_minutes(book, lead(142), "", "UNX", addition="we were absent")

    assert faults(error) == ["call.too-late"]


def test_whoever_did_it_does_not_verify_it(book: Book) -> None:
    owing.set_action(book, chair(30), what="confirm beds", agency="UNX", due=DAWN + timedelta(hours=3))
    owing.take_up(book, lead(40), "ACT-001")
    owing.done(book, lead(50), "ACT-001", proof="list of beds")

    with pytest.raises(Refused) as refused:
        owing.verify(book, lead(55), "ACT-001")
    owing.verify(book, lead(56, "m.lead"), "ACT-001")

    assert [one.rule for one in refused.value.objections] == ["action.verified-by-itself"]
    assert [row["stage"] for row in owing.actions_told(book, DAWN + timedelta(hours=1), whole=True)] == ["verified"]


def test_an_action_of_somebody_else_is_not_taken_up(book: Book) -> None:
    owing.set_action(book, chair(30), what="confirm beds", agency="UNX", due=DAWN + timedelta(hours=3))

    with pytest.raises(Refused) as refused:
        owing.take_up(book, lead(40, "m.lead"), "ACT-001")

    assert [one.rule for one in refused.value.objections] == ["action.not-the-owner"]


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ({"scope": "moon = full"}, "scope.unknown-field"),
        ({"until": DAWN}, "call.not-after"),
        ({"kind": "assurance"}, "call.lacking"),
        ({"caps": {"total": 0}}, "agreement.cap-below-used"),
        ({"suspends_on": ["full moon"]}, "agreement.unknown-pause"),
        ({"acts": ["escape"]}, "call.no-such"),
        ({"duties": ["visit every 0 days"]}, "agreement.bad-duty"),
        ({"duties": ["visit every 30 days by nobody"]}, "agreement.no-such-owner"),
        ({"country": "UKX"}, "country.unknown"),
    ],
)
def test_an_agreement_that_says_nonsense_is_malformed(opened: Book, said: dict[str, object], rule: str) -> None:
    usual: dict[str, object] = {
        "kind": "consent", "parties": ["willow", "harbour"], "acts": ["relocation"], "scope": "giver = willow",
        "text": "0" * 64, "from_": DAWN,
    }  # fmt: skip

    with pytest.raises(Malformed) as error:
        negotiating.make(opened, chair(20), "AGR-09", **(usual | said))  # type: ignore[arg-type]  # as the test likes it

    assert faults(error) == [rule]


def test_the_matrix_and_would_say_what_an_agreement_covers(book: Book) -> None:
    now, person = DAWN + timedelta(hours=1), PersonId(min(_people(book)))
    drafted = negotiating.would(book, person, at=now, to=HARBOUR)
    for party in ("willow", "harbour"):
        agreeing.sign(book, chair(40), "AGR-01", party)

    rows = negotiating.matrix(book, at=now)

    assert drafted["agreement"] is None
    assert any(one.startswith("AGR-01 drafted") for one in drafted["lacks"])
    assert negotiating.would(book, person, at=now, to=HARBOUR)["agreement"] == "AGR-01"
    assert sum(row["people"] for row in rows) == 12
    assert all(row["agreements"] == ["AGR-01"] for row in rows)


def _people(book: Book) -> set[str]:
    return {person for entry in book.entries() for person in entry.named()}
