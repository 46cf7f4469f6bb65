"""F30: families were split, and nobody could find the link again."""

from __future__ import annotations

from musterbook.custody.people import People
from musterbook.custody.roll import Roll
from musterbook.eligibility.families import Partings
from musterbook.terms.people import PersonId
from tests.eligibility.making import HASAKAH, move, people, said
from tests.spec.telling import entries

FAMILY = """
06:00 hasakah custody.registered person=D-0001
06:00 hasakah custody.registered person=D-0002
06:10 hasakah custody.linked     person=D-0001 other=D-0002 relation=parent-of source=self
"""
PARTED = f"""{FAMILY}
07:00 desk    eligibility.parting-decided people=D-0001,D-0002 because=hospital
08:00 hasakah custody.offered    handover=H1 people=D-0002 receiver=karkh
08:10 karkh   custody.accepted   handover=H1 people=D-0002
09:00 hasakah custody.registered person=D-0003
"""


def kin(text: str, number: str) -> list[tuple[str, str | None, str]]:
    """Who belongs to someone, in whose hands they are, and as what."""
    told = entries(text)
    one, roll = People.of(told).get(PersonId(number)), Roll.of(told)
    return [(link.other, roll.holder(link.other), link.relation) for link in one.links] if one else []


def test_whoever_belongs_together_is_not_parted_without_a_decision() -> None:
    alone = move(1, hour="08:00")

    def objections(text: str) -> list[str]:
        return said(
            Partings.of(entries(text)).objections(
                alone, linked=lambda one: people(1, 2) - {one}, holder=lambda _: HASAKAH
            )
        )

    assert objections(FAMILY) == ["D-0001"]
    assert objections(PARTED) == []


def test_parted_each_finds_who_holds_the_other() -> None:
    assert kin(PARTED, "D-0001") == [("D-0002", "karkh", "parent-of")]
    assert kin(PARTED, "D-0002") == [("D-0001", "hasakah", "child-of")]


def test_the_link_outlives_a_number_that_is_merged_into_another() -> None:
    text = f"{PARTED}10:00 hasakah custody.merged keeps=D-0003 absorbs=D-0001"

    assert kin(text, "D-0002") == [("D-0001", None, "child-of")]
    assert People.of(entries(text)).kept(PersonId("D-0001")) == "D-0003"
