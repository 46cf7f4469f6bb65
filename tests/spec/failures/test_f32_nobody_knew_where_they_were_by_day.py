"""F32: the staff could not say where people were by day."""

from __future__ import annotations

from musterbook.custody.confirming import light
from musterbook.terms.custodians import CustodianId
from tests.spec.telling import moment, told

COUNTED = """
06:00 hasakah custody.registered    person=D-0001
06:00 hasakah custody.registered    person=D-0002
07:00 hasakah custody.muster-called muster=M1 custodian=hasakah by=name reason=routine due_by=08:00
07:30 hasakah custody.mustered      muster=M1 present=D-0001,D-0002 counters=a,b
"""
AGAIN = f"""{COUNTED}
19:40 desk    custody.muster-called muster=M2 custodian=hasakah by=name reason=interim due_by=20:30
20:00 hasakah custody.mustered      muster=M2 present=D-0001 absent_known=D-0002:hospital counters=a,b
"""


def shows(text: str, hour: str) -> tuple[str, int]:
    """The light of Hasakah at an hour, and how many nobody has seen in time."""
    found = light(told(text), CustodianId("hasakah"), moment(hour))
    return found.light, found.unconfirmed


def test_twelve_hours_after_a_count_by_name_the_light_turns_amber() -> None:
    assert shows(COUNTED, "19:30") == ("green", 0)
    assert shows(COUNTED, "19:31") == ("amber", 2)


def test_an_interim_count_turns_it_green_for_those_it_saw() -> None:
    assert shows(AGAIN, "20:10") == ("amber", 1)


def test_nobody_counted_by_one_alone_is_confirmed() -> None:
    alone = AGAIN.replace("counters=a,b\n", "counters=a,b\n", 1).replace("hospital counters=a,b", "hospital counters=a")

    assert shows(alone, "20:10") == ("amber", 2)


def test_who_is_missing_makes_it_red_at_once() -> None:
    text = f"{COUNTED}09:00 hasakah custody.mustered muster=M3 present=D-0001 counters=a,b"

    assert shows(text, "09:05")[0] == "red"
