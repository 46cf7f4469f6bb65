"""Adopting: what a proposed plan would change against the one in force, and what adopting it asks for.

Joins lift with the book's officers. Whoever adopts must have seen the plan that is in force; a change inside the freeze
line, or a plan the check found something against, asks for a second key beside the first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from musterbook.ledger.facts import Digest
from musterbook.lift.explain.changes import Change, changes_between
from musterbook.lift.manifests import Manifest
from musterbook.lift.plan import Plan, Stop
from musterbook.lift.problem import Problem
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.lift_situation import Run, Runs, papers_of
from musterbook.operation.manifest_lists import NOTICE, list_digest
from musterbook.operation.serial_moves import Judged
from musterbook.rights.decide import who_may
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection
from musterbook.terms.times import zulu

SECONDS = frozenset({"operation-desk", "planner", "load-master"})
"""Roles whose key may stand second under a change of the lift."""


@dataclass(frozen=True, slots=True)
class Altered:
    """One serial that would be otherwise. `leaves_at` is the earlier of its two hours; `frozen`: it is committed."""

    kind: str
    serial: str
    leaves_at: datetime
    frozen: bool
    change: Change


@dataclass(frozen=True, slots=True)
class Difference:
    """What a plan changes against another from a moment on, by hour; `kept` serials are only counted."""

    altered: tuple[Altered, ...]
    kept: int

    @property
    def counts(self) -> Mapping[str, int]:
        """How many serials are slipped, moved, new and scrubbed."""
        return Counter(one.kind for one in self.altered)

    @property
    def frozen(self) -> tuple[Altered, ...]:
        """Those inside the freeze line."""
        return tuple(one for one in self.altered if one.frozen)


def difference(before: tuple[Plan, Problem], after: tuple[Plan, Problem], *, now: datetime) -> Difference:
    """What `after` changes against `before` for serials that have not left by `now`."""
    epoch = datetime.fromisoformat(after[1].epoch)
    since = round((datetime.fromisoformat(before[1].epoch) - epoch) / timedelta(minutes=1))
    moment = round((now - epoch) / timedelta(minutes=1))
    changes = [
        one
        for one in changes_between(later(before[0], since), after[0])
        if _first_minute(one) >= moment
    ]  # fmt: skip
    modes = {one.id: problem.vehicle_type[one.type].mode for _, problem in (before, after) for one in problem.vehicles}
    altered = []
    for one in changes:
        if one.kind == "kept":
            continue
        leaves = epoch + timedelta(minutes=_first_minute(one))
        notice = NOTICE.get(modes.get(_vehicle(one), "road"), NOTICE["road"])
        altered.append(Altered(one.kind, one.serial, leaves.astimezone(UTC), leaves - notice <= now, one))
    altered.sort(key=lambda one: (one.leaves_at, one.serial))
    return Difference(tuple(altered), len(changes) - len(altered))


def against_adopted(book: Book, plan: Digest, *, now: datetime) -> Difference | None:
    """What a proposed plan changes against the one in force; None when there is none, or a paper is not here."""
    runs = book.reading(Runs)
    if runs.in_force is None or runs.in_force.plan == plan:
        return None
    pair = [_papers(book, runs.get(digest)) for digest in (runs.in_force.plan, plan)]
    return difference(pair[0], pair[1], now=now) if pair[0] is not None and pair[1] is not None else None


def stands_against(book: Book, plan: Digest, acting: Acting, *, seen: str = "") -> list[Objection]:
    """Why these officers may not adopt this plan now: another is in force than they saw, or a second key is wanted."""
    runs = book.reading(Runs)
    now = runs.in_force.plan if runs.in_force else ""
    objections = []
    if seen and not now.startswith(seen):
        objections.append(Objection("lift.stale-plan", values={"seen": seen[:8], "now": now[:8] or "none"}))
    run = runs.get(plan)
    if run is None or run.findings is None:
        objections.append(Objection("lift.not-checked", values={"plan": plan[:8]}))
        return objections
    if len(acting.officers) > 1:
        return objections
    if run.findings:
        objections.append(
            Objection("lift.second-key-for-findings", values={"plan": plan[:8], "findings": len(run.findings)})
        )
    changed = against_adopted(book, plan, now=acting.at)
    if changed is not None and changed.frozen:
        first = changed.frozen[0]
        objections.append(
            Objection(
                "lift.second-key-for-frozen",
                values={"serials": len(changed.frozen), "serial": first.serial, "leaves": zulu(first.leaves_at)},
            )
        )
    return objections


def changed_serials(book: Book, plan: Digest, *, now: datetime) -> frozenset[str]:
    """The serials that adopting a plan now would change, by name."""
    found = against_adopted(book, plan, now=now)
    return frozenset(one.serial for one in found.altered) if found else frozenset()


def stands_against_change(manifest: Manifest, judged: Judged, acting: Acting, *, seen: str = "") -> list[Objection]:
    """Why these officers may not change a serial now: its list is another than they saw, or a second key is wanted.

    A load master reports what happens in front of him: news wants no second key.
    """
    objections = moved_on(manifest, seen)
    if judged.frozen and len(acting.officers) < 2 and acting.officers[0][1] != "load-master":
        values: dict[str, str | int | None] = {"serial": manifest.serial, "leaves": zulu(manifest.leaves_at)}
        objections.append(Objection("lift.second-key-for-change", values=values))
    return objections


def moved_on(manifest: Manifest, seen: str) -> list[Objection]:
    """The objection that a serial's list is another than the one whose digest begins so; none for no digits."""
    digest = list_digest(manifest)
    if digest.startswith(seen):
        return []
    return [Objection("lift.moved-on", values={"serial": manifest.serial, "seen": seen[:8], "now": digest[:8]})]


def seconded(book: Book, acting: Acting, officer: str) -> Acting:
    """The same act with a second officer's key under it.

    Raises:
        Refused: he is the first, or has no role of those that may stand second.
    """
    held = {role for name, role in who_may(book.register, SECONDS, book.register.size) if name == officer}
    if not held or officer == acting.officers[0][0]:
        able = sorted({name for name, _ in who_may(book.register, SECONDS, book.register.size)})
        others = [name for name in able if name != acting.officers[0][0]]
        raise Refused(Objection("lift.no-second-key", values={"officer": officer, "who": ", ".join(others[:8])}))
    role = min(held - {acting.officers[0][1]}, default=min(held))
    return replace(acting, officers=(*acting.officers, (officer, role)))


def later(plan: Plan, minutes: int) -> Plan:
    """The plan counted from an epoch so many minutes earlier."""
    if not minutes:
        return plan
    return replace(
        plan, stops={name: tuple(_later(one, minutes) for one in stops) for name, stops in plan.stops.items()}
    )


def _later(stop: Stop, minutes: int) -> Stop:
    return replace(
        stop, arrive=stop.arrive + minutes, service_start=stop.service_start + minutes,
        service_end=stop.service_end + minutes, depart=stop.depart + minutes,
    )  # fmt: skip


def _papers(book: Book, run: Run | None) -> tuple[Plan, Problem] | None:
    return papers_of(book, run) if run is not None else None


def _first_minute(one: Change) -> int:
    return min(serial.depart for serial in (one.before, one.after) if serial is not None)


def _vehicle(one: Change) -> str:
    serial = one.before or one.after
    return serial.vehicle if serial else ""
