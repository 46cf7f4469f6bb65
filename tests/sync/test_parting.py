"""A node that holds a log in part meets another view of it: it proves the fork, and is shown what lies below one."""

from __future__ import annotations

import pytest

from musterbook.ledger.forks import read_fork_proof
from musterbook.ledger.held import read_run
from musterbook.ledger.sparse import Sparse
from musterbook.ledger.tree import Frontier
from musterbook.store.memory import MemoryStore
from musterbook.store.verifying import verify
from musterbook.sync import exchange
from musterbook.sync.parting import lowest_unlike
from tests.store.making import AT, REGISTER, acts, node_key
from tests.sync.meeting_others import answering, meet, node, write
from tests.sync.partly import May, desk_that_allows


def set_back(log_of: MemoryStore, keep: int, log: str, name: str, more: int) -> MemoryStore:
    """The same log from an older copy of its disk, and what its node wrote then."""
    other = MemoryStore(operation="op")
    other.create_log(node_key(name), name)
    for size in [one for one in log_of.sizes(log) if one <= keep]:
        write(other, log, size - other.size_of(log), start=other.size_of(log))
    assert other.heads()[log] == (keep, log_of.root_at(log, keep))
    write(other, log, more, start=500)
    return other


def test_a_history_that_was_shown_to_a_copy_in_part_alone_is_proved_to_everybody() -> None:
    (desk, d), (site, s) = node("d", 2), node("s", 1)
    write(desk, d, 3, start=2)
    meet(site, "s", desk, desk_that_allows(May(s, {d: {1, 3}})))
    other = set_back(desk, 2, d, "d", 6)
    third, _ = node("t", 1)
    meet(third, "t", other, answering("d"))
    assert (third.size_of(d), third.forks()) == (8, {})

    meet(site, "s", third, desk_that_allows(May(s, {d: {1, 3}})))

    assert (site.forked_at(d), third.forked_at(d)) == (2, 2)
    assert read_fork_proof(third.forks()[d]).sides[0].entry is None


def test_below_a_fork_inside_one_commit_a_copy_in_part_has_what_everybody_has() -> None:
    (desk, d), (site, s), (third, _) = node("d", 2), node("s", 1), node("t", 1)
    may = May(s, {d: {0}})
    other = set_back(desk, 2, d, "d", 0)
    write(desk, d, 5, start=2)
    write(other, d, 2, start=2)
    write(other, d, 3, start=700)
    meet(third, "t", desk, answering("d"))
    meet(third, "t", other, answering("d"))
    assert third.forked_at(d) == 4
    may.bodies[d] = {0, 3}

    meet(site, "s", third, desk_that_allows(may))

    assert [one.seq for one in site.entries(d)] == [0, 3]
    assert site.heads()[d] == third.heads()[d]
    assert list(verify(site)) == []


def test_what_a_copy_in_part_was_shown_beyond_a_fork_stays_there_and_no_other_version_comes() -> None:
    (desk, d), (site, s) = node("d", 2), node("s", 1)
    write(desk, d, 3, start=2)
    meet(site, "s", desk, desk_that_allows(May(s, {d: {1, 3}})))
    shown = list(site.bodies(d)) + [one.body for one in site.held(d)]
    other = set_back(desk, 2, d, "d", 6)
    third, _ = node("t", 1)
    meet(third, "t", other, answering("d"))

    for _ in range(3):
        meet(site, "s", third, desk_that_allows(May(s, {d: {1, 3, 4}})))

    assert site.forked_at(d) == 2
    assert list(site.bodies(d)) + [one.body for one in site.held(d)] == shown
    assert (list(site.branches(d)), [one.seq for one in site.entries(d)]) == ([], [1, 3])
    assert list(verify(site)) == []


def test_a_copy_in_part_tells_of_a_fork_whoever_does_not_know_it() -> None:
    (desk, d), (site, s) = node("d", 2), node("s", 1)
    write(desk, d, 3, start=2)
    may = May(s, {d: {1, 3}})
    meet(site, "s", desk, desk_that_allows(may))
    other = set_back(desk, 2, d, "d", 6)
    third, fourth = node("t", 1)[0], node("u", 1)[0]
    for one, name in ((third, "t"), (fourth, "u")):
        meet(one, name, other, answering("d"))
    meet(site, "s", third, desk_that_allows(may))
    assert fourth.forked_at(d) is None

    meet(site, "s", fourth, desk_that_allows(may))

    assert fourth.forked_at(d) == site.forked_at(d) == 2


@pytest.mark.parametrize("more", [1, 7])
def test_a_machine_whose_old_log_went_on_elsewhere_otherwise_proves_it(more: int) -> None:
    """Its disk lied: it wrote twice at the same places, and has a new log now, so that its old one is shown to it."""
    (desk, _), (site, s) = node("d", 1), node("s", 2)
    write(site, s, 3, start=2)
    meet(site, "s", desk, answering("d"))
    again = set_back(site, 2, s, "s", more)
    new = again.create_log(node_key("n"), "n")
    assert (desk.size_of(s), again.size_of(s)) == (5, 2 + more)

    meet(again, "n", desk, desk_that_allows(May(new, {s: {0}})))

    assert again.forked_at(s) == desk.forked_at(s) == 2
    assert s not in again.in_part()
    assert again.heads()[s] == desk.heads()[s]


@pytest.mark.parametrize(("most", "place"), [(10_000, 5), (3, 5), (1, 4)])
def test_a_fork_of_a_longer_log_than_can_be_asked_for_at_once_is_proved_by_whole_subtrees(
    most: int, place: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    (desk, _), (site, s) = node("d", 1), node("s", 5)
    write(site, s, 9, start=5)
    meet(site, "s", desk, answering("d"))
    again = set_back(site, 5, s, "s", 3)
    new = again.create_log(node_key("n"), "n")
    monkeypatch.setattr(exchange, "PLACES_AT_ONCE_MAX", most)

    meet(again, "n", desk, desk_that_allows(May(new, {s: {0}})))

    assert again.forked_at(s) == desk.forked_at(s) == place


def shown_another_end(*, alike: int, apart: int) -> tuple[MemoryStore, MemoryStore, str]:
    """A desk and a site in part that was shown another end of its log by hashes alone, after they met; and that log."""
    (desk, d), (site, s) = node("d", 2), node("s", 1)
    other = set_back(desk, 2, d, "d", 0)
    for one, start in ((desk, 800), (other, 700)):
        one.append(d, [*acts(alike, start=2), *acts(apart, start=start)], at=AT, register=REGISTER)
    may = May(s)
    meet(site, "s", other, desk_that_allows(may))
    assert (site.size_of(d), list(site.entries(d))) == (2 + alike + apart, [])
    may.bodies[d] = {0, 3}
    for _ in range(2):
        meet(site, "s", desk, desk_that_allows(may))
    return desk, site, d


def test_what_a_copy_in_part_knows_by_one_hash_alone_is_proved_to_differ_from_where_that_begins() -> None:
    desk, site, d = shown_another_end(alike=4, apart=2)

    assert site.forked_at(d) == desk.forked_at(d) == 0  # it knows all eight by one hash
    assert d not in site.heads().keys() | desk.heads().keys()


def test_what_lies_below_a_fork_comes_under_a_checkpoint_of_the_other_view_of_one_size() -> None:
    desk, site, d = shown_another_end(alike=6, apart=1)

    assert site.forked_at(d) == desk.forked_at(d) == 8
    assert [one.seq for one in site.entries(d)] == [0, 3]
    assert site.heads()[d] == desk.heads()[d]
    assert [bool(one.note) for one in site.runs(d)] == [False, False, True]
    assert [read_run(one.size, *one.packed()) for one in site.runs(d)] == site.runs(d)
    assert list(verify(site)) == []


@pytest.mark.parametrize(
    ("known", "lowest"),
    [
        ({(0, 8)}, (0, 8)),
        ({(0, 8), (0, 4)}, (0, 8)),
        ({(0, 8), (0, 4), (4, 4)}, (4, 4)),
        ({(0, 8), (0, 4), (4, 1), (5, 1), (6, 2)}, (5, 1)),
        ({(0, 8), (0, 4), (4, 1), (5, 1)}, (0, 8)),
        ({(0, 4), (4, 2)}, (4, 2)),
        ({(0, 4)}, None),
    ],
)
def test_the_lowest_and_smallest_subtree_that_both_know_otherwise_is_taken(
    known: set[tuple[int, int]], lowest: tuple[int, int] | None
) -> None:
    def tree_from(parts_at: int) -> list[bytes]:
        return [f"{place if place < parts_at else place + 100}".encode().ljust(32) for place in range(8)]

    def root(leaves: list[bytes]) -> bytes:
        frontier = Frontier()
        frontier.extend(leaves)
        return frontier.root()

    ours, theirs = tree_from(8), tree_from(5)
    whole = Sparse({place: leaf.hex() for place, leaf in enumerate(ours)}, {})
    partly = Sparse({}, {(at, leaves): root(theirs[at : at + leaves]) for at, leaves in known})

    assert lowest_unlike(whole, partly, 8) == lowest_unlike(partly, whole, 8) == lowest
