"""Rights kept at a desk: keys changed, lost and taken away, nodes closed and replaced, honest work adopted."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from musterbook.custody.facts import Banded
from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Entry
from musterbook.operation import keeping_rights as rights
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.folder import open_book
from musterbook.operation.keeping_keys import age_told, keys_told, make_key, make_log, new_log, take_place
from musterbook.operation.keeping_rights import Seen
from musterbook.operation.seconding import adopt, countersign
from musterbook.rights.facts import Adopted, Granted
from musterbook.store.keeping import Keeping
from musterbook.terms.custodians import CustodianId, in_hand
from musterbook.terms.errors import Malformed, Refused
from tests.operation.making import DESK, MORNING, WILLOW, acting, open_small_book

REGISTRARS = {"r.registrar": "registrar", "a.admin": "administrator"}


@pytest.fixture(scope="module")
def opened_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("opened")
    open_small_book(folder).close()
    return folder


@pytest.fixture
def book(opened_once: Path, tmp_path: Path) -> Iterator[Book]:
    shutil.copytree(opened_once, tmp_path, dirs_exist_ok=True)
    opened = open_book(tmp_path / "willow", read_only=False)
    yield opened
    opened.close()


def registrar(book: Book, minutes: int = 600) -> Acting:
    return rights.in_register(book, acting(REGISTRARS, DESK, minutes=minutes))


def band(book: Book, officer: str = "w.officer", *, minutes: int = 700) -> Entry:
    """Some act of the site's: who signs it may, whatever it says."""
    person = min(book.reading(Roll).on(in_hand(WILLOW)))
    who = acting(f"{officer}/site-officer", WILLOW, minutes=minutes)
    return book.write(who.draft(Banded(person=person, band=f"B-{minutes}")))


def rules(book: Book) -> dict[str, str]:
    return {one.entry.digest: one.rule for one in book.not_standing()}


def test_a_new_officer_with_a_key_and_a_role_signs_and_without_them_does_not(book: Book) -> None:
    at = registrar(book)
    rights.name_officer(book, at, "n.new", WILLOW)
    with pytest.raises(Refused, match=r"rights\.no-authority"):
        band(book, "n.new")
    rights.grant(book, at, "n.new", "site-officer", WILLOW)
    with pytest.raises(Refused, match=r"rights\.no-key"):
        band(book, "n.new")
    rights.issue_key(book, at, "n.new", make_key(book, "officer", "n.new", ""))

    entry = band(book, "n.new")

    assert book.entry(entry.digest) is not None
    assert entry.signed[0].officer == "n.new"


def test_a_lost_key_leaves_what_was_seen_and_nothing_beyond_and_two_others_adopt_what_was_honest(book: Book) -> None:
    seen_before = band(book, minutes=610)
    heads = Seen.here(book)
    honest = band(book, minutes=620)
    assert not rules(book)

    rights.withdraw_key(book, registrar(book, 630), "w.officer", "lost", seen=heads)

    assert book.entry(seen_before.digest) is not None
    assert rules(book) == {honest.digest: "key-withdrawn"}
    with pytest.raises(Refused, match=r"rights\.no-key"):
        band(book, minutes=640)
    adopt(book, acting(REGISTRARS, DESK, minutes=650), [honest.digest], "he was there and says so")
    assert not rules(book)
    assert book.entry(honest.digest) is not None


def test_rotation_takes_effect_from_here_on_and_the_signer_may_rotate_his_own(book: Book) -> None:
    before = band(book)
    old = {one["officer"]: one["key"] for one in keys_told(book)}
    for minutes, officer in enumerate(("w.officer", "r.registrar"), start=710):
        public = make_key(book, "officer", officer, "", beside=True)
        rights.change_key(book, registrar(book, minutes), officer, public, "yearly")
        take_place(book, officer)

    after = band(book, minutes=720)
    rights.name_officer(book, registrar(book, 730), "n.new", WILLOW)

    assert before.signed[0].key == old["w.officer"] != after.signed[0].key
    assert not rules(book)
    assert {one["officer"] for one in keys_told(book) if one["withdrawn_at"] is not None} == {
        "w.officer",
        "r.registrar",
    }


def test_a_lost_laptop_is_closed_where_it_was_seen_and_another_log_takes_its_place(book: Book) -> None:
    node = rights.node_named(book, "desk")
    band(book, minutes=610)
    seen = book.store.heads()[node.log][0]
    beyond = band(book, minutes=620)

    rights.close_node(book, registrar(book, 630), node, "stolen", at_size=seen)
    log = make_log(book, "desk", "")
    rights.open_node(book, registrar(book, 640), "desk", log, node.custodians, previous=node.log)
    written = band(book, minutes=650)

    assert rules(book) == {beyond.digest: "after-close"}
    assert written.log == log != node.log
    assert book.entry(written.digest) is not None
    assert rights.node_named(book, "desk").log == log
    with pytest.raises(Refused, match=r"register\.node-closed"):
        rights.close_node(book, registrar(book, 660), node, "again", at_size=seen)


def test_a_role_that_ended_gives_no_right_and_one_with_an_end_is_over_then(book: Book) -> None:
    rights.end(book, registrar(book), "w.officer", WILLOW, "moved away", role="site-officer", seen=Seen.here(book))
    with pytest.raises(Refused, match=r"rights\.no-authority"):
        band(book)
    until = MORNING + timedelta(minutes=720)
    rights.grant(book, registrar(book, 605), "w.officer", "site-officer", WILLOW, until=until)

    stands = band(book, minutes=700)

    assert book.entry(stands.digest) is not None
    with pytest.raises(Refused, match=r"register\.nothing-to-end"):
        rights.end(book, registrar(book), "w.officer", DESK, "no", seen=Seen.here(book))


@pytest.mark.parametrize(
    ("officer", "role"), [("w.officer", "node-keeper"), ("a.admin", "site-officer"), ("a.admin", "escort-commander")]
)
def test_nobody_keeps_machines_and_moves_people(book: Book, officer: str, role: str) -> None:
    whom = WILLOW if officer == "w.officer" else DESK
    with pytest.raises(Refused, match=r"register\.roles-apart"):
        rights.grant(book, registrar(book), officer, role, whom)

    # A patched door that writes it all the same gains nothing.
    entry = book.write(registrar(book).draft(Granted(officer=officer, role=role, custodian=whom)))
    assert rules(book) == {entry.digest: "roles-conflict"}


def test_a_second_signature_given_later_lets_an_entry_of_the_register_count(book: Book) -> None:
    alone = replace(registrar(book), officers=(("r.registrar", "registrar"),))
    draft = alone.draft(Granted(officer="w.officer", role="load-master", custodian=WILLOW))
    with pytest.raises(Refused, match=r"rights\.needs-second-signature"):
        book.write(draft)
    both = replace(draft, officers=tuple(REGISTRARS.items()))
    act, signed = book.prepare(both, book.register_log)
    (entry,) = book.store.append(
        book.register_log, [(act, signed[:1])], at=MORNING + timedelta(hours=11), register=act.register
    )
    book.take_in([entry])
    assert rules(book) == {entry.digest: "needs-second-signature"}

    countersign(book, acting("a.admin/administrator", DESK, minutes=680), entry.digest)

    assert not rules(book)
    assert book.register.may("w.officer", "load-master", WILLOW, book.register.size)


def test_only_what_was_set_aside_for_want_of_a_right_is_adopted_and_never_by_who_signed_it(book: Book) -> None:
    entry = band(book)
    with pytest.raises(Refused, match=r"register\.not-adoptable"):
        adopt(book, acting(REGISTRARS, DESK, minutes=800), [entry.digest], "it stands already")
    rights.withdraw_key(book, registrar(book, 810), "w.officer", "lost", seen=Seen({}))
    rights.grant(book, registrar(book, 820), "r.registrar", "data-protection-officer", DESK)
    assert rules(book) == {entry.digest: "key-withdrawn"}

    alone = acting("r.registrar/registrar", DESK, minutes=830)
    with pytest.raises(Refused, match=r"rights\.needs-second-signature"):
        book.write(alone.draft(Adopted(entries=frozenset([entry.digest]), because="alone")))


@pytest.mark.parametrize("name", ["", "../x", "root-1", ".hidden", "a/b"])
def test_a_key_is_named_like_a_file_in_its_own_folder(book: Book, name: str) -> None:
    with pytest.raises(Malformed, match=r"key\.name"):
        make_key(book, "officer", name, "x")


def test_the_register_says_how_old_it_is(book: Book) -> None:
    rights.name_officer(book, registrar(book, 600), "n.new", WILLOW)

    told, lines = age_told(book, MORNING + timedelta(minutes=600, days=12))

    assert told["age_minutes"] == 12 * 1440
    assert told["kept_here"] is True
    assert "last entry 12 d 0 h 0 min ago" in " ".join(lines)


def test_the_registers_own_log_is_not_closed_as_a_lost_laptops_is(book: Book) -> None:
    register = next(
        node for node in map(book.register.node_of, book.store.heads()) if node and node.log == book.register_log
    )

    with pytest.raises(Refused, match=r"register\.stays-open"):
        rights.close_node(book, registrar(book), register, "stolen")


def test_a_log_begun_here_is_of_this_machine_before_the_registrar_opens_it_and_begins_once(book: Book) -> None:
    log = new_log(book, "north", "")

    assert isinstance(book.store, Keeping)
    assert log in book.store.logs()
    assert book.register.node_of(log) is None
    with pytest.raises(Refused, match=r"key\.file-exists"):
        new_log(book, "north", "")
    rights.open_node(book, registrar(book), "north", log, frozenset((CustodianId("north"),)))
    assert rights.node_named(book, "north").log == log
