"""rehearse --simulate: whole nodes on disks, links and clocks that fail on purpose, seed by seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from musterbook.cli.context import Asked
from musterbook.cli.stopping import Stopping
from musterbook.terms.errors import Malformed
from musterbook.words.lines import in_words

if TYPE_CHECKING:
    from musterbook.rehearsal.simulator.running import Tally
    from musterbook.rehearsal.simulator.shrinking import Smallest
    from musterbook.store.address import Address

VIOLATED = 1
"""Exit code when an invariant does not hold."""


def simulate(
    asked: Asked, seeds: Sequence[int], lines: Path | None, *, trace: bool, without: Sequence[str] = (),
    having: Sequence[str] = (), server: str = "",
) -> int:  # fmt: skip
    """Play seeds; print what they met and how to replay each that failed. With `lines`, go on with a file of them.

    With `server`, the desk's book of each lies on that PostgreSQL server, and the line to it breaks. The first Ctrl-C
    ends after the seed under way and prints what there is.
    """
    from musterbook.rehearsal.simulator.parts import run_into  # noqa: PLC0415  heavy
    from musterbook.rehearsal.simulator.running import Tally, run_seeds  # noqa: PLC0415  heavy

    altered, at = _asked_for(without, having, server)
    if trace:
        return _trace(asked, seeds[0], altered, at)
    if lines is not None and altered:
        raise Malformed.because("simulator.altered-into", file=lines.name)
    show, tally = asked.progress(in_words("simulating")), Tally()
    with Stopping(in_words("ending after this seed; once more ends at once")) as stopping:
        for tally, _ in run_into(lines, seeds) if lines is not None else run_seeds(seeds, altered, server=at):
            show(tally.seeds, len(seeds))
            if stopping.asked():
                break
    asked.show(tally.told(), _lines(tally))
    return VIOLATED if tally.failed else 0


def shrink(
    asked: Asked, seed: int, *, without: Sequence[str] = (), having: Sequence[str] = (), server: str = ""
) -> int:  # fmt: skip
    """Look for the smallest world in which a seed fails in the same way; the first Ctrl-C ends with the best so far."""
    from musterbook.rehearsal.simulator.running import run_seed  # noqa: PLC0415  heavy
    from musterbook.rehearsal.simulator.shrinking import shrink as smaller  # noqa: PLC0415  heavy

    altered, at = _asked_for(without, having, server)
    best: Smallest | None = None
    show = asked.progress(in_words("making the world smaller"))
    with Stopping() as stopping:
        for best in smaller(seed, altered, play=partial(run_seed, server=at)):
            show(best.tries, best.tries + best.left)
            if stopping.asked():
                break
    if best is None:
        asked.show({"seed": seed, "broken": ""}, [in_words("seed {seed:plain}: everything held", seed=seed)])
        return 0
    asked.show(_told(best), _smallest_lines(best))
    return VIOLATED


def _told(best: Smallest) -> dict[str, Any]:
    weather = best.weather
    sizes = {name: weather[name] for name in ("people", "sites", "carriers", "hours", "contacts")}
    return {
        "seed": best.seed, "broken": best.broken, "worlds": best.tries, "whole": best.left == 0, **sizes,
        "faults": {name: _number(value) for name, value in best.faults().items()}, "replay": best.replay,
    }  # fmt: skip


def _number(value: Any) -> Any:  # noqa: ANN401  a field of a weather
    """As it can be said in JSON."""
    return value if isinstance(value, bool | int | float) else str(value)


def _smallest_lines(best: Smallest) -> list[str]:
    weather = best.weather
    counted = {name: weather[name] for name in ("people", "sites", "carriers", "hours", "contacts")}
    lines = [
        in_words("seed {seed:plain}: {broken}", seed=best.seed, broken=best.broken),
        in_words(
            "the smallest world found in {worlds}: people {people}, sites {sites}, carriers {carriers}, hours {hours}, "
            "calls {contacts}", worlds=best.tries, **counted,
        ),
    ]  # fmt: skip
    said = _in_words(best.faults())
    lines += [f"    {one}" for one in said or [in_words("nothing fails in it, and nobody lies")]]
    if best.left:
        lines.append(in_words("ended before everything was tried: it may be smaller still"))
    return [*lines, in_words("replay: {replay}", replay=best.replay)]


def _in_words(faults: Mapping[str, Any]) -> list[str]:
    """Each fault that must stay, as a sentence; one that has none by its name."""
    known = {
        "lost": in_words("messages are lost"), "doubled": in_words("messages come twice"),
        "apart": in_words("links are down for hours"),
        "disks": in_words("disks are full, or fail to write, sync or open"),
        "crashes": in_words("nodes are killed or lose their power"),
        "lying_disk": in_words("a disk says that it synced and did not"),
        "flips": in_words("bits turn over on a disk"), "restored": in_words("a node is set back to an old copy"),
        "destroyed": in_words("a laptop is lost"), "skewed": in_words("clocks are hours back or weeks ahead"),
        "jumps": in_words("clocks jump"), "paper": in_words("acts are typed in hours later"),
        "unseen": in_words("people are accepted from a printed code"),
        "left_behind": in_words("people who were offered stay behind"),
        "sticks": in_words("bundles are carried by hand"), "two_laptops": in_words("an officer has two laptops"),
        "lost_key": in_words("a key is lost and withdrawn"), "rotated": in_words("a node opens another log"),
        "liars": in_words("nodes lie"), "partial": in_words("copies hold only their people"),
        "backed_up": in_words("a machine is begun from a backup"),
        "sealed": in_words("names are sealed and carried"), "erased": in_words("what is sealed is erased"),
        "served": in_words("the line to the desk's server breaks"),
    }  # fmt: skip
    return [
        f"{known.get(name, name.replace('_', ' '))}{f': {value}' if type(value) in (int, float) else ''}"
        for name, value in faults.items()
    ]


def _lines(tally: Tally) -> list[str]:
    told = tally.told()
    met = (
        "crashes", "disk_full", "disk_errors", "lost", "forks", "forged", "thefts", "set_back", "closed", "adopted",
        "partial_copies", "restored", "sealed", "erased", "holds",
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


def _asked_for(
    without: Sequence[str], having: Sequence[str], server: str
) -> tuple[dict[str, Any], Address | None]:  # fmt: skip
    """What is altered, and the server on which the desk's book lies, a schema for each world."""
    from musterbook.rehearsal.simulator.altering import BREAKS, asked_for  # noqa: PLC0415  heavy
    from musterbook.store.address import Address  # noqa: PLC0415  heavy

    altered = asked_for(without, having)
    if not server:
        return altered, None
    return {"served": BREAKS} | altered, Address(server, "world", "musterbook_clerk")


def _trace(asked: Asked, seed: int, altered: Mapping[str, Any], server: Address | None) -> int:
    from musterbook.rehearsal.simulator.tracing import traced  # noqa: PLC0415  heavy

    ended, lines = traced(seed, altered, server=server)
    asked.show({"seed": seed, "broken": ended.broken, "trace": lines, **ended.counts}, lines)
    return VIOLATED if ended.broken else 0
