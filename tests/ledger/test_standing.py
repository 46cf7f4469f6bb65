"""What stands and what does not: each reason by hand, and for any set of entries, however it arrived."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from musterbook.custody import facts as custody
from musterbook.ledger.chains import ReadingKey, reading_key
from musterbook.ledger.entry import NO_DIGEST, Act, Entry, entry_from
from musterbook.ledger.facts import Digest
from musterbook.ledger.notation import log_of, told
from musterbook.ledger.reading import OK, Chains, Flagged, Standing, Verdict, in_order, order_key
from musterbook.ledger.spelling import digest_of_words
from musterbook.terms.people import PersonId

assert custody, "the kinds of the story must be declared"

STORY = """
    06:00 hasakah  custody.registered  person=D-0001
    06:01 hasakah  custody.registered  person=D-0002
    06:10 hasakah  custody.offered     handover=H1 people=D-0001,D-0002 receiver=chinook
    06:20 chinook  custody.accepted    handover=H1 people=D-0001
    06:30 chinook  custody.offered     handover=H2 people=D-0001 receiver=karkh
    06:31 hasakah  custody.mustered    present=D-0002
"""


@dataclass(frozen=True)
class No:
    """A verdict against an entry."""

    reason: str = "not-entitled"
    rule: str = "no-authority"
    ok: bool = False
    values: dict[str, str | int | None] = field(default_factory=dict)


def against(*entries: Entry, because: str = "not-entitled") -> Callable[[Entry], Verdict]:
    return lambda entry: No(because) if entry in entries else OK


def reasons(standing: Standing) -> list[tuple[str, int, str]]:
    names = {log_of(name): name for name in ("hasakah", "chinook", "karkh")}
    return sorted((names.get(one.entry.log, "?"), one.entry.seq, one.reason) for one in standing.not_standing)


def again(entry: Entry, *, log: str, seq: int = 0) -> Entry:
    """The same act in another place."""
    return entry_from(entry.act, log=log, seq=seq, prev=NO_DIGEST, signed=())


def typed_again(entry: Entry, after: Iterable[Digest], log: str, seq: int = 0) -> Entry:
    """The same act written down later from its paper, after what was known by then."""
    later = entry.act.written_at + timedelta(hours=1)
    act = replace(entry.act, after=tuple(sorted({*after})), written_at=later, via="paper")
    return entry_from(act, log=log, seq=seq, prev=NO_DIGEST, signed=())


def following(after: Iterable[Digest], last: Entry, number: int) -> Entry:
    """An act of its own that follows these and `last`."""
    name = f"0190c0de-0000-7000-8000-{number:012x}"
    act = replace(last.act, id=name, after=tuple(sorted({*after, last.digest})))
    return entry_from(act, log="8" * 64, seq=number, prev=NO_DIGEST, signed=())


def test_everything_of_an_honest_story_stands() -> None:
    entries = told(STORY)

    standing = Standing.of(entries)

    assert standing.entries == in_order(entries)
    assert standing.not_standing == []
    assert standing.find(entries[3].digest) == entries[3]


def test_what_hangs_below_a_missing_entry_waits_and_is_blocked_to_any_depth() -> None:
    entries = told(STORY)

    standing = Standing.of(entry for entry in entries if entry is not entries[2])

    assert standing.entries == entries[:2]
    assert reasons(standing) == [("chinook", 0, "waiting"), ("chinook", 1, "blocked"), ("hasakah", 3, "waiting")]
    assert {one.values.get("missing") for one in standing.not_standing if one.reason == "waiting"} == {
        entries[2].digest
    }


def test_what_hangs_below_an_entry_without_right_is_blocked() -> None:
    entries = told(STORY)

    standing = Standing.of(entries, verdict=against(entries[3]))

    assert reasons(standing) == [("chinook", 0, "not-entitled"), ("chinook", 1, "blocked")]
    assert {one.rule for one in standing.not_standing} == {"no-authority", "parent-not-standing"}


def test_the_missing_parent_arrives_and_everything_below_stands() -> None:
    entries = told(STORY)
    standing = Standing.of(entry for entry in entries if entry is not entries[2])

    added = standing.add(entries[2])

    assert added
    assert standing.entries == Standing.of(entries).entries
    assert standing.not_standing == []


def test_an_entry_that_belongs_earlier_says_that_readings_must_be_folded_afresh() -> None:
    entries = told(STORY)
    late = told("05:00 karkh custody.mustered present=")[0]
    standing = Standing.of(entries)

    added = standing.add(late)

    assert not added
    assert standing.entries == [late, *Standing.of(entries).entries]


def test_the_first_copy_of_an_act_by_log_and_sequence_stands() -> None:
    entries = told(STORY)
    earlier, later = again(entries[2], log="0" * 64), again(entries[2], log="f" * 64)

    with_later = Standing.of([*entries, later])
    with_earlier = Standing.of([*entries, earlier])

    assert [one.entry for one in with_later.not_standing] == [later]
    assert [one.entry for one in with_earlier.not_standing] == [entries[2]]
    assert with_earlier.not_standing[0].reason == "replayed"
    assert len(with_earlier.entries) == 6


def test_what_follows_a_replayed_copy_is_read_as_following_the_one_that_stands() -> None:
    entries = told(STORY)
    earlier = again(entries[2], log="0" * 64)
    chains = Chains()

    for entry in Standing.of([*entries, earlier]).entries:
        chains.add(entry)

    assert chains.parents(PersonId("D-0001"), entries[3].digest) == (earlier.digest,)
    assert chains.forked == set()


def test_an_act_typed_in_again_after_what_followed_it_does_not_take_its_place() -> None:
    entries = told(STORY)
    offered, accepted = entries[2], entries[3]
    typed = typed_again(offered, [accepted.digest], "0" * 64)

    standing = Standing.of([*entries, typed])

    assert [one.entry for one in standing.not_standing] == [typed]
    assert standing.entries == entries


def test_what_was_written_after_a_copy_typed_in_again_stands_when_the_first_comes_back() -> None:
    entries = told(STORY)
    offered = entries[2]
    typed = typed_again(offered, offered.act.after, "f" * 64)
    accepted = entry_from(
        replace(entries[3].act, after=(typed.digest,)), log="e" * 64, seq=0, prev=NO_DIGEST, signed=()
    )
    standing = Standing.of([*entries[:2], typed, accepted])
    assert standing.not_standing == []

    standing.add(offered)

    assert [one.entry for one in standing.not_standing] == [typed]
    assert [one.act.after for one in standing.entries if one.digest == accepted.digest] == [(offered.digest,)]


def test_a_forged_copy_with_other_links_moves_nothing() -> None:
    entries = told(STORY)
    forged = typed_again(entries[2], [], "0" * 64)
    standing = Standing.of(entries, verdict=against(forged))

    assert standing.add(forged)

    assert (standing.unmoved, standing.entries) == (len(entries), entries)


def test_a_copy_with_other_words_speaks_for_nobody() -> None:
    entries = told(STORY)
    other = replace(entries[2].act, fact=entries[4].act.fact)
    bent = entry_from(other, log="0" * 64, seq=0, prev=NO_DIGEST, signed=())

    standing = Standing.of([*entries, bent])

    assert standing.find(bent.digest) is not None
    assert reasons(standing) == [
        ("chinook", 0, "blocked"),
        ("chinook", 1, "blocked"),
        ("hasakah", 2, "replayed"),
        ("hasakah", 3, "blocked"),
    ]


def test_what_stood_before_the_place_of_a_late_entry_is_unmoved() -> None:
    entries = told(STORY)
    standing = Standing.of([*entries[:4], entries[5]])

    whole = standing.add(entries[4])

    assert (whole, standing.unmoved) == (False, 4)
    assert standing.entries == entries


def test_an_entry_that_comes_last_or_comes_again_moves_nothing() -> None:
    entries = told(STORY)
    standing = Standing.of(entries[:5])

    last, again = (standing.add(entries[5]), standing.unmoved), (standing.add(entries[5]), standing.unmoved)

    assert (last, again) == ((True, 5), (True, 6))


def test_a_forger_cannot_push_an_act_out_by_repeating_it_without_right() -> None:
    entries = told(STORY)
    forged = again(entries[2], log="0" * 64)

    standing = Standing.of([*entries, forged], verdict=against(forged))

    assert [one.entry for one in standing.not_standing] == [forged]
    assert standing.find(entries[2].digest) is not None


def test_beyond_a_fork_everything_is_quarantined() -> None:
    entries = told(STORY)

    standing = Standing.of(entries, forks={log_of("hasakah"): 2})

    assert standing.entries == entries[:2]
    assert reasons(standing) == [
        ("chinook", 0, "blocked"),
        ("chinook", 1, "blocked"),
        ("hasakah", 2, "quarantined"),
        ("hasakah", 3, "quarantined"),
    ]


def test_what_two_people_adopt_beyond_a_fork_stands_and_nothing_else_there() -> None:
    written = told("""
        06:00 hasakah  custody.mustered  muster=M1 counted=1
        06:01 hasakah  custody.mustered  muster=M2 counted=2
        06:02 hasakah  custody.mustered  muster=M3 counted=3
        """)
    taken = written[2].digest

    standing = Standing.of(written, forks={written[0].log: 1}, adopted=lambda one: one.digest == taken)

    assert [one.digest for one in standing.entries] == [written[0].digest, taken]
    assert [(one.entry.seq, one.reason) for one in standing.not_standing] == [(1, "quarantined")]


def test_a_strange_kind_is_kept_without_effect() -> None:
    (entry,) = told("06:00 karkh custody.teleported said={}")

    standing = Standing.of([entry])

    assert [(one.reason, one.rule) for one in standing.not_standing] == [("not-understood", "needs-newer-software")]


def test_odd_times_stand_and_are_flagged() -> None:
    entries = told(
        """
        06:00 hasakah custody.registered person=D-1
        05:15 karkh   custody.corrected  people=D-1 entry=x because=y
        """
    )
    standing = Standing.of(entries)

    flags = standing.flagged({entries[0].digest: entries[0].happened_at - timedelta(minutes=11)})

    assert flags == [Flagged(entries[0], "ahead-of-arrival", 11), Flagged(entries[1], "before-its-parent", 45)]
    assert standing.entries == entries


AUTHORS = ("hasakah", "chinook", "karkh")


@st.composite
def histories(draw: st.DrawFn) -> list[Entry]:
    """Entries that follow each other at random, some with clocks that run backwards, some told twice."""
    minutes = draw(st.lists(st.integers(0, 59), min_size=1, max_size=14))
    lines = []
    for number, minute in enumerate(minutes):
        author = draw(st.sampled_from(AUTHORS))
        after = draw(st.sets(st.integers(0, number - 1), max_size=3)) if number else set()
        parents = ",".join(f"@e{parent}" for parent in sorted(after))
        lines.append(f"06:{minute:02} {author} custody.mustered counted={number} after={parents} @e{number}")
    entries = told("\n".join(lines))
    twice = draw(st.lists(st.sampled_from(entries), max_size=2, unique=True))
    logs = draw(st.lists(st.sampled_from(["0" * 64, "f" * 64]), min_size=2, max_size=2))
    copies = [again(entry, log=log, seq=place) for place, (entry, log) in enumerate(zip(twice, logs, strict=False))]
    return [*entries, *copies, *draw(typed_in_again([*entries, *copies]))]


@st.composite
def typed_in_again(draw: st.DrawFn, entries: list[Entry]) -> list[Entry]:
    """Up to three acts typed in again, each after whatever was known by then, and up to three that follow those."""
    known = list(entries)
    for place in range(draw(st.integers(0, 6))):
        after = [one.digest for one in draw(st.lists(st.sampled_from(known), max_size=3))]
        of = draw(st.sampled_from(known))
        log = draw(st.sampled_from(("1" * 64, "e" * 64)))
        known.append(typed_again(of, after, log, place) if place % 2 == 0 else following(after, known[-1], place))
    return known[len(entries) :]


@st.composite
def crowded(draw: st.DrawFn) -> list[Entry]:
    """Entries that follow each other at random, most of them at the same minute as others or before their parents."""
    minutes = draw(st.lists(st.integers(0, 2), min_size=1, max_size=16))
    lines = []
    for number, minute in enumerate(minutes):
        after = draw(st.sets(st.integers(0, number - 1), max_size=4)) if number else set()
        parents = ",".join(f"@e{parent}" for parent in sorted(after))
        lines.append(f"06:0{minute} karkh custody.mustered counted={number} after={parents} @e{number}")
    return told("\n".join(lines))


@given(entries=crowded())
def test_places_in_reading_order_are_the_reading_order(entries: list[Entry]) -> None:
    places: dict[Digest, ReadingKey] = {}
    for entry in entries:
        places[entry.digest] = reading_key(entry, [places[parent] for parent in entry.act.after])

    assert sorted(entries, key=lambda entry: places[entry.digest]) == in_order(entries)


@given(entries=crowded(), chance=st.randoms(use_true_random=False))
def test_taking_entries_in_any_order_gives_what_taking_all_gives(entries: list[Entry], chance: random.Random) -> None:
    arrived = list(entries)
    chance.shuffle(arrived)

    standing = Standing.of(())
    for entry in arrived:
        before = list(standing.entries)
        carried_on = standing.add(entry)
        assert carried_on == (standing.entries[: len(before)] == before)

    assert standing.entries == Standing.of(entries).entries == in_order(entries)


def verdicts(entries: list[Entry], places: set[int]) -> Callable[[Entry], Verdict]:
    return against(*(entry for place, entry in enumerate(entries) if place in places))


@given(entries=histories(), bad=st.sets(st.integers(0, 15), max_size=3), gone=st.sets(st.integers(0, 15), max_size=3),
       chance=st.randoms(use_true_random=False), cut=st.integers(0, 16))  # fmt: skip
def test_arrival_order_never_matters(
    entries: list[Entry], bad: set[int], gone: set[int], chance: random.Random, cut: int
) -> None:
    verdict = verdicts(entries, bad)
    here = [entry for place, entry in enumerate(entries) if place not in gone]
    arrived = list(here)
    chance.shuffle(arrived)
    whole = Standing.of(here, verdict=verdict)

    standing = Standing.of(arrived[:cut], verdict=verdict)
    for entry in arrived[cut:]:
        before = list(standing.entries)
        if standing.add(entry):
            assert standing.entries[: len(before)] == before

    assert standing.entries == whole.entries
    assert standing.not_standing == whole.not_standing
    assert len(whole.entries) + len(whole.not_standing) == len({entry.digest for entry in here})


@given(entries=histories())
def test_with_everything_here_each_act_stands_once_however_often_it_was_typed(entries: list[Entry]) -> None:
    standing = Standing.of(entries)

    assert sorted(one.act.id for one in standing.entries) == sorted({one.act.id for one in entries})
    assert {one.reason for one in standing.not_standing} <= {"replayed"}


@given(entries=histories(), chance=st.randoms(use_true_random=False))
def test_reading_order_is_independent_of_shuffling_and_keeps_links(entries: list[Entry], chance: random.Random) -> None:
    shuffled = list(entries)
    chance.shuffle(shuffled)

    ordered = in_order(shuffled)

    places = {entry.digest: place for place, entry in enumerate(ordered)}
    assert ordered == in_order(entries)
    assert all(places[parent] < places[entry.digest] for entry in entries for parent in entry.act.after)
    if all(order_key(a) < order_key(b) for a in entries for b in entries if a.digest in b.act.after):
        assert ordered == sorted(entries, key=order_key)


def sixty_thousand() -> list[Entry]:
    """Handovers of one person each, back and forth, sixty thousand entries in all."""
    first = told("06:00 hasakah custody.registered person=D-0001")[0]
    entries, log = [first], "a" * 64
    for number in range(1, 60_000):
        moment = first.happened_at + timedelta(seconds=number)
        after = (entries[-1].digest,) if number % 10 else ()
        act = Act(f"0190c0de-0000-7000-8000-{number:012x}", first.by, first.fact, after, (0, "0" * 64), moment, moment)
        entries.append(Entry(act, log, number, NO_DIGEST, (), _name(number), b""))
    return entries


def _name(number: int) -> Digest:
    return digest_of_words(str(number))


def test_sixty_thousand_entries_are_sorted_out_quickly() -> None:
    entries = sixty_thousand()
    random.Random(5).shuffle(entries)

    began = time.process_time()
    standing = Standing.of(entries)
    took = time.process_time() - began

    assert len(standing.entries) == 60_000
    assert took < 3, "one second on a quiet machine; three leave room for a busy one"
