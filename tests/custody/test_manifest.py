"""Manifests: one list, the same bytes on both sides."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from musterbook.custody.facts import Offered
from musterbook.custody.manifest import Seat, manifest_bytes, manifest_digest
from musterbook.ledger.facts import Digest
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Malformed
from musterbook.terms.people import PersonId

ONE, TWO = PersonId("D-0001"), PersonId("D-0002")
HASAKAH, KARKH = CustodianId("hasakah"), CustodianId("karkh")
EIGHT = datetime(2026, 1, 21, 8, tzinfo=UTC)
SEALED = Digest("ab" * 32)


def offer(*people: PersonId, receiver: CustodianId = KARKH, due: datetime = EIGHT) -> Offered:
    return Offered(handover="H1", manifest=SEALED, people=frozenset(people), receiver=receiver, due_by=due)


def test_a_manifest_is_the_same_bytes_in_whatever_order_people_are_named() -> None:
    seats = [Seat(TWO, band="B-2"), Seat(ONE, band="B-1", codes={"sex": "man"}, seals=("S-2", "S-1"))]

    one = manifest_bytes(handover="H1", giver=HASAKAH, receiver=KARKH, seats=seats)
    other = manifest_bytes(handover="H1", giver=HASAKAH, receiver=KARKH, seats=reversed(seats))

    assert one == other
    assert one.index(b"D-0001") < one.index(b"D-0002")
    assert len(manifest_digest(one)) == 64


def test_a_number_twice_on_a_manifest_is_malformed() -> None:
    with pytest.raises(Malformed) as malformed:
        manifest_bytes(handover="H1", giver=HASAKAH, receiver=KARKH, seats=[Seat(ONE), Seat(ONE)])

    assert malformed.value.faults[0].rule == "manifest.twice"
