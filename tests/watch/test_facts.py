"""Facts of the watch keep what they say through the book's JSON, and name nobody who is held."""

from __future__ import annotations

from datetime import UTC, datetime

from musterbook.ledger.facts import Digest, Fact, from_json, kinds, to_json
from musterbook.watch.facts import AlertRaised, OutlookIssued, ScenarioEntered, Why
from musterbook.watch.numbers import Number, number

DAY = datetime(2026, 1, 18, 6, tzinfo=UTC)
ISSUED = OutlookIssued(
    site="alpha", as_of=DAY, horizon_days=Number("14"), p=number(0.1), low=number(0.01), high=number(1 / 3),
    parts={"base": Number("0.1")}, model="five-parts-1", assumptions=Digest("a" * 64), inputs=Digest("b" * 64),
    reasons=(Why(kind_of="part", name="base", size=Number("0.1"), mark="M"),),
)  # fmt: skip
RAISED = AlertRaised(
    alert="AL-1", site="alpha", rung="now", cause="vacuum", p=number(0.9), owner="desk.one", answer_by=DAY
)
ENTERED = ScenarioEntered(
    scenario="SC-1", site="alpha", sentence="The guard goes home", from_=DAY, to=DAY, probability=Number("0.30"),
    loss_given=Number("1"), expires=DAY,
)  # fmt: skip


def test_what_is_written_is_read_back() -> None:
    for fact in (ISSUED, RAISED, ENTERED):
        assert from_json(fact.kind, fact.form, to_json(fact)) == fact


def test_no_fact_of_the_watch_can_name_a_person_held() -> None:
    ours: list[type[Fact]] = [fact for kind, fact in kinds().items() if kind.startswith("watch.")]

    assert len(ours) == 18
    assert not any(fact.in_chain or fact.decides_hand for fact in ours)
    assert not ISSUED.named() | RAISED.named() | ENTERED.named()
