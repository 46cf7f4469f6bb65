"""The tree against the definition of RFC 6962 written out slowly, and against the vectors."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musterbook.ledger.tree import (
    EMPTY_ROOT,
    Frontier,
    Tree,
    consistency_holds,
    inclusion_holds,
    root_of,
)
from musterbook.terms.errors import Malformed
from tests.ledger.vectors import BOTH, vectors


def leaf(number: int) -> bytes:
    return hashlib.sha256(b"\x00" + str(number).encode()).digest()


def leaves(count: int) -> list[bytes]:
    return [leaf(number) for number in range(count)]


def split(count: int) -> int:
    half = 1
    while half * 2 < count:
        half *= 2
    return half


def slow_root(over: Sequence[bytes]) -> bytes:
    """MTH of RFC 6962 section 2.1, word for word."""
    if not over:
        return hashlib.sha256().digest()
    if len(over) == 1:
        return over[0]
    half = split(len(over))
    return hashlib.sha256(b"\x01" + slow_root(over[:half]) + slow_root(over[half:])).digest()


def slow_path(place: int, over: Sequence[bytes]) -> list[bytes]:
    """PATH of RFC 6962 section 2.1.1, word for word."""
    if len(over) == 1:
        return []
    half = split(len(over))
    if place < half:
        return [*slow_path(place, over[:half]), slow_root(over[half:])]
    return [*slow_path(place - half, over[half:]), slow_root(over[:half])]


def slow_proof(smaller: int, over: Sequence[bytes], *, whole: bool = True) -> list[bytes]:
    """PROOF and SUBPROOF of RFC 6962 section 2.1.2, word for word."""
    if smaller == len(over):
        return [] if whole else [slow_root(over)]
    half = split(len(over))
    if smaller <= half:
        return [*slow_proof(smaller, over[:half], whole=whole), slow_root(over[half:])]
    return [*slow_proof(smaller - half, over[half:], whole=False), slow_root(over[:half])]


@BOTH
def test_roots_and_proofs_are_those_of_the_vectors(name: str) -> None:
    said = vectors(name)["tree"]
    tree = Tree(leaves(65))

    assert said["empty_root"] == EMPTY_ROOT.hex()
    assert {size: root_of(leaves(int(size))).hex() for size in said["roots"]} == said["roots"]
    assert [[one.hex() for one in tree.inclusion(place, 7)] for place in range(7)] == said["inclusion_7"]
    assert {size: [one.hex() for one in tree.consistency(int(size), 7)] for size in said["consistency_to_7"]} == said[
        "consistency_to_7"
    ]


@BOTH
def test_one_hash_over_all_proofs_to_65_is_that_of_the_vectors(name: str) -> None:
    said = vectors(name)["tree"]
    tree, inclusion, consistency = Tree(leaves(65)), hashlib.sha256(), hashlib.sha256()

    for size in range(1, 66):
        for place in range(size):
            inclusion.update(b"".join(tree.inclusion(place, size)))
        for smaller in range(1, size + 1):
            consistency.update(b"".join(tree.consistency(smaller, size)))

    assert inclusion.hexdigest() == said["sha256_of_all_inclusion_to_65"]
    assert consistency.hexdigest() == said["sha256_of_all_consistency_to_65"]


@pytest.mark.parametrize("size", [*range(1, 34), 63, 64, 65, 127, 200, 255, 256, 257, 300])
def test_proofs_are_those_of_the_slow_definition_and_hold(size: int) -> None:
    over = leaves(size)
    tree, root = Tree(over), slow_root(over)

    assert tree.root() == root
    for place in range(0, size, max(1, size // 16)):
        proof = tree.inclusion(place, size)
        assert proof == slow_path(place, over)
        assert inclusion_holds(over[place], place, size, proof=proof, root=root)
    for smaller in range(1, size + 1, max(1, size // 16)):
        proof = tree.consistency(smaller, size)
        assert proof == slow_proof(smaller, over)
        assert consistency_holds(smaller, size, proof=proof, smaller_root=slow_root(over[:smaller]), root=root)


def test_every_proof_of_two_thousand_leaves_holds() -> None:
    tree, frontier, roots = Tree(leaves(2000)), Frontier(), [EMPTY_ROOT]
    for one in leaves(2000):
        frontier.append(one)
        roots.append(frontier.root())

    assert roots[2000] == slow_root(leaves(2000))
    for place in range(2000):
        assert inclusion_holds(leaf(place), place, 2000, proof=tree.inclusion(place, 2000), root=roots[2000])
        proof = tree.consistency(place, 2000)
        assert consistency_holds(place, 2000, proof=proof, smaller_root=roots[place], root=roots[2000])


@given(size=st.integers(1, 300), place=st.integers(0, 299), other=st.integers(0, 299))
def test_an_inclusion_proof_shows_one_leaf_at_one_place_only(size: int, place: int, other: int) -> None:
    place, other = place % size, other % size
    tree = Tree(leaves(size))

    proof = tree.inclusion(place, size)

    assert inclusion_holds(leaf(place), place, size, proof=proof, root=tree.root())
    assert inclusion_holds(leaf(other), place, size, proof=proof, root=tree.root()) is (place == other)
    assert inclusion_holds(leaf(place), other, size, proof=proof, root=tree.root()) is (place == other)
    assert not inclusion_holds(leaf(place), place, size, proof=[*proof, leaf(0)], root=tree.root())


@given(size=st.integers(2, 300), smaller=st.integers(1, 299), changed=st.integers(0, 299))
def test_a_log_that_changed_what_it_showed_has_no_consistency_proof(size: int, smaller: int, changed: int) -> None:
    smaller = smaller % (size - 1) + 1
    changed %= smaller
    shown = [b"\xff" * 32 if place == changed else one for place, one in enumerate(leaves(size))]
    tree = Tree(leaves(size))

    proof = tree.consistency(smaller, size)

    assert consistency_holds(smaller, size, proof=proof, smaller_root=tree.root(smaller), root=tree.root())
    assert not consistency_holds(smaller, size, proof=proof, smaller_root=root_of(shown[:smaller]), root=tree.root())


@given(
    smaller=st.integers(-2, 40),
    size=st.integers(-2, 40),
    proof=st.lists(st.binary(min_size=31, max_size=33), max_size=8),
)
def test_no_invented_proof_holds_or_breaks_the_check(smaller: int, size: int, proof: list[bytes]) -> None:
    root, smaller_root = b"\x01" * 32, b"\x02" * 32

    assert not consistency_holds(smaller, size, proof=proof, smaller_root=smaller_root, root=root)
    assert not inclusion_holds(b"\x03" * 32, smaller, size, proof=proof, root=root)


@given(size=st.integers(0, 300), more=st.integers(0, 40))
def test_a_frontier_goes_on_where_it_was_kept(size: int, more: int) -> None:
    frontier = Frontier()
    for one in leaves(size):
        frontier.append(one)

    kept = Frontier.from_bytes(size, frontier.to_bytes())
    apart = frontier.copy()
    for number in range(size, size + more):
        kept.append(leaf(number))

    assert kept.root() == slow_root(leaves(size + more))
    assert apart.root() == slow_root(leaves(size))


def test_a_frontier_with_a_hash_too_few_is_malformed() -> None:
    with pytest.raises(Malformed):
        Frontier.from_bytes(3, b"\x00" * 32)


@given(before=st.integers(0, 70), more=st.lists(st.integers(0, 40), max_size=4))
def test_many_leaves_at_once_make_the_same_tree_as_one_by_one(before: int, more: list[int]) -> None:
    every = leaves(before + sum(more))
    together, singly = Frontier(), Frontier()
    together.extend(every[:before])
    for count in more:
        together.extend(every[together.size : together.size + count])
    for leaf in every:
        singly.append(leaf)

    assert (together.size, together.root(), together.to_bytes()) == (singly.size, singly.root(), singly.to_bytes())
