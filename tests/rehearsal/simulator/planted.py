"""Faults planted in the product, one at a time, to see whether the simulator finds them (ledger.md section 12).

Each is a small change that somebody could make by mistake. `PLANTED` names the seed by which a test finds it at once;
more of them stand in `planted_apart.py`, and `hunting.py` looks for all of them anew.
"""

# ruff: noqa: ANN401, ARG005  what is planted stands in for functions of every kind

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final

import pytest

from musterbook.custody import rivals
from musterbook.ledger import chain, standing
from musterbook.ledger.chain import Fork, TurnedAway
from musterbook.ledger.signing import parse_checkpoint
from musterbook.rehearsal.simulator import node, oracle, pads, repairs
from musterbook.rehearsal.simulator.disk import Disk
from musterbook.rights import entitlement, grants, signatures, verdict
from musterbook.store import engine, keeping, kept_shared, sqlite
from musterbook.sync import answering, bringing, contact, giving
from musterbook.sync import copies as meeting_copies
from musterbook.terms.errors import Refused

Plant = Callable[[pytest.MonkeyPatch], None]


def no_authority_check(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(entitlement.Entitlement, "_judge_authors", lambda *_: verdict.OK)


def signatures_not_checked(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(signatures.CheckedOnce, "__call__", lambda *_, **__: True)


def last_writer_wins_by_clock(patch: pytest.MonkeyPatch) -> None:
    def newest(strand: Any, able: Sequence[Any], rest: Sequence[Any]) -> list[Any]:
        last = max(able, key=lambda entry: (entry.happened_at, entry.digest))
        strand._hold(last)
        return [entry for entry in rest if entry not in able]

    patch.setattr(rivals._Strand, "_freeze", newest)


def first_arrival_wins(patch: pytest.MonkeyPatch) -> None:
    def arrived(strand: Any, able: Sequence[Any], rest: Sequence[Any]) -> list[Any]:
        strand._hold(able[0])
        return [entry for entry in rest if entry not in able]

    patch.setattr(rivals._Strand, "_freeze", arrived)
    patch.setattr(rivals._Strand, "_ready", lambda strand, rest: list(rest)[:2])


def links_of_a_person_ignored(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(rivals, "_ancestors", lambda _person, entries, _chains: {one.digest: frozenset() for one in entries})


def grandchildren_dropped(patch: pytest.MonkeyPatch) -> None:
    hold = standing.Standing._hold

    def only_children(self: Any, obstacle: Any) -> None:
        if obstacle.reason != "blocked":
            hold(self, obstacle)

    patch.setattr(standing.Standing, "_hold", only_children)


def late_parents_free_nobody(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(standing.Standing, "_held", lambda *_: [])


def replays_count(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(standing.Standing, "_replays", lambda *_: False)


def no_quarantine(patch: pytest.MonkeyPatch) -> None:
    of = standing.Standing.__init__
    patch.setattr(
        standing.Standing, "__init__", lambda self, verdict, _forks=None, *rest: of(self, verdict, None, *rest)
    )


def no_fork_detection(patch: pytest.MonkeyPatch) -> None:
    judge = chain._judge_framed

    def blind(*args: Any, **named: Any) -> Any:
        found = judge(*args, **named)
        return TurnedAway("frame.root") if isinstance(found, Fork) else found

    patch.setattr(chain, "_judge_framed", blind)


def fork_proofs_not_gossiped(patch: pytest.MonkeyPatch) -> None:
    def nothing(*_: Any) -> Any:
        yield from ()

    patch.setattr(contact, "_pull_fork", nothing)
    patch.setattr(bringing, "_bring_fork", nothing)


def fork_one_place_too_high(patch: pytest.MonkeyPatch) -> None:
    forked = kept_shared.KeptShared.forked_at

    def higher(self: Any, log: str) -> int | None:
        place = forked(self, log)
        return None if place is None else place + 1

    patch.setattr(kept_shared.KeptShared, "forked_at", higher)


def no_prev_or_root_check(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(chain, "_check_prev", lambda *_: None)
    grown = chain._grown

    class Believed:
        def __init__(self, frontier: Any, root: str) -> None:
            self._frontier, self._root = frontier, root

        def __getattr__(self, name: str) -> Any:
            return getattr(self._frontier, name)

        def root(self) -> bytes:
            return bytes.fromhex(self._root)

    def believed(copy: Any, frame: Any, entries: Any) -> Any:
        frontier, roots = grown(copy, frame, entries)
        return Believed(frontier, parse_checkpoint(frame.note, log=frame.log).root), roots

    patch.setattr(chain, "_grown", believed)


def acknowledged_before_commit(patch: pytest.MonkeyPatch) -> None:
    make = sqlite.SqliteStore._make_durable

    def hopeful(self: Any) -> None:
        try:
            make(self)
        except Refused:
            self._give_up()

    patch.setattr(sqlite.SqliteStore, "_make_durable", hopeful)


def failed_commit_believed_to_have_failed(patch: pytest.MonkeyPatch) -> None:
    def failed(self: Any) -> bool:
        doubt, self._doubt = self._doubt, None
        self._tips.clear()
        self._give_up()
        return doubt is None

    patch.setattr(keeping.Keeping, "_settle", failed)


def _settings(patch: pytest.MonkeyPatch, **values: int) -> None:
    changed = tuple((name, values.get(name, value)) for name, value in engine.WRITER_SETTINGS)
    write = engine.writing_engine
    patch.setattr(sqlite, "writing_engine", lambda path, _=changed, **named: write(path, changed, **named))


def synchronous_off(patch: pytest.MonkeyPatch) -> None:
    _settings(patch, synchronous=0)


def synchronous_normal(patch: pytest.MonkeyPatch) -> None:
    _settings(patch, synchronous=1)


def tried_again_under_another_id(patch: pytest.MonkeyPatch) -> None:
    done = pads.Pads._done

    def anew(self: Any, at: Any, paper: Any) -> bool:
        if paper.in_doubt or paper.denied:
            paper.ids, paper.in_doubt, paper.denied = [], False, False
        return done(self, at, paper)

    patch.setattr(pads.Pads, "_done", anew)


def restore_keeps_its_key(patch: pytest.MonkeyPatch) -> None:
    def keeps(_self: Any, one: Any, image: dict[str, bytes]) -> None:
        one.lose()
        one.disk.load(image)
        one.start()

    patch.setattr(repairs.Repairs, "set_back", keeps)


def rights_judged_at_todays_register(patch: pytest.MonkeyPatch) -> None:
    today = signatures.place_of
    patch.setattr(signatures, "place_of", lambda entry: replace(today(entry), position=10**9))


def withdrawal_by_register_alone(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(grants.Ending, "spares", lambda self, place: place.position < self.position)


def one_officer_signs_twice(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(signatures.Signer, "differs_from", lambda *_: True)


def closed_judge_remembers_verdicts(patch: pytest.MonkeyPatch) -> None:
    add = entitlement.Entitlement.add

    def sure(self: Any, entry: Any) -> bool:
        add(self, entry)
        return True

    patch.setattr(entitlement.Entitlement, "add", sure)


def have_of_own_log_only(patch: pytest.MonkeyPatch) -> None:
    have = meeting_copies.have_of

    def own(copy: Any) -> Any:
        whole, mine = have(copy), set(copy.own_logs())
        return replace(whole, logs=tuple(one for one in whole.logs if one.log in mine))

    patch.setattr(answering, "have_of", own)
    patch.setattr(contact, "have_of", own)
    patch.setattr(contact, "bring_all", lambda *_: iter(()))


def first_frame_skipped(patch: pytest.MonkeyPatch) -> None:
    frames = meeting_copies.frames_from

    def later(copy: Any, log: str, start: int) -> Any:
        found = list(frames(copy, log, start))
        return iter(found[1:] if start and len(found) > 1 else [] if start else found)

    patch.setattr(giving, "frames_from", later)
    patch.setattr(bringing, "frames_from", later)


def damage_not_looked_for(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(node.Node, "sound", lambda _: True)


def live_book_misses_what_rose(patch: pytest.MonkeyPatch) -> None:
    def careless(self: Any, drafts: Any) -> Any:
        kept = self._book
        told = write(self, drafts)
        if told[0] and self.store is not None and kept is not None:
            self._book, self._read[self.log] = kept, self.store.size_of(self.log)
        return told

    write = node.Node.write
    patch.setattr(node.Node, "write", careless)


def officers_forget_what_they_wrote(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(oracle.Oracle, "links", lambda *_: set())


def new_forks_not_heeded(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(kept_shared.KeptShared, "forks", lambda _: {})


def power_takes_what_was_synced(patch: pytest.MonkeyPatch) -> None:
    """Not the product's fault but the disk's: the simulator must see a loss when there is one."""
    cut = Disk.cut_power

    def worse(self: Any) -> None:
        cut(self)
        for file in self._files.values():
            del file.seen[len(file.seen) * 9 // 10 :]
            file.durable = bytearray(file.seen)

    patch.setattr(Disk, "cut_power", worse)


PLANTED: Final[dict[Plant, int]] = {
    no_authority_check: 2,
    signatures_not_checked: 16,
    first_arrival_wins: 1,
    links_of_a_person_ignored: 1,
    grandchildren_dropped: 1,
    late_parents_free_nobody: 1,
    no_fork_detection: 6,
    fork_proofs_not_gossiped: 6,
    fork_one_place_too_high: 6,
    acknowledged_before_commit: 1,
    synchronous_off: 2,
    synchronous_normal: 3,
    tried_again_under_another_id: 134,
    restore_keeps_its_key: 1,
    closed_judge_remembers_verdicts: 3,
    have_of_own_log_only: 1,
    first_frame_skipped: 1,
    officers_forget_what_they_wrote: 4,
    power_takes_what_was_synced: 2,
}
"""Each fault with the first seed that finds it."""

SOUGHT: Final[tuple[Plant, ...]] = (
    last_writer_wins_by_clock,
    replays_count,
    no_quarantine,
    no_prev_or_root_check,
    failed_commit_believed_to_have_failed,
    rights_judged_at_todays_register,
    withdrawal_by_register_alone,
    one_officer_signs_twice,
    damage_not_looked_for,
    live_book_misses_what_rose,
    new_forks_not_heeded,
)
"""Planted too, and not found among the first dozen seeds: a longer search is to say by which."""
