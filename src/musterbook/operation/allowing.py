"""Allowing: which entries of each log another node may hold, as this copy of the book and its register say.

To a node that holds only its people is given what is theirs to know (`holding.py`); of what such an entry follows, that
it is there, by its digest; and where such an entry does not stand, all that keeps it from standing, so that the node
sees for itself why. It is never told more because it asks for more.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from musterbook.ledger.entry import Entry, read_entry
from musterbook.ledger.facts import Digest
from musterbook.operation.book import Book
from musterbook.operation.book_now import BookNow
from musterbook.operation.holding import Holding, holding_of
from musterbook.store.kept import Kept


class AllowedTo:
    """What the node of a log may hold of this book.

    Args:
        book: this copy.
        log: the node's log, which it holds whole, as it does the register.
        holding: whom it must hold.
    """

    def __init__(self, book: Book, log: str, holding: Holding) -> None:
        self.holding = holding
        self._wholly = frozenset((log, book.register_log))
        stored = {one.digest: one for one in book.stored() if not _is_beyond_a_fork(book, one)}
        # Of what it holds whole, an order about somebody follows acts that are not for it: they are known by digest.
        given = {digest for digest, one in stored.items() if holding.may_have(one) or one.log in self._wholly}
        given |= _bars(book, stored, given)
        given |= _firsts(book, given) & stored.keys()
        repeated = any(one.reason == "replayed" for one in book.not_standing())
        known = {parent for one in given for parent in _follows(stored[one], repeated=repeated)} & stored.keys() - given
        self._given, self._known = _placed(stored, given), _placed(stored, known)

    def whole(self, log: str) -> bool:
        """Whether it may hold a log whole."""
        return log in self._wholly

    def places(self, log: str) -> tuple[Sequence[int], Sequence[int]]:
        """Places whose entries it may hold, and places it may know the digest of, each sorted."""
        return sorted(self._given.get(log, ())), sorted(self._known.get(log, ()))


def allowed_to(book: Book, log: str) -> AllowedTo | None:
    """What the node of a log may hold; None when the register lets it hold everything."""
    node = book.register.node_of(log)
    if node is None or not node.partial:
        return None
    return AllowedTo(book, log, holding_of(book.reading, log, node.custodians))


def outgrown(book: Callable[[], Book]) -> Callable[[str, Collection[int]], list[int]]:
    """Of places in a log those whose entries do not stand at this node and are not for it to hold.

    They came because something it may hold waited for them, and are no longer given: so nothing waits for them.
    """

    def at(log: str, places: Collection[int]) -> list[int]:
        if not places or (holding := (now := book()).holding) is None:
            return []
        aside = [one.entry for one in now.not_standing() if one.entry.log == log and one.entry.seq in places]
        return [one.seq for one in aside if not holding.may_have(one)]

    return at


class Allowing:
    """What each node may hold, asked again only when the book has changed.

    Args:
        place: folder of the book.
        partial: whether the register says that the node of a log holds only its people.
        reading: the store, open for as long as it is asked.
        now: gives the book as it is now, where somebody else asks it too.
    """

    def __init__(
        self, place: Path, partial: Callable[[str], bool], reading: Callable[[], AbstractContextManager[Kept]],
        *, now: Callable[[], Book] | None = None,
    ) -> None:  # fmt: skip
        self._now, self._partial = now or BookNow(place, reading), partial
        self._known: dict[str, AllowedTo | None] = {}
        self._of: Book | None = None

    def __call__(self, log: str) -> AllowedTo | None:
        """What the node of a log may hold; None when it may hold everything."""
        if not self._partial(log):
            return None
        book = self._now()
        if book is not self._of:
            self._known, self._of = {}, book
        if log not in self._known:
            self._known[log] = allowed_to(book, log)
        return self._known[log]


def _bars(book: Book, stored: Mapping[Digest, Entry], given: set[Digest]) -> set[Digest]:
    """Entries, to any depth, that keep one of those given from standing."""
    aside = {one.entry.digest: one for one in book.not_standing() if one.reason in ("waiting", "blocked")}
    not_standing = {one.entry.digest for one in book.not_standing()}
    bars: set[Digest] = set()
    ahead = [digest for digest in given if digest in aside]
    while ahead:
        for parent in stored[ahead.pop()].act.after:
            if parent in not_standing and parent not in given | bars and parent in stored:
                bars.add(parent)
                ahead += [parent] if parent in aside else []
    return bars


def _firsts(book: Book, given: set[Digest]) -> set[Digest]:
    """For each of these that repeats an act, where that act stands: without it the repetition would stand."""
    repeated = {
        one.entry.act.id for one in book.not_standing() if one.reason == "replayed" and one.entry.digest in given
    }
    return {one.digest for one in book.stored() if one.act.id in repeated} if repeated else set()


def _follows(entry: Entry, *, repeated: bool) -> Iterator[Digest]:
    """What an entry follows: as it is read, and, where acts were repeated here, as its bytes name it."""
    yield from entry.act.after
    if repeated:
        yield from read_entry(entry.body).act.after


def _is_beyond_a_fork(book: Book, entry: Entry) -> bool:
    """Whether an entry lies where two views of its log differ: of that a node in part is shown nothing."""
    return entry.seq >= book.forks.get(entry.log, entry.seq + 1)


def _placed(stored: Mapping[Digest, Entry], digests: set[Digest]) -> dict[str, list[int]]:
    """Places by log."""
    placed: dict[str, list[int]] = {}
    for digest in digests:
        placed.setdefault(stored[digest].log, []).append(stored[digest].seq)
    return placed
