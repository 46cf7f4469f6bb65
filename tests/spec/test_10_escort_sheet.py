"""The escort sheet: what whoever moves a person must know, and who stands by it.

Its answers are sealed; the book has their digest, what kinds of flag they raise, and which orders they speak of.
"""

from __future__ import annotations

from musterbook.custody.settings import CustodySettings
from musterbook.custody.sheets.sheets import Sheets
from musterbook.custody.sheets.warnings import Warnings
from musterbook.custody.sheets.watches import Watches
from musterbook.terms.custodians import CustodianId
from musterbook.terms.moves import Move
from musterbook.terms.people import PersonId
from tests.spec.telling import entries, moment

COMPLETED = """
06:00 hasakah custody.sheet-completed version=escort-sheet-1 sheets=D-0001:one:alert:hold,D-0002:two
"""
CONFIRMED = f"""{COMPLETED}
07:00 hasakah custody.sheet-confirmed sheets=D-0001:one,D-0002:two
"""


def stages(text: str) -> dict[str, str]:
    """How far the sheets of two people have come."""
    sheets = Sheets.of(entries(text))
    return {name: sheets.stage(PersonId(name)) for name in ("D-0001", "D-0002")}


def why_not(text: str, at: str = "12:00", *, day: int = 21, hours: int = 24) -> list[object]:
    """What stands against taking D-0001 for want of a sheet, where the operation asks for one of so many hours."""
    one = frozenset((PersonId("D-0001"),))
    move = Move(one, CustodianId("hasakah"), CustodianId("chinook"), moment(at, day))
    objections = Sheets.of(entries(text)).objections(move, CustodySettings(sheet_age_hours=hours))
    return [one.values["why"] for one in objections]


def orders_spoken_of(text: str) -> list[str]:
    """The orders that the sheet of D-0001 speaks of; it replaces none of them."""
    return sorted(Sheets.of(entries(text)).calls_for(PersonId("D-0001")))


def warned_of(text: str, at: str) -> list[str]:
    """The warnings about D-0001 that hold at an hour."""
    return [one.about for one in Warnings.of(entries(text)).on(PersonId("D-0001"), moment(at))]


def minutes_between_looks(text: str) -> int | None:
    """How long D-0001 may be left alone, by the watch that stands; nought is never."""
    return Watches.of(entries(text)).minutes(PersonId("D-0001"))


def test_one_act_completes_the_sheets_of_many_and_another_confirms_them() -> None:
    assert stages("") == {"D-0001": "empty", "D-0002": "empty"}
    assert stages(COMPLETED) == {"D-0001": "completed", "D-0002": "completed"}
    assert stages(CONFIRMED) == {"D-0001": "confirmed", "D-0002": "confirmed"}


def test_nobody_goes_without_a_sheet_that_somebody_has_put_his_name_to() -> None:
    assert why_not("") == ["empty"]
    assert why_not(COMPLETED) == ["not-confirmed"]
    assert why_not(CONFIRMED) == []


def test_a_day_later_it_must_be_looked_through_again() -> None:
    again = f"""{CONFIRMED}
        day 2026-01-22
        08:00 hasakah custody.sheet-confirmed sheets=D-0001:one
        """

    assert why_not(CONFIRMED, "07:00", day=22) == []
    assert why_not(CONFIRMED, "07:01", day=22) == ["too-old"]
    assert why_not(again, "12:00", day=22) == []


def test_an_operation_that_asks_for_no_sheets_is_not_stopped_by_them() -> None:
    assert why_not("", hours=0) == []


def test_an_amendment_stays_confirmed_and_makes_nothing_young_again() -> None:
    text = f"""{CONFIRMED}
        20:00 hasakah custody.sheet-amended version=escort-sheet-1 replaces=one sheet=D-0001:new fields=escape-risk
        """

    assert stages(text) == {"D-0001": "amended", "D-0002": "confirmed"}
    assert why_not(text, "07:01", day=22) == ["too-old"]


def test_a_new_sheet_wants_a_name_of_its_own() -> None:
    text = f"""{CONFIRMED}
        09:00 hasakah custody.sheet-completed version=escort-sheet-1 sheets=D-0001:new
        """

    assert stages(text) == {"D-0001": "completed", "D-0002": "confirmed"}
    assert why_not(text) == ["not-confirmed"]


def test_words_on_a_sheet_speak_of_orders_and_give_none() -> None:
    assert orders_spoken_of(CONFIRMED) == ["hold"]


def test_a_sheet_of_questions_this_copy_does_not_know_counts_and_is_not_read() -> None:
    text = CONFIRMED.replace("escort-sheet-1", "escort-sheet-9")

    assert stages(text) == {"D-0001": "confirmed", "D-0002": "confirmed"}
    assert why_not(text) == []
    assert orders_spoken_of(text) == ["hold"]


def test_a_warning_holds_for_its_hours_or_until_it_is_lifted() -> None:
    text = """
        06:00 hasakah custody.warning-raised person=D-0001 about=escape from=06:00 until=20:00
        06:00 hasakah custody.warning-raised person=D-0001 about=witness from=06:00
        14:00 karkh   custody.warning-lifted person=D-0001 about=witness because="another man"
        """

    assert warned_of(text, "19:59") == ["escape"]
    assert warned_of(text, "20:00") == []


def test_the_newest_watch_stands_until_it_is_ended() -> None:
    watched = """
        06:00 hasakah custody.watch-set person=D-0001 level=every-15-minutes
        12:00 karkh   custody.watch-set person=D-0001 level=constant-in-person where=reception
        """
    ended = f"""{watched}
        18:00 karkh   custody.watch-set person=D-0001 level=standard
        """

    assert minutes_between_looks(watched) == 0
    assert minutes_between_looks(ended) is None
