"""A site's machine on disk that holds only its people: it meets the desk's, and its book is opened from its folder."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from musterbook.custody.people import People
from musterbook.custody.roll import Roll
from musterbook.operation.answering_calls import Answers
from musterbook.operation.beyond import beyond_this_copy
from musterbook.operation.folder import open_book
from musterbook.operation.putting_out import put_out
from musterbook.operation.syncing import Here, here, meet
from musterbook.operation.verifying import verify_book
from musterbook.sync.exchange import Admitted, Reply, Request
from musterbook.terms.custodians import in_hand
from tests.operation.making import WILLOW
from tests.operation.partly import LATER, founded


def test_a_fresh_machine_of_the_site_gets_its_people_and_their_particulars_and_nothing_else(tmp_path: Path) -> None:
    founded(tmp_path / "desk").close()
    desk, site = tmp_path / "desk" / "op" / "book", tmp_path / "site"
    site.mkdir()
    for part in ("book.toml", "operation", "keys"):
        copy = shutil.copytree if (desk / part).is_dir() else shutil.copy
        copy(desk / part, site / part)
    for key in set((site / "keys" / "logs").glob("*.key")) - {site / "keys" / "logs" / "forward.key"}:
        key.unlink()
    ours, theirs = here(site, node="forward"), _of_the_desk(desk)
    with ours.writing() as store:
        store.know_log(ours.identity.log, "forward")
    answers, token = Answers(theirs, now=lambda: LATER, entropy=os.urandom), [""]

    def ask(request: Request) -> Reply:
        reply = answers(request, token[0])
        token[0] = reply.token if isinstance(reply, Admitted) else token[0]
        return reply

    with ours.writing() as store:
        met = meet(ours, store, ask, address="desk", now=lambda: LATER, entropy=os.urandom)

    assert (met.ended, met.contact.done, met.contact.stuck) == (True, True, {})
    book = open_book(site, read_only=False)
    people = book.reading(Roll).on(in_hand(WILLOW))
    assert book.holding is not None
    assert (beyond_this_copy(book).told, beyond_this_copy(book).at) == (True, LATER)
    assert (len(people), len(book.reading(Roll).where)) == (12, 12)
    known = [one.particulars for person in people if (one := book.reading(People).get(person)) and one.particulars]
    assert book.sealed is not None
    assert len(book.sealed.open_many(known)) == 12
    assert put_out(book, LATER) == (None, 0)
    book.close()
    told = verify_book(site)
    assert told.failed == []
    assert any(line.startswith("partial:") for line in told.lines())


def _of_the_desk(folder: Path) -> Here:
    names = [path.stem for path in (folder / "keys" / "logs").glob("*.key")]
    return here(folder, node=next(name for name in sorted(names) if name not in ("forward", "register")))
