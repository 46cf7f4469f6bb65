"""Starting a machine: a site from headquarters' machine, and one in the place of a laptop that was lost."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from musterbook.custody.people import People
from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.operation import mustering, seconding, starting
from musterbook.operation.book import Book
from musterbook.operation.copying import back_up, take_in
from musterbook.operation.folder import open_book
from musterbook.operation.keeping_rights import node_named, open_node, set_holding
from musterbook.operation.starting import Start
from musterbook.operation.syncing import Here, here
from musterbook.operation.verifying import verify_book
from musterbook.terms.custodians import in_hand
from musterbook.terms.errors import MusterbookError, Refused
from tests.operation.making import DESK, WILLOW, acting
from tests.operation.partly import LATER, founded, in_register

REGISTRARS = {"r.registrar": "registrar", "a.admin": "administrator"}


@contextmanager
def opened(folder: Path) -> Iterator[Book]:
    with closing(open_book(folder, read_only=False, pass_phrase=lambda _: "")) as book:
        yield book


@pytest.fixture(scope="module")
def headquarters(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of headquarters' book, which knows a site's node called forward."""
    folder = tmp_path_factory.mktemp("headquarters")
    founded(folder).close()
    return folder / "op" / "book"


@pytest.fixture
def desk(headquarters: Path, tmp_path: Path) -> Here:
    """Headquarters' machine, with a copy of that book for this test."""
    place = Path(shutil.copytree(headquarters, tmp_path / "hq" / "book"))
    names = {path.stem for path in (place / "keys" / "logs").glob("*.key")} - {"forward", "register"}
    return here(place, node=names.pop())


def registering(desk: Here, name: str, *, previous: str = "", holds: str = "its-people") -> Callable[[str], None]:
    def register(log: str) -> None:
        with opened(desk.place) as book:
            before = node_named(book, previous).log if previous else ""
            open_node(book, in_register(book, REGISTRARS, minutes=10), name, log, [WILLOW], previous=before)
            if holds == "its-people":
                set_holding(book, in_register(book, REGISTRARS, minutes=11), node_named(book, log), holds)

    return register


def site_of(desk: Here, into: Path, *, whole: bool, previous: str = "forward") -> Path:
    """A machine of Willow's, called north, in the place of another."""
    with opened(desk.place) as book:
        officers = starting.officers_of(book, [WILLOW])
    register = registering(desk, "north", previous=previous, holds="everything" if whole else "its-people")
    start = Start(into, "north", "", officers)
    synced = starting.start_site(start, desk, register, whole=whole, now=lambda: LATER, entropy=os.urandom)
    assert (synced.exit_code, synced.contact.stuck) == (0, {})
    return into


def count_called(place: Path, minutes: int) -> Entry:
    with opened(place) as book:
        hand = acting("w.officer/site-officer", WILLOW, minutes=minutes)
        due = hand.at + timedelta(hours=1)
        return mustering.call(book, hand, f"M-{minutes}", custodian=WILLOW, by="number", reason="interim", due_by=due)


def carried(giver: Path, taker: Path, stick: Path) -> list[str]:
    """Everything one machine has is carried to another; what was turned away."""
    back_up(giver, stick)
    with opened(taker) as book:
        return take_in(book, stick, at=LATER).turned_away


def stands(place: Path, *entries: Entry) -> list[bool]:
    with opened(place) as book:
        return [book.entry(one.digest) is not None for one in entries]


def test_a_site_starts_from_one_folder_with_its_people_their_particulars_and_its_officers_keys(
    desk: Here, tmp_path: Path
) -> None:
    site = site_of(desk, tmp_path / "stick" / "north", whole=False)

    with opened(site) as book:
        assert len(book.reading(Roll).on(in_hand(WILLOW))) == len(book.reading(Roll).where) == 12
        assert book.holding is not None
        assert book.sealed is not None
        assert len(book.sealed.open_many(_particulars(book))) == 12
    keys = {path.relative_to(site / "keys").as_posix() for path in (site / "keys").rglob("*.key")}
    assert {"logs/north.key", "readers/reader.key", "officers/w.officer.key"} <= keys
    assert not [one for one in keys if one.startswith("roots") or "registrar" in one or "register" in one]
    assert (site / "papers").exists() is False, "lists of others' people stay where they are"
    counted = count_called(site, 30)
    assert carried(site, desk.place, tmp_path / "to-hq.mbk") == []
    assert stands(desk.place, counted) == [True]
    with opened(desk.place) as book:
        assert book.holding is None, "a stick of a partial copy leaves headquarters whole"
    assert verify_book(site).failed == []


def test_a_lost_laptop_starts_again_from_its_backup_in_a_new_log_and_later_entries_come_from_peers(
    desk: Here, tmp_path: Path
) -> None:
    site = site_of(desk, tmp_path / "north", whole=True)
    before = count_called(site, 30)
    back_up(site, tmp_path / "north.mbk")
    beside = starting.keep_beside(site, tmp_path / "north.mbk")
    seen = count_called(site, 40)
    carried(site, desk.place, tmp_path / "seen.mbk")
    unseen = count_called(site, 50)
    back_up(site, tmp_path / "unseen.mbk")
    shutil.rmtree(site)

    again = tmp_path / "again"
    told = starting.restore_copy(tmp_path / "north.mbk", beside, Start(again, "north", ""), place_of="north", at=LATER)

    assert (told.exit_code, told.custodians) == (0, frozenset({WILLOW}))
    assert told.log != told.previous
    assert {path.name for path in (again / "keys").rglob("*.key")} == {"reader.key", "north.key"}
    assert stands(again, before, seen) == [True, False]
    shutil.copytree(desk.place / "keys" / "officers", again / "keys" / "officers")
    with pytest.raises(Refused, match=r"book\.restored"):
        count_called(again, 60)
    with opened(desk.place) as book:
        entry = open_node(
            book, in_register(book, REGISTRARS, minutes=70), "north", told.log, told.custodians, previous=told.previous
        )
        assert (entry.fact.at_size, told.at_size) == (2, 1)  # type: ignore[attr-defined]  # of NodeOpened
    assert carried(desk.place, again, tmp_path / "from-hq.mbk") == []
    assert stands(again, before, seen) == [True, True]
    after = count_called(again, 80)
    assert after.log == told.log
    with opened(desk.place) as book:
        assert take_in(book, tmp_path / "unseen.mbk", at=LATER).turned_away == []
        assert [one.rule for one in book.not_standing() if one.entry.digest == unseen.digest] == ["after-close"]
        seconding.adopt(book, in_register(book, REGISTRARS, minutes=90), [unseen.digest], "on a stick")
    assert carried(again, desk.place, tmp_path / "1.mbk") == carried(desk.place, again, tmp_path / "2.mbk") == []
    for place in (desk.place, again):
        assert stands(place, before, seen, unseen, after) == [True] * 4
        assert verify_book(place).failed == []


def test_a_laptop_that_held_only_its_people_holds_them_again_and_nobody_else_when_it_has_met_headquarters(
    desk: Here, tmp_path: Path
) -> None:
    site = site_of(desk, tmp_path / "north", whole=False)
    counted = count_called(site, 30)
    back_up(site, tmp_path / "north.mbk")
    beside = starting.keep_beside(site, tmp_path / "north.mbk")
    shutil.rmtree(site)

    again = tmp_path / "again"
    told = starting.restore_copy(tmp_path / "north.mbk", beside, Start(again, "north", ""), place_of="north", at=LATER)
    with opened(again) as book:
        assert book.holding is not None, "whose people it holds is known before its log is"
        assert len(book.reading(Roll).where) == 12
        assert book.sealed is not None
        assert book.sealed.where(_particulars(book)) == {}, "a backup holds nothing sealed"
    carried(again, desk.place, tmp_path / "counted.mbk")
    with opened(desk.place) as book:
        hand = in_register(book, REGISTRARS, minutes=70)
        open_node(book, hand, "north", told.log, told.custodians, previous=told.previous)
        set_holding(book, in_register(book, REGISTRARS, minutes=71), node_named(book, told.log), "its-people")
    met = starting.meet_here(here(again, node="north"), desk, now=lambda: LATER, entropy=os.urandom)

    assert (met.exit_code, met.contact.stuck) == (0, {})
    with opened(again) as book:
        assert book.holding is not None
        assert len(book.reading(Roll).where) == 12
        assert book.log_for(WILLOW) == told.log
        assert book.sealed is not None
        assert len(book.sealed.open_many(_particulars(book))) == 12
        head = book.head()
    with opened(desk.place) as book:
        assert book.head() == head
    assert stands(desk.place, counted) == stands(again, counted) == [True]
    assert verify_book(again).failed == []


def _particulars(book: Book) -> list[Digest]:
    known = [book.reading(People).get(person) for person in sorted(book.reading(Roll).where)]
    return [one.particulars for one in known if one is not None and one.particulars is not None]


def test_headquarters_is_lost_and_opens_its_own_new_log_with_the_registers_key_from_the_safe(
    desk: Here, tmp_path: Path
) -> None:
    copy = tmp_path / "hq.mbk"
    back_up(desk.place, copy)
    beside = starting.keep_beside(desk.place, copy)
    safe = tmp_path / "safe"
    shutil.copytree(desk.place / "keys", safe)
    shutil.rmtree(desk.place)

    again = tmp_path / "again"
    told = starting.restore_copy(copy, beside, Start(again, desk.name, ""), place_of=desk.name, at=LATER)
    for part in ("logs/register.key", "officers"):
        (shutil.copytree if part == "officers" else shutil.copy)(safe / part, again / "keys" / part)
    with opened(again) as book:
        hand = in_register(book, REGISTRARS, minutes=200)
        open_node(book, hand, desk.name, told.log, told.custodians, previous=told.previous)
        assert book.log_for(DESK) == told.log
    assert verify_book(again).failed == []


def test_what_cannot_be_restored_leaves_nothing_behind(desk: Here, tmp_path: Path) -> None:
    copy, into = tmp_path / "hq.mbk", tmp_path / "again"
    back_up(desk.place, copy)
    beside = starting.keep_beside(desk.place, copy)
    cut = tmp_path / "cut.mbk"
    cut.write_bytes(copy.read_bytes()[:400])

    for file, like, node, rule in (
        (copy, beside, "nowhere", "register.no-node"),
        (copy, tmp_path / "nothing", desk.name, "restore.nothing-beside"),
        (cut, beside, desk.name, ""),
    ):
        with pytest.raises(MusterbookError) as refused:
            starting.restore_copy(file, like, Start(into, "x", ""), place_of=node, at=LATER)
        assert rule in str(refused.value)
        assert not into.exists()
