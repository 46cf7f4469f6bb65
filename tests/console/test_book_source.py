"""Rows from a real book: a small operation opened from its folder, with people handed over, counted and lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest

from musterbook.console.book_source import BookSource
from musterbook.console.book_standing import standing
from musterbook.console.persons import age_of
from musterbook.console.routes import PLAIN
from musterbook.custody.facts import Accepted, HandoverException, LetGo, MusterCalled, Mustered, Offered
from musterbook.custody.roll import Roll
from musterbook.eligibility.facts import Cleared, Held
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest, Fact
from musterbook.ledger.log import Frame
from musterbook.ledger.signing import public_of
from musterbook.lift.facts import Seated
from musterbook.operation.book import Book, Draft
from musterbook.operation.catalogue import read_folder
from musterbook.operation.folder import KEYS, FolderKeyring, open_book
from musterbook.operation.opening import Founding, open_folder
from musterbook.store.keys import EXERCISE_PASS_PHRASE
from musterbook.store.memory import MemoryStore
from musterbook.terms.custodians import Account, CustodianId
from musterbook.terms.errors import Tampered
from tests.console.asking import pages_on
from tests.store.making import AT, REGISTER, acts

START = datetime(2026, 1, 21, 6, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
NOBODYS = Digest("ab" * 32)

OPERATION = """
[operation]
name = "EXERCISE WILLOW"
exercise = true
desk = "desk"
destination = "karkh"

[parties]
one = ["hasakah", "houri", "karkh"]
"""
SITES = """site,name,name_ar,kind,role,lat,lon,capacity,custodian
hasakah,Hasakah Central,الحسكة,prison,origin,36.48,40.75,3,hasakah
houri,Houri,حوري,prison,origin,,,5,houri
karkh,Karkh,الكرخ,prison,receiving,33.25,44.2,90,karkh
"""
FLEET = """carrier,kind,mode,seats,speed_kmh,range_km,base,custodian,from,until,night
bus-01,bus,road,51,60,700,hasakah,,2026-01-20,2026-02-13,yes
"""
PEOPLE = """name,name_ar,sex,born,age_basis,nationality,site,legal
Khalid al-Demo,خالد الديمو,male,1985-06-01,document,SYR,hasakah,untried
Hamza al-Wahmi,حمزة الوهمي,male,1990,document,TUN,hasakah,untried
Omar al-Tajriba,عمر التجربة,male,1979-03-09,document,IRQ,hasakah,sentenced
Idris al-Mithal,إدريس المثال,male,1988-01-02,document,SYR,houri,untried
"""
OFFICERS = "officer,custodian,role,public_key\n" + "".join(
    f"{custodian}.{name},{custodian},{role},\n"
    for custodian, name, roles in (
        ("desk", "registrar", ("registrar",)), ("desk", "administrator", ("administrator",)),
        ("desk", "reviewer", ("eligibility-reviewer",)), ("desk", "planner", ("planner", "operation-desk")),
        ("hasakah", "officer", ("register-clerk", "site-officer", "receiving-officer")),
        ("hasakah", "count-1", ("counting-officer",)), ("hasakah", "count-2", ("counting-officer",)),
        ("houri", "officer", ("register-clerk", "site-officer", "receiving-officer")),
        ("karkh", "officer", ("register-clerk", "site-officer", "receiving-officer")),
        ("bus-01", "commander", ("escort-commander", "load-master")),
    )
    for role in roles
)  # fmt: skip


NAMED = {"Khalid al-Demo", "Hamza al-Wahmi", "Omar al-Tajriba", "Idris al-Mithal"}


class Story:
    """A book being written, a minute an act."""

    def __init__(self, folder: Path) -> None:
        for name, text in (
            ("operation.toml", OPERATION), ("sites.csv", SITES), ("fleet.csv", FLEET), ("people.csv", PEOPLE),
            ("officers.csv", OFFICERS),
        ):  # fmt: skip
            (folder / name).write_text(text, encoding="utf-8")
        self.folder = folder / "book"
        self.book: Book = open_folder(read_folder(folder, today=START), Founding(self.folder, START, seed=7))
        self.at = START + MINUTE
        self.people = sorted(
            person
            for entry in self.book.entries()
            if entry.fact.kind == "custody.registered" and entry.by == "hasakah"
            for person in entry.named()
        )

    def writes(self, custodian: str, officers: str, role: str, fact: Fact) -> Entry:
        """One act, signed by officers of the custodian in a role, a minute after the one before."""
        self.at += MINUTE
        signers = tuple((f"{custodian}.{name}", role) for name in officers.split())
        return self.book.write(Draft(CustodianId(custodian), fact, signers, happened_at=self.at))


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """Three at hasakah: two are seated, offered and let go, the bus takes one, and the third is counted and held."""
    told = Story(tmp_path_factory.mktemp("willow"))
    first, second, third = told.people
    leaves = told.at + 20 * MINUTE
    told.writes("desk", "planner", "planner", Seated(
        serial="S-001", carrier="bus-01", people=frozenset({first, second}), plan=NOBODYS, giver=CustodianId("hasakah"),
        receiver=CustodianId("karkh"), leaves_at=leaves, arrives_at=leaves + 60 * MINUTE, seats=51,
    ))  # fmt: skip
    told.writes("desk", "reviewer", "eligibility-reviewer", Cleared(
        person=first, giver=CustodianId("hasakah"), destination=CustodianId("karkh"), legal_basis="order 118",
        until=leaves + 3000 * MINUTE,
    ))  # fmt: skip
    told.writes("hasakah", "officer", "site-officer", Held(person=third, ground="court", authority="legal-reviewer"))
    offer = told.writes("hasakah", "officer", "site-officer", Offered(
        handover="HTA-1111-Y", manifest=NOBODYS, people=frozenset({first, second}), receiver=CustodianId("bus-01"),
        due_by=leaves + 60 * MINUTE, carrier="bus-01", serial="S-001", destination="karkh",
    ))  # fmt: skip
    told.writes("hasakah", "officer", "site-officer", LetGo(handover="HTA-1111-Y", people=frozenset({first, second})))
    told.writes("bus-01", "commander", "escort-commander", Accepted(
        handover="HTA-1111-Y", offer=offer.digest, people=frozenset({first}),
        exceptions=(HandoverException(code="missing", person=second),),
    ))  # fmt: skip
    told.writes("hasakah", "officer", "site-officer", MusterCalled(
        muster="M1", custodian=CustodianId("hasakah"), by="name", reason="routine", due_by=leaves,
    ))  # fmt: skip
    told.writes("hasakah", "count-1 count-2", "counting-officer", Mustered(
        muster="M1", present=frozenset({third}), counters=("hasakah.count-1", "hasakah.count-2"),
    ))  # fmt: skip
    yield told
    told.book.close()


@pytest.fixture(scope="module")
def source(story: Story) -> BookSource:
    return BookSource(story.book, now=lambda: story.at + MINUTE)


def test_everyone_is_counted_once_by_where_he_is(source: BookSource) -> None:
    totals = source.situation().totals

    assert (totals.roll, totals.sites, totals.escorts, totals.handing_over, totals.unaccounted) == (4, 2, 1, 0, 1)
    assert totals.roll == totals.answered_for


def test_each_total_of_the_overview_leads_to_as_many_people(source: BookSource) -> None:
    get = pages_on(source)
    shown = re.findall(r'href="/(people[?][^"]*)"[^>]*>.*?<b data-live="totals.(\w+)">(\d+)</b>', get("/").text)

    said = {total: int(many) for _, total, many in shown}
    listed = {
        total: get(f"/{unescape(way)}".replace("people", "people.json", 1)).json()["people"] for way, total, _ in shown
    }

    assert said == {total: len(rows) for total, rows in listed.items()}


def test_a_place_shows_what_its_custodian_answers_for(source: BookSource) -> None:
    places = {row.id: row for row in source.situation().sites}

    hasakah, houri = places["hasakah"], places["houri"]
    assert (hasakah.in_hand, hasakah.unaccounted, hasakah.capacity, hasakah.role) == (1, 1, 3, "site")
    assert hasakah.last_muster is not None
    assert hasakah.last_muster.agreed
    assert (houri.lat, houri.lon) == (None, None)


def test_a_serial_with_someone_aboard_is_under_way(source: BookSource) -> None:
    (row,) = source.situation().serials

    assert (row.serial, row.stage, row.seated, row.accepted) == ("S-001", "under-way", 2, 1)
    assert (row.origin, row.destination, row.mode) == ("hasakah", "karkh", "road")


def test_a_handover_short_of_one_says_so_and_how_long_the_gap_was(source: BookSource) -> None:
    (row,) = source.handovers()

    assert (row.offered, row.let_go, row.accepted, row.exceptions) == (2, 2, 1, 1)
    assert (row.stage, row.gap_minutes, row.serial) == ("accepted-with-exceptions", 1, "S-001")


def test_the_missing_one_is_an_open_discrepancy_with_an_owner_in_words(source: BookSource, story: Story) -> None:
    rows = {row.kind: row for row in source.situation().discrepancies}
    row = rows.pop("offered-not-accepted")

    assert (row.owner, row.numbers) == ("hasakah", (story.people[1],))
    assert {kind: one.numbers for kind, one in rows.items()} == {"accepted-without-agreement": (story.people[0],)}
    assert story.people[1] in row.sentence
    assert "[" not in row.sentence


def test_a_person_is_shown_with_his_hands_holds_and_entries(source: BookSource, story: Story) -> None:
    first, _, third = (source.person(number) for number in story.people)

    assert first is not None
    assert third is not None
    assert [hand.account for hand in first.hands] == ["hasakah/in-hand", "hasakah/handing-over", "bus-01/in-hand"]
    assert [one.destination for one in first.clearances] == ["karkh"]
    assert first.row.milestone == "with-escort"
    assert [(hold.ground, hold.lifted_at) for hold in third.holds] == [("court", None)]
    assert third.row.holds == ("court",)


def test_names_are_opened_in_an_exercise(source: BookSource) -> None:
    names = {row.name for row in source.people()}

    assert names == NAMED


def test_no_page_of_a_real_operation_opens_a_name(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(story.book, "settings", replace(story.book.settings, exercise=False))
    get = pages_on(BookSource(story.book, now=lambda: story.at))
    numbers = [f"/people/{number}" for number in story.people]
    paths = [
        *(path for path, *_ in PLAIN),
        *numbers,
        *(f"{one}.json" for one in (*numbers, "/people")),
        "/grid/people.json",
    ]

    told = {path for path in paths for text in [get(path).text] if any(name in text for name in NAMED)}

    assert told == set()


@pytest.mark.parametrize(
    ("claims", "age"),
    [
        ({"born": "1985-06-01"}, "40"),
        ({"born": "1990"}, "35–36"),
        ({"born_low": "2001-01-22", "born_high": "2003-01-20"}, "23–24"),
        ({}, ""),
        ({"born": "nobody knows"}, ""),
    ],
)
def test_an_age_is_as_certain_as_the_birth(claims: dict[str, str], age: str) -> None:
    assert age_of(claims, START) == age


def test_the_book_sums_to_nothing(source: BookSource) -> None:
    accounts = source.book().accounts

    assert sum(accounts.values()) == 0
    assert accounts["hasakah/unaccounted"] == 1


def test_a_past_moment_is_folded_afresh(source: BookSource) -> None:
    before = source.situation(START + MINUTE)

    assert before.stamp.past
    assert before.stamp.entries < source.stamp().entries
    assert (before.totals.roll, before.totals.sites, before.totals.unaccounted) == (4, 4, 0)


def test_an_entry_is_found_by_the_first_digits_of_its_digest(source: BookSource) -> None:
    row = source.entries(limit=1).rows[0]

    view = source.entry(row.digest[:10])

    assert view is not None
    assert view.row.digest == row.digest
    assert view.row.kind == "custody.mustered"
    assert {one.officer for one in view.signatures} == {"hasakah.count-1", "hasakah.count-2"}


def test_a_warm_reading_that_drifts_from_the_book_is_tampering(story: Story) -> None:
    clock = [story.at + MINUTE]
    source = BookSource(story.book, now=lambda: clock[0])
    source.situation()
    balances = story.book.reading(Roll)._fold.accounts.balances
    balances[Account("hasakah/in-hand")] += 1
    clock[0] += timedelta(hours=2)

    with pytest.raises(Tampered):
        source.situation()
    balances[Account("hasakah/in-hand")] -= 1


def test_what_another_process_writes_shows_at_the_next_look(story: Story) -> None:
    copy = open_book(story.folder)
    reader = BookSource(copy, now=lambda: story.at + MINUTE)
    before = reader.stamp()

    story.writes("hasakah", "officer", "site-officer", Held(person=story.people[2], ground="witness", authority="desk"))
    after = reader.stamp()
    copy.close()

    assert after.entries == before.entries + 1
    assert after.head != before.head


def test_a_console_that_is_open_learns_that_a_log_forked_and_of_each_branch_that_comes_after(story: Story) -> None:
    store, keyring = story.book.store, FolderKeyring(story.folder / KEYS, lambda _: EXERCISE_PASS_PHRASE)
    copy = open_book(story.folder)
    reader = BookSource(copy, now=lambda: story.at + MINUTE)
    before = reader.stamp()
    acceptance = next(entry for entry in copy.entries() if entry.act.kind == "custody.accepted")
    key = next(key for key in map(keyring.log_key, keyring.nodes()) if public_of(key) == acceptance.log)

    def comes(place: str) -> str:
        twin = MemoryStore(operation=store.operation)
        log = twin.create_log(key, "twin")
        (entry,) = twin.append(log, acts(1, place=place), at=AT, register=REGISTER)
        note = next(iter(twin.notes(log, 1)))
        store.ingest(Frame(log, 0, 1, note, (entry.body,)), came_from="stick", at=AT)
        return entry.digest

    first = comes("here")
    forked = reader.stamp()
    assert forked.entries < before.entries
    assert reader.entry(first) is not None
    assert copy.entry(acceptance.digest) is None

    marks = [standing(copy, forked)]
    second = comes("there")
    assert reader.entry(second) is not None
    assert reader.stamp().head == forked.head
    assert standing(copy, reader.stamp()) not in marks
    assert {first, second, acceptance.digest} <= {one.digest for one in reader.book().not_standing}
    copy.close()
