"""Sections of a report: decisions in force with dissent, actions overdue, and questions nobody has answered."""

from __future__ import annotations

from musterbook.coordination.actions import Actions
from musterbook.coordination.decisions import Decisions
from musterbook.coordination.facts import Answered, Asked
from musterbook.operation.sitrep.figures import Line, Row, Said, Section, Table
from musterbook.operation.sitrep.sources import Args, Sources, asked
from musterbook.terms.times import written


def decisions(s: Sources) -> Section | None:
    """Decisions in force: who decided, until when, who does not concur, and what nothing has followed for."""
    known = s.book.reading(Decisions)
    if not known.all():
        return None
    rows = []
    for one in known.standing(s.now):
        until = Said("moment", written(one.terms.until)) if one.terms.until else None
        dissent = Said("name", ", ".join(one.dissent)) if one.dissent else None
        waiting = Said("name", ", ".join(one.without_effect)) if one.without_effect else None
        cells = (Said("name", one.name), Said("name", one.terms.decider), until, dissent, waiting)
        rows.append(Row(cells, loud=bool(one.dissent)))
    put_in = {"n": s.figure("decisions.standing"), "dissent": s.figure("decisions.with-dissent")}
    table = Table("decisions", ("decision", "decider", "until", "dissent", "without-effect"), tuple(rows))
    return Section("decisions", (Line("decisions.standing", put_in), table))


def actions(s: Sources) -> Section | None:
    """Actions past their hour: whose they are, and the first date they were due."""
    known = s.book.reading(Actions)
    if not known.all():
        return None
    rows = tuple(
        Row(
            (
                Said("name", one.name), Said("name", one.owner_agency), Said("name", one.owner),
                Said("moment", written(one.terms.due)), Said("moment", written(one.due)), Said("code", one.stage),
            ),
            loud=True,
        )
        for one in known.overdue(s.now)
    )  # fmt: skip
    put_in = {"n": s.figure("actions.overdue"), "open": s.figure("actions.open")}
    table = Table("actions", ("action", "agency", "owner", "first-due", "due", "stage"), rows)
    return Section("actions", (Line("actions.overdue", put_in), table))


def requests(s: Sources) -> Section | None:
    """Questions between agencies that nobody has answered, the longest due first."""
    everything = [entry.fact for entry in s.book.entries() if isinstance(entry.fact, Asked)]
    if not everything:
        return None
    rows = tuple(
        Row(
            (
                Said("name", one.question), Said("name", one.agency), Said("name", one.to_agency),
                Said("moment", written(one.due)),
            ),
            loud=one.due <= s.now,
        )
        for one in _unanswered(s)
    )  # fmt: skip
    put_in = {"n": s.figure("requests.unanswered"), "late": s.figure("requests.late")}
    return Section("requests", (Line("requests", put_in), Table("requests", ("question", "agency", "to", "due"), rows)))


def _unanswered(s: Sources) -> list[Asked]:
    facts = [entry.fact for entry in s.book.entries()]
    answered = {one.question for one in facts if isinstance(one, Answered)}
    open_now = [one for one in facts if isinstance(one, Asked) and one.question not in answered]
    return sorted(open_now, key=lambda one: (one.due, one.question))


@asked("decisions.standing")
def _standing(s: Sources, args: Args) -> int:
    del args
    return len(s.book.reading(Decisions).standing(s.now))


@asked("decisions.with-dissent")
def _dissent(s: Sources, args: Args) -> int:
    del args
    return sum(bool(one.dissent) for one in s.book.reading(Decisions).standing(s.now))


@asked("actions.open")
def _open(s: Sources, args: Args) -> int:
    del args
    return len(s.book.reading(Actions).open())


@asked("actions.overdue")
def _overdue(s: Sources, args: Args) -> int:
    del args
    return len(s.book.reading(Actions).overdue(s.now))


@asked("requests.unanswered")
def _requests(s: Sources, args: Args) -> int:
    del args
    return len(_unanswered(s))


@asked("requests.late")
def _late(s: Sources, args: Args) -> int:
    del args
    return sum(one.due <= s.now for one in _unanswered(s))
