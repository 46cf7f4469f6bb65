"""Bringing: what the other side lacks, the register first; for it may only ever be called, never call."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from musterbook.ledger.log import Frame
from musterbook.sync import exchange as said
from musterbook.sync.bringing_part import bring_part, bring_proof
from musterbook.sync.calling import Calling, Contact, Talk
from musterbook.sync.copies import branch_tips, frames_from
from musterbook.sync.forking import branch_frames


def bring_register(calling: Calling, so_far: Contact) -> Talk:
    """A node that does not know us yet may learn of us from the register, if we have more of it."""
    log = calling.identity.register_log
    answer = yield said.WhatHave()
    start = answer.have if isinstance(answer, said.Denied) and answer.have is not None else 0
    yield from _bring(calling, so_far, log, frames_from(calling.copy, log, start))
    so_far.stuck.setdefault("", "sync.unknown-node")


def bring_all(calling: Calling, so_far: Contact, have: said.Have) -> Talk:
    """What the other lacks, log by log; the register first."""
    copy, sizes = calling.copy, {one.log: one for one in have.logs}
    first, allowed = calling.identity.register_log, calling.allows(so_far.peer)
    for log in sorted({*copy.heads(), *copy.forks()}, key=lambda one: (one != first, one)):
        theirs = sizes.get(log) or said.LogHave(log, 0, "")
        if log in copy.in_part():
            yield from bring_proof(calling, theirs)
            continue
        if allowed is not None and not allowed.whole(log):
            yield from bring_part(calling, so_far, theirs, allowed)
        elif copy.forked_at(log) is not None:
            yield from _bring_fork(calling, so_far, theirs)
        elif theirs.forked is None and theirs.size < copy.size_of(log) and not theirs.partial:
            yield from _bring(calling, so_far, log, frames_from(copy, log, theirs.size))


def _bring_fork(calling: Calling, so_far: Contact, theirs: said.LogHave) -> Talk:
    copy, log = calling.copy, theirs.log
    place = copy.forked_at(log)
    if theirs.forked == place and set(branch_tips(copy, log)) <= set(theirs.branches):
        return
    yield said.Bring(proofs=(copy.forks()[log],))
    below = (frame for frame in frames_from(copy, log, theirs.size) if theirs.size < (place or 0))
    yield from _bring(calling, so_far, log, below)
    yield from _bring(calling, so_far, log, branch_frames(copy, log))


def _bring(calling: Calling, so_far: Contact, log: str, frames: Iterator[Frame]) -> Talk:
    """Frames of one log, a few at a time, until the other does not take one."""
    forked = calling.copy.forked_at(log) is not None
    while some := tuple(islice(frames, said.FRAMES_IN_A_PART_MAX)):
        taken = yield said.Bring(frames=some)
        if not isinstance(taken, said.Taken):
            so_far.stuck[log] = taken.rule if isinstance(taken, said.Denied) else "sync.not-taken"
            return
        if log in taken.turned_away and not forked:
            so_far.stuck[log] = taken.turned_away[log]
            return
        so_far.brought += len(some)
