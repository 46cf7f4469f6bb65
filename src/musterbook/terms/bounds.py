"""Bounds: what a room's whole-number settings may be, each with its least and its most."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from musterbook.terms.errors import Fault


def outside(settings: object, limits: Mapping[str, tuple[int, int]]) -> Iterator[Fault]:
    """`settings.out-of-bounds` for every setting that lies below its least or above its most.

    Args:
        settings: an object with an attribute for each name in `limits`.
        limits: name → least and most, both allowed.
    """
    for name, (low, high) in limits.items():
        value = getattr(settings, name)
        if not low <= value <= high:
            yield Fault("settings.out-of-bounds", values={"setting": name, "value": value, "least": low, "most": high})
