"""F23: one side typed the names of both officers."""

from __future__ import annotations

import pytest

from musterbook.custody.facts import Accepted
from musterbook.custody.shapes import check_acceptance
from musterbook.ledger.entry import Entry, Signature
from musterbook.ledger.notation import told
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Malformed
from tests.spec import telling

KARKH = CustodianId("karkh")


def offered_and_accepted() -> tuple[Entry, Accepted]:
    offer, entry = told(
        """
        06:10 hasakah custody.offered  handover=H1 people=D-0001 receiver=karkh
        06:20 karkh   custody.accepted handover=H1 people=D-0001
        """
    )
    assert isinstance(entry.fact, Accepted)
    signed = Signature("officer-1", "site-officer", "0123456789abcdef", "")
    return offer._replace(signed=(signed,)), entry.fact


def test_a_key_that_offered_cannot_accept() -> None:
    offer, accepted = offered_and_accepted()

    with pytest.raises(Malformed) as malformed:
        check_acceptance(accepted, by=KARKH, keys=frozenset({"0123456789abcdef"}), offer=offer)

    assert malformed.value.faults[0].rule == "acceptance.key-of-giver"


def test_the_giver_cannot_accept_his_own_offer() -> None:
    offer, accepted = offered_and_accepted()

    with pytest.raises(Malformed) as malformed:
        check_acceptance(accepted, by=offer.by, keys=frozenset({"ffffffffffffffff"}), offer=offer)

    assert malformed.value.faults[0].rule == "acceptance.by-giver"


def test_another_key_under_another_custodian_can() -> None:
    offer, accepted = offered_and_accepted()

    check_acceptance(accepted, by=KARKH, keys=frozenset({"ffffffffffffffff"}), offer=offer)


def test_if_it_is_written_all_the_same_nobody_moves() -> None:
    roll = telling.told(
        """
        06:00 hasakah custody.registered person=D-0001
        06:10 hasakah custody.offered    handover=H1 people=D-0001 receiver=karkh
        06:15 hasakah custody.let-go     handover=H1 people=D-0001
        06:20 hasakah custody.accepted   handover=H1 people=D-0001
        """
    )

    assert roll.counts == {"hasakah/handing-over": 1, "nowhere": -1}
    assert telling.kinds(roll) == ["accepted-by-giver"]
