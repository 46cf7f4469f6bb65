"""Two copies that meet: what one lacks it gets, once; what is false changes nothing; what was signed twice is known."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musterbook.ledger.forks import read_fork_proof
from musterbook.ledger.log import Frame
from musterbook.store.memory import MemoryStore
from musterbook.store.verifying import verify
from musterbook.sync.bundle_taking import ingest_bundle
from musterbook.sync.bundle_writing import write_bundle
from musterbook.sync.exchange import Denied, FromLog, Greeting, Part, Reply, Request
from musterbook.terms.errors import Refused, Tampered
from tests.store.making import AT
from tests.sync.meeting_others import REGISTER_KEY, answering, meet, node, write


class TestAContact:
    def test_both_have_everything_after_one_contact(self) -> None:
        (desk, d), (site, s) = node("d", 5), node("s", 3)

        came = meet(site, "s", desk, answering("d"))

        assert came.done
        assert site.head() == desk.head()
        assert {log: size for log, (size, _) in desk.heads().items()} == {d: 5, s: 3}
        assert list(verify(site)) == []

    def test_meeting_again_brings_nothing_and_changes_nothing(self) -> None:
        (desk, _), (site, _) = node("d", 5), node("s", 3)
        meet(site, "s", desk, answering("d"))
        head = site.head()

        came = meet(site, "s", desk, answering("d"))

        assert (came.done, came.brought, came.stuck) == (True, 0, {})
        assert site.head() == desk.head() == head

    @given(cut=st.integers(0, 12))
    @settings(deadline=None, max_examples=13)
    def test_a_link_cut_anywhere_loses_nothing_and_the_next_contact_ends_it(self, cut: int) -> None:
        (desk, d), (site, s) = node("d", 5), node("s", 3)

        meet(site, "s", desk, answering("d"), cut_at=cut)
        meet(site, "s", desk, answering("d"))

        assert site.head() == desk.head()
        assert {log: size for log, (size, _) in desk.heads().items()} == {d: 5, s: 3}

    def test_every_checkpoint_taken_is_cosigned_and_the_other_hears_of_it(self) -> None:
        (desk, d), (site, _) = node("d", 5), node("s", 3)

        meet(site, "s", desk, answering("d"))

        assert len(site.cosignatures(d, 5)) == 1
        assert desk.cosignatures(d, 5) == site.cosignatures(d, 5)

    def test_what_a_third_wrote_comes_by_whoever_has_it(self) -> None:
        (desk, _), (site, s), (far, _) = node("d", 2), node("s", 3), node("f", 1)
        meet(site, "s", desk, answering("d"))

        meet(far, "f", desk, answering("d"))

        assert far.heads()[s] == site.heads()[s]

    def test_a_log_that_is_stuck_holds_no_other_up(self) -> None:
        (desk, d), (site, _), (third, t) = node("d", 5), node("s", 3), node("t", 4)
        meet(third, "t", desk, answering("d"))
        first = min(d, t)

        def spoil(request: Request, reply: Reply) -> Reply:
            if isinstance(request, FromLog) and request.log == first and isinstance(reply, Part):
                return replace(reply, frames=tuple(_spoilt(frame) for frame in reply.frames))
            return reply

        came = meet(site, "s", desk, answering("d"), change=spoil)

        assert first in came.stuck
        assert site.heads().keys() == {site.own_logs()[0], max(d, t)}
        assert site.turned_away() != []


class TestWhoMeets:
    def test_a_greeting_by_another_key_is_tampered_with(self) -> None:
        (desk, _), (site, _) = node("d", 1), node("s", 1)

        def swap(_: Request, reply: Reply) -> Reply:
            return replace(reply, log=answering("x").identity.log) if isinstance(reply, Greeting) else reply

        with pytest.raises(Tampered, match=r"sync\.greeting"):
            meet(site, "s", desk, answering("d"), change=swap)

    def test_another_operation_is_not_spoken_to(self) -> None:
        (desk, _), site = node("d", 1), MemoryStore(operation="exercise")

        with pytest.raises(Refused, match=r"sync\.other-operation"):
            meet(site, "s", desk, answering("d"))

    def test_nobody_is_answered_without_a_bearer(self) -> None:
        desk, d = node("d", 1)

        assert answering("d").answer(desk, FromLog(d, 0)) == Denied("sync.bearer")

    def test_a_stranger_gets_nothing_of_the_book(self) -> None:
        (desk, _), (site, s) = node("d", 2), node("s", 2)

        came = meet(site, "s", desk, answering("d", knows=lambda _: False))

        assert came.stuck == {"": "sync.unknown-node"}
        assert site.heads().keys() == {s}
        assert s not in desk.heads()

    def test_nothing_is_brought_to_whom_the_register_does_not_know(self) -> None:
        (desk, d), (site, s) = node("d", 2), node("s", 2)

        came = meet(site, "s", desk, answering("d"), knows=lambda _: False)

        assert came.brought == 0
        assert d in site.heads()
        assert s not in desk.heads()


class TestForks:
    def test_a_log_that_shows_two_histories_is_proved_at_both_and_both_end_with_one_head(self) -> None:
        (desk, _), (site, _) = node("d", 1), node("s", 1)
        (one, liar), (two, _) = node("l", 3), node("l", 3)
        write(one, liar, 2, start=3, place="here")
        write(two, liar, 3, start=3, place="there")
        meet(desk, "d", one, answering("l"))
        meet(site, "s", two, answering("l"))

        meet(site, "s", desk, answering("d"))
        meet(site, "s", desk, answering("d"))

        for copy in (desk, site):
            proof = read_fork_proof(copy.forks()[liar])
            assert (proof.seq, proof.first) == (3, True)
            assert copy.heads()[liar][0] == 3
        assert site.head() == desk.head()
        assert _all_of(site, liar) == _all_of(desk, liar)
        assert len(_all_of(site, liar)) == 3 + 2 + 3

    def test_who_has_only_the_beginning_hears_of_the_fork_and_gets_both_branches(self) -> None:
        (desk, _), (site, _), (far, _) = node("d", 1), node("s", 1), node("f", 1)
        (one, liar), (two, _) = node("l", 3), node("l", 3)
        meet(far, "f", one, answering("l"))
        write(one, liar, 2, start=3, place="here")
        write(two, liar, 3, start=3, place="there")
        meet(desk, "d", one, answering("l"))
        meet(site, "s", two, answering("l"))
        meet(site, "s", desk, answering("d"))
        meet(far, "f", site, answering("s"))

        meet(far, "f", site, answering("s"))
        meet(desk, "d", site, answering("s"))

        assert _all_of(far, liar) == _all_of(desk, liar)
        assert far.head() == site.head() == desk.head()

    def test_a_bundle_carries_the_proof_and_both_branches_and_twice_changes_nothing(self, tmp_path: Path) -> None:
        desk, _ = node("d", 1)
        (one, liar), (two, _) = node("l", 3), node("l", 3)
        write(one, liar, 2, start=3, place="here")
        write(two, liar, 3, start=3, place="there")
        meet(desk, "d", one, answering("l"))
        meet(desk, "d", two, answering("l"))
        write_bundle(desk, tmp_path / "desk.bundle")
        far = MemoryStore(operation="op")

        first = ingest_bundle(far, tmp_path / "desk.bundle", at=AT)
        again = ingest_bundle(far, tmp_path / "desk.bundle", at=AT)

        assert (first.failures, first.proved, again.failures, again.proved) == ([], 1, [], 0)
        assert far.head() == desk.head()
        assert _all_of(far, liar) == _all_of(desk, liar)

    def test_a_node_restored_from_an_old_copy_learns_that_its_log_went_on(self) -> None:
        (desk, _), (site, s) = node("d", 1), node("s", 5)
        meet(site, "s", desk, answering("d"))
        restored, _ = node("s", 3)

        came = meet(restored, "s", desk, answering("d"))

        assert came.overtaken
        assert restored.heads()[s] == site.heads()[s]
        assert restored.own_logs() == []

    def test_a_peer_with_less_of_its_log_than_it_once_had_is_named(self) -> None:
        (desk, _), (site, _) = node("d", 5), node("s", 1)
        meet(site, "s", desk, answering("d"))
        restored, _ = node("d", 3)

        came = meet(site, "s", restored, answering("d"))

        assert came.rolled_back


def test_the_register_comes_before_any_other_log() -> None:
    asked: list[str] = []
    (desk, d), (site, _) = node("d", 1), node("s", 1)
    register = desk.create_log(REGISTER_KEY, "desk")
    write(desk, register, 2, start=50)

    def note(request: Request, reply: Reply) -> Reply:
        if isinstance(request, FromLog):
            asked.append(request.log)
        return reply

    meet(site, "s", desk, answering("d"), change=note)

    assert asked == [register, d]


def _spoilt(frame: Frame) -> Frame:
    return replace(frame, bodies=(*frame.bodies[:-1], frame.bodies[-1].replace(b"hasakah", b"hasakaa")))


def _all_of(store: MemoryStore, log: str) -> set[str]:
    beside = {entry.digest for entry in store.branch_entries() if entry.log == log}
    return {entry.digest for entry in store.entries(log)} | beside
