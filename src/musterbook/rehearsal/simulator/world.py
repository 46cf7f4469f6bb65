"""A world: its cast, disks, links, clocks and weather from one seed, played hour by hour until all is quiet."""

from __future__ import annotations

import heapq
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Fact
from musterbook.ledger.signing import signature_holds
from musterbook.rehearsal.simulator.cast import (
    BEGUN,
    DESK,
    REGISTER,
    Checks,
    cast_of,
    founded,
    key_of,
    log_of,
)
from musterbook.rehearsal.simulator.clock import Clock, World
from musterbook.rehearsal.simulator.deeds import Deeds
from musterbook.rehearsal.simulator.disk import Disk
from musterbook.rehearsal.simulator.liars import Liar
from musterbook.rehearsal.simulator.links import Links
from musterbook.rehearsal.simulator.node import Node
from musterbook.rehearsal.simulator.oracle import Hand, Oracle
from musterbook.rehearsal.simulator.pads import Pads
from musterbook.rehearsal.simulator.repairs import Repairs
from musterbook.rehearsal.simulator.sealed_here import Secrets, held_by_law
from musterbook.rehearsal.simulator.stores import SimulatedStore
from musterbook.rehearsal.simulator.vfs import Machines
from musterbook.rehearsal.simulator.weather import draw
from musterbook.rehearsal.simulator.wiring import Wiring
from musterbook.rehearsal.stage import paper_of
from musterbook.rights.facts import ErasureOrdered
from musterbook.store.address import Address
from musterbook.store.copies import BOOK_NAME
from musterbook.store.keys import exercise_noise
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import MusterbookError, Refused
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId, number_at

MACHINES: Final = Machines()
"""The simulated disks of this process."""


@dataclass(slots=True)
class Agenda:
    """What is still to happen, by the world's time and, at one moment, in the order it was asked for."""

    world: World
    _waiting: list[tuple[datetime, int, Callable[[], None]]] = field(default_factory=list)
    _asked: int = 0

    def after(self, wait: timedelta, doing: Callable[[], None]) -> None:
        """Do something after a while."""
        self.at(self.world.now + wait, doing)

    def at(self, moment: datetime, doing: Callable[[], None]) -> None:
        """Do something at a moment."""
        self._asked += 1
        heapq.heappush(self._waiting, (moment, self._asked, doing))

    def play(self, until: datetime) -> None:
        """Everything up to a moment."""
        while self._waiting and self._waiting[0][0] <= until:
            moment, _, doing = heapq.heappop(self._waiting)
            self.world.now = max(self.world.now, moment)
            doing()
        self.world.now = max(self.world.now, until)


class Setting:
    """Everything of one seed, built and not yet begun.

    Attributes:
        weather: what may befall it: as its seed draws it, but for what is `altered`.
        server: where the desk's book lies, if the weather says that it is served; its keeper's address.
        nodes: by name; `liars`, the malicious ones by name.
        diary: every act that was acknowledged, and what else happened, in order.
    """

    def __init__(
        self, seed: int, altered: Mapping[str, Any] | None = None, *, server: Address | None = None
    ) -> None:  # fmt: skip
        self.seed = seed
        MACHINES.begin(f"musterbook simulator {seed}")
        self.chance = Random(f"musterbook simulator {seed}")
        self.weather = replace(draw(self.chance, self._chance("beside")), **(altered or {}))
        self.counts: Counter[str] = Counter()
        self.oracle = Oracle(counts=self.counts)
        self.cast = cast_of(
            self.weather.sites, self.weather.carriers, second_laptop=self.weather.two_laptops,
            partial=self.weather.partial, legal=self.weather.sealed,
        )  # fmt: skip
        self.founded = founded(self.cast)
        self.world = World(BEGUN)
        self.agenda = Agenda(self.world)
        self.checks = Checks(self.founded.known)
        self.hand = Hand(self.oracle, signature_holds)
        self.folder = Path(tempfile.mkdtemp(prefix="musterbook-simulator-"))
        self.diary: list[Entry | str] = []
        self.secrets = Secrets() if self.weather.sealed else None
        if self.secrets is not None:
            self.secrets.draw(self.people(), self._chance("secrets"))
        self.nodes = {name: self._node(name, custodian) for name, custodian in self.cast.nodes}
        self.links = Links(self._chance("links"), self.weather, self.agenda.after, lambda: self.world.now, self.counts)
        self.liars = self._liars()
        self._serve(server)
        self.pads = Pads(self.oracle, self._chance("pads"), self.laptops, self.diary.append, self.seal)
        self.repairs = Repairs(
            self.oracle, self.pads, self.nodes[DESK], self.honest, lambda: self.world.now.replace(microsecond=0),
            self.founded.others, self.cast.partial,
        )  # fmt: skip
        self.deeds = Deeds(
            self.cast, self.oracle, self.pads, self._chance("deeds"), lambda: self.world.now, self.agenda.after,
            self.meet, self.weather.unseen, self.weather.left_behind, self.weather.paper,
            self.secrets.particulars if self.secrets is not None else paper_of,
        )  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for node in self.every_node():
            node.disk.kill()
            node.lose()
            MACHINES.take_away(node.wiring.folder)
            if node.wiring.served is not None:
                node.wiring.served.take_away()
        shutil.rmtree(self.folder, ignore_errors=True)

    def note(self, told: str) -> None:
        """Something happened; for whoever reads the trace."""
        self.diary.append(f"{self.world.now:%d %H:%M} {told}")

    def every_node(self) -> list[Node]:
        """All nodes, twins of liars too."""
        return [*self.nodes.values(), *(liar.twin for liar in self.liars.values() if liar.twin is not None)]

    def honest(self) -> list[Node]:
        """The nodes that are not malicious."""
        return [node for name, node in self.nodes.items() if name not in self.liars]

    def in_touch(self) -> list[Node]:
        """The honest nodes that others exchange with: nobody opens a new log when the desk itself is a liar."""
        honest = self.honest()
        return [one for one in honest if one.log == log_of(one.name)] if DESK in self.liars else honest

    def in_part(self, node: Node) -> bool:
        """Whether a node holds only its people."""
        return node.name in self.cast.partial

    def laptops(self, custodian: CustodianId) -> list[Node]:
        """The nodes of a custodian."""
        return [node for node in self.nodes.values() if node.custodian == custodian]

    def seal(self, node: Node, facts: Sequence[Fact]) -> bool:
        """Seal at a node what facts name, before they are written there; False when its disk does not let it.

        Whoever types in again from paper seals nothing of whom the book says that his things are to be destroyed.
        """
        things = self.secrets.named_in(facts) if self.secrets is not None else []
        try:
            if things:
                gone = {one.fact.person for one in node.book().entries() if isinstance(one.fact, ErasureOrdered)}
                things = [one for one in things if one.person not in gone - held_by_law(node.book())]
            if things and node.sealed is not None:
                node.sealed.seal_many(things)
                self.counts["sealed"] += len(things)
        except MusterbookError:
            node.notice_dark()
            return False
        return True

    def people(self) -> list[PersonId]:
        """Everyone's number."""
        return [number_at("KH", place) for place in range(1, self.weather.people + 1)]

    def meet(self, receiver: CustodianId, giver: CustodianId) -> None:
        """Two nodes side by side exchange what they have, over a cable."""
        pairs = [(one, other) for one in self.laptops(receiver) for other in self.laptops(giver)]
        caller, called = self.chance.choice(pairs)
        self.contact(caller, called, at_once=True)

    def contact(self, caller: Node, called: Node, *, at_once: bool = False) -> None:
        """One calls the other; a liar shows the history it shows to that one."""
        called = self.liars[called.name].shown_to(caller.name) if called.name in self.liars else called
        caller = self.liars[caller.name].shown_to(called.name) if caller.name in self.liars else caller
        call = self.links.call(caller, called)
        if call is not None:
            self.counts["contacts"] += 1
            (call.run if at_once else call.begin)()

    def twin(self, liar: Liar) -> None:
        """A liar's disk is copied, and goes on as a second history under the same key."""
        node = liar.node
        if liar.twin is not None or not node.up:
            return
        twin = self._node(f"{node.name}-twin", node.custodian, key=node.key, image=node.disk.image())
        twin.clock, twin.also, twin.name, twin.obeys = node.clock, node.also, node.name, False
        liar.half = frozenset(self.chance.sample(sorted(self.nodes), len(self.nodes) // 2))
        if twin.start():
            liar.twin = twin

    def _node(
        self,
        name: str,
        custodian: CustodianId,
        *,
        key: Ed25519PrivateKey | None = None,
        image: dict[str, bytes] | None = None,
    ) -> Node:
        folder = self.folder / name
        folder.mkdir()
        (folder / BOOK_NAME).touch()  # its bytes are on the simulated disk; whoever asks whether it is there is told
        disk = Disk(self._chance(f"disk {name}"))
        founded_image = self.founded.desk if name == DESK else self.founded.others
        disk.load(image or founded_image)
        noise = exercise_noise(self.seed, name)
        wiring = Wiring(folder, disk, MACHINES, self.hand, self.checks, noise, log_of(REGISTER), self.secrets)
        node = Node(name, custodian, Clock(self.world), wiring, key or key_of("log", name))
        if name == DESK:
            node.also.append(key_of("log", REGISTER))
        return node

    def _serve(self, server: Address | None) -> None:
        """Lay the desk's book on a server, unless the desk lies: a liar's two histories are two disks."""
        if self.weather.served is None or DESK in self.liars:
            return
        if server is None:
            raise Refused(Objection("simulator.no-server"))
        from musterbook.rehearsal.simulator.served import Served  # noqa: PLC0415  its driver is an extra

        desk, place = self.nodes[DESK], replace(server, schema=f"world_{os.getpid()}_{self.seed}")
        chance, calm = self._chance("line"), lambda: self.links.calm
        served = Served(place, self.weather.served, chance, calm, self.counts)
        MACHINES.put(desk.wiring.folder, desk.disk)
        source = SimulatedStore(desk.wiring.folder, MACHINES.opening(desk.wiring.folder))
        try:
            served.lay(source)
        finally:
            source.abandon()
            MACHINES.shut(desk.wiring.folder)
        desk.disk.load({})
        desk.wiring.served = served
        self.counts["served"] += 1

    def _liars(self) -> dict[str, Liar]:
        able = [name for name in sorted(self.nodes) if not name.endswith("-second")]
        desk_lies = self.weather.liars > 0 and self.chance.random() < 0.12
        others = self.chance.sample([name for name in able if name != DESK], self.weather.liars)
        names = [DESK, *others[1:]] if desk_lies else others
        chance, now = self._chance("liars"), lambda: self.world.now.replace(microsecond=0)
        liars = {name: Liar(self.nodes[name], self.cast, self.oracle, chance, now) for name in names}
        self.oracle.liars = frozenset(liar.custodian for liar in liars.values())
        for name, liar in liars.items():
            liar.node.obeys = False
            self.links.answers[name] = liar.answer
        return liars

    def _chance(self, part: str) -> Random:
        return Random(f"musterbook simulator {self.seed} {part}")
