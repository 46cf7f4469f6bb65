"""The invented population of a rehearsal: rows of `people.csv`, and apart from them what is physically true.

Totals are the public ones (`rehearsals/syria-2026/scenario.toml`); every person is drawn by a seeded generator. The
rows are claims, as a site's clerk would write them; `Truth` is what nobody in the rehearsal may look at but the faults
and the age panels.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random
from typing import Any, Final, Literal
from zlib import crc32

from musterbook.rehearsal.names import invent_name
from musterbook.terms.people import PersonId, number_at

Run = Literal["as-published", "gated"]
Row = dict[str, str]

ON: Final = date(2026, 1, 17)
"""The day the rolls are opened; ages are reckoned on it."""

ARAB_CODES: Final = frozenset({"SYR", "IRQ", "TUN", "MAR", "EGY", "SAU", "XX-ARAB"})

SPOKEN: Final[Mapping[str, str]] = {
    "TUR": "tr", "TKM": "tk", "RUS": "ru", "DEU": "de", "GBR": "en", "CAN": "en", "USA": "en", "FRA": "fr",
}  # fmt: skip
KURDISH: Final[Mapping[str, str]] = {"SYR": "kmr", "IRQ": "ckb"}
IN_TWELVE: Final = 12
"""One in so many of these speaks Kurdish better than Arabic: judged."""


@dataclass(frozen=True, slots=True)
class Truth:
    """What is so, whatever the rows say.

    Attributes:
        boys: those on the lift list who are under eighteen.
        doubted: adults whose age nobody can show.
        liftable: everyone whom the operation means to move, boys included.
        twice: men who stand on a roll under two numbers: the first and the second of each.
    """

    boys: frozenset[PersonId]
    doubted: frozenset[PersonId]
    liftable: frozenset[PersonId]
    twice: tuple[tuple[PersonId, PersonId], ...] = ()


@dataclass(slots=True)
class Population:
    """Rows of people.csv and keepapart.csv, and the truth beside them."""

    people: list[Row] = field(default_factory=list)
    apart: list[Row] = field(default_factory=list)
    truth: Truth = field(default_factory=lambda: Truth(frozenset(), frozenset(), frozenset()))


def invent_population(scenario: Mapping[str, Any], *, run: Run, seed: int) -> Population:
    """Everyone of the scenario. The same seed gives the same people in both runs; only the boys' papers differ."""
    chance = Random(f"population/{seed}")
    shares = scenario["population"]
    origins: list[tuple[str, str]] = [(site["id"], site["block"]) for site in scenario["origins"]]
    counts = {site["id"]: int(site["people"]) for site in scenario["origins"]}
    numbers = {block: numbers_of(block) for _, block in origins}
    held = _spread_grounds(shares["held"], counts, chance)
    boys_left = _split(shares["boys"], {site: counts[site] for site, grounds in held.items() if grounds}, chance)
    doubted_left = _split(shares["age_in_doubt"], {site: counts[site] for site in boys_left}, chance)
    drawn = _Draw(
        chance, run, _nationalities(shares["nationalities"], chance), displaced=shares.get("displaced", {})
    )  # fmt: skip
    for site, block in origins:
        drawn.site(
            site, numbers[block], people=counts[site], kind=_kind_of(scenario, site), grounds=held[site],
            boys=boys_left.get(site, 0), doubted=doubted_left.get(site, 0),
        )  # fmt: skip
    population = drawn.finish(pairs=shares["kept_apart_pairs"])
    register_twice(population, scenario.get("enrolling", {}).get("twice", 0), seed=seed)
    return population


class _Draw:
    """Draws people site by site and remembers the truth."""

    def __init__(
        self, chance: Random, run: Run, nationalities: Iterator[str], *, displaced: Mapping[str, int]
    ) -> None:  # fmt: skip
        self._chance = chance
        self._run: Run = run
        self._lifted_nationalities = nationalities
        self._displaced_nationalities = (code for code, people in displaced.items() for _ in range(people))
        self._out = Population()
        self._boys: set[PersonId] = set()
        self._doubted: set[PersonId] = set()
        self._liftable: list[PersonId] = []

    def site(
        self,
        site: str,
        numbers: Iterator[PersonId],
        *,
        people: int,
        kind: str,
        grounds: list[str],
        boys: int,
        doubted: int,
    ) -> None:
        """Everyone at one site, in an order that says nothing about who is who."""
        roles = [f"held:{ground}" for ground in grounds]
        plain = {"juvenile": "child", "displaced": "displaced"}.get(kind, "man" if kind == "origin" else "lost")
        roles += ["boy"] * boys + ["doubted"] * doubted
        roles += [plain] * (people - len(roles))
        self._chance.shuffle(roles)
        for role in roles:
            self._person(site, next(numbers), role)

    def finish(self, *, pairs: int) -> Population:
        """The population, with `pairs` keep-apart orders among those who will be lifted."""
        chosen = self._chance.sample(self._liftable, 2 * pairs)
        self._out.apart = pairs_apart(
            self._chance, zip(chosen[::2], chosen[1::2], strict=True),
            ("FEUD", "THREAT", "WITNESS_AND_ACCUSED", "COMMANDER_AND_RANKS"), since=ON,
        )  # fmt: skip
        self._out.truth = Truth(frozenset(self._boys), frozenset(self._doubted), frozenset(self._liftable))
        return self._out

    def _person(self, site: str, number: PersonId, role: str) -> None:
        ground = role.partition(":")[2]
        lifted = role in ("man", "boy", "doubted")
        woman = ground == "sex-not-this-operation"
        nationality = self._nationality(role, lifted=lifted)
        name = invent_name(self._chance, arab=nationality in ARAB_CODES, woman=woman)
        row = {
            "number": number, "name": name.latin, "name_ar": name.arabic, "father": name.father, "kunya": name.kunya,
            "sex": "female" if woman else "male", "nationality": nationality,
            "nationality_basis": self._chance.choice(["claimed", "claimed", "asserted", "seen"]),
            "languages": _spoken(nationality, number), "site": site,
            "legal": "sentenced" if role == "displaced" else "security",
            "medicine": "yes" if self._chance.random() < 0.12 else "",
            "mobility": "wheelchair" if self._chance.random() < 0.015 else "",
            "authority_kind": "order", "authority_until": "2026-12-31",
        }  # fmt: skip
        row |= self._birth(role, ground)
        if ground and ground not in ("sex-not-this-operation", "family-member"):
            row |= {"hold": "yes", "hold_ground": ground}
        self._remember(number, role, lifted=lifted)
        self._out.people.append({key: value for key, value in row.items() if value})

    def _remember(self, number: PersonId, role: str, *, lifted: bool) -> None:
        if lifted:
            self._liftable.append(number)
        if role == "boy":
            self._boys.add(number)
        if role == "doubted":
            self._doubted.add(number)

    def _nationality(self, role: str, *, lifted: bool) -> str:
        if role == "displaced":
            return next(self._displaced_nationalities, "IRQ")
        if lifted:
            return next(self._lifted_nationalities)
        return self._chance.choice(["SYR", "SYR", "SYR", "IRQ", "XX-ARAB", "XX-OTHER"])

    def _birth(self, role: str, ground: str) -> Row:
        """What the row says of the birth: a boy's papers say adult in one run and are in doubt in the other."""
        if role == "boy" and self._run == "as-published":
            return {"born": str(_born(self._chance, 19, 22)), "age_basis": "document"}
        if role == "boy":
            low = _born(self._chance, 18, 19)
            return {"born_low": str(low), "born_high": str(low + timedelta(days=1100)), "age_basis": "claimed"}
        if role == "doubted":
            return {}
        if role == "child" or ground == "family-member":
            return {"born": str(_born(self._chance, 9, 16)), "age_basis": "claimed"}
        if self._chance.random() < 0.5:
            return {"born": str(_born(self._chance, 20, 62)), "age_basis": "document"}
        return {"born": str(_born(self._chance, 25, 62)), "age_basis": "claimed"}


def register_twice(population: Population, men: int, *, seed: int) -> None:
    """So many men stand on the roll of their site under two numbers, with two names: prints alone can tell.

    Two rows of one site and nationality turn out to be one man, so that every total stays as it was published; counters
    tick both numbers. Drawn by a chance of its own, so that everybody else stays as he is.
    """
    chance, truth = Random(f"twice/{seed}"), population.truth
    apart = {row[side] for row in population.apart for side in ("a", "b")}
    plain = truth.liftable - truth.boys - truth.doubted - apart
    rows = [row for row in population.people if row["number"] in plain]
    chance.shuffle(rows)
    firsts: dict[tuple[str, str], PersonId] = {}
    twice: list[tuple[PersonId, PersonId]] = []
    for row in rows:
        alike, number = (row["site"], row["nationality"]), PersonId(row["number"])
        first = firsts.pop(alike, None)
        if first is None:
            firsts[alike] = number
        elif len(twice) < men:
            twice.append((first, number))
    population.truth = replace(truth, twice=tuple(twice))


def _spoken(nationality: str, number: PersonId) -> str:
    """What somebody of a nationality speaks, the best first; nothing where nobody knows whence he is."""
    if nationality in KURDISH and crc32(number.encode()) % IN_TWELVE == 0:
        return f"{KURDISH[nationality]};ar"
    return "ar" if nationality in ARAB_CODES else SPOKEN.get(nationality, "")


def _kind_of(scenario: Mapping[str, Any], site: str) -> str:
    return next(str(one["kind"]) for one in scenario["origins"] if one["id"] == site)


def pairs_apart(
    chance: Random, pairs: Iterable[tuple[PersonId, PersonId]], reasons: Sequence[str], *, since: date
) -> list[Row]:
    """A row of keepapart.csv for each pair, its reason drawn."""
    return [
        {"a": min(pair), "b": max(pair), "reach": "carrier", "reason": chance.choice(reasons), "from": str(since),
         "ordered_by": "security"}
        for pair in pairs
    ]  # fmt: skip


def numbers_of(block: str) -> Iterator[PersonId]:
    """The numbers of a block in an order that tells nothing: every 7,919th place, a prime, so none comes twice."""
    place = 0
    while True:
        yield number_at(block, place % 111_537)
        place += 7_919


def _born(chance: Random, youngest: int, oldest: int) -> date:
    """A day of birth for someone whose age on `ON` is between the two, both reached."""
    return born_between(chance, youngest, oldest, on=ON)


def born_between(chance: Random, youngest: int, oldest: int, *, on: date) -> date:
    """A day of birth for someone whose age on a day is between the two, both reached."""
    return on - timedelta(days=int(youngest * 365.25) + 1 + chance.randrange(int((oldest + 1 - youngest) * 365.25) - 2))


def _spread_grounds(
    grounds: Mapping[str, Mapping[str, int]], counts: Mapping[str, int], chance: Random
) -> dict[str, list[str]]:
    """For each site the grounds of those held there, as the scenario counts them."""
    spread: dict[str, list[str]] = {site: [] for site in counts}
    for site, numbers in grounds.items():
        for ground, people in numbers.items():
            spread[site] += [ground] * people
        chance.shuffle(spread[site])
    return spread


def _split(total: int, weights: Mapping[str, int], chance: Random) -> dict[str, int]:
    """`total` shared out by weight; what rounding leaves goes to sites drawn by chance."""
    whole = sum(weights.values())
    shares = {site: total * weight // whole for site, weight in weights.items()}
    for site in chance.sample(sorted(weights), total - sum(shares.values())):
        shares[site] += 1
    return shares


def _nationalities(shares: Mapping[str, int], chance: Random) -> Iterator[str]:
    """The published nationalities of those moved, in a drawn order."""
    every = [code for code, people in shares.items() for _ in range(people)]
    chance.shuffle(every)
    return iter(every)
