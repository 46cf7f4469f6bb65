"""A node that holds a log in part meets another view of it: it proves the fork, and is shown what lies below one."""

from __future__ import annotations

from musterbook.ledger.forks import read_fork_proof
from musterbook.store.memory import MemoryStore
from musterbook.store.verifying import verify
from tests.store.making import node_key
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
    assert not read_fork_proof(third.forks()[d]).first


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
