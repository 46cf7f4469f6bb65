"""Sections of a report: returns by country, and camps. Each is left out where the book speaks of none."""

from __future__ import annotations

from musterbook.camps.balance import Step
from musterbook.camps.census import Census
from musterbook.operation.camps_today import camps_today
from musterbook.operation.case_board import ends_of
from musterbook.operation.one_body import cases_of
from musterbook.operation.sitrep.figures import Line, Row, Said, Section, Table
from musterbook.operation.sitrep.sources import Args, Sources, asked
from musterbook.repatriation.cases import Case

ALARMING = ("alert", "emptying")


def returns(s: Sources) -> Section | None:
    """Cases by country: all, those still open, and those of them the country has answered."""
    known = cases_of(s.book)
    if not known.all():
        return None
    names = ("returns.cases", "returns.open", "returns.answered")
    rows = tuple(
        Row((Said("name", country), *(s.figure(name, country=country) for name in names)))
        for country in known.countries()
    )
    put_in = {"people": s.figure("returns.people"), "n": s.figure("returns.open"), "answered": s.figure(names[2])}
    table = Table("returns", ("country", "cases", "open", "answered"), rows)
    return Section("returns", (Line("returns", put_in), table))


def camps(s: Sources) -> Section | None:
    """The newest count of each camp beside what was expected; without access it is unknown and never zero."""
    newest = _newest(s)
    if not newest:
        return None
    names = ("camps.counted", "camps.expected", "camps.unexplained")
    rows = tuple(
        Row(
            (Said("name", camp), *(s.figure(name, camp=camp) for name in names), Said("code", step.verdict)),
            loud=step.verdict in ALARMING,
        )
        for camp, step in newest.items()
    )
    columns = ("camp", "counted", "expected", "unexplained", "verdict")
    return Section("camps", (Line("camps", {"n": s.figure("camps.alarming")}), Table("camps", columns, rows)))


def _newest(s: Sources) -> dict[str, Step]:
    return {
        one.camp: one.steps[-1]
        for one in camps_today(s.book.reading(Census), s.now, s.book.settings.camps)
        if one.steps
    }


@asked("returns.people")
def _people(s: Sources, args: Args) -> int:
    del args
    return len(cases_of(s.book).people())


@asked("returns.cases")
def _cases(s: Sources, args: Args) -> int:
    return len(cases_of(s.book).of_country(args["country"]))


@asked("returns.open")
def _open(s: Sources, args: Args) -> int:
    return len(_open_cases(s, args))


@asked("returns.answered")
def _answered(s: Sources, args: Args) -> int:
    return sum(one.answer() is not None for one in _open_cases(s, args))


def _open_cases(s: Sources, args: Args) -> list[Case]:
    """Neither closed nor withdrawn, nor ended by a handover or a death."""
    known, ends = cases_of(s.book), ends_of(s.book)
    cases = known.of_country(args["country"]) if "country" in args else known.all()
    return [one for one in cases if one.is_open(ends.ends_of(one.person))]


@asked("camps.alarming")
def _alarming(s: Sources, args: Args) -> int:
    del args
    return sum(step.verdict in ALARMING for step in _newest(s).values())


@asked("camps.counted")
def _counted(s: Sources, args: Args) -> int | None:
    step = _newest(s).get(args["camp"])
    return None if step is None else step.observed


@asked("camps.expected")
def _expected(s: Sources, args: Args) -> int | None:
    step = _newest(s).get(args["camp"])
    return None if step is None or step.since is None else step.expected


@asked("camps.unexplained")
def _unexplained(s: Sources, args: Args) -> int | None:
    step = _newest(s).get(args["camp"])
    return None if step is None or step.since is None else step.unexplained
