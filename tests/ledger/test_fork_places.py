"""Up to where a proof of a fork shows two views to be alike: read here and by the verifier, which share no code."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from musterbook.ledger.entry import Entry
from musterbook.ledger.forks import Side, fork_proof, read_fork_proof, without_entries
from musterbook.ledger.signing import public_of
from musterbook.ledger.tree import Tree
from musterbook.terms.errors import Malformed, Tampered
from tests.ledger.test_chain import FORKED, LOG, NODE, checkpoint_of, proof, tree_of
from tests.verifier.loading import verifier

PARTS_AT = 5
"""Where the two views part; both have nine entries."""

SUBTREES = [
    (seq, leaves) for leaves in (1, 2, 4, 8) for seq in range(0, 10 - leaves, leaves) if seq + leaves > PARTS_AT
]


def view(entries: Sequence[Entry], where: tuple[int, int], size: int = 9) -> Side:
    """One view by the root of a subtree: in the tree whose leaves are subtrees, each made of its own leaves."""
    seq, leaves = where
    whole = tree_of(entries[:size])
    chunks = Tree(
        bytes.fromhex(entries[at].digest) if leaves == 1 else tree_of(entries[at : min(at + leaves, size)]).root()
        for at in range(0, size, leaves)
    )
    assert chunks.root() == whole.root()
    root = bytes.fromhex(entries[seq].digest) if leaves == 1 else tree_of(entries[seq : seq + leaves]).root()
    inclusion = chunks.inclusion(seq // leaves, len(range(0, size, leaves)))
    return Side(checkpoint_of(entries, size=size).note, tuple(inclusion), None, root.hex(), leaves)


def places(raw: bytes) -> tuple[int, int]:
    """The place as the program reads it, and as the verifier does."""
    return read_fork_proof(raw).place, verifier.Copy._fork_of(json.loads(raw))[1]


@pytest.mark.parametrize("where", SUBTREES)
def test_a_place_is_never_behind_the_first_difference_and_is_that_one_where_all_before_is_alike(
    where: tuple[int, int],
) -> None:
    seq, _ = where

    here, there = places(fork_proof(public_of(NODE), seq, (view(LOG, where), view(FORKED, where))))

    assert here == there <= PARTS_AT
    if seq <= PARTS_AT:
        assert here == seq


def test_views_of_two_sizes_have_the_same_place() -> None:
    where = 4, 2
    sides = view(LOG, where), view(FORKED, where, size=7)

    assert places(fork_proof(public_of(NODE), 4, sides)) == (4, 4)


def test_without_its_entries_a_proof_has_the_place_it_had() -> None:
    assert places(without_entries(proof())) == places(proof()) == (PARTS_AT, PARTS_AT)


def test_two_checkpoints_alone_show_nothing_to_be_alike() -> None:
    sides = Side(checkpoint_of(LOG).note), Side(checkpoint_of(FORKED).note)

    assert places(fork_proof(public_of(NODE), 8, sides)) == (0, 0)


def test_subtrees_that_prove_nothing_are_refused_by_both() -> None:
    one, other = view(LOG, (4, 4)), view(FORKED, (4, 4))
    beyond = view(LOG, (4, 4), size=7), view(FORKED, (4, 4), size=7)
    wrong = {
        "unlike": (4, (one, view(FORKED, (4, 2)))),
        "of another place": (0, (one, other)),
        "not at a multiple": (6, (one, other)),
        "the same": (4, (one, view(LOG, (4, 4)))),
        "not whole": (4, beyond),
        "of three leaves": (3, (Side(one.note, one.inclusion, None, one.digest, 3), other)),
    }

    for seq, sides in wrong.values():
        with pytest.raises((Malformed, Tampered)):
            fork_proof(public_of(NODE), seq, sides)
        raw = json.loads(fork_proof(public_of(NODE), 4, (one, other)))
        raw["seq"] = seq
        for said, side in zip(raw["sides"], sides, strict=True):
            said |= {"note": side.note, "digest": side.digest, "leaves": side.leaves}
            said["inclusion"] = [hash_.hex() for hash_ in side.inclusion]
        with pytest.raises(verifier.MalformedError):
            verifier.Copy._fork_of(raw)
