"""An invented account for the console's tests: 6,000 people who never were, in places with serials under way."""
# ruff: noqa: ARG002  every moment of this account looks alike

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from musterbook.console.source import (
    BookView,
    ClearanceLine,
    DiscrepancyRow,
    EntryPage,
    EntryRow,
    EntryView,
    HandLine,
    HandoverRow,
    HoldLine,
    MusterLine,
    NodeRow,
    PersonRow,
    PersonView,
    Reads,
    SerialRow,
    SignatureLine,
    SiteRow,
    SiteView,
    Situation,
    Stamp,
    Totals,
)
from musterbook.terms.people import number_at
from tests.console.invented_call import InventedCall
from tests.console.invented_camps import InventedCamps
from tests.console.invented_care import InventedCare
from tests.console.invented_custody import InventedCustody
from tests.console.invented_dossiers import InventedDossiers
from tests.console.invented_identity import InventedIdentity
from tests.console.invented_lift import InventedLift
from tests.console.invented_reports import InventedReports
from tests.console.invented_returns import InventedReturns
from tests.console.invented_watch import InventedWatch

NOW = datetime(2026, 1, 22, 1, 7, 18, tzinfo=UTC)
_FIRST = ("Khalid", "Hamza", "Omar", "Mahmud", "Rashid", "Idris", "Jamal", "Faris", "Ibrahim", "Ali", "Nabil", "Tariq")
_FIRST_AR = ("خالد", "حمزة", "عمر", "محمود", "راشد", "إدريس", "جمال", "فارس", "إبراهيم", "علي", "نبيل", "طارق")
_LAST = ("al-Demo", "al-Wahmi", "al-Tajriba", "al-Mithal", "al-Fardi", "al-Namudhaj")
_LAST_AR = ("الديمو", "الوهمي", "التجربة", "المثال", "الفرضي", "النموذج")
_PLACES = (
    ("HSK-1", "Hasakah Central", "الحسكة المركزي", "site", 36.52, 40.74, 1240, 1100),
    ("SHD-1", "Shaddadi", "الشدادي", "site", 36.06, 40.73, 780, 600),
    ("QAM-1", "Qamishli", "القامشلي", "site", 37.05, 41.22, 510, 620),
    ("RQA-1", "Raqqa North", "الرقة الشمالي", "site", 35.99, 39.02, 360, 400),
    ("TBQ-1", "Tabqa", "الطبقة", "site", 35.84, 38.55, 240, 260),
    ("DEZ-1", "Omar Field", "حقل العمر", "site", 35.13, 40.48, 260, 300),
    ("HAJ-1", "Hajin", "هجين", "site", 34.69, 40.83, 70, 150),
    ("KOB-1", "Ain al-Arab", "عين العرب", "site", 36.89, 38.35, 310, 300),
    ("MAL-1", "Malikiyah", "المالكية", "site", 37.18, 42.14, 150, 300),
    ("KAJ-T", "Kharab al-Jir", "خراب الجير", "staging", 36.89, 42.09, 92, 500),
    ("KRK-R", "Karkh", "الكرخ", "receiving", 33.25, 44.20, 1660, 6000),
)
_CARRIERS = (
    ("CH-47 · 1", "heli", 33, 1.0),
    ("CH-47 · 2", "heli", 33, 1.6),
    ("UH-60 · 1", "heli", 11, 2.2),
    ("C-130J · 1", "fixed", 74, 1.5),
    ("C-130J · 2", "fixed", 74, 1.3),
    ("C-17A · 1", "fixed", 102, 1.0),
    ("Convoy A", "road", 270, 3.4),
    ("Convoy B", "road", 225, 3.1),
)


class InventedSource(
    InventedLift,
    InventedWatch,
    InventedCamps,
    InventedReports,
    InventedReturns,
    InventedCall,
    InventedDossiers,
    InventedIdentity,
    InventedCustody,
    InventedCare,
):
    """A `Source` that stands on nothing but a seed. `accept_one` is what a live test waits for."""

    def __init__(self, people: int = 6000, *, seed: int = 7, exercise: bool = True) -> None:
        chance = random.Random(seed)
        self._chance = chance
        self.exercise = exercise
        self.entries_written = 18_204
        self.now = NOW
        self._serials = _serials(chance)
        self._people = _people(people, chance, self._serials)
        self._handovers = _handovers(chance, self._serials)
        if not exercise:
            self._people = [replace(one, name="", name_ar="", nationality="", age="") for one in self._people]

    def accept_one(self) -> str:
        """Somebody at the first place is received; his number."""
        place = next(i for i, one in enumerate(self._people) if one.custodian == "hsk-1" and one.part == "in-hand")
        moved = replace(self._people[place], custodian="krk-r", place="Karkh", milestone="received")
        self._people[place] = moved
        self.entries_written += 1
        return moved.number

    def stamp(self, as_of: datetime | None = None) -> Stamp:
        return Stamp(
            operation="EXERCISE WILLOW",
            marking="EXERCISE · INVENTED PEOPLE, PUBLIC TOTALS",
            exercise=self.exercise,
            as_of=as_of or self.now,
            head=f"{self.entries_written:08x}" + "3f9a71c288e04d1b" * 3 + "c21e77aa",
            entries=self.entries_written,
            past=as_of is not None and as_of < self.now,
        )

    def situation(self, as_of: datetime | None = None) -> Situation:
        at = Counter((one.custodian, one.part) for one in self._people)
        sites = tuple(_site(place, at) for place in _PLACES)
        roles = {row.custodian: row.role for row in sites}
        part = Counter(one.part for one in self._people)
        held = Counter(roles.get(one.custodian, "escort") for one in self._people if one.part == "in-hand")
        far = sum(part[outcome] for outcome in ("escaped", "deceased", "released"))
        roll = len(self._people) - far
        return Situation(
            stamp=self.stamp(as_of),
            totals=Totals(
                roll=roll,
                sites=held["site"],
                escorts=held["escort"],
                handing_over=part["handing-over"],
                staging=held["staging"],
                received=held["receiving"],
                unaccounted=part["unaccounted"],
                far_side=far,
                discrepancies=len(self._discrepancies()),
                answered_for=roll,
                accounted_for=roll - part["unaccounted"] - 12,
            ),
            sites=sites,
            serials=self._serials,
            handovers=self._handovers,
            discrepancies=self._discrepancies(),
            nodes=(
                NodeRow("desk", "a4" * 32, 9_410, self.now - timedelta(minutes=1), 1),
                NodeRow("hsk-1", "b7" * 32, 3_180, self.now - timedelta(minutes=4), 4),
                NodeRow("shd-1", "c9" * 32, 1_204, self.now - timedelta(minutes=52), 52),
                NodeRow("krk-r", "d2" * 32, 4_410, self.now - timedelta(minutes=2), 2),
            ),
        )

    def site(self, place: str, as_of: datetime | None = None) -> SiteView | None:
        situation = self.situation(as_of)
        row = next((one for one in situation.sites if one.id == place), None)
        if row is None:
            return None
        here = [one for one in self._people if one.custodian == row.custodian]
        musters = tuple(
            MusterLine(self.now - timedelta(hours=hours), by, off == 0, len(here) - off, len(here))
            for hours, by, off in ((5, "name", 0), (13, "number", 1), (29, "name", 0))
        )
        return SiteView(
            row=row,
            classes={"man, untried": len(here) * 2 // 3, "man, sentenced": len(here) - len(here) * 2 // 3},
            milestones=dict(Counter(one.milestone for one in here)),
            musters=musters,
            handovers=tuple(one for one in self._handovers if row.custodian in (one.giver, one.receiver)),
            serials=tuple(one for one in self._serials if place in (one.origin, one.destination)),
            discrepancies=tuple(one for one in situation.discrepancies if one.owner == row.custodian),
        )

    def handovers(self, as_of: datetime | None = None) -> Sequence[HandoverRow]:
        return self._handovers

    def people(self, as_of: datetime | None = None) -> Sequence[PersonRow]:
        return self._people

    def person(self, number: str, as_of: datetime | None = None) -> PersonView | None:
        row = next((one for one in self._people if one.number == number), None)
        if row is None:
            return None
        return PersonView(
            row=row,
            codes={
                "child": "no",
                "sex": "man",
                "legal": "untried",
                "family": "no",
                "identity": "claimed",
                "basis": "document",
            },
            hands=_hands(row),
            holds=(HoldLine("medical", "clinician", NOW - timedelta(days=2), NOW - timedelta(days=1), None, "9" * 64),),
            clearances=(
                ClearanceLine(
                    "hsk-1", "krk-r", "order 118", NOW - timedelta(hours=20), NOW + timedelta(hours=52), None, "8" * 64
                ),
            ),
            discrepancies=tuple(one for one in self._discrepancies() if number in one.numbers),
            entries=self._entries(6, person=number),
            number_spoken="Kilo Hotel Alfa 4 7 1 2 Mike",
        )

    def entries(
        self,
        *,
        after: int = 0,
        limit: int = 100,
        filters: Mapping[str, str] | None = None,
        as_of: datetime | None = None,
        reads: Reads | None = None,
    ) -> EntryPage:
        rows = self._entries(260)
        for name, wanted in (filters or {}).items():
            if name in ("kind", "by", "log"):
                rows = tuple(one for one in rows if getattr(one, name) == wanted)
        rows = tuple(one for one in rows if reads is None or reads(one.kind, one.level))
        upto = after + limit
        return EntryPage(rows[after:upto], len(rows), upto if upto < len(rows) else None)

    def entry(self, digest: str) -> EntryView | None:
        row = next((one for one in self._entries(260) if one.digest.startswith(digest)), None)
        if row is None:
            return None
        text = '{\n  "act": {\n    "by": "hsk-1",\n    "kind": "custody.offered"\n  },\n  "v": 1\n}'
        return EntryView(
            row=row,
            text=text,
            bytes=len(text),
            prev="0" * 64,
            after=("7" * 64,),
            followed_by=(),
            signatures=(SignatureLine("k.officer", "load-master", "1f" * 8, "ed25519", "bWFkZSB1cA=="),),
            numbers=tuple(one.number for one in self._people[: row.people]),
        )

    def book(self, as_of: datetime | None = None, reads: Reads | None = None) -> BookView:
        accounts = Counter(
            f"far/{one.part}" if one.part in ("escaped", "deceased", "released") else f"{one.custodian}/{one.part}"
            for one in self._people
        )
        accounts["nowhere"] = -len(self._people)
        refused = [
            replace(row, not_standing="Signed by an officer who does not hold the role receiving-officer [rights.role]")
            for row in self._entries(2)
        ]
        return BookView(
            accounts=dict(accounts),
            not_standing=tuple(refused),
            discrepancies=self._discrepancies(),
            nodes=self.situation().nodes,
            kinds={"custody.accepted": 4200, "custody.offered": 4300, "custody.registered": 6000},
        )

    def _discrepancies(self) -> tuple[DiscrepancyRow, ...]:
        six = tuple(one.number for one in self._people if one.part == "unaccounted")
        return (
            DiscrepancyRow(
                "3f9a71c288e0", "offered-not-accepted", "hsk-1", len(six), six, NOW - timedelta(minutes=74),
                NOW - timedelta(minutes=14), overdue=True,
                sentence=f"{len(six)} people were offered in KHA-2941-T and not accepted",
            ),
            DiscrepancyRow(
                "77ad019e4c21", "number-differs", "shd-1", 1, (), NOW - timedelta(minutes=9),
                NOW + timedelta(minutes=21),
                overdue=False, sentence="shd-1: 780 on the roll, 779 mustered, 1 too few",
            ),
        )  # fmt: skip

    def _entries(self, count: int, *, person: str = "") -> tuple[EntryRow, ...]:
        kinds = ("custody.accepted", "custody.let-go", "custody.offered", "eligibility.cleared", "lift.seated")
        return tuple(
            EntryRow(
                digest=f"{self.entries_written - place:064x}"[::-1],
                log="a4" * 32,
                seq=self.entries_written - place,
                kind=kinds[place % len(kinds)],
                by=("hsk-1", "bus-07", "krk-r")[place % 3],
                happened_at=NOW - timedelta(minutes=3 * place),
                written_at=NOW - timedelta(minutes=3 * place - (0 if place % 7 else 2)),
                via="paper" if place % 11 == 3 else "device",
                people=1 if person else 20 + place % 30,
                officers=("k.officer",) if place % 9 else ("k.officer", "a.officer"),
            )
            for place in range(count)
        )


def _serials(chance: random.Random) -> tuple[SerialRow, ...]:
    rows, count = [], 0
    origins = [place[0] for place in _PLACES if place[3] == "site"]
    for carrier, mode, seats, hours in _CARRIERS:
        leaves = NOW - timedelta(minutes=chance.randint(160, 330))
        while leaves < NOW + timedelta(hours=7):
            count += 1
            arrives = leaves + timedelta(minutes=int(hours * chance.uniform(48, 75)))
            stage = "done" if arrives < NOW else "under-way" if leaves < NOW else "planned"
            if stage == "planned" and leaves < NOW + timedelta(minutes=20):
                stage = "loading"
            seated = int(seats * chance.uniform(0.55, 1))
            origin = chance.choice(origins)
            destination = "KAJ-T" if mode == "road" and origin != "QAM-1" else "KRK-R"
            rows.append(
                SerialRow(
                    f"S-{count:03d}", carrier, mode, origin, destination, leaves, arrives, seats, seated,
                    seated if stage in ("done", "under-way") else 0, "stopped" if count == 19 else stage,  # type: ignore[arg-type]
                )
            )  # fmt: skip
            leaves = arrives + timedelta(minutes=chance.randint(25, 60))
    return tuple(rows)


def _people(count: int, chance: random.Random, serials: Sequence[SerialRow]) -> list[PersonRow]:
    weights = [place[6] for place in _PLACES]
    riding = [one for one in serials if one.stage == "under-way"]
    people = []
    for place in range(count):
        row = chance.choices(_PLACES, weights)[0]
        custodian, part, milestone, name, serial = row[0].lower(), "in-hand", "in-hand", row[1], ""
        if row[3] == "site":
            milestone = chance.choice(("in-hand", "in-hand", "cleared", "seated"))
            if milestone == "seated":
                serial = chance.choice([one.serial for one in serials if one.stage == "planned"])
        elif row[3] == "receiving":
            milestone = "received"
        else:
            milestone = "staging"
        if place % 23 == 0:
            ride = chance.choice(riding)
            custodian, milestone, name, serial = ride.carrier.lower(), "with-escort", ride.carrier, ride.serial
        elif place % 301 == 7:
            part, milestone = "handing-over", "handing-over"
        elif place in (11, 222, 343, 1234, 2345, 3456):
            custodian, name, part, milestone = "hsk-1", "Hasakah Central", "unaccounted", "unaccounted"
        elif place in (99, 1099, 2099):
            part, milestone = "escaped", "escaped"
        first, last = chance.randrange(len(_FIRST)), chance.randrange(len(_LAST))
        people.append(
            PersonRow(
                number=number_at("KH", place * 3),
                custodian=custodian,
                place=name,
                part=part,
                milestone=milestone,
                name=f"{_FIRST[first]} {_LAST[last]}",
                name_ar=f"{_FIRST_AR[first]} {_LAST_AR[last]}",
                nationality=chance.choice(("SYR", "SYR", "SYR", "IRQ", "TUN", "MAR", "EGY", "TUR", "RUS", "")),
                age=str(chance.randint(19, 66)) if chance.random() < 0.9 else "24–27",
                serial=serial,
                holds=chance.choice(((), (), (), (), (), ("medical",), ("legal",), ("child",))),
                note=chance.choice(("", "", "", "medical", "separate")),
            )
        )
    return people


def _site(place: tuple[str, str, str, str, float, float, int, int], at: Counter[tuple[str, str]]) -> SiteRow:
    id_, name, name_ar, role, lat, lon, _, capacity = place
    custodian = id_.lower()
    return SiteRow(
        id=id_,
        name=name,
        role=role,  # type: ignore[arg-type]
        lat=lat,
        lon=lon,
        capacity=capacity,
        custodian=custodian,
        in_hand=at[custodian, "in-hand"],
        handing_over=at[custodian, "handing-over"],
        unaccounted=at[custodian, "unaccounted"],
        expected=64 if role == "receiving" else 0,
        name_ar=name_ar,
        last_muster=None
        if id_ == "HAJ-1"
        else MusterLine(NOW - timedelta(hours=5, minutes=len(name)), "name", id_ != "SHD-1"),
        discrepancies=1 if id_ in ("HSK-1", "SHD-1") else 0,
        lost=id_ == "TBQ-1",
    )


def _handovers(chance: random.Random, serials: Sequence[SerialRow]) -> tuple[HandoverRow, ...]:
    rows = []
    for place, serial in enumerate(one for one in serials if one.stage in ("done", "under-way")):
        offered = serial.seated
        stage = "accepted" if serial.stage == "done" else "handing-over" if place % 3 else "offered"
        exceptions = 6 if place == 4 else 0
        gap = chance.randint(4, 22)
        rows.append(
            HandoverRow(
                reference=number_at("HT", place * 5),
                giver=serial.origin.lower(),
                receiver=serial.carrier.lower(),
                offered=offered,
                let_go=0 if stage == "offered" else offered,
                accepted=offered - exceptions if stage == "accepted" else 0,
                exceptions=exceptions,
                stage="accepted-with-exceptions" if exceptions else stage,
                offered_at=serial.leaves_at - timedelta(minutes=40),
                let_go_at=None if stage == "offered" else serial.leaves_at - timedelta(minutes=gap),
                accepted_at=serial.leaves_at if stage == "accepted" else None,
                gap_minutes=None if stage == "offered" else gap,
                late_minutes=95 if place == 6 else 0,
                serial=serial.serial,
            )
        )
    return tuple(sorted(rows, key=lambda row: row.offered_at, reverse=True))


def _hands(row: PersonRow) -> tuple[HandLine, ...]:
    stops = (
        ("mal-1", "in-hand", 9.0, 2.0), ("mal-1", "handing-over", 2.0, 1.98), ("bus-07", "in-hand", 1.98, 1.6),
        ("kaj-t", "in-hand", 1.6, 0.4), ("kaj-t", "handing-over", 0.4, 0.39), ("c-130j-1", "in-hand", 0.39, 0.2),
        (row.custodian, row.part, 0.2, 0.0),
    )  # fmt: skip
    return tuple(
        HandLine(
            f"{who}/{part}", who, part, NOW - timedelta(days=since), NOW - timedelta(days=until) if until else None,
            f"{place}" * 64,
        )
        for place, (who, part, since, until) in enumerate(stops)
    )  # fmt: skip
