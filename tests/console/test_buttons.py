"""Buttons stand on the page where an officer needs them, while there is something to do, and not before or after."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

import musterbook.console
from musterbook.console.book_source import BookSource
from musterbook.console.deeds import OF_A_PERSON
from musterbook.console.leaving import LEAVES, form_of
from musterbook.evidence.items import Items
from musterbook.evidence.releases import Releases
from musterbook.operation import packaging
from musterbook.operation.biometrics_beside import BiometricsBeside
from musterbook.operation.book import Book
from musterbook.operation.casework import Incoming, add_item
from musterbook.operation.casework_release import Leaving
from musterbook.operation.deeds.every import ABOUT_A_PERSON, DEEDS, GROUPS
from musterbook.operation.evidence_beside import evidence_beside
from musterbook.operation.examining import open_pair
from musterbook.operation.folder import open_book
from tests.console.asking import Console, console_of
from tests.console.test_deeds import filled, people
from tests.console.test_deeds_by_right import BookFront, enter
from tests.console.test_pages import text_of
from tests.operation.evidence import book_with_evidence
from tests.operation.making import DESK, MORNING, WILLOW, acting, open_small_book
from tests.operation.reporting import open_reporting_book
from tests.operation.test_examining import PAIR, WHY
from tests.operation.test_examining import beside as _prints
from tests.operation.test_packaging import COURT, TWO

prints = _prints
CONSOLE = Path(musterbook.console.__file__).parent
NAMED = re.compile(r"""["'/]([a-z]+(?:-[a-z]+)*)["'?]""")
ITEM, DOSSIER = "IT-000001", "D-77"


@dataclass
class Desk:
    """A console on a book that was opened afresh, and its folder."""

    console: Console
    place: Path

    def buttons(self, path: str) -> dict[str, str]:
        """The deeds a page offers, each with what its form is opened for."""
        links = re.findall(r'href="(/do/[^"]+)"', self.console.get(path).text)
        told = [urlsplit(unescape(one)) for one in links]
        return {one.path.removeprefix("/do/"): parse_qs(one.query).get("about", [""])[0] for one in told}

    def do(self, deed: str, about: str, /, **said: str) -> None:
        """Fill in and sign the form behind a button."""
        answer = filled(self.console, deed, about, **said)
        assert answer.status_code == 303, text_of(answer.text.partition('id="wrong"')[2])[:300]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A book with one thing of two parts, whose originator is Harbour, and what lies beside it."""
    with book_with_evidence(tmp_path, more=(("j.child", "desk", "child-justice-adviser", "4"),)) as beside:
        (tmp_path / "one.txt").write_bytes(b"a statement")
        add_item(beside, acting("q.acquirer/acquiring-officer", WILLOW, minutes=1), Incoming(
            tmp_path / "one.txt", "archive", "SECRET//ORCON/REL TO USA, DEU", MORNING, "Willow", "team 4",
            policy="open-source", originators=frozenset({"harbour"}), item=ITEM,
            portions=(("(S//OC/REL TO USA, DEU)", "who"), ("(U)", "when")),
        ))  # fmt: skip
        policies = beside.policies
    place = tmp_path / "willow" / "book"
    book = open_book(place)
    yield Desk(console_of(BookSource(book, now=lambda: MORNING + timedelta(hours=2.5), policies=policies)), place)
    book.close()


def test_every_deed_of_evidence_has_its_button_where_and_while_it_is_needed(desk: Desk) -> None:
    page, man = f"/dossiers/{DOSSIER}", people(book_of(desk))[0]
    assert {"link-item", "build-dossier", "contest-link"} <= desk.buttons("/dossiers").keys()
    desk.do("link-item", ITEM, item=ITEM, person=man, graded="b2", claim="fact", because="his own words",
            settles="yes", officer="v.reviewer", officer__2="x.examiner")  # fmt: skip
    desk.do("build-dossier", DOSSIER, dossier=DOSSIER, person=man, items=ITEM, officer="v.reviewer")

    built = desk.buttons(page)
    assert built == {"pass-item": ITEM, "remark-portion": ITEM, "note-consent": ITEM, "contest-link": ITEM,
            "review-dossier": DOSSIER, "ask-release": DOSSIER, "build-dossier": DOSSIER}  # fmt: skip

    desk.do("contest-link", ITEM, item=ITEM, person=man, because="it was his cousin", officer="l.legal")
    contested = desk.buttons(page)
    assert "contest-link" not in contested
    start = contested["answer-link-contest"]
    desk.do("answer-link-contest", start, contested=start, outcome="kept", because="the pictures show him",
            officer="u.reviewer", officer__2="l.legal")  # fmt: skip
    desk.do("note-consent", ITEM, item=ITEM, statement="in court", countries="DEU", uses="prosecution",
            officer="v.reviewer")  # fmt: skip
    desk.do("review-dossier", DOSSIER, dossier=DOSSIER, outcome="release", note="a grown man", officer="j.child")
    desk.do("remark-portion", ITEM, item=ITEM, part="2", mark="(C)", word_of="guide 4", because="it names a street",
            officer="n.origin")  # fmt: skip

    after = desk.buttons(page)
    assert {"answer-link-contest", "review-dossier"} & after.keys() == set()
    assert {"withdraw-consent": ITEM, "contest-link": ITEM}.items() <= after.items()
    item = book_of(desk).reading(Items).item(ITEM)
    assert item is not None
    assert item.marks[1] == "(C)"


def test_a_request_shows_the_button_of_whoever_it_waits_for_and_a_package_that_left_may_be_recalled(desk: Desk) -> None:
    page, man = f"/dossiers/{DOSSIER}", people(book_of(desk))[0]
    desk.do("link-item", ITEM, item=ITEM, person=man, graded="b2", claim="fact", because="his own words",
            settles="yes", officer="v.reviewer", officer__2="x.examiner")  # fmt: skip
    desk.do("build-dossier", DOSSIER, dossier=DOSSIER, person=man, items=ITEM, recruited="no", officer="v.reviewer")
    assert "review-dossier" not in desk.buttons(page)
    desk.do("ask-release", DOSSIER, dossier=DOSSIER, country="DEU", office="the court", purpose="prosecution",
            court_name="regional court", charge="a charge", officer="k.case")  # fmt: skip

    asked = desk.buttons(page)
    assert {"judge-release": "R-0001", "answer-release": "R-0001"}.items() <= asked.items()
    assert "recall-package" not in asked
    desk.do("answer-release", "R-0001", request="R-0001", originator="harbour", say="approve", officer="n.origin")
    assert "answer-release" not in desk.buttons(page)

    book = open_book(desk.place, read_only=False)
    beside = evidence_beside(book, desk.place)
    two = acting(TWO, DESK, minutes=130)
    packaging.make_package(beside, two, "R-0001", Leaving(), recipient=COURT, out=desk.place / "p.mbp")
    packed = desk.buttons(page)
    sender = acting("f.disclose/disclosure-officer", DESK, minutes=131)
    packaging.send(beside, sender, "P-0001", how="courier", sealed=desk.place / "p.mbp")
    book.close()

    sent = desk.buttons(page)
    assert ("recall-package" in packed, sent.get("recall-package")) == (False, "P-0001")
    desk.do("recall-package", "P-0001", package="P-0001", because="it names a source", officer="n.origin")
    assert "recall-package" not in desk.buttons(page)
    assert book_of(desk).reading(Releases).stage("R-0001", beside.policies) == "recalled"


def book_of(desk: Desk) -> Book:
    assert isinstance(desk.console.source, BookSource)
    return desk.console.source.register_book()


def test_every_deed_of_identity_has_its_button_where_and_while_it_is_needed(prints: BiometricsBeside) -> None:
    for name in ("x.one", "x.two"):
        open_pair(prints, PAIR, name, at=MORNING)
    assert prints.book.folder is not None
    place = prints.book.folder
    prints.book.close()
    book = open_book(place)
    desk = Desk(console_of(BookSource(book, now=lambda: MORNING + timedelta(hours=2))), place)
    page = f"/identity/{PAIR}"

    assert desk.buttons(page) == {"judge-pair": PAIR, "step-aside": PAIR}
    assert {"declare-interview", "contest-identification"} <= desk.buttons("/identity").keys()
    assert "refuse-enrolment" in desk.buttons("/enrolment")
    for name in ("x.one", "x.two"):
        desk.do("judge-pair", PAIR, pair=PAIR, found="same", because=WHY, officer=name)

    assert desk.buttons(page) == {"identify-pair": PAIR}
    desk.do("identify-pair", PAIR, pair=PAIR, because=WHY, resting_on="finger", officer="x.one")
    start = desk.buttons(page)["agree-identification"]
    desk.do("agree-identification", start, identification=start, because=WHY, officer="i.identity")
    assert desk.buttons(page) == {"tell-identification": start}
    desk.do("tell-identification", start, identification=start, told="in-person", officer="i.identity")
    assert desk.buttons(page) == {"withdraw-identification": start}
    desk.do("contest-identification", start, identification=start, because="he says not he", officer="l.legal")
    assert desk.buttons("/identity")["answer-identification-contest"]
    book.close()


def test_what_has_nothing_to_do_about_somebody_or_a_place_is_offered_only_once_it_has(tmp_path: Path) -> None:
    open_small_book(tmp_path, officers=(("y.data", "desk", "data-protection-officer"),)).close()
    place = tmp_path / "willow" / "book"
    book = open_book(place)
    desk = Desk(console_of(BookSource(book, now=lambda: MORNING + timedelta(hours=1))), place)
    one, other, third, *_ = people(book)
    ends = {"withdraw-clearance", "recover", "end-hold-kept", "end-locator", "end-lodging", "lift-hold"}

    assert not ends & desk.buttons(f"/people/{one}").keys()
    assert "depart" in desk.buttons(f"/people/{one}")
    desk.do("clear", one, people=one, destination="harbour", legal_basis="order 7", officer="e.reviewer")
    desk.do("hold-kept", one, people=one, because="an open question", officer="y.data")
    desk.do("hold", other, person=other, ground="court", officer="w.officer")
    desk.do("depart", third, person=third, outcome="released", paper="ab" * 32, authority="the court",
            officer="w.officer", officer__2="l.legal")  # fmt: skip

    assert ends & desk.buttons(f"/people/{one}").keys() == {"withdraw-clearance", "end-hold-kept"}
    assert ends & desk.buttons(f"/people/{other}").keys() == {"lift-hold"}
    assert {"depart", "recover"} & desk.buttons(f"/people/{third}").keys() == {"recover"}
    assert {"say-lost", "say-regained"} & desk.buttons("/sites/WLW").keys() == {"say-lost"}
    desk.do("say-lost", "willow", site="willow", because="no answer since five", officer="o.desk")
    assert {"say-lost", "say-regained"} & desk.buttons("/sites/WLW").keys() == {"say-regained"}
    assert all(desk.console.get(f"/do/{deed}").status_code == 200 for deed in DEEDS if deed in ends)
    book.close()


def test_a_figure_is_stated_agreed_and_only_then_cleared_to_be_said(tmp_path: Path) -> None:
    open_reporting_book(tmp_path).close()
    place = tmp_path / "willow" / "book"
    book = open_book(place)
    desk = Desk(console_of(BookSource(book, now=lambda: MORNING + timedelta(hours=1))), place)
    said = {"agree-figure", "clear-statement"}

    assert {"state-figure", "issue-report"} <= desk.buttons("/reports").keys()
    assert not said & desk.buttons("/reports").keys()
    desk.do("state-figure", "", officer="o.desk")
    figure = desk.buttons("/reports")["agree-figure"]
    desk.do("agree-figure", figure, figure=figure, officer="h.officer")
    assert said & desk.buttons("/reports").keys() == {"clear-statement"}
    book.close()


def test_no_deed_is_without_a_page_that_offers_it() -> None:
    own = ("deed_forms.py", "undo.py")
    files = [one for kind in ("*.py", "*.html") for one in CONSOLE.rglob(kind) if one.name not in own]
    named = {name for one in files for name in NAMED.findall(one.read_text("utf-8"))}
    of_a_person = {one.name for group in OF_A_PERSON for one in GROUPS[group] if one.about in ABOUT_A_PERSON}
    verbs = [verb for kinds in LEAVES.values() for _, verb in kinds]
    lists = {form_of(f"muster {verb}").rpartition("/")[2].partition("?")[0] for verb in verbs}

    assert DEEDS.keys() - named - of_a_person - lists == set()


def test_an_officer_is_offered_of_evidence_what_his_role_may_sign(desk: Desk, tmp_path: Path) -> None:
    man = people(book_of(desk))[0]
    desk.do("link-item", ITEM, item=ITEM, person=man, graded="b2", claim="fact", because="his own words",
            settles="yes", officer="v.reviewer", officer__2="x.examiner")  # fmt: skip
    desk.do("build-dossier", DOSSIER, dossier=DOSSIER, person=man, items=ITEM, officer="v.reviewer")
    (tmp_path / "front").mkdir()
    front = BookFront(tmp_path / "front", book_of(desk))
    front.account("k.case", "j.child")
    offered = {}

    for officer in ("k.case", "j.child"):
        enter(front, officer)
        text = front.get(f"/dossiers/{DOSSIER}").text
        offered[officer] = set(re.findall(r'href="/do/([a-z-]+)', text))
        front.cookies.clear()

    assert offered == {"k.case": {"ask-release", "contest-link"}, "j.child": {"review-dossier"}}
