"""What the book has of the watch, as closed lists: alerts that are open, reliefs and scenarios that stand."""

from __future__ import annotations

from musterbook.operation.book import Book
from musterbook.operation.reporting import assumed, known_sites
from musterbook.watch.alert_book import Alerts
from musterbook.watch.reliefs import Reliefs
from musterbook.watch.scenarios import Scenarios


def sites(book: Book, name: str) -> tuple[str, ...]:
    """Every name a site goes by: the one asked for, or all."""
    known = known_sites(book)
    return (name,) if name in known else tuple(sorted(known))


def alerts(book: Book, name: str) -> tuple[str, ...]:
    """Alerts that are open: the one asked for, or all."""
    return tuple(one.fact.alert for one in book.reading(Alerts).open() if name in ("", one.fact.alert))


def reliefs(book: Book, name: str) -> tuple[str, ...]:
    """Reliefs that were planned and not called off: the one asked for, or all."""
    planned = (one.fact for one in book.reading(Reliefs).all if not one.fact.called_off)
    return tuple(one.relief for one in planned if name in ("", one.relief))


def scenarios(book: Book, name: str) -> tuple[str, ...]:
    """Scenarios that were not withdrawn: the one asked for, or all."""
    entered = (one.fact for one in book.reading(Scenarios).all if not one.fact.withdrawn)
    return tuple(one.scenario for one in entered if name in ("", one.scenario))


def settings(book: Book, key: str) -> tuple[str, ...]:
    """What the watch assumes, by key: the one asked for, or all."""
    return tuple(sorted(one.key for one in assumed(book).now.settings.values() if key in ("", one.key)))
