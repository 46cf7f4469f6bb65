"""A setting changed by somebody in the book: what it becomes, and whether it rests under an open alert."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from musterbook.terms.errors import Fault, Malformed
from musterbook.watch.facts import SettingChanged
from musterbook.watch.numbers import value_of
from musterbook.watch.settings import DEFAULT, Mark, Setting, by_rule, out_of_bounds

RESTS_ON: Final[Mapping[str, tuple[str, ...]]] = {
    "front": ("front_loss_posts_kept", "front_loss_below_half", "front_no_line_factor", "offensive_hazard"),
    "vacuum": ("relief_absent", "relief_signed", "unguarded"),
}
"""Settings that a part of an outlook is made from, where lowering one lowers the part."""


def changed(fact: SettingChanged, *, on: date) -> Setting:
    """The setting as a change makes it; without a range, that follows by rule (watch.md section 7).

    Raises:
        Malformed: there is no such setting, or it cannot be that.
    """
    before = DEFAULT.settings.get(fact.key.replace(".", "_"))
    if before is None or before.key != fact.key:
        raise Malformed(Fault("settings.unknown", column="key", values={"setting": fact.key[:40]}))
    value = value_of(fact.becomes, field=fact.key)
    low, high = by_rule(value, before.kind)
    after = replace(
        before,
        value=value,
        low=low if fact.low is None else value_of(fact.low, field=fact.key),
        high=high if fact.high is None else value_of(fact.high, field=fact.key),
        mark=_mark(fact.mark),
        source=fact.source,
        set_on=on,
    )
    faults = list(out_of_bounds(after, ""))
    if faults:
        raise Malformed.of(faults)
    return after


def lowers(name: str, *, was: float, becomes: float, rests_on: Collection[str]) -> bool:
    """Whether a change lowers what open alerts rest on: a multiplier among their reasons, or a value behind a part.

    `rests_on` are the names of their reasons.
    """
    if not becomes < was:
        return False
    return name in rests_on or any(name in RESTS_ON.get(part, ()) for part in rests_on)


def _mark(word: str) -> Mark:
    """The mark; of a word that is none, the weakest, for the fault stands beside it."""
    return Mark(word) if word in list(Mark) else Mark.BELIEVED
