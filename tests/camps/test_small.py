"""What leaves says "<5", and nobody can work out what stands behind it from the totals beside it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from musterbook.camps.small import released


def test_a_small_count_takes_a_second_cell_with_it_in_its_row_and_its_column() -> None:
    table = released({("f", "0-4"): 3, ("f", "5-11"): 40, ("m", "0-4"): 20, ("m", "5-11"): 60})

    assert table == (
        ("", "0-4", "5-11", "total"),
        ("f", "<5", "hidden", "43"),
        ("m", "hidden", "hidden", "80"),
        ("total", "23", "100", "123"),
    )


def test_large_counts_leave_as_they_are() -> None:
    assert released({("f", "0-4"): 5, ("m", "0-4"): 0})[1:] == (("f", "5", "5"), ("m", "0", "0"), ("total", "5", "5"))


@given(st.lists(st.lists(st.integers(0, 12), min_size=2, max_size=4), min_size=2, max_size=4))
def test_no_line_hides_one_cell_alone_and_no_small_count_is_shown(rows: list[list[int]]) -> None:
    width = min(map(len, rows))
    cells = {(f"r{at}", f"c{place}"): row[place] for at, row in enumerate(rows) for place in range(width)}

    table = [line[1:] for line in released(cells)[1:]]

    for line in [*table, *zip(*table, strict=True)]:
        hidden = [one for one in line if not one.isdigit()]
        assert len(hidden) != 1
        assert not any(one.isdigit() and 0 < int(one) < 5 for one in line)
