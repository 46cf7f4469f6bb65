"""A contact: everything one node asks of another, from the hello to the last frame, as a generator of requests.

It yields a request and is sent the reply. A link that is cut is thrown in as `Cut` and ends the contact: what was taken
stays, and the next contact goes on from there. In this order:

1. Hello: both prove their logs' keys; the other's clock is noted.
2. Have: theirs is asked for. The register is pulled before any other log, because it says who counts.
3. Pull, log by log, from our own verified size. A log that is stuck is left and the next one goes on.
4. Forks: a log whose views differ is asked for by roots until the place is found, and judged there; the proof and the
   bytes of all branches are taken from whoever has them.
5. Bring: what the other lacks, if he is known to the register: he may not be able to call us.
6. Tell: the other hears what we have, with our cosignatures.
"""

from __future__ import annotations

from musterbook.ledger.branches import Branched
from musterbook.ledger.chain import Accepted, Fork, TurnedAway
from musterbook.ledger.excerpt import Shown
from musterbook.ledger.log import Frame
from musterbook.ledger.signing import checkpoint_holds, parse_checkpoint
from musterbook.ledger.sparse import sparse_of
from musterbook.sync import exchange as said
from musterbook.sync.bringing import bring_all, bring_register
from musterbook.sync.bringing_part import fetch_lacking, size_shown
from musterbook.sync.calling import Calling, Contact, Talk
from musterbook.sync.carrying import some
from musterbook.sync.copies import Meets, branch_tips, have_of
from musterbook.sync.forking import first_difference
from musterbook.sync.meeting import greeting_holds, sign_meeting
from musterbook.sync.parting import show_fork
from musterbook.terms.errors import Malformed, Refused, Tampered
from musterbook.terms.moves import Objection


def contact(calling: Calling, so_far: Contact) -> Talk:
    """One contact, noted in `so_far` as it goes.

    Raises:
        Tampered: whoever answered does not hold the key of the log he names, or not of the one expected.
        Refused: he does not take this call: another operation, another version, or our log he takes for his own.
        Cut: the carrier threw it in.
    """
    yield from _meet(calling, so_far)
    if not so_far.admitted:
        yield from bring_register(calling, so_far)
        return
    have = yield said.WhatHave()
    if not isinstance(have, said.Have):
        return
    so_far.theirs = have
    _compare_own(calling, so_far, have)
    first = calling.identity.register_log
    for theirs in sorted(have.logs, key=lambda one: (one.log != first, one.log)):
        yield from _pull(calling, so_far, theirs)
    calling.takes.hear(have)
    if calling.knows(so_far.peer):
        yield from bring_all(calling, so_far, have)
        yield from _bring_blobs(calling, so_far.peer)
        yield said.Tell(have_of(calling.copy))
    yield from _fetch_blobs(calling, so_far)
    so_far.done = True


def _meet(calling: Calling, so_far: Contact) -> Talk:
    copy, mine = calling.copy, calling.identity
    began = calling.now()
    hello = said.Hello(copy.operation, mine.log, calling.entropy(32).hex(), began)
    greeting = yield hello
    if not isinstance(greeting, said.Greeting):
        raise _refused(greeting)
    channel = calling.channel()
    if not greeting_holds(greeting, hello, channel=channel):
        raise Tampered("sync.greeting", log=greeting.log[:16])
    if calling.expected and greeting.log != calling.expected:
        raise Tampered("sync.another-node", log=greeting.log[:16], expected=calling.expected[:16])
    so_far.peer = greeting.log
    so_far.skew = greeting.at - (began + (calling.now() - began) / 2)
    signature = sign_meeting(
        mine.key, "calls", hello, nonce=greeting.nonce, answers=greeting.log, channel=channel
    )  # fmt: skip
    admitted = yield said.Introduced(greeting.nonce, signature)
    if not isinstance(admitted, said.Admitted):
        raise _refused(admitted)
    so_far.admitted = admitted.known


def _compare_own(calling: Calling, so_far: Contact, have: said.Have) -> None:
    """Whether either of us has less of its own log than the other copied from it."""
    sizes = {one.log: one.size for one in have.logs if one.forked is None}
    mine = calling.identity.log
    so_far.rolled_back = sizes.get(so_far.peer, 0) < calling.copy.heads().get(so_far.peer, (0, ""))[0]
    so_far.overtaken = sizes.get(mine, 0) > calling.copy.size_of(mine)


def _pull(calling: Calling, so_far: Contact, theirs: said.LogHave) -> Talk:
    copy, log = calling.copy, theirs.log
    if theirs.forked is not None:
        yield from _pull_fork(calling, theirs)
    place = copy.forked_at(log)
    until = theirs.size if place is None else min(theirs.size, place)
    while (mine := copy.size_of(log)) < until and not theirs.partial:
        part = yield said.FromLog(log, mine)
        if isinstance(part, said.Excerpts) and part.excerpts:
            if not _take_shown(calling, so_far, log, part):
                break
            continue
        if not isinstance(part, said.Part) or not part.frames:
            so_far.stuck[log] = part.rule if isinstance(part, said.Denied) else "sync.nothing-given"
            return
        for frame in part.frames:
            verdict = calling.takes.take(frame) if frame.log == log else None
            if not isinstance(verdict, Accepted):
                yield from _unfit(calling, so_far, log, verdict, theirs.size)
                return
        if copy.size_of(log) <= mine:
            so_far.stuck[log] = "sync.no-progress"
            return
    yield from _agree(calling, so_far, theirs)


def _agree(calling: Calling, so_far: Contact, theirs: said.LogHave) -> Talk:
    """Of a log in part, what may be held only now; of one that is whole, a root of theirs that is not ours."""
    copy, log = calling.copy, theirs.log
    if log in calling.takes.unlike and log not in copy.in_part() and not theirs.partial:
        yield from show_fork(calling, log, size_shown(theirs))
    elif log in copy.in_part():
        if not theirs.partial and log not in so_far.stuck:
            yield from fetch_lacking(calling, theirs)
        if not theirs.partial and (log in calling.takes.unlike or _is_ahead_of_another(copy, theirs)):
            yield from show_fork(calling, log, size_shown(theirs))
            yield from fetch_lacking(calling, theirs)
    elif copy.forked_at(log) is None and signs_another_root(theirs, copy.root_at(log, theirs.size)):
        yield from _look_for_fork(calling, so_far, log, theirs.size)


def _is_ahead_of_another(copy: Meets, theirs: said.LogHave) -> bool:
    """Whether we were shown more of a log than the other has, and what he has is signed and not how ours begins."""
    if theirs.forked is not None or not 0 < theirs.size <= copy.size_of(theirs.log):
        return False
    ours = copy.root_at(theirs.log, theirs.size) or sparse_of(copy, theirs.log).root(theirs.size)
    return signs_another_root(theirs, ours.hex() if isinstance(ours, bytes) else ours)


def _take_shown(calling: Calling, so_far: Contact, log: str, part: said.Excerpts) -> bool:
    """Take in what this node may hold of a log; False when it does not go on.

    A root that is signed and is not ours is a sign of a fork, which is looked for afterwards (`parting.py`).
    """
    before = calling.copy.size_of(log)
    for excerpt in part.excerpts:
        verdict = calling.takes.take_excerpt(excerpt) if excerpt.log == log else None
        if not isinstance(verdict, Shown):
            so_far.stuck[log] = calling.takes.turned_away.get(log, "frame.other-log")
            return False
    if calling.copy.size_of(log) <= before:
        so_far.stuck[log] = "sync.no-progress"
    return log not in so_far.stuck


def signs_another_root(theirs: said.LogHave, ours: str | None) -> bool:
    """Whether a note of exactly the size said is signed by the log over another root than ours.

    Nearly always the roots are alike, and then it does not matter who signed.
    """
    try:
        told = parse_checkpoint(theirs.note, log=theirs.log)
    except Malformed:
        return False
    return ours is not None and told.size == theirs.size and told.root != ours and checkpoint_holds(told)


def _unfit(
    calling: Calling, so_far: Contact, log: str, verdict: Branched | TurnedAway | Fork | Malformed | None, size: int
) -> Talk:
    """A frame that does not go on from ours: signed and unfit is a sign of a fork, else the log is left stuck."""
    match verdict:
        case Fork():
            so_far.stuck[log] = "log.forked"
        case TurnedAway(rule=rule, signed=signed):
            so_far.stuck[log] = rule
            if signed:
                yield from _look_for_fork(calling, so_far, log, size)
        case Malformed():
            so_far.stuck[log] = verdict.faults[0].rule
        case None:
            so_far.stuck[log] = "frame.other-log"


def _look_for_fork(calling: Calling, so_far: Contact, log: str, size: int) -> Talk:
    place = yield from first_difference(calling.copy, log, min(size, calling.copy.size_of(log)))
    if place is None:
        return
    part = yield said.FromLog(log, place)
    if isinstance(part, said.Excerpts):  # it is not for us to have whole, such as what a machine before this one wrote
        yield from show_fork(calling, log, size)
    for frame in part.frames if isinstance(part, said.Part) else ():
        if isinstance(calling.takes.take(frame), Fork):
            so_far.stuck[log] = "log.forked"


def _pull_fork(calling: Calling, theirs: said.LogHave) -> Talk:
    """The proof of a fork and its branches, where theirs are not all here; entries below the place come as always."""
    copy, log, skip = calling.copy, theirs.log, 0
    ours = copy.forked_at(log)
    lower = ours is None or (theirs.forked or 0) < ours
    if log in copy.in_part() and not lower:
        return
    if not lower and set(theirs.branches) <= set(branch_tips(copy, log)):
        return
    frames: list[Frame] = []
    while True:
        given = yield said.TheFork(log, skip)
        if not isinstance(given, said.Branches) or given.log != log:
            return
        if not skip:
            calling.takes.prove(given.proof)
        frames += given.frames
        skip += len(given.frames)
        if not given.more or not given.frames:
            break
    yield from _below(calling, theirs)
    for frame in frames:
        if frame.log == log:
            calling.takes.take(frame)


def _below(calling: Calling, theirs: said.LogHave) -> Talk:
    """The entries of a forked log below the place, and the first branch as far as their frames reach."""
    copy, log = calling.copy, theirs.log
    while (mine := copy.size_of(log)) < min(copy.forked_at(log) or 0, theirs.size):
        part = yield said.FromLog(log, mine)
        if isinstance(part, said.Excerpts):
            return
        for frame in part.frames if isinstance(part, said.Part) else ():
            if not isinstance(calling.takes.take(frame), Accepted):
                return
        if copy.size_of(log) <= mine:
            return


def _fetch_blobs(calling: Calling, so_far: Contact) -> Talk:
    """Sealed things of those this node is to hold; what does not come now is asked for at the next contact."""
    wanted = calling.sealed.wanted()
    so_far.sealed_wanted = len(wanted)
    for these in some(wanted):
        ahead = set(these)
        while ahead:
            given = yield said.TheBlobs(tuple(sorted(ahead)))
            came = {one.digest: one for one in given.blobs} if isinstance(given, said.Blobs) else {}
            if not came.keys() & ahead:
                break
            for digest in sorted(came.keys() & ahead):
                rule = calling.sealed.keep(came[digest])
                so_far.sealed += not rule
                if rule:
                    takes = calling.takes
                    takes.copy.turn_away(rule, digest.encode(), came_from=takes.came_from, at=takes.at)
            ahead -= came.keys()


def _bring_blobs(calling: Calling, peer: str) -> Talk:
    """Sealed things of those the other is to hold and lacks: it may only ever be called."""
    for these in some(calling.sealed.for_node(peer)):
        lacking = yield said.LacksBlobs(these)
        ahead = [one for one in lacking.digests if one in these] if isinstance(lacking, said.Lacking) else []
        while ahead:
            blobs = calling.sealed.give(peer, ahead)
            if not blobs:
                break
            yield said.Bring(blobs=tuple(blobs))
            ahead = ahead[ahead.index(blobs[-1].digest) + 1 :]


def _refused(reply: said.Reply) -> Refused:
    rule = reply.rule if isinstance(reply, said.Denied) else "sync.not-asked"
    return Refused(Objection(rule))
