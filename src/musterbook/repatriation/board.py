"""Board: all cases of each country on one line, with persons counted at their weight and whole, and the time it takes.

Whole persons of all lines, with those of whom nobody can say a country, come to exactly those on the roll; so do the
weights. Both are counted here and not rounded; the door rounds.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Final

from musterbook.repatriation import facts as said
from musterbook.repatriation.case import Case, End
from musterbook.repatriation.cases import Cases
from musterbook.repatriation.countries import Countries, Standing
from musterbook.repatriation.figures import Claim, Figures
from musterbook.repatriation.letters import silent_since
from musterbook.repatriation.settings import DEFAULT, RepatriationSettings
from musterbook.repatriation.stages import ROAD
from musterbook.repatriation.waiting import Projected, last_seen, median_days, median_per_stage, projected
from musterbook.repatriation.weights import UNKNOWN, weights, whole
from musterbook.terms.people import PersonId

PEOPLE: Final = ("man", "woman", "boy", "girl", "unknown")
"""What somebody may be on a board."""

EndsOf = Callable[[PersonId], tuple[End, ...]]
DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Roll:
    """What other rooms know, passed in by the operation.

    Attributes:
        people: everyone ever taken into custody, each number once.
        here: those of them somebody still answers for.
        ends_of: what custody says of someone that ends his cases.
        kind_of: man, woman, boy, girl or unknown.
        agreed: countries with an agreement about returns in force.
    """

    people: Collection[PersonId]
    here: Collection[PersonId]
    ends_of: EndsOf
    kind_of: Callable[[PersonId], str]
    agreed: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One country.

    Attributes:
        country: its code, or `unknown`.
        standing: at which stage it is, and the last word; None on the line of the unknown.
        claimed: people with a case, however likely it is theirs.
        confirmed, told, accepted, refused, host_held: people whose case came so far, or stands so now.
        returned, died: people handed to this country; people who died before.
        silent_days: since when it owes an answer, at the longest; None when it owes none.
        open: open cases.
        oldest_days: age of the oldest open case.
        median_days: stage → median days until a case goes on, open ones counted; `host-held` among them.
        projected: when the open ones will have gone.
        weighted: people at their weight, a fraction.
        whole, here: whole persons by largest weight, and those of them still answered for.
        kinds: of the whole persons, how many men, women, boys and girls.
        claims: what others say.
    """

    country: str
    standing: Standing | None
    claimed: int
    confirmed: int
    told: int
    accepted: int
    refused: int
    host_held: int
    returned: int
    died: int
    silent_days: int | None
    open: int
    oldest_days: int | None
    median_days: Mapping[str, float | None]
    projected: Projected
    weighted: Fraction
    whole: int
    here: int
    kinds: Mapping[str, int]
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """Every country, by code, the unknown last; and those of whom the book and others disagree stand in `claims`."""

    at: datetime
    lines: tuple[Line, ...]
    claims_of_all: tuple[Claim, ...]

    def line(self, country: str) -> Line | None:
        """The line of one country."""
        return next((one for one in self.lines if one.country == country), None)

    @property
    def whole(self) -> int:
        """Whole persons of all lines: everyone on the roll, once."""
        return sum(one.whole for one in self.lines)

    @property
    def weighted(self) -> Fraction:
        """Weights of all lines: the same number."""
        return sum((one.weighted for one in self.lines), Fraction(0))


def board(
    cases: Cases, countries: Countries, figures: Figures, roll: Roll, now: datetime,
    *, settings: RepatriationSettings = DEFAULT,
) -> Board:  # fmt: skip
    """The board at a moment: a line for each country with a case, a description, a weight or a figure from outside."""
    weighted: dict[str, Fraction] = defaultdict(Fraction)
    persons: dict[str, list[PersonId]] = defaultdict(list)
    for person in roll.people:
        weighed = weights(cases.of_person(person))
        persons[whole(weighed)].append(person)
        for country, weight in weighed.items():
            weighted[country] += weight
    claims: dict[str, list[Claim]] = defaultdict(list)
    for claim in figures.newest(now):
        claims[claim.country].append(claim)
    named = {*cases.countries(), *countries.all(), *persons, *weighted, *claims} - {UNKNOWN, ""}
    lines = [
        _line(
            country, cases.of_country(country), countries, roll, now, settings=settings, weighted=weighted[country],
            persons=persons[country], claims=claims[country],
        )
        for country in [*sorted(named), *([UNKNOWN] if persons[UNKNOWN] or weighted[UNKNOWN] else [])]
    ]  # fmt: skip
    return Board(now, tuple(lines), tuple(claims[""]))


def funnel(cases: Iterable[tuple[Case, tuple[End, ...]]], moments: Sequence[datetime]) -> dict[str, list[int]]:
    """Stage of the main road → how many cases had come so far, at each moment."""
    reached: dict[str, list[datetime]] = {name: [] for name in ROAD}
    for case, ends in cases:
        for name, at in case.stages(ends).items():
            if name in reached:
                reached[name].append(at)
    return {name: [sum(at <= moment for at in found) for moment in moments] for name, found in reached.items()}


def _line(
    country: str, cases: Sequence[Case], countries: Countries, roll: Roll, now: datetime,
    *, settings: RepatriationSettings, weighted: Fraction, persons: Sequence[PersonId], claims: Sequence[Claim],
) -> Line:  # fmt: skip
    paired = [(case, roll.ends_of(case.person)) for case in cases]
    still = [(case, ends) for case, ends in paired if case.is_open(ends)]
    returned = {case.person: at for case, ends in paired if (at := _taken_at(case, ends)) is not None}
    silent = [now - since for case, _ in still if (since := silent_since(case)) is not None]
    kinds, here = Counter(roll.kind_of(one) for one in persons), frozenset(roll.here)
    answers = [(case, case.answer()) for case in cases]
    return Line(
        country=country,
        standing=None if country == UNKNOWN else countries.standing(
            country, paired, now, agreed=country in roll.agreed, settings=settings
        ),
        claimed=_people(cases),
        confirmed=_people(case for case in cases if said.IdentityConfirmed in case.told),
        told=_people(case for case in cases if said.Notified in case.told),
        accepted=_people(case for case in cases if case.is_accepted(now)),
        refused=_people(case for case, one in answers if one is not None and one.fact.answer == "refuses"),
        host_held=_people(case for case, _ in still if case.host_hold(now) is not None),
        returned=len(returned),
        died=_people(case for case, ends in paired if any(end.kind == "died" for end in ends)),
        silent_days=max(silent) // DAY if silent else None,
        open=len(still),
        oldest_days=max((now - case.opened.at) // DAY for case, _ in still) if still else None,
        median_days=_medians(paired, now),
        projected=projected(len(still), returned.values(), now),
        weighted=weighted,
        whole=len(persons),
        here=sum(one in here for one in persons),
        kinds={kind: kinds[kind] for kind in PEOPLE},
        claims=tuple(claims),
    )  # fmt: skip


def _people(cases: Iterable[Case]) -> int:
    return len({case.person for case in cases})


def _taken_at(case: Case, ends: Iterable[End]) -> datetime | None:
    """When the case's own country took him."""
    taken = (end.at for end in ends if end.kind == "received" and end.country == case.country)
    return min(taken, default=None)


def _medians(paired: Sequence[tuple[Case, tuple[End, ...]]], now: datetime) -> dict[str, float | None]:
    found = median_per_stage((case.stages(ends), last_seen(case, ends, now)) for case, ends in paired)
    freed: list[float] = []
    kept: list[float] = []
    for case, ends in paired:
        holds = sorted(one.at for one in case.all(said.HostHeld))
        if holds:
            ended = min((one.at for one in case.all(said.HostFreed) if one.at >= holds[-1]), default=None)
            (kept if ended is None else freed).append(((ended or last_seen(case, ends, now)) - holds[0]) / DAY)
    return {**found, "host-held": median_days(freed, kept)} if freed or kept else found
