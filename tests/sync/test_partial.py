"""A node that may hold only some entries: it gets those and no others, can prove them, and gets more when it may."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musterbook.ledger.excerpt import Shown
from musterbook.store.memory import MemoryStore
from musterbook.store.verifying import verify
from musterbook.sync.answering import Answering
from musterbook.sync.calling import Contact
from musterbook.sync.copies import frames_from
from musterbook.sync.excerpting import excerpt_between, from_runs, read_excerpt_at, to_runs, write_excerpt
from musterbook.sync.exchange import Denied, Excerpts, FromLog, MayHold, Places, Reply, Request, TheEntries
from musterbook.sync.wire import Got, Sent, read_reply, read_sent, replied, sent
from musterbook.terms.errors import Malformed
from tests.store.making import AT
from tests.sync.meeting_others import REGISTER_KEY, identity, meet, node, nonces, write
from tests.sync.partly import May, desk_that_allows


def seqs(store: MemoryStore, log: str) -> list[int]:
    return [one.seq for one in store.entries(log)]


def test_one_that_is_only_called_is_brought_what_it_may_hold() -> None:
    (desk, d), (site, s) = node("d", 5), node("s", 1)
    may = May(s, {d: {2}})
    answers = Answering(identity("s"), now=lambda: AT, entropy=nonces("as"), knows=lambda _: True)

    def bring() -> Contact:
        return meet(desk, "d", site, answers, allows=lambda log: may if log == s else None)

    bring()
    assert seqs(site, d) == [2]
    may.bodies[d] |= {0}
    bring()

    assert seqs(site, d) == [0, 2]
    assert site.head() == desk.head()
    assert list(verify(site)) == []


def test_a_machine_that_holds_everything_is_not_made_partial_by_whoever_brings_it_excerpts() -> None:
    (desk, d), (whole, w) = node("d", 5), node("w", 1)
    answers = Answering(
        identity("w"), now=lambda: AT, entropy=nonces("aw"), knows=lambda _: True, whole=lambda: True
    )  # fmt: skip

    met = meet(desk, "d", whole, answers, allows=lambda log: May(w, {d: {2}}) if log == w else None)

    assert (seqs(whole, d), whole.in_part()) == ([], frozenset())
    assert met.stuck == {d: "sync.excerpt-unwanted"}


@given(st.integers(0, 16))
@settings(deadline=None, max_examples=17)
def test_a_link_cut_anywhere_loses_nothing(cut: int) -> None:
    (desk, d), (site, s) = node("d", 5), node("s", 1)
    may = May(s, {d: {1}})
    meet(site, "s", desk, desk_that_allows(may))
    may.bodies[d] |= {0, 4}
    write(desk, d, 2, start=5)

    meet(site, "s", desk, desk_that_allows(may), cut_at=cut)
    meet(site, "s", desk, desk_that_allows(may))

    assert seqs(site, d) == [0, 1, 4]
    assert site.head() == desk.head()
    assert list(verify(site)) == []


ASKED: list[Callable[[str], Request]] = [
    lambda log: FromLog(log, 0), lambda log: TheEntries(log, 5, (0, 1, 2, 3, 4)), MayHold,
]  # fmt: skip


@pytest.mark.parametrize("asked", ASKED)
def test_whoever_asks_for_more_than_he_may_hold_gets_what_he_may(asked: Callable[[str], Request]) -> None:
    (desk, d), (site, s) = node("d", 5), node("s", 1)
    answered: list[Reply] = []
    may = May(s, {d: {1}})

    def ask(request: Request, reply: Reply) -> Reply:
        if isinstance(request, FromLog) and request.log == d:
            answered.append(other.answer(desk, asked(d), token=other_token[0]))
        return reply

    other, other_token = desk_that_allows(may), [""]
    meet(site, "s", desk, other, change=ask, tokens=other_token)

    (given,) = answered
    given_away = [set(one.bodies) for one in given.excerpts] if isinstance(given, Excerpts) else given
    assert given_away in ([{1}], Places(d, 5, to_runs([1])))


def test_a_copy_in_part_gives_nothing_of_that_log_on() -> None:
    (desk, d), (site, s), (third, t) = node("d", 5), node("s", 1), node("t", 1)
    meet(site, "s", desk, desk_that_allows(May(s, {d: {1}})))
    answers = Answering(identity("s"), now=lambda: AT, entropy=nonces("as"), knows=lambda _: True)
    asked: list[Reply] = []

    def also(request: Request, reply: Reply) -> Reply:
        if isinstance(request, FromLog):
            asked.append(answers.answer(site, FromLog(d, 0), token=token[0]))
        return reply

    token = [""]
    meet(third, "t", site, answers, change=also, tokens=token)

    assert d not in third.heads()
    assert (third.heads()[s], third.heads()[t]) == (site.heads()[s], site.heads()[t])
    assert asked
    assert all(one == Denied("sync.partial-here") for one in asked)


def test_an_answer_that_shows_a_false_entry_is_turned_away_and_named() -> None:
    (desk, d), (site, s) = node("d", 5), node("s", 1)

    def change(_: Request, reply: Reply) -> Reply:
        if not isinstance(reply, Excerpts):
            return reply
        (one,) = reply.excerpts
        forged = {seq: body.replace(b"hasakah", b"hasakeh") for seq, body in one.bodies.items()}
        return Excerpts(
            reply.log, reply.size, (type(one)(one.log, one.start, one.size, one.note, forged, {}, one.hashes),)
        )

    came = meet(site, "s", desk, desk_that_allows(May(s, {d: {1}})), change=change)

    assert came.stuck == {d: "excerpt.root"}
    assert seqs(site, d) == []
    assert [rule for _, _, rule, _ in site.turned_away()] == ["excerpt.root"]


def test_the_register_is_never_in_part() -> None:
    (desk, d), (site, s) = node("d", 2), node("s", 1)
    register = desk.create_log(REGISTER_KEY, "register")
    write(desk, register, 4, start=50)
    may = May(s, {d: {1}})
    may.whole = lambda log: log in (s, register)  # type: ignore[method-assign]

    meet(site, "s", desk, desk_that_allows(may))

    assert site.in_part() == {d}
    assert seqs(site, register) == [0, 1, 2, 3]


def test_a_change_of_one_bit_at_rest_is_found() -> None:
    (desk, d), (site, s) = node("d", 7), node("s", 1)
    meet(site, "s", desk, desk_that_allows(May(s, {d: {1, 5}}, {d: {3}})))
    part = site._parts[d]
    kept = part.places[5]
    assert kept.body is not None

    part.places[5] = kept._replace(body=kept.body.replace(b"hasakah", b"hasakeh"))
    changed = {getattr(one, "rule", "") for one in verify(site)}
    part.places[5] = kept
    part.runs.clear()
    unshown = {getattr(one, "rule", "") for one in verify(site)}

    assert changed == {"verify.column"}
    assert unshown == {"verify.not-shown", "verify.entries-missing"}


@given(st.lists(st.integers(0, 60), unique=True))
def test_places_are_the_same_after_being_said_as_runs(places: list[int]) -> None:
    assert from_runs(to_runs(sorted(places)), 100) == sorted(places)


def test_excerpts_travel_and_no_broken_bytes_are_an_excerpt() -> None:
    (desk, d), (site, s) = node("d", 7), node("s", 1)
    seen: list[Excerpts] = []

    def see(_: Request, reply: Reply) -> Reply:
        seen.extend([reply] if isinstance(reply, Excerpts) else [])
        return reply

    meet(site, "s", desk, desk_that_allows(May(s, {d: {1, 5}}, {d: {3}})), change=see)
    raw = write_excerpt(seen[0].excerpts[0])

    assert read_excerpt_at(raw, 0) == (seen[0].excerpts[0], len(raw))
    for at in range(0, len(raw), 7):
        with pytest.raises(Malformed):
            read_excerpt_at(raw[:at], 0)
    request = FromLog(d, 0)
    assert read_reply(request, replied(seen[0])) == seen[0]
    for one in (MayHold(d, 3), TheEntries(d, 7, (1, 2))):
        out: Sent = sent(one)
        assert read_sent(out.method, out.target, out.body) == one
    assert isinstance(replied(seen[0]), Got)


def test_what_is_shown_of_a_log_that_is_here_whole_brings_nothing_and_leaves_it_whole() -> None:
    """A stick may bring a machine that was begun anew what others hold in part of its own old log."""
    (desk, d), (site, s) = node("d", 5), node("s", 1)
    for frame in frames_from(desk, d, 0):
        site.ingest(frame, came_from="test", at=AT)
    before = site.head()

    shown = site.take_excerpt(excerpt_between(desk, d, 0, 5, given=[1], known=[3]), came_from="stick", at=AT)

    assert isinstance(shown, Shown)
    assert (site.in_part(), site.runs(d), site.head()) == (frozenset(), [], before)
    assert site.own_logs() == [s]
