"""Mailing: through a post that loses, doubles, reorders and delays letters, every copy gets everything once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random

import pytest

from musterbook.ledger.signing import public_of
from musterbook.store.memory import MemoryStore
from musterbook.sync import exchange as said
from musterbook.sync.answering import Answering
from musterbook.sync.calling import Calling
from musterbook.sync.copies import frames_from, have_of
from musterbook.sync.mailing import FRAMES_UNDER_WAY_MAX, TELL_SECONDS, Mailing
from musterbook.sync.taking import Takes
from tests.store.making import AT, node_key
from tests.sync.meeting_others import answering, identity, meet, node, nonces, write


@dataclass
class Clerk:
    """A node with its copy, its post and its seconds."""

    name: str
    copy: MemoryStore
    clock: list[float]
    brought: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        who = identity(self.name)
        takes = Takes(self.copy, who, came_from="test", at=AT)
        calling = Calling(self.copy, who, takes, lambda _: True, lambda: AT, nonces(self.name))
        self.log = public_of(node_key(self.name))
        self.answers: Answering = answering(self.name)
        self.mailing = Mailing(calling, seconds=lambda: self.clock[0])

    def open(self, sender: str, request: said.Request) -> None:
        reply = self.answers.answer_signed(self.copy, request, sender)
        if isinstance(request, said.Tell):
            self.mailing.heard(self.copy, sender, request.have)
        if isinstance(reply, said.Taken) and set(reply.turned_away.values()) - {"frame.gap"}:
            self.mailing.stuck(sender)


Letters = list[tuple[str, str, said.Request]]


def post(clerks: Mapping[str, Clerk], clock: list[float], *, rounds: int, bag: Callable[[Letters], Letters]) -> int:
    """Let clerks write and open for so many seconds; how many letters were written until nobody wrote any more."""
    written = 0
    for _ in range(rounds):
        clock[0] += 1.0
        out: Letters = []
        for one in clerks.values():
            have = have_of(one.copy)
            for other in clerks.values():
                if other is not one:
                    out += [(one.log, other.log, due.request) for due in one.mailing.due(one.copy, other.log, have)]
        written += len(out)
        for sender, receiver, request in bag(out):
            clerks[receiver].open(sender, request)
    return written


def three(entries: int = 40) -> tuple[dict[str, Clerk], list[float]]:
    clock = [0.0]
    clerks = [Clerk(name, node(name, entries)[0], clock) for name in "abc"]
    return {one.log: one for one in clerks}, clock


def heads(clerks: Mapping[str, Clerk]) -> set[str]:
    return {one.copy.head() for one in clerks.values()}


def test_all_have_everything_and_then_only_say_so_now_and_then() -> None:
    clerks, clock = three()

    post(clerks, clock, rounds=10, bag=list)
    quiet = post(clerks, clock, rounds=int(TELL_SECONDS), bag=list)

    assert len(heads(clerks)) == 1
    assert quiet <= 12


@pytest.mark.parametrize("seed", range(3))
def test_letters_lost_doubled_reordered_and_delayed_change_nothing_but_when(seed: int) -> None:
    clerks, clock = three()
    chance, late = Random(seed), Letters()

    def bag(out: Letters) -> Letters:
        late.extend(one for one in out for _ in range(chance.choice((0, 1, 1, 2))))
        chance.shuffle(late)
        now = [late.pop() for _ in range(min(len(late), chance.randrange(6)))]
        return now + [one for one in now if chance.random() < 0.2]

    for start in range(40, 80, 10):
        post(clerks, clock, rounds=20, bag=bag)
        for one in clerks.values():
            write(one.copy, one.log, 10, start=start)
    post(clerks, clock, rounds=400, bag=bag)

    assert len(heads(clerks)) == 1
    assert {one.copy.size_of(log) for one in clerks.values() for log in clerks} == {80}


def test_whoever_reads_nothing_is_not_sent_the_same_again_and_again() -> None:
    clerks, clock = three()
    first, second, _ = clerks.values()
    first.open(second.log, said.Tell(have_of(second.copy)))

    written = [0, 0]
    for hour in (0, 1):
        for _ in range(3_600):
            clock[0] += 1
            due = first.mailing.due(first.copy, second.log, have_of(first.copy))
            written[hour] += sum(isinstance(one.request, said.Bring) for one in due)

    assert written[0] <= 10
    assert written[1] <= 3


def test_what_is_under_way_is_bounded() -> None:
    clerks, clock = three(0)
    first, second, _ = clerks.values()
    for start in range(0, 3_000, 10):
        write(first.copy, first.log, 10, start=start)
    for one in range(FRAMES_UNDER_WAY_MAX * 3):
        log = first.copy.create_log(node_key(f"n{one}"), f"n{one}")
        write(first.copy, log, 1)
    first.open(second.log, said.Tell(have_of(second.copy)))

    clock[0] += 1
    due = list(first.mailing.due(first.copy, second.log, have_of(first.copy)))

    assert FRAMES_UNDER_WAY_MAX <= sum(isinstance(one.request, said.Bring) for one in due) <= FRAMES_UNDER_WAY_MAX + 8


def test_two_views_of_a_log_are_left_for_a_contact_and_it_proves_the_fork() -> None:
    clerks, clock = three(0)
    first, second, _ = clerks.values()
    forked, _ = (store.create_log(node_key("f"), "f") for store in (first.copy, second.copy))
    write(first.copy, forked, 3)
    write(second.copy, forked, 3, place="elsewhere")

    post(clerks, clock, rounds=3, bag=list)
    wanted = second.mailing.to_be_met()
    meet(second.copy, "b", first.copy, first.answers)
    post(clerks, clock, rounds=40, bag=list)

    assert first.log in wanted
    assert {one.copy.forked_at(forked) for one in clerks.values()} == {0}
    assert len(heads(clerks)) == 1


def test_a_stranger_who_brings_anything_but_the_register_is_turned_away() -> None:
    store, _ = node("a", 2)
    other, log = node("b", 2)
    answers = answering("a", knows=lambda _: False)
    brought = said.Bring(tuple(frames_from(other, log, 0)))

    reply = answers.answer_signed(store, brought, log)

    assert isinstance(reply, said.Taken)
    assert reply.turned_away == {log: "sync.unknown-node"}
    assert answers.answer_signed(store, said.WhatHave(), log) == said.Denied("sync.unknown-node", 0)
