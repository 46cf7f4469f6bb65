"""Parts are held against the whole their source gave: 467 + 4,253 + 983 are 5,703 and not 5,704."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from musterbook.custody.figures import Claim
from musterbook.custody.wholes import parts_told
from musterbook.ledger.facts import Digest

DAY = datetime(2026, 2, 13, tzinfo=UTC)


def claim(value: int, scope: str, *, source: str = "a court", part_of: str = "", at: datetime = DAY) -> Claim:
    return Claim(Digest(f"{value:064d}"), source, at, scope, value, "", part_of)


def published(whole: int = 5704) -> list[Claim]:
    """What a court gave on one day: a whole, and three parts of it."""
    parts = {"Iraqis": 467, "Syrians and other Arabs": 4253, "others": 983}
    return [claim(whole, "arrived"), *(claim(value, scope, part_of="arrived") for scope, value in parts.items())]


def test_the_published_parts_are_one_less_than_the_published_whole() -> None:
    (told,) = parts_told(published())

    assert (told.total, told.apart, told.holds) == (5703, (1,), False)


def test_parts_that_sum_hold() -> None:
    (told,) = parts_told(published(5703))

    assert told.holds


def test_a_whole_of_another_day_or_source_is_not_the_whole_of_these_parts() -> None:
    other = [claim(467, "Iraqis", part_of="arrived"), claim(467, "arrived", source="a ministry")]
    late = claim(467, "arrived", at=datetime(2026, 2, 14, tzinfo=UTC))

    (told,) = parts_told([*other, late])

    assert (told.wholes, told.holds) == ((), False)


def test_a_source_named_among_several_gave_their_whole() -> None:
    (told,) = parts_told([claim(5, "Iraqis", part_of="arrived"), claim(6, "arrived", source="A Court; a media cell")])

    assert told.apart == (1,)


@given(st.lists(st.integers(0, 9_999), min_size=1, max_size=6), st.integers(-50, 50))
def test_what_is_apart_is_the_whole_less_its_parts(values: list[int], by: int) -> None:
    parts = [claim(value, f"part {index}", part_of="all") for index, value in enumerate(values)]

    (told,) = parts_told([*parts, claim(sum(values) + by, "all")])

    assert (told.apart, told.holds) == ((by,), by == 0)
