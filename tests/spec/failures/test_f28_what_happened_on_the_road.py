"""F28: an ambush on the road, and afterwards everybody told another story of it."""

from __future__ import annotations

from musterbook.custody.incidents.incidents import Incidents
from musterbook.ledger.entry import NO_DIGEST, digest_of
from musterbook.ledger.notation import log_of
from musterbook.ledger.notation import told as as_told
from musterbook.store.strict import check_places
from tests.spec.telling import entries

ROAD = """
05:00 bus custody.registered        person=D-0001
06:00 bus custody.passed            point=leg-begun serial=S-1 leg=L1 place=hasakah
07:10 bus custody.incident-reported incident=I-1 what=AMBUSH serial=S-1 people=D-0001 place=bridge
08:40 bus custody.passed            point=leg-ended serial=S-1 leg=L1 place=karkh
"""


def findings(bodies: list[bytes]) -> list[tuple[int, str]]:
    """Places of the bus's own log at which its bytes do not stand, and by which rule."""
    digests = [bytes.fromhex(digest_of(body)) for body in bodies]
    found = check_places(bodies, digests, log=log_of("bus"), seq=0, prev=NO_DIGEST)
    return [(place, getattr(one, "rule", "")) for place, one in found.items()]


def test_a_leg_that_is_written_anew_afterwards_is_found_at_the_next_entry() -> None:
    true = [entry.body for entry in as_told(ROAD)]
    altered = [body.replace(b"bridge", b"market") for body in true]

    assert findings(true) == []
    assert findings(altered) == [(3, "verify.prev")]


def test_what_is_learnt_later_is_added_and_the_first_account_stays() -> None:
    text = f"""{ROAD}
        09:00 karkh custody.incident-added  incident=I-1 what=ROAD_ACCIDENT
        10:00 desk  custody.incident-added  incident=I-1 what=AMBUSH stage=ON_HOLD
        """

    (incident,) = Incidents.of(entries(text)).all()

    assert (incident.reported.what, incident.what, incident.stage) == ("AMBUSH", "AMBUSH", "ON_HOLD")
    assert [one.by for one in incident.additions] == ["karkh", "desk"]
