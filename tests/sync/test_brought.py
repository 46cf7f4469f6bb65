"""Frames that are well formed and false: whatever is altered in them, nothing that was not written is ever taken.

A node that the register knows brings a desk frames of its log with other places, other notes, and bodies that were
changed, left out, doubled, put in another order or taken from another log. The desk keeps a prefix of what was really
written and nothing else, accuses nobody of a second version, and takes the true frames afterwards.
"""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import Final

import orjson
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from musterbook.ledger.entry import digest_of
from musterbook.ledger.log import Frame
from musterbook.ledger.signing import public_of
from musterbook.ledger.tree import Frontier
from musterbook.store.memory import MemoryStore
from musterbook.sync.answering import Answering
from musterbook.sync.copies import frames_from
from musterbook.sync.exchange import VERSION, Admitted, Bring, Greeting, Hello, Introduced, Taken
from musterbook.sync.meeting import sign_meeting
from musterbook.sync.wire import ROOT, read_sent, sent
from musterbook.terms.errors import Malformed
from tests.store.making import AT, node_key
from tests.sync.meeting_others import answering, node, write

RUNS: Final = (2, 3, 2, 1)
"""How many entries the site wrote under each of its checkpoints."""

NOTES: Final = ("", "note\n", "op/0123456789abcdef\n7\nAAAA\n\n— nobody AAAA\n")


def in_frames(name: str, place: str) -> tuple[str, list[Frame], list[bytes]]:
    """A log written in runs: its frames, one for each checkpoint, and all bodies."""
    store, log = node(name)
    frames, size = list[Frame](), 0
    for run in RUNS:
        write(store, log, run, start=size, place=place)
        frames.extend(frames_from(store, log, size))
        size += run
    return log, frames, list(store.bodies(log))


SITE, FRAMES, WRITTEN = in_frames("s", "block one")
OTHER, OTHERS, STRANGE = in_frames("t", "block two")


@st.composite
def altered(draw: st.DrawFn) -> Frame:
    """A true frame of the site with up to three alterations, of a form that can be written and read."""
    frame = draw(st.sampled_from(FRAMES))
    for alter in draw(st.lists(st.sampled_from(ALTERATIONS), max_size=3)):
        frame = alter(draw, frame)
    return frame


def another_place(draw: st.DrawFn, frame: Frame) -> Frame:
    """It says that it begins or ends elsewhere; sometimes both, so that its numbers agree."""
    moved = draw(st.integers(-3, 3))
    start = max(frame.start + moved, 0)
    return replace(frame, start=start, size=draw(st.sampled_from((frame.size, start + len(frame.bodies)))))


def another_note(draw: st.DrawFn, frame: Frame) -> Frame:
    """It bears the checkpoint of another of its log, of another log, or none."""
    notes = [*NOTES, *(one.note for one in (*FRAMES, *OTHERS))]
    return replace(frame, note=draw(st.sampled_from(notes)))


def another_log(draw: st.DrawFn, frame: Frame) -> Frame:
    """It is said to be of another log that the desk has heard of, or has not."""
    return replace(frame, log=draw(st.sampled_from((OTHER, public_of(node_key("u"))))))


def other_bodies(draw: st.DrawFn, frame: Frame) -> Frame:
    """Bodies are left out, doubled, put in another order, taken from elsewhere, or say something else."""
    known = [*frame.bodies, *WRITTEN, *STRANGE, *map(changed, frame.bodies)]
    count = st.just(len(frame.bodies)) | st.integers(1, 5)
    bodies = tuple(draw(st.sampled_from(known)) for _ in range(draw(count)))
    return replace(frame, bodies=bodies, size=draw(st.sampled_from((frame.size, frame.start + len(bodies)))))


def another_end(draw: st.DrawFn, frame: Frame) -> Frame:
    """The last body says something else, and its note names the root of just that: the signature alone is wrong."""
    bodies = (*frame.bodies[:-1], changed(draw(st.sampled_from((frame.bodies[-1], WRITTEN[-1])))))
    tree = Frontier()
    for body in (*WRITTEN[: frame.start], *bodies):
        tree.append(bytes.fromhex(digest_of(body)))
    lines = FRAMES[0].note.split("\n")
    lines[1:3] = str(frame.start + len(bodies)), base64.b64encode(tree.root()).decode()
    return replace(frame, bodies=bodies, size=frame.start + len(bodies), note="\n".join(lines))


ALTERATIONS: Final = (another_place, another_note, another_log, other_bodies, another_end)


def changed(body: bytes) -> bytes:
    """The same entry, and one more was counted; its form is the canonical one."""
    said = orjson.loads(body)
    said["act"]["fact"]["counted"] += 1
    return orjson.dumps(said, option=orjson.OPT_SORT_KEYS)


class Called:
    """A desk with the first run of the site's log, and a bearer for the site."""

    def __init__(self) -> None:
        self.copy: MemoryStore = node("d", 1)[0]
        self.other = answering("d")
        self.token = bearer(self.other, self.copy)
        self.bring(FRAMES[:1])

    def bring(self, frames: list[Frame]) -> Taken | None:
        """What became of frames, read from the bytes that carry them; None when these are no frames at all."""
        by = sent(Bring(frames=tuple(frames)))
        try:
            request = read_sent(by.method, f"{ROOT}/frames", by.body)
        except Malformed:
            return None
        reply = self.other.answer(self.copy, request, token=self.token)
        assert isinstance(reply, Taken)
        return reply


def bearer(other: Answering, copy: MemoryStore) -> str:
    """What the site is given once it has proved who it is."""
    key = node_key("s")
    hello = Hello("op", public_of(key), "ab" * 32, AT, VERSION)
    greeting = other.answer(copy, hello)
    assert isinstance(greeting, Greeting)
    signed = sign_meeting(key, "calls", hello, nonce=greeting.nonce, answers=greeting.log, channel="")
    admitted = other.answer(copy, Introduced(greeting.nonce, signed))
    assert isinstance(admitted, Admitted)
    return admitted.token


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(altered(), min_size=1, max_size=4))
def test_nothing_that_was_not_written_is_taken_and_what_was_goes_in_afterwards(frames: list[Frame]) -> None:
    desk = Called()

    desk.bring(frames)
    then = list(desk.copy.bodies(SITE))
    after = desk.bring(FRAMES)

    assert then == WRITTEN[: len(then)]
    assert len(then) >= RUNS[0]
    assert desk.copy.size_of(OTHER) == 0
    assert not desk.copy.forks()
    assert after is not None
    assert after.sizes[SITE] == len(WRITTEN)
    assert list(desk.copy.bodies(SITE)) == WRITTEN


def test_the_alterations_are_of_frames_that_can_be_read_and_some_are_taken() -> None:
    """Were each turned away by its form, or each true, the property above would say nothing."""
    desk, told = Called(), list[str]()

    for frame in (
        replace(FRAMES[1], bodies=tuple(map(changed, FRAMES[1].bodies))), replace(FRAMES[1], note=FRAMES[2].note),
        replace(FRAMES[1], log=OTHER), replace(FRAMES[1], bodies=FRAMES[1].bodies[::-1]), FRAMES[2], FRAMES[1],
    ):  # fmt: skip
        taken = desk.bring([frame])
        assert taken is not None
        told.append(next(iter(taken.turned_away.values()), "taken"))

    assert told[-2:] == ["frame.gap", "taken"]
    assert "taken" not in told[:4]
    assert len(set(told[:4])) > 1
