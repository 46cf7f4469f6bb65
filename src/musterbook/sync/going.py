"""Going: how far a contact is, worked out from what is asked and answered, and the one place where it can be ended.

It is ended between a request and the next, as a cut link would end it: what came is kept, what is left is asked for at
the next contact, and nothing has to be remembered for that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from musterbook.sync import exchange as said
from musterbook.sync.calling import Contact
from musterbook.sync.copies import Meets


@dataclass(slots=True)
class Far:
    """How far a contact is; everything is counted in entries, but what is sealed.

    Attributes:
        to_come: how many the other had that were not here when it said so; None before.
        came: how many of them came.
        to_go: how many were here and not there; of a node that holds only its people, at most.
        went: how many of them it took.
        sealed_to_come, sealed: sealed things that were wanted, and that came.
        ended_here: whoever watched ended it.
    """

    to_come: int | None = None
    came: int = 0
    to_go: int = 0
    went: int = 0
    sealed_to_come: int = 0
    sealed: int = 0
    ended_here: bool = False

    @property
    def coming(self) -> int:
        """How many are still to come."""
        return max(0, (self.to_come or 0) - self.came)

    @property
    def going(self) -> int:
        """How many are still to go."""
        return max(0, self.to_go - self.went)

    @property
    def done(self) -> int:
        """All that was done, of `whole`."""
        return self.whole - self.coming - self.going - max(0, self.sealed_to_come - self.sealed)

    @property
    def whole(self) -> int:
        """All that there is to do."""
        return (self.to_come or 0) + self.to_go + self.sealed_to_come


Watch = Callable[[Far], None]
"""Is told how far a contact is before each request; may raise `EndedHere` to end it there."""


class EndedHere(said.Cut):
    """Whoever watches a contact ends it before the next request."""


def nobody_watches(far: Far) -> None:
    """Work without a word."""
    del far


class Going:
    """A way to ask that notes how far the contact is.

    Args:
        ask: the carrier.
        copy: ours.
        so_far: of the contact.
        watch: is told before each request.
        brings: whether anything is brought to the node of a log: only to one the register knows.
    """

    def __init__(
        self, ask: Callable[[said.Request], said.Reply], copy: Meets, so_far: Contact, watch: Watch,
        brings: Callable[[str], bool],
    ) -> None:  # fmt: skip
        self._ask, self._copy, self._so_far, self._watch, self._brings = ask, copy, so_far, watch, brings
        self._began: dict[str, tuple[int, int]] = {}
        self.far = Far()

    def __call__(self, request: said.Request) -> said.Reply:
        """The reply to a request."""
        self.note()
        try:
            self._watch(self.far)
        except EndedHere:
            self.far.ended_here = True
            raise
        reply = self._ask(request)
        if isinstance(reply, said.Have):
            self._begin(reply)
        elif isinstance(request, said.Bring) and isinstance(reply, said.Taken):
            self._note_brought(request, reply)
        return reply

    def note(self) -> None:
        """Count what came until now."""
        far = self.far
        far.came = sum(
            max(0, min(self._copy.size_of(log), theirs) - ours) for log, (ours, theirs) in self._began.items()
        )  # fmt: skip
        far.sealed_to_come, far.sealed = self._so_far.sealed_wanted, self._so_far.sealed

    def _begin(self, have: said.Have) -> None:
        copy, theirs = self._copy, {one.log: one for one in have.logs}
        whole = [one for one in have.logs if not one.partial and one.forked is None]
        self._began = {one.log: (copy.size_of(one.log), one.size) for one in whole if copy.forked_at(one.log) is None}
        self.far.to_come = sum(max(0, size - ours) for ours, size in self._began.values())
        if not self._brings(self._so_far.peer):
            return
        ours = {log: copy.size_of(log) for log in copy.heads().keys() - copy.forks().keys() - copy.in_part()}
        self.far.to_go = sum(
            max(0, size - (theirs[log].size if log in theirs else 0)) for log, size in ours.items()
        )  # fmt: skip

    def _note_brought(self, brought: said.Bring, taken: said.Taken) -> None:
        for frame in brought.frames:
            if frame.log not in taken.turned_away:
                self.far.went += frame.size - frame.start
        for excerpt in brought.excerpts:
            if excerpt.log not in taken.turned_away:
                self.far.went += excerpt.size - excerpt.start
