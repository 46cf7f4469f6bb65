"""F22: one handover completed two journeys."""

from __future__ import annotations

from musterbook.custody.handovers import Handovers
from tests.spec.telling import entries


def test_an_acceptance_answers_the_one_offer_it_quotes_and_the_second_leg_stays_open() -> None:
    handovers = Handovers.of(
        entries(
            """
            06:00 hasakah custody.registered person=D-0001
            06:00 derik   custody.registered person=D-0002
            06:10 hasakah custody.offered    handover=H1 people=D-0001 receiver=karkh @first
            06:11 derik   custody.offered    handover=H1 people=D-0002 receiver=karkh
            06:20 derik   custody.let-go     handover=H1 people=D-0002
            07:10 karkh   custody.accepted   handover=H1 people=D-0001 offer=@first
            """
        )
    )

    first, second = handovers.called("H1")

    assert (first.giver, first.stage) == ("hasakah", "accepted")
    assert (second.giver, second.stage) == ("derik", "handing-over")
    assert handovers.still_to_arrive(second.receiver) == {"D-0002"}
