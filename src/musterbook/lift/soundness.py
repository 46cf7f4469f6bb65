"""Is a plan in force one that only news can have broken? A plan that was never legal cannot be kept to."""

from __future__ import annotations

from musterbook.lift.check import check
from musterbook.lift.giving_way import NEWS
from musterbook.lift.plan import Plan
from musterbook.lift.problem import Problem
from musterbook.lift.rules import Finding
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection

SHOWN_MAX = 20

BY_NEWS = {"R1": "unknown", "R3": "route", "R8": "because", "R14": "needed"}
"""Rules that news breaks only in one way, told by a value: something is gone, a road or fuel is, people are riskier."""


def refuse_unless_sound(problem: Problem, adopted: Plan, *, before: Problem | None = None) -> None:
    """Refuse an adopted plan that breaks rules which no news explains.

    Args:
        problem: as it is now.
        adopted: the plan in force.
        before: as it was when the plan was adopted, if that is known; then every breach there is refused. Otherwise
            those that news can make are believed to be news.

    Raises:
        Refused: with the first of them.
    """
    if before is not None:
        found = [one for one in check(before, adopted).findings if one.rule != "R18"]
    else:
        found = [one for one in check(problem, adopted).findings if not explained(one)]
    if found:
        raise Refused(*(_objection(one) for one in found[:SHOWN_MAX]))


def explained(finding: Finding) -> bool:
    """Can news make this breach in a plan that was legal?"""
    if finding.rule in NEWS or finding.rule == "R18":
        return True
    told = BY_NEWS.get(finding.rule)
    return told is not None and told in finding.values and "minutes" not in finding.values


def _objection(finding: Finding) -> Objection:
    values: dict[str, str | int | None] = {"broken": finding.rule, "where": finding.where, "minute": finding.minute}
    return Objection("lift.adopted-breaks", values=values)
