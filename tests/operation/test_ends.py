"""What custody says of cases: handed over, received, died, escaped, and what undoes each."""

from __future__ import annotations

import pytest

from musterbook.ledger.notation import told
from musterbook.operation.ends import Ends
from musterbook.terms.people import PersonId

OFFER = "08:00 karkh custody.offered handover=H1 people=D-0001 receiver=bus-1 destination=paris move=repatriation"
TAKEN = "09:00 paris custody.accepted handover=H1 people=D-0001"
ESCAPED = "08:00 karkh custody.departed person=D-0001 outcome=escaped"
COUNTRIES = {"paris": "FRA"}


def ends(story: str) -> list[tuple[str, str]]:
    read = Ends.of(told(story), lambda custodian: COUNTRIES.get(custodian, ""))
    return [(one.kind, one.country) for one in read.ends_of(PersonId("D-0001"))]


@pytest.mark.parametrize(
    ("story", "found"),
    [
        (OFFER, [("handed-over", "FRA")]),
        (f"{OFFER}\n{TAKEN.replace('paris', 'bus-1')}", [("handed-over", "FRA")]),
        (f"{OFFER}\n{TAKEN}", [("handed-over", "FRA"), ("received", "FRA")]),
        (OFFER.replace(" move=repatriation", "") + f"\n{TAKEN}", []),
        (f"{OFFER}\n09:00 karkh custody.withdrawn handover=H1 because=weather people=D-0001", []),
        (f"{OFFER}\n09:00 bus-1 custody.refused handover=H1 because=no-room people=D-0001", []),
        (f"{OFFER}\n09:00 karkh custody.taken-back handover=H1 people=D-0001", []),
        ("08:00 karkh custody.departed person=D-0001 outcome=deceased", [("died", "")]),
        (ESCAPED, [("escaped", "")]),
        ("08:00 karkh custody.departed person=D-0001 outcome=released", []),
        ("08:00 karkh custody.departed person=D-0001 outcome=repatriated authority=fra", [("received", "FRA")]),
        (f"{OFFER}\n09:00 bus-1 custody.departed person=D-0001 outcome=repatriated",
         [("handed-over", "FRA"), ("received", "FRA")]),
        (f"{ESCAPED}\n09:00 karkh custody.recovered person=D-0001 from_account=far/escaped how=returned", []),
    ],
)  # fmt: skip
def test_custody_says_what_ends_a_case(story: str, found: list[tuple[str, str]]) -> None:
    assert ends(story) == found
