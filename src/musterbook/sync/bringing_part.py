"""Bringing and fetching of a log in part: what one side may hold and does not hold yet."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from musterbook.ledger.excerpt import Excerpt, Shown
from musterbook.ledger.forks import without_entries
from musterbook.ledger.signing import parse_checkpoint
from musterbook.sync import exchange as said
from musterbook.sync.calling import Calling, Contact, Talk
from musterbook.sync.copies import places_here
from musterbook.sync.excerpting import Allowed, excerpt_between, excerpts_from, from_runs
from musterbook.terms.errors import Malformed

TRIES_MAX: Final = 4
PLACES_MAX: Final = 10_000_000
"""More than the runs of one answer can say of any log."""


def bring_part(calling: Calling, so_far: Contact, theirs: said.LogHave, allowed: Allowed) -> Talk:
    """What the other may hold of a log: the fork it does not know, what is new, and what it may hold only now."""
    copy, log = calling.copy, theirs.log
    place = copy.forked_at(log)
    if place is not None and theirs.forked != place:
        yield said.Bring(proofs=(without_entries(copy.forks()[log]),))
    size = copy.size_of(log)
    if theirs.size < size and (theirs.partial or not theirs.size):
        yield from _bring(so_far, log, excerpts_from(copy, allowed, log, theirs.size))
    at = copy.newest_note(log, min(theirs.size, size))[0]
    if theirs.partial and at:
        held = yield said.WhatHolds(log)
        if isinstance(held, said.Places) and held.until >= at:
            yield from _bring(so_far, log, _lacking(calling, log, at, held, allowed))


def bring_proof(calling: Calling, theirs: said.LogHave) -> Talk:
    """That a log forked, to one who does not know it or only from further on: it needs no entry to be shown."""
    proof, place = calling.copy.forks().get(theirs.log), calling.copy.forked_at(theirs.log)
    if proof is not None and place is not None and (theirs.forked is None or place < theirs.forked):
        yield said.Bring(proofs=(without_entries(proof),))


def fetch_lacking(calling: Calling, theirs: said.LogHave) -> Talk:
    """Entries of a log in part that this node may hold only now: of somebody who was offered to it, or seated.

    What it was given only because others waited for it, or while it was about somebody offered to it, and is not given
    any more, is erased: what that follows is not shown to this node, and it would wait for it for ever.
    """
    copy, log, start = calling.copy, theirs.log, 0
    bodies, digests = (set(places) for places in places_here(copy, log))
    size, place = copy.size_of(log), copy.forked_at(log)
    at = min(size, size_shown(theirs) or size) if place is None else min(place, size_shown(theirs))
    while start < size:
        may = yield said.MayHold(log, start)
        if not isinstance(may, said.Places) or may.until <= start:
            return
        told, given = set(from_runs(may.digests, PLACES_MAX)), set(from_runs(may.bodies, PLACES_MAX))
        here = {one.seq for one in copy.held(log) if one.body is not None and start <= one.seq < may.until}
        copy.erase(log, sorted(calling.outgrown(log, here - given)))
        lacking = (given - bodies) | (told - bodies - digests)
        start = may.until
        yield from _fetch(calling, log, at, sorted(one for one in lacking if one < at))
        if place is not None and copy.heads().get(log, (0, ""))[0] < at:
            # Nothing below the place is lacking, but the tree there is: all it has beyond may be the other view's.
            shown = yield said.TheEntries(log, at, ())
            if isinstance(shown, said.Excerpts) and shown.excerpts and shown.excerpts[0].log == log:
                calling.takes.take_excerpt(shown.excerpts[0])
        if place is not None and theirs.forked == place and theirs.size == place > at:
            yield from _fetch_before(calling, log, place, sorted(one for one in lacking if at <= one < place))


def _fetch(calling: Calling, log: str, size: int, lacking: list[int]) -> Talk:
    """Ask for these places, as many at once as may be; whatever is not given now is asked for at the next contact."""
    while lacking:
        given = yield said.TheEntries(log, size, tuple(lacking[: said.PLACES_AT_ONCE_MAX]))
        if not isinstance(given, said.Excerpts) or not given.excerpts or given.excerpts[0].log != log:
            return
        came = given.excerpts[0]
        if not isinstance(calling.takes.take_excerpt(came), Shown):
            return
        left = [place for place in lacking if place not in came.bodies and place not in came.digests]
        if len(left) == len(lacking):
            return
        lacking = left


def _fetch_before(calling: Calling, log: str, place: int, lacking: list[int]) -> Talk:
    """What lies between the last checkpoint before the place where a log's views part, and that place.

    Also when nothing is lacking there but the tree at the place. A checkpoint beyond it may be one of the other view,
    of a size at which ours is here: then the next is asked for.
    """
    copy, size = calling.copy, place + 1
    for _ in range(TRIES_MAX):
        if not lacking and copy.heads().get(log, (0, ""))[0] == place:
            return
        given = yield said.TheEntries(log, size, tuple(lacking[: said.PLACES_AT_ONCE_MAX]))
        if not isinstance(given, said.Excerpts) or not given.excerpts or given.excerpts[0].log != log:
            return
        if any(isinstance(calling.takes.take_excerpt(came), Shown) for came in given.excerpts if came.log == log):
            return
        size = max(size, given.excerpts[0].size) + 1


def size_shown(theirs: said.LogHave) -> int:
    """The size at which the other has a checkpoint, as it says; 0 where it shows none."""
    try:
        return parse_checkpoint(theirs.note, log=theirs.log).size
    except Malformed:
        return 0


def _lacking(calling: Calling, log: str, size: int, held: said.Places, allowed: Allowed) -> Iterator[Excerpt]:
    copy, (given, known) = calling.copy, allowed.places(log)
    bodies, digests = set(from_runs(held.bodies, PLACES_MAX)), set(from_runs(held.digests, PLACES_MAX))
    lacking = [place for place in given if place < size and place not in bodies]
    beside = [place for place in known if place < size and place not in bodies | digests]
    if lacking or beside:
        most = said.PLACES_AT_ONCE_MAX
        yield excerpt_between(copy, log, 0, size, given=lacking[:most], known=beside[:most])


def _bring(so_far: Contact, log: str, excerpts: Iterator[Excerpt]) -> Talk:
    while some := tuple(islice(excerpts, said.FRAMES_IN_A_PART_MAX)):
        taken = yield said.Bring(excerpts=some)
        if not isinstance(taken, said.Taken) or log in taken.turned_away:
            rule = taken.turned_away[log] if isinstance(taken, said.Taken) else "sync.not-taken"
            so_far.stuck[log] = taken.rule if isinstance(taken, said.Denied) else rule
            return
        so_far.brought += len(some)
