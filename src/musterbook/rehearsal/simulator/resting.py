"""Coming to rest: nothing fails any more, and everything is written, exchanged, adopted and explained."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Final, Protocol

from musterbook.rehearsal.simulator.cast import DESK
from musterbook.rehearsal.simulator.disk import QUIET
from musterbook.rehearsal.simulator.node import Node
from musterbook.rehearsal.simulator.pads import Broken
from musterbook.rehearsal.simulator.sealing import fetch_sealed
from musterbook.rehearsal.simulator.world import Setting
from musterbook.terms.errors import Tampered

ROUNDS_MAX: Final = 12
STARTS_MAX: Final = 50


class Starting(Protocol):
    """Starts a node, trying so many times."""

    def __call__(self, node: Node, *, tries: int) -> bool:
        """Whether it came up."""
        ...


def come_to_rest(setting: Setting, start: Starting, watch: Callable[[], None]) -> None:
    """Go on until nobody has anything new for anybody; Broken when that does not come."""
    setting.links.calm = True
    for node in setting.every_node():
        node.disk.trouble = QUIET
        node.disk.light_fuse(-1)
        start(node, tries=STARTS_MAX)
    setting.note("from here on nothing fails any more")
    for turn in range(ROUNDS_MAX):
        if turn == 1:
            setting.repairs.look_through_papers()
        setting.world.now += timedelta(minutes=10)
        before = _heads(setting)
        watch()
        setting.pads.work_all()
        exchange(setting)
        fetch_sealed(setting)
        asked = setting.repairs.adopt() or setting.repairs.explain()
        setting.pads.work_all()
        waits = asked or setting.pads.stuck() or any(one.overtaken or one.damaged for one in setting.honest())
        if before != _heads(setting):
            continue
        if not waits:
            return
        if turn > 1:
            setting.pads.give_up_on_offers()
    raise Broken("9: honest nodes that exchange everything do not come to rest")


def exchange(setting: Setting) -> None:
    """Every honest node with the next, there and back; one that holds only its people with the first, before and after.

    It gives nothing on but its own log, so nobody waits behind it. Where the desk lies and every other that holds
    everything has a new log that nobody opens, there is nobody to exchange with.
    """
    row = sorted(setting.in_touch(), key=lambda node: (node.name != DESK, node.name))
    whole, partly = [one for one in row if not setting.in_part(one)], [one for one in row if setting.in_part(one)]
    for one in partly if whole else ():
        setting.contact(one, whole[0], at_once=True)
    for one, other in [*pairwise(whole), *pairwise(whole[::-1])]:
        setting.contact(other, one, at_once=True)
    for one in partly if whole else ():
        setting.contact(one, whole[0], at_once=True)


def _heads(setting: Setting) -> list[str]:
    return [_head(node) for node in setting.honest() if node.store is not None]


def _head(node: Node) -> str:
    """What a node has, in one digest; empty where its file is no good, which its keeper learns by that."""
    assert node.store is not None, "asked of nodes that are up"
    try:
        return node.store.head()
    except Tampered:
        node.damaged = True
        return ""
