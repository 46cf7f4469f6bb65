"""rehearse --simulate: whole nodes on disks, links and clocks that fail on purpose, seed by seed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from musterbook.cli.context import Asked
from musterbook.cli.stopping import Stopping
from musterbook.words.lines import in_words

if TYPE_CHECKING:
    from musterbook.rehearsal.simulator.running import Tally

VIOLATED = 1
"""Exit code when an invariant does not hold."""


def simulate(asked: Asked, seeds: Sequence[int], lines: Path | None, *, trace: bool) -> int:
    """Play seeds; print what they met and how to replay each that failed. With `lines`, go on with a file of them.

    The first Ctrl-C ends after the seed under way and prints what there is.
    """
    from musterbook.rehearsal.simulator.parts import run_into  # noqa: PLC0415  heavy
    from musterbook.rehearsal.simulator.running import Tally, run_seeds  # noqa: PLC0415  heavy

    if trace:
        return _trace(asked, seeds[0])
    show, tally = asked.progress(in_words("simulating")), Tally()
    with Stopping(in_words("ending after this seed; once more ends at once")) as stopping:
        for tally, _ in run_into(lines, seeds) if lines is not None else run_seeds(seeds):
            show(tally.seeds, len(seeds))
            if stopping.asked():
                break
    asked.show(tally.told(), _lines(tally))
    return VIOLATED if tally.failed else 0


def _lines(tally: Tally) -> list[str]:
    told = tally.told()
    met = (
        "crashes", "disk_full", "disk_errors", "lost", "forks", "forged", "thefts", "set_back", "closed", "adopted",
        "partial_copies",
    )  # fmt: skip
    lines = [
        in_words(
            "{seeds} worlds of invented people; something did not hold in {failed}", seeds=tally.seeds,
            failed=len(tally.failed),
        ),
        in_words("{seconds} s of processor time", seconds=f"{tally.seconds:.1f}"),
        "met: " + ", ".join(f"{name.replace('_', ' ')} {told[name]:,}" for name in met),
    ]  # fmt: skip
    for one in told["failed"]:
        lines += [
            in_words("seed {seed:plain}: {broken}", seed=one["seed"], broken=one["broken"]),
            "    " + in_words("replay: {replay}", replay=one["replay"]),
        ]
    return lines


def _trace(asked: Asked, seed: int) -> int:
    from musterbook.rehearsal.simulator.tracing import traced  # noqa: PLC0415  heavy

    ended, lines = traced(seed)
    asked.show({"seed": seed, "broken": ended.broken, "trace": lines, **ended.counts}, lines)
    return VIOLATED if ended.broken else 0
