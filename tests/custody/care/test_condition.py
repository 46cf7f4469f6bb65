"""An injury lies between two signatures: who looked last without it, who saw it first, who held him meanwhile."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

import musterbook.custody.facts  # noqa: F401  declares the facts the stories tell
from musterbook.custody.care.condition import Conditions
from musterbook.ledger.notation import told
from musterbook.ledger.reading import in_order

WAY = """
06:00 hasakah custody.condition-noted handover=H1 side=giver by=officer none_seen=D-0001,D-0002
06:10 hasakah custody.offered handover=H1 people=D-0001,D-0002 receiver=chinook
06:20 chinook custody.accepted handover=H1 people=D-0001,D-0002
06:25 chinook custody.condition-noted handover=H1 side=receiver by=officer none_seen=D-0001,D-0002
"""


def test_seen_first_by_the_receiver_it_is_owned_by_whoever_gave_him() -> None:
    notes = Conditions.of(
        told(
            WAY
            + """
            08:00 chinook custody.condition-noted handover=H2 side=giver by=officer none_seen=D-0001,D-0002
            08:10 chinook custody.offered handover=H2 people=D-0001,D-0002 receiver=karkh
            08:30 karkh custody.accepted handover=H2 people=D-0001,D-0002
            08:40 karkh custody.condition-noted handover=H2 side=receiver none_seen=D-0001 injured=D-0002:1:w
            """
        )
    )

    (found,) = notes.found(notes_owed=True)
    (injured,) = notes.injuries()
    assert (found.kind, found.person, found.owner, found.other) == ("injury-found", "D-0002", "chinook", "karkh")
    assert injured.before is not None
    assert [f"{one.at:%H:%M}" for one in (injured.before, injured.seen)] == ["08:00", "08:40"]


def test_seen_by_whoever_held_him_himself_it_came_in_his_hands() -> None:
    notes = Conditions.of(
        told(WAY + "08:00 chinook custody.condition-noted handover=H2 side=giver by=officer injured=D-0001:1:w")
    )

    (found,) = notes.found(notes_owed=False)
    assert (found.owner, found.other) == ("chinook", None)


def test_what_both_sides_saw_or_nobody_had_before_the_first_look_is_no_discrepancy() -> None:
    notes = Conditions.of(
        told(
            """
            06:00 hasakah custody.condition-noted handover=H1 side=giver by=officer injured=D-0001:2:w
            06:10 hasakah custody.offered handover=H1 people=D-0001 receiver=chinook
            06:20 chinook custody.accepted handover=H1 people=D-0001
            06:25 chinook custody.condition-noted handover=H1 side=receiver by=officer injured=D-0001:2:w
            """
        )
    )

    assert notes.found(notes_owed=True) == []


def test_a_receiver_who_looks_where_the_giver_did_not_finds_it_with_him() -> None:
    notes = Conditions.of(
        told(
            """
            06:10 hasakah custody.offered handover=H1 people=D-0001 receiver=chinook
            06:20 chinook custody.accepted handover=H1 people=D-0001
            06:25 chinook custody.condition-noted handover=H1 side=receiver by=officer injured=D-0001:1:w
            """
        )
    )

    (found,) = notes.found(notes_owed=False)
    assert (found.owner, found.values["since"]) == ("hasakah", None)


def test_an_injury_the_acceptance_names_already_is_not_found_twice() -> None:
    notes = Conditions.of(
        told(
            """
            06:00 hasakah custody.condition-noted handover=H1 side=giver by=officer none_seen=D-0001
            06:10 hasakah custody.offered handover=H1 people=D-0001 receiver=chinook
            06:20 chinook custody.accepted handover=H1 people=D-0001 exceptions=injury-found:D-0001
            06:25 chinook custody.condition-noted handover=H1 side=receiver by=officer injured=D-0001:1:w
            """
        )
    )

    assert notes.found(notes_owed=True) == []
    assert len(notes.injuries()) == 1


def test_whoever_takes_people_without_a_look_owes_it_until_he_looks() -> None:
    lines = WAY.strip().split("\n")
    notes = Conditions.of(told("\n".join(lines[:3])))
    owed = notes.found(notes_owed=True)

    assert {(one.kind, one.person, one.owner, one.other) for one in owed} == {
        ("condition-missing", "D-0001", "chinook", "hasakah"),
        ("condition-missing", "D-0002", "chinook", "hasakah"),
    }
    assert notes.found(notes_owed=False) == []
    assert Conditions.of(told(WAY)).found(notes_owed=True) == []


@given(st.permutations(range(5)))
def test_whatever_arrives_first_the_same_injuries_lie_between_the_same_looks(order: list[int]) -> None:
    entries = told(
        WAY
        + "08:00 karkh custody.condition-noted handover=H2 side=receiver by=officer none_seen=D-0001 injured=D-0002:1:w"
    )

    one = Conditions.of(in_order(entries))
    other = Conditions.of([entries[place] for place in order])

    assert [found.id for found in one.found(notes_owed=True)] == [found.id for found in other.found(notes_owed=True)]
