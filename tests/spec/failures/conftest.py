"""One small book for the stories that need a whole operation: twelve people at Willow, and Harbour that takes them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from musterbook.operation.book import Book
from tests.operation.making import open_small_book


@pytest.fixture(scope="package")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """The book; a story that writes in it takes people of its own."""
    opened = open_small_book(tmp_path_factory.mktemp("failures"))
    yield opened
    opened.close()
