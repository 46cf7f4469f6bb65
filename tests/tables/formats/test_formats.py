"""Formats: whatever is put in, what comes out keeps the rules of its format and says whose it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from musterbook.tables.formats import (
    Custody,
    FinderNote,
    FinderPerson,
    Handed,
    Hour,
    Mark,
    Stamp,
    Subject,
    Tracked,
    Way,
    calendar,
    cursor_on_target,
    geojson,
    justice,
    kml,
    people_finder,
    said_by,
    tracking,
)
from tests.tables.formats import checkers

NOON = datetime(2026, 1, 21, 12, 0, tzinfo=UTC)
STAMP = Stamp("E-desk-7", 'the "other" side, <east>', "plan:all", NOON, "ab" * 32, "EXERCISE", "Willow")
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=60).filter(
    str.strip
)
HOURS = st.integers(0, 3_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
LATS, LONS = st.floats(-90, 90), st.floats(-180, 180)
MARKS = st.builds(
    Mark, TEXTS, st.sampled_from(("site", "staging", "receiving", "heli", "fixed", "road")), LATS, LONS,
    at=st.none() | HOURS, said=TEXTS, serial=TEXTS, course=st.none() | st.floats(0, 359),
    speed_kmh=st.none() | st.floats(0, 900),
)  # fmt: skip


@given(st.lists(st.tuples(TEXTS, st.none() | HOURS, HOURS, st.lists(TEXTS, max_size=2), st.booleans()), max_size=5))
@settings(max_examples=40)
def test_a_calendar_keeps_its_rules_whatever_is_written_in_it(
    rows: list[tuple[str, datetime | None, datetime, list[str], bool]],
) -> None:
    hours = [
        Hour(f"h-{place}", said, begins, ends, more=more, place=said, kinds=("a", "b"), off=off, where=(35.5, 40.25))
        for place, (said, begins, ends, more, off) in enumerate(rows)
    ]

    content = calendar(STAMP, hours)

    assert list(checkers.calendar_faults(content)) == []
    assert said_by(content, "E-desk-7")
    read = Calendar.from_ical(content)
    assert [str(one["summary"]) for one in read.walk() if "summary" in one] == [hour.said for hour in hours]


@given(st.lists(MARKS, max_size=5), st.lists(st.tuples(LATS, LONS), min_size=2, max_size=3))
@settings(max_examples=40)
def test_maps_keep_their_rules(marks: list[Mark], points: list[tuple[float, float]]) -> None:
    ways = [Way("S-1", points, NOON, NOON + timedelta(hours=2))]

    made = geojson(STAMP, marks, ways), kml(STAMP, marks, ways), cursor_on_target(STAMP, marks)

    assert list(checkers.geojson_faults(made[0])) == []
    assert list(checkers.kml_faults(made[1])) == []
    assert list(checkers.cursor_faults(made[2])) == []
    assert all(said_by(one, "E-desk-7") for one in made[: 3 if marks else 2])


@given(TEXTS, TEXTS, st.sampled_from(("", "1988", "1988-04", "1988-04-02")))
@settings(max_examples=25)
def test_documents_of_custody_keep_their_rules(name: str, place: str, born: str) -> None:
    name += "\x00\x0b\ufffe"  # somebody pasted it; XML has no such letters
    subject = Subject("KHA-4712-M", name, born, "man", "SY")
    handed = Handed("H-1", "evacuation", "accepted", NOON, Custody("willow", place), Custody("harbour"), [subject])
    moving = Tracked(
        "KHA-4712-M", NOON, "willow", "with-escort", name, "man", born, "S-1", "bus-1", "road", NOON, NOON, "harbour"
    )
    still = Tracked("KHA-4712-M", NOON, "willow", "registered")

    documents, people = justice(STAMP, [handed]), tracking(STAMP, [moving, still])

    assert list(checkers.justice_faults(documents)) == []
    assert list(checkers.tracking_faults(people)) == []
    assert said_by(documents, "E-desk-7")
    assert said_by(people, "E-desk-7")


@given(TEXTS, st.integers(-3, 3))
@settings(max_examples=25)
def test_whoever_is_no_longer_to_be_found_is_a_placeholder(name: str, days: int) -> None:
    note = FinderNote("locator.example.org/1.note", NOON, "believed_alive", "", "Willow")
    one = FinderPerson(
        "locator.example.org/1", "Willow", NOON - timedelta(days=9), NOON + timedelta(days=days), name, "male", "1988",
        "SY", (note,),
    )  # fmt: skip

    content = people_finder(STAMP, [one])

    assert list(checkers.finder_faults(content)) == []
    assert (b"full_name" in content) == (days > 0)
    assert said_by(content, "E-desk-7")


def test_checkers_find_what_is_wrong() -> None:
    """A checker that finds nothing shows nothing."""
    whole = calendar(STAMP, [Hour("h", "x", NOON, NOON)])
    cot = cursor_on_target(STAMP, [Mark("WLW", "site", 35.0, 40.0)])
    niem = justice(STAMP, [Handed("H", "k", "s", NOON, Custody("a"), Custody("b"), [Subject("KHA-4712-M")])])

    assert list(checkers.calendar_faults(whole.replace(b"UID", b"UIX")))
    assert list(checkers.cursor_faults(cot.replace(b"a-n-G-I", b"person")))
    assert list(checkers.geojson_faults(geojson(STAMP, [Mark("WLW", "site", 40.0, 95.0)]).replace(b"95", b"195")))
    assert list(checkers.kml_faults(kml(STAMP, [Mark("A", "site", 40.0, 95.0)]).replace(b"95", b"195")))
    assert list(checkers.justice_faults(niem.replace(b"Releasing", b"Zeleasing").replace(b"Zeleasing", b"Receiving")))
    assert list(checkers.finder_faults(people_finder(STAMP, [FinderPerson("nobody", "x", NOON, NOON, "y")])))
    assert list(checkers.tracking_faults(tracking(STAMP, []).replace(b"systemID", b"sistemID")))
