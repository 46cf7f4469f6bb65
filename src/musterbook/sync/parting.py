"""Parting: a node that holds a log in part was shown another view of it than whoever answers, and proves that.

It cannot give on what it was shown, but it can show single places of it under the checkpoint the log signed. The
lowest place it knows at which the two views differ, with its proof from both sides, convinces everybody.
"""

from __future__ import annotations

from musterbook.ledger.entry import digest_of
from musterbook.ledger.excerpt import Excerpt
from musterbook.ledger.facts import Digest
from musterbook.ledger.forks import Side, fork_proof
from musterbook.ledger.signing import parse_checkpoint
from musterbook.ledger.sparse import Sparse, sparse_of, sparse_shown
from musterbook.sync import exchange as said
from musterbook.sync.calling import Calling, Talk
from musterbook.sync.copies import Meets
from musterbook.terms.errors import Malformed, Tampered


def show_fork(calling: Calling, log: str, size: int) -> Talk:
    """Ask for the digests of all that is known here of a log, under the other's checkpoint at `size`; prove and tell.

    Where the two views agree on everything known here, the other's is taken: nothing here is only in ours.
    """
    copy = calling.copy
    ours = sparse_of(copy, log)
    places = tuple(sorted(place for place in ours.leaves if place < size))[: said.PLACES_AT_ONCE_MAX]
    if copy.forked_at(log) is not None:
        return
    given = yield said.TheEntries(log, size, places)
    if not isinstance(given, said.Excerpts) or not given.excerpts or given.excerpts[0].log != log:
        return
    came = given.excerpts[0]
    proof = _proof(copy, ours, came)
    if proof and calling.takes.prove(proof):
        yield said.Bring(proofs=(proof,))
    elif not proof:
        calling.takes.take_excerpt(came)


def _proof(copy: Meets, ours: Sparse, shown: Excerpt) -> bytes:
    """The proof by the lowest place both know and do not know alike, or by two checkpoints of one size; or empty."""
    log = shown.log
    theirs = sparse_shown(shown, {place: digest_of(body) for place, body in shown.bodies.items()})
    if theirs is None or shown.start:
        return b""
    at, note = copy.newest_note(log, copy.size_of(log))
    differing = sorted(
        place
        for place, digest in ours.leaves.items()
        if place < min(at, shown.size) and theirs.leaves.get(place, digest) != digest
    )
    if differing:
        sides = _side(ours, differing[0], at, note), _side(theirs, differing[0], shown.size, shown.note)
        return _proved(log, differing[0], sides)
    same, note = copy.newest_note(log, shown.size)
    unlike = same == shown.size and copy.root_at(log, same) != parse_checkpoint(shown.note, log=log).root
    return _proved(log, same - 1, (Side(note), Side(shown.note))) if unlike else b""


def _proved(log: str, place: int, sides: tuple[Side | None, Side | None]) -> bytes:
    one, other = sides
    try:
        return fork_proof(log, place, (one, other)) if one is not None and other is not None else b""
    except (Malformed, Tampered):
        return b""


def _side(tree: Sparse, place: int, size: int, note: str) -> Side | None:
    proof = tree.inclusion(place, size)
    return Side(note, tuple(proof), None, Digest(tree.leaves[place])) if proof is not None else None
