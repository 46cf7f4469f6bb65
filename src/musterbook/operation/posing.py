"""Posing: what the book and the folder know becomes a lift problem: who may go, from where, on what, by which roads.

Joins lift with custody, eligibility, coordination, watch and the places. Only those whom nothing forbids to move are
planned; the rest stand in `left-behind` with their grounds. What threatens a site the watch says where it knows it.
Nobody is given a score: everyone is planned as one class. Which of several receiving places are open to the people of a
site is asked of the gates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from musterbook.eligibility.apart import KeepApart
from musterbook.lift.build import CARRIER_KINDS, DEFAULT_RULES, DeclaredCarrier, HeldGroup, Road, build_problem
from musterbook.lift.build import Place as LiftPlace
from musterbook.lift.facts import CarrierWithdrawn
from musterbook.lift.problem import Problem, VehicleType
from musterbook.operation.book import Book
from musterbook.operation.clearing import clearable
from musterbook.operation.gates import may_go
from musterbook.operation.hazards import Steps, hazards
from musterbook.operation.kin import families_at
from musterbook.operation.riding_apart import told_apart
from musterbook.operation.rooms_to_plan import rooms_to_plan
from musterbook.tables import Row
from musterbook.terms.custodians import CustodianId
from musterbook.terms.moves import Move
from musterbook.terms.people import PersonId

RISK: Final = "C"
"""Everyone is planned as one class: the operation gives nobody a score."""

Beds = Mapping[str, Sequence[tuple[datetime, int]]]
"""For a receiving place, how many people it can have taken in all from each moment on."""


@dataclass(frozen=True, slots=True)
class Closed:
    """A road that nobody may use from one moment to another; for good when `until` is None."""

    ends: frozenset[str]
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """Whom a problem is about, when it is not everyone the operation means to move.

    Attributes:
        origins: custodians whose people are planned.
        destination: the receiving custodian.
        carriers: carriers to plan with; all when empty.
        receivers: further receiving custodians; where people go is then the planner's choice among those open to them.
        staying: origins whose people are not moved for now; those of them who have left already count all the same.
        hazards: site → its rate of loss a day from each moment on, instead of what the book and the settings say.
        closed: roads that are closed besides what the folder says.
    """

    origins: frozenset[CustodianId]
    destination: CustodianId
    carriers: frozenset[str] = frozenset()
    receivers: frozenset[CustodianId] = frozenset()
    staying: frozenset[CustodianId] = frozenset()
    hazards: Mapping[str, Sequence[tuple[datetime, float]]] = field(default_factory=dict)
    closed: tuple[Closed, ...] = ()

    @property
    def ends(self) -> tuple[CustodianId, ...]:
        """Every receiving custodian, the chief one first."""
        return (self.destination, *sorted(self.receivers - {self.destination}))


def problem_of(
    book: Book, *, at: datetime, days: int, beds: Beds | None = None, planned: Planned | None = None,
    epoch: datetime | None = None, gone: Mapping[str, int] | None = None,
) -> Problem:  # fmt: skip
    """The problem as the book stands at `at`.

    Groups are everyone at an origin whom nothing but a missing clearance keeps; places, roads and escorts come from the
    folder, carriers from the folder less those withdrawn, room where people go as `rooms_to_plan` has it unless `beds`
    are given. Minute 0 is `epoch`, or `at`; to plan again under the epoch of an adopted plan, `gone` says for each site
    how many have left it since.
    """
    start = epoch or at
    scope = planned or Planned(
        frozenset(one for one, part in book.places.parts.items() if part == "site"), book.settings.destination,
        receivers=frozenset(book.settings.receivers),
    )  # fmt: skip
    horizon = days * 24 * 60
    rooms = rooms_to_plan(book, scope.origins, frozenset(scope.ends), at=at, epoch=start)
    groups, separation = told_apart(book, list(_groups(book, scope, at, gone or {})))
    return build_problem(
        name=f"{book.settings.name} {at.isoformat()}", epoch=start.isoformat(), horizon_min=horizon,
        places=_places(book, scope, start, {**rooms, **(beds or {})}, hazards(book, at=at, epoch=start)),
        carriers=_carriers(book, scope, start, horizon),
        groups=groups, roads=_roads(book, scope, start), rules=replace(DEFAULT_RULES, separation=separation),
    )  # fmt: skip


def _groups(book: Book, scope: Planned, at: datetime, gone: Mapping[str, int]) -> Iterator[HeldGroup]:
    """The people of each origin as one group: with several receiving places, those who may go to every open one."""
    for place in book.places.sites.values():
        if place.custodian not in scope.origins or place.site != group_of(book, place.custodian):
            continue
        ends = scope.ends if place.custodian not in scope.staying else ()
        free = {end: found for end in ends if (found := frozenset(plannable(book, place.custodian, end, at)))}
        people = frozenset[PersonId]().union(*free.values()).intersection(*free.values())
        count = len(people) + gone.get(place.site, 0)
        dests = frozenset(one.site for one in book.places.sites.values() if one.custodian in free)
        if count:
            yield HeldGroup(
                place.site, place.site, count, risk=RISK, dests=dests if scope.receivers and dests else None
            )


def group_of(book: Book, custodian: CustodianId) -> str:
    """The group in which a custodian's people are planned: all of them are one, called after the place."""
    place = book.places.place_of(custodian)
    return place.site if place is not None else str(custodian)


def plannable(book: Book, origin: CustodianId, destination: CustodianId, at: datetime) -> list[PersonId]:
    """Everyone in a custodian's hands against whose move nothing but a missing clearance speaks.

    A family of whom one must stay is not planned: nobody decided that it may be parted.
    """
    people = frozenset(clearable(book, origin))
    if not people:
        return []
    day = at.astimezone(book.settings.zone).date().isoformat()
    move = Move(people=people, giver=origin, receiver=destination, at=at, destination=destination, day=day)
    families = families_at(book, origin)
    family_of = {one: family for family in families for one in family}
    ordered = people & {one for order in book.reading(KeepApart).orders() for one in order.pair}
    apart = ordered.union(*(family_of.get(one, ()) for one in ordered)) & people
    # People under a keep-apart order can go, though not together: the gate is asked about each with his family alone.
    found = {one for one in sorted(apart) if one in may_go(book, family_of.get(one, (one,)), move)}
    if people - apart:
        found.update(may_go(book, people - apart, move))
    return sorted(found.difference(*(family for family in families if not family <= found)))


def _places(
    book: Book, scope: Planned, at: datetime, beds: Beds, hazard_of: Callable[[str], Steps] = lambda _: ()
) -> list[LiftPlace]:
    """Origins with what threatens them, staging places and the destination, with escorts and beds."""
    pools: dict[str, int] = {}
    for row in book.places.rows("escorts"):
        pools[row.must("base", str)] = pools.get(row.must("base", str), 0) + row.must("count", int)
    bases = {row.must("base", str) for row in book.places.rows("fleet")}
    found = []
    for place in book.places.sites.values():
        if place.lat is None or place.lon is None:
            continue
        guards = pools.get(place.site, 0)
        if place.custodian in scope.origins:
            steps = _told(scope, place.site, at) or hazard_of(place.site)
            found.append(
                LiftPlace(place.site, "site", place.lat, place.lon, modes={"road": 4, "heli": 1}, hazard=steps)
            )
            if place.site in bases:
                found.append(LiftPlace(_yard(place.site), "base", place.lat, place.lon, escorts=guards))
        elif place.part == "staging":
            found.append(
                LiftPlace(place.site, "hub", place.lat, place.lon, escorts=guards, hold_cap=place.capacity or 300,
                          dwell_max_min=720, modes={"road": 12, "heli": 3, "fixed": 3})
            )  # fmt: skip
        elif place.custodian in scope.ends:
            opened = tuple((max(0, minute_of(moment, at, 0)), number) for moment, number in beds.get(place.site, ()))
            found.append(
                LiftPlace(place.site, "dest", place.lat, place.lon, escorts=guards,
                          beds={"std": _rising(opened) or ((0, 0),)}, intake_per_hour=place.intake_per_hour or 60,
                          reception_cap=4 * (place.intake_per_hour or 60), modes={"road": 6, "heli": 2, "fixed": 4})
            )  # fmt: skip
    return found


def _told(scope: Planned, site: str, at: datetime) -> Steps:
    """The rate of loss a day at a site as told for this plan, by minutes; empty where nothing was told."""
    return tuple(
        sorted({max(0, minute_of(moment, at, 0)): rate for moment, rate in scope.hazards.get(site, ())}.items())
    )


def _yard(site: str) -> str:
    """The place outside a site's gate where its own carriers and escorts wait: the planner's bases hold nobody."""
    return f"{site} yard"


def _rising(steps: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Steps with one value a minute, the last that was given for it."""
    return tuple(sorted(dict(steps).items()))


def _carriers(book: Book, scope: Planned, at: datetime, horizon: int) -> list[DeclaredCarrier]:
    withdrawn: dict[str, list[tuple[int, int]]] = {}
    for entry in book.entries():
        match entry.fact:
            case CarrierWithdrawn(carrier=carrier, from_=since, until=until):
                span = (max(0, minute_of(since, at, 0)), min(horizon, minute_of(until, at, horizon)))
                withdrawn.setdefault(carrier, []).append(span)
    places = {place.id for place in _places(book, scope, at, {})}
    return [
        _carrier(row, at, horizon, withdrawn.get(row.must("carrier", str), []), yards=places)
        for row in book.places.rows("fleet")
        if row.must("base", str) in places
        and (not scope.carriers or row.must("carrier", str) in scope.carriers)
        and minute_of(row.get("until", datetime), at, horizon) > 0
    ]


def _carrier(
    row: Row, at: datetime, horizon: int, withdrawn: list[tuple[int, int]], *, yards: set[str]
) -> DeclaredCarrier:
    base = row.must("base", str)
    since = min(horizon, max(0, minute_of(row.get("from", datetime), at, 0)))
    until = min(horizon, max(0, minute_of(row.get("until", datetime), at, horizon)))
    out = [*([(0, since)] if since else []), *([(until, horizon)] if until < horizon else []), *withdrawn]
    return DeclaredCarrier(
        row.must("carrier", str), row.must("kind", str), _yard(base) if _yard(base) in yards else base,
        seats=row.must("seats", int),
        unavailable=_merged([(a, b) for a, b in out if a < b]), type=_type(row),
    )  # fmt: skip


def _type(row: Row) -> VehicleType:
    """The kind's figures with the folder's seats, speed, range and night."""
    kind = CARRIER_KINDS.get(row.must("kind", str), CARRIER_KINDS["bus"])
    seats, speed, reach = row.must("seats", int), row.must("speed_kmh", Decimal), row.must("range_km", Decimal)
    night = bool(row.get("night", bool))
    name = f"{row.must('kind', str)}-{seats}-{speed}-{reach}-{'n' if night else 'd'}"
    return replace(kind, id=name, seats=seats, speed_kmh=float(speed), range_km=float(reach), night_ok=night)


def _merged(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return tuple(merged)


def _roads(book: Book, scope: Planned, at: datetime) -> list[Road]:
    known = {place.id for place in _places(book, scope, at, {})}
    found = [Road(site, _yard(site), 0.2) for site in sorted(known) if _yard(site) in known]
    for row in book.places.rows("roads"):
        if row.must("from", str) not in known or row.must("to", str) not in known:
            continue
        shut = row.get("closed_from", datetime), row.get("closed_until", datetime)
        told = [] if shut == (None, None) else [shut]
        told += [
            (one.since, one.until) for one in scope.closed if one.ends == {row.must("from", str), row.must("to", str)}
        ]
        closed = [(max(0, minute_of(since, at, 0)), minute_of(until, at, 10**6)) for since, until in told]
        risk = row.get("risk", Decimal)
        km, lost = float(row.must("km", Decimal)), float(risk) if risk is not None else 0.0
        found += [
            Road(one, other, km, lost, _merged([(a, b) for a, b in closed if a < b]))
            for one in _ends(row.must("from", str), known)
            for other in _ends(row.must("to", str), known)
        ]
    return found


def _ends(site: str, known: set[str]) -> list[str]:
    """A site, and its yard where it has one: the same roads lead to both."""
    return [one for one in (site, _yard(site)) if one in known]


def minute_of(moment: datetime | None, at: datetime, otherwise: int) -> int:
    """Whole minutes from `at` to a moment; `otherwise` when there is none."""
    return otherwise if moment is None else int((moment - at) / timedelta(minutes=1))
