"""Honest work behind a fork: two people let one version of it stand, both are kept, and every copy says the same."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest

from musterbook.custody.facts import Banded
from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Entry
from musterbook.ledger.log import Frame
from musterbook.operation import keeping_rights as rights
from musterbook.operation.allowing import AllowedTo
from musterbook.operation.book import Book, Draft, Keyring
from musterbook.operation.copying import back_up
from musterbook.operation.folder import open_book
from musterbook.operation.holding import holding_of
from musterbook.operation.remembering import MadeHere
from musterbook.operation.seconding import adopt, with_before
from musterbook.operation.sitrep.heads import book_at
from musterbook.operation.verifying import verify_book
from musterbook.operation.what_waits import what_waits
from musterbook.store.kept import Kept
from musterbook.sync.bundle_writing import write_bundle
from musterbook.terms.custodians import in_hand
from musterbook.terms.errors import Refused, Tampered
from tests.operation.making import DESK, MORNING, WILLOW, acting, open_small_book
from tests.verifier.loading import verify_bytes

REGISTRARS = {"r.registrar": "registrar", "a.admin": "administrator"}


@pytest.fixture(scope="module")
def opened_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("opened")
    open_small_book(folder, seed=2).close()  # of which the desk's log comes before the register's
    return folder / "willow"


@pytest.fixture
def two(opened_once: Path, tmp_path: Path) -> Iterator[tuple[Book, Book]]:
    """Two laptops that both have the disk of one: what each writes from here on is another version of one log."""
    books = []
    for name in ("here", "there"):
        shutil.copytree(opened_once, tmp_path / name)
        books.append(open_book(tmp_path / name, read_only=False))
    yield books[0], books[1]
    for book in books:
        book.close()


def band_of(book: Book, said: str, *, minutes: int, person: int = 0) -> Draft:
    who = acting("w.officer/site-officer", WILLOW, minutes=minutes)
    of = sorted(book.reading(Roll).on(in_hand(WILLOW)))[person]
    return who.draft(Banded(person=of, band=said))


def band(book: Book, said: str, *, minutes: int, person: int = 0, log: str = "") -> Entry:
    return book.write(replace(band_of(book, said, minutes=minutes, person=person), log=log))


def kept(book: Book) -> Kept:
    return cast("Kept", book.store)


def frames(book: Book, log: str, start: int) -> Iterator[Frame]:
    """What a book has of a log, a frame for each checkpoint."""
    store = kept(book)
    for size, note in zip(store.sizes(log, start + 1), store.notes(log, start + 1), strict=True):
        yield Frame(log, start, size, note, tuple(store.bodies(log, start, size)))
        start = size


def bring(book: Book, found: list[Frame]) -> None:
    for frame in found:
        book.store.ingest(frame, came_from="stick", at=MORNING + timedelta(hours=20))
    book.read_afresh()


def rules(book: Book) -> dict[str, str]:
    return {one.entry.digest: one.rule for one in book.not_standing()}


def forked(two: tuple[Book, Book]) -> tuple[list[Entry], list[Entry], str, int]:
    """Each laptop writes; then each hears of what the other wrote."""
    here, there = two
    log = rights.node_named(here, "desk").log
    place = kept(here).size_of(log)
    ours = [band(here, "A-1", minutes=610), band(here, "A-2", minutes=620)]
    theirs = [band(there, "B-1", minutes=611), band(there, "B-2", minutes=621), band(there, "B-3", minutes=631)]
    of_here, of_there = list(frames(here, log, place)), list(frames(there, log, place))
    bring(here, of_there)
    bring(there, of_here)
    return ours, theirs, log, place


def test_two_adopt_one_version_of_a_forked_log_and_the_other_stays_aside_on_every_copy(
    two: tuple[Book, Book],
) -> None:
    here, there = two
    ours, theirs, log, place = forked(two)
    both = {one.digest for one in (*ours, *theirs)}
    assert rules(here) == rules(there) == dict.fromkeys(both, "log-forked")

    chosen = with_before(here, [theirs[-1].digest])
    start = kept(here).size_of(here.register_log)
    adopt(here, rights.in_register(here, acting(REGISTRARS, DESK, minutes=650)), chosen, "they have the laptop")
    bring(there, list(frames(here, here.register_log, start)))

    assert list(chosen) == [one.digest for one in theirs]
    for book in two:
        assert rules(book) == {one.digest: "log-forked" for one in ours}
        assert [one.digest for one in book.entries() if one.log == log and one.seq >= place] == [*chosen]
        book.check_invariants()
    assert here.head() == there.head()
    assert here.entries() == there.entries()
    assert {one.digest for one in (*here.store.entries(log), *here.store.branch_entries())} >= both


def test_what_waits_is_told_by_what_would_let_it_stand_and_what_it_blocks_is_counted_below_it(
    two: tuple[Book, Book],
) -> None:
    here, _ = two
    ours, theirs, log, place = forked(two)
    draft = replace(band_of(here, "C-1", minutes=640), log=here.register_log, after=(ours[-1].digest,))
    first = here.write(draft)
    here.write(replace(band_of(here, "C-2", minutes=650), log=here.register_log, after=(first.digest,)))
    here.read_afresh()
    came = min(here.store.received_at([one.digest for one in ours]).values())

    (row,) = what_waits(here, at=came + timedelta(minutes=90))

    assert (row.reason, row.rule, row.awaits, row.which) == ("quarantined", "log-forked", "adoption", str(place))
    assert (row.log, row.node, row.entries, row.below) == (log[:16], "desk", len(ours) + len(theirs), 2)
    assert (row.since, row.minutes) == (came, 90)


def test_both_verifiers_say_the_same_of_a_copy_whose_log_forked_and_of_what_was_adopted(
    two: tuple[Book, Book], tmp_path: Path
) -> None:
    here, there = two
    _, theirs, _, _ = forked(two)
    at = rights.in_register(here, acting(REGISTRARS, DESK, minutes=650))
    start = kept(here).size_of(here.register_log)
    adopt(here, at, [one.digest for one in theirs], "they have the laptop")
    bring(there, list(frames(here, here.register_log, start)))

    said = []
    for name in ("here", "there"):
        back_up(tmp_path / name, tmp_path / f"{name}.mbk")
        outcome = verify_book(tmp_path / f"{name}.mbk")
        code, lines = verify_bytes((tmp_path / f"{name}.mbk").read_bytes())
        assert lines == outcome.lines()
        assert code == outcome.exit_code == 5
        assert verify_book(tmp_path / name).lines() == outcome.lines()
        said.append(lines)
    assert any("quarantined log-forked 2" in line for line in said[0])
    assert f"head {here.head()}" in said[0]
    both = [{line for line in lines if not line.startswith(("1 ", "3 ", "newest"))} for lines in said]
    assert both[0] == both[1]


def test_one_alone_may_be_adopted_but_not_by_who_signed_it_nor_what_is_about_rights(two: tuple[Book, Book]) -> None:
    here, _ = two
    _, theirs, _, _ = forked(two)
    at = rights.in_register(here, acting(REGISTRARS, DESK, minutes=650))

    adopt(here, at, [theirs[-1].digest], "only the last")

    assert theirs[-1].digest not in rules(here)
    assert {theirs[0].digest, theirs[1].digest} <= rules(here).keys()
    mine = rights.in_register(
        here, acting({"w.officer": "site-officer", "a.admin": "administrator"}, DESK, minutes=660)
    )
    with pytest.raises(Refused, match=r"register\.not-adoptable"):
        adopt(here, mine, [theirs[0].digest], "I did write it")


def adopted_by_two(book: Book, entries: list[Entry]) -> None:
    signing = rights.in_register(book, acting(REGISTRARS, DESK, minutes=650))
    adopt(book, signing, [one.digest for one in entries], "they have the laptop")


@pytest.mark.parametrize("whose", ["ours", "theirs"])
def test_a_paper_made_after_an_adoption_is_made_again_of_the_same_entries_once_a_log_has_grown(
    two: tuple[Book, Book], whose: str
) -> None:
    here, _ = two
    ours, theirs, _, _ = forked(two)
    before = here.store.heads()
    adopted_by_two(here, ours if whose == "ours" else theirs)
    heads, stood = here.store.heads(), [one.digest for one in here.entries()]

    band(here, "C-1", minutes=660, person=1, log=here.register_log)

    assert [one.digest for one in book_at(here, MORNING + timedelta(hours=30), heads).entries()] == stood
    assert not {one.digest for one in (*ours, *theirs)} & {
        one.digest for one in book_at(here, MORNING + timedelta(hours=30), before).entries()
    }


@pytest.mark.parametrize("whose", [0, 1])
def test_a_report_made_of_one_version_before_the_fork_was_known_is_made_again_once_that_version_is_here(
    two: tuple[Book, Book], whose: int
) -> None:
    here, there = two
    maker, late = two[whose], MORNING + timedelta(hours=30)
    log = rights.node_named(here, "desk").log
    place = kept(here).size_of(log)
    band(here, "A-1", minutes=610)
    band(there, "B-1", minutes=611)
    made, figures = maker.store.heads(), [one.digest for one in maker.entries()]
    if whose:
        with pytest.raises(Tampered, match=r"report\.other-heads"):
            book_at(here, late, made)

    bring(here, list(frames(there, log, place)))

    assert here.store.heads()[log][0] == place
    assert [one.digest for one in book_at(here, late, made).entries()] == figures
    assert len(book_at(here, late).entries()) == len(figures) - 1
    with pytest.raises(Refused, match=r"report\.not-here"):
        book_at(here, late, dict(made) | {log: (place + 1, 64 * "0")})


def test_what_a_site_may_have_is_told_where_an_act_repeats_one_that_was_adopted_behind_a_fork(
    two: tuple[Book, Book],
) -> None:
    here, _ = two
    _, theirs, log, place = forked(two)
    lost = theirs[0]
    who = acting("w.officer/site-officer", WILLOW, minutes=611)
    again = here.write(replace(who.draft(lost.fact), log=here.register_log, act_id=lost.act.id))
    adopted_by_two(here, [lost])
    assert rules(here)[again.digest] == "replayed"

    held = holding_of(here.reading, log, frozenset({WILLOW}))

    assert held.may_have(again)
    assert not {at for at in AllowedTo(here, log, held).places(log)[0] if at >= place}


def test_both_verifiers_turn_away_an_adopted_entry_whose_log_had_seen_a_newer_register(
    two: tuple[Book, Book], tmp_path: Path
) -> None:
    here, there = two
    log = rights.node_named(here, "desk").log
    place = kept(here).size_of(log)
    older = max(one.act.register[0] for one in here.store.entries(log)) - 1
    band(here, "A-1", minutes=610)
    draft = band_of(there, "B-1", minutes=611)
    act = replace(there.prepare(draft, log)[0], register=(older, there.register.root_at(older) or ""))
    key = cast("Keyring", there.keyring).private_key("w.officer")
    made = MadeHere().sign(act, log=log, officer="w.officer", role="site-officer", key=key)
    there.store.append(log, [(act, (made,))], at=act.written_at, register=(there.register.size, there.register.root))
    bring(here, list(frames(there, log, place)))
    (late,) = here.store.branch_entries()
    adopted_by_two(here, [late])

    back_up(tmp_path / "here", tmp_path / "here.mbk")

    assert rules(here)[late.digest] == "old-register"
    outcome = verify_book(tmp_path / "here.mbk")
    assert verify_bytes((tmp_path / "here.mbk").read_bytes())[1] == outcome.lines()
    assert any("not-entitled old-register 1" in line for line in outcome.lines())


class Altered:
    """A book's store as a liar copies it: a bit is changed in what he puts beside a log that forked."""

    def __init__(self, store: Kept) -> None:
        self._store = store

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    def branches(self, log: str) -> list[Frame]:
        altered = [tuple(body.replace(b"B-2", b"B-9") for body in one.bodies) for one in self._store.branches(log)]
        return [replace(one, bodies=bodies) for one, bodies in zip(self._store.branches(log), altered, strict=True)]


def test_a_version_changed_in_a_copy_is_named_by_both_verifiers_and_nothing_of_it_counts(
    two: tuple[Book, Book], tmp_path: Path
) -> None:
    here, _ = two
    _, theirs, log, _ = forked(two)
    at = rights.in_register(here, acting(REGISTRARS, DESK, minutes=650))
    adopt(here, at, [one.digest for one in theirs], "they have the laptop")
    write_bundle(cast("Kept", Altered(kept(here))), tmp_path / "copy.mbk")

    outcome = verify_book(tmp_path / "copy.mbk")

    code, lines = verify_bytes((tmp_path / "copy.mbk").read_bytes())
    assert code == outcome.exit_code == 5
    assert any(line.startswith("5 forks: FAILED") and "1 more" in line for line in lines)
    assert f"5 forks: FAILED version-does-not-hold log {log[:16]}" in outcome.lines()
    assert [one for one in lines if one.startswith("8 ")] == [one for one in outcome.lines() if one.startswith("8 ")]
    assert any("quarantined log-forked 2" in one for one in outcome.lines())


def test_a_machine_that_starts_again_writes_nothing_more_in_a_log_of_two_versions(
    two: tuple[Book, Book], tmp_path: Path
) -> None:
    """What it wrote there would be said to be in the book, and stand nowhere."""
    here, _ = two
    _, _, log, _ = forked(two)
    size = kept(here).size_of(log)
    here.close()

    here = open_book(tmp_path / "here", read_only=False)
    written = band(here, "A-3", minutes=640)

    assert written.log != log
    assert kept(here).size_of(log) == size
    assert written.digest in {one.digest for one in here.entries()}
    here.close()
