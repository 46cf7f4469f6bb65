"""Pages of beds, of incidents and of what is owed, over HTTP: the tightest first, the overdue first, each by right."""

from __future__ import annotations

import pytest

from musterbook.console.asked import Asked
from musterbook.console.by_right import due_seen, incidents_seen, seen_of, whole_incident_seen
from musterbook.console.looking import NOBODY, Looker
from musterbook.terms.custodians import CustodianId
from tests.console.asking import Console, console_on
from tests.console.invented_care import NASTY, InventedCare
from tests.console.invented_custody import InventedCustody
from tests.console.test_pages import text_of

PATHS = ("/beds", "/incidents", "/due")
ONES = ("/beds/KRK-1", "/incidents/I-karkh-3")
CLINICIAN = Looker("k.doctor", frozenset({("clinician", CustodianId("karkh"))}))
PROTECTOR = Looker("k.guard", frozenset({("protection-officer", CustodianId("desk"))}))
"""He may read complaints, and is the one complained of."""
OTHER = Looker("k.other", frozenset({("protection-officer", CustodianId("desk"))}))


@pytest.fixture(scope="module")
def console() -> Console:
    return console_on()


def asked_by(looker: Looker) -> Asked:
    return Asked("/", "html", None, {}, wall=False, theme="night", language="en", nonce="", looker=looker)


def test_a_place_without_room_stands_first_and_the_sum_is_told(console: Console) -> None:
    text = text_of(console.get("/beds").text)

    assert "300 free · 4 too many" in text
    assert text.index("KRK-1") < text.index("ROJ-2")
    assert "50 more than approved for" in text
    assert "displaced from roj" in text
    assert "lapsed: the beds are free again" in text


def test_beds_of_a_place_say_who_lies_there_and_why_a_bed_is_not_somebodys(console: Console) -> None:
    text = text_of(console.get("/beds/KRK-1").text)

    assert "A-1-01/1 high security KHA-4712-M KHA-4713-A two in one bed" in text
    assert "KHA-4714-C would get A-1-01/2" in text
    assert "1 bed is of a kind that does not fit" in text
    assert "muster beds assign KRK-1 --key k.governor" in text


@pytest.mark.parametrize(
    ("which", "beds"),
    [("free", ["A-1-01/2"]), ("taken", ["A-1-01/1"]), ("out-of-use", ["A-1-02/1", "A-1-03/1"])],
)
def test_beds_narrow_to_those_that_can_be_given(console: Console, which: str, beds: list[str]) -> None:
    assert [row["bed"] for row in console.get(f"/beds/KRK-1.json?beds={which}").json()["beds"]] == beds


def test_incidents_say_what_happened_in_words_and_how_late_it_was_reported(console: Console) -> None:
    text = text_of(console.get("/incidents").text)

    assert "assault minor" in text
    assert "2 h 10 min later" in text
    assert "self-harm whose fault is looked into" in text


@pytest.mark.parametrize(
    ("asked", "references"),
    [("open=yes", ["I-karkh-3"]), ("open=no", ["I-karkh-4"]), ("what=ASSAULT", ["I-karkh-3"]), ("by=desk", []),
     ("person=kha4712m", ["I-karkh-3"]), ("person=KHA-4714-C", [])],
)  # fmt: skip
def test_incidents_narrow_and_no_number_finds_what_is_withheld(
    console: Console, asked: str, references: list[str]
) -> None:
    rows = console.get(f"/incidents.json?{asked}").json()["incidents"]

    assert [row["reference"] for row in rows] == references


def test_an_incident_shows_everything_said_its_papers_and_what_contradicts_it(console: Console) -> None:
    text = text_of(console.get("/incidents/I-karkh-3").text)

    assert "Everything said, in order" in text
    assert "seen again" in text
    assert "certificate abababababab" in text
    assert "gave-themselves-up" not in text
    assert "gave himself up" in text
    assert "no departure does" in text


def test_an_incident_of_health_names_nobody_to_whom_it_is_not_shown(console: Console) -> None:
    for path in ("/incidents/I-karkh-4", "/incidents/I-karkh-4.json", "/incidents", "/incidents.csv"):
        assert "KHA-4714-C" not in console.get(path).text
    assert "1 person, shown to clinicians and inspectors alone" in text_of(console.get("/incidents/I-karkh-4").text)


def test_a_clinician_sees_health_and_nobody_else_does() -> None:
    care, kept = InventedCare(), InventedCustody().kept_for("KHA-4712-M")

    for looker, shown in ((CLINICIAN, True), (NOBODY, False), (OTHER, False)):
        asked = asked_by(looker)
        numbers = [row.numbers for row in incidents_seen(asked, care.incidents()).rows if row.health]
        whole = care.incident("I-karkh-4")
        assert whole is not None
        assert (numbers == [("KHA-4714-C",)]) is shown
        assert bool(whole_incident_seen(asked, whole).papers) is shown
        assert ("3/4" in str(seen_of(asked, kept))) is shown


def test_a_complaint_is_shown_to_who_reads_complaints_and_never_to_the_one_complained_of() -> None:
    kept, due = InventedCustody().kept_for("KHA-4712-M"), InventedCare().due().rows

    def lines(looker: Looker) -> list[str]:
        return [
            line.what for part in seen_of(asked_by(looker), kept) for line in part.lines if "complaint" in line.what
        ]

    assert (lines(OTHER), lines(PROTECTOR), lines(CLINICIAN)) == (["complaint-open"], [], [])
    about = {
        looker.officer: [row.about for row in due_seen(asked_by(looker), due) if row.what == "complaint"]
        for looker in (OTHER, PROTECTOR, NOBODY)
    }
    assert about == {"k.other": ["KHA-4713-A"], "k.guard": [], "": [""]}


def test_what_is_owed_stands_by_owner_with_what_is_overdue_first(console: Console) -> None:
    rows = console.get("/due.json").json()["due"]

    assert [(row["owner"], row["what"], row["overdue"]) for row in rows] == [
        ("karkh", "notice.family", True), ("karkh", "hold.child", False), ("protection-officer", "complaint", False),
    ]  # fmt: skip
    text = text_of(console.get("/due").text)
    assert "notice: family KHA-4712-M" in text
    assert "answer to a complaint" in text
    assert "KHA-4713-A" not in text


@pytest.mark.parametrize(
    ("asked", "kinds"),
    [("overdue=yes", ["notice.family"]), ("owner=karkh", ["notice.family", "hold.child"]),
     ("within=24", ["notice.family"]), ("what=hold.child", ["hold.child"])],
)  # fmt: skip
def test_what_is_owed_narrows(console: Console, asked: str, kinds: list[str]) -> None:
    assert [row["what"] for row in console.get(f"/due.json?{asked}").json()["due"]] == kinds


@pytest.mark.parametrize("path", [*PATHS, *ONES])
def test_what_somebody_typed_stays_text(console: Console, path: str) -> None:
    assert NASTY not in console.get(path).text


@pytest.mark.parametrize("path", PATHS)
def test_every_page_has_its_twins_its_wall_and_its_letter(console: Console, path: str) -> None:
    assert console.get(f"{path}.json").json()["stamp"]["operation"] == "EXERCISE WILLOW"
    sheet = console.get(f"{path}.csv").text
    assert "EXERCISE" in sheet
    assert "Row(" not in sheet
    assert "data-wall" in console.get(f"{path}?wall").text
    assert f'href="{path}' in console.get("/").text


@pytest.mark.parametrize(
    ("path", "number"),
    [("/beds/NOWHERE", 404), ("/incidents/I-nobody-1", 404), ("/beds/KRK-1?beds=soft", 400),
     ("/incidents?open=perhaps", 400), ("/due?overdue=perhaps", 400), ("/due?within=0", 400),
     ("/beds?colour=red", 400)],
)  # fmt: skip
def test_what_a_page_does_not_know_is_said(console: Console, path: str, number: int) -> None:
    assert console.get(path).status_code == number
