"""Invariant 10: of the book a world ends with, the verifier and a fold in SQL say what this program says."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from musterbook.custody.roll import Roll
from musterbook.operation.verifying import verify_book
from musterbook.rehearsal.simulator.running import run_seed
from musterbook.rehearsal.simulator.world import Setting
from musterbook.sync.bundle_writing import write_bundle
from tests.rehearsal.simulator.sql_recount import Recounted, recount
from tests.verifier.loading import verify_bytes

NOBODY_LIES = {
    "liars": 0, "lost_key": False, "lying_disk": False, "flips": 0, "restored": 0, "destroyed": False,
    "backed_up": False,
}  # fmt: skip
RESTORED = {"backed_up": True, "destroyed": True, "sealed": True, "erased": 2}


@pytest.mark.parametrize("seed", [2, 3, 7, 31])
def test_two_programs_that_share_no_code_say_the_same_of_the_book_of_a_world(seed: int, tmp_path: Path) -> None:
    path = tmp_path / "copy.mbk"

    def carried_away(setting: Setting) -> None:
        store = setting.in_touch()[0].store
        assert store is not None
        write_bundle(store, path)

    ended = run_seed(seed, look=carried_away)
    outcome = verify_book(path)

    code, lines = verify_bytes(path.read_bytes())
    assert ended.broken == ""
    assert not ended.counts["forks"], "of a book with a fork the two say in different words at which line they stop"
    assert lines == outcome.lines()
    assert code == outcome.exit_code
    assert len(lines) >= 5


@pytest.mark.parametrize(("seed", "altered"), [(7, {}), (11, {}), (30, RESTORED)])
def test_a_fold_in_sql_finds_the_same_entries_standing_and_everyone_where_they_are(
    seed: int, altered: dict[str, Any], tmp_path: Path
) -> None:
    path, found, said = tmp_path / "copy.mbk", list[Recounted](), list[Recounted]()

    def counted(setting: Setting) -> None:
        node = next(one for one in setting.in_touch() if not setting.in_part(one))
        assert node.store is not None
        book, stored = node.book(), list(node.store.entries())
        found.append(recount([one.body for one in stored], register=node.wiring.register_log))
        standing = [str(one.digest) for one in book.entries()]
        where = {str(one): str(account) for one, account in book.reading(Roll).where.items()}
        said.append(Recounted(Counter(one.act.kind for one in stored), standing, where))
        write_bundle(node.store, path)

    ended = run_seed(seed, NOBODY_LIES | altered, look=counted)

    assert ended.broken == ""
    assert found == said
    told = ", ".join(f"{account} {count}" for account, count in sorted(Counter(found[0].roll.values()).items()))
    assert f"11 accounts: {told}" in verify_bytes(path.read_bytes())[1]
    assert f"11 accounts: {told}" in verify_book(path).lines()
    assert len(found[0].kinds) > 8
