"""Sections of a report: outlooks of the watch, holds and gates with counts, and overrides in force with names."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from musterbook.eligibility.overrides import Override
from musterbook.operation.sitrep.figures import Line, Part, Row, Said, Section, Table
from musterbook.operation.sitrep.sources import Args, Sources, asked
from musterbook.terms.times import written
from musterbook.watch.issued import IssuedOutlook
from musterbook.watch.misses import HORIZON_SHOWN_DAYS
from musterbook.watch.rungs import Rung

DIGITS = 12


def outlooks(s: Sources) -> Section | None:
    """The newest frozen chance of each site, its range and the highest alert open; None where no watch is kept."""
    found = list(_newest(s))
    if not found:
        return None
    rows = []
    for site, one in found:
        at = one.fact.as_of
        place = s.book.places.sites.get(site)
        rung = max((alert.rung for alert in s.alerts.open(site)), default=None)
        chances = [s.figure(f"outlook.{name}", at=at, site=site) for name in ("p", "low", "high")]
        name = Said("name", place.name, place.name_ar) if place else Said("name", site)
        word = Said("code", rung.name.lower() if rung else "none")
        rows.append(
            Row((name, word, *chances, Said("moment", written(at))), loud=rung is not None and rung >= Rung.MOVE)
        )
    lines = (Line("outlooks.alerts", {"n": s.figure("alerts.open"), "late": s.figure("alerts.overdue")}),)
    columns = ("site", "rung", "chance", "low", "high", "as-of")
    return Section("outlooks", (Table("outlooks", columns, tuple(rows)), *lines))


def gates(s: Sources) -> Section:
    """Holds by ground, people whom a gate stops by rule, and everyone without a legal basis (casework.md section 4)."""
    parts: list[Part] = [Line("holds.people", {"n": s.figure("holds.people")})]
    grounds = sorted({hold.ground for holds in s.holds.standing().values() for hold in holds})
    if grounds:
        rows = tuple(Row((Said("code", ground), s.figure("holds.on", ground=ground))) for ground in grounds)
        parts.append(Table("holds", ("ground", "people"), rows))
    rules = sorted(s.stopped)
    if rules:
        stopped = tuple(
            Row((Said("code", rule), s.figure("gates.ever", rule=rule), s.figure("gates.still", rule=rule)))
            for rule in rules
        )
        parts.append(Table("gates", ("rule", "ever", "still"), stopped))
    basis = s.figure("people.without-basis")
    parts.append(Line("people.without-basis", {"n": basis}, loud=bool(basis.value)))
    return Section("gates", tuple(parts))


def overrides(s: Sources) -> Section:
    """Overrides in force: the rule, how many people, until when, and who gave it, by name."""
    rows = tuple(
        Row(
            (
                Said("code", one.rule), s.figure("override.people", entry=one.entry[:DIGITS]),
                Said("name", one.handover), Said("moment", written(one.until)), Said("name", ", ".join(one.signers)),
            )
        )
        for one in _in_force(s)
    )  # fmt: skip
    line = Line("overrides.in-force", {"n": s.figure("overrides.in-force")}, loud=bool(rows))
    columns = ("rule", "people", "handover", "until", "who")
    return Section("overrides", (line, Table("overrides", columns, rows)) if rows else (line,))


def _newest(s: Sources) -> Iterator[tuple[str, IssuedOutlook]]:
    """Each site's newest outlook over the horizon that pages show."""
    for site in sorted(s.outlooks.sites):
        shown = [one for one in s.outlooks.of_site(site) if round(one.horizon_days) == HORIZON_SHOWN_DAYS]
        past = [one for one in shown if one.fact.as_of <= s.now]
        if past and Decimal(past[-1].fact.high):  # of a camp nobody is held in nothing is foretold
            yield site, past[-1]


def _in_force(s: Sources) -> list[Override]:
    return [one for one in s.overrides.given() if one.given_at <= s.now < one.until]


def _chance(s: Sources, args: Args, name: str) -> str | None:
    found = dict(_newest(s)).get(args["site"])
    return None if found is None else str(getattr(found.fact, name))


@asked("outlook.p")
def _p(s: Sources, args: Args) -> str | None:
    return _chance(s, args, "p")


@asked("outlook.low")
def _low(s: Sources, args: Args) -> str | None:
    return _chance(s, args, "low")


@asked("outlook.high")
def _high(s: Sources, args: Args) -> str | None:
    return _chance(s, args, "high")


@asked("alerts.open")
def _alerts(s: Sources, args: Args) -> int:
    del args
    return sum(one.open for one in s.alerts.all)


@asked("alerts.overdue")
def _alerts_overdue(s: Sources, args: Args) -> int:
    del args
    return sum(one.overdue(s.now) for one in s.alerts.all)


@asked("holds.people")
def _held(s: Sources, args: Args) -> int:
    del args
    return len(s.holds.standing())


@asked("holds.on")
def _held_on(s: Sources, args: Args) -> int:
    return sum(any(hold.ground == args["ground"] for hold in holds) for holds in s.holds.standing().values())


@asked("gates.ever")
def _ever(s: Sources, args: Args) -> int:
    return s.stopped.get(args["rule"], (0, 0))[0]


@asked("gates.still")
def _still(s: Sources, args: Args) -> int:
    return s.stopped.get(args["rule"], (0, 0))[1]


@asked("people.without-basis")
def _without_basis(s: Sources, args: Args) -> int:
    del args
    held = (person for person in s.roll.where if s.roll.holder(person) is not None)
    return sum(s.classes.codes(person).legal == "unknown" for person in held)


@asked("overrides.in-force")
def _overrides(s: Sources, args: Args) -> int:
    del args
    return len(_in_force(s))


@asked("override.people")
def _override(s: Sources, args: Args) -> int | None:
    return next((len(one.people) for one in _in_force(s) if one.entry.startswith(args["entry"])), None)
