"""Sections of a report: one line for principals, the headcount, and what was planned, moved and refused."""

from __future__ import annotations

from musterbook.operation.sitrep.figures import Line, Row, Said, Section, Table
from musterbook.operation.sitrep.sources import Args, Sources, asked
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import PersonId


def principals(s: Sources) -> Section:
    """One line: who is where, who is not accounted for, and what is open."""
    put_in = {
        "roll": s.figure("headcount.answered-for"),
        "moved": s.figure("moved.arrived"),
        "unaccounted": s.figure("headcount.unaccounted"),
        "open": s.figure("discrepancies.open"),
    }
    return Section("principals", (Line("principals", put_in, loud=bool(put_in["unaccounted"].value)),))


def headcount(s: Sources) -> Section:
    """Answered for, and of them accounted for, not confirmed lately and unaccounted, in all and by custodian."""
    names = (
        "headcount.answered-for", "headcount.accounted-for", "headcount.unconfirmed", "headcount.unaccounted",
    )  # fmt: skip
    whole = {name.partition(".")[2].replace("-", "_"): s.figure(name) for name in names} | {
        "change": s.change("headcount.change")
    }
    rows = []
    for custodian in _custodians(s):
        figures = [s.figure(name, custodian=custodian) for name in names]
        name = Said("name", *s.book.places.named(custodian))
        change = s.change("headcount.change", custodian=custodian)
        rows.append(Row((name, *figures, change), loud=bool(figures[-1].value)))
    columns = ("custodian", "answered-for", "accounted-for", "unconfirmed", "unaccounted", "change")
    return Section("headcount", (Line("headcount.whole", whole), Table("headcount", columns, tuple(rows))))


def moved(s: Sources) -> Section:
    """Planned, moved and refused: three lines, never one (casework.md section 1)."""
    lines = (
        Line("moved.planned", {"n": s.figure("moved.planned"), "serials": s.figure("moved.serials")}),
        Line("moved.arrived", {"n": s.figure("moved.arrived"), "lately": s.change("moved.arrived-since")}),
        Line("moved.under-way", {"n": s.figure("moved.under-way")}),
        Line("moved.refused", {"n": s.figure("moved.refused"), "handovers": s.figure("moved.handovers-refused")}),
    )
    return Section("moved", lines)


def _custodians(s: Sources) -> list[CustodianId]:
    """Whoever answers for somebody now or did at `since`, places in their order first."""
    known = [place.custodian for place in s.book.places.sites.values()]
    others = sorted(custodian for custodian in s.roll.headcount.keys() | s.roll_before.headcount.keys())
    having = [one for one in dict.fromkeys([*known, *others]) if _count(s, one) or s.roll_before.headcount.get(one)]
    return [one for one in having if one]


def _count(s: Sources, custodian: str) -> int:
    return s.roll.headcount.get(CustodianId(custodian), 0)


@asked("headcount.answered-for")
def _answered_for(s: Sources, args: Args) -> int:
    return s.roll.accounted_for(s.now, s.book.settings.custody, custodian=_whose(args)).answered_for


@asked("headcount.accounted-for")
def _accounted_for(s: Sources, args: Args) -> int:
    return s.roll.accounted_for(s.now, s.book.settings.custody, custodian=_whose(args)).accounted_for


@asked("headcount.unconfirmed")
def _unconfirmed(s: Sources, args: Args) -> int:
    return s.roll.accounted_for(s.now, s.book.settings.custody, custodian=_whose(args)).unconfirmed


@asked("headcount.unaccounted")
def _unaccounted(s: Sources, args: Args) -> int:
    return s.roll.accounted_for(s.now, s.book.settings.custody, custodian=_whose(args)).unaccounted


@asked("headcount.change")
def _change(s: Sources, args: Args) -> int:
    whose = _whose(args)
    if whose is None:
        return sum(s.roll.headcount.values()) - sum(s.roll_before.headcount.values())
    return _count(s, whose) - s.roll_before.headcount.get(whose, 0)


@asked("moved.planned")
def _planned(s: Sources, args: Args) -> int:
    del args
    seated = (one.people for one in s.manifests.serials.values() if not one.scrubbed)
    return len(frozenset[PersonId]().union(*seated))


@asked("moved.serials")
def _serials(s: Sources, args: Args) -> int:
    del args
    return sum(bool(one.people) and not one.scrubbed for one in s.manifests.serials.values())


@asked("moved.arrived")
def _arrived(s: Sources, args: Args) -> int:
    del args
    return len(s.arrived)


@asked("moved.arrived-since")
def _arrived_since(s: Sources, args: Args) -> int:
    del args
    return sum(at > s.since for at in s.arrived.values())


@asked("moved.under-way")
def _under_way(s: Sources, args: Args) -> int:
    del args
    parts = s.book.places.parts
    return sum(count for custodian, count in s.roll.headcount.items() if parts.get(custodian) == "escort")


@asked("moved.refused")
def _refused(s: Sources, args: Args) -> int:
    del args
    refused = (one.people for one in s.handovers.all() if one.refused_at is not None)
    return len(frozenset[PersonId]().union(*refused))


@asked("moved.handovers-refused")
def _handovers_refused(s: Sources, args: Args) -> int:
    del args
    return sum(one.refused_at is not None for one in s.handovers.all())


def _whose(args: Args) -> CustodianId | None:
    return CustodianId(args["custodian"]) if "custodian" in args else None
