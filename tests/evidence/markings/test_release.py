"""Release: approvals lift what they are for and nothing else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from musterbook.evidence.markings import read_mark, release
from tests.evidence.markings.drawn import COUNTRIES, marks

APPROVALS = ("FDO", "ORIG", "LES", "PR", "FISA", "NATO", "OWNER", "STATE", "FGI", "COMMUNITY", "FGI:GBR", "NOFORN")
GRANTED = st.frozensets(st.sampled_from(APPROVALS))


@given(marks(banner=True), st.sampled_from(COUNTRIES), GRANTED)
def test_noforn_is_denied_with_every_approval_granted(banner: str, country: str, granted: frozenset[str]) -> None:
    content = read_mark(banner, "banner").content
    assert content is not None

    answer = release(banner, country, granted)

    if "NF" in content.dis or {"LES-NF", "SBU-NF"} & set(content.non):
        assert (answer.verdict, answer.needs) == ("deny", ("NOFORN",))


@given(marks(banner=True), st.sampled_from(COUNTRIES))
def test_granting_all_that_is_needed_is_enough_and_one_less_is_not(banner: str, country: str) -> None:
    asked = release(banner, country, frozenset())

    if asked.verdict == "needs":
        assert release(banner, country, frozenset(asked.needs)).verdict in ("allow", "display_only")
        assert release(banner, country, frozenset(asked.needs[1:])).needs == asked.needs[:1]


@given(marks(banner=True), st.sampled_from(COUNTRIES), GRANTED, GRANTED)
def test_an_approval_more_never_takes_release_away(
    banner: str, country: str, granted: frozenset[str], more: frozenset[str]
) -> None:
    before = release(banner, country, granted)
    after = release(banner, country, granted | more)

    assert set(after.needs) <= set(before.needs)
    assert (before.verdict, after.verdict) == (before.verdict, before.verdict) or before.verdict == "needs"


def test_a_country_nobody_listed_is_asked_again_and_not_guessed() -> None:
    assert release("SECRET//REL TO USA, GBR", "gbr", frozenset()).needs == ("E_COUNTRY",)
    assert release("SECRET//REL TO USA, NATO", "NATO", frozenset()).needs == ("E_COUNTRY",)
