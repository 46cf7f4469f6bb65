"""What is malformed before it is written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from musterbook.custody.facts import Departed, Explained, Offered, Recovered, Refused, Registered
from musterbook.custody.settings import CustodySettings
from musterbook.custody.shapes import check_offer, check_words
from musterbook.ledger.facts import Digest, Fact
from musterbook.terms.custodians import CustodianId, far
from musterbook.terms.errors import Malformed
from musterbook.terms.people import PersonId

ONE, TWO = PersonId("D-0001"), PersonId("D-0002")
HASAKAH, KARKH = CustodianId("hasakah"), CustodianId("karkh")
EIGHT = datetime(2026, 1, 21, 8, tzinfo=UTC)
SEALED = Digest("ab" * 32)


def offer(*people: PersonId, receiver: CustodianId = KARKH, due: datetime = EIGHT) -> Offered:
    return Offered(handover="H1", manifest=SEALED, people=frozenset(people), receiver=receiver, due_by=due)


@pytest.mark.parametrize(
    ("fact", "rule"),
    [
        (offer(), "offer.nobody"),
        (offer(ONE, receiver=HASAKAH), "offer.to-oneself"),
        (offer(ONE, due=EIGHT - timedelta(minutes=1)), "offer.due-before-made"),
    ],
)
def test_a_misshapen_offer_is_malformed(fact: Offered, rule: str) -> None:
    with pytest.raises(Malformed) as malformed:
        check_offer(fact, by=HASAKAH, at=EIGHT)

    assert [fault.rule for fault in malformed.value.faults] == [rule]


def test_every_fault_of_an_offer_is_named_at_once() -> None:
    with pytest.raises(Malformed) as malformed:
        check_offer(offer(receiver=HASAKAH, due=EIGHT - timedelta(hours=1)), by=HASAKAH, at=EIGHT)

    assert len(malformed.value.faults) == 3


def test_more_people_than_an_offer_may_name_are_malformed_and_exactly_as_many_are_not() -> None:
    two_at_most = CustodySettings(people_per_offer_max=2)

    check_offer(offer(ONE, TWO), by=HASAKAH, at=EIGHT, settings=two_at_most)
    with pytest.raises(Malformed):
        check_offer(offer(ONE, TWO, PersonId("D-0003")), by=HASAKAH, at=EIGHT, settings=two_at_most)


@pytest.mark.parametrize(
    "fact",
    [
        Departed(person=ONE, outcome="vanished", papers=SEALED),
        Recovered(person=ONE, from_account=far("escaped"), how="luckily"),
        Refused(handover="H1", offer=SEALED, because="did not want to"),
        Registered(person=ONE, particulars=SEALED, how="somehow"),
        Explained(discrepancy="0123456789ab", as_="forgotten"),
    ],
)
def test_a_word_outside_its_closed_list_is_malformed(fact: Fact) -> None:
    with pytest.raises(Malformed) as malformed:
        check_words(fact)

    assert malformed.value.faults[0].rule == "reason.unknown"


def test_words_of_the_closed_lists_pass() -> None:
    check_words(Departed(person=ONE, outcome="released", papers=SEALED))
    check_words(Explained(discrepancy="0123456789ab", as_="left-open"))
