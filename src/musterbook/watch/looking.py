"""A look at a site: the outlooks to freeze, the reading the ladder takes from them, and whether there is anything new.

The ladder is climbed over what was frozen, so that anybody who has the book climbs it alike (watch.md section 12).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import isclose
from typing import Final

from musterbook.ledger.facts import Digest
from musterbook.watch.facts import OutlookIssued, Why
from musterbook.watch.issued import IssuedOutlook
from musterbook.watch.leadtime import days_to_empty, lead_time
from musterbook.watch.numbers import number, value_of
from musterbook.watch.outlook import Outlook, outlook
from musterbook.watch.rungs import BY_CHANCE, Chance, Reading, Rung, due, horizon_days
from musterbook.watch.settings import Assumptions
from musterbook.watch.site_today import SiteToday

SHOWN_DAYS: Final = 14.0
"""The horizon of the outlook that pages show and that is scored."""
PARTS: Final = ("base", "front", "vacuum", "natural", "scenario")
NOBODY, TOO_LATE, STALE, NO_PLAN = "nobody-in-charge", "lift-too-late", "guards-stale", "no-plan"
SIGNAL: Final = "signal-"
"""Remarks that the ladder's rules go by; a signal of a camp stands behind the last."""
MINUTE: Final = timedelta(minutes=1) / timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Look:
    """One look at one site.

    Attributes:
        as_of: the moment.
        facts: the outlooks to freeze, by rising horizon; each says in its remarks for which rungs it is.
        reading: what the ladder takes from them.
        lift_days: days to empty the site, as the plan or the settings say.
        planned: whether a plan says so.
    """

    as_of: datetime
    facts: tuple[OutlookIssued, ...]
    reading: Reading
    lift_days: float
    planned: bool


def look_at(today: SiteToday, assumed: Assumptions, *, lift_days: float | None) -> Look:
    """A look at a site with everything known of it; `lift_days` is the planner's, None without a plan."""
    days = days_to_empty(assumed.values, lift_days)
    rungs: dict[float, list[str]] = {SHOWN_DAYS: []}
    for rung in BY_CHANCE:
        rungs.setdefault(horizon_days(assumed.values, rung, days), []).append(f"for-{rung.name.lower()}")
    late = lead_time(today, assumed, lift_days=lift_days).too_late
    nobody = today.unguarded or any(one.opens <= today.as_of and not one.receiver_present for one in today.reliefs)
    rules = [code for code, holds in ((NOBODY, nobody), (TOO_LATE, late), (NO_PLAN, lift_days is None)) if holds]
    rules += [f"{SIGNAL}{one}" for one in sorted({signal.value for signal in today.signals})]
    facts = tuple(
        _frozen(outlook(today, assumed, horizon_days=horizon), (*rules, *rungs[horizon])) for horizon in sorted(rungs)
    )
    read = reading_from(facts)
    assert read is not None, "a look has every rung"
    return Look(today.as_of, facts, read, days, lift_days is not None)


def reading_from(facts: Iterable[OutlookIssued]) -> Reading | None:
    """What the ladder takes from the outlooks of one moment; None when they are not those of a whole look."""
    of = {rung: fact for fact in facts for rung in BY_CHANCE if f"for-{rung.name.lower()}" in fact.remarks}
    if len(of) < len(BY_CHANCE):
        return None
    ready = of[Rung.READY]
    signs = {"settings": str(ready.assumptions), "lift_days": f"{value_of(ready.horizon_days):g}"}
    chances = {}
    for rung, fact in sorted(of.items()):
        parts = {name: value_of(fact.parts[name]) for name in PARTS if name in fact.parts}
        signs |= {name: f"{chance:.6f}" for name, chance in parts.items()}
        chances[rung] = Chance(value_of(fact.p), value_of(fact.high), max(parts, key=parts.__getitem__, default="base"))
    said = ready.remarks
    return Reading(
        ready.as_of, chances, signs, nobody=NOBODY in said, short=TOO_LATE in said, stale=STALE in said,
        signal=any(one.startswith(SIGNAL) for one in said),
    )  # fmt: skip


def is_new(look: Look, today: SiteToday, issued: Sequence[IssuedOutlook], assumed: Assumptions) -> bool:
    """Whether a look says something that the last frozen one does not, or is the first of its day.

    The same things known, the same assumptions, the same rules and rung, and the same plan are nothing new within a
    day; that time passes is. A look that is not later than the last one is never new.
    """
    if not issued:
        return True
    last = issued[-1].fact
    before = reading_from(one.fact for one in issued if one.fact.as_of == last.as_of)
    if look.as_of <= last.as_of:
        return False
    if before is None or look.as_of.date() != last.as_of.astimezone(look.as_of.tzinfo).date():
        return True
    changed = last.assumptions != assumed.digest or replace(today, as_of=last.as_of).digest != last.inputs
    rules = [(one.nobody, one.short, one.stale, one.signal, due(one, assumed.values)) for one in (before, look.reading)]
    return changed or rules[0] != rules[1] or _other_plan(look, issued, last.as_of)


def _other_plan(look: Look, issued: Sequence[IssuedOutlook], at: datetime) -> bool:
    """Whether the days to empty are others than those of the last look less the time that has passed."""
    last = next(one.fact for one in issued if one.fact.as_of == at and "for-ready" in one.fact.remarks)
    if (NO_PLAN in last.remarks) == look.planned:
        return True
    passed = (look.as_of - at) / timedelta(days=1) if look.planned else 0.0
    return not isclose(value_of(last.horizon_days) - passed, look.lift_days, abs_tol=MINUTE)


def _frozen(found: Outlook, remarks: Sequence[str]) -> OutlookIssued:
    """An outlook as a fact, to its last digit."""
    return OutlookIssued(
        site=found.site,
        as_of=found.as_of,
        horizon_days=number(found.horizon_days),
        p=number(found.p),
        low=number(found.low),
        high=number(found.high),
        parts={name: number(chance) for name, chance in found.parts._asdict().items() if chance is not None},
        model=found.model,
        assumptions=Digest(found.assumptions),
        inputs=Digest(found.inputs),
        reasons=whys(found),
        remarks=(*found.remarks, *remarks),
        rate_ratio=None if found.rate_ratio is None else number(found.rate_ratio),
        guards_age_hours=None if found.guards_age_hours is None else number(found.guards_age_hours),
    )


def whys(found: Outlook) -> tuple[Why, ...]:
    """The reasons of an outlook as a fact says them, the weightiest first."""
    return tuple(
        Why(kind_of=one.kind, name=one.name, size=number(one.size), mark=str(one.mark), source=one.source)
        for one in found.reasons
    )
