"""Pages of the call and of agreements on a real book: who waits, what stays sealed, who may sign."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from musterbook.console.book_source import BookSource
from musterbook.console.call_lines import by_owner
from musterbook.console.call_rows import ActionRow
from musterbook.operation import agreeing, calling, deciding, negotiating, owing
from musterbook.operation.book import Book
from tests.console.asking import pages_on
from tests.operation.making import DESK, MORNING, acting, open_small_book
from tests.operation.test_calling import BOTH, OFFICERS, chair, lead

DAY = timedelta(days=1)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    found = open_small_book(tmp_path, changed=OFFICERS)
    for name, voice in (("UNX", "u.lead"), ("MOI", "m.lead")):
        calling.join_agency(found, chair(1), name, lead=voice)
    calling.open_call(found, chair(10), chair="c.coord", attending=[("UNX", "present", "")])
    yield found
    found.close()


def source_of(book: Book, *, hours: float) -> BookSource:
    return BookSource(book, now=lambda: MORNING + timedelta(hours=hours))


def test_silence_questions_and_late_actions_wait_and_each_is_answered_by_its_own_agency(book: Book) -> None:
    owing.set_action(book, chair(20), what="confirm beds", agency="MOI", due=MORNING + timedelta(hours=3))
    calling.ask(book, lead(22), "UNX", to="MOI", text="How many?", due=MORNING + timedelta(hours=50))
    calling.close_call(book, chair(30), "", minutes="as said")
    calling.answer_minutes(book, lead(40), "", "UNX")

    waits = source_of(book, hours=60).coordination().waits

    assert {(one.kind, one.agency, one.says, one.rung) for one in waits} == {
        ("minutes", "MOI", "silent", ""), ("question", "MOI", "open", ""), ("action", "MOI", "set", "principals"),
    }  # fmt: skip
    assert [one.act.command for one in waits if one.act and one.kind != "minutes"] == [
        "muster action take ACT-001 --key m.lead", "muster question answer ASK-001 ANSWER --key m.lead",
    ]  # fmt: skip


def test_a_decision_without_effect_loses_the_mark_when_the_fact_follows(book: Book) -> None:
    deciding.decide(
        book, acting(BOTH, DESK, minutes=20), question="Suspend?", options=["yes"], chosen=1, authority="mandate",
        affects=["agreement:AGR-01"],
    )  # fmt: skip
    before = source_of(book, hours=1).coordination().decisions[0]

    negotiating.suspend(book, chair(61), "AGR-01", because="storm", party="willow", from_=MORNING)
    after = source_of(book, hours=2).coordination().decisions[0]

    assert before.without_effect == ("agreement:AGR-01",)
    assert after.without_effect == ()
    assert before.question == "Suspend?"


def test_words_stay_sealed_where_it_is_no_exercise(tmp_path: Path) -> None:
    found = open_small_book(tmp_path, changed=OFFICERS)
    calling.join_agency(found, chair(1), "UNX", lead="u.lead")
    owing.set_action(found, chair(2), what="confirm beds", agency="UNX", due=MORNING + DAY)
    source = source_of(found, hours=1)
    source._open_words = False

    page = pages_on(source)("/coordination").text
    told = source.coordination().actions[0].what
    found.close()

    assert told == ""
    assert "confirm beds" not in page
    assert "is sealed and not shown here" in page


def test_an_agreement_tells_what_it_still_wants_and_who_signs_each_act(book: Book) -> None:
    drafted = source_of(book, hours=1).agreement("AGR-01")
    for party in ("willow", "harbour"):
        agreeing.sign(book, chair(70), "AGR-01", party)
    running = source_of(book, hours=2).agreement("AGR-01")

    assert drafted is not None
    assert running is not None
    assert (drafted.row.stage, running.row.stage) == ("drafted", "in force")
    assert drafted.row.parties == {"harbour": False, "willow": False}
    assert drafted.row.scope_words == ("The giver is willow", "The receiver is harbour", "The sex is man")
    assert drafted.acts[0].command == "muster agreement sign AGR-01 --party harbour --key c.coord"
    assert [one.act for one in running.acts] == ["suspend", "revoke", "close"]
    assert [one.command for one in running.acts if one.act == "revoke"] == [
        "muster agreement revoke AGR-01 --because REASON --key c.coord --key o.desk"
    ]
    assert sum(one.people for one in running.classes) == 12


def test_a_past_moment_shows_what_had_happened_by_then(book: Book) -> None:
    for party in ("willow", "harbour"):
        agreeing.sign(book, chair(70), "AGR-01", party)
    source = source_of(book, hours=3)

    then, now = source.agreement("AGR-01", MORNING + timedelta(hours=1)), source.agreement("AGR-01")

    assert then is not None
    assert now is not None
    assert (then.row.stage, now.row.stage) == ("drafted", "in force")


def test_an_agency_whose_voice_may_not_sign_has_no_command(book: Book) -> None:
    calling.join_agency(book, chair(15), "CLERKS", lead="w.clerk")
    calling.ask(book, lead(22), "UNX", to="CLERKS", text="How many?", due=MORNING + DAY)

    act = source_of(book, hours=1).coordination().waits[0].act

    assert act is not None
    assert (act.command, act.signing.officer) == ("", "")


def test_whoever_has_the_most_overdue_stands_first_with_his_latest() -> None:
    def row(action: str, owner: str, hours: int, heard: tuple[str, ...]) -> ActionRow:
        due = MORNING + timedelta(hours=hours)
        return ActionRow(
            action, "", "UNX", owner, due, due, "set", overdue=bool(heard), priority=2, call="", heard=heard,
            blocked="", hands=0, waits_for=(), done_by="", verified_by="", entry="",
        )  # fmt: skip

    rows = [row("ACT-1", "a", 90, ()), row("ACT-2", "b", -9, ("lead",)), row("ACT-3", "a", -40, ("lead", "chair"))]

    assert [one.action for one in by_owner(rows)] == ["ACT-3", "ACT-1", "ACT-2"]
