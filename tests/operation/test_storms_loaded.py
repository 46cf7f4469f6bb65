"""Storms of loaded files: what was issued and had come by a moment reaches the outlook, and nothing else does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.ledger.notation import told
from musterbook.operation.incident_store import StoredIncidents
from musterbook.operation.loading import load, read_file
from musterbook.operation.wind_rows import places, table_rows, wind_rows
from musterbook.store.incidents import PLACE, IncidentStore, KeptFile, WindRow
from musterbook.terms.errors import Malformed
from musterbook.watch.facts import FileLoaded
from musterbook.watch.files_loaded import FilesLoaded
from musterbook.watch.site_today import Threat
from musterbook.watch.sources.agency_tables import advisories
from musterbook.watch.storms import Advisory, Place, ProbabilityRow, Radii, TrackPoint
from tests.operation.making import MORNING
from tests.operation.test_loading import HEAD, Desk, ucdp
from tests.watch.sources.storm_files import BULLETIN, DECK, TRACK, current

ISSUED = datetime(2026, 1, 20, 9, tzinfo=UTC)
CAMP = {"lat": 26.0, "lon": -80.0}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    one = Desk(tmp_path)
    yield one
    one.store.close()
    one.book.close()


def advisory(number: int, *, east: float = 0.0, storm: str = "AL992026") -> Advisory:
    """Every six hours one: the storm comes up from 24 N to the camp at 26 N, or so far east of it."""
    issued_at = ISSUED + timedelta(hours=6 * number)
    broad = Radii(120, 120, 60, 60)
    ahead = tuple(
        TrackPoint(issued_at + timedelta(hours=hours), 24 + hours / 12, -80 + east, 60, broad) for hours in (12, 24, 48)
    )
    return Advisory(storm, str(number), issued_at, TrackPoint(issued_at, 24, -80 + east, 60, broad), ahead)


class Shelf(IncidentStore):
    """A store without a disk, of winds alone."""

    def __init__(self) -> None:
        self.kept: dict[KeptFile, list[WindRow]] = {}

    def files(self) -> tuple[KeptFile, ...]:
        return tuple(sorted(self.kept, key=lambda one: (one.arrived_at, one.digest)))

    def winds(self, file: Digest, *, since: int, until: int) -> list[WindRow]:
        (rows,) = (rows for one, rows in self.kept.items() if one.digest == file)
        return [row for row in rows if row.about == PLACE or since <= row.issued_at <= until]


class Kept:
    """What a store with these files in it, each of which came when it says, tells of a camp."""

    def __init__(self) -> None:
        self.shelf = Shelf()
        self.entries: list[Entry] = []

    def keep(self, rows: Sequence[Advisory | ProbabilityRow | Place], *, arrived_at: datetime) -> None:
        digest = Digest(f"{len(self.shelf.kept):064x}")
        self.shelf.kept[KeptFile(digest, "s", "storm", "atcf-a", arrived_at, "")] = list(wind_rows(rows))
        fact = f"watch.file-loaded source=storm dialect=atcf-a file={digest} known_through=2026-01-20"
        self.entries += told(f"06:00 desk {fact} rows_good=1 rows_kept_out=0 rows_quarantined=0")

    @property
    def stored(self) -> StoredIncidents:
        return StoredIncidents(self.shelf, FilesLoaded.of(self.entries))

    def at(self, now: datetime) -> list[Threat]:
        return list(self.stored.threats("CAMP", **CAMP, now=now))


@pytest.fixture
def kept() -> Kept:
    return Kept()


def test_an_advisory_comes_back_as_it_was_kept() -> None:
    issued = advisory(3)
    port = Place("PORT", 26.0, -80.0)

    rows = list(wind_rows([issued, port]))

    assert advisories(table_rows(rows)) == (issued,)
    assert list(places(rows)) == [port]


def test_the_wind_at_a_site_counts_from_now_and_falls_silent_beyond_its_reach(kept: Kept) -> None:
    kept.keep([advisory(0)], arrived_at=ISSUED)

    (first,), (later,) = kept.at(ISSUED), kept.at(ISSUED + timedelta(hours=6))

    assert first.source == "AL992026 advisory 0"
    assert first.by(48) > 0.9
    assert later.by(42) == first.by(48)
    assert kept.at(ISSUED - timedelta(seconds=1)) == []
    assert kept.at(ISSUED + timedelta(hours=121)) == []


def test_the_newest_advisory_takes_the_place_of_those_before_it_in_whatever_order_they_came(kept: Kept) -> None:
    kept.keep([advisory(1, east=20)], arrived_at=ISSUED + timedelta(hours=6))
    kept.keep([advisory(0)], arrived_at=ISSUED + timedelta(hours=7))

    assert kept.at(ISSUED + timedelta(hours=8)) == []


def test_two_storms_are_two_threats(kept: Kept) -> None:
    kept.keep([advisory(0), advisory(0, storm="AL982026")], arrived_at=ISSUED)

    assert [one.source for one in kept.at(ISSUED)] == ["AL982026 advisory 0", "AL992026 advisory 0"]


def test_a_table_of_chances_speaks_for_the_places_it_names_once_somebody_says_where_they_lie(kept: Kept) -> None:
    chances = (0.01, 0.03, 0.06, 0.1, 0.3, 0.4, 0.42)
    kept.keep([advisory(0)], arrived_at=ISSUED)
    kept.keep([ProbabilityRow("AL992026", "12", ISSUED, "PORT", chances)], arrived_at=ISSUED + timedelta(hours=1))
    kept.keep([Place("PORT", 26.1, -80.1)], arrived_at=ISSUED + timedelta(hours=2))

    (own,), (agency,) = kept.at(ISSUED + timedelta(hours=1)), kept.at(ISSUED + timedelta(hours=2))

    assert own.by(48) > 0.9
    assert agency.chances[-1] == 0.42


def test_chances_newer_than_the_track_speak_alone_where_they_are_named_and_nowhere_else(kept: Kept) -> None:
    later = ISSUED + timedelta(hours=6)
    chances = (0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5)
    kept.keep([Place("PORT", 26.1, -80.1), Place("CAPE", 29.0, -80.0)], arrived_at=ISSUED)
    kept.keep([advisory(0)], arrived_at=ISSUED)
    kept.keep([ProbabilityRow("AL992026", "2", later, "PORT", chances)], arrived_at=later)

    (camp,) = kept.at(later)
    (elsewhere,) = kept.stored.threats("KEY", lat=25.0, lon=-80.0, now=later)

    assert (camp.source, camp.chances[-1]) == ("AL992026 advisory 2", 0.5)
    assert elsewhere.source == "AL992026 advisory 0"
    assert list(kept.stored.threats("FAR", lat=29.0, lon=-80.0, now=later)) == [], "named, and without a row: below 1%"


moments = st.integers(0, 60).map(lambda hours: ISSUED + timedelta(hours=hours))
rows = st.one_of(
    st.builds(advisory, st.integers(0, 8), east=st.sampled_from([0.0, 2.0, 20.0])),
    st.builds(
        lambda number, share: ProbabilityRow(
            "AL992026", str(number), ISSUED + timedelta(hours=6 * number), "PORT", (share,) * 7
        ),
        st.integers(0, 8), st.sampled_from([0.0, 0.2, 0.9]),
    ),
    st.just(Place("PORT", 26.0, -80.0)),
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(rows, moments), max_size=6), moments)
def test_what_is_known_later_never_changes_what_was_said(
    files: list[tuple[Advisory | ProbabilityRow | Place, datetime]], now: datetime
) -> None:
    def known_at(row: Advisory | ProbabilityRow | Place, arrived_at: datetime) -> datetime:
        return arrived_at if isinstance(row, Place) else max(row.issued_at, arrived_at)

    everything, by_then = Kept(), Kept()
    for row, arrived_at in files:
        everything.keep([row], arrived_at=arrived_at)
        if known_at(row, arrived_at) <= now:
            by_then.keep([row], arrived_at=arrived_at)

    assert everything.at(now) == by_then.at(now)


def test_a_storm_says_nothing_of_how_far_files_about_fighting_reach(desk: Desk) -> None:
    desk.load("jan.csv", HEAD + ucdp("1"))
    desk.load("deck.dat", DECK.replace("2030090112", "2026012006"), days=1)

    files = desk.book.reading(FilesLoaded)

    assert str(files.known_through()) == "2026-01-05"
    assert str(files.known_through("storm")) == "2026-01-20"


def test_the_same_deck_again_changes_nothing(desk: Desk) -> None:
    done = desk.load("deck.dat", DECK)
    again = desk.load("again.dat", DECK, days=1)

    assert done.entry is not None
    fact = done.entry.fact
    assert isinstance(fact, FileLoaded)
    assert (fact.source, fact.dialect, fact.rows_good) == ("storm", "atcf-a", 4), "a centre and three points ahead"
    assert again.entry is None


@pytest.mark.parametrize(
    ("text", "wanted", "rule"),
    [
        (TRACK, "", "source.storm-past"),
        (current({"id": "al992030"}), "", "source.storm-links"),
        (DECK.replace("OFCL", "AVNO"), "", "source.nothing"),
        (BULLETIN, "control", "source.other-dialect"),
        (HEAD + ucdp("1"), "storm", "source.other-dialect"),
    ],
)
def test_a_file_that_warns_of_no_storm_is_named_for_what_it_is(
    tmp_path: Path, text: str, wanted: str, rule: str
) -> None:
    (tmp_path / "file").write_text(text)

    with pytest.raises(Malformed) as wrong:
        read_file(tmp_path / "file", wanted=wanted, arrived_at=MORNING)

    assert rule in {fault.rule for fault in wrong.value.faults}


def test_a_power_cut_between_rows_and_fact_leaves_a_storm_that_nobody_counts(desk: Desk) -> None:
    path = desk.folder / "deck.dat"
    path.write_text(DECK.replace("2030090112", "2026012006"))
    read = read_file(path, arrived_at=MORNING)
    desk.store.keep(read.file, [], [], read.winds)  # here the power failed
    there = {"lat": 21.2, "lon": -80.2, "now": MORNING + timedelta(days=1)}

    before = list(desk.rows.threats("WLW", **there))  # type: ignore[arg-type]  # as the names say
    load(desk.book, desk.store, read, desk.acting(1))

    assert before == []
    assert list(desk.rows.threats("WLW", **there))  # type: ignore[arg-type]  # as the names say
