"""Altering a world: its seed's weather without some of its faults, or with fewer people, nodes or hours.

Names are those of `Weather`, with hyphens: `--without lost,left-behind --with people=4`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from random import Random
from typing import Any, Final

from musterbook.rehearsal.simulator.disk import QUIET, Trouble
from musterbook.rehearsal.simulator.weather import Weather, draw
from musterbook.terms.errors import Malformed

LEAST: Final = {"people": 2, "sites": 1, "carriers": 1, "hours": 1, "contacts": 0, "late_seconds": 1}
"""What makes a world large, and how small it can be; nothing of it is a fault."""

BREAKS: Final = 0.2
"""How often the line to the desk's server breaks, for each transaction, where its book lies on one."""

MOST: Final = 10_000
"""Of nothing there may be more."""

FAULTS: Final = tuple(one.name for one in fields(Weather) if one.name not in LEAST)
"""Every fault a weather has, in the order in which it has them."""

Altered = Mapping[str, Any]
"""Fields of a weather, and what they are instead of what the seed draws."""


def weather_of(seed: int, altered: Altered | None = None) -> dict[str, Any]:
    """The weather a seed draws, field by field, but for what is altered."""
    drawn = draw(Random(f"musterbook simulator {seed}"), Random(f"musterbook simulator {seed} beside"))
    return {**{one.name: getattr(drawn, one.name) for one in fields(Weather)}, **(altered or {})}


def none_of(name: str, value: object) -> object:
    """What stands in a weather's field where there is nothing of it; `value` is what stands there now."""
    if name in LEAST:
        return LEAST[name]
    match value:
        case bool():
            return False
        case Trouble():
            return QUIET
        case float():
            return None if "None" in str(Weather.__annotations__[name]) else 0.0
        case int():
            return 0
        case _:
            return None


def asked_for(without: Iterable[str], having: Iterable[str]) -> dict[str, Any]:
    """What somebody typed: names of faults that are left out, and `name=number` for what is to be that many.

    Raises:
        Malformed: a name is not of a weather, or a number is none, or smaller than a world can have.
    """
    said = weather_of(1)
    altered: dict[str, Any] = {}
    for typed in _each(without):
        altered[_field(typed, FAULTS)] = none_of(_field(typed, FAULTS), said[_field(typed, FAULTS)])
    for typed in _each(having):
        name, _, number = typed.partition("=")
        rates = {one: type(value) for one, value in said.items() if isinstance(value, int | float)} | {"served": float}
        field = _field(name, rates)
        altered[field] = _number(field, number, rates[field])
    return altered


def typed_as(altered: Altered) -> str:
    """The words of a command that alter a world so."""
    said = weather_of(1)
    gone = [_word(name) for name in FAULTS if name in altered and altered[name] == none_of(name, said[name])]
    kept = [f" --with {_word(name)}={altered[name]:g}" for name in said if name in altered and _word(name) not in gone]
    server = " --server ADDRESS" if altered.get("served") is not None else ""
    return (f" --without {','.join(gone)}" if gone else "") + "".join(kept) + server


def _number(name: str, typed: str, kind: type) -> float:
    """So many of what a weather has: a rate for what befalls each message, 1 for what is there or is not."""
    try:
        number = float(typed)
    except ValueError:
        number = -1.0
    most = 1.0 if kind is not int else float(MOST)
    if not LEAST.get(name, 0) <= number <= most or (kind is not float and number != int(number)):
        raise Malformed.because("simulator.number", name=name, number=typed, least=LEAST.get(name, 0), most=f"{most:g}")
    return kind(number)  # type: ignore[no-any-return]


def _each(typed: Iterable[str]) -> list[str]:
    return [word for one in typed for word in one.split(",") if word]


def _field(typed: str, known: Iterable[str]) -> str:
    name = typed.replace("-", "_")
    if name not in known:
        raise Malformed.because("simulator.no-such-fault", name=typed, known=", ".join(map(_word, known)))
    return name


def _word(name: str) -> str:
    return name.replace("_", "-")
