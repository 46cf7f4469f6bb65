"""Joining a Ray cluster that runs already, and leaving it: what is looked at before anything is sent.

Nothing is started here but a connection: no dashboard, no usage report, no cluster. A cluster that lets everybody in,
or whose head reports to Ray's makers over the net, is refused: whoever reaches a Ray cluster can run programs on it.
"""

from __future__ import annotations

import importlib.util
import logging
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from musterbook.lift.cluster.crew import Crew, Say, Slot
from musterbook.terms.errors import Malformed

AUTO = "auto"
REACH_SECONDS = 5.0


@contextmanager
def joined(address: str, say: Say, *, most: int | None = None) -> Iterator[Crew]:
    """A crew on the cluster at `address` (`auto`: the one this machine has joined), left at the end.

    Args:
        address: `auto`, or host and port of the cluster's head.
        say: told who is turned away, and later who is lost.
        most: at most so many workers.

    Raises:
        Malformed: Ray is not installed, the cluster cannot be joined, it is open to all, or nobody there may help.
    """
    if importlib.util.find_spec("ray") is None:
        raise Malformed.because("cluster.no-ray")
    _reachable(address)
    ray = _connected(address)
    try:
        if _reports(ray):
            raise Malformed.because("cluster.reports")
        crew = Crew(ray, slots_of(ray.nodes()), say)
        crew.gather(most)
        yield crew
    finally:
        ray.shutdown()


def slots_of(nodes: list[dict[str, Any]]) -> tuple[Slot, ...]:
    """Room for one worker on each processor the cluster's machines offer, one of each machine first."""
    alive = sorted((node for node in nodes if node["Alive"]), key=lambda node: (_machine(node), str(node["NodeID"])))
    rooms = [
        (number, order, node)
        for order, node in enumerate(alive)
        for number in range(1, int(node["Resources"].get("CPU", 0)) + 1)
    ]
    rooms.sort(key=lambda room: room[:2])
    return tuple(
        Slot(_machine(node), f"{_machine(node)}-{str(node['NodeID'])[:4]}/{number}", str(node["NodeID"]))
        for number, _, node in rooms
    )


def _machine(node: dict[str, Any]) -> str:
    return str(node.get("NodeManagerHostname") or node.get("NodeManagerAddress") or "?")


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
