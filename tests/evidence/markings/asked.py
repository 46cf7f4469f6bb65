"""The two tables of questions: the one published for the profile and our own, answered row by row."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

HERE = Path(__file__).parent


def _rows(name: str) -> list[Mapping[str, str]]:
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


PUBLISHED = _rows("published")
OWN = _rows("own")
