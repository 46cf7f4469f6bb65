"""Orders: two people order that all that is sealed about someone is destroyed, and a court has others' things kept.

Both are written where they are given, the order at the desk and the hold at the facility, and reach each other late.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from random import Random
from typing import Final

from musterbook.custody.dues.facts import RetentionEnded, RetentionHeld
from musterbook.ledger.facts import Fact
from musterbook.operation.erasing import objections_to
from musterbook.rehearsal.simulator.cast import DESK, FACILITY, LEGAL, REGISTRARS
from musterbook.rehearsal.simulator.pads import Paper
from musterbook.rehearsal.simulator.world import Setting
from musterbook.rehearsal.stage import paper_of
from musterbook.rights.facts import ErasureOrdered
from musterbook.terms.errors import MusterbookError
from musterbook.terms.people import PersonId

HELD: Final = 0.5
ENDED: Final = 0.4


def plan_orders(setting: Setting, chance: Random) -> None:
    """As many erasures as the weather says, and holds on some of those people and on others."""
    hours, people = setting.weather.hours, setting.people()

    def sometime(least: float, most: float) -> timedelta:
        return timedelta(hours=hours * chance.uniform(least, most))

    for person in chance.sample(people, min(setting.weather.erased, len(people))):
        setting.agenda.after(sometime(0.3, 1.0), partial(order, setting, person))
        kept = frozenset({person, chance.choice(people)})
        if chance.random() < HELD:
            setting.agenda.after(sometime(0.2, 1.0), partial(hold, setting, kept))
            if chance.random() < ENDED:
                setting.agenda.after(sometime(0.6, 1.1), partial(end, setting, kept))


def order(setting: Setting, person: PersonId) -> None:
    """The desk orders it, unless its copy of the book knows what keeps it from being ordered."""
    desk = setting.nodes[DESK]
    if not desk.up or DESK in setting.liars:
        return
    try:
        refused = objections_to(desk.book(), person, desk.clock.now())
    except MusterbookError:
        desk.forget_book()
        desk.notice_dark()
        return
    if refused:
        setting.counts["erasures refused"] += 1
        return
    setting.counts["erasures ordered"] += 1
    setting.note(f"the desk orders that what is sealed of {person} is destroyed")
    fact = ErasureOrdered(person=person, basis="law-12", papers=paper_of(f"order about {person}"))
    register = desk.wiring.register_log
    setting.pads.put(Paper(DESK, lambda: [fact], REGISTRARS, setting.world.now.replace(microsecond=0), log=register))
    setting.pads.work(DESK)


def hold(setting: Setting, people: frozenset[PersonId]) -> None:
    """A court has the things of these people kept."""
    setting.counts["holds"] += 1
    _at_the_facility(setting, RetentionHeld(people=people, because=paper_of("a court asks")))


def end(setting: Setting, people: frozenset[PersonId]) -> None:
    """It asks no more."""
    _at_the_facility(setting, RetentionEnded(people=people, because=paper_of("the court has decided")))


def _at_the_facility(setting: Setting, fact: Fact) -> None:
    if FACILITY not in setting.oracle.liars:
        setting.pads.put(Paper(FACILITY, lambda: [fact], LEGAL, setting.world.now.replace(microsecond=0)))
        setting.pads.work(FACILITY)
