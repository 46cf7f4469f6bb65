"""What leaves says "<5", and nobody can work out what stands behind it from the totals beside it."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musterbook.camps.small import FEW, HIDDEN, LEAST, released

Told = tuple[tuple[str, ...], ...]


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


def test_the_fewest_people_are_hidden_and_no_total_where_cells_will_do() -> None:
    table = released({(row, column): 10 for row in "fm" for column in "abc"} | {("f", "a"): 2, ("m", "c"): 900})

    assert table[1:] == (
        ("f", "<5", "hidden", "10", "22"),
        ("m", "hidden", "hidden", "900", "920"),
        ("total", "12", "20", "910", "942"),
    )


def test_a_link_between_two_hidden_blocks_is_no_hiding_place() -> None:
    """Two hidden cells in every line, and yet the one that joins the blocks could be worked out from the totals."""
    block = {("a", "v"): 3, ("a", "w"): 30, ("b", "v"): 30, ("b", "w"): 30}
    other = {("c", "x"): 3, ("c", "y"): 30, ("d", "x"): 30, ("d", "y"): 30}
    cells = {(row, column): 50 for row in "abcd" for column in "vwxy"} | block | other | {("b", "x"): 2}

    assert _lies_on_a_cycle(released(cells), "b", "x")


@pytest.mark.parametrize(
    ("cells", "total"),
    [({("f", "a"): 3}, "<5"), ({("f", "a"): 1, ("m", "a"): 5}, "6"), ({("f", "a"): 4, ("f", "b"): 0}, "<5")],
)  # fmt: skip
def test_where_nothing_keeps_a_small_count_hidden_the_total_leaves_alone(
    cells: dict[tuple[str, str], int], total: str
) -> None:
    assert released(cells) == (("", "total"), ("total", total))


@settings(max_examples=30, deadline=None)
@given(st.sampled_from([(2, 2), (1, 3), (2, 3), (3, 2)]), st.data())
def test_every_small_count_may_be_two_numbers_at_least(shape: tuple[int, int], data: st.DataObject) -> None:
    rows, columns = shape
    counts = data.draw(st.lists(st.integers(0, 8), min_size=rows * columns, max_size=rows * columns))
    cells = {
        (f"r{row}", f"c{column}"): counts[row * columns + column]
        for row, column in product(range(rows), range(columns))
    }

    table = released(cells)

    found = _fitting(table, most=11)
    body = [line[1:] for line in table[1:]]
    for row, line in enumerate(body):
        for column, word in enumerate(line):
            assert not (word.isdigit() and 0 < int(word) < LEAST)
            assert word != FEW or len(table[0]) == 2 or len({one[row][column] for one in found}) > 1


def _fitting(table: Told, *, most: int) -> list[list[list[int]]]:
    """Every table of counts up to `most` that would leave as this one says, totals and all."""
    if len(table[0]) == 2:
        return []
    body = [line[1:] for line in table[1:]]
    inner = [word for line in body[:-1] for word in line[:-1]]
    width = len(body[0]) - 1
    found = []
    for counts in product(*(_choices(word, most) for word in inner)):
        rows = [[*counts[at : at + width], sum(counts[at : at + width])] for at in range(0, len(counts), width)]
        rows.append([sum(line[at] for line in rows) for at in range(width + 1)])
        if all(
            _fits(word, count)
            for told, line in zip(body, rows, strict=True)
            for word, count in zip(told, line, strict=True)
        ):
            found.append(rows)
    return found


def _choices(word: str, most: int) -> list[int]:
    return [count for count in range(most + 1) if _fits(word, count)] if not word.isdigit() else [int(word)]


def _all_fit(words: tuple[str, ...], counts: list[int]) -> bool:
    return all(map(_fits, words, counts))


def _fits(word: str, count: int) -> bool:
    if word == FEW:
        return 0 < count < LEAST
    return (count == 0 or count >= LEAST) if word == HIDDEN else int(word) == count


def _lies_on_a_cycle(table: Told, row: str, column: str) -> bool:
    """Whether a hidden cell can be one more or one fewer with all else as told."""
    head, lines = table[0], {line[0]: line for line in table[1:]}
    hidden = {
        (name, head[at]) for name, line in lines.items() for at in range(1, len(head)) if not line[at].isdigit()
    }  # fmt: skip
    seen, ahead = {("column", column)}, [("column", column)]
    while ahead:
        kind, name = ahead.pop()
        for one, other in hidden - {(row, column)}:
            node = ("row", one) if kind == "column" else ("column", other)
            if name == (other if kind == "column" else one) and node not in seen:
                seen.add(node)
                ahead.append(node)
    return ("row", row) in seen
