"""Playing a world: what happens when, drawn from its seed, and how it comes to rest.

After the last hour nothing fails any more: everybody's papers are written, honest nodes exchange everything, the desk
adopts and explains. Then the invariants are checked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from random import Random

from musterbook.rehearsal.simulator import invariants
from musterbook.rehearsal.simulator.backups import plan_restore
from musterbook.rehearsal.simulator.cast import DESK
from musterbook.rehearsal.simulator.disk import QUIET
from musterbook.rehearsal.simulator.node import Node
from musterbook.rehearsal.simulator.orders import plan_orders
from musterbook.rehearsal.simulator.pads import Broken
from musterbook.rehearsal.simulator.resting import STARTS_MAX, come_to_rest
from musterbook.rehearsal.simulator.sticks import take_stick, write_stick
from musterbook.rehearsal.simulator.world import Setting
from musterbook.store.copies import BOOK_NAME
from musterbook.terms.errors import Tampered
from musterbook.terms.people import PersonId

Doing = Callable[[], None]


class Play:
    """One world, from its first hour to its last."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.chance = Random(f"musterbook simulator {setting.seed} play")
        self.beside = Random(f"musterbook simulator {setting.seed} play beside")
        self.images: dict[str, dict[str, bytes]] = {}

    def play(self) -> None:
        """Everything; Broken when an invariant does not hold."""
        setting, weather = self.setting, self.setting.weather
        for node in setting.nodes.values():
            node.start()
        self._set_clocks()
        self._deeds()
        self._links()
        self._machines()
        self._keepers()
        self._liars()
        whole = [one for one in self._honest_sites() if not setting.in_part(one)]
        if weather.backed_up and whole:
            plan_restore(setting, self.beside.choice(whole), self.beside)
        if weather.sealed:
            plan_orders(setting, self.beside)
        setting.agenda.play(setting.world.now + timedelta(hours=weather.hours + 12))
        come_to_rest(setting, self._up, self._watch)
        invariants.check(setting)

    def _some_time(self, least: float = 0.0, most: float = 1.0) -> timedelta:
        return timedelta(hours=self.setting.weather.hours * self.chance.uniform(least, most))

    def _often(self, count: int, doing: Doing, least: float = 0.0, most: float = 1.0) -> None:
        for _ in range(count):
            self.setting.agenda.after(self._some_time(least, most), doing)

    def _set_clocks(self) -> None:
        for node in self.setting.nodes.values() if self.setting.weather.skewed else ():
            self._jump(node)
        self._often(self.setting.weather.jumps, lambda: self._jump(self._any()))

    def _jump(self, node: Node) -> None:
        node.clock.ahead = timedelta(
            seconds=self.chance.choice((0, 0, self.chance.randint(-7_200, 7_200), self.chance.randint(0, 30 * 86_400)))
        )

    def _deeds(self) -> None:
        setting, deeds = self.setting, self.setting.deeds
        sites, carriers, people = setting.cast.of("site"), setting.cast.of("escort"), setting.people()
        groups: dict[str, list[PersonId]] = {site: [] for site in sites}
        for person in people:
            groups[self.chance.choice(sites)].append(person)
        for site in sites:
            self._often(1, lambda site=site: deeds.register(site, groups[site]), 0.0, 0.1)  # type: ignore[misc]
        for _ in range(3 * len(carriers)):
            site, escort = self.chance.choice(sites), self.chance.choice(carriers)
            some = frozenset(self.chance.sample(people, len(people) // 2))
            self._often(1, lambda s=site, e=escort, p=some: deeds.trip(s, e, p), 0.12, 0.9)  # type: ignore[misc]
        for custodian in (*sites, *setting.cast.of("receiving")):
            self._often(1, lambda c=custodian: deeds.muster(c), 0.2, 1.0)  # type: ignore[misc]
        for person in self.chance.sample(people, 2):
            self._often(1, lambda p=person: deeds.release(p), 0.7, 1.0)  # type: ignore[misc]
        self._often(8, setting.pads.work_all)

    def _links(self) -> None:
        setting = self.setting

        def call() -> None:
            caller = self._any()
            others = [node for node in setting.nodes.values() if node is not caller]
            desk = setting.nodes[DESK]
            called = desk if caller is not desk and self.chance.random() < 0.5 else self.chance.choice(others)
            setting.contact(caller, called)

        def part() -> None:
            pair = frozenset(self.chance.sample(sorted(setting.nodes), 2))
            setting.links.apart[pair] = setting.world.now + timedelta(hours=self.chance.uniform(1, 24))
            setting.counts["partitions"] += 1
            setting.note(f"the link between {' and '.join(sorted(pair))} is down")

        self._often(setting.weather.contacts, call)
        self._often(setting.weather.apart, part)
        self._often(setting.weather.sticks, self._stick)

    def _machines(self) -> None:
        weather = self.setting.weather
        for node in self.setting.nodes.values():
            if self.chance.random() < 0.5:
                self._often(1, lambda n=node: self._bad_hours(n), 0.0, 0.9)  # type: ignore[misc]
        self._often(weather.crashes, lambda: self._crash(self._any()))
        if weather.lying_disk:
            node = self._any_honest()
            self.setting.oracle.careless.add(node.log)
            node.disk.trouble = replace(node.disk.trouble, lies=True)
            self._often(2, lambda: self._crash(node))
        self._often(weather.flips, lambda: self._flip(self._any_honest()), 0.2)
        self._often(10, self._watch)

    def _bad_hours(self, node: Node) -> None:
        node.disk.trouble = replace(self.setting.weather.disks, lies=node.disk.trouble.lies)

        def good() -> None:  # of whatever disk it has by then: that of a new laptop does not lie as the old one did
            node.disk.trouble = replace(QUIET, lies=node.disk.trouble.lies)

        self.setting.agenda.after(timedelta(hours=self.chance.uniform(0.5, 12)), good)

    def _crash(self, node: Node) -> None:
        if not node.up:
            return
        self.setting.counts["crashes"] += 1
        way = self.chance.randrange(4)
        self.setting.note(
            f"{node.name} {('is killed', 'loses its power')[way] if way < 2 else 'will lose its power in a write'}"
        )
        if way == 0:
            node.kill()
        elif way == 1:
            node.cut_power()
        else:
            node.disk.light_fuse(self.chance.randrange(40))
            return

        def up() -> None:
            self._up(node)

        self.setting.agenda.after(timedelta(hours=self.chance.uniform(0, 3)), up)

    def _flip(self, node: Node) -> None:
        """Bits turn over in a file nobody has open; a file that does not verify is not used again."""
        node.kill()
        self.setting.note(f"bits turn over on the disk of {node.name}")
        self.setting.counts["flipped"] += len(node.disk.flip(BOOK_NAME, self.chance.randint(1, 3)))
        node.disk.trouble = QUIET
        if self._up(node, checked=False) and node.sound():
            return
        self._damaged(node)

    def _up(self, node: Node, *, tries: int = 1, checked: bool = True) -> bool:
        """Start a node; what it promised before must be there."""
        was_up = node.up
        if any(node.start() for _ in range(tries)):
            return was_up or not checked or self._sound(node)
        self.setting.counts["did not come up"] += 1
        if tries == STARTS_MAX:
            self._damaged(node)
        return node.up

    def _sound(self, node: Node) -> bool:
        """Whether what was promised is there; a file that cannot even be read is given up."""
        try:
            invariants.check_promises(self.setting, node)
        except Tampered:
            self._damaged(node)
        return node.up

    def _damaged(self, node: Node) -> None:
        """A node whose file is no good begins anew; only a lying disk, or bits turned over, may bring it to that."""
        weather = self.setting.weather
        if not weather.lying_disk and not weather.flips:
            raise Broken(f"2: the file of {node.name} is damaged, and its disk did nothing wrong")
        self.setting.counts["damage found"] += 1
        node.damaged = False
        self.setting.repairs.destroy(node)

    def _watch(self) -> None:
        """Keepers look after their nodes: those that are down are started, those overtaken get a new log."""
        for node in self.setting.every_node():
            node.notice_dark()
            self._up(node)
        for node in self.setting.honest():
            if self.setting.links.calm and node.up and node.log in self.setting.oracle.careless:
                node.sound()  # once all is quiet a keeper whose disk lied has his file verified, whatever he noticed
            if node.damaged:
                self._damaged(node)
            if node.store is not None and not node.store.own_logs():
                node.overtaken = True  # others brought it more of its log than it had: it has none to write in
            if self.setting.links.calm and node.store is not None and node.log in node.store.forks():
                node.overtaken = True  # and where it wrote in another version itself, nothing it writes there counts
            if node.overtaken and node.up:
                self.setting.note(f"the log of {node.name} went on elsewhere; it opens another")
                self.setting.repairs.renew(node, "overtaken")

    def _stick(self) -> None:
        """A bundle carried by hand: late, twice, in part."""
        giver, taker = self.chance.sample(sorted(self.setting.nodes), 2)
        self.setting.counts["sticks"] += 1
        path = self.setting.folder / f"stick-{self.setting.counts['sticks']}.bundle"
        if write_stick(self.setting.nodes[giver], path, self.chance, to=self.setting.nodes[taker].log):
            for _ in range(self.chance.randint(1, 2)):
                self.setting.agenda.after(self._some_time(0, 0.3), partial(take_stick, self.setting.nodes[taker], path))

    def _keepers(self) -> None:
        setting, weather = self.setting, self.setting.weather

        def back_up(node: Node) -> None:
            if node.up:
                self.images[node.name] = node.disk.image()

        def set_back(node: Node, way: Callable[[Node, dict[str, bytes]], None]) -> None:
            if node.name in self.images:
                setting.counts["set back"] += 1
                setting.counts["restored"] += way == setting.repairs.set_back
                setting.note(f"the disk of {node.name} is set back to an old copy")
                node.disk.trouble = QUIET
                way(node, self.images[node.name])

        if weather.restored:
            node = self._any_honest()
            repairs = setting.repairs
            way = self.chance.choice((repairs.set_back, repairs.set_back, repairs.set_back_with_key))
            self._often(1, lambda: back_up(node), 0.1, 0.5)
            self._often(1, lambda: set_back(node, way), 0.55, 0.95)
        if weather.destroyed:
            lost = self._any_honest()
            self._often(1, lambda: self._destroy(lost), 0.3, 0.9)
        if weather.rotated:
            turned = self._any_honest()

            def turn() -> None:
                if turned.up:
                    setting.repairs.renew(turned, "rotated")

            self._often(1, turn, 0.2, 0.9)

    def _destroy(self, node: Node) -> None:
        self.setting.counts["destroyed"] += 1
        self.setting.note(f"the laptop of {node.name} is lost")
        node.disk.trouble = QUIET
        self.setting.repairs.destroy(node)

    def _liars(self) -> None:
        setting = self.setting
        for liar in setting.liars.values():
            self._often(self.chance.randint(2, 6), liar.act, 0.1)
            if self.chance.random() < 0.5:
                self._often(1, lambda one=liar: setting.twin(one), 0.1, 0.7)  # type: ignore[misc]
        sites = [node for node in setting.honest() if node.custodian in setting.cast.of("site")]
        if setting.weather.lost_key and setting.liars and sites:
            owner = self.chance.choice(sites).custodian
            liar = setting.liars[min(setting.liars)]
            liar.stolen = f"{owner}.officer"
            self._often(1, lambda: setting.repairs.withdraw(liar.stolen, owner), 0.4, 0.8)

    def _any(self) -> Node:
        return self.chance.choice(list(self.setting.nodes.values()))

    def _any_honest(self) -> Node:
        return self.chance.choice(self._honest_sites())

    def _honest_sites(self) -> list[Node]:
        return [node for node in self.setting.honest() if node.name != DESK]
