"""A book of the small operation, opened for a test and closed behind it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from musterbook.operation.book import Book
from tests.operation.making import open_small_book


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """A book opened on `tmp_path / "willow"`."""
    opened = open_small_book(tmp_path)
    yield opened
    opened.close()
