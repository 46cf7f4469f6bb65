"""F04: children were moved as adults; 157 were found after they had arrived."""

from __future__ import annotations

from datetime import date

import pytest

from musterbook.eligibility.ages import Birth, child_code
from musterbook.eligibility.classes import Classes
from musterbook.eligibility.clearance import Clearances
from tests.eligibility.making import move, said
from tests.spec.telling import entries

THREE = """
06:00 hasakah eligibility.assessed person=D-0001 child=unknown sex=man legal=security family=no identity=claimed basis=unknown
06:00 hasakah eligibility.assessed person=D-0002 child=yes     sex=man legal=security family=no identity=seen    basis=document
06:00 hasakah eligibility.assessed person=D-0003 child=no      sex=man legal=security family=no identity=seen    basis=document
07:00 desk    eligibility.cleared  person=D-0001 giver=hasakah destination=karkh legal_basis=order
07:00 desk    eligibility.cleared  person=D-0002 giver=hasakah destination=karkh legal_basis=order
07:00 desk    eligibility.cleared  person=D-0003 giver=hasakah destination=karkh legal_basis=order
"""  # noqa: E501  a line of the notation is one line


def test_of_unknown_age_and_seventeen_do_not_board_though_somebody_cleared_them() -> None:
    classes, clearances = Classes.of(entries(THREE)), Clearances.of(entries(THREE))
    boarding = move(1, 2, 3, hour="08:00")

    assert said(clearances.objections(boarding)) == []
    assert said(classes.objections(boarding), "child") == ["D-0001 unknown", "D-0002 yes"]


@pytest.mark.parametrize(
    ("born", "basis", "code"),
    [(2006, "claimed", "unknown"), (2003, "claimed", "unknown"), (2002, "claimed", "no"), (2006, "document", "no"),
     (2008, "document", "unknown"), (2009, "claimed", "yes")],
)  # fmt: skip
def test_twenty_by_his_own_word_is_a_possible_child_and_by_papers_is_not(born: int, basis: str, code: str) -> None:
    # 21 January 2026: born "in 2006" he is 19 or 20, in 2003 22 or 23; a year alone means its last day.
    assert child_code(Birth.in_year(born), basis, date(2026, 1, 21)) == code
