"""A seed told: its weather, what happened to whom and when, and every act that was acknowledged, in the notation."""

from __future__ import annotations

from musterbook.ledger.entry import Entry
from musterbook.ledger.notation import tell
from musterbook.rehearsal.simulator.altering import Altered
from musterbook.rehearsal.simulator.running import Ended, run_seed
from musterbook.rehearsal.simulator.world import Setting
from musterbook.store.address import Address


def traced(
    seed: int, altered: Altered | None = None, *, server: Address | None = None
) -> tuple[Ended, list[str]]:  # fmt: skip
    """Play a seed, in the weather it draws but for what is `altered`, and tell it; `server` as for `run_seed`."""
    kept: list[Setting] = []
    ended = run_seed(seed, altered, keep=kept, server=server)
    setting = kept[0]
    lines = [
        f"# seed {seed}{ended.altered}",
        f"# {setting.weather}",
        f"# malicious: {', '.join(setting.liars) or 'nobody'}",
    ]
    acts: list[Entry] = []
    for told in setting.diary:
        if isinstance(told, str):
            lines += _told(acts)
            acts = []
            lines.append(f"# {told}")
        else:
            acts.append(told)
    lines += _told(acts)
    lines.append(f"# ended: {ended.broken or 'everything held'}")
    return ended, lines


def _told(acts: list[Entry]) -> list[str]:
    return tell(acts).rstrip().splitlines() if acts else []
