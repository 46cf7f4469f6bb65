"""Forks between two copies: finding the place where two views of a log part, and the frames of every branch."""

from __future__ import annotations

from collections.abc import Generator, Iterator

from musterbook.ledger.log import Frame
from musterbook.sync import exchange as said
from musterbook.sync.copies import Meets, cosigned, frames_from

Asking = Generator[said.Request, said.Reply, int | None]


def branch_frames(copy: Meets, log: str) -> Iterator[Frame]:
    """The frames of every branch of a forked log from the place on, the one that came first here before the others."""
    place = copy.forked_at(log)
    if place is not None:
        yield from frames_from(copy, log, min(place, copy.size_of(log)))
        yield from (cosigned(copy, frame) for frame in copy.branches(log))


def first_difference(copy: Meets, log: str, size: int) -> Asking:
    """Ask for roots by ever smaller steps: the first place where our view differs from theirs; None when it does not.

    Each question asks for up to 16 sizes, so that a million entries take five. What is answered is not believed: the
    frame from the place is judged, and only signed views that differ are a fork.
    """
    agreed, differing = 0, size
    theirs = yield said.RootsAt(log, (size,))
    if not isinstance(theirs, said.Roots) or len(theirs.roots) != 1 or theirs.roots[0] == copy.root_at(log, size):
        return None
    while differing - agreed > 1:
        step = max(1, (differing - agreed) // 16)
        sizes = tuple(range(agreed + step, differing, step))[: said.ROOTS_AT_MAX]
        answer = yield said.RootsAt(log, sizes)
        if not isinstance(answer, said.Roots) or len(answer.roots) != len(sizes):
            return None
        for at, root in zip(sizes, answer.roots, strict=True):
            if root == copy.root_at(log, at):
                agreed = at
            else:
                differing = at
                break
    return agreed
