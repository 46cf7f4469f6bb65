"""Calls and agencies: who came, and who said what of the minutes in time."""

from __future__ import annotations

import pytest

from musterbook.coordination.agencies import Agencies
from musterbook.coordination.calls import Call, Calls
from musterbook.ledger.notation import told
from tests.coordination.test_agreements import at

STORY = """
    06:00 desk coordination.agency-joined agency=UNX lead=u.lead deputy=u.deputy reads=RESTRICTED
    06:00 desk coordination.agency-joined agency=MOI lead=m.lead
    08:00 desk coordination.call-opened call=CALL-1 chair=c.chair attending=UNX:present:u.lead,MOI:absent
    08:05 desk coordination.call-attended call=CALL-1 attendant=MOI:deputy:m.other
    09:00 desk coordination.call-closed call=CALL-1 minutes=words
"""
AGREED = "    {} desk coordination.minutes-agreed call=CALL-1 agency={} minutes={}\n"
OBJECTED = "    10:30 desk coordination.minutes-objected call=CALL-1 agency=MOI\n"


def call(story: str) -> Call:
    found = Calls.of(told(story)).call("CALL-1")
    assert found is not None
    return found


def test_who_comes_late_is_on_the_roll_of_the_call() -> None:
    came = {name: one.as_ for name, one in call(STORY).attending.items()}

    assert came == {"UNX": "present", "MOI": "deputy"}


def test_silence_is_written_as_silence() -> None:
    said = call(STORY + AGREED.format("10:00", "UNX", "words"))

    assert said.answers(("UNX", "MOI"), at("2026-01-21 10:59")) == {"UNX": "agreed", "MOI": "waiting"}
    assert said.answers(("UNX", "MOI"), at("2026-01-21 11:00")) == {"UNX": "agreed", "MOI": "silent"}


def test_an_objection_in_time_counts_and_agreement_to_other_words_does_not() -> None:
    said = call(STORY + OBJECTED + AGREED.format("10:00", "UNX", "other"))

    assert said.answers(("UNX", "MOI"), at("2026-01-21 12:00")) == {"UNX": "silent", "MOI": "objected"}


def test_what_comes_after_two_hours_answers_nothing() -> None:
    late = call(STORY + AGREED.format("11:01", "UNX", "words"))

    assert late.answers(("UNX",), at("2026-01-21 12:00")) == {"UNX": "silent"}


def test_a_call_has_the_picture_it_was_opened_with() -> None:
    again = STORY + "    09:30 desk coordination.call-opened call=CALL-1 chair=x.other\n"

    assert call(again).picture.chair == "c.chair"


@pytest.mark.parametrize(("moment", "names"), [("2026-01-21 06:30", ["MOI", "UNX"]), ("2026-01-21 07:00", ["MOI"])])
def test_an_agency_takes_part_until_it_leaves(moment: str, names: list[str]) -> None:
    agencies = Agencies.of(told(STORY + "    07:00 desk coordination.agency-left agency=UNX\n"))

    assert [one.name for one in agencies.taking_part(at(moment))] == names


def test_lead_deputy_and_principal_speak_and_nobody_else() -> None:
    unx = Agencies.of(told(STORY)).agency("UNX")

    assert unx is not None
    assert [unx.speaks(one) for one in ("u.lead", "u.deputy", "m.lead", "")] == [True, True, False, False]
