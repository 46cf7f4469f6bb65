"""Four real workers: Ray's own processes, one killed in the middle of a search, one lost for good."""

from __future__ import annotations

import importlib.util
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from musterbook.biometrics.engines import Enrolment
from musterbook.biometrics.matching.calibration import SHIPPED, shipped
from musterbook.biometrics.matching.ours import Ours
from musterbook.biometrics.search.cluster import Spread, spread_over
from musterbook.biometrics.search.codes import built_in
from musterbook.biometrics.search.finder import Search, search_of
from musterbook.biometrics.search.gallery import Gallery, packed
from musterbook.biometrics.synthesis.points import SEARCHED, invented
from musterbook.terms.errors import Malformed

pytestmark = [pytest.mark.needs_cluster, pytest.mark.filterwarnings("default")]

ROOT = Path(__file__).parents[3]
CALIBRATION = ROOT / "src" / "musterbook" / "biometrics" / "matching" / "calibrations" / SHIPPED
STORE_BYTES = 80 * 2**20
PEOPLE = 40


class Yard:
    """A cluster of a head that works on nothing, a machine for three workers and one for the fourth, all here."""

    def __init__(self) -> None:
        from ray.cluster_utils import Cluster  # noqa: PLC0415  the optional extra

        self.ray: Any = Cluster()
        self.ray.add_node(num_cpus=0, include_dashboard=False, object_store_memory=STORE_BYTES)
        self.ray.add_node(num_cpus=3, object_store_memory=STORE_BYTES)
        self.fourth: Any = self.ray.add_node(num_cpus=1, object_store_memory=STORE_BYTES)


@pytest.fixture(scope="module")
def yard() -> Iterator[Yard]:
    """Ray with a token and without reports; skipped without Ray, and where changes are decided that is a failure."""
    if importlib.util.find_spec("ray") is None:  # not imported yet: Ray reads what follows while it is
        pytest.skip("Ray is not installed: python3 run.py add cluster")
    before = dict(os.environ)
    os.environ |= {
        "RAY_AUTH_MODE": "token",
        "RAY_AUTH_TOKEN": "invented-for-this-test-" + "0" * 32,
        "RAY_USAGE_STATS_ENABLED": "0",
        "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT))),
    }
    raylet: Any = importlib.import_module("ray._raylet")
    raylet.Config.initialize("")  # if another test has imported Ray before, it has read other surroundings
    raylet.AuthenticationTokenLoader.instance().reset_cache()
    try:
        found = Yard()
        yield found
        found.ray.shutdown()
    finally:
        os.environ.clear()
        os.environ |= before


@pytest.fixture(scope="module")
def gallery() -> Gallery:
    return packed((invented(14, person, f"G-{person}") for person in range(PEOPLE)), Ours(), built_in())


PROBES: list[Enrolment] = [invented(14, person, f"Q-{person}", impression=SEARCHED) for person in (4, 21, 33)]


class Watched:
    """The parts of a cluster, with something done just before a question is asked."""

    def __init__(self, spread: Spread, question: str, before: Any) -> None:  # noqa: ANN401  any call without arguments
        self._spread, self._question, self._before = spread, question, before

    @property
    def people(self) -> int:
        return self._spread.people

    @property
    def missing(self) -> tuple[str, ...]:
        return self._spread.missing

    def ask(self, question: str, *arguments: Any) -> list[Any]:  # noqa: ANN401  as in `Parts`
        if question == self._question and self._before is not None:
            self._before()
            self._before = None
        return self._spread.ask(question, *arguments)


def test_four_workers_find_what_one_machine_finds_and_say_which_shard_is_lost(yard: Yard, gallery: Gallery) -> None:
    alone = search_of(gallery, Ours(), built_in(), shipped().weights, share=0.2)
    expected = list(alone.find_many(PROBES, most=6))

    with spread_over(str(yard.ray.address), gallery, CALIBRATION.read_bytes(), shards=4) as spread:
        first = dict(spread.processes)
        search = Search(spread, Ours(), built_in(), share=0.2)
        assert list(search.find_many(PROBES, most=6)) == expected
        assert len(set(first.values())) == 4

        def kill() -> None:
            os.kill(first["2 of 4"], signal.SIGKILL)

        killed = Search(Watched(spread, "first", kill), Ours(), built_in(), share=0.2)
        assert list(killed.find_many(PROBES, most=6)) == expected, "begun again from its shard, and asked again"
        assert spread.processes["2 of 4"] != first["2 of 4"]
        assert spread.missing == ()

        spread.begin_seconds = 3.0
        yard.ray.remove_node(yard.fourth)
        found = list(search.find_many(PROBES, most=6))
        assert len(spread.missing) == 1
        assert {one.missing for one in found} == {spread.missing}
        assert all(one.searched == spread.people < PEOPLE for one in found)


def test_a_cluster_that_is_not_there_is_said(gallery: Gallery) -> None:
    pytest.importorskip("ray")

    with pytest.raises(Malformed), spread_over("nobody", gallery, b"", shards=1):
        pass
