"""Tests of what a rehearsal leaves in the logs: custodians and handovers perhaps, persons never (STYLE.md 5)."""

from __future__ import annotations

import re

from musterbook.rehearsal.names import INVENTED
from musterbook.rehearsal.population import invent_population
from tests.rehearsal.conftest import Played
from tests.rehearsal.small import REGISTERED, small_scenario


def test_at_debug_a_whole_rehearsal_logs_no_number_and_no_name(small: Played) -> None:
    rows = invent_population(
        small_scenario(small.folder.with_name("for-logs"), prints=True).said, run="gated", seed=1
    ).people
    numbers = {row["number"] for row in rows}
    names = {row[column] for row in rows for column in ("name", "name_ar", "kunya")} | {
        family for pair in INVENTED for family in pair
    }

    said = {one for one in names | numbers if one in small.said}

    assert len(numbers) == REGISTERED - 1, "and the stranger at the door, who is on no roll"
    assert "planned again (a bus broke down)" in small.said
    assert said == set()


def test_the_logs_hold_nothing_that_looks_like_a_number_of_a_person(small: Played) -> None:
    prefixes = "HA|KE|MA|TA|NA|RA"

    assert re.findall(rf"\b(?:{prefixes})[A-Z]-\d{{4}}-[A-Z]\b", small.said) == []
