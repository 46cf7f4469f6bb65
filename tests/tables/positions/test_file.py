"""Files of positions: each tracker's own form gives the same positions, and what is wrong is named and not believed."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import reduce
from operator import xor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musterbook.tables.formats import Mark, Stamp, cursor_on_target
from musterbook.tables.positions import Fix, read_positions
from musterbook.terms.errors import Malformed

AT = datetime(2026, 1, 21, 3, 10, tzinfo=UTC)


def nmea(body: str) -> str:
    return f"${body}*{reduce(xor, body.encode(), 0):02X}"


RMC = nmea("GPRMC,031000.00,A,3557.0000,N,04021.0000,E,27.0,045.0,210126,,,A")
GPX = """<?xml version="1.0"?><gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><trk><name>bus-1</name><trkseg>
<trkpt lat="35.95" lon="40.35"><time>2026-01-21T03:10:00Z</time></trkpt></trkseg></trk></gpx>"""
COT = (
    '<event version="2.0" uid="x" type="a-f-G-E-V" how="m-g" time="2026-01-21T03:10:00Z" start="2026-01-21T03:10:00Z" '
    'stale="2026-01-21T03:25:00Z"><point lat="35.95" lon="40.35" hae="0" ce="1" le="1"/>'
    '<detail><contact callsign="bus-1"/><track course="45" speed="13.89"/></detail></event>\n'
)
WRITTEN = {
    "log.nmea": RMC + "\n" + nmea("GPGGA,031000,3557.0,N,04021.0,E,1,08,0.9,545.4,M,46.9,M,,") + "\n",
    "track.gpx": GPX,
    "feed.cot": COT,
    "lines.jsonl": '{"carrier": "bus-1", "at": "2026-01-21T06:10:00+03:00", "lat": 35.95, "lon": 40.35}\n',
    "list.json": '[{"name": "bus-1", "time": "2026-01-21T03:10:00Z", "latitude": "٣٥.٩٥", "lng": 40.35}]',
    "table.csv": "قائمة المركبات\nالمركبة;الوقت;خط العرض;خط الطول\nbus-1;2026-01-21T03:10:00Z;35.95;40.35\n",
}


@pytest.mark.parametrize("name", sorted(WRITTEN))
def test_every_tracker_says_the_same(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(WRITTEN[name], encoding="utf-8")

    read = read_positions(tmp_path / name, carrier="bus-1")

    (fix,) = read.fixes
    assert read.faults == ()
    assert (fix.carrier, fix.at) == ("bus-1", AT)
    assert fix.lat == pytest.approx(35.95, abs=1e-6)
    assert fix.lon == pytest.approx(40.35, abs=1e-6)


def test_speed_and_course_are_read_where_they_are_said(tmp_path: Path) -> None:
    for name in ("log.nmea", "feed.cot"):
        (tmp_path / name).write_text(WRITTEN[name], encoding="utf-8")
        (fix,) = read_positions(tmp_path / name, carrier="bus-1").fixes
        assert fix.course == 45.0
        assert fix.speed_kmh == pytest.approx(50.0, abs=0.05)


def test_what_we_send_as_cursor_on_target_reads_back(tmp_path: Path) -> None:
    stamp = Stamp("E-1", "x", "map", AT, "0" * 64, "EXERCISE", "Willow")
    marks = [Mark("bus-1", "road", 35.95, 40.35, AT), Mark("bus-2", "road", -1.5, -2.5, AT)]
    (tmp_path / "a.cot").write_bytes(cursor_on_target(stamp, marks))

    fixes = read_positions(tmp_path / "a.cot").fixes

    assert [(one.carrier, one.lat, one.lon, one.at) for one in fixes] == [
        ("bus-1", 35.95, 40.35, AT), ("bus-2", -1.5, -2.5, AT),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "rules"),
    [
        (RMC.replace("3557", "3558") + "\n" + RMC, ["position.checksum"]),
        ("$hello\n" + RMC, ["position.sentence"]),
        (nmea("GPRMC,031000.00,V,,,,,,,210126,,,N") + "\n" + RMC, []),
        (RMC + "\n" + nmea("GPRMC,251000.00,A,3557.0000,N,04021.0000,E,1,0,210126,,"), ["position.time"]),
        ('{"at": "yesterday", "lat": 1, "lon": 1}\n{"at": "2026-01-21T03:10:00Z", "lat": 95, "lon": 1}\n[]\n{',
         ["position.time", "position.place", "position.line", "position.line"]),
        ('{"at": "2026-01-21T03:10:00Z", "lat": 0, "lon": 0}', ["position.place"]),
        ('{"at": "2026-01-21T03:10:00", "lat": 1, "lon": "NaN"}', ["position.time"]),
        (COT.replace('callsign="bus-1"', 'callsign="bus-1').rstrip() + "\n" + COT, ["position.message"]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_and_the_rest_is_kept(content: str, rules: list[str], tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text(content, encoding="utf-8")

    read = read_positions(tmp_path / "a.log", carrier="bus-1")

    assert [fault.rule for fault in read.faults] == rules
    assert all(isinstance(one, Fix) for one in read.fixes)


@pytest.mark.parametrize(
    "content",
    [
        '<!DOCTYPE gpx [<!ENTITY x SYSTEM "file:///etc/passwd">]><gpx><trk><name>&x;</name></trk></gpx>',
        '<!DOCTYPE gpx [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><gpx>&b;</gpx>',
        "<gpx><trk>", "", "nothing to see here\n", "<gpx/>",
    ],
)  # fmt: skip
def test_a_file_that_is_none_or_asks_for_others_is_refused(content: str, tmp_path: Path) -> None:
    (tmp_path / "a.gpx").write_text(content, encoding="utf-8")

    with pytest.raises(Malformed):
        read_positions(tmp_path / "a.gpx")


def test_a_position_of_nobody_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "a.nmea").write_text(RMC)

    read = read_positions(tmp_path / "a.nmea")

    assert ([one.rule for one in read.faults], read.fixes) == (["position.whose"], ())


@given(
    st.binary(max_size=300)
    | st.text(max_size=200).map(str.encode)
    | st.sampled_from(list(WRITTEN.values()))
    .map(str.encode)
    .flatmap(lambda whole: st.integers(0, len(whole)).map(lambda cut: whole[:cut] + b"\xff" + whole[cut + 1 :]))
)
@settings(max_examples=150)
def test_whatever_a_file_holds_it_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "whatever.log"
    path.write_bytes(content)

    try:
        read = read_positions(path, carrier="bus-1")
    except Malformed:
        return
    assert all(abs(one.lat) <= 90 and abs(one.lon) <= 180 for one in read.fixes)
