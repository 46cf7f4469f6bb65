"""What a deed wrote is put right by another deed, or it is said why not; what a press undoes is undone for real."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from musterbook.custody.roll import Roll
from musterbook.evidence.links import Links
from musterbook.ledger.entry import Entry
from musterbook.operation import examining
from musterbook.operation.biometrics_beside import BiometricsBeside
from musterbook.operation.book import Book
from musterbook.operation.casework_sheet import import_folder
from musterbook.operation.deeds.deed import fields_of
from musterbook.operation.deeds.doing import acting_for, perform
from musterbook.operation.deeds.every import DEEDS
from musterbook.operation.deeds.reading import read_said
from musterbook.operation.deeds.staying import SEVERAL, STAYS
from musterbook.operation.deeds.undoing import WHY, undoing, undone_by
from musterbook.terms.custodians import in_hand
from musterbook.terms.errors import Malformed
from musterbook.words.pages import has
from tests.operation.evidence import book_with_evidence, row, sheet
from tests.operation.making import MORNING, WILLOW, acting, open_small_book
from tests.operation.test_examining import PAIR
from tests.operation.test_examining import WHY as FOUND_SO
from tests.operation.test_examining import beside as _prints

prints = _prints
SOON, LATER = "2026-01-21T12:00Z", "2026-01-22T12:00Z"
MORE = (
    ("f.protects", "desk", "protection-officer"), ("y.data", "desk", "data-protection-officer"),
    ("a.watch", "desk", "watch-analyst"), ("k.desk", "desk", "repatriation-desk"),
    ("j.child", "desk", "child-justice-adviser", "4"),
)  # fmt: skip
DONE: Mapping[str, tuple[str, Mapping[str, str], str]] = {
    "lift-hold": ("w.officer", {"person": "PERSON", "ground": "court"}, "eligibility.held"),
    "lift-warning": ("f.protects", {"person": "PERSON", "about": "allergy"}, "custody.warning-raised"),
    "end-hold-kept": ("y.data", {"people": "PERSON"}, "custody.retention-held"),
    "open-case": ("k.desk", {"person": "PERSON", "country": "FRA", "grounds": "his papers"},
                  "repatriation.case-closed"),
    "allow-locator": ("f.protects o.desk", {"people": "PERSON", "until": LATER, "consent": "himself"},
                      "custody.locator-ended"),
    "need-medicine": ("d.doctor", {"people": "PERSON"}, "custody.medicine-needed"),
    "report-incident": ("o.desk", {"what": "FIRE", "words": "smoke in block two"}, "custody.incident-closed"),
    "ask-move": ("o.desk", {"receiver": "harbour", "from_": SOON, "until": LATER, "giver": "willow", "count": "3"},
     "lift.cancelled"),
    "plan-leg": ("p.planner", {"leg": "L-1", "start": "WLW", "end": "HRB", "leaves_at": SOON, "arrives_at": LATER},
     "lift.leg-cancelled"),
    "plan-night": ("p.planner", {"night": "N-1", "place": "HRB", "from_": SOON, "until": LATER, "reason": "staging"},
     "lift.lodging-planned"),
    "say-lost": ("o.desk", {"site": "willow", "because": "no answer"}, "custody.control-regained"),
    "join-agency": ("c.coord", {"agency": "cooks", "lead": "c.coord"}, "coordination.agency-left"),
    "plan-relief": ("c.coord", {"site": "WLW", "relief": "R-1", "giver": "willow", "receiver": "harbour",
                                "begins": SOON, "ends": LATER}, "watch.relief-planned"),
    "enter-scenario": ("a.watch", {"site": "WLW", "scenario": "SC-1", "sentence": "the road is cut", "begins": SOON,
                                   "ends": LATER, "chance": "0.25", "loss_given": "0.5"}, "watch.scenario-entered"),
}  # fmt: skip


def do(book: Book, name: str, officers: str, minutes: int, /, **said: str) -> Sequence[Entry]:
    """A deed read as typed, signed by one or two, and written."""
    deed, signing = DEEDS[name], officers.split()
    values = read_said(book, deed, {field: [one] for field, one in said.items()})
    hand = acting_for(book, deed, values, signing, MORNING + timedelta(minutes=minutes))
    return perform(book, deed, hand, values, officers=signing)


def undo(book: Book, name: str, entry: Entry, minutes: int) -> Sequence[Entry]:
    """What one press does: the deed that puts an entry right, signed by the first who signed the entry."""
    found = undoing(name, entry)
    assert found is not None
    said = {field: "mistaken" if value == WHY else value for field, value in found[1].items() if value}
    if "because" in DEEDS[found[0]].names:
        said["because"] = "a slip of the hand"
    return do(book, found[0], next(iter(entry.signed)).officer, minutes, **said)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """The small book with a hold, a warning and a legal hold to be ended by mistake."""
    opened = open_small_book(tmp_path_factory.mktemp("undoing"), officers=MORE)
    person = one_of(opened)
    do(opened, "hold", "w.officer", 1, person=person, ground="court")
    do(opened, "warn", "f.protects", 2, person=person, about="allergy")
    do(opened, "hold-kept", "y.data", 3, people=person, because="an open question")
    yield opened
    opened.close()


def one_of(book: Book) -> str:
    return min(book.reading(Roll).on(in_hand(WILLOW)))


def test_every_deed_is_put_right_by_another_or_says_why_not() -> None:
    undone = undone_by()

    assert undone.keys() | STAYS.keys() == DEEDS.keys()
    assert not undone.keys() & STAYS.keys()
    assert set(undone.values()) <= DEEDS.keys()
    assert [why for why in {*STAYS.values(), SEVERAL} if not has(f"deed.stays.{why}")] == []


@pytest.mark.parametrize("name", DONE)
def test_a_slip_is_undone_by_one_press_of_whoever_made_it(book: Book, name: str) -> None:
    officer, said, wrote = DONE[name]
    at = 10 + 10 * list(DONE).index(name)
    person = min(book.reading(Roll).where)
    typed = {field: {"PERSON": person}.get(value, value) for field, value in said.items()}
    if any(one.name == "because" and one.needed for one in fields_of(DEEDS[name], book)):
        typed.setdefault("because", "it is over")
    officer = "l.legal" if typed.get("ground") == "court" else officer

    (entry,) = do(book, name, officer, at, **typed)
    (undone,) = undo(book, name, entry, at + 1)

    assert undone.fact.kind == wrote
    assert undone.signed[0].officer == officer.split()[0]


def test_what_lacks_a_word_is_not_undone_by_one_press(tmp_path: Path) -> None:
    own = open_small_book(tmp_path)
    (entry,) = do(own, "clear", "e.reviewer", 10, people=one_of(own), destination="harbour", legal_basis="order 7")
    (withdrawn,) = undo(own, "clear", entry, 11)

    with pytest.raises(Malformed) as caught:
        undo(own, "withdraw-clearance", withdrawn, 12)

    own.close()
    assert {one.column for one in caught.value.faults} == {"destination", "legal_basis"}


def test_a_slip_with_evidence_only_closes_what_it_opened(tmp_path: Path) -> None:
    with book_with_evidence(tmp_path, more=MORE[-1:]) as beside:
        book, man = beside.book, one_of(beside.book)
        import_folder(beside, acting("q.acquirer/acquiring-officer", WILLOW, minutes=1), sheet(tmp_path / "in", row()))
        (link,) = do(book, "link-item", "v.reviewer x.examiner", 10, item="IT-000001", person=man, graded="b2",
                     claim="fact", because="his own words", settles="yes")  # fmt: skip
        do(book, "build-dossier", "v.reviewer", 11, dossier="D-1", person=man, items="IT-000001")
        (consent,) = do(book, "note-consent", "v.reviewer", 12, item="IT-000001", statement="in court", countries="DEU",
                        uses="prosecution")  # fmt: skip
        (review,) = do(book, "review-dossier", "j.child", 13, dossier="D-1", outcome="release", note="a grown man")

        (contest,) = undo(book, "link-item", link, 20)
        (no_more,) = undo(book, "note-consent", consent, 21)
        (withheld,) = undo(book, "review-dossier", review, 22)

        assert book.reading(Links).contest(contest.digest) is not None
        assert (no_more.fact.countries, withheld.fact.outcome) == ({"DEU"}, "withhold")  # type: ignore[attr-defined]  # facts of these deeds
        with pytest.raises(Malformed):
            undo(book, "review-dossier", withheld, 23)


def test_an_identification_by_mistake_is_withdrawn_by_whoever_wrote_or_agreed_to_it(prints: BiometricsBeside) -> None:
    book = prints.book
    for minute, name in ((10, "x.one"), (20, "x.two")):
        examining.open_pair(prints, PAIR, name, at=MORNING + timedelta(minutes=minute))
        do(book, "judge-pair", name, minute + 2, pair=PAIR, found="same", because=FOUND_SO)

    for officer in ("x.one", "i.identity"):
        (found,) = do(book, "identify-pair", "x.one", 30, pair=PAIR, because=FOUND_SO, resting_on="finger")
        name, wrote = "identify-pair", found
        if officer == "i.identity":
            name = "agree-identification"
            (wrote,) = do(book, name, officer, 31, identification=found.digest[:16], because=FOUND_SO)
        (withdrawn,) = undo(book, name, wrote, 32)

        assert withdrawn.fact.identified == found.digest  # type: ignore[attr-defined]  # the fact of this deed has it
