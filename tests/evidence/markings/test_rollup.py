"""Roll-up: in any order, however often, and never wider for a portion more."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from musterbook.evidence.markings import read_mark, release, roll_up
from tests.evidence.markings.drawn import COUNTRIES, marks

WHOLES = st.lists(marks(), min_size=1, max_size=4)
LIGHT = st.sampled_from(("CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED")).map("(TLP:{})".format)
WIDTH = {"allow": 3, "needs": 2, "display_only": 1, "deny": 0}
GRANTS = st.frozensets(st.sampled_from(("FDO", "ORIG", "COMMUNITY")))
FALLS_AWAY = {"OWNER"}
"""FOUO is not carried where something stronger stands, and the approval it wants goes with it (decision 0611)."""


@given(WHOLES, st.randoms(use_true_random=False))
def test_the_order_of_portions_makes_no_difference(portions: list[str], chance: random.Random) -> None:
    shuffled = list(portions)
    chance.shuffle(shuffled)

    assert roll_up(shuffled) == roll_up(portions)


@given(WHOLES)
def test_a_portion_said_twice_says_no_more(portions: list[str]) -> None:
    assert roll_up(portions + portions) == roll_up(portions)


@given(WHOLES)
def test_a_banner_is_valid_and_as_a_portion_rolls_up_to_itself(portions: list[str]) -> None:
    banner = roll_up(portions).banner

    content = read_mark(banner, "banner").content

    assert content is not None, banner
    assert roll_up([content.written("portion")]).banner == banner


@given(WHOLES, marks(), st.sampled_from(COUNTRIES))
def test_a_portion_more_never_widens_release(portions: list[str], more: str, country: str) -> None:
    before = release(roll_up(portions).banner, country, frozenset())
    after = release(roll_up([*portions, more]).banner, country, frozenset())

    left = set(before.needs) - FALLS_AWAY
    was_open = before.verdict == "allow" or (before.verdict == "needs" and not left)
    assert WIDTH[after.verdict] <= (WIDTH["allow"] if was_open else WIDTH[before.verdict])


@given(WHOLES, marks(), st.sampled_from(COUNTRIES))
def test_no_approval_falls_away_for_a_portion_more(portions: list[str], more: str, country: str) -> None:
    before = release(roll_up(portions).banner, country, frozenset())
    after = release(roll_up([*portions, more]).banner, country, frozenset())

    if "needs" == before.verdict == after.verdict:
        hidden = "FGI" in after.needs
        lost = set(before.needs) - set(after.needs) - FALLS_AWAY
        assert not {one for one in lost if not (hidden and one.startswith("FGI:"))}


@given(st.lists(LIGHT, min_size=1), LIGHT, GRANTS)
def test_a_light_more_never_widens_release_whatever_is_granted(
    lights: list[str], more: str, granted: frozenset[str]
) -> None:
    before = release(roll_up(lights).banner, "GBR", granted)
    after = release(roll_up([*lights, more]).banner, "GBR", granted)

    assert WIDTH[after.verdict] <= WIDTH[before.verdict]


@given(WHOLES, st.lists(st.sampled_from(("(S//XX)", "S", ""))).filter(bool))
def test_one_invalid_portion_leaves_no_banner(portions: list[str], bad: list[str]) -> None:
    assert roll_up([*portions, *bad]).codes == ("E_PORTION_INVALID",)


def test_nothing_has_no_banner() -> None:
    assert roll_up([]).codes == ("E_PORTION_INVALID",)
