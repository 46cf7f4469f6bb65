"""Long papers: set some hundred rows at a time and joined, so that six thousand take no more memory than five hundred.

Which rows stand in which part follows from the paper's values alone, so that whoever makes it again gets the same
bytes. Each part begins on a page of its own, under the heads of its columns; pages are numbered through each copy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from musterbook.papers.joining import Joining, pages_in

ROWS: Final = "rows_in_a_part"
"""The name among a paper's values of how many rows are set at once."""
IN_A_PART: Final = 300
"""So many: a part of a manifest then takes some 25 MB, and is let go before the next."""

Values = Mapping[str, Any]


def is_long(paper: Values, most: int) -> bool:
    """Whether the tables of a framed paper have more rows than are set at once; a form to fill in never has."""
    return not paper["corners"] and sum(len(one.get("rows", ())) for one in _tables(paper)) > most


def part_papers(paper: Values) -> list[dict[str, Any]]:
    """The values of each part of one copy, in order: what stands around a paper, and the blocks of this part.

    Raises:
        ValueError: it does not say how many rows are set at once, one at least.
    """
    most = paper[ROWS]
    if not isinstance(most, int) or most < 1:
        raise ValueError(ROWS)
    parts: list[list[Values]] = [[]]
    room = most
    for block in paper["blocks"]:
        rest = block
        while len(rest.get("rows", ())) > room and rest["type"] == "table":
            if room:
                parts[-1].append({**rest, "rows": rest["rows"][:room]})
                rest = {**rest, "rows": rest["rows"][room:], "head": ""}
            parts.append([])
            room = most
        parts[-1].append(rest)
        room -= len(rest["rows"]) if rest["type"] == "table" else 0
    return [{**paper, "blocks": blocks} for blocks in parts]


def set_in_parts(
    paper: Values, *, count: Callable[[Values], int], set_one: Callable[[Values], bytes], let_go: Callable[[], None]
) -> bytes:
    """A long paper: how many pages each part takes is guessed, each is set, and they are joined.

    Laying a part out only to count its pages takes as long as setting it. Parts between the first and the last are much
    alike, so three are counted; where one then comes out otherwise, the rest are counted too and all are set again.

    Args:
        paper: the values of the whole.
        count: how many pages a part takes.
        set_one: a part as PDF.
        let_go: called after each, so that nothing is kept of it.
    """
    parts = part_papers(paper)

    def done(number: int, pages: Sequence[int], copy: int) -> bytes:
        one = _placed(parts, number, pages, copy=copy)
        made = set_one(one if copy == number == 0 else {**one, "attached": []})
        let_go()
        return made

    def counted(number: int) -> int:
        pages = count(_placed(parts, number, [0] * len(parts), copy=0))
        let_go()
        return pages

    pages, joining, copies = _guessed(len(parts), counted), Joining(), range(len(paper["copies"]))
    for number in range(len(parts)):
        made = done(number, pages, 0)
        if (taken := pages_in(made)) != pages[number]:
            pages = [*pages[:number], taken, *map(counted, range(number + 1, len(parts)))]
            joining = Joining()
            break
        joining.add(made, below=number > 0)
    else:
        copies = copies[1:]
    for copy in copies:
        for number in range(len(parts)):
            joining.add(done(number, pages, copy), below=number > 0)
    return joining.finish()


def _guessed(parts: int, counted: Callable[[int], int]) -> list[int]:
    """How many pages each part will take: the first, the second and the last as laid out, all others as the second."""
    pages = {number: counted(number) for number in {0, min(1, parts - 1), parts - 1}}
    return [pages.get(number, pages[min(1, parts - 1)]) for number in range(parts)]


def _placed(parts: Sequence[dict[str, Any]], number: int, pages: Sequence[int], *, copy: int) -> dict[str, Any]:
    """A part with where it stands: whose copy it is of, the pages before it, and how many there are."""
    place = {"copy": copy, "before": sum(pages[:number]), "pages": sum(pages), "opens": number == 0}
    blocks = parts[number]["blocks"]
    if number:
        blocks = [{**one, "lead": one["head"], "head": ""} if one.get("head") else one for one in blocks]
    return {**parts[number], "blocks": blocks, "part": place}


def _tables(paper: Values) -> Iterator[Values]:
    return (one for one in paper.get("blocks", ()) if one["type"] == "table")
