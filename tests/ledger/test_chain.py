"""Judging what arrives: each step turns away what is wrong with it, forks are found, and nothing else ever happens."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musterbook.custody import facts as custody
from musterbook.ledger.chain import Accepted, Fork, TurnedAway, judge
from musterbook.ledger.entry import NO_DIGEST, Entry, canonical, entry_from
from musterbook.ledger.forks import (
    ForkProof,
    Side,
    first_difference,
    fork_proof,
    read_fork_proof,
    side_of,
)
from musterbook.ledger.log import Copy, Frame
from musterbook.ledger.notation import told
from musterbook.ledger.signing import Checkpoint, make_checkpoint, make_cosignature, public_of
from musterbook.ledger.tree import Frontier, Tree
from musterbook.terms.errors import Malformed, Tampered
from tests.ledger.vectors import BOTH, key_of, vectors

assert custody, "the kinds of the story must be declared"

NODE, OTHER = key_of("a node"), key_of("another node")
AT = datetime.fromisoformat("2026-01-21T20:11:10+03:00")


def a_log(count: int, *, other_from: int | None = None, key: str = "a node") -> list[Entry]:
    """A log of counts; from a place on it may say something else."""
    entries: list[Entry] = []
    log = public_of(key_of(key))
    for seq in range(count):
        counted = seq + 1000 if other_from is not None and seq >= other_from else seq
        act = told(f"06:00 karkh custody.mustered muster=M{seq} counted={counted}")[0].act
        prev = entries[-1].digest if entries else NO_DIGEST
        entries.append(entry_from(act, log=log, seq=seq, prev=prev, signed=()))
    return entries


def tree_of(entries: Sequence[Entry]) -> Tree:
    return Tree(bytes.fromhex(entry.digest) for entry in entries)


def checkpoint_of(entries: Sequence[Entry], *, size: int | None = None, operation: str = "trial") -> Checkpoint:
    root = tree_of(entries[:size]).root().hex()
    return make_checkpoint(
        NODE, operation=operation, size=size or len(entries), root=root, at=AT, register=(0, "0" * 64)
    )


def frame_of(entries: Sequence[Entry], start: int = 0, size: int | None = None, *, note: str = "") -> Frame:
    size = len(entries) if size is None else size
    bodies = tuple(entry.body for entry in entries[start:size])
    return Frame(public_of(NODE), start, size, note or checkpoint_of(entries, size=size).note, bodies)


def copy_of(entries: Sequence[Entry], *, ahead: Sequence[Checkpoint] = (), forked_at: int | None = None) -> Copy:
    def frontier_at(size: int) -> Frontier:
        frontier = Frontier()
        for entry in entries[:size]:
            frontier.append(bytes.fromhex(entry.digest))
        return frontier

    return Copy(
        "trial", public_of(NODE), frontier_at(len(entries)), entries[-1].digest if entries else NO_DIGEST,
        lambda seq: entries[seq].digest, frontier_at, ahead, forked_at,
    )  # fmt: skip


LOG = a_log(9)
FORKED = a_log(9, other_from=5)


@pytest.mark.parametrize(("have", "start", "size"), [(0, 0, 9), (0, 0, 3), (4, 4, 9), (4, 2, 7), (4, 0, 9)])
def test_a_frame_that_goes_on_is_accepted(have: int, start: int, size: int) -> None:
    verdict = judge(copy_of(LOG[:have]), frame_of(LOG, start, size))

    assert isinstance(verdict, Accepted)
    assert verdict.entries == tuple(LOG[have:size])
    assert verdict.frontier.root() == tree_of(LOG[:size]).root()
    assert verdict.checkpoint == checkpoint_of(LOG, size=size)


@pytest.mark.parametrize(("start", "size"), [(0, 9), (3, 9), (0, 4), (2, 5)])
def test_a_frame_we_have_brings_nothing_new(start: int, size: int) -> None:
    verdict = judge(copy_of(LOG), frame_of(LOG, start, size))

    assert isinstance(verdict, Accepted)
    assert verdict.entries == ()


def test_a_frame_may_carry_cosignatures() -> None:
    note = checkpoint_of(LOG).note + make_cosignature(OTHER, checkpoint_of(LOG), seconds=1_769_000_000).line + "\n"

    assert isinstance(judge(copy_of([]), frame_of(LOG, note=note)), Accepted)


def forged_note() -> str:
    """The right text under a signature of another key."""
    note = checkpoint_of(LOG).note
    head, line = note.rsplit(" ", 1)
    raw = bytearray(base64.b64decode(line))
    raw[20] ^= 1
    return f"{head} {base64.b64encode(raw).decode()}\n"


TURNED_AWAY: list[tuple[str, Copy, Frame]] = [
    ("frame.other-log", copy_of([]), replace(frame_of(LOG), log=public_of(OTHER))),
    ("frame.count", copy_of([]), replace(frame_of(LOG), bodies=frame_of(LOG).bodies[:-1])),
    ("frame.count", copy_of([]), replace(frame_of(LOG), start=-1)),
    ("frame.count", copy_of([]), replace(frame_of(LOG), bodies=(), start=9)),
    ("frame.too-large", copy_of([]), Frame(public_of(NODE), 0, 2001, "", (b"",) * 2001)),
    ("checkpoint.shape", copy_of([]), replace(frame_of(LOG), note="nothing")),
    ("checkpoint.other-operation", copy_of([]), frame_of(LOG, note=checkpoint_of(LOG, operation="real").note)),
    ("frame.other-size", copy_of([]), frame_of(LOG, note=checkpoint_of(LOG, size=8).note)),
    ("log.forked", copy_of(LOG[:4], forked_at=4), frame_of(LOG, 4)),
    ("canonical.not-json", copy_of([]), replace(frame_of(LOG), bodies=(*frame_of(LOG).bodies[:-1], b"{"))),
    ("frame.gap", copy_of(LOG[:2]), frame_of(LOG, 4)),
    ("entry.other-log", copy_of([]), frame_of(a_log(9, key="another node"), note=checkpoint_of(LOG).note)),
    ("entry.sequence", copy_of([]), frame_of([*LOG[:8], LOG[0]], note=checkpoint_of(LOG).note)),
    ("entry.prev", copy_of(FORKED[:7]), frame_of(LOG, 7)),
    ("entry.prev", copy_of([]), frame_of([*LOG[:6], *FORKED[6:]])),
    ("frame.root", copy_of([]), frame_of(LOG, note=checkpoint_of(FORKED).note)),
    ("checkpoint.signature", copy_of([]), frame_of(LOG, note=forged_note())),
]


@pytest.mark.parametrize(("rule", "copy", "frame"), TURNED_AWAY)
def test_each_step_turns_away_what_is_wrong(rule: str, copy: Copy, frame: Frame) -> None:
    verdict = judge(copy, frame)

    assert isinstance(verdict, TurnedAway)
    assert verdict.rule == rule
    assert verdict.have == copy.size


def test_a_signed_frame_that_does_not_fit_is_a_sign_of_a_fork() -> None:
    signed = judge(copy_of(FORKED[:7]), frame_of(LOG, 7))
    forged = judge(copy_of(FORKED[:7]), frame_of(LOG, 7, note=forged_note()))

    assert isinstance(signed, TurnedAway)
    assert isinstance(forged, TurnedAway)
    assert signed.signed
    assert not forged.signed


@pytest.mark.parametrize(("start", "size"), [(0, 9), (5, 6), (4, 9)])
def test_two_signed_views_that_differ_are_a_fork_at_the_first_difference(start: int, size: int) -> None:
    verdict = judge(copy_of(LOG[:7]), frame_of(FORKED, start, size))

    assert isinstance(verdict, Fork)
    assert verdict.seq == 5
    assert verdict.theirs == checkpoint_of(FORKED, size=size)


def test_a_signed_root_that_is_not_ours_at_a_size_we_have_is_a_fork() -> None:
    verdict = judge(copy_of(LOG), frame_of(LOG, 0, 7, note=checkpoint_of(FORKED, size=7).note))

    assert isinstance(verdict, Fork)
    assert verdict.seq is None


def test_a_checkpoint_that_others_were_shown_is_remembered() -> None:
    shown = checkpoint_of(FORKED, size=7)

    verdict = judge(copy_of(LOG[:4], ahead=[shown]), frame_of(LOG, 4))

    assert isinstance(verdict, Fork)
    assert verdict.ours == shown
    assert isinstance(judge(copy_of(LOG[:4], ahead=[checkpoint_of(LOG, size=7)]), frame_of(LOG, 4)), Accepted)


@given(which=st.integers(0, 8), place=st.integers(0, 5000), bit=st.integers(0, 7), have=st.integers(0, 9))
def test_a_flipped_bit_in_any_entry_is_turned_away(which: int, place: int, bit: int, have: int) -> None:
    bodies = [bytearray(entry.body) for entry in LOG]
    bodies[which][place % len(bodies[which])] ^= 1 << bit
    frame = replace(frame_of(LOG), bodies=tuple(map(bytes, bodies)))

    verdict = judge(copy_of(LOG[:have]), frame)

    assert isinstance(verdict, TurnedAway)


NOTES = st.sampled_from([checkpoint_of(LOG).note, checkpoint_of(FORKED).note, forged_note(), ""]) | st.text(max_size=20)
BODIES = st.sampled_from([entry.body for entry in [*LOG, *FORKED]]) | st.binary(max_size=20)


@given(
    start=st.integers(-1, 10), size=st.integers(-1, 10), note=NOTES, bodies=st.lists(BODIES, max_size=10),
    have=st.integers(0, 9),
)  # fmt: skip
def test_no_invented_frame_is_accepted_or_breaks_the_judge(
    start: int, size: int, note: str, bodies: list[bytes], have: int
) -> None:
    verdict = judge(copy_of(LOG[:have]), Frame(public_of(NODE), start, size, note, tuple(bodies)))

    assert isinstance(verdict, TurnedAway | Accepted | Fork)
    if isinstance(verdict, Accepted):
        assert bodies == [entry.body for entry in LOG[start:size]]


def proof(size: int = 9) -> bytes:
    sides = (
        side_of(LOG[5], tree_of(LOG).inclusion(5, 9), checkpoint_of(LOG)),
        side_of(FORKED[5], tree_of(FORKED[:size]).inclusion(5, size), checkpoint_of(FORKED, size=size)),
    )
    return fork_proof(public_of(NODE), 5, sides)


@BOTH
def test_the_fork_of_the_vectors_is_proved(name: str) -> None:
    said = vectors(name)["fork"]

    read = read_fork_proof(said["proof_text"].encode())

    assert read.seq == said["first_difference"]
    assert read.first
    assert [one.hex() for one in read.sides[0].inclusion] == said["inclusion"]
    assert read.checkpoints[1].note == said["second_checkpoint_text"]
    assert read.sides[1].entry == said["second_entry_text"].encode()
    assert fork_proof(read.log, read.seq, read.sides) == said["proof_text"].encode()


@pytest.mark.parametrize("size", [6, 7, 9])
def test_a_fork_is_proved_with_the_logs_key_alone(size: int) -> None:
    read = read_fork_proof(proof(size))

    assert isinstance(read, ForkProof)
    assert (read.log, read.seq, read.first) == (public_of(NODE), 5, True)


def test_later_entries_of_both_branches_prove_a_fork_but_not_its_first_place() -> None:
    sides = (
        side_of(LOG[7], tree_of(LOG).inclusion(7, 9), checkpoint_of(LOG)),
        side_of(FORKED[7], tree_of(FORKED).inclusion(7, 9), checkpoint_of(FORKED)),
    )

    assert not read_fork_proof(fork_proof(public_of(NODE), 7, sides)).first


def test_two_roots_of_one_size_prove_a_fork() -> None:
    read = read_fork_proof(
        fork_proof(public_of(NODE), 8, (Side(checkpoint_of(LOG).note), Side(checkpoint_of(FORKED).note)))
    )

    assert not read.first


def test_an_honest_log_cannot_be_made_to_look_forked() -> None:
    right = side_of(LOG[5], tree_of(LOG).inclusion(5, 9), checkpoint_of(LOG))
    earlier = side_of(LOG[5], tree_of(LOG[:7]).inclusion(5, 7), checkpoint_of(LOG, size=7))
    invented = replace(right, entry=FORKED[5].body, digest=FORKED[5].digest)

    with pytest.raises(Tampered, match=r"fork\.no-contradiction"):
        fork_proof(public_of(NODE), 5, (right, earlier))
    with pytest.raises(Tampered, match=r"fork\.inclusion"):
        fork_proof(public_of(NODE), 5, (right, invented))
    with pytest.raises(Tampered, match=r"fork\.no-contradiction"):
        fork_proof(public_of(NODE), 5, (Side(right.note), Side(earlier.note)))
    with pytest.raises(Malformed, match=r"fork\.sides"):
        fork_proof(public_of(NODE), 5, (right, Side(earlier.note)))
    with pytest.raises(Malformed, match=r"fork\.place"):
        fork_proof(public_of(NODE), 9, (right, invented))


@given(place=st.integers(0, len(proof()) - 1), bit=st.integers(0, 7))
def test_a_flipped_bit_in_a_fork_proof_is_noticed(place: int, bit: int) -> None:
    raw = bytearray(proof())
    raw[place] ^= 1 << bit

    with pytest.raises((Malformed, Tampered)):
        read_fork_proof(bytes(raw))


def test_an_honest_digest_in_capitals_is_not_a_second_view() -> None:
    honest = tree_of(LOG), checkpoint_of(LOG)
    side = {"note": honest[1].note, "inclusion": [one.hex() for one in honest[0].inclusion(5, 9)]}
    digest = LOG[5].digest
    sides = [side | {"digest": digest}, side | {"digest": digest.upper()}]

    with pytest.raises(Malformed, match=r"fork\.fields"):
        read_fork_proof(canonical({"log": public_of(NODE), "seq": 5, "sides": sides, "v": 1}))


def test_every_bit_of_a_fork_proof_matters() -> None:
    whole = proof()

    for place in range(0, len(whole), 3):
        raw = bytearray(whole)
        raw[place] ^= 0x20
        with pytest.raises((Malformed, Tampered)):
            read_fork_proof(bytes(raw))


@given(
    said=st.dictionaries(st.sampled_from(["log", "seq", "sides", "v"]), st.integers() | st.lists(st.text()) | st.text())
)
def test_no_invented_proof_breaks_the_reader(said: dict[str, object]) -> None:
    with pytest.raises((Malformed, Tampered)):
        read_fork_proof(canonical(said))


@given(size=st.integers(1, 200), differs=st.integers(0, 199))
def test_the_first_difference_is_found_by_halves(size: int, differs: int) -> None:
    differs %= size
    ours = Tree(bytes([number]) * 32 for number in range(size))
    theirs = Tree(bytes([number if number < differs else 255]) * 32 for number in range(size))
    asked: list[int] = []

    def their_root(at: int) -> bytes:
        asked.append(at)
        return theirs.root(at)

    found = first_difference(ours.root, their_root, size)

    assert found == differs
    assert len(asked) <= 8
