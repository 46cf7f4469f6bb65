"""A site that holds only its people: what it has, what it is not told, and that its gates say what the desk's say."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from musterbook.custody.facts import Accepted, LetGo, Linked, Mustered, Offered, TakenBack
from musterbook.custody.handovers import Handovers
from musterbook.custody.roll import Roll
from musterbook.eligibility.facts import AgeDoubted, Held, KeptApart
from musterbook.ledger.entry import Entry
from musterbook.ledger.excerpt import Excerpt
from musterbook.ledger.facts import Digest
from musterbook.operation import clearing, mustering, stating
from musterbook.operation.agreeing import discrepancies_of
from musterbook.operation.book import Book
from musterbook.operation.gates import objections_to, why_not
from musterbook.operation.missing_links import links_missing
from musterbook.operation.verifying import Outcome, verify_copy
from musterbook.rights.facts import ErasureOrdered, NodeHolds
from musterbook.store.memory import MemoryStore
from musterbook.store.verifying import verify
from musterbook.sync.bundle import read_bundle
from musterbook.sync.bundle_sides import Copied, Ingesting
from musterbook.sync.bundle_taking import ingest_bundle
from musterbook.sync.bundle_writing import write_bundle
from musterbook.sync.excerpting import write_excerpt
from musterbook.terms.custodians import CustodianId, in_hand, unaccounted
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Move, Objection
from musterbook.terms.people import PersonId
from tests.operation.making import BUS, DESK, HARBOUR, WILLOW, acting
from tests.operation.partly import LATER, OAK, Nodes, begun, founded, in_register
from tests.verifier.loading import verify_bytes

OFFICER = {OAK: "k.officer/site-officer", WILLOW: "w.officer/site-officer"}
GATE = {OAK: "k.gate/receiving-officer", WILLOW: "w.gate/receiving-officer", HARBOUR: "h.officer/receiving-officer"}
NO_PAPER = Digest("0" * 64)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    book = founded(tmp_path_factory.mktemp("base"))
    yield book
    book.close()


def at(nodes: Nodes, custodian: CustodianId) -> list[PersonId]:
    return sorted(nodes.whole.reading(Roll).on(in_hand(custodian)))


def offered(nodes: Nodes, people: list[PersonId], giver: CustodianId, receiver: CustodianId) -> Entry:
    minute = next(nodes.minutes)
    fact = Offered(
        handover=f"H{minute}", manifest=NO_PAPER, people=frozenset(people), receiver=receiver, destination=receiver,
        due_by=LATER,
    )  # fmt: skip
    return nodes.whole.write(acting(OFFICER[giver], giver, minutes=minute).draft(fact))


def given_away(nodes: Nodes, people: list[PersonId], giver: CustodianId, receiver: CustodianId) -> None:
    entry = offered(nodes, people, giver, receiver)
    fact = Accepted(handover=entry.fact.handover, offer=entry.digest, people=frozenset(people))  # type: ignore[attr-defined]
    draft = acting(GATE[receiver], receiver, minutes=next(nodes.minutes)).draft(fact, after=(entry.digest,))
    nodes.whole.write(draft)


def numbers(entries: object) -> set[PersonId]:
    return {person for one in entries for person in one.fact.named()}  # type: ignore[attr-defined]


def test_an_order_in_the_register_about_somebody_else_stands_here_and_brings_no_act_about_him(base: Book) -> None:
    nodes = begun(base)
    man = min(at(nodes, OAK))
    two = in_register(nodes.whole, {"r.registrar": "registrar", "a.admin": "administrator"}, minutes=130)
    order = nodes.whole.write(two.draft(ErasureOrdered(person=man, basis="law-12", papers=NO_PAPER)))

    nodes.meet()

    book = nodes.book()
    assert book.entry(order.digest) is not None
    assert not book.not_standing()
    assert {one.act.kind for one in book.stored() if man in one.fact.named()} == {"rights.erasure-ordered"}


def test_it_holds_its_people_and_nobody_elses_and_knows_that_it_does(base: Book) -> None:
    nodes = begun(base)
    oaks, willows = at(nodes, OAK), at(nodes, WILLOW)
    given_away(nodes, oaks[:2], OAK, WILLOW)

    met = nodes.meet()
    book = nodes.book()

    assert (met.done, met.stuck) == (True, {})
    assert book.holding is not None
    assert book.holding.people == {*willows, *oaks[:2]}
    assert book.head() == nodes.whole.head()
    assert book.reading(Roll).headcount == {WILLOW: 14}
    assert numbers(book.entries()) == {*willows, *oaks[:2]}
    assert book.not_standing() == []
    assert list(verify(nodes.site)) == []


def test_the_bytes_about_others_never_came(base: Book) -> None:
    nodes = begun(base)
    oaks = at(nodes, OAK)
    nodes.whole.write(
        acting("s.security/security-officer", DESK, minutes=9).draft(
            Held(person=oaks[3], ground="security", authority="security-officer")
        )
    )

    nodes.meet()

    about = [one for one in nodes.whole.entries() if isinstance(one.fact, Held) and one.fact.person == oaks[3]]
    bodies = b"".join(one.body for one in nodes.site.entries())
    assert about
    assert all(one.body not in bodies for one in about)


def test_somebody_who_is_offered_comes_with_everything_said_of_him(base: Book) -> None:
    nodes = begun(base)
    nodes.meet()
    (man, *_) = at(nodes, OAK)
    assert man not in numbers(nodes.book().entries())
    offered(nodes, [man], OAK, WILLOW)

    nodes.meet()
    book = nodes.book()

    mine = [one.digest for one in book.entries() if man in one.fact.named()]
    assert mine == [one.digest for one in nodes.whole.entries() if man in one.fact.named()]
    assert book.reading(Roll).holder(man) == OAK


def test_what_an_act_follows_about_others_is_known_by_its_digest_and_the_act_stands(base: Book) -> None:
    nodes = begun(base)
    (one, other, *_) = at(nodes, OAK)
    alone = nodes.whole.entry(nodes.whole.chains.heads_of({other})[0])
    assert alone is not None
    both = counted(nodes, "M2", {one, other})
    offered(nodes, [one], OAK, WILLOW)
    nodes.meet()

    book = nodes.book()

    assert alone.digest in both.act.after
    assert nodes.site.known_by_digest()[alone.digest] == (alone.log, alone.seq)
    read = book.entry(both.digest)
    assert read is not None
    assert book.not_standing() == []
    assert [seen.fact for seen in book.entries() if seen.digest == both.digest] == [
        Mustered(muster="M2", present=frozenset({one}), counted=2, place="OAK")
    ]


def test_a_count_in_which_somebody_is_missing_reaches_the_site_he_had_left(base: Book) -> None:
    nodes = begun(base)
    (man, *others) = at(nodes, OAK)
    offered(nodes, [man], OAK, WILLOW)
    missed = counted(nodes, "M1", set(others))

    nodes.meet()
    book = nodes.book()

    assert man not in missed.named()
    assert book.entry(missed.digest) is not None
    assert book.reading(Roll).where[man] == nodes.whole.reading(Roll).where[man]


def test_a_giver_hears_that_whom_he_offered_was_left_over_by_an_acceptance_that_names_only_others(base: Book) -> None:
    nodes = begun(base)
    man, other = at(nodes, WILLOW)[0], at(nodes, OAK)[0]
    entry = offered(nodes, [man], WILLOW, HARBOUR)
    gone = LetGo(handover=entry.fact.handover, people=frozenset({man}))  # type: ignore[attr-defined]
    nodes.whole.write(acting(OFFICER[WILLOW], WILLOW, minutes=next(nodes.minutes)).draft(gone, after=(entry.digest,)))
    nodes.meet()
    fact = Accepted(handover=entry.fact.handover, offer=entry.digest, people=frozenset({other}))  # type: ignore[attr-defined]
    took = nodes.whole.write(acting(GATE[HARBOUR], HARBOUR, minutes=next(nodes.minutes)).draft(fact))

    nodes.meet()
    book = nodes.book()

    assert nodes.whole.reading(Roll).where[man] == unaccounted(WILLOW)
    assert book.reading(Roll).where[man] == unaccounted(WILLOW)
    assert [one.named() for one in book.entries() if one.digest == took.digest] == [frozenset()]


def counted(nodes: Nodes, muster: str, people: set[PersonId]) -> Entry:
    officers = {"k.counter": "counting-officer", "k.officer": "site-officer"}
    fact = Mustered(muster=muster, present=frozenset(people), counted=len(people), place="OAK")
    return nodes.whole.write(acting(officers, OAK, minutes=next(nodes.minutes)).draft(fact))


STEPS: dict[str, Callable[[Nodes, int], object]] = {
    "in": lambda nodes, pick: given_away(nodes, some(at(nodes, OAK), pick), OAK, WILLOW),
    "out": lambda nodes, pick: given_away(nodes, some(at(nodes, WILLOW), pick), WILLOW, OAK),
    "offer": lambda nodes, pick: offered(nodes, some(at(nodes, OAK), pick), OAK, WILLOW),
    "hold": lambda nodes, pick: written(
        nodes, "s.security/security-officer",
        Held(person=anybody(nodes, pick), ground="security", authority="security-officer"),
    ),
    "apart": lambda nodes, pick: written(
        nodes, "s.security/security-officer",
        KeptApart(pair=frozenset({anybody(nodes, pick), anybody(nodes, pick + 7)}), reach="carrier", because="feud"),
    ),
    "doubt": lambda nodes, pick: written(
        nodes, "d.doctor/clinician", AgeDoubted(person=anybody(nodes, pick), said_by="himself", because="x")
    ),
    "link": lambda nodes, pick: nodes.whole.write(
        acting("k.clerk/register-clerk", OAK, minutes=next(nodes.minutes)).draft(
            Linked(person=anybody(nodes, pick), other=anybody(nodes, pick + 5), relation="sibling", source="himself")
        )
    ),
    "count": lambda nodes, pick: counted(nodes, f"M{next(nodes.minutes)}", set(some(at(nodes, OAK), pick))),
    "meet": lambda nodes, _: nodes.meet(),
}  # fmt: skip


def some(people: list[PersonId], pick: int) -> list[PersonId]:
    return people[pick % len(people) :][: 1 + pick % 3] if people else []


def anybody(nodes: Nodes, pick: int) -> PersonId:
    people = sorted(nodes.whole.reading(Roll).where)
    return people[pick % len(people)]


def written(nodes: Nodes, who: str, fact: object) -> Entry:
    return nodes.whole.write(acting(who, DESK, minutes=next(nodes.minutes)).draft(fact))  # type: ignore[arg-type]


def said(found: list[Objection]) -> list[tuple[object, ...]]:
    return sorted((one.rule, one.person or "", str(sorted(one.values.items(), key=str))) for one in found)


@given(st.lists(st.tuples(st.sampled_from(sorted(STEPS)), st.integers(0, 40)), max_size=10))
@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_gates_say_of_its_people_what_they_say_at_the_desk(base: Book, steps: list[tuple[str, int]]) -> None:
    nodes = begun(base)
    clearing.clear(
        nodes.whole, acting("e.reviewer/eligibility-reviewer", DESK, minutes=60),
        clearing.clearable(nodes.whole, WILLOW)[:6], destination=HARBOUR, legal_basis="order 7",
    )  # fmt: skip
    for name, pick in steps:
        if name not in ("in", "out", "offer") or some(at(nodes, OAK if name != "out" else WILLOW), pick):
            STEPS[name](nodes, pick)

    nodes.meet()
    book = nodes.book()

    people = at(nodes, WILLOW)
    assert at_site(book) == people
    assert list(verify(nodes.site)) == []
    for moved in (people, people[::2], people[:1]):
        move = Move(frozenset(moved), WILLOW, BUS, LATER, destination=HARBOUR, handover="H", day="2026-01-23")
        assert said(objections_to(book, move)) == said(objections_to(nodes.whole, move))
    for person in people:
        assert said(why_not(book, person, at=LATER, destination=HARBOUR)) == said(
            why_not(nodes.whole, person, at=LATER, destination=HARBOUR)
        )


def at_site(book: Book) -> list[PersonId]:
    return sorted(book.reading(Roll).on(in_hand(WILLOW)))


def test_a_partial_copy_states_and_agrees_no_figure_and_closes_only_its_own_day(base: Book) -> None:
    nodes = begun(base)
    nodes.meet()
    nodes.site.hold_key(nodes.identity.key)
    book = nodes.book()
    clerk = acting("w.officer/site-officer", WILLOW, minutes=400)

    for refused in (
        lambda: stating.state(book, clerk), lambda: mustering.close_day(book, clerk, OAK, "2026-01-21"),
    ):  # fmt: skip
        with pytest.raises(Refused) as told:
            refused()
        assert [one.rule for one in told.value.objections] == ["copy.partial"]
    assert mustering.close_day(book, clerk, WILLOW, "2026-01-21").by == WILLOW


def test_what_the_site_writes_counts_at_the_desk(base: Book) -> None:
    nodes = begun(base)
    nodes.meet()
    nodes.site.hold_key(nodes.identity.key)
    book = nodes.book()
    clerk = acting("w.officer/site-officer", WILLOW, minutes=400)
    entry = mustering.close_day(book, clerk, WILLOW, "2026-01-21")
    nodes.whole.store._keys.clear()  # type: ignore[attr-defined]

    nodes.meet()
    nodes.whole.read_afresh()

    assert nodes.whole.entry(entry.digest) is not None
    assert nodes.book().head() == nodes.whole.head()


def test_its_copy_verifies_in_a_file_and_says_what_is_not_here(base: Book, tmp_path: Path) -> None:
    nodes = begun(base)
    nodes.meet()
    given_away(nodes, at(nodes, OAK)[:2], OAK, WILLOW)
    nodes.meet()
    file = tmp_path / "willow.mbk"
    write_bundle(cast("Copied", nodes.site), file)
    bundle = read_bundle(file)

    outcome = verify_copy(bundle, bundle.proofs, Outcome())
    again = MemoryStore(operation=nodes.site.operation)
    ingest_bundle(cast("Ingesting", again), file, at=LATER)

    told = verify_bytes(file.read_bytes())
    assert told[0] == 0, told
    assert [one for one in told[1] if one.startswith(("8 ", "head", "1 "))] == [
        one for one in outcome.lines() if one.startswith(("8 ", "head", "1 "))
    ]
    assert "entries are shown and not here" in told[1][9]
    assert outcome.failed == []
    (line,) = [one for one in outcome.lines() if one.startswith("partial:")]
    assert line.endswith("counts below are of whom this copy holds, for willow")
    assert "11 accounts: willow/in-hand 14" in outcome.lines()
    assert again.head() == nodes.site.head()
    assert [one.digest for one in again.entries()] == [one.digest for one in nodes.site.entries()]


def test_a_changed_byte_of_its_copy_is_found(base: Book, tmp_path: Path) -> None:
    nodes = begun(base)
    nodes.meet()
    file = tmp_path / "willow.mbk"
    write_bundle(cast("Copied", nodes.site), file)
    bundle = read_bundle(file)
    (first, *rest) = bundle.excerpts
    place, body = next(iter(first.bodies.items()))
    changes = {"bodies": {**first.bodies, place: body.replace(b"2026-01", b"2026-02")}}, {"hashes": first.hashes[1:]}

    for changed in changes:
        broken = replace(bundle, excerpts=(replace(first, **changed), *rest))
        assert verify_copy(broken, (), Outcome()).exit_code == 5
        raw = file.read_bytes()[:-32].replace(_part(first), _part(replace(first, **changed)))
        assert verify_bytes(raw + hashlib.sha256(raw).digest())[0] in {4, 5}


def _part(excerpt: Excerpt) -> bytes:
    return write_excerpt(excerpt, packed="zlib")


def test_an_entry_whose_link_never_came_is_a_discrepancy_after_an_hour(base: Book) -> None:
    nodes = begun(base)
    man = at(nodes, OAK)[0]
    counted(nodes, "M1", {man})
    later = counted(nodes, "M2", {man})
    offered(nodes, [man], OAK, WILLOW)
    hole = nodes.allowed()
    for log, places in hole._given.items():
        hole._given[log] = [one for one in places if (log, one) != (later.log, later.seq)]
    nodes.meet(allowed=hole)
    book = nodes.book()

    soon, late = LATER + timedelta(minutes=59), LATER + timedelta(minutes=61)

    assert links_missing(book, soon) == ()
    assert [one.owner for one in links_missing(book, late)] == [OAK]
    assert "link-missing" in {one.kind for one in discrepancies_of(book, late).open}


def test_a_site_hears_that_somebody_it_was_offered_has_been_taken_back(base: Book) -> None:
    nodes = begun(base)
    (man, *_) = at(nodes, OAK)
    handover = offered(nodes, [man], OAK, WILLOW).fact.handover  # type: ignore[attr-defined]
    nodes.meet()
    for fact in (
        LetGo(handover=handover, people=frozenset({man})),
        TakenBack(handover=handover, people=frozenset({man})),
    ):
        nodes.whole.write(acting(OFFICER[OAK], OAK, minutes=next(nodes.minutes)).draft(fact))

    nodes.meet()
    book = nodes.book()

    assert book.holding is not None
    assert man not in book.holding.people
    assert [one.outstanding for one in book.reading(Handovers).all()] == []
    assert book.head() == nodes.whole.head()


def test_a_site_hears_that_another_took_whom_it_was_offered(base: Book) -> None:
    nodes = begun(base)
    (man, *_) = at(nodes, OAK)
    entry = offered(nodes, [man], OAK, WILLOW)
    gone = LetGo(handover=entry.fact.handover, people=frozenset({man}))  # type: ignore[attr-defined]
    nodes.whole.write(acting(OFFICER[OAK], OAK, minutes=next(nodes.minutes)).draft(gone))
    nodes.meet()
    fact = Accepted(handover=entry.fact.handover, offer=entry.digest, people=frozenset({man}))  # type: ignore[attr-defined]
    took = nodes.whole.write(acting(GATE[HARBOUR], HARBOUR, minutes=next(nodes.minutes)).draft(fact))

    nodes.meet()
    book = nodes.book()

    assert took.digest in {one.digest for one in book.entries()}
    assert book.holding is not None
    assert man not in book.holding.people
    assert book.head() == nodes.whole.head()


def test_an_act_that_follows_the_second_copy_of_a_repeated_act_stands_at_the_site_too(base: Book) -> None:
    nodes = begun(base)
    one, other, *_ = at(nodes, OAK)
    first = counted(nodes, "M1", {other})
    (twice,) = nodes.whole.store.append(
        first.log, [(first.act, first.signed)], at=LATER, register=first.act.register
    )  # fmt: skip
    nodes.whole.take_in([twice])
    fact = Offered(
        handover="H0", manifest=NO_PAPER, people=frozenset({one, other}), receiver=WILLOW, destination=WILLOW,
        due_by=LATER,
    )  # fmt: skip
    draft = acting(OFFICER[OAK], OAK, minutes=next(nodes.minutes)).draft(fact, after=(twice.digest,))
    offer = nodes.whole.write(draft)

    nodes.meet()

    assert nodes.whole.entry(offer.digest) is not None
    assert nodes.book().entry(offer.digest) is not None


def test_what_a_site_read_of_its_people_is_read_again_once_it_holds_everything(base: Book) -> None:
    nodes = begun(base)
    site = replace(nodes, site=cast("MemoryStore", nodes.whole.store)).book()  # of which nothing was erased yet
    in_part = dict(site.reading(Roll).where)

    signing = in_register(nodes.whole, {"r.registrar": "registrar", "a.admin": "administrator"}, minutes=200)
    site.take_in([nodes.whole.write(signing.draft(NodeHolds(log=nodes.log, holds="everything")))])

    assert in_part != site.reading(Roll).where == nodes.whole.reading(Roll).where
