"""F06: a site was lost and nobody knew how many escaped (120, 200, 1,500)."""

from __future__ import annotations

from musterbook.custody.lastroll import after_loss, last_good_roll
from musterbook.terms.custodians import CustodianId
from tests.spec.telling import people, registered, told

SITE = CustodianId("shaddadi")
LOST = (
    registered("shaddadi", 1, 10)
    + f"""
07:00 shaddadi custody.mustered     muster=M1 present={people(1, 10)} counters=a,b
08:00 shaddadi custody.offered      handover=H1 people=D-0001 receiver=bus-7
08:10 bus-7    custody.accepted     handover=H1 people=D-0001
08:20 derik    custody.registered   person=D-0011
09:00 desk     custody.control-lost site=shaddadi since=09:00 because=attack
"""
)


def test_the_last_good_roll_is_the_last_agreed_count_and_every_signature_since() -> None:
    roll = told(LOST)

    last = last_good_roll(roll, SITE)

    assert last.muster is not None
    assert last.muster.muster == "M1"
    assert list(last.people) == people(2, 10).split(",")


def test_one_counters_muster_is_no_agreed_count() -> None:
    roll = told(LOST.replace("counters=a,b", "counters=a"))

    last = last_good_roll(roll, SITE)

    assert last.muster is None
    assert list(last.people) == people(2, 10).split(",")


def test_after_the_loss_everyone_is_in_one_of_five_groups_and_escapes_are_a_bracket() -> None:
    roll = told(
        LOST
        + """
        10:00 shaddadi custody.departed  person=D-0002 outcome=deceased
        10:05 shaddadi custody.departed  person=D-0003 outcome=escaped
        10:10 derik    custody.recovered person=D-0004 from_account=shaddadi/unaccounted how=recaptured
        12:00 shaddadi custody.mustered  muster=M2 present=D-0005,D-0006 counters=a,b
        """
    )

    after = after_loss(roll, SITE)

    assert after.dead == {"D-0002"}
    assert after.escaped == {"D-0003"}
    assert after.elsewhere_seen == {"D-0004"}
    assert after.inside_seen == {"D-0005", "D-0006"}
    assert after.not_known == {"D-0007", "D-0008", "D-0009", "D-0010"}
    assert after.escapes == (1, 5)
    roll.check_invariants()
