"""Compartments: what a clinician wrote down is for clinicians and inspectors, whoever has the machine and its key."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from musterbook.ledger.facts import Digest
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.compartments import open_in, own_readers, readers_of, seal_in, seal_many_in
from musterbook.operation.folder import open_book
from musterbook.operation.registering import Appointment, appoint
from musterbook.operation.sealed_words import words_behind
from musterbook.operation.sharing import accesses, share_in
from musterbook.rights.facts import GrantEnded
from musterbook.store.consultations import Consultations
from musterbook.store.keys import exercise_key, public_of, write_key
from musterbook.store.rooms import open_apart, rooms_of
from musterbook.store.sealed import SealedStore
from musterbook.terms.errors import Refused, Tampered
from musterbook.terms.people import PersonId
from tests.operation.making import DESK, MORNING, TABLES, acting, open_small_book

OFFICERS = (
    *TABLES["officers"], ("v.inspect", "desk", "inspector"), ("t.guard", "desk", "protection-officer"),
    ("t.other", "desk", "protection-officer"),
)  # fmt: skip
INJURY = b"two broken ribs, left side"
DOCTOR = "d.doctor/clinician"
ONE, OTHER = PersonId("ACE-1111-F"), PersonId("ACE-1112-T")
WHY = "his condition at reception"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a book with officers of every compartment."""
    folder = tmp_path_factory.mktemp("compartments")
    open_small_book(folder, changed={"officers": OFFICERS}).close()
    return folder / "willow" / "book"


@pytest.fixture
def book(place: Path) -> Iterator[Book]:
    opened = open_book(place, read_only=False)
    yield opened
    opened.close()


def one(who: str, *, minutes: int = 10) -> Acting:
    return acting(who, DESK, minutes=minutes)


def appointed(book: Book, place: Path, officer: str, role: str) -> None:
    """Have the registrar appoint somebody who was not there before; his key is made on this machine."""
    private = exercise_key(1, "officer", officer)
    write_key(
        place / "keys" / "officers" / f"{officer}.key", private, purpose="officer", name=officer,
        pass_phrase="this is only an exercise", exercise=True,
    )  # fmt: skip
    key = public_of(private, "officer").hex()
    appoint(book, at_register(book), [Appointment(officer, DESK, role, key)])


def at_register(book: Book) -> Acting:
    signing = {"r.registrar": "registrar", "a.admin": "administrator"}
    one = acting(signing, DESK, minutes=20)
    return Acting(one.by, one.officers, one.at, log=book.register_log)


def rules(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {objection.rule for objection in refused.value.objections}


def test_a_clinician_and_an_inspector_open_it_and_the_site_officer_does_not(book: Book) -> None:
    digests = seal_in(book, ONE, "injuries", "health", INJURY, b"bruises", at=MORNING)

    assert open_in(book, one(DOCTOR), digests, WHY) == dict(zip(digests, (INJURY, b"bruises"), strict=True))
    assert open_in(book, one("v.inspect/inspector"), digests[:1], WHY) == {digests[0]: INJURY}
    with pytest.raises(Refused) as refused:
        open_in(book, one("w.officer/site-officer"), digests, WHY)
    assert rules(refused) == {"compartment.no-right"}
    assert refused.value.objections[0].values["who"] == "d.doctor, v.inspect"


def test_the_database_and_the_key_of_the_node_open_nothing(book: Book, place: Path) -> None:
    digest = seal_in(book, ONE, "injuries", "health", INJURY, at=MORNING)[0]

    assert words_behind(book, [digest]) == {}
    assert book.sealed is not None
    with pytest.raises(Refused, match=r"sealed\.not-here"):
        book.sealed.open(digest)
    with sqlite3.connect(place / "sealed.db") as base:
        everything = b"".join(bytes(cell) for row in base.execute("select envelope from blob") for cell in row)
        wraps = {bytes(row[0]) for row in base.execute("select reader from wrap where compartment like 'health/%'")}
    assert INJURY not in everything
    assert book.sealed.reader not in wraps


def test_another_officers_key_opens_nothing_even_where_nobody_asks_for_the_right(book: Book) -> None:
    digest = seal_in(book, ONE, "injuries", "health", INJURY, at=MORNING)[0]
    assert book.sealed is not None
    wanted = {digest: room for digest, (_, room) in rooms_of(book.sealed, [digest]).items()}

    assert open_apart(book.sealed, wanted, own_readers(book, "w.officer")) == {}
    assert open_apart(book.sealed, wanted, own_readers(book, "d.doctor")) == {digest: INJURY}
    with pytest.raises(Refused, match=r"compartment\.no-right"):
        open_in(book, one("s.security/clinician"), [digest], WHY)  # says a role he does not hold


def test_a_complaint_is_not_for_the_one_complained_of_whatever_he_may_be(book: Book) -> None:
    digest = seal_in(book, ONE, "complaint", "complaint", b"he took my blanket", never=["t.guard"], at=MORNING)[0]

    assert open_in(book, one("t.other/protection-officer"), [digest], WHY) == {digest: b"he took my blanket"}
    with pytest.raises(Refused) as refused:
        open_in(book, one("t.guard/protection-officer"), [digest], WHY)
    assert rules(refused) == {"compartment.about-him"}
    shared = share_in(book, one("t.other/protection-officer"), "t.guard", "he is to answer complaints")
    assert shared.rooms == 0
    about_others = seal_in(book, ONE, "complaint", "complaint", b"no water on the way", at=MORNING)[0]
    assert open_in(book, one("t.guard/protection-officer"), [about_others], WHY)


def test_every_opening_stands_in_the_register_before_anything_is_given(book: Book, place: Path) -> None:
    digests = seal_many_in(book, [(ONE, "injuries", INJURY), (OTHER, "injuries", b"none")], "health", at=MORNING)
    before = len(Consultations(place).lines())

    with pytest.raises(Refused, match=r"compartment\.no-reason"):
        open_in(book, one(DOCTOR), digests, "so")
    open_in(book, one(DOCTOR), digests, WHY, page="person")

    lines = Consultations(place).lines()[before:]
    assert [(line.officer, line.subject, line.page) for line in lines] == [
        ("d.doctor", ONE, "person"), ("d.doctor", OTHER, "person")
    ]  # fmt: skip
    assert words_behind(book, [lines[0].why]) == {lines[0].why: WHY}


def test_an_officer_appointed_later_opens_what_one_before_him_shared(book: Book, place: Path) -> None:
    before = seal_in(book, ONE, "injuries", "health", INJURY, at=MORNING)[0]
    appointed(book, place, "d.second", "clinician")
    after = seal_in(book, ONE, "injuries", "health", b"healing", at=MORNING)[0]

    assert open_in(book, one("d.second/clinician", minutes=30), [after], WHY) == {after: b"healing"}
    with pytest.raises(Refused) as refused:
        open_in(book, one("d.second/clinician", minutes=30), [before], WHY)
    assert rules(refused) == {"compartment.not-shared"}
    lacking = {access.compartment: access.officers for access in accesses(book, MORNING)}["health"]["d.second"]
    assert lacking > 0

    shared = share_in(book, one(DOCTOR, minutes=30), "d.second", "takes over the ward from me")

    assert (shared.rooms, shared.lacking) == (lacking, 0)
    assert open_in(book, one("d.second/clinician", minutes=40), [before], WHY) == {before: INJURY}
    assert {access.compartment: access.officers for access in accesses(book, MORNING)}["health"]["d.second"] == 0


def test_nobody_shares_what_he_cannot_open_and_nobody_is_given_what_is_not_for_his_role(book: Book) -> None:
    seal_in(book, ONE, "report", "security", b"said he would run", at=MORNING)

    with pytest.raises(Refused) as not_his:
        share_in(book, one(DOCTOR), "w.officer", "he is the commander here", compartments=["security"])
    with pytest.raises(Refused, match=r"compartment\.no-reason"):
        share_in(book, one("s.security/security-officer"), "v.inspect", "")

    assert rules(not_his) == {"compartment.no-right"}


def test_whose_role_ended_opens_nothing_more_and_what_is_sealed_after_is_not_for_him(book: Book) -> None:
    digest = seal_in(book, ONE, "report", "security", b"a note", never=(), at=MORNING)[0]
    heads = {log: size for log, (size, _) in book.store.heads().items()}
    book.write(
        at_register(book).draft(
            GrantEnded(officer="s.security", role="security-officer", custodian=DESK, because="posted", heads=heads)
        )
    )

    with pytest.raises(Refused, match=r"compartment\.no-right"):
        open_in(book, one("s.security/security-officer", minutes=30), [digest], WHY)
    assert set(readers_of(book, "security", MORNING)) == {"v.inspect"}


def test_where_nobody_is_appointed_it_is_sealed_all_the_same_and_a_root_shares_it(tmp_path: Path) -> None:
    book = open_small_book(tmp_path)
    digest = seal_in(book, ONE, "complaint", "complaint", b"no water", at=MORNING)[0]
    try:
        assert {one.compartment: one.roots_only for one in accesses(book, MORNING)}["complaint"] == 1
        with pytest.raises(Refused, match=r"compartment\.no-right"):
            open_in(book, one("root-1/root"), [digest], WHY)
    finally:
        book.close()

    place = tmp_path / "willow" / "book"
    book = open_book(place, read_only=False)
    try:
        appointed(book, place, "t.guard", "protection-officer")
        share_in(book, one("root-1/root", minutes=30), "t.guard", "first protection officer")
        assert open_in(book, one("t.guard/protection-officer", minutes=30), [digest], WHY) == {digest: b"no water"}
    finally:
        book.close()


def test_destroying_a_person_destroys_what_lies_in_compartments(book: Book) -> None:
    mine, his = (seal_in(book, who, "injuries", "health", INJURY, at=MORNING)[0] for who in (ONE, OTHER))
    assert isinstance(book.sealed, SealedStore)

    book.sealed.destroy(OTHER)

    assert open_in(book, one(DOCTOR), [mine, his], WHY) == {mine: INJURY}


def test_a_room_moved_to_another_compartment_does_not_open(book: Book, place: Path) -> None:
    digest = seal_in(book, ONE, "complaint", "complaint", b"he hit me", never=["t.guard"], at=MORNING)[0]
    book.close()
    (place / "sealed.db.seal").unlink(missing_ok=True)
    with sqlite3.connect(place / "sealed.db") as base:
        for table in ("blob", "wrap"):
            base.execute(
                f"update {table} set compartment = replace(compartment, '/t.guard', '') "  # noqa: S608  two names above
                "where compartment like '%/t.guard'"
            )
    again = open_book(place, read_only=False)

    with pytest.raises(Tampered, match="wrap-differs"):
        open_in(again, one("t.other/protection-officer"), [Digest(digest)], WHY)
    again.close()
