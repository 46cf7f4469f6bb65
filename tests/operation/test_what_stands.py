"""Two copies that saw a log's two versions in another order say the same of what stands and what does not."""

from __future__ import annotations

from musterbook.operation.what_stands import what_stands
from musterbook.store.memory import MemoryStore
from tests.sync.meeting_others import REGISTER_LOG, answering, meet, node, write


def said_of(store: MemoryStore) -> tuple[list[str], list[tuple[str, str, str]]]:
    _, standing = what_stands(store, register_log=REGISTER_LOG, holds=lambda *_, **__: True)
    return (
        [one.digest for one in standing.entries],
        sorted((one.entry.digest, one.reason, one.rule) for one in standing.not_standing),
    )


def test_whichever_version_of_a_forked_log_came_first_the_copies_agree_and_nothing_vanishes() -> None:
    (desk, _), (site, _) = node("d", 1), node("s", 1)
    (one, liar), (two, _) = node("l", 3), node("l", 3)
    write(one, liar, 2, start=3, place="here")
    write(two, liar, 3, start=3, place="there")
    meet(desk, "d", one, answering("l"))
    meet(site, "s", two, answering("l"))

    meet(site, "s", desk, answering("d"))
    meet(site, "s", desk, answering("d"))

    standing, aside = said_of(desk)
    assert said_of(site) == (standing, aside)
    assert len(standing) + len(aside) == 1 + 1 + 3 + 2 + 3
    assert sum(reason == "quarantined" for _, reason, _ in aside) == 5
