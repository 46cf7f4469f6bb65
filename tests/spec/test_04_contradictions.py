"""Contradictions: two signatures that cannot both be true are both kept, and shown until two parties explain.

Nobody is ever counted twice while it lasts, and nothing is settled by a clock.
"""

from __future__ import annotations

from musterbook.custody.roll import Roll
from tests.spec.telling import accounts, entries, open_things, told

OFFERED = """
06:00 hasakah custody.registered person=D-0001
06:10 hasakah custody.offered    handover=H1 people=D-0001 receiver=chinook @first
"""


def test_two_who_each_say_they_have_him_are_rivals_and_he_stays_on_one_account() -> None:
    roll = told(
        f"""{OFFERED}
        06:11 hasakah custody.offered  handover=H2 people=D-0001 receiver=bus-7 @second
        06:20 chinook custody.accepted handover=H1 people=D-0001 after=@first
        06:20 bus-7   custody.accepted handover=H2 people=D-0001 after=@second
        """
    )

    assert sum(roll.headcount.values()) == 1
    assert open_things(roll) == ["two-hands D-0001"]


def test_who_accepts_a_man_that_left_gets_nobody() -> None:
    roll = told(
        f"""{OFFERED}
        06:15 hasakah custody.departed person=D-0001 outcome=released
        06:20 chinook custody.accepted handover=H1 people=D-0001
        """
    )

    assert accounts(roll) == {"D-0001": "far/released"}
    assert open_things(roll) == ["after-departure D-0001"]


def test_a_link_that_has_not_arrived_is_a_broken_chain_and_heals_when_it_does() -> None:
    text = f"""{OFFERED}
        06:30 chinook custody.offered  handover=H2 people=D-0001 receiver=karkh
        06:40 karkh   custody.accepted handover=H2 people=D-0001
        """
    late = "06:20 chinook custody.accepted handover=H1 people=D-0001 written=09:00 via=paper"

    broken, healed = told(text), told(f"{text}{late}")

    assert accounts(broken) == {"D-0001": "hasakah/in-hand"}
    assert open_things(broken) == ["broken-chain D-0001"]
    assert accounts(healed) == {"D-0001": "karkh/in-hand"}
    assert open_things(healed) == []


def test_what_was_written_while_ones_own_act_still_waited_is_read_behind_it_once_it_counts() -> None:
    """The escort's acceptance waits for something that has not come; his offer follows what stood before."""
    waits = "06:20 chinook custody.accepted handover=H1 people=D-0001 after=@first"
    text = f"""{OFFERED}
        06:30 chinook custody.offered  handover=H2 people=D-0001 receiver=karkh after=@first @second
        06:40 karkh   custody.accepted handover=H2 people=D-0001 after=@second
        """

    meanwhile, then = told(text), told(f"{text}{waits}")

    assert open_things(meanwhile) == ["broken-chain D-0001"]
    assert accounts(then) == {"D-0001": "karkh/in-hand"}
    assert open_things(then) == []


def test_a_release_that_a_second_officer_signs_only_when_the_man_was_handed_on_is_shown_and_decided_by_nobody() -> None:
    """Until then the release waited and held nothing up; what was signed meanwhile never claims to have known it."""
    waits = "06:10 hasakah custody.departed person=D-0001 outcome=released after=@here"
    text = """
        06:00 hasakah custody.registered person=D-0001 @here
        06:20 hasakah custody.offered    handover=H1 people=D-0001 receiver=chinook after=@here @offer
        06:30 chinook custody.accepted   handover=H1 people=D-0001 after=@offer
        """

    meanwhile, then = told(text), told(f"{text}{waits}")

    assert (accounts(meanwhile), open_things(meanwhile)) == ({"D-0001": "chinook/in-hand"}, [])
    assert (accounts(then), open_things(then)) == ({"D-0001": "hasakah/in-hand"}, ["two-hands D-0001"])


def test_only_the_receiver_who_was_named_accepts_without_a_question() -> None:
    roll = told(f"{OFFERED}06:20 bus-7 custody.accepted handover=H1 people=D-0001")

    assert accounts(roll) == {"D-0001": "bus-7/in-hand"}
    assert open_things(roll) == ["wrong-receiver D-0001"]


def test_nobody_lets_go_whom_he_does_not_hold() -> None:
    roll = told(f"{OFFERED}06:20 derik custody.let-go handover=H1 people=D-0001")

    assert accounts(roll) == {"D-0001": "hasakah/in-hand"}
    assert open_things(roll) == ["let-go-by-non-holder D-0001"]


def test_a_signature_is_taken_back_only_by_both_whom_it_binds() -> None:
    one = f"""{OFFERED}
        06:20 chinook custody.accepted  handover=H1 people=D-0001 @wrong
        06:40 chinook custody.corrected entry=@wrong people=D-0001 because=another-body
        """
    both = f"{one}06:50 hasakah custody.correction-agreed entry=@wrong people=D-0001"

    assert accounts(told(one)) == {"D-0001": "chinook/in-hand"}
    assert accounts(told(both)) == {"D-0001": "hasakah/in-hand"}


def test_a_man_in_dispute_can_be_offered_by_nobody() -> None:
    roll = told(
        f"""{OFFERED}
        06:11 hasakah custody.offered  handover=H2 people=D-0001 receiver=bus-7 @second
        06:20 chinook custody.accepted handover=H1 people=D-0001 after=@first
        06:20 bus-7   custody.accepted handover=H2 people=D-0001 after=@second
        """
    )

    assert sorted(roll.contested) == ["D-0001"]


SIX_LEFT = """
06:00 hasakah custody.registered person=D-0001
06:00 hasakah custody.registered person=D-0002
06:00 hasakah custody.registered person=D-0003
06:10 hasakah custody.offered    handover=H1 people=D-0001,D-0002,D-0003 receiver=chinook @offer
06:20 chinook custody.accepted   handover=H1 people=D-0001
"""


def clocks(text: str, shown: str = "") -> dict[str, str]:
    """By when each of two who were left over is to be explained; a dash where no clock runs."""
    before = entries(text)
    roll = told(shown.format(*ids(text)), upon=before) if shown else Roll.of(before)
    found = roll.discrepancies
    return {str(one.person): f"{due:%H:%M}" if (due := found.due_at(one)) else "-" for one in found.open}


def ids(text: str) -> list[str]:
    """The names of what is open, in order of the people."""
    return [one.id for one in Roll.of(entries(text)).discrepancies.open]


def test_no_clock_runs_until_an_officer_was_shown_it() -> None:
    assert clocks(SIX_LEFT) == {"D-0002": "-", "D-0003": "-"}


def test_one_entry_of_a_node_starts_the_clocks_of_all_that_have_one_cause() -> None:
    shown = "06:25 chinook custody.noticed discrepancy={0} kind_of=offered-not-accepted people=D-0002 others={1}:D-0003"

    assert clocks(SIX_LEFT, shown) == {"D-0002": "07:25", "D-0003": "07:25"}


def test_shown_at_two_nodes_that_knew_nothing_of_each_other_the_earlier_clock_runs_on_both() -> None:
    desk = "06:50 desk    custody.noticed discrepancy={0} kind_of=offered-not-accepted people=D-0002"
    site = "06:25 chinook custody.noticed discrepancy={0} kind_of=offered-not-accepted people=D-0002"

    assert clocks(SIX_LEFT, desk)["D-0002"] == "07:50"
    assert clocks(SIX_LEFT, f"{desk}\n{site}")["D-0002"] == clocks(SIX_LEFT, f"{site}\n{desk}")["D-0002"] == "07:25"


def test_what_was_shown_and_settled_by_itself_is_not_forgotten() -> None:
    late = f"{SIX_LEFT}08:00 chinook custody.accepted handover=H1 people=D-0002,D-0003 offer=@offer"
    shown = "06:25 chinook custody.noticed discrepancy={0} kind_of=offered-not-accepted people=D-0002 others={1}:D-0003"

    roll = told(shown.format(*ids(SIX_LEFT)), upon=entries(late))

    assert open_things(roll) == []
    assert [one.people for one in roll.discrepancies.settled] in (
        [("D-0002",), ("D-0003",)], [("D-0003",), ("D-0002",)],
    )  # fmt: skip
