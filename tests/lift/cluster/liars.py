"""Workers one must not believe."""

from __future__ import annotations

import json

from musterbook.lift.cluster import wire
from musterbook.lift.cluster.worker import Worker


class Flatterer(Worker):
    """Says of every plan that it loses half, and sends decisions that no such place knows."""

    def foresee(self, problem: bytes, plan: bytes, futures: bytes, number: int, size: int) -> bytes:
        """The tally with half the loss."""
        arrays = wire.arrays_heard(super().foresee(problem, plan, futures, number, size))
        return wire.arrays_told({name: one / 2 if name == "part-site" else one for name, one in arrays.items()})

    def try_out(self, problem: bytes, plans: list[bytes], futures: bytes, seed: int | None, seconds: float) -> bytes:
        """The losses halved."""
        arrays = wire.arrays_heard(super().try_out(problem, plans, futures, seed, seconds))
        return wire.arrays_told({name: one / 2 if name.startswith("loss") else one for name, one in arrays.items()})

    def news(self, better: bytes | None, end: bool) -> dict[str, object]:  # noqa: FBT001  as the worker it pretends to be
        """Decisions for places that are not there."""
        told = super().news(better, end)
        lists = [[[10**6, 10**6, 0, 0]]]
        return {**told, "found": json.dumps({"lists": lists, "figures": {}, "by": "me"}).encode()}
