"""Mailing: what a node writes to the others without being asked, so that letters that lie for days bring all across.

No letter is counted on. Every node tells the others now and then what it has; whoever hears it brings what the teller
lacks, from there; and what was brought and is still lacking after a while is brought again, after ever longer whiles.
So a letter that was lost, doubled, late or thrown away by a full server costs time alone, and nothing has to be kept
of what was sent. What cannot be settled by telling and bringing, such as where two views of a log part, is left for a
contact, in which one asks and the other answers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Final

import msgspec

from musterbook.sync import exchange as said
from musterbook.sync.bringing import bring_all
from musterbook.sync.calling import Calling, Contact
from musterbook.sync.contact import signs_another_root
from musterbook.sync.copies import Meets, branch_tips

TELL_SECONDS_MIN: Final = 1.0
TELL_SECONDS: Final = 60.0
AGAIN_SECONDS: Final = 15.0
AGAIN_SECONDS_MAX: Final = 1_800.0
FRAMES_UNDER_WAY_MAX: Final = 64
BYTES_UNDER_WAY_MAX: Final = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ToPost:
    """A request to be sent as a letter.

    Attributes:
        request: what to send.
        name: says the same of the same request, until it is sent again on purpose; servers drop what comes twice.
    """

    request: said.Request
    name: str


@dataclass(slots=True)
class _Other:
    """What is known of one other node.

    Attributes:
        have: what it last told; None when it never did.
        under_way: of each log, up to which size it was brought and when, by our own seconds.
        frames, bytes_: how much was brought since it last told.
        told, told_at: the digest of what it was last told, and when; `asked` when it is owed an answer.
        again: how often what it lacked was brought again in vain.
        differs: it told something that only a contact can settle.
        looked: the digest of what was here when something was last to be asked of it.
    """

    have: said.Have | None = None
    under_way: dict[str, tuple[int, float]] = field(default_factory=dict)
    frames: int = 0
    bytes_: int = 0
    told: str = ""
    told_at: float = -TELL_SECONDS
    again: int = 0
    differs: bool = False
    looked: str = ""


class Mailing:
    """What one node owes the others by letter.

    Args:
        calling: this node's own side; its copy may be another at each question.
        seconds: counts up, whatever clocks do.
        again_seconds: after how long what was brought and is still lacking is brought again, the first time.
    """

    def __init__(self, calling: Calling, *, seconds: Callable[[], float], again_seconds: float = AGAIN_SECONDS) -> None:
        self._calling = calling
        self._seconds = seconds
        self._again_seconds = again_seconds
        self._others: dict[str, _Other] = {}

    def heard(self, copy: Meets, log: str, have: said.Have) -> None:
        """A node told what it has."""
        other = self._others.setdefault(log, _Other())
        came = {one.log: one.size for one in have.logs}
        arrived = {at for at, (size, _) in other.under_way.items() if came.get(at, 0) >= size}
        went_on = other.have is None or came != {one.log: one.size for one in other.have.logs}
        other.again = 0 if went_on else other.again
        other.frames = other.bytes_ = 0
        other.under_way = {at: one for at, one in other.under_way.items() if at not in arrived}
        other.have = have
        mine = self._calling.identity.log
        other.differs = other.differs or _differs(copy, have) or came.get(mine, 0) > copy.size_of(mine)

    def stuck(self, log: str) -> None:
        """What a node brought could not be taken: a contact is to find out why."""
        self._others.setdefault(log, _Other()).differs = True

    def to_be_met(self) -> list[str]:
        """Nodes with which a contact is wanted; each is named once."""
        found = sorted(log for log, other in self._others.items() if other.differs)
        for log in found:
            self._others[log].differs = False
        return found

    def due(self, copy: Meets, log: str, have: said.Have) -> Iterator[ToPost]:
        """What is to be posted to a node now. `have` is what this copy has."""
        other, now, told = self._others.setdefault(log, _Other()), self._seconds(), _digest(have)
        if other.have is not None:
            yield from self._bring(copy, log, other, now, told)
        waited = now - other.told_at
        if (told != other.told and waited >= TELL_SECONDS_MIN) or waited >= TELL_SECONDS:
            other.told, other.told_at = told, now
            yield ToPost(said.Tell(have), f"tell:{told[:16]}:{int(now)}")

    def lost(self, log: str) -> None:
        """A letter could not be posted: what is under way to that node may not be."""
        other = self._others.setdefault(log, _Other())
        other.under_way, other.frames, other.bytes_, other.told = {}, 0, 0, ""

    def _bring(self, copy: Meets, log: str, other: _Other, now: float, told: str) -> Iterator[ToPost]:
        """What the other lacks, as far as it can be brought without asking; what is to be asked wants a contact."""
        assert other.have is not None, "nothing is brought to a node of which nothing is known"
        if self._overdue(other, now):
            other.again += 1
            other.under_way, other.frames, other.bytes_ = {}, 0, 0
        calling = replace(self._calling, copy=copy)
        talk = bring_all(calling, Contact(peer=log), _with_what_is_under_way(copy, other))
        with suppress(StopIteration):
            request = next(talk)
            while other.frames < FRAMES_UNDER_WAY_MAX and other.bytes_ < BYTES_UNDER_WAY_MAX:
                if not isinstance(request, said.Bring):
                    other.differs = other.differs or other.looked != told
                    other.looked = told
                    request = talk.send(said.Denied("sync.not-asked"))
                    continue
                for one in _singly(request):
                    yield ToPost(one, f"{self._note(copy, other, one, now)}:{other.again}")
                request = talk.send(said.Taken())
        talk.close()

    def _overdue(self, other: _Other, now: float) -> bool:
        """Whether the oldest of what is under way has been for so long that it is taken for lost."""
        oldest = min((at for _, at in other.under_way.values()), default=now)
        return now - oldest > min(AGAIN_SECONDS_MAX, self._again_seconds * float(1 << min(other.again, 20)))

    @staticmethod
    def _note(copy: Meets, other: _Other, request: said.Bring, now: float) -> str:
        """Note what is brought as under way; its name."""
        name = hashlib.sha256(b"".join(request.proofs)).hexdigest()[:16] if request.proofs else ""
        for frame in request.frames:
            other.frames += 1
            other.bytes_ += sum(map(len, frame.bodies))
            size = max(frame.size, other.under_way.get(frame.log, (0, now))[0])
            other.under_way[frame.log] = size, now
            branch = "" if copy.forked_at(frame.log) is None else hashlib.sha256(frame.bodies[-1]).hexdigest()[:16]
            name += f"{frame.log[:16]}:{frame.size}{branch}"
        for excerpt in request.excerpts:
            other.frames += 1
            other.bytes_ += sum(map(len, excerpt.bodies.values()))
            other.under_way[excerpt.log] = max(excerpt.size, other.under_way.get(excerpt.log, (0, now))[0]), now
            name += hashlib.sha256(msgspec.json.encode(excerpt)).hexdigest()[:16]
        return name


def _with_what_is_under_way(copy: Meets, other: _Other) -> said.Have:
    """What a node has, counting what is on its way to it."""
    assert other.have is not None, "asked of nodes that have told"
    logs = {one.log: one for one in other.have.logs}
    for log, (size, _) in other.under_way.items():
        one, place = logs.get(log, said.LogHave(log, 0, "")), copy.forked_at(log)
        logs[log] = replace(one, size=max(size, one.size))
        if place is not None:
            logs[log] = replace(logs[log], forked=place, branches=branch_tips(copy, log))
    return replace(other.have, logs=tuple(sorted(logs.values(), key=lambda one: one.log)))


def _singly(request: said.Bring) -> list[said.Bring]:
    """Frames one by one: what is small gets through a bad link sooner."""
    if len(request.frames) > 1 and not request.proofs and not request.excerpts:
        return [replace(request, frames=(frame,)) for frame in request.frames]
    return [request]


def _differs(copy: Meets, have: said.Have) -> bool:
    """Whether somebody's view of a log is another than ours, or of a fork."""
    for theirs in have.logs:
        place = copy.forked_at(theirs.log)
        if theirs.forked is not None and (place is None or theirs.forked < place):
            return True
        if place is not None and not set(theirs.branches) <= set(branch_tips(copy, theirs.log)):
            return True
        if place is None and signs_another_root(theirs, copy.root_at(theirs.log, theirs.size)):
            return True
    return False


def _digest(have: said.Have) -> str:
    return hashlib.sha256(msgspec.json.encode(have)).hexdigest()
