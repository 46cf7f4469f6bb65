"""A legal hold and an order to erase, in whatever order three nodes hear of them: what a node keeps, and until when."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from musterbook.custody.roll import Roll
from musterbook.operation import erasing
from musterbook.operation.catalogue import read_folder
from musterbook.operation.keeping_rights import in_register
from musterbook.operation.opening import Founding, open_folder
from musterbook.operation.syncing import Here, here
from musterbook.terms.custodians import in_hand
from musterbook.terms.errors import Refused
from musterbook.terms.people import PersonId
from tests.operation.making import DESK, HARBOUR, MORNING, WILLOW, acting, fill
from tests.operation.test_erasing_travels import TWO, call, held, sealed_of, unanswered, writing
from tests.rights.making import digest

NODES: Final = {"forward": frozenset({WILLOW}), "port": frozenset({HARBOUR})}
NAMES: Final = ("desk", *sorted(NODES))
HOLDER: Final = "forward"
"""The node of Willow, where he is."""

PAIRS: Final = tuple((one, other) for one in NAMES for other in NAMES if one != other)
Steps = Sequence[tuple[str, str]]


@st.composite
def weeks(draw: st.DrawFn) -> Steps:
    """The desk orders, somebody holds and somebody lets go, in any order, and before each act some nodes meet."""
    acts = draw(st.permutations([
        ("desk", "orders"), (draw(st.sampled_from(NAMES)), "holds"), (draw(st.sampled_from(NAMES)), "lets go"),
    ]))  # fmt: skip
    return [step for act in acts for step in (*draw(st.lists(st.sampled_from(PAIRS), max_size=2)), act)]


@dataclass
class Told:
    """What should be true: which of the order, the hold and its end each node has heard, and who still has his things.

    A node destroys at a contact, and nowhere else but at the desk that orders: then, if it knows of the order and of no
    hold that stands. What is gone comes back to his holder alone, when he meets who kept it and both know of a hold.
    """

    heard: dict[str, set[str]] = field(default_factory=lambda: {name: set() for name in NAMES})
    having: set[str] = field(default_factory=lambda: set(NAMES))

    def may(self, name: str, does: str) -> bool:
        """Whether it is done: once each; nobody ends a hold he has not heard of."""
        everyone = set().union(*self.heard.values())
        if does == "holds":
            return "hold" not in everyone
        if does == "lets go":
            return "hold" in self.heard[name] and "end" not in everyone
        return "order" not in everyone

    def is_held(self, name: str) -> bool:
        """Whether a node knows of a hold that stands."""
        return "hold" in self.heard[name] and "end" not in self.heard[name]

    def obeys(self, name: str) -> None:
        """A node looks at what it owes."""
        if "order" in self.heard[name] and not self.is_held(name):
            self.having.discard(name)

    def meet(self, caller: str, called: str) -> None:
        """Two nodes exchange everything, and then each looks at what it owes."""
        both = self.heard[caller] | self.heard[called]
        self.heard[caller], self.heard[called] = set(both), set(both)
        may_have = self.is_held(HOLDER) or "order" not in both
        if HOLDER in (caller, called) and self.having & {caller, called} and may_have:
            self.having.add(HOLDER)
        self.obeys(caller)
        self.obeys(called)


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk and two sites that went away with a copy each."""
    base = tmp_path_factory.mktemp("three")
    place = fill(base / "willow")
    open_folder(read_folder(place, today=MORNING), Founding(place / "book", MORNING, seed=1, nodes=NODES)).close()
    for name in NAMES:
        shutil.copytree(place, base / name)
        for key in (base / name / "book" / "keys" / "logs").glob("*.key"):
            if (key.stem if key.stem in NODES else "desk") != name:
                key.unlink()
    return base


@given(steps=weeks())
@settings(max_examples=5, deadline=None, derandomize=True, database=None, phases=(Phase.generate,))
def test_what_a_known_hold_keeps_is_kept_until_it_ends_in_whatever_order_they_arrive(three: Path, steps: Steps) -> None:
    with tempfile.TemporaryDirectory() as folder:
        nodes = {name: here(Path(shutil.copytree(three / name, Path(folder) / name)), node=name) for name in NAMES}
        told = Told()
        with writing(nodes["desk"]) as book:
            person = min(book.reading(Roll).on(in_hand(WILLOW)))

        for minute, (name, does) in enumerate(steps, 50):
            if does in NAMES:
                call(nodes[name], nodes[does])
                told.meet(name, does)
                assert {one for one in (name, does) if sealed_of(nodes[one], person)} == told.having & {name, does}
            elif told.may(name, does):
                done(nodes[name], told, (name, does), person, minute)

        settle(nodes, told, person)


def done(node: Here, told: Told, step: tuple[str, str], person: PersonId, minute: int) -> None:
    """Lay the hold, end it, or order; an order is refused where the hold is known."""
    name, does = step
    if does != "orders":
        held(node, person, end=does == "lets go", minutes=minute)
        told.heard[name].add("end" if does == "lets go" else "hold")
        return
    with writing(node) as book:
        signing = in_register(book, acting(TWO, DESK, minutes=minute))
        if told.is_held(name):
            with pytest.raises(Refused, match=r"erasure\.kept"):
                erasing.order(book, signing, person, basis="law-12", papers=digest("p"))
            return
        erasing.order(book, signing, person, basis="law-12", papers=digest("p"))
        assert erasing.obey(book, signing.at) == 1
    told.heard[name].add("order")
    told.obeys(name)


def settle(nodes: dict[str, Here], told: Told, person: PersonId) -> None:
    """Once both sites have met the desk twice, it says who has not answered: whoever still has his things."""
    for caller in ("forward", "port", "forward", "port"):
        call(nodes[caller], nodes["desk"])
        told.meet(caller, "desk")
    assert {one for one in NAMES if sealed_of(nodes[one], person)} == told.having
    if "order" in told.heard["desk"]:
        again = {HOLDER} if told.having and told.is_held("desk") else set()
        assert unanswered(nodes["desk"]) == [tuple(sorted(told.having | again))]
        if "hold" not in told.heard["desk"] or "end" in told.heard["desk"]:
            assert not told.having
