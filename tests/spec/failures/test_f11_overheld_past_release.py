"""F11: the papers were destroyed, and people were held past the day on which they were to be let go."""

from __future__ import annotations

from datetime import UTC, datetime

from musterbook.custody.dues.authority import Authorities
from musterbook.terms.people import PersonId
from tests.spec.telling import entries

PAPERS = """
06:00 desk custody.authority-noted people=D-0001 kind_of=sentence issuer=court from=06:00 until=230600ZJAN26
06:00 desk custody.authority-noted people=D-0002 kind_of=warrant  issuer=court from=06:00 until=250600ZJAN26
06:00 desk custody.authority-noted people=D-0003 kind_of=order    issuer=court from=06:00
"""


def overheld(text: str, day: int) -> dict[str, str]:
    """Whom nobody may hold on a day of January, and why."""
    authorities = Authorities.of(entries(text))
    now = datetime(2026, 1, day, 6, tzinfo=UTC)
    people = [PersonId(f"D-000{number}") for number in range(1, 5)]
    return {person: lack.why for person in people if (lack := authorities.lack(person, now)) is not None}


def test_every_day_says_who_should_have_been_let_go() -> None:
    assert overheld(PAPERS, 22) == {"D-0004": "none"}
    assert overheld(PAPERS, 23) == {"D-0001": "release-due", "D-0004": "none"}
    assert overheld(PAPERS, 25) == {"D-0001": "release-due", "D-0002": "expired", "D-0004": "none"}


def test_the_site_that_burnt_takes_no_authority_with_it() -> None:
    burnt = PAPERS + "12:00 desk custody.control-lost site=hasakah since=12:00 because=fire"

    assert overheld(burnt, 25) == overheld(PAPERS, 25)
