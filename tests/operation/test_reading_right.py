"""Who may read: the policy in the register decides, its grants and their hours too, wherever anything opens."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from musterbook.console.looking import Looker
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.compartments import open_in, own_readers, readers_of, seal_in
from musterbook.operation.folder import open_book
from musterbook.operation.keeping_rights import grant
from musterbook.operation.reading_right import asker_named, readers_in, reads_in
from musterbook.operation.setting_policy import set_policy
from musterbook.operation.sharing import accesses, share_in
from musterbook.rights.policy import own_text
from musterbook.store.rooms import open_apart, rooms_of
from musterbook.terms.errors import Refused
from musterbook.terms.people import PersonId
from tests.operation.making import DESK, MORNING, acting, open_small_book

ONE = PersonId("ACE-1111-F")
WHY = "his condition at reception"
CHIEF = "s.security/security-officer"
NO_INSPECTOR = """
@id("no-inspector-reads-health")
forbid (principal, action == Action::"open", resource is Sealed)
when { resource.compartment == "health" && principal.roles.contains("inspector") };
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reading")
    people = (("v.inspect", "desk", "inspector"), ("n.narrow", "desk", "reader"), ("u.until", "desk", "reader"))
    open_small_book(folder, officers=people).close()
    return folder / "willow"


@pytest.fixture
def book(place: Path, tmp_path: Path) -> Iterator[Book]:
    shutil.copytree(place, tmp_path / "willow")
    opened = open_book(tmp_path / "willow" / "book", read_only=False)
    yield opened
    opened.close()


def at_register(book: Book) -> Acting:
    two = acting({"r.registrar": "registrar", "a.admin": "administrator"}, DESK, minutes=20)
    return Acting(two.by, two.officers, two.at, log=book.register_log)


def looker(book: Book, officer: str) -> Looker:
    known = asker_named(book.register, officer, when=MORNING)
    return Looker(officer, known.roles, asked=True, known=known)


def test_a_policy_set_in_the_register_decides_what_opens_on_pages_in_verbs_and_to_whom_it_is_sealed(
    book: Book, tmp_path: Path
) -> None:
    before = seal_in(book, ONE, "injuries", "health", b"two ribs", at=MORNING)[0]
    assert looker(book, "v.inspect").may_open("health")
    (tmp_path / "seeing.cedar").write_text(own_text() + NO_INSPECTOR)

    set_policy(book, at_register(book), seeing=tmp_path / "seeing.cedar")

    after = seal_in(book, ONE, "injuries", "health", b"healing", at=MORNING)[0]
    assert not looker(book, "v.inspect").may_open("health")
    assert looker(book, "v.inspect").may_open("complaint")
    assert looker(book, "d.doctor").may_open("health")
    assert set(readers_of(book, "health", MORNING)) == {"d.doctor"}
    for digest in (before, after):
        with pytest.raises(Refused) as refused:
            open_in(book, acting("v.inspect/inspector", DESK, minutes=30), [digest], WHY)
        assert [one.rule for one in refused.value.objections] == ["compartment.no-right"]
        assert refused.value.objections[0].values["who"] == "d.doctor"
        assert open_in(book, acting("d.doctor/clinician", DESK, minutes=30), [digest], WHY)


def test_a_grant_that_names_compartments_opens_these_and_no_other_of_its_role(book: Book) -> None:
    grant(book, at_register(book), "n.narrow", "inspector", DESK, compartments=["complaint"])

    assert [name for name in ("health", "security", "complaint") if looker(book, "n.narrow").may_open(name)] == [
        "complaint"
    ]
    assert "n.narrow" not in readers_in(book.register, "health")
    assert "n.narrow" in readers_in(book.register, "complaint")


def test_a_grant_names_no_compartment_beyond_its_role_into_being(book: Book) -> None:
    grant(book, at_register(book), "n.narrow", "clinician", DESK, compartments=["health", "security"])

    assert [name for name in ("health", "security") if looker(book, "n.narrow").may_open(name)] == ["health"]


def test_what_a_grant_opens_ends_with_it(book: Book) -> None:
    end = MORNING + timedelta(hours=2)
    grant(book, at_register(book), "u.until", "security-officer", DESK, until=end, level=3)

    now, later = (asker_named(book.register, "u.until", when=at) for at in (MORNING, end))

    assert (reads_in(now, "security"), now.level) == (True, 3)
    assert (reads_in(later, "security"), later.level) == (False, 0)


def test_whose_grant_has_ended_by_its_own_hour_is_sealed_nothing_more_and_no_list_names_him(book: Book) -> None:
    end = MORNING + timedelta(hours=2)
    grant(book, at_register(book), "u.until", "security-officer", DESK, until=end)
    before, after = acting(CHIEF, DESK, minutes=30), acting(CHIEF, DESK, minutes=150)

    now, later = (seal_in(book, ONE, "report", "security", b"a note", at=one.hour)[0] for one in (before, after))

    assert book.sealed is not None
    rooms = rooms_of(book.sealed, [now, later])
    for digest, opened in ((now, {now: b"a note"}), (later, {})):
        assert open_apart(book.sealed, {digest: rooms[digest][1]}, own_readers(book, "u.until")) == opened
    named = [{one.compartment: one for one in accesses(book, at)}["security"] for at in (MORNING, end)]
    assert ["u.until" in one.officers for one in named] == [True, False]
    assert [one.keyless for one in named] == [(), ()]
    with pytest.raises(Refused, match=r"compartment\.no-right"):
        share_in(book, after, "u.until", "he wants what he had", compartments=["security"])


def test_nobody_and_a_compartment_nobody_knows_open_nothing(book: Book) -> None:
    assert not Looker().may_open("health")
    assert not looker(book, "v.inspect").may_open("kitchen")
    assert readers_in(book.register, "kitchen") == ()
