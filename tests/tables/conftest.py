"""Sheets for the tests of tables: small files, written as people write them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from musterbook.tables import SCHEMAS, Reading, Table, read_table

ReadText = Callable[..., Table]


@pytest.fixture
def read_text(tmp_path: Path) -> ReadText:
    """Read a table from text as if it had come as a .csv file."""

    def read(schema: str, text: str | bytes, reading: Reading | None = None) -> Table:
        path = tmp_path / f"{schema}.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_table(path, SCHEMAS[schema], reading)

    return read
