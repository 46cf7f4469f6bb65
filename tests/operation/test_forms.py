"""Forms that come back: judged page by page, typed by two, settled, and written as from paper, once wherever typed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from musterbook.custody.facts import Accepted, KnownAbsence, Mustered
from musterbook.custody.paper.facts import ClassCount, FormEntered
from musterbook.custody.roll import Roll
from musterbook.ledger.facts import Digest
from musterbook.ledger.log import Store
from musterbook.operation import forms_entering, mustering
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.consulting import consultations_of
from musterbook.operation.deeds.doing import key_of
from musterbook.operation.forms_scanned import judged, keep
from musterbook.operation.forms_typed import read_typed
from musterbook.operation.forms_written import Entering, act_id_of, write
from musterbook.operation.intake import Newcomer, register
from musterbook.operation.on_paper.forms import code_text
from musterbook.operation.on_paper.scanned import ReadPage
from musterbook.store.consultations import Consultations
from musterbook.store.forms import Forms
from musterbook.terms.custodians import in_hand, unaccounted
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.people import number_at
from tests.operation.making import BUS, MORNING, TABLES, WILLOW, open_small_book
from tests.papers.printed_book import SUBJECTS, printed_book

NOW = MORNING + timedelta(hours=9)
RUN = "210700ZJAN26-7KQ2MD"
"""Printed at seven in the morning, Zulu; at Willow it is three hours later."""
ALL = (True, True, True, True)
COUNTERS = ("w.officer", "w.counter")
COUNTED = {"hour": "21011115", "counted": "8", "signed": "W. Officer\nW. Counter"}


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    opened = printed_book(tmp_path)
    yield opened
    opened.close()


def code(number: int = 1, *, kind: str = "blanks", place: str = "willow", operation: str = "Willow") -> str:
    return code_text(kind, f"{place}-{RUN}-{number:03}", operation)


def page(number: int, *codes: str, **more: object) -> ReadPage:
    said = {"corners": ALL, "ticks": (0.0, 0.3, 0.0), "came": b"as it came", "upright": b"upright", **more}
    return ReadPage(number, codes, **said)  # type: ignore[arg-type]  # as the fields are called


def test_each_page_that_cannot_be_taken_in_says_why_and_the_good_one_beside_them_is_kept(book: Book) -> None:
    forms = Forms(None)
    pages = [
        page(1, code(1)), page(2, code(1)), page(3), page(4, code(2), code(3)), page(5, "MF1 poster x"),
        page(6, code(4, operation="Harbour")), page(7, code(5, place="nowhere")), page(8, code(6), upright=b""),
        page(9, small=True), page(10, code_text("blanks", "willow-010100ZJAN27-7KQ2MD-001", "Willow")),
    ]  # fmt: skip

    found = judged(book, forms, pages, NOW, officer="w.officer")
    kept = keep(book, forms, found, officer="w.officer", now=NOW)

    assert [one.wrong.rule if one.wrong else "" for one in found] == [
        "", "form.twice", "form.no-code", "form.two-codes", "form.not-ours", "form.other-operation",
        "form.unknown-place", "form.torn", "form.too-small", "form.unknown-hour",
    ]  # fmt: skip
    assert [one.form for one in kept] == [f"willow-{RUN}-001"]
    assert book.sealed is not None
    assert book.sealed.open(Digest(kept[0].came)) == b"as it came"
    assert kept[0].ticks == {"all-here": False, "some-missing": True, "others-here": False}
    again = judged(book, forms, [page(1, code(1)), page(2, code(2))], NOW, officer="w.officer")
    assert [one.wrong.rule if one.wrong else "" for one in again] == ["form.waits", ""]
    stranger = judged(book, Forms(None), [page(1, code(1))], NOW, officer="u.lead")
    assert stranger[0].wrong is not None
    assert stranger[0].wrong.rule == "form.not-yours"


def test_a_page_whose_number_has_no_such_hour_is_unknown_and_the_good_one_beside_it_is_kept(book: Book) -> None:
    forms = Forms(None)
    codes = ["MF1 blanks willow-999999ZABC99-AAAAAA-001", "MF1 blanks willow-310000ZFEB26-AAAAAA-002", code()]

    found = judged(book, forms, [page(at, one) for at, one in enumerate(codes, 1)], NOW, officer="w.officer")
    kept = keep(book, forms, found, officer="w.officer", now=NOW)

    assert [one.wrong.rule if one.wrong else "" for one in found] == ["form.unknown-hour", "form.unknown-hour", ""]
    assert [one.form for one in kept] == [f"willow-{RUN}-001"]


def brought(book: Book, forms: Forms, text: str) -> str:
    """A sheet brought in; its number."""
    return keep(
        book, forms, judged(book, forms, [page(1, text)], NOW, officer="w.officer"), officer="w.officer", now=NOW
    )[0].form  # fmt: skip


def test_two_who_type_alike_sign_a_count_as_written_on_paper_at_its_hour(book: Book) -> None:
    forms = Forms(None)
    sheet = forms_entering.found(forms, brought(book, forms, code()))
    roll = sorted(book.reading(Roll).on(in_hand(WILLOW)))
    typed = {**COUNTED, "some-missing": "yes", "absent": roll[0].lower(), "counted": f"{len(roll) - 1:04}"}

    first = forms_entering.type_in(book, forms, sheet, typed, NOW, officer=COUNTERS[0])
    with pytest.raises(Refused, match=r"form\.same-person"):
        forms_entering.type_in(book, forms, sheet, typed, NOW, officer=COUNTERS[0])
    second = forms_entering.type_in(
        book, forms, sheet, {**typed, "absent": roll[0], "hour": "21 01 11 15"}, NOW, officer=COUNTERS[1]
    )  # fmt: skip
    one = forms_entering.ready(book, forms, sheet, NOW)
    wrote = write(book, one, NOW)

    assert (first, second) == ("typed-once", "alike")
    count, sheet_entry = wrote
    assert isinstance(count.fact, Mustered)
    assert (count.act.via, count.happened_at, count.written_at) == ("paper", MORNING.replace(hour=8, minute=15), NOW)
    assert count.fact.present == frozenset(roll[1:])
    assert set(count.fact.counters) == set(COUNTERS)
    assert {each.officer for each in count.signed} == set(COUNTERS)
    assert isinstance(sheet_entry.fact, FormEntered)
    assert (sheet_entry.fact.wrote, sheet_entry.fact.typed_by) == ((count.digest,), COUNTERS)
    assert sheet_entry.fact.pictures == (sheet.came, sheet.upright)
    assert mustering.compared(book, count.fact.muster)[0].startswith("willow")
    with pytest.raises(Refused, match=r"form\.entered"):
        write(book, one, NOW)
    later = judged(book, Forms(None), [page(1, code())], NOW, officer="w.officer")
    assert later[0].wrong is not None
    assert later[0].wrong.rule == "form.entered"


class Died(Exception):
    """The machine died."""


class Dies:
    """A store whose machine dies before it keeps more than so many commits."""

    def __init__(self, store: Store, commits: int) -> None:
        self._store, self._left = store, commits

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  whatever the store answers
        return getattr(self._store, name)

    def append(self, *args: Any, **named: Any) -> Any:  # noqa: ANN401  as above
        self._left -= 1
        if self._left < 0:
            raise Died
        return self._store.append(*args, **named)


def typed_by_two(book: Book, typed: Mapping[str, str]) -> Entering:
    """The first form of Willow, brought in and typed alike by its two counters."""
    forms = Forms(None)
    sheet = forms_entering.found(forms, brought(book, forms, code()))
    for officer in COUNTERS:
        forms_entering.type_in(book, forms, sheet, typed, NOW, officer=officer)
    return forms_entering.ready(book, forms, sheet, NOW)


@pytest.mark.parametrize("commits", [1, 2])
def test_a_large_count_whose_machine_died_between_its_parts_is_whole_when_it_is_signed_again(
    tmp_path: Path, commits: int
) -> None:
    men = [(f"Man {place} al-Demo", "male", "1988", "seen", "Syria", "WLW", "security") for place in range(1503)]
    book = open_small_book(tmp_path, changed={"people": (TABLES["people"][0], *men)})
    one = typed_by_two(book, {**COUNTED, "counted": "1503", "all-here": "yes"})
    whole = book.store
    book.store = cast("Store", Dies(whole, commits))
    with pytest.raises(Died):
        write(book, one, NOW)
    book.store = whole
    # Who comes to be known only after the first signing was not on the roll that its parts were cut from.
    late = Acting(WILLOW, (("w.clerk", "register-clerk"),), MORNING, written_at=NOW + timedelta(minutes=1))
    register(book, late, [Newcomer(number_at("PP", 0), {}, "WLW")], how="received")

    wrote = write(book, one, NOW + timedelta(minutes=2))

    parts = [entry.fact for entry in wrote if isinstance(entry.fact, Mustered)]
    assert [(part.part, part.parts, len(part.present or ())) for part in parts] == [(1, 2, 1500), (2, 2, 3)]
    assert len({entry.act.id[:-8] for entry in wrote[:2]}) == 1
    assert isinstance(wrote[-1].fact, FormEntered)
    assert wrote[-1].fact.wrote == tuple(entry.digest for entry in wrote[:2])
    musters = book.reading(Roll).musters
    assert (musters.incomplete, [one.mustered for one in musters.of(WILLOW)]) == ((), [1503])
    book.close()


def test_a_count_begun_with_other_names_or_numbers_is_not_taken_for_what_was_typed_again(book: Book) -> None:
    roll = sorted(book.reading(Roll).on(in_hand(WILLOW)))
    one = typed_by_two(book, {**COUNTED, "counted": str(len(roll)), "all-here": "yes"})
    hand = Acting(WILLOW, (("w.counter", "counting-officer"), ("w.officer", "site-officer")), one.hour,
                  written_at=NOW, via="paper", key=key_of(act_id_of(book, one)))  # fmt: skip
    counters = tuple(sorted(COUNTERS))
    name = mustering.next_reference(book, WILLOW, one.hour)
    others = [
        Mustered(muster=name, present=frozenset((number_at("PP", 7),)), counters=counters, parts=2),
        Mustered(muster="willow/y", counted=len(roll) - 1, counters=counters),
    ]
    for fact in others:
        book.write(hand.draft(fact))

    count, entered = write(book, one, NOW)

    assert isinstance(count.fact, Mustered)
    assert (count.fact.muster, count.fact.present) == (f"{name}/again", frozenset(roll))
    assert isinstance(entered.fact, FormEntered)
    assert entered.fact.wrote == (count.digest,)


@pytest.mark.parametrize(
    ("signed", "counters"),
    [("W. Officer, W. Counter", 2), ("W. Officer\nw. officer ", 1), ("W. Officer", 1), ("م. ضابط، م. عدّاد", 2)],
)
def test_two_names_under_a_count_make_it_one_by_the_two_who_typed_and_no_name_stands_in_the_book(
    book: Book, signed: str, counters: int
) -> None:
    count = write(book, typed_by_two(book, {**COUNTED, "signed": signed}), NOW)[0]

    assert isinstance(count.fact, Mustered)
    assert len(count.fact.counters) == counters
    assert set(count.fact.counters) <= set(COUNTERS)
    assert signed.splitlines()[0] not in str(count.fact)


def test_that_a_form_was_entered_is_one_act_on_two_machines_however_the_counters_are_spelt(tmp_path: Path) -> None:
    wrote = []
    for machine, hour, signed in (("a", "21011115", "W. Officer\nW. Counter"), ("b", "21011115", "w officer\nCounter"),
                                  ("c", "21011116", "W. Officer\nW. Counter")):  # fmt: skip
        book = open_small_book(tmp_path / machine)
        one = typed_by_two(book, {**COUNTED, "hour": hour, "signed": signed})
        wrote.append(write(book, one, NOW))
        book.close()

    entered = [entries[-1] for entries in wrote]
    assert entered[0].act.id == entered[1].act.id != entered[2].act.id
    assert entered[0].fact == entered[1].fact
    assert len({entries[0].act.id for entries in wrote}) == 2


def test_a_number_alone_confirms_nobody_by_name_though_it_is_that_of_the_roll(book: Book) -> None:
    roll = book.reading(Roll).on(in_hand(WILLOW))

    count = write(book, typed_by_two(book, {**COUNTED, "counted": str(len(roll))}), NOW)[0]

    assert isinstance(count.fact, Mustered)
    assert (count.fact.present, count.fact.counted) == (None, len(roll))


def test_who_is_known_to_be_elsewhere_is_written_with_the_place_and_is_not_unaccounted_for(book: Book) -> None:
    away, gone, *_ = roll = sorted(book.reading(Roll).on(in_hand(WILLOW)))
    lines = f"{away}  the  hospital\n{gone.lower().replace('-', ' ')}"

    count = write(book, typed_by_two(book, {**COUNTED, "counted": str(len(roll) - 2), "absent": lines}), NOW)[0]

    assert isinstance(count.fact, Mustered)
    assert count.fact.absent_known == (KnownAbsence(person=away, place="the hospital"),)
    assert count.fact.present == frozenset(roll[2:])
    after = book.reading(Roll)
    assert away in after.on(in_hand(WILLOW))
    assert gone in after.on(unaccounted(WILLOW))


def test_where_two_differ_nothing_is_signed_before_one_of_them_settles_it(book: Book) -> None:
    forms = Forms(None)
    sheet = forms_entering.found(forms, brought(book, forms, code()))
    forms_entering.type_in(book, forms, sheet, {**COUNTED, "counted": "7"}, NOW, officer=COUNTERS[0])
    stage = forms_entering.type_in(book, forms, sheet, {**COUNTED, "some-missing": "yes"}, NOW, officer=COUNTERS[1])

    typed = forms.typed(sheet.form)
    assert stage == "differs"
    assert forms_entering.differences_of(sheet, typed) == ("counted", "some-missing")
    with pytest.raises(Refused, match=r"form\.not-alike"):
        forms_entering.ready(book, forms, sheet, NOW)
    with pytest.raises(Refused) as third:
        forms_entering.settle(forms, sheet, "w.clerk", {"counted": "7"}, NOW)
    assert [(one.rule, one.values["who"]) for one in third.value.objections] == [
        ("form.not-yours-to-settle", ", ".join(COUNTERS))
    ]
    with pytest.raises(Malformed) as unsaid:
        forms_entering.settle(forms, sheet, COUNTERS[0], {"counted": "7"}, NOW)
    assert [(one.rule, one.column) for one in unsaid.value.faults] == [("deed.lacking", "some-missing")]
    assert forms_entering.stage_of(forms.typed(sheet.form)) == "differs"
    forms_entering.settle(forms, sheet, COUNTERS[0], {"counted": "7", "some-missing": "yes"}, NOW)
    with pytest.raises(Refused, match=r"form\.nothing-to-settle"):
        forms_entering.settle(forms, sheet, COUNTERS[0], {"counted": "7"}, NOW)
    fact = write(book, forms_entering.ready(book, forms, sheet, NOW), NOW)[-1].fact

    assert isinstance(fact, FormEntered)
    assert fact.settled == {"counted", "some-missing"}


def test_an_acceptance_on_paper_is_written_for_the_receiver_with_who_was_not_taken_and_counts_by_class(
    book: Book,
) -> None:
    forms, handover = Forms(None), SUBJECTS["receipt"]
    people = sorted(next(one.fact.people for one in book.entries() if one.act.kind == "custody.offered"))  # type: ignore[attr-defined]  # an offer
    found = judged(
        book, forms, [page(1, code(kind="acceptances", place=BUS))], NOW, officer="b.escort"
    )  # fmt: skip
    sheet = keep(book, forms, found, officer="b.escort", now=NOW)[0]
    typed = {
        "handover": handover, "hour": "21011200", "counted": "3", "man": "2", "age-unknown": "1", "signed": "B. Escort",
        "not-taken": f"{people[3]}: missing", "some-not-taken": "yes",
    }  # fmt: skip

    for officer in ("b.escort", "b.second"):
        forms_entering.type_in(book, forms, sheet, typed, NOW, officer=officer)
    accepted, entered = write(book, forms_entering.ready(book, forms, sheet, NOW), NOW)

    assert isinstance(accepted.fact, Accepted)
    assert (accepted.by, accepted.act.via) == (BUS, "paper")
    assert accepted.fact.people == frozenset(people[:3])
    assert [(one.code, one.person) for one in accepted.fact.exceptions] == [("missing", people[3])]
    assert isinstance(entered.fact, FormEntered)
    assert entered.fact.counts == (ClassCount(of="age-unknown", counted=1), ClassCount(of="man", counted=2))


def test_what_is_typed_wrong_is_said_field_by_field() -> None:
    with pytest.raises(Malformed) as caught:
        read_typed("acceptances", {
            "hour": "2101", "counted": "many", "not-taken": "AHA-1111-H: tired", "extra": "somebody", "signed": "x",
        })  # fmt: skip

    assert {(one.column, one.rule) for one in caught.value.faults} == {
        ("handover", "deed.lacking"), ("hour", "form.no-hour"), ("counted", "deed.no-number"),
        ("not-taken", "form.not-taken"), ("extra", "person.bad-number"),
    }  # fmt: skip


def test_a_box_is_ticked_by_yes_alone() -> None:
    said = read_typed("blanks", {**COUNTED, "all-here": "no", "some-missing": "Yes"})

    assert (said["all-here"], said["some-missing"], said["others-here"]) == ("no", "yes", "no")
    with pytest.raises(Malformed, match=r"deed\.not-listed"):
        read_typed("blanks", {**COUNTED, "all-here": "maybe"})


def test_whoever_opens_a_sheet_is_written_down_and_whoever_may_not_sign_does_not_open_it(book: Book) -> None:
    forms = Forms(None)
    sheet = forms_entering.found(forms, brought(book, forms, code()))

    picture = forms_entering.picture_of(book, sheet, "w.counter", NOW, because="typing what stands on it")

    assert picture == b"upright"
    assert book.folder is not None
    line = Consultations(book.folder).lines()[-1]
    assert (line.officer, line.subject) == ("w.counter", f"form {sheet.form}")
    with pytest.raises(Refused, match=r"form\.not-able"):
        forms_entering.picture_of(book, sheet, "u.lead", NOW, because="looking")


def test_whoever_brought_a_sheet_in_takes_it_away_with_its_picture_and_it_may_come_again(book: Book) -> None:
    forms, why = Forms(None), "a sheet of last week lay in the same tray"
    sheet = forms_entering.found(forms, brought(book, forms, code()))
    forms_entering.type_in(book, forms, sheet, COUNTED, NOW, officer=COUNTERS[0])

    for officer, because, rule in (
        ("w.counter", why, "form.not-brought"), (sheet.officer, "no", "form.no-reason"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=rule.replace(".", r"\.")):
            forms_entering.withdraw(book, forms, sheet, officer, NOW, because=because)
    forms_entering.withdraw(book, forms, sheet, sheet.officer, NOW, because=why)

    assert (forms.sheets(), forms.typed(sheet.form)) == ([], [])
    assert book.sealed is not None
    assert book.sealed.open_many([Digest(sheet.came), Digest(sheet.upright)]) == {}
    assert book.folder is not None
    line = consultations_of(book, book.folder).lines(officer=sheet.officer)[-1]
    assert (line.subject, line.page) == (f"form {sheet.form}", "forms withdraw")
    assert brought(book, forms, code()) == sheet.form


def test_a_sheet_that_stands_in_the_book_is_not_taken_away(book: Book) -> None:
    forms = Forms(None)
    one = typed_by_two(book, COUNTED)
    write(book, one, NOW)

    with pytest.raises(Refused, match=r"form\.not-withdrawn"):
        forms_entering.withdraw(book, forms, one.sheet, one.sheet.officer, NOW, because="it was the wrong sheet")
