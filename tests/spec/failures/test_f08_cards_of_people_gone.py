"""F08: the cards of people who had gone were used by others."""

from __future__ import annotations

from musterbook.custody.bands import answer
from musterbook.custody.people import People
from musterbook.custody.roll import Roll
from musterbook.terms.custodians import CustodianId
from tests.spec.telling import entries

CARDS = """
06:00 hasakah custody.registered person=D-0001 band=B-1 @first
06:00 hasakah custody.registered person=D-0002 band=B-2
06:00 hasakah custody.registered person=D-0003 band=B-3
06:00 hasakah custody.registered person=D-0004 band=B-4
07:00 hasakah custody.banded     person=D-0002 band=B-22 replaces=B-2
08:00 hasakah custody.departed   person=D-0003 outcome=released
08:10 hasakah custody.merged     keeps=D-0001 absorbs=D-0004
09:00 hasakah custody.offered    handover=H1 people=D-0002 receiver=karkh
09:10 karkh   custody.accepted   handover=H1 people=D-0002
"""


def reads(what: str, here: str = "hasakah") -> tuple[str, str]:
    """What the book answers, and what answers instead."""
    told = entries(CARDS)
    found = answer(what, people=People.of(told), roll=Roll.of(told), here=CustodianId(here))
    return found.answer, found.instead or found.outcome or found.holder or ""


def test_a_band_answers_for_whoever_is_held() -> None:
    assert reads("B-1") == ("held-here", "hasakah")
    assert reads("B-22") == ("held-by", "karkh")
    assert reads("B-22", here="karkh") == ("held-here", "karkh")


def test_a_band_of_someone_gone_replaced_or_absorbed_is_refused() -> None:
    assert reads("B-2") == ("replaced", "B-22")
    assert reads("B-3") == ("departed", "released")
    assert reads("D-0003") == ("departed", "released")
    assert reads("B-4") == ("merged", "D-0001")
    assert reads("B-99") == ("unknown", "")


def test_a_code_made_at_home_for_a_true_number_does_not_hold_the_digest_of_his_registration() -> None:
    (first, *_) = entries(CARDS)

    assert reads(f"MB1 D-0001 {first.digest[:16]}") == ("held-here", "hasakah")
    assert reads(f"MB1 D-0001 {'0' * 16}") == ("not-this-digest", "hasakah")
