"""What is owed to the people at Willow, from their registration to a contest upheld; each test has the book anew."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from musterbook.custody.facts import Accepted, Departed, LetGo, Offered
from musterbook.custody.people import People
from musterbook.custody.roll import Roll
from musterbook.custody.settings import NOTICE_HOURS
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.operation import (
    complaining,
    contesting,
    destroying,
    happening,
    linking,
    mustering,
    noticing,
    overheld,
    receipts,
    telling,
)
from musterbook.operation.amending import note_identifier, particulars_of, who_has
from musterbook.operation.book import Book
from musterbook.operation.briefing import agenda
from musterbook.operation.catalogue import read_folder
from musterbook.operation.extracting import extract
from musterbook.operation.folder import open_book
from musterbook.operation.gates import objections_to, why_not
from musterbook.operation.opening import Founding, open_folder
from musterbook.operation.owed import by_owner, owed
from musterbook.terms.custodians import in_hand
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.moves import Move
from musterbook.terms.people import PersonId
from tests.operation.making import BUS, DESK, HARBOUR, MORNING, TABLES, WILLOW, acting, fill

OFFICERS = {"officers": (
    *TABLES["officers"], ("n.notifier", "desk", "notifier"), ("p.protect", "desk", "protection-officer"),
    ("w.notifier", "willow", "notifier"), ("d.protector", "desk", "data-protection-officer"),
    ("x.examiner", "desk", "examiner"),
)}  # fmt: skip
ASKED = f"""
[custody]
authority_gate = true
told_before_move = true
receipt_hours = 24
retention_days = 365
look_into_before_close = true
notice_hours = {{ {", ".join(f'"{kind}" = {hours}' for kind, hours in NOTICE_HOURS.items())} }}
"""
DAY = timedelta(hours=24)


@pytest.fixture(scope="module")
def opened_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = fill(tmp_path_factory.mktemp("dues") / "willow", OFFICERS)
    with (place / "operation.toml").open("a", encoding="utf-8") as settings:
        settings.write(ASKED)
    open_folder(read_folder(place, today=MORNING), Founding(place / "book", MORNING, seed=1)).close()
    return place / "book"


@pytest.fixture
def book(opened_once: Path, tmp_path: Path) -> Iterator[Book]:
    shutil.copytree(opened_once, tmp_path / "book")
    opened = open_book(tmp_path / "book", read_only=False)
    yield opened
    opened.close()


@pytest.fixture
def people(book: Book) -> list[PersonId]:
    return sorted(book.reading(Roll).on(in_hand(WILLOW)))


def note_authority(book: Book, people: list[PersonId]) -> None:
    """Eleven of the twelve are held by a warrant that ends on the third day."""
    overheld.note(
        book, acting("l.legal/legal-reviewer", DESK, minutes=10), people[:11], kind="warrant", issuer="court of Willow",
        ends=MORNING + 3 * DAY,
    )  # fmt: skip


def give_receipts(book: Book, people: list[PersonId]) -> tuple[Entry, list[receipts.Made]]:
    """Everyone gets a receipt in Arabic, read aloud; one does not take it."""
    return receipts.give(
        book, acting("w.officer/site-officer", WILLOW, minutes=20), dict.fromkeys(people, "ar"),
        taken=receipts.Taken(refused=frozenset(people[:1]), read_aloud=frozenset(people)),
    )  # fmt: skip


def tell_counsel(book: Book, people: list[PersonId]) -> None:
    """The bar hears of everyone, twice; one does not wish it."""
    who = acting("w.notifier/notifier", WILLOW, minutes=100)
    for _ in range(2):
        noticing.send(book, who, "counsel", noticing.owed_of(book, who, "counsel") or people, whom="bar of Willow")
    noticing.send(book, who, "counsel", people[:1], how="declined")


def contest_name(book: Book, person: PersonId) -> Entry:
    """He says that he is called Bassel."""
    return contesting.contest(
        book, acting("w.clerk/register-clerk", WILLOW, minutes=130), person, about="name", statement="I am Bassel."
    )


def offer_three(book: Book, people: list[PersonId]) -> Entry:
    """Three are offered to the bus; two are told where they go, and one of those has not understood."""
    giver = acting("w.officer/site-officer", WILLOW, minutes=300)
    offer = book.write(giver.draft(Offered(
        handover="H1", manifest=Digest("0" * 64), people=frozenset(people[:3]), receiver=BUS,
        due_by=giver.at + timedelta(hours=2), destination=HARBOUR,
    )))  # fmt: skip
    telling.tell(book, giver, people[:2], handover="H1", not_understood=people[1:2], interpreter="ar")
    book.write(giver.then(giver.at + timedelta(minutes=5)).draft(LetGo(handover="H1", people=frozenset(people[:3]))))
    return offer


def take_three(book: Book, people: list[PersonId], offer: Entry) -> None:
    """The bus has them."""
    book.write(acting("b.escort/escort-commander", BUS, minutes=320).draft(
        Accepted(handover="H1", offer=offer.digest, people=frozenset(people[:3]))
    ))  # fmt: skip


def stages(book: Book, now: datetime, notice: str) -> dict[str, int]:
    return {row["stage"]: row["people"] for row in noticing.notices_told(book, now) if row["notice"] == notice}


def test_nobody_is_moved_until_somebody_wrote_by_what_he_is_held(book: Book, people: list[PersonId]) -> None:
    before = {
        one.rule: one.values.get("why") for one in why_not(book, people[0], at=MORNING + DAY, destination=HARBOUR)
    }

    note_authority(book, people)
    after = {one.rule for one in why_not(book, people[0], at=MORNING + DAY, destination=HARBOUR)}

    assert before["custody.authority"] == "none"
    assert "custody.authority" not in after


def test_whoever_is_held_past_his_paper_is_listed_with_the_days(book: Book, people: list[PersonId]) -> None:
    note_authority(book, people)

    rows = overheld.authorities_told(book, MORNING + 5 * DAY, lacking=True)

    assert [(row["alarm"], row["days"]) for row in rows[:11]] == [("authority-expired", 2)] * 11
    assert (rows[11]["person"], rows[11]["lack"], rows[11]["alarm"]) == (people[11], "none", "")
    assert len(overheld.authorities_told(book, MORNING + DAY, lacking=True)) == 1


def test_an_authority_that_ends_before_it_begins_is_none(book: Book, people: list[PersonId]) -> None:
    with pytest.raises(Malformed):
        overheld.note(
            book, acting("l.legal/legal-reviewer", DESK, minutes=10), people, kind="order", issuer="court", ends=MORNING
        )


def test_everyone_is_owed_a_receipt_until_he_has_one_from_whoever_holds_him(book: Book, people: list[PersonId]) -> None:
    note_authority(book, people)
    before = receipts.without_receipt(book, MORNING + DAY)

    entry, made = give_receipts(book, people)

    assert len(before) == 12
    assert receipts.without_receipt(book, MORNING + DAY) == []
    assert entry.named() == frozenset(people)
    assert [one.mark for one in made[:2]] == ["refused", "given"]
    assert made[0].content["authority"] == "warrant"
    assert made[0].content["place_ar"] == "الصفصاف"


def test_a_receipt_that_is_owed_says_to_whom_where_he_is_one_man(book: Book, people: list[PersonId]) -> None:
    note_authority(book, people)

    several = receipts_owed(book)
    give_receipts(book, people[:-1])

    assert several == [("", 12)]
    assert receipts_owed(book) == [(people[-1], 1)]


def receipts_owed(book: Book) -> list[tuple[str, int]]:
    return [(one.about, one.people) for one in owed(book, MORNING + DAY) if one.what == "receipt"]


def test_a_receipt_names_nobody_else_and_not_where_he_goes(book: Book, people: list[PersonId]) -> None:
    said = str(receipts.content_of(book, people[0], MORNING + DAY))

    assert people[0] in said
    assert not [one for one in people[1:] if one in said]
    assert "harbour" not in said.lower()


def test_only_whoever_holds_him_gives_him_a_receipt(book: Book, people: list[PersonId]) -> None:
    with pytest.raises(Refused):
        receipts.give(book, acting("h.officer/receiving-officer", HARBOUR, minutes=20), {people[0]: "ar"})


def test_a_notice_is_due_a_day_after_he_came_and_then_overdue_on_the_board(book: Book, people: list[PersonId]) -> None:
    note_authority(book, people)

    assert stages(book, MORNING + DAY - timedelta(minutes=1), "counsel") == {"due": 12}
    assert stages(book, MORNING + DAY, "counsel") == {"overdue": 12}
    assert stages(book, MORNING + DAY, "court") == {"overdue": 11}
    assert stages(book, MORNING + 6 * DAY, "capture-card") == {"due": 12}
    board = by_owner(owed(book, MORNING + DAY, owner=WILLOW), MORNING + DAY)
    assert [(row["owner"], row["overdue"] > 0) for row in board] == [(WILLOW, True)]


def test_f25_word_to_counsel_is_sent_once_however_often_it_is_sent(book: Book, people: list[PersonId]) -> None:
    tell_counsel(book, people)

    assert stages(book, MORNING + DAY, "counsel") == {"sent": 11, "settled": 1}
    late = acting("w.notifier/notifier", WILLOW, minutes=200)
    noticing.acknowledge(book, late, "counsel", noticing.sent_of(book, late, "counsel"), at=late.at)
    assert stages(book, MORNING + DAY, "counsel") == {"acknowledged": 11, "settled": 1}


def test_word_to_families_is_one_thing_and_ends_the_wait_for_a_capture_card_too(
    book: Book, people: list[PersonId]
) -> None:
    who = acting("w.notifier/notifier", WILLOW, minutes=110)

    entry = noticing.send(book, who, "family", people, how="sent", letter="He is well.")

    assert entry.act.kind == "coordination.family-told"
    assert stages(book, MORNING + DAY, "family") == {"sent": 12}
    assert stages(book, MORNING + 7 * DAY, "capture-card") == {"sent": 12}


def test_nobody_acknowledges_what_was_never_sent(book: Book, people: list[PersonId]) -> None:
    with pytest.raises(Malformed):
        noticing.acknowledge(
            book, acting("w.notifier/notifier", WILLOW, minutes=120), "consulate", people[:1], at=MORNING
        )


def test_an_open_contest_of_his_name_stops_him_and_whoever_wrote_it_cannot_answer(
    book: Book, people: list[PersonId]
) -> None:
    person = people[1]
    wrote = {one.officer for entry in book.entries() if entry.act.kind == "custody.registered" for one in entry.signed}
    contest = contest_name(book, person)

    (held,) = [
        one for one in why_not(book, person, at=MORNING + DAY, destination=HARBOUR) if one.rule == "eligibility.hold"
    ]
    (row,) = contesting.contests_told(book, MORNING + DAY)

    assert held.values["ground"] == "contest-open"
    assert (row["person"], row["about"], row["overdue"]) == (person, "name", False)
    assert wrote == set(contesting.open_contest(book, contest.digest[:8]).barred)
    with pytest.raises(Malformed):
        contesting.answer(
            book,
            acting("l.legal/legal-reviewer", DESK, minutes=140),
            contest.digest[:8],
            outcome="upheld",
            because="Yes.",
        )


def test_an_upheld_contest_puts_the_name_right_and_says_who_had_the_old_one(book: Book, people: list[PersonId]) -> None:
    person = people[1]
    tell_counsel(book, people)
    contest_name(book, person)
    (row,) = contesting.contests_told(book, MORNING + DAY)

    _, had = contesting.answer(
        book, acting("l.legal/legal-reviewer", DESK, minutes=150), row["contest"], outcome="upheld",
        because="His card says so.", claims={"name": "Bassel al-Demo"},
    )  # fmt: skip

    known = book.reading(People).get(person)
    claims = particulars_of(book, known.particulars if known else None)
    assert claims is not None
    assert claims["claims"]["name"]["value"] == "Bassel al-Demo"
    assert claims["claims"]["nationality"]["value"]
    assert {one["who"] for one in had} == {"bar of Willow"}
    assert not [
        one for one in why_not(book, person, at=MORNING + DAY, destination=HARBOUR) if one.rule == "eligibility.hold"
    ]
    assert contesting.contests_told(book, MORNING + DAY) == []
    with pytest.raises(Malformed):
        contesting.answer(
            book, acting("l.legal/legal-reviewer", DESK, minutes=160), row["contest"], outcome="rejected", because="No."
        )


def test_a_contest_of_age_waits_for_a_panel(book: Book, people: list[PersonId]) -> None:
    contest = contesting.contest(
        book, acting("w.clerk/register-clerk", WILLOW, minutes=170), people[2], about="age", statement="I am sixteen."
    )

    with pytest.raises(Refused) as refused:
        contesting.answer(
            book,
            acting("l.legal/legal-reviewer", DESK, minutes=180),
            contest.digest[:8],
            outcome="rejected",
            because="No.",
        )

    assert [one.rule for one in refused.value.objections] == ["contest.age-panel"]


def test_a_complaint_is_neither_written_nor_answered_nor_seen_by_the_one_complained_of(
    book: Book, people: list[PersonId]
) -> None:
    with pytest.raises(Refused):
        complaining.complain(
            book, acting("w.officer/site-officer", WILLOW, minutes=190), people[3], statement="He hit me.",
            against="w.officer",
        )  # fmt: skip
    complaint = complaining.complain(
        book,
        acting("w.clerk/register-clerk", WILLOW, minutes=190),
        people[3],
        statement="He hit me.",
        against="p.protect",
    )

    assert complaining.complaints_told(book, MORNING + DAY, reader="p.protect") == []
    assert len(complaining.complaints_told(book, MORNING + DAY, reader="l.legal")) == 1
    with pytest.raises(Refused):
        complaining.answer(
            book, acting("p.protect/protection-officer", DESK, minutes=200), complaint.digest[:8], outcome="rejected",
            text="I did not.",
        )  # fmt: skip
    complaining.answer(
        book,
        acting("l.legal/legal-reviewer", DESK, minutes=200),
        complaint.digest[:8],
        outcome="upheld",
        text="He did.",
    )
    assert complaining.complaints_told(book, MORNING + DAY) == []


def test_the_same_number_of_another_register_shows_who_may_be_one_person(book: Book, people: list[PersonId]) -> None:
    clerk = acting("w.clerk/register-clerk", WILLOW, minutes=210)
    _, nobody = note_identifier(
        book, clerk, people[4], scheme="icrc", issuer="ICRC", value="SYR 100-7", standing="seen"
    )

    entry, same = note_identifier(
        book, clerk, people[5], scheme="icrc", issuer="ICRC", value="syr100 7", standing="claimed"
    )

    assert nobody == []
    assert same == [people[4]]
    assert "SYR" not in str(entry.fact)


def test_whoever_was_not_told_before_the_doors_shut_is_owed_it(book: Book, people: list[PersonId]) -> None:
    offer_three(book, people)

    (row,) = telling.untold_of_move(book, MORNING + timedelta(minutes=310))

    assert (row["owner"], row["numbers"], row["overdue"]) == (WILLOW, people[1:3], True)
    telling.tell(
        book, acting("w.officer/site-officer", WILLOW, minutes=306), people[1:3], handover="H1", when="aboard",
        because="A shot was fired at the gate.",
    )  # fmt: skip
    assert telling.untold_of_move(book, MORNING + timedelta(minutes=310)) == []


def test_an_extract_holds_everything_of_him_and_nobody_elses_number(book: Book, people: list[PersonId]) -> None:
    everyone, one = book.reading(Roll).where, people[1]
    give_receipts(book, people)
    contest_name(book, one)
    take_three(book, people, offer_three(book, people))

    told = extract(book, one)

    assert not [other for other in everyone if other != one and other in str(told)]
    assert {"custody.registered", "custody.contested", "custody.receipt-given"} <= {
        row["kind"] for row in told["entries"]
    }
    assert {"particulars", "statement", "receipt"} <= {row["what"] for row in told["sealed"]}
    assert "I am Bassel." in str(told["sealed"])
    assert {"who": "bus-1", "how": "handover"}.items() <= who_has(book, one, MORNING + DAY)[0].items()


def test_what_is_owed_is_listed_by_owner_and_what_is_overdue_stays(book: Book, people: list[PersonId]) -> None:
    note_authority(book, people)

    rows = owed(book, MORNING + 2 * DAY, within=timedelta())
    whats = {row.what for row in rows}

    assert all(row.due <= MORNING + 2 * DAY for row in rows)
    assert {"notice.court", "handover"} & whats
    assert rows == sorted(rows, key=lambda row: (row.owner, row.due, row.what, row.about))


def test_sg21_what_is_kept_of_whoever_left_long_ago_is_destroyed_by_two_and_counts_remain(
    book: Book, people: list[PersonId]
) -> None:
    give_receipts(book, people)
    two = {"d.protector": "data-protection-officer", "l.legal": "legal-reviewer"}
    person = max(book.reading(Roll).on(in_hand(WILLOW)))
    why = "The days are over."
    late = 60 * 24 * 400

    with pytest.raises(Refused) as in_custody:
        destroying.destroy(book, acting(two, DESK, minutes=late), [person], because=why)
    book.write(acting({"w.officer": "site-officer", "w.clerk": "register-clerk"}, WILLOW, minutes=400).draft(
        Departed(person=person, outcome="released", papers=Digest("1" * 64), authority="court of Willow")
    ))  # fmt: skip
    with pytest.raises(Refused) as too_early:
        destroying.destroy(book, acting(two, DESK, minutes=500), [person], because=why)
    destroying.hold(book, acting("l.legal/legal-reviewer", DESK, minutes=500), [person], because="A court asks for it.")
    with pytest.raises(Refused) as held:
        destroying.destroy(book, acting(two, DESK, minutes=late), [person], because=why)
    destroying.hold(
        book, acting("l.legal/legal-reviewer", DESK, minutes=600), [person], because="It is done.", end=True
    )
    numbers = len(book.reading(Roll).where)

    (due,) = destroying.retention_told(book, MORNING + timedelta(minutes=late))
    entry, certificate = destroying.destroy(book, acting(two, DESK, minutes=late), [person], because=why)

    refused = [one.value.objections[0].values["why"] for one in (in_custody, too_early, held)]
    assert refused == ["in-custody", "too-early", "held"]
    assert (due["person"], due["overdue"]) == (person, True)
    assert len(certificate["things"]) == 2
    known = book.reading(People).get(person)
    assert particulars_of(book, known.particulars if known else None) is None
    assert len(book.reading(Roll).where) == numbers
    assert destroying.retention_told(book, entry.happened_at) == []


def test_sg23_no_day_is_closed_over_a_death_nobody_reported(book: Book) -> None:
    person = max(book.reading(Roll).on(in_hand(WILLOW)))
    guard = acting("w.officer/site-officer", WILLOW, minutes=700)
    book.write(guard.draft(Departed(person=person, outcome="deceased", papers=Digest("2" * 64))))

    with pytest.raises(Refused) as refused:
        mustering.close_day(book, guard.then(guard.at + timedelta(minutes=5)), WILLOW, "2026-01-21")
    report = happening.Report(what="death", words="He was found dead in his cell.", people=frozenset((person,)))
    happening.report(book, guard.then(guard.at + timedelta(minutes=6)), report)
    closed = mustering.close_day(book, guard.then(guard.at + timedelta(minutes=7)), WILLOW, "2026-01-21")

    assert [(one.rule, one.values["why"]) for one in refused.value.objections] == [("custody.not-looked-into", "death")]
    assert closed.act.kind == "custody.day-closed"
    assert stages(book, guard.at + timedelta(hours=12), "death") == {"overdue": 1}


def test_a_family_is_parted_by_a_protection_officer_alone(book: Book, people: list[PersonId]) -> None:
    clerk = acting("w.clerk/register-clerk", WILLOW, minutes=800)
    guardian = acting("p.protect/protection-officer", DESK, minutes=810)
    one, two, three = people[:3]
    linking.link(book, clerk, one, two, relation="sibling", source="claimed")

    def stands() -> bool:
        move = Move(frozenset((one,)), WILLOW, BUS, MORNING + DAY, destination=HARBOUR)
        return "eligibility.family" in {found.rule for found in objections_to(book, move)}

    before = stands()
    with pytest.raises(Malformed):
        linking.part(book, guardian, [one, three], because="One needs a clinic.")
    with pytest.raises(Refused):
        linking.part(book, clerk, [one, two], because="One needs a clinic.")
    linking.part(book, guardian, [one, two], because="One needs a clinic.", best_interest="He asks for it.")
    parted = stands()
    linking.unlink(book, guardian, one, two, because="They are not brothers.")

    assert (before, parted, stands()) == (True, False, False)
    with pytest.raises(Malformed):
        linking.unlink(book, guardian, one, two, because="They are not brothers.")


def test_two_numbers_become_one_by_two_signatures_and_two_again(book: Book, people: list[PersonId]) -> None:
    two = acting({"w.officer": "site-officer", "x.examiner": "examiner"}, WILLOW, minutes=900)
    keeps, absorbs = people[3], people[4]

    linking.merge(book, two, keeps, absorbs, because="The same man, seen by an examiner.")
    merged = book.reading(People).kept(absorbs)
    with pytest.raises(Malformed):
        linking.merge(book, two, keeps, absorbs, because="Again.")
    linking.unmerge(book, two.then(two.at + timedelta(minutes=1)), keeps, absorbs, because="It was his brother.")

    assert merged == keeps
    assert book.reading(People).kept(absorbs) == absorbs


def test_a_serious_injury_is_told_within_twelve_hours(book: Book, people: list[PersonId]) -> None:
    guard = acting("w.officer/site-officer", WILLOW, minutes=1000)
    report = happening.Report(what="serious-injury", words="He fell.", people=frozenset(people[5:6]))
    happening.report(book, guard, report)

    assert stages(book, guard.at + timedelta(hours=11), "illness") == {"due": 1}
    assert stages(book, guard.at + timedelta(hours=12), "illness") == {"overdue": 1}


def test_f31_what_is_overdue_is_on_the_board_of_the_call_by_who_owes_it(book: Book) -> None:
    rows = agenda(book, MORNING + 10 * DAY).owed

    assert WILLOW in {row["owner"] for row in rows}
    assert all(row["overdue"] and not row["due"] for row in rows)
