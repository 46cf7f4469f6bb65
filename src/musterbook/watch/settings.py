"""What the room assumes: every value with its range, mark and source, from `defaults.toml` and an operation's own file.

A value is never shown without its mark, and a value without a source is refused: most are judged, and the reader must
see which. Sources: watch.md sections 7 and 12.
"""

from __future__ import annotations

import hashlib
import json
import math
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from importlib.resources import files
from typing import Any, Final, Self

from musterbook.terms.errors import Fault, Malformed
from musterbook.watch.values import Values

FILE: Final = "watch.toml"


class Mark(StrEnum):
    """On what a number rests."""

    MEASURED = "M"
    SOURCE = "S"
    JUDGED = "J"
    BELIEVED = "B"


class Kind(StrEnum):
    """What sort of number a value is, which says how far it may be off when nobody says."""

    MULTIPLIER = "multiplier"
    """Times the usual rate: halved, though not below 1, and doubled."""
    SCALE = "scale"
    """An exponent, distance, spread or factor: halved and doubled."""
    PROBABILITY = "probability"
    """Its odds are halved and doubled."""
    SHARE = "share"
    """Between 0 and 1; takes no part in the range."""
    FIXED = "fixed"
    """Takes no part in the range."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One value.

    Attributes:
        key: as the file says it, `violence.ratio`.
        value: the number itself; days, hours, kilometres or shares, as the key says.
        low: how low it may be; equal to `value` where it is fixed.
        high: how high it may be.
        kind: what sort of number it is.
        mark: on what it rests.
        source: on what exactly.
        set_on: since when it holds.
    """

    key: str
    value: float
    low: float
    high: float
    kind: Kind
    mark: Mark
    source: str
    set_on: date

    @property
    def name(self) -> str:
        """Its name among the `Values`."""
        return self.key.replace(".", "_")


@dataclass(frozen=True, slots=True)
class Assumptions:
    """All values of one moment.

    Attributes:
        settings: every value with its range, mark and source, by name (`violence_ratio`).
        values: the numbers alone, for the formulas.
        digest: SHA-256 of keys, values and ranges; two outlooks with the same one assumed the same.
    """

    settings: Mapping[str, Setting]
    values: Values
    digest: str

    @classmethod
    def of(cls, settings: Mapping[str, Setting]) -> Self:
        """These settings as one whole; every name of `Values` must be among them, else KeyError."""
        numbers = [[one.key, one.value, one.low, one.high] for _, one in sorted(settings.items())]
        digest = hashlib.sha256(json.dumps(numbers, separators=(",", ":")).encode()).hexdigest()
        return cls(settings, Values(**{name: settings[name].value for name in Values._fields}), digest)


def read_assumptions(text: str, *, file: str = FILE, over: Assumptions | None = None) -> Assumptions:
    """The assumptions a TOML file says, over those that hold where it is silent (the defaults).

    A table says `value`, `mark`, `source` and `set_on`, and may say `low` and `high`; its kind stays that of the
    default. A range is never carried over to another value: without one it follows by rule.

    Raises:
        Malformed: every fault found: unknown keys, lacking fields, values outside what they can be.
    """
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Malformed(Fault("settings.not-toml", file=file, values={"why": str(error)[:120]})) from None
    known = (DEFAULT if over is None else over).settings
    return Assumptions.of({**known, **_settings(said, file, known)})


def by_rule(value: float, kind: Kind) -> tuple[float, float]:
    """How low and how high a value may be when nobody says (watch.md section 7, "Range")."""
    match kind:
        case Kind.MULTIPLIER:
            return min(value, max(1.0, value / 2)), value * 2
        case Kind.SCALE:
            return value / 2, value * 2
        case Kind.PROBABILITY:
            return value / (2 - value), 2 * value / (1 + value)
        case Kind.SHARE | Kind.FIXED:
            return value, value


def _settings(said: Mapping[str, Any], file: str, known: Mapping[str, Setting] | None) -> dict[str, Setting]:
    """Every table of a file as a setting, by name. Without `known` each says its own kind: those are the defaults."""
    faults: list[Fault] = []
    found: dict[str, Setting] = {}
    for key, table in _tables(said, ""):
        name = key.replace(".", "_")
        if table is None or (known is not None and name not in known):
            faults.append(Fault("settings.unknown", file=file, column=key, values={"setting": key}))
            continue
        wrong = list(_wrong(key, table, file, wants_kind=known is None))
        faults += wrong
        if not wrong:
            kind = known[name].kind if known is not None else Kind(table["kind"])
            setting = _setting(key, table, kind)
            faults += out_of_bounds(setting, file)
            found[name] = setting
    if faults:
        raise Malformed.of(faults)
    return found


def _tables(said: Mapping[str, Any], above: str) -> Iterator[tuple[str, Mapping[str, Any] | None]]:
    """Key → table, for every table that holds figures and not further tables; None where something else stands."""
    for word, part in said.items():
        key = f"{above}{word}"
        if not isinstance(part, Mapping):
            yield key, None
        elif any(not isinstance(inner, Mapping) for inner in part.values()) or not part:
            yield key, part
        else:
            yield from _tables(part, f"{key}.")


def _wrong(key: str, table: Mapping[str, Any], file: str, *, wants_kind: bool) -> Iterator[Fault]:
    """What lacks in a table, stands there and should not, or is of the wrong kind."""
    needed = {"value", "mark", "source", "set_on"} | ({"kind"} if wants_kind else set())
    for field in sorted(needed - table.keys()):
        yield Fault("settings.lacking", file=file, column=f"{key}.{field}")
    for field in sorted(table.keys() - needed - {"low", "high"}):
        yield Fault("settings.unknown", file=file, column=key, values={"setting": field})
    for field in sorted(table.keys() & {"value", "low", "high"}):
        if isinstance(table[field], bool) or not isinstance(table[field], int | float):
            yield Fault("settings.wrong-type", file=file, column=f"{key}.{field}", values={"wanted": "0.5"})
    if "mark" in table and table["mark"] not in list(Mark):
        choices = ", ".join(Mark)
        yield Fault("settings.unknown-choice", file=file, values={"setting": f"{key}.mark", "choices": choices})
    if "source" in table and not (isinstance(table["source"], str) and table["source"].strip()):
        yield Fault("settings.lacking", file=file, column=f"{key}.source")
    if "set_on" in table and not isinstance(table["set_on"], date):
        yield Fault("settings.wrong-type", file=file, column=f"{key}.set_on", values={"wanted": "2026-01-21"})


def _setting(key: str, table: Mapping[str, Any], kind: Kind) -> Setting:
    value = float(table["value"])
    low, high = by_rule(value, kind)
    return Setting(
        key,
        value,
        float(table.get("low", low)),
        float(table.get("high", high)),
        kind,
        Mark(table["mark"]),
        table["source"],
        table["set_on"],
    )


def out_of_bounds(setting: Setting, file: str) -> Iterator[Fault]:
    """A value outside its own range, a chance or share above one, or nothing where something is divided by it."""
    chance = setting.kind in (Kind.PROBABILITY, Kind.SHARE)
    said = {"setting": setting.key, "value": f"{setting.value:g}"}
    if not (setting.low > 0 or (chance and setting.low == 0)):
        yield Fault(
            "settings.not-positive", file=file, column=setting.key, values={**said, "value": f"{setting.low:g}"}
        )
    elif chance and not setting.high <= 1:
        yield Fault("settings.out-of-bounds", file=file, column=setting.key, values={**said, "least": 0, "most": 1})
    elif not (setting.low <= setting.value <= setting.high and math.isfinite(setting.high)):
        bounds = {"least": f"{setting.low:g}", "most": f"{setting.high:g}"}
        yield Fault("settings.out-of-bounds", file=file, column=setting.key, values={**said, **bounds})


DEFAULT: Final = Assumptions.of(
    _settings(
        tomllib.loads(files("musterbook.watch").joinpath("defaults.toml").read_text("utf-8")), "defaults.toml", None
    )
)
"""The assumptions of an operation that says none of its own."""
