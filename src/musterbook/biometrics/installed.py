"""Which engines there are on this machine: those in the box, and outside ones that announce themselves.

Section 5 of biometrics.md: an outside engine is an entry point of a package, in the group `musterbook.extractors`,
`musterbook.matchers`, `musterbook.finders`, `musterbook.qualities` or `musterbook.face_matchers`. It is listed with
package and version, and never used unless somebody names it.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import metadata
from typing import Any, Final, Literal

from musterbook.biometrics.engines import Made
from musterbook.terms.errors import Malformed, MusterbookError

Group = Literal["extractors", "matchers", "finders", "qualities", "face_matchers"]
GROUPS: Final[tuple[Group, ...]] = ("extractors", "matchers", "finders", "qualities", "face_matchers")


@dataclass(frozen=True, slots=True)
class Known:
    """An engine that could be used, not loaded yet."""

    group: Group
    name: str
    place: str
    """Module and class, as `package.module:Class`."""
    package: str = "musterbook"
    package_version: str = ""
    """Empty for what is in the box."""


EXTRACTORS: Final = (Known("extractors", "leader", "musterbook.biometrics.capture.leader:Leader"),)
MATCHERS: Final = (Known("matchers", "musterbook", "musterbook.biometrics.matching.ours:Ours"),)
FINDERS: Final = (Known("finders", "musterbook", "musterbook.biometrics.search.finder:Search"),)
QUALITIES: Final = (Known("qualities", "musterbook", "musterbook.biometrics.capture.quality:judged"),)
FACE_MATCHERS: Final = (Known("face_matchers", "opencv", "musterbook.biometrics.faces.opencv:OpenCvFaces"),)
"""Opened with models of the operator's own, which no program brings."""
IN_THE_BOX: Final = (*EXTRACTORS, *MATCHERS, *FINDERS, *QUALITIES, *FACE_MATCHERS)


@dataclass(frozen=True, slots=True)
class Found:
    """An engine, and what came of loading it."""

    known: Known
    version: str = ""
    """As it says itself; empty where it does not."""
    weights: str = ""
    problem: MusterbookError | None = None
    """Why it cannot be used here."""


def known(entry_points: Iterable[metadata.EntryPoint] | None = None) -> list[Known]:
    """Every engine, those in the box first."""
    points = _announced() if entry_points is None else entry_points
    outside = []
    for point in points:
        group = next((one for one in GROUPS if point.group == f"musterbook.{one}"), None)
        if group is not None:
            package = point.dist.name if point.dist else "unknown"
            version = point.dist.version if point.dist else "unknown"
            outside.append(Known(group, point.name, point.value, package, version))
    return [*IN_THE_BOX, *sorted(outside, key=lambda one: (GROUPS.index(one.group), one.name, one.package))]


def _announced() -> list[metadata.EntryPoint]:
    return [point for group in GROUPS for point in metadata.entry_points(group=f"musterbook.{group}")]


def opened(one: Known) -> Any:  # noqa: ANN401  whichever of the four it is
    """The engine itself.

    Raises:
        ImportError, AttributeError: the package that announces it does not hold it.
        Refused, Tampered: what it needs is not there, or is not what was measured.
    """
    held = attribute(one)
    return held() if isinstance(held, type) else held


def attribute(one: Known) -> Any:  # noqa: ANN401  whichever of the five it is
    """The class or function that is announced, not called yet."""
    module, _, name = one.place.partition(":")
    return getattr(importlib.import_module(module), name)


def look(one: Known) -> Found:
    """Load an engine to say its version and weights, or why it cannot be used; finders are opened on a gallery only."""
    try:
        if one.group in {"extractors", "matchers"}:
            made: Made = opened(one).made
            return Found(one, made.version, made.weights)
        return Found(one, str(getattr(importlib.import_module(one.place.partition(":")[0]), "VERSION", "")))
    except MusterbookError as problem:
        return Found(one, problem=problem)
    except Exception:  # noqa: BLE001  an outside package may fail in any way, and the list must still be shown
        return Found(one, problem=Malformed.because("engines.broken"))


def chosen(group: Group, name: str) -> Known:
    """The engine of that name; one announced by a package is asked for as PACKAGE:NAME where names meet.

    Raises:
        Malformed: `engines.unknown` or `engines.ambiguous`.
    """
    every = [one for one in known() if one.group == group]
    fitting = [one for one in every if name in {one.name, f"{one.package}:{one.name}"}]
    values: dict[str, str | int | None] = {
        "name": name,
        "known": ", ".join(f"{one.package}:{one.name}" for one in every),
    }
    if not fitting:
        raise Malformed.because("engines.unknown", **values)
    if len(fitting) > 1:
        raise Malformed.because("engines.ambiguous", **values)
    return fitting[0]
