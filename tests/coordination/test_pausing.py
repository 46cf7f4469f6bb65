"""Pausing: findings, duties and lost places suspend an agreement by themselves, and mending them lets it run again."""

from __future__ import annotations

import pytest

from musterbook.coordination.agreement import Agreement
from musterbook.coordination.agreements import Agreements
from musterbook.coordination.pausing import Lost, read_pauses
from musterbook.ledger.entry import act_json
from musterbook.ledger.facts import from_json
from musterbook.ledger.notation import told
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Malformed
from tests.coordination.test_agreements import KARKH, MADE, MET, PARTIES, at, man, move

FOUND = "    12:00 desk coordination.finding-raised agreement=AGR-07 finding=F-1 grave=yes\n"
ANSWERED = "    2026-01-25\n    08:00 desk coordination.finding-answered finding=F-1\n"
DUTY = MADE.replace("conditions=inspected", 'conditions=inspected duties=visit:30 suspends_on="duty overdue 14 d"')
LOSS = MADE.replace("conditions=inspected", 'conditions=inspected suspends_on="loss of control of a receiving site"')


def agreement(story: str, lost: Lost | None = None) -> Agreement:
    found = Agreements.of(told(story), PARTIES).agreement("AGR-07", lost)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("moment", "stage"),
    [("2026-01-24 11:59", "in force"), ("2026-01-24 12:00", "suspended")],
)
def test_a_grave_finding_suspends_after_seventy_two_hours(moment: str, stage: str) -> None:
    assert agreement(MADE + MET + FOUND).stage(at(moment)) == stage


def test_the_answer_lets_it_run_again_and_what_it_was_before_stays() -> None:
    answered = agreement(MADE + MET + FOUND + ANSWERED)

    assert answered.stage(at("2026-01-24 13:00")) == "suspended"
    assert answered.stage(at("2026-01-25 08:00")) == "in force"


def test_a_finding_that_is_not_grave_suspends_nothing() -> None:
    assert agreement(MADE + MET + FOUND.replace("yes", "no")).stage(at("2026-02-01 12:00")) == "in force"


@pytest.mark.parametrize(
    ("moment", "stage"),
    [("2026-03-05 23:59", "in force"), ("2026-03-06 00:00", "suspended")],
)
def test_a_duty_two_weeks_overdue_suspends(moment: str, stage: str) -> None:
    # Begun on 21 January; 30 days later is 20 February, and a fortnight more 6 March.
    assert agreement(DUTY.replace("2026-02-20", "2026-04-20") + MET).stage(at(moment)) == stage


def test_a_duty_done_is_due_again_as_many_days_later() -> None:
    done = DUTY + MET + "    2026-02-10\n    09:00 desk coordination.duty-done agreement=AGR-07 duty=visit\n"

    (visit,) = agreement(done).owed(at("2026-02-11 00:00"))

    assert visit.due == at("2026-03-12 09:00")


def test_the_loss_of_a_receiving_place_suspends_what_names_it_and_says_so() -> None:
    lost = {KARKH: at("2026-01-21 10:00")}
    agreements = Agreements.of(told(LOSS + MET), PARTIES)

    (objection,) = agreements.objections(move(1), man, lost=lost)

    assert objection.values["nearly"] == "AGR-07 suspended loss karkh"
    assert agreements.objections(move(1), man, lost={CustodianId("basra"): at("2026-01-21 10:00")}) == []
    assert agreement(MADE + MET, lost).stage(at("2026-01-21 12:00")) == "in force"


def test_words_nobody_knows_cover_nobody() -> None:
    with pytest.raises(Malformed):
        read_pauses(["when the moon is full"])
    strange = MADE.replace("conditions=inspected", 'conditions=inspected suspends_on="full moon"')

    assert agreement(strange + MET).stage(at("2026-01-21 12:00")) == "drafted"


def test_an_entry_of_the_first_form_means_what_it_meant() -> None:
    (entry,) = told(MADE)
    first = {key: value for key, value in act_json(entry.act)["fact"].items() if key not in ("duties", "suspends_on")}

    assert from_json("coordination.agreement-made", 1, first) == entry.fact
