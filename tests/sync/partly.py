"""A node that may hold only some entries, for the tests of the exchange and of stores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from musterbook.sync.answering import Answering
from tests.store.making import AT
from tests.sync.meeting_others import identity, nonces


@dataclass
class May:
    """What a node may hold of logs that are neither the register nor its own."""

    own: str
    bodies: dict[str, set[int]] = field(default_factory=dict)
    digests: dict[str, set[int]] = field(default_factory=dict)

    def whole(self, log: str) -> bool:
        return log == self.own

    def places(self, log: str) -> tuple[Sequence[int], Sequence[int]]:
        given = self.bodies.get(log, set())
        return sorted(given), sorted(self.digests.get(log, set()) - given)


def desk_that_allows(may: May) -> Answering:
    return Answering(
        identity("d"), now=lambda: AT, entropy=nonces("ad"), knows=lambda _: True,
        allows=lambda log: may if log == may.own else None,
    )  # fmt: skip
