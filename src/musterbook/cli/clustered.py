"""`--cluster`: a crew on a Ray cluster for the verbs that can use one, and what is said of its workers meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from musterbook.cli.tongue import aside
from musterbook.terms.errors import Fault
from musterbook.words.lines import in_words

if TYPE_CHECKING:
    from musterbook.lift.cluster.crew import Crew

ClusterGiven = Annotated[
    str, typer.Option("--cluster", help="Ray cluster to work on: auto (the one this machine is in), or HOST:PORT.")
]


@contextmanager
def crew_on(address: str, lang: str) -> Iterator[Crew | None]:
    """The crew of the cluster at `address`; None when none was asked for. Who cannot help is named as it turns out."""
    if not address:
        yield None
        return
    from musterbook.lift.cluster.joining import joined  # noqa: PLC0415  heavy
    from musterbook.words.say import sentence  # noqa: PLC0415  heavy

    def say(fault: Fault) -> None:
        aside(sentence(fault, lang))

    with joined(address, say) as crew:
        machines = {hand.slot.node: hand.slot.machine for hand in crew.hands}
        names = ", ".join(sorted(machines.values()))
        aside(in_words(
                "{hands} workers on {machines} machines: {names}", hands=len(crew.hands), machines=len(machines),
                names=names,
            ))  # fmt: skip
        yield crew
