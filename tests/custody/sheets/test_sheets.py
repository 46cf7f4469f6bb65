"""How far sheets have come, doubts, warnings and watches, and what stands against a move for want of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musterbook.custody.settings import CustodySettings
from musterbook.custody.sheets.sheets import Sheets
from musterbook.custody.sheets.warnings import Warnings, check_warning
from musterbook.custody.sheets.watches import Watches
from musterbook.ledger.entry import Entry
from musterbook.ledger.notation import told
from musterbook.ledger.spelling import digest_of_words
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Malformed
from musterbook.terms.moves import Move
from musterbook.terms.people import PersonId

ONE, TWO = PersonId("D-0001"), PersonId("D-0002")
NOON = datetime(2026, 1, 21, 12, tzinfo=UTC)
MOVE = Move(frozenset({ONE}), CustodianId("hasakah"), CustodianId("chinook"), NOON)
A_DAY = CustodySettings(sheet_age_hours=24)
COMPLETED = "06:00 hasakah custody.sheet-completed version=escort-sheet-1 sheets=D-0001:one:alert:hold+watch,D-0002:two"
CONFIRMED = COMPLETED + "\n07:00 hasakah custody.sheet-confirmed sheets=D-0001:one,D-0002:two"
AMENDED = (
    CONFIRMED
    + "\n08:00 hasakah custody.sheet-amended version=escort-sheet-1 replaces=one sheet=D-0001:new fields=escape-risk"
)


def why(text: str, move: Move = MOVE, settings: CustodySettings = A_DAY) -> list[object]:
    return [one.values["why"] for one in Sheets.of(told(text)).objections(move, settings)]


def test_a_sheet_comes_from_empty_to_completed_to_confirmed_to_amended() -> None:
    stages = [Sheets.of(told(text)).stage(ONE) for text in ("", COMPLETED, CONFIRMED, AMENDED)]

    assert stages == ["empty", "completed", "confirmed", "amended"]


def test_many_are_confirmed_by_one_act_and_each_sheet_freezes_under_its_own_digest() -> None:
    sheets = Sheets.of(told(CONFIRMED))

    assert [sheets.frozen(one) for one in (ONE, TWO)] == [digest_of_words("one"), digest_of_words("two")]
    assert Sheets.of(told(COMPLETED)).frozen(ONE) is None


@pytest.mark.parametrize(
    ("text", "hours", "said"),
    [
        ("", 0, ["empty"]),
        (COMPLETED, 0, ["not-confirmed"]),
        (CONFIRMED, 0, []),
        (CONFIRMED, 19, []),
        (CONFIRMED, 20, ["too-old"]),
        (AMENDED, 20, ["too-old"]),
        (AMENDED + "\n09:00 hasakah custody.sheet-confirmed sheets=D-0001:new", 20, []),
        (CONFIRMED + "\n" + COMPLETED.replace("06:00", "09:00").replace("one", "later"), 0, ["not-confirmed"]),
    ],
)
def test_nobody_goes_without_a_sheet_somebody_stands_by(text: str, hours: int, said: list[str]) -> None:
    assert why(text, replace(MOVE, at=NOON + timedelta(hours=hours))) == said


def test_without_hours_set_and_in_the_air_nobody_is_asked() -> None:
    assert why("", settings=CustodySettings()) == []
    assert why("", replace(MOVE, stage="arriving")) == []
    assert why("", replace(MOVE, stage="returning")) == ["empty"]


@given(st.permutations(told(AMENDED)))
def test_a_confirmation_that_arrives_before_its_sheet_waits_for_it(entries: list[Entry]) -> None:
    sheets = Sheets.of(entries)

    assert sheets.get(TWO).stage == "confirmed"
    assert sheets.objections(replace(MOVE, people=frozenset({TWO})), A_DAY) == []


def test_a_sheet_of_a_version_nobody_here_knows_is_kept_and_counts() -> None:
    sheets = Sheets.of(told(CONFIRMED.replace("escort-sheet-1", "escort-sheet-9")))

    assert sheets.get(ONE).newest is not None
    assert sheets.objections(MOVE, A_DAY) == []
    assert sheets.calls_for(ONE) == {"hold", "watch"}


def test_a_doubt_is_open_until_that_question_is_amended_or_the_sheet_confirmed_again() -> None:
    doubt = "\n10:00 chinook custody.sheet-doubted person=D-0001 sheet=one question=escape-risk because=rope"
    other = AMENDED.replace("fields=escape-risk", "fields=arsonist").replace("08:00", "11:00")

    doubted = [
        CONFIRMED + doubt,
        CONFIRMED + doubt + AMENDED.removeprefix(CONFIRMED).replace("08:00", "11:00"),
        CONFIRMED + doubt + other.removeprefix(CONFIRMED),
        CONFIRMED + doubt + "\n11:00 chinook custody.sheet-confirmed sheets=D-0001:one",
    ]

    assert [len(Sheets.of(told(text)).get(ONE).open_doubts()) for text in doubted] == [1, 0, 1, 0]
    assert why(doubted[0]) == []


def test_an_amendment_keeps_what_stood_before() -> None:
    sheet = Sheets.of(told(AMENDED)).get(ONE)

    assert [one.digest for one in sheet.filled] == [digest_of_words("one"), digest_of_words("new")]
    assert sheet.filled[-1].fields == {"escape-risk"}


def test_a_warning_holds_from_its_day_to_its_end_or_until_it_is_lifted() -> None:
    raised = "06:00 hasakah custody.warning-raised person=D-0001 about=escape from=08:00 until=20:00"
    lifted = raised + "\n14:00 hasakah custody.warning-lifted person=D-0001 about=escape because=mistake"

    def hours(text: str) -> list[int]:
        warnings = Warnings.of(told(text))
        return [hour for hour in range(24) if warnings.on(ONE, NOON.replace(hour=hour))]

    assert (hours(raised)[0], hours(raised)[-1]) == (8, 19)
    assert hours(lifted) == []
    assert hours(lifted + "\n" + raised.replace("06:00", "15:00"))[0] == 8
    with pytest.raises(Malformed):
        check_warning("bad-luck")


def test_the_newest_watch_stands_and_the_closer_of_two_set_at_once() -> None:
    half = "06:00 hasakah custody.watch-set person=D-0001 level=every-30-minutes"
    closer = half + "\n06:00 chinook custody.watch-set person=D-0001 level=constant-in-person"
    ended = closer + "\n09:00 karkh custody.watch-set person=D-0001 level=standard"

    def minutes(text: str) -> int | None:
        return Watches.of(told(text)).minutes(ONE)

    assert [minutes(text) for text in ("", half, closer, ended)] == [None, 30, 0, None]
    assert [one.level for one in Watches.of(told(ended)).told(ONE)][-1] == "standard"


def test_a_watch_nobody_renewed_stands_and_is_overdue() -> None:
    watch = Watches.of(told("06:00 hasakah custody.watch-set person=D-0001 level=hourly until=10:00")).on(ONE)

    assert watch is not None
    assert [watch.overdue(NOON), watch.overdue(NOON.replace(hour=9))] == [True, False]
