"""Names on the map."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from musterbook.console.atlas import atlas_of
from musterbook.console.labels import LETTER_SHARE, SIZES_PX, Box, Label, placed
from tests.console.invented import InventedSource

POINTS = st.tuples(
    st.sampled_from(["site", "serial", "town"]), st.text("abcdef ", min_size=1, max_size=16), st.floats(0, 900),
    st.floats(0, 500), st.floats(3, 20),
)  # fmt: skip


def box_of(label: Label) -> Box:
    size = SIZES_PX[label.kind]
    width = size * LETTER_SHARE * len(label.text)
    left = label.x - {"start": 0, "middle": width / 2, "end": width}[label.anchor]
    return Box(left, label.y - size * 0.8, left + width, label.y + size * 0.3)


@given(st.lists(POINTS, max_size=40))
def test_no_name_is_laid_over_another(wanted: list[tuple[str, str, float, float, float]]) -> None:
    labels = placed(wanted, taken=[], within=Box(0, 0, 900, 500))

    boxes = [box_of(label) for label in labels]
    assert not any(a.meets(b) for place, a in enumerate(boxes) for b in boxes[place + 1 :])


def test_every_place_is_named_and_no_name_lies_on_a_place() -> None:
    atlas = atlas_of(InventedSource(600).situation(), width=910, height=520)

    names = [label for label in atlas.labels if label.kind == "site"]
    assert {label.text for label in names} == {dot.site.name for dot in atlas.dots}
    squares = [Box(dot.x - dot.r, dot.y - dot.r, dot.x + dot.r, dot.y + dot.r) for dot in atlas.dots]
    assert not any(box_of(label).meets(square) for label in names for square in squares)


def test_a_map_without_places_is_drawn_all_the_same() -> None:
    source = InventedSource(60)
    situation = source.situation()
    bare = type(situation)(situation.stamp, situation.totals, (), (), (), ())

    atlas = atlas_of(bare, width=400, height=300)

    assert atlas.land.startswith("M")
    assert atlas.dots == ()
