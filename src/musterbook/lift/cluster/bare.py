"""What leaves this machine: a problem of numbers, in which groups and all words people chose are replaced by numbers.

A problem never holds a person, only how many are where. But the words in it are somebody's: so groups, tags,
compartments, risk classes and the problem itself are numbered, and places keep no name beside their short one. Places,
carriers and their types keep their short names, since chance is drawn by them (`robust.futures`). Numbers are given in
the order of the words, so that nothing that is sorted comes out otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from musterbook.lift.plan import Plan
from musterbook.lift.problem import Group, Node, Problem

NAME = "lift"


@dataclass(frozen=True, slots=True)
class Bare:
    """A problem as it leaves, and what its groups are called here."""

    problem: Problem
    own: Mapping[str, str]

    def leaving(self, plan: Plan) -> Plan:
        """A plan of ours in the words that leave; its notes stay."""
        return _renamed(plan, NAME, {own: bare for bare, own in self.own.items()})

    def returned(self, plan: Plan, name: str) -> Plan:
        """A plan that came back, in our words; groups nobody sent keep their names, and the check will find them."""
        return _renamed(plan, name, self.own)


def bare(problem: Problem) -> Bare:
    """The problem with nothing in it but figures and the short names of places, carriers and types."""
    groups = _numbers("g", (one.id for one in problem.groups))
    tags = _numbers("t", [one.tag for one in problem.groups] + [tag for two in problem.rules.separation for tag in two])
    rooms = _numbers("c", [one.compartment for one in problem.groups] + [c for one in problem.nodes for c in one.beds])
    risks = _numbers("r", (one.id for one in problem.risk_classes))

    def group(one: Group) -> Group:
        room, tag = rooms[one.compartment], tags[one.tag]
        return replace(one, id=groups[one.id], risk=risks[one.risk], tag=tag, compartment=room)

    def node(one: Node) -> Node:
        return replace(one, name=one.id, beds={rooms[room]: steps for room, steps in one.beds.items()})

    apart = frozenset(frozenset(tags[tag] for tag in pair) for pair in problem.rules.separation)
    left = replace(
        problem,
        name=NAME,
        flavor="",
        seed=None,
        rules=replace(problem.rules, separation=apart),
        risk_classes=tuple(replace(one, id=risks[one.id]) for one in problem.risk_classes),
        nodes=tuple(node(one) for one in problem.nodes),
        groups=tuple(group(one) for one in problem.groups),
    )
    return Bare(left, {number: own for own, number in groups.items()})


def _numbers(letter: str, words: Iterable[str]) -> dict[str, str]:
    ordered = sorted(set(words))
    width = len(str(len(ordered)))
    return {word: f"{letter}{number:0{width}}" for number, word in enumerate(ordered, start=1)}


def _renamed(plan: Plan, name: str, words: Mapping[str, str]) -> Plan:
    def heads(some: Mapping[str, int]) -> dict[str, int]:
        return {words.get(group, group): number for group, number in some.items()}

    stops = {
        vehicle: tuple(replace(stop, board=heads(stop.board), alight=heads(stop.alight)) for stop in stops)
        for vehicle, stops in plan.stops.items()
    }
    return Plan(name, stops)
