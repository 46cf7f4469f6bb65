"""What a contact is made with, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from musterbook.sync import exchange as said
from musterbook.sync.carrying import NOTHING_SEALED, Sealed
from musterbook.sync.copies import Identity, Meets
from musterbook.sync.giving import Allows, everything
from musterbook.sync.meeting import NO_CHANNEL
from musterbook.sync.taking import Takes

Talk = Generator[said.Request, said.Reply, None]
"""Yields requests and is sent the replies."""


Outgrown = Callable[[str, Collection[int]], Collection[int]]
"""Of these places of a log in part, those whose entries this node was given only while they kept others waiting."""


def nothing_outgrown(log: str, places: Collection[int]) -> Collection[int]:
    """A node that holds everything needs everything."""
    del log, places
    return ()


@dataclass(slots=True)
class Contact:
    """What came of a contact; filled as it goes, so that it is true also when the link was cut.

    Attributes:
        peer: the log of the node that answered; empty until it has proved it.
        skew: how far the other's clock is ahead of ours.
        admitted: whether it knows us.
        theirs: what it has; None until it said so.
        stuck: for each log that did not go on, the rule.
        brought: how many frames it took from us.
        rolled_back: it has less of its own log than it once signed: restored from an old copy.
        overtaken: it has more of our own log than we have: ours is an old copy, and the log is to be closed.
        done: the contact went to its end.
        sealed_wanted, sealed: how many sealed things of people held here were not here, and how many of them came.
    """

    peer: str = ""
    skew: timedelta = timedelta()
    admitted: bool = False
    theirs: said.Have | None = None
    stuck: dict[str, str] = field(default_factory=dict)
    brought: int = 0
    rolled_back: bool = False
    overtaken: bool = False
    done: bool = False
    sealed_wanted: int = 0
    sealed: int = 0


@dataclass(frozen=True, slots=True)
class Calling:
    """What a contact is made with.

    Attributes:
        copy: ours.
        identity: who calls.
        takes: where what comes is taken in.
        knows: whether the register knows a log as an open node; asked anew after the register was pulled.
        now: this node's clock.
        entropy: makes the nonce.
        channel: SHA-256 of the certificate the other answered with, once the hello was answered; empty where the link
            is not encrypted.
        expected: the log that must answer; anyone's when empty.
        allows: which entries the other's node may hold, by its log; None for one that holds everything.
        sealed: gives, wants and keeps sealed things of people.
        outgrown: which entries here, of those the other gives by digest alone, this node needs no longer.
    """

    copy: Meets
    identity: Identity
    takes: Takes
    knows: Callable[[str], bool]
    now: Callable[[], datetime]
    entropy: Callable[[int], bytes]
    channel: Callable[[], str] = lambda: NO_CHANNEL
    expected: str = ""
    allows: Allows = everything
    sealed: Sealed = NOTHING_SEALED
    outgrown: Outgrown = nothing_outgrown
