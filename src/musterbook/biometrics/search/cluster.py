"""A gallery over the machines of a Ray cluster, the optional extra `musterbook[cluster]`: one shard, one worker.

Nothing is started here but a connection and workers. A worker that dies is begun again from its shard, which is kept
here; where that cannot be, the search says which shards are missing and nobody may say that nothing was found.
"""

from __future__ import annotations

import contextlib
import importlib.util
import logging
import os
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from musterbook.biometrics.matching.ours import Ours
from musterbook.biometrics.search.answers import HEARD
from musterbook.biometrics.search.asked import Asked
from musterbook.biometrics.search.codes import built_in
from musterbook.biometrics.search.gallery import Gallery, packed
from musterbook.biometrics.search.gallery_file import told
from musterbook.biometrics.search.holder import Holder, likeness
from musterbook.biometrics.search.shards import split
from musterbook.terms.errors import Malformed

logger = logging.getLogger(__name__)

TRIES: Final = 2
"""How often a shard is begun before a question is given up."""
AUTO: Final = "auto"
REACH_SECONDS: Final = 5.0
BEGIN_SECONDS: Final = 240.0
ANSWER_SECONDS: Final = 3600.0


@dataclass(slots=True)
class _Shard:
    """A shard's bytes, kept to begin it again, and the worker that holds it."""

    name: str
    raw: bytes
    people: int
    actor: Any = None
    introduction: Any = None
    process: int = 0


@dataclass
class Spread:
    """Shards held by workers; satisfies `finder.Parts`. Enter it with `spread_over`."""

    ray: Any
    shards: Sequence[_Shard]
    weighing: bytes
    lost: dict[str, None] = field(default_factory=dict)
    begin_seconds: float = BEGIN_SECONDS

    @property
    def people(self) -> int:
        """In the shards that answer."""
        return sum(shard.people for shard in self.shards if shard.name not in self.lost)

    @property
    def missing(self) -> tuple[str, ...]:
        """Shards that could not be searched."""
        return tuple(self.lost)

    @property
    def processes(self) -> dict[str, int]:
        """Process of each shard's worker, by its name."""
        return {shard.name: shard.process for shard in self.shards if shard.actor is not None}

    def ask(self, question: str, some: Sequence[Asked], *arguments: Any) -> list[Any]:  # noqa: ANN401  as in `Parts`
        """One answer from each shard that can be reached."""
        probes = told(packed((one.probe for one in some), Ours(), built_in()))
        asked = (self.ray.put(probes), tuple(one.order for one in some), *arguments)
        standing = [shard for shard in self.shards if shard.name not in self.lost]
        begun = [(shard, self._sent(shard, question, asked)) for shard in standing]
        found = []
        for shard, reference in begun:
            raw = self._answer(shard, question, asked, reference)
            if raw is not None:
                found.append(HEARD[question](raw, len(some)))
        return found

    def hire(self, shard: _Shard) -> None:
        """Ask for a worker; `settle` waits for it."""
        shard.actor = self.ray.remote(Holder).options(num_cpus=1, max_restarts=0).remote()
        shard.introduction = shard.actor.introduce.remote()

    def settle(self, shard: _Shard) -> None:
        """Look at who has come, and give him the shard.

        Raises:
            RayError: no worker can be had, or it dies at once.
            Malformed: `cluster.stranger` or `cluster.open-door`, of one that may not be sent anything.
        """
        known = self.ray.get(shard.introduction, timeout=self.begin_seconds)
        shard.process = int(known["process"])
        if known["likeness"] != likeness():
            values = {"worker": shard.name, "theirs": known["likeness"][:14], "ours": likeness()[:14]}
            raise Malformed.because("cluster.stranger", **values)
        if known["door"] != "token":
            raise Malformed.because("cluster.open-door", worker=shard.name)
        self.ray.get(shard.actor.hold.remote(shard.raw, self.weighing), timeout=self.begin_seconds)

    def _sent(self, shard: _Shard, question: str, asked: tuple[Any, ...]) -> Any:  # noqa: ANN401  Ray's own
        return getattr(shard.actor, question).remote(*asked)

    def _answer(self, shard: _Shard, question: str, asked: tuple[Any, ...], reference: Any) -> bytes | None:  # noqa: ANN401
        """The bytes of an answer; asked again of a new worker where one died, None where none can be had."""
        from ray.exceptions import RayError  # noqa: PLC0415  the optional extra

        for left in reversed(range(TRIES)):
            try:
                answer: bytes = self.ray.get(reference, timeout=ANSWER_SECONDS)
            except RayError as fault:
                logger.warning("a shard's worker is gone: %s", type(fault).__name__)
            else:
                return answer
            if not left:
                break
            try:
                self.hire(shard)
                self.settle(shard)
                reference = self._sent(shard, question, asked)
            except (RayError, Malformed) as fault:
                logger.warning("a shard cannot be begun again: %s", type(fault).__name__)
                break
        self.lost[shard.name] = None
        return None


@contextmanager
def spread_over(address: str, gallery: Gallery, weighing: bytes, *, shards: int = 0) -> Iterator[Spread]:
    """The gallery in so many shards on the cluster at `address` (`auto`: the one this machine has joined).

    Args:
        address: `auto`, or host and port of the cluster's head.
        gallery: made by the matcher in the box with the parameters in the box.
        weighing: the bytes of a calibration.
        shards: how many; each needs a processor. As many as the cluster has where 0.

    Raises:
        Malformed: Ray is not installed, the cluster cannot be joined, is open to all or reports to Ray's makers, or a
            worker there differs from us.
    """
    if importlib.util.find_spec("ray") is None:
        raise Malformed.because("cluster.no-ray")
    _reachable(address)
    ray = _connected(address)
    count = shards or max(1, int(ray.cluster_resources().get("CPU", 1)))
    parts = [
        _Shard(f"{number + 1} of {count}", told(part), len(part)) for number, part in enumerate(split(gallery, count))
    ]
    spread = Spread(ray, parts, weighing)
    try:
        if _reports(ray):
            raise Malformed.because("cluster.reports")
        _begin_all(spread)
        yield spread
    finally:
        for shard in parts:
            with contextlib.suppress(Exception):
                ray.kill(shard.actor)
        ray.shutdown()


def _begin_all(spread: Spread) -> None:
    from ray.exceptions import RayError  # noqa: PLC0415  the optional extra

    for shard in spread.shards:
        spread.hire(shard)
    for shard in spread.shards:
        try:
            spread.settle(shard)
        except RayError as fault:
            logger.warning("a shard cannot be begun: %s", type(fault).__name__)
            spread.lost[shard.name] = None
    if len(spread.lost) == len(spread.shards):
        raise Malformed.because("cluster.nobody")


def _reachable(address: str) -> None:
    """Ray waits long for a machine that is not there."""
    if address == AUTO:
        return
    host, _, port = address.rpartition(":")
    if not host or not port.isdigit() or "/" in host:
        raise Malformed.because("cluster.address", address=address)
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=REACH_SECONDS).close()
    except OSError as fault:
        raise Malformed.because("cluster.not-there", address=address) from fault


def _connected(address: str) -> Any:  # noqa: ANN401  the optional extra has no types where it is not installed
    """Connect as somebody who knows the token and reports nothing."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    os.environ.setdefault("RAY_AUTH_MODE", "token")
    import ray  # noqa: PLC0415  the optional extra
    from ray.exceptions import AuthenticationError, RayError  # noqa: PLC0415  the optional extra

    try:
        ray.init(address=address, log_to_driver=False, logging_level=logging.CRITICAL, configure_logging=False)
    except AuthenticationError as fault:
        raise Malformed.because("cluster.token", address=address) from fault
    except (ConnectionError, RayError, RuntimeError, ValueError, AssertionError) as fault:
        said = str(fault).strip().splitlines() or [type(fault).__name__]
        raise Malformed.because("cluster.cannot-join", address=address, said=said[0][:160]) from fault
    return ray


def _reports(ray: Any) -> bool:  # noqa: ANN401  as above
    """Whether the head tells Ray's makers how it is used; if that cannot be seen, it is taken to."""
    try:
        from ray._common.usage.usage_lib import get_cluster_metadata  # noqa: PLC0415  the optional extra

        known = get_cluster_metadata(ray._private.worker.global_worker.gcs_client)  # noqa: SLF001  said nowhere else
    except (ImportError, AttributeError, RuntimeError, ValueError):
        return True
    return "session_start_timestamp_ms" in known
