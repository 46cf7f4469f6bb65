"""Giving entries: frames to a node that holds everything, excerpts to one that holds only whom it must.

WHAT A NODE MAY HOLD IS ASKED HERE, OF WHOEVER ANSWERS, and never of the one who asks: `allows` says it from the
register and the book. A copy that holds a log in part gives nothing of it: it could not show what it left out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice

from musterbook.ledger.excerpt import places_that_fit
from musterbook.ledger.forks import without_entries
from musterbook.sync import exchange as said
from musterbook.sync.copies import Meets, frames_from, places_here
from musterbook.sync.excerpting import Allowed, excerpt_between, excerpts_from, excerpts_reaching, to_runs
from musterbook.sync.forking import branch_frames

Allows = Callable[[str], Allowed | None]
"""What the node of a log may hold; None when it holds everything."""


def everything(log: str) -> Allowed | None:
    """Every node holds everything."""
    del log
    return None


def give_entries(
    copy: Meets, request: said.FromLog | said.MayHold | said.WhatHolds | said.TheEntries, allowed: Allowed | None
) -> said.Reply:
    """What is said to a question about the entries of a log."""
    log = request.log
    size, in_part = copy.size_of(log), log in copy.in_part()
    if isinstance(request, said.WhatHolds):
        return _places(log, request.start, size, *places_here(copy, log)) if in_part else said.Denied("sync.not-asked")
    if in_part:
        return said.Denied("sync.partial-here")
    whole = allowed is None or allowed.whole(log)
    if isinstance(request, said.FromLog):
        if allowed is None or whole:
            frames = frames_from(copy, log, request.start) if request.start < size else iter(())
            return said.Part(log, size, tuple(islice(frames, said.FRAMES_IN_A_PART_MAX)))
        shown = excerpts_from(copy, allowed, log, request.start)
        return said.Excerpts(log, size, tuple(islice(shown, said.FRAMES_IN_A_PART_MAX)))
    given, known = (range(size), ()) if allowed is None or whole else allowed.places(log)
    if isinstance(request, said.MayHold):
        return _places(log, request.start, size, given, known)
    return _entries(copy, request, frozenset(given))


def give_fork(copy: Meets, log: str, skip: int, *, whole: bool) -> said.Reply:
    """The proof of a fork and its branches; to a node that holds only some entries, the proof by digests alone."""
    proof = copy.forks().get(log)
    if proof is None:
        return said.Denied("sync.no-fork")
    if not whole:
        return said.Branches(log, without_entries(proof))
    frames = list(islice(branch_frames(copy, log), skip, skip + said.FRAMES_IN_A_PART_MAX + 1))
    return said.Branches(
        log, proof, tuple(frames[: said.FRAMES_IN_A_PART_MAX]), more=len(frames) > said.FRAMES_IN_A_PART_MAX
    )


def _entries(
    copy: Meets, request: said.TheEntries, given: frozenset[int]
) -> said.Reply:  # fmt: skip
    """Only what the asker may hold of what it asks for; of whatever else it named the digest, a hash among hashes.

    Of a log that forked, asked for beyond the place, it is shown under the next checkpoint that there is.
    """
    log, size = request.log, request.size
    parted = copy.forked_at(log)
    asked = [place for place in dict.fromkeys(sorted(request.places)) if place < size]
    if parted is not None and size > parted:
        bodies, digests = [one for one in asked if one in given], [one for one in asked if one not in given]
        beyond = tuple(excerpts_reaching(copy, log, 0, size, given=bodies, known=digests))
        return said.Excerpts(log, copy.size_of(log), beyond)
    if copy.newest_note(log, size)[0] != size or size > copy.size_of(log):
        return said.Denied("sync.no-such-size", copy.size_of(log))
    bodies = [place for place in asked if place in given]
    bodies = bodies[: places_that_fit(lambda place: len(next(copy.bodies(log, place, place + 1))), bodies)]
    digests = [place for place in asked if place not in given]
    return said.Excerpts(log, copy.size_of(log), (excerpt_between(copy, log, 0, size, given=bodies, known=digests),))


def _places(log: str, start: int, size: int, given: Sequence[int], known: Sequence[int]) -> said.Places:
    """All places from `start` on, or as many as one answer says."""
    runs = to_runs([one for one in given if one >= start]), to_runs([one for one in known if one >= start])
    until = min([size, *(one[2 * said.RUNS_MAX] for one in runs if len(one) > 2 * said.RUNS_MAX)])
    bodies, digests = (
        to_runs([one for one in places if start <= one < until]) for places in (given, known)
    )  # fmt: skip
    return said.Places(log, until, bodies, digests)
