"""Sealed things go where their person is to be held, to nobody else, once; what is false or erased does not arrive."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from musterbook.custody.facts import Recovered
from musterbook.custody.people import People
from musterbook.custody.roll import Roll
from musterbook.ledger.facts import Digest
from musterbook.operation.book import Book
from musterbook.operation.carrying_sealed import DIFFERS, UNWANTED, SealedBeside
from musterbook.operation.putting_out import put_out, to_put_out
from musterbook.rights.facts import ErasureOrdered, PutOut
from musterbook.store.envelopes import Reader
from musterbook.store.reading_keys import reading_private
from musterbook.store.rooms import Room, open_apart, seal_apart
from musterbook.store.sealed import Clear, SealedStore
from musterbook.store.verifying import verify
from musterbook.sync.exchange import Bring, LacksBlobs, SealedBlob
from musterbook.sync.wire import read_sent, sent
from musterbook.terms.custodians import in_hand, unaccounted
from musterbook.terms.people import PersonId
from tests.operation.making import WILLOW, acting
from tests.operation.partly import LATER, OAK, begun, founded, in_register
from tests.operation.test_partial import GATE, NO_PAPER, given_away, offered
from tests.store.making import node_key


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    book = founded(tmp_path_factory.mktemp("base"))
    yield book
    book.close()


class Both:
    """The desk's sealed things and an empty store of the site's."""

    def __init__(self, base: Book, folder: Path) -> None:
        assert base.sealed is not None
        self.nodes = begun(base)
        self.kept = SealedStore(folder, bytes(range(32)))
        self.theirs = base.sealed
        self.desk = SealedBeside(lambda: self.nodes.whole, lambda: nullcontext(self.theirs), self.nodes.desk.key)
        self.site = self.beside()

    def beside(self) -> SealedBeside:
        book = self.nodes.book()
        return SealedBeside(lambda: book, lambda: nullcontext(self.kept), self.nodes.identity.key)

    def meet(self) -> None:
        """Entries first, as a contact has them, then what is sealed."""
        self.nodes.meet()
        self.site = self.beside()
        self.nodes.meet(sealed=(self.site, self.desk))

    def particulars(self, person: PersonId) -> Digest:
        known = self.nodes.whole.reading(People).get(person)
        assert known is not None
        assert known.particulars is not None
        return known.particulars

    def first_at_oak(self) -> PersonId:
        return min(self.nodes.whole.reading(Roll).on(in_hand(OAK)))


@pytest.fixture
def both(base: Book, tmp_path: Path) -> Iterator[Both]:
    found = Both(base, tmp_path)
    yield found
    found.kept.close()


def about(store: SealedStore) -> set[PersonId]:
    return set(store.digests("particulars").values())


def test_what_is_sealed_of_its_people_arrives_opens_and_comes_once(both: Both) -> None:
    willows = both.nodes.whole.reading(Roll).on(in_hand(WILLOW))
    man = both.first_at_oak()

    both.meet()
    assert about(both.kept) == willows
    offered(both.nodes, [man], OAK, WILLOW)
    both.meet()

    digest = both.particulars(man)
    assert about(both.kept) == {*willows, man}
    assert both.kept.open(digest) == both.theirs.open(digest)
    assert both.beside().wanted() == [NO_PAPER]


def test_whoever_asks_for_somebody_elses_gets_nothing(both: Both) -> None:
    both.nodes.meet()
    digest = both.particulars(both.first_at_oak())

    assert both.desk.give(both.nodes.log, [digest]) == []
    assert both.site.keep(SealedBlob(digest, "X", "particulars", "", b"", ())) == UNWANTED


def test_nobodys_word_alone_that_he_has_or_offers_somebody_brings_what_is_sealed(both: Both) -> None:
    taken, given = sorted(both.nodes.whole.reading(Roll).on(in_hand(OAK)))[:2]
    says = Recovered(person=taken, from_account=unaccounted(OAK), how="found")
    both.nodes.whole.write(acting(GATE[WILLOW], WILLOW, minutes=next(both.nodes.minutes)).draft(says))
    offered(both.nodes, [given], WILLOW, WILLOW)

    both.meet()

    assert both.nodes.whole.reading(Roll).where[taken] == in_hand(OAK)
    assert not {taken, given} & about(both.kept)
    named = [both.particulars(one) for one in (taken, given)]
    assert both.desk.give(both.nodes.log, named) == []


def test_wrong_bytes_are_turned_away_and_named(both: Both) -> None:
    both.nodes.meet()
    site = both.beside()
    (blob,) = both.desk.give(both.nodes.log, site.wanted()[:1])
    wrong = replace(blob, envelope=blob.envelope[:-1] + bytes((blob.envelope[-1] ^ 1,)))
    other = Reader(reading_private(node_key("stranger")))
    not_mine = replace(blob, wraps=(replace(blob.wraps[0], reader=other.public),))

    assert [site.keep(one) for one in (wrong, not_mine)] == [DIFFERS, DIFFERS]
    assert about(both.kept) == set()
    assert site.keep(blob) == ""


def test_whoever_was_erased_elsewhere_does_not_come_back(both: Both) -> None:
    both.nodes.meet()
    willow = min(both.nodes.whole.reading(Roll).on(in_hand(WILLOW)))
    (blob,) = both.desk.give(both.nodes.log, [both.particulars(willow)])
    signing = in_register(both.nodes.whole, {"r.registrar": "registrar", "a.admin": "administrator"}, minutes=300)
    both.nodes.whole.write(signing.draft(ErasureOrdered(person=willow, basis="order", papers=Digest("1" * 64))))

    both.meet()

    assert both.beside().keep(blob) == UNWANTED
    assert willow not in about(both.kept)
    assert both.desk.give(both.nodes.log, [blob.digest]) == []


def test_what_only_officers_open_goes_as_it_lies_and_opens_there(both: Both, tmp_path: Path) -> None:
    doctor = Reader(bytes(range(32, 64)))
    (tmp_path / "desk").mkdir()
    theirs = SealedStore(tmp_path / "desk", bytes(range(64, 96)))
    man = min(both.nodes.whole.reading(Roll).on(in_hand(WILLOW)))
    thing, room = Clear(man, "injuries", b"a broken arm", bytes(32)), Room("health", "3f" * 8)
    (digest,) = seal_apart(theirs, [thing], room, [doctor.public], lambda count: bytes(range(7, 7 + count)))
    (part,) = theirs.parts([digest])
    wraps = [(man, one, wrapped) for one, wrapped in part.wraps.items()]
    wraps += [(PersonId(""), one, wrapped) for one, wrapped in theirs.wraps(room.name).items()]

    both.kept.keep_closed(part, wraps)
    theirs.close()

    assert open_apart(both.kept, {digest: room}, [doctor]) == {digest: b"a broken arm"}
    assert both.kept.open_many([digest]) == {}


def test_sealed_things_travel_as_they_are(both: Both) -> None:
    both.nodes.meet()
    blobs = tuple(both.desk.give(both.nodes.log, both.beside().wanted()[:2]))

    for one in (Bring(blobs=blobs), LacksBlobs(tuple(blob.digest for blob in blobs))):
        out = sent(one)
        assert read_sent(out.method, out.target, out.body) == one


def test_whoever_left_long_ago_is_put_out_and_nothing_of_him_is_left_but_proof(both: Both) -> None:
    nodes, man = both.nodes, both.first_at_oak()
    given_away(nodes, [man], OAK, WILLOW)
    given_away(nodes, [man], WILLOW, OAK)
    both.meet()
    nodes.site.hold_key(nodes.identity.key)
    book = nodes.book()
    book.sealed = both.kept
    late = LATER + timedelta(days=40)
    assert man in about(both.kept)

    assert to_put_out(book, LATER) == frozenset()
    entry, erased = put_out(book, late)

    assert entry is not None
    assert entry.fact == PutOut(people=frozenset({man}))
    assert erased > 0
    assert man not in about(both.kept)
    assert all(man not in one.fact.named() for one in nodes.book().entries())
    assert list(verify(nodes.site)) == []
    nodes.whole.store._keys.clear()  # type: ignore[attr-defined]
    nodes.meet()
    nodes.whole.read_afresh()
    nodes.meet()
    assert nodes.book().head() == nodes.whole.head()
    assert man not in {person for one in nodes.book().entries() for person in one.fact.named()}
    assert both.desk.give(nodes.log, [both.particulars(man)]) == []
