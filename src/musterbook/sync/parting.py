"""Parting: a node that holds a log in part was shown another view of it than whoever answers, and proves that.

It cannot give on what it was shown, but it can show single places of it, and the subtrees between them, under the
checkpoint the log signed. The lowest it knows at which the two views differ, with its proof from both sides, convinces
everybody.
"""

from __future__ import annotations

from musterbook.ledger.entry import digest_of
from musterbook.ledger.excerpt import Excerpt
from musterbook.ledger.forks import Side, fork_proof
from musterbook.ledger.signing import parse_checkpoint
from musterbook.ledger.sparse import Sparse, sparse_of, sparse_shown
from musterbook.sync import exchange as said
from musterbook.sync.calling import Calling, Talk
from musterbook.sync.copies import Meets
from musterbook.terms.errors import Malformed, Tampered


def show_fork(calling: Calling, log: str, size: int) -> Talk:
    """Ask for digests where each node known here of a log's tree begins, under the other's checkpoint; prove and tell.

    Where the two views agree on everything known here, the other's is taken: nothing here is only in ours. Of a log
    that is known to have forked a third view may part from ours further below.
    """
    copy = calling.copy
    ours = sparse_of(copy, log)
    begins = {start for start, leaves in ours.subtrees() if start + leaves <= size}
    places = tuple(sorted(begins))[-said.PLACES_AT_ONCE_MAX :]  # the newest: there views part, and the rest are roots
    given = yield said.TheEntries(log, size, places)
    if not isinstance(given, said.Excerpts) or not given.excerpts or given.excerpts[0].log != log:
        return
    came = given.excerpts[0]
    proof = _proof(copy, ours, came)
    if proof and calling.takes.prove(proof):
        yield said.Bring(proofs=(proof,))
    elif not proof and log in copy.in_part():
        calling.takes.take_excerpt(came)


def _proof(copy: Meets, ours: Sparse, shown: Excerpt) -> bytes:
    """The proof by the lowest node both know and do not know alike, or by two checkpoints of one size; or empty."""
    log = shown.log
    theirs = sparse_shown(shown, {place: digest_of(body) for place, body in shown.bodies.items()})
    if theirs is None or shown.start:
        return b""
    at, note = copy.newest_note(log, copy.size_of(log))
    if where := lowest_unlike(ours, theirs, min(at, shown.size)):
        return _proved(log, where[0], (_side(ours, where, at, note), _side(theirs, where, shown.size, shown.note)))
    same, note = copy.newest_note(log, shown.size)
    unlike = same == shown.size and copy.root_at(log, same) != parse_checkpoint(shown.note, log=log).root
    return _proved(log, same - 1, (Side(note), Side(shown.note))) if unlike else b""


def lowest_unlike(ours: Sparse, theirs: Sparse, until: int) -> tuple[int, int] | None:
    """The lowest and smallest subtree before a place that both know, and do not know alike: first leaf, how many."""
    for start, leaves in sorted({*ours.subtrees(), *theirs.subtrees()}):
        if start + leaves <= until and _alike(ours, theirs, start, leaves) is False:
            return _within(ours, theirs, start, leaves)
    return None


def _within(ours: Sparse, theirs: Sparse, start: int, leaves: int) -> tuple[int, int]:
    """The same inside a subtree that is not alike: itself, where no half of it is known on both sides and differs."""
    half = leaves // 2
    if half and _alike(ours, theirs, start, half) is False:
        return _within(ours, theirs, start, half)
    if half and _alike(ours, theirs, start, half) and _alike(ours, theirs, start + half, half) is False:
        return _within(ours, theirs, start + half, half)
    return start, leaves


def _alike(ours: Sparse, theirs: Sparse, start: int, leaves: int) -> bool | None:
    """Whether a subtree is the same in both; None where one of them does not know it."""
    mine, its = ours.subtree(start, leaves), theirs.subtree(start, leaves)
    return None if mine is None or its is None else mine == its


def _proved(log: str, place: int, sides: tuple[Side | None, Side | None]) -> bytes:
    one, other = sides
    try:
        return fork_proof(log, place, (one, other)) if one is not None and other is not None else b""
    except (Malformed, Tampered):
        return b""


def _side(tree: Sparse, where: tuple[int, int], size: int, note: str) -> Side | None:
    (start, leaves), root = where, tree.subtree(*where)
    proof = tree.inclusion(start, size, leaves)
    return Side(note, tuple(proof), None, root.hex(), leaves) if proof is not None and root is not None else None
