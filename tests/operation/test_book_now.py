"""Whether a copy is what it was: what is read of it is read again when it is not, and only then."""

from __future__ import annotations

from musterbook.operation.book_now import shape_of
from musterbook.sync.excerpting import excerpt_between
from tests.store.making import AT
from tests.sync.meeting_others import node


def test_a_copy_in_part_is_another_when_one_entry_came_and_another_was_erased() -> None:
    (desk, d), (site, _) = node("d", 5), node("s", 1)
    site.take_excerpt(excerpt_between(desk, d, 0, 5, given=[1], known=[]), came_from="test", at=AT)
    before = shape_of(site)

    site.take_excerpt(excerpt_between(desk, d, 0, 5, given=[3], known=[]), came_from="test", at=AT)
    site.erase(d, [1])

    assert [one.seq for one in site.entries(d)] == [3]
    assert shape_of(site) != before
    assert shape_of(site) == shape_of(site)


def test_it_is_another_when_only_a_digest_more_is_known() -> None:
    (desk, d), (site, _) = node("d", 5), node("s", 1)
    site.take_excerpt(excerpt_between(desk, d, 0, 5, given=[1], known=[]), came_from="test", at=AT)
    before = shape_of(site)

    site.take_excerpt(excerpt_between(desk, d, 0, 5, given=[], known=[2]), came_from="test", at=AT)

    assert shape_of(site) != before
