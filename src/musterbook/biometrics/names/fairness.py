"""False proposals and misses by group of origin: who is hit more often than others by the same threshold.

Section 11 of identity.md. It reads scored pairs with their labels; it names groups, never a person.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from musterbook.biometrics.names.sheets import reading


@dataclass(slots=True)
class Group:
    """Pairs of one group of origin: how many, proposed as same, proposed wrongly, true pairs, true pairs missed."""

    pairs: int = 0
    proposed: int = 0
    false: int = 0
    true: int = 0
    missed: int = 0

    @property
    def false_share(self) -> float | None:
        """Wrong proposals among pairs of different people; None where there is no such pair."""
        different = self.pairs - self.true
        return self.false / different if different else None


def fairness(scored: Path, by: str, label: str) -> dict[str, Group]:
    """Groups of the column `by`, from a table written by `names score` with a column of labels (0 or 1)."""
    groups: dict[str, Group] = defaultdict(Group)
    with reading(scored, ("decision", by, label)) as sheet:
        for row in sheet.rows:
            group = groups[sheet.cell(row, by).strip() or "unknown"]
            same, proposed = sheet.cell(row, label).strip() == "1", sheet.cell(row, "decision") == "same"
            group.pairs += 1
            group.proposed += proposed
            group.true += same
            group.false += proposed and not same
            group.missed += same and sheet.cell(row, "decision") == "different"
    return dict(sorted(groups.items(), key=lambda entry: (-(entry[1].false_share or 0.0), entry[0])))
