"""What each fact of the watch may say: which words, numbers between which bounds, and what may not lie ahead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import pairwise
from math import inf
from typing import Final, NamedTuple

from musterbook.ledger.facts import Fact, Number
from musterbook.terms.errors import Fault, Malformed
from musterbook.terms.times import written
from musterbook.watch import choices
from musterbook.watch import facts as said
from musterbook.watch.numbers import value_of
from musterbook.watch.settings import Mark
from musterbook.watch.site_today import Fabric, SiteKind

Bounds = tuple[float, float]
COUNT: Final[Bounds] = (0, 10_000_000)
CHANCE: Final[Bounds] = (0, 1)
ANY: Final[Bounds] = (-inf, inf)
MORE: Final[Bounds] = (0, inf)


class Shape(NamedTuple):
    """What one kind of fact may say; a field that is None says nothing and is left alone.

    Attributes:
        needed: texts that may not be empty.
        words: fields that hold one of these words; of those not needed, nothing at all will do.
        numbers: fields and their least and most.
        seen: moments that cannot lie ahead.
        rising: fields of which none may be before, or below, the one that stands before it.
    """

    needed: tuple[str, ...] = ()
    words: Mapping[str, tuple[str, ...]] = {}
    numbers: Mapping[str, Bounds] = {}
    seen: tuple[str, ...] = ()
    rising: tuple[tuple[str, ...], ...] = ()


_PLACE: Final = {"lat": (-90.0, 90.0), "lon": (-180.0, 180.0)}
_RANGE: Final = {"low": COUNT, "best": COUNT, "high": COUNT}
_CHANCES: Final = {"p": CHANCE, "low": CHANCE, "high": CHANCE}

SHAPES: Final[Mapping[type[Fact], Shape]] = {
    said.SiteDescribed: Shape(
        ("site", "kind_of"), {"kind_of": tuple(SiteKind), "fabric": tuple(Fabric)},
        {**_PLACE, "error_km": (0, 1000), "capacity": COUNT},
    ),
    said.GuardsReported: Shape(
        ("site",), {"armed": choices.ARMED},
        {"shift_hours": (1, 168), "posts_minimum": (1, 100_000), "posts_filled": (0, 100_000)}, ("counted_at",),
    ),
    said.PopulationReported: Shape(("site",), {}, _RANGE, ("counted_at",), (("low", "best", "high"),)),
    said.IncidentNoted: Shape(
        ("incident", "kind_of", "source"), {"kind_of": choices.INCIDENT_KINDS}, {**_PLACE, **_RANGE}, ("at",),
        (("low", "best", "high"),),
    ),
    said.FileLoaded: Shape(
        ("source", "dialect"), {}, dict.fromkeys(("rows_good", "rows_kept_out", "rows_quarantined"), COUNT)
    ),
    said.ReliefPlanned: Shape(("relief", "site", "giver"), rising=(("from_", "to"),)),
    said.ReliefCompleted: Shape(("relief", "site"), {}, {"guards_on_arrival": COUNT}, ("at",)),
    said.WarningReceived: Shape(
        ("warning", "kind_of", "reliability"),
        {"kind_of": choices.WARNING_KINDS, "reliability": choices.RELIABILITIES}, {"credibility": (1, 6)},
    ),
    said.OffensiveConfirmed: Shape(("offensive", "sides", "area")),
    said.ScenarioEntered: Shape(
        ("scenario", "site", "sentence"), {}, {"probability": CHANCE, "loss_given": CHANCE}, (), (("from_", "to"),)
    ),
    said.SettingChanged: Shape(
        ("key", "mark", "source", "because"), {"mark": tuple(Mark), "lowers_open": ("yes",)},
        dict.fromkeys(("was", "becomes", "low", "high"), ANY),
    ),
    said.OutlookIssued: Shape(
        ("site", "model"), {}, {**_CHANCES, "horizon_days": MORE, "rate_ratio": MORE, "guards_age_hours": ANY}, (),
        (("low", "p", "high"),),
    ),
    said.ForecastIssued: Shape(
        ("layer", "subject", "model"), {"layer": choices.LAYERS}, {**_CHANCES, "average": CHANCE}, (),
        (("low", "p", "high"), ("from_", "to")),
    ),
    said.AlertRaised: Shape(
        ("alert", "site", "rung", "cause", "owner"), {"rung": choices.RUNGS, "cause": choices.CAUSES},
        {"p": CHANCE, "threshold": CHANCE},
    ),
    said.AlertAnswered: Shape(("alert", "answer"), {"answer": choices.ANSWERS}),
    said.AlertEnded: Shape(("alert", "because"), {"because": choices.ENDINGS}),
    said.AlertCalledOff: Shape(("alert", "because")),
    said.OutcomeEntered: Shape(
        ("subject", "layer", "certainty", "source", "definition"),
        {"layer": (*choices.LAYERS, choices.LOSS), "certainty": choices.CERTAINTIES}, _RANGE, (),
        (("low", "best", "high"),),
    ),
}  # fmt: skip


def shape_faults(fact: Fact, *, latest: datetime) -> Iterator[Fault]:
    """What a fact says outside its shape; moments it saw may lie up to `latest`. Nothing for facts of other rooms."""
    shape = SHAPES.get(type(fact))
    if shape is None:
        return
    for field in shape.needed:
        if not getattr(fact, field):
            yield Fault("watch.empty", column=_named(field))
    for field, words in shape.words.items():
        word = getattr(fact, field)
        if word and word not in words:
            yield Fault(
                "watch.unknown-choice", column=_named(field), values={"value": word[:40], "choices": ", ".join(words)}
            )
    for field, (least, most) in shape.numbers.items():
        yield from outside(getattr(fact, field), field, least=least, most=most)
    for field in shape.seen:
        if getattr(fact, field) > latest:
            yield Fault("watch.in-future", column=_named(field), values={"at": written(getattr(fact, field))})
    for fields in shape.rising:
        yield from _falling(fact, fields)


def outside(value: int | Number | None, field: str, *, least: float, most: float) -> Iterator[Fault]:
    """The fault of a number that is none, or lies outside its bounds; None is no number and no fault."""
    if value is None or least <= _of(value) <= most:
        return
    bounds = {"value": str(value)[:20], "least": f"{least:g}", "most": f"{most:g}"}
    yield Fault("watch.out-of-bounds", column=_named(field), values=bounds)


def _falling(fact: Fact, fields: tuple[str, ...]) -> Iterator[Fault]:
    """Each of two neighbours that stand the wrong way round; what is not said, or no number, is passed over."""
    there = [(field, value) for field in fields if (value := getattr(fact, field)) is not None]
    for (before, first), (after, second) in pairwise(there):
        wrong = first > second if isinstance(first, datetime) else _of(first) > _of(second)
        if wrong:
            yield Fault("watch.reversed", column=_named(after), values={"before": _named(before)})


def _of(value: int | Number) -> float:
    """The number; no number at all is neither more nor less than any other."""
    if isinstance(value, int):
        return float(value)
    try:
        return value_of(value)
    except Malformed:
        return float("nan")


def _named(field: str) -> str:
    """A field as the book writes it."""
    return field.rstrip("_")
