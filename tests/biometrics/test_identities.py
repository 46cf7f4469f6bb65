"""An identification stands when examiners agreed, one wrote it, another agreed, and nobody withdrew it."""

from __future__ import annotations

from musterbook.biometrics.adjudication import Adjudication
from musterbook.biometrics.identities import Identification, Identities
from musterbook.ledger.entry import Entry
from musterbook.terms.people import PersonId
from tests.biometrics.stories import PROPOSED, judgements, signed, story

SAME = PROPOSED + judgements("same", "same")
FOUND = "\n09:00 desk biometrics.identified person=D-0002 other=D-0001 proposal=P-1 examiner=ex-1 basis=finger  @found"
AGREED = "\n09:10 desk biometrics.identification-agreed identified=@found"
TOLD = "\n10:00 karkh biometrics.identification-told identified=@found person=D-0002 how=in-person"
CONTESTED = (
    "\n11:00 karkh biometrics.identification-contested identified=@found person=D-0002  @contest"
    "\n12:00 desk biometrics.contest-answered contest=@contest outcome=withdrawn"
)


def found_in(entries: list[Entry]) -> Identification:
    """The only identification."""
    (one,) = Identities.of(entries).all()
    return one


def test_it_stands_only_when_another_person_has_agreed() -> None:
    assert not found_in(story(SAME + FOUND)).stands
    assert found_in(story(SAME + FOUND + AGREED)).stands
    assert Identities.of(story(SAME + FOUND + AGREED)).standing(PersonId("D-0001"))


def test_the_examiner_cannot_agree_with_himself() -> None:
    *before, agreed = story(SAME + FOUND + AGREED)

    assert not found_in([*before, signed(agreed, "ex-1")]).stands
    assert found_in([*before, signed(agreed, "d.identity")]).stands


def test_one_without_two_who_said_the_same_never_stands() -> None:
    one_only = PROPOSED + judgements("same")

    found = found_in(story(one_only + FOUND + AGREED))

    assert not found.settled
    assert not found.stands


def test_one_about_somebody_else_than_the_pair_never_stands() -> None:
    wrong = FOUND.replace("person=D-0002", "person=D-0007")

    assert not found_in(story(SAME + wrong + AGREED)).stands


def test_whoever_withdraws_it_ends_it() -> None:
    entries = story(SAME + FOUND + AGREED + "\n13:00 desk biometrics.identification-withdrawn identified=@found")

    assert found_in(entries).agreed is not None
    assert not found_in(entries).stands


def test_the_person_is_told_and_until_then_he_is_on_a_list() -> None:
    assert len(Identities.of(story(SAME + FOUND + AGREED)).not_told()) == 1
    assert Identities.of(story(SAME + FOUND + AGREED + TOLD)).not_told() == ()


def test_a_contest_that_is_upheld_withdraws_it_and_both_views_stay() -> None:
    found = found_in(story(SAME + FOUND + AGREED + TOLD + CONTESTED))

    assert [one.outcome for one in found.contests] == ["withdrawn"]
    assert found.agreed is not None
    assert not found.stands


def test_a_contest_answered_by_whoever_took_part_stays_open() -> None:
    *before, answered = story(SAME + FOUND + AGREED + TOLD + CONTESTED)

    found = found_in([*before, signed(answered, "ex-2")])

    assert [one.outcome for one in found.contests] == [""]
    assert found.stands


def test_who_waits_for_the_identity_officer() -> None:
    assert len(Identities.of(story(SAME + FOUND)).waiting()) == 1
    assert Identities.of(story(SAME + FOUND + AGREED)).waiting() == ()


def test_a_proposal_by_itself_identifies_nobody() -> None:
    entries = story(SAME)

    assert Adjudication.of(entries).pair("P-1").answer == "same"  # type: ignore[union-attr]
    assert Identities.of(entries).standing(PersonId("D-0001")) == ()
