"""The weather of one world: which faults there are and how often, drawn once from its seed (ledger.md section 12)."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from musterbook.rehearsal.simulator.disk import Trouble


@dataclass(frozen=True, slots=True)
class Weather:
    """Rates are chances for each message, write, contact or hour, as their names say.

    Attributes:
        sites: how many sites there are; `carriers` likewise.
        people: how many people.
        hours: how long it goes on before all is quiet.
        contacts: how many times two nodes call each other.
        lost: that a message is lost; `doubled`, that it arrives twice; `late_seconds`, the longest it takes.
        apart: how many times a link between two nodes is cut for hours.
        disks: how disks fail in bad hours.
        crashes: how many times a node is killed or loses its power, at rest or in the middle of a write.
        lying_disk: one disk says that it synced and did not.
        flips: how many times bits turn over while a node is down.
        restored: a node is set back to an old backup, with its key or without.
        destroyed: a laptop is lost with everything on it.
        skewed: how far clocks may be off, from hours back to days ahead; `jumps`, how many times one jumps.
        paper: that an act is typed in hours later.
        unseen: that a receiver accepts from a printed code, not having the offer's entry yet.
        left_behind: that somebody offered does not come along.
        sticks: how many bundles are carried by hand, late, twice or in part.
        two_laptops: an officer has a second laptop of the same site.
        lost_key: an officer's key is lost, used by a liar and withdrawn.
        rotated: a node closes its log and opens another, in order.
        liars: how many nodes are malicious.
        partial: how many nodes hold only their people.
        backed_up: a node is restored from a backup made earlier, on a new machine with a key of its own.
        sealed: whether particulars are sealed beside the books and go where their people go.
        erased: about how many people all that is sealed is ordered to be destroyed; a legal hold lies on some of them.
        served: whether the desk's book lies on a server, and how often its line to it breaks, at a COMMIT too.
    """

    sites: int
    carriers: int
    people: int
    hours: int
    contacts: int
    lost: float
    doubled: float
    late_seconds: int
    apart: int
    disks: Trouble
    crashes: int
    lying_disk: bool
    flips: int
    restored: int
    destroyed: bool
    skewed: bool
    jumps: int
    paper: float
    unseen: float
    left_behind: float
    sticks: int
    two_laptops: bool
    lost_key: bool
    rotated: bool
    liars: int
    partial: int = 0
    backed_up: bool = False
    sealed: bool = False
    erased: int = 0
    served: float | None = None


def draw(chance: Random, beside: Random) -> Weather:
    """The weather of a seed; `beside` draws what came later, so that the worlds of old seeds are what they were."""
    liars = chance.choice((0, 0, 0, 0, 1, 1, 1, 2))
    full, error = chance.choice((0.0, 0.01, 0.05)), chance.choice((0.0, 0.0, 0.005, 0.02))
    return Weather(
        sites=chance.randint(2, 4), carriers=chance.randint(1, 2), people=chance.randint(16, 24),
        hours=chance.choice((12, 36, 72, 168)), contacts=chance.randint(16, 34),
        lost=chance.choice((0.0, 0.02, 0.05, 0.3)), doubled=chance.choice((0.0, 0.05, 0.3)),
        late_seconds=chance.choice((1, 10, 60)), apart=chance.choice((0, 1, 3)),
        disks=Trouble(full=full, write=error, sync=error, opening=chance.choice((0.0, 0.0, 0.2))),
        crashes=chance.choice((0, 2, 4, 8)), lying_disk=_falls(chance, 0.08),
        flips=chance.choice((0, 0, 0, 0, 0, 1)),
        restored=chance.choice((0, 0, 0, 1)), destroyed=_falls(chance, 0.1),
        skewed=_falls(chance, 0.6), jumps=chance.choice((0, 1, 3)), paper=chance.choice((0.0, 0.2)),
        unseen=chance.choice((0.0, 0.3, 0.8)), left_behind=chance.choice((0.0, 0.1, 0.3)),
        sticks=chance.choice((0, 1, 3)), two_laptops=_falls(chance, 0.3), lost_key=_falls(chance, 0.25),
        rotated=_falls(chance, 0.25), liars=liars,
        partial=beside.choice((0, 0, 0, 1, 2)), backed_up=_falls(beside, 0.15),
        sealed=(sealed := _falls(beside, 0.2)), erased=beside.randint(0, 3) if sealed else 0,
    )  # fmt: skip


def _falls(chance: Random, rate: float) -> bool:
    return chance.random() < rate
