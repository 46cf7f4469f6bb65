"""What every page owes whoever looks at it, asked of each page that is routed, drawn with everything it can offer.

Its twins under the same filters, a wall, a title, a letter, its whole being in its address, and how old what it shows
is, node by node. `SHOWN_BY` names for each page of the console's design the tests that show what can be done on it.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from itertools import pairwise
from pathlib import Path

import pytest

from musterbook.console.app import create_app
from musterbook.console.book_source import BookSource
from musterbook.console.desk import NAVIGATION, ON_LAN, OVERSEEN
from musterbook.console.settings import Settings
from musterbook.terms.times import zulu
from tests.console.asking import Console
from tests.console.invented import NOW, InventedSource
from tests.console.test_browser import PAGES, named
from tests.console.test_codes_in_words import codes_like
from tests.console.test_every_page import ROUTED
from tests.operation.making import open_small_book

HERE = Path(__file__).resolve().parent
NO_TWIN = {
    "/problems/{name}": "words about a rule, no rows of a book",
}
"""Pages that leave nothing to a spreadsheet, and why."""
NAMED_IN_PAGES = {
    "/book": {"receiving-officer", "rights.role"}, "/problems/{name}": {"eligibility.hold"},
    "/serials/{name}": {"eligibility.hold"}, "/board": {"hsk.officer"},
}  # fmt: skip
"""Where a sentence stands with the rule it comes from, to be looked up by it, and where an officer has such a name."""
LETTERS = {
    "O": "/", "W": "/watch", "U": "/musters", "C": "/coordination", "A": "/agreements", "P": "/plan", "B": "/board",
    "M": "/manifests", "S": "/tablets", "H": "/handovers", "N": "/people", "L": "/book", "E": "/eligibility",
    "I": "/identity", "D": "/dossiers", "R": "/repatriation", "F": "/camps", "Z": "/reports", "Y": "/nodes",
    "X": "/rights",
}  # fmt: skip
"""Letter after `g` and address, page by page of the console's design."""

SHOWN_BY: Mapping[str, tuple[str, ...]] = {
    "/": (
        "test_pages.test_the_overview_says_three_numbers_together",
        "test_browser.test_the_bar_on_the_page_is_the_bar_of_the_totals",
        "test_browser.test_with_assets_the_map_can_be_moved",
        "test_browser.test_arrow_keys_walk_the_serial_board",
    ),
    "/watch": (
        "test_watch_pages.test_the_most_pressing_site_stands_first_and_every_chance_has_its_range",
        "test_watch_pages.test_old_and_missing_guard_reports_are_told_and_what_rests_on_them_is_grey",
        "test_watch_pages.test_misses_come_before_scores_and_few_are_not_judged",
    ),
    "/sites/{name}": ("test_counting.test_two_who_agree_sign_what_was_shown_and_then_see_who_is_missing",),
    "/musters": ("test_custody_walks.test_a_count_is_called_made_by_two_and_signed_with_the_keyboard_alone",),
    "/coordination": ("test_call_pages.test_every_page_has_its_twins_and_its_wall",),
    "/agreements": ("test_custody_walks.test_an_agreement_is_opened_and_closed_with_the_keyboard_alone",),
    "/plan": (
        "test_lift_pages.test_every_run_stands_beside_the_others_and_the_plan_now_is_marked",
        "test_lift_pages.test_why_not_is_answered_by_trying",
    ),
    "/board": (
        "test_browser.test_a_serial_dragged_to_another_hour_asks_what_the_form_asks",
        "test_browser.test_a_keyboard_alone_tries_a_change_of_a_serial",
    ),
    "/serials/{name}": ("test_lift_pages.test_a_manifest_says_who_how_many_under_which_digest_and_whom_a_gate_stops",),
    "/handovers": ("test_two_nodes_at_a_ramp", "test_night_at_a_ramp"),
    "/people": (
        "test_browser.test_the_grid_keeps_only_the_rows_in_sight_and_counts_every_facet",
        "test_deeds.test_many_are_looked_at_before_they_are_signed_for_and_each_left_out_has_a_reason",
    ),
    "/people/{name}": ("test_custody_walks.test_a_person_is_walked_from_his_risks_to_what_happened_to_him",),
    "/book": ("test_pages.test_a_past_moment_is_read_afresh_said_so_and_not_live",),
    "/eligibility": (
        "test_custody_walks.test_whoever_is_marked_is_looked_at_before_he_is_cleared_with_the_keyboard_alone",
        "test_custody_walks.test_a_witness_is_held_and_his_hold_lifted_by_two_with_the_keyboard_alone",
    ),
    "/identity": ("test_judging",),
    "/dossiers": ("test_dossier_pages",),
    "/repatriation": ("test_return_pages",),
    "/camps": ("test_camp_pages",),
    "/reports": (
        "test_report_pages.test_only_the_agreed_number_stands_as_the_number_and_differences_carry_their_sign",
        "test_report_pages.test_two_moments_are_laid_beside_each_other_when_asked",
    ),
    "/do/{name}": (
        "test_deeds.test_what_was_just_written_is_undone_by_a_press_and_stays_to_be_read",
        "test_deeds.test_after_half_a_minute_it_is_put_right_as_any_other_act_with_a_reason",
    ),
}
"""Page → the tests in which what it can do is done, by file and name."""


@dataclass
class Pages:
    """One console drawn with a pen: each routed page's address, and what it answers."""

    console: Console
    addresses: Mapping[str, str]
    drawn: dict[str, str] = field(default_factory=dict)

    def page(self, pattern: str) -> str:
        """The text of a page; asked once."""
        if pattern not in self.drawn:
            self.drawn[pattern] = self.console.get(self.addresses[pattern]).text
        return self.drawn[pattern]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    book = open_small_book(tmp_path_factory.mktemp("owes"))
    source = InventedSource(240)
    console = Console(create_app(source, settings=Settings(), pen=BookSource(book, now=lambda: NOW)), source)

    shown = [named(one, source) for one in PAGES]
    yield Pages(console, {one: _address_of(one, shown) for one in ROUTED})
    book.close()


def _address_of(pattern: str, shown: Sequence[str]) -> str:
    """Where a routed page is: of one about something, the first of those shown that is not routed by itself."""
    way = re.compile(pattern.replace("{name}", "[^/?]+") + r"(\?.*)?")
    return next(one for one in shown if way.fullmatch(one) and (one == pattern or one not in ROUTED))


def test_every_page_is_drawn_with_all_that_it_may_offer(pages: Pages) -> None:
    wrong = {one: said for one in ROUTED if (said := pages.console.get(pages.addresses[one]).status_code) != 200}
    assert wrong == {}


def test_every_page_leads_to_its_twins_which_stand_under_the_same_filters(pages: Pages) -> None:
    wrong = {}
    for pattern in ROUTED:
        links = re.findall(r'href="([^"]+)">(?:JSON|CSV)</a>', pages.page(pattern).partition('class="foot"')[2])
        if pattern in NO_TWIN:
            continue
        _, _, query = pages.addresses[pattern].partition("?")
        told, sheet = (pages.console.get(unescape(one)) for one in links[:2])
        lines = list(csv.reader(io.StringIO(sheet.content.decode("utf-8-sig"))))
        same = all(unescape(one).partition("?")[2] == query for one in links[:2])
        marked = sheet.content.startswith(codecs.BOM_UTF8)
        if not (same and marked) or "stamp" not in told.json() or lines[0][-3:] != ["marking", "as_of", "head"]:
            wrong[pattern] = links

    assert wrong == {}


def test_every_page_has_a_wall_a_title_of_its_own_and_one_heading(pages: Pages) -> None:
    titles = {}
    for pattern in ROUTED:
        text = pages.page(pattern)
        address = pages.addresses[pattern]
        wall = pages.console.get(f"{address}{'&' if '?' in address else '?'}wall").text
        titles[pattern] = re.findall(r"<title>(.*?) · Musterbook</title>", text, re.DOTALL)
        assert re.search(r"<html[^>]* data-wall", wall), pattern
        assert text.count("<h1") == 1, pattern

    assert all(len(one) == 1 and one[0].strip() for one in titles.values())
    assert [one for one, times in Counter(one[0] for one in titles.values()).items() if times > 1] == []


def test_a_narrow_screen_has_four_pages_and_the_rest_behind_one_press(pages: Pages) -> None:
    for pattern in ROUTED:
        dock = re.search(r'<nav class="dock".*?</nav>', pages.page(pattern), re.DOTALL)

        assert dock is not None, pattern
        assert re.findall(r'<a href="([^"]*)"', dock[0]) == ["/", "/manifests", "/handovers", "/people"], pattern
        assert dock[0].count('popovertarget="all-pages"') == 1, pattern
        assert dock[0].count("aria-current") + dock[0].count('class="here"') <= 1, pattern


def test_a_page_printed_says_of_when_it_is_and_under_which_filters(pages: Pages) -> None:
    css = (HERE.parents[1] / "src/musterbook/console/static/css/print.css").read_text("utf-8")
    chosen = pages.console.get("/due?overdue=yes&within=24").text

    assert ".foot { display: none" not in css
    assert "content: attr(data-here)" in css
    assert 'data-here="/due?overdue=yes&amp;within=24"' in chosen


def test_a_wall_hides_navigation_and_a_print_its_buttons() -> None:
    css = (HERE.parents[1] / "src/musterbook/console/static/css/frame.css").read_text("utf-8")

    assert re.search(r"html\[data-wall\] \.nav[^{]*\{ display: none; \}", css)
    assert re.search(r"html\[data-wall\][^{]*\{[^}]*font-size: 150%", css)
    assert re.search(r"@media print \{.*\.nav, .*dialog \{ display: none !important; \}", css, re.DOTALL)


def test_the_letters_are_those_of_the_design_and_no_two_pages_share_one() -> None:
    routed = [*NAVIGATION, *OVERSEEN, *ON_LAN]
    letters = {letter.upper(): address for _, letter, address in routed}

    assert len(letters) == len(routed)
    assert {letter: letters.get(letter) for letter in LETTERS} == LETTERS


def test_every_page_says_how_old_its_numbers_are_node_by_node_and_what_is_silent(pages: Pages) -> None:
    logs = [one for one in pages.console.source.situation().nodes if not one.is_register]
    limit = Settings().node_silent_minutes
    silent = {one.node for one in logs if one.age_minutes is None or one.age_minutes > limit}

    assert silent
    assert silent != {one.node for one in logs}
    for pattern in ROUTED:
        text = pages.page(pattern)
        found = re.findall(r'<span(?: class="([^"]*)")? data-node="([^"]+)"', text)
        assert {name for _, name in found} == {one.node for one in logs}, pattern
        assert {name for kind, name in found if kind == "is-silent"} == silent, pattern
        assert 'id="live"' in text, pattern
        assert 'id="stale"' in text, pattern
        assert zulu(pages.console.source.stamp().as_of) in text.partition('id="foot-zulu"')[2][:60], pattern


def test_no_page_ever_turns_a_wheel_over_numbers(pages: Pages) -> None:
    for pattern in ROUTED:
        assert not re.search(r'class="[^"]*(spinner|loading)[^"]*"|aria-busy', pages.page(pattern)), pattern
    for one in (HERE.parents[1] / "src/musterbook/console/static").rglob("*.css"):
        if "assets" not in one.parts:
            assert "infinite" not in one.read_text("utf-8"), one.name


def test_what_stands_on_a_page_is_whole_in_its_address(pages: Pages) -> None:
    """Asked twice, a page is the same but for what is made new each time: the nonce, and the key of a form."""
    changing = re.compile(r'nonce="[^"]*"|name="key" value="[^"]*"|\d\d:\d\d:\d\dZ|datetime="[^"]*"')
    for pattern in ROUTED:
        again = pages.console.get(pages.addresses[pattern]).text
        assert changing.sub("", again) == changing.sub("", pages.page(pattern)), pattern


def test_each_test_that_is_named_for_a_page_is_there() -> None:
    missing = []
    for said in (one for some in SHOWN_BY.values() for one in some):
        stem, _, name = said.partition(".")
        text = (HERE / f"{stem}.py").read_text("utf-8") if (HERE / f"{stem}.py").exists() else ""
        if not text or (name and f"def {name}(" not in text):
            missing.append(said)

    assert missing == []
    assert {address for address in LETTERS.values() if address in dict.fromkeys(ROUTED)} - {"/manifests"} <= set(
        SHOWN_BY
    )


def test_no_page_in_english_shows_what_looks_like_a_code(pages: Pages) -> None:
    left = {one: codes for one in ROUTED if (codes := codes_like(pages.page(one)) - NAMED_IN_PAGES.get(one, set()))}

    assert left == {}


def test_every_page_can_be_skipped_into_has_its_headings_in_order_and_one_quiet_voice(pages: Pages) -> None:
    """What a keyboard and a voice hold on to (section 11 of the design); axe asks the rest, page by page."""
    for pattern in ROUTED:
        text = pages.page(pattern)
        first = re.search(r"<body>\s*<a [^>]*>", text)
        levels = [int(one) for one in re.findall(r"<h([1-6])[\s>]", text.partition("<main")[2].partition("</main>")[0])]

        assert first is not None, pattern
        assert 'href="#main"' in first[0], pattern
        assert levels[0] == 1, pattern
        assert all(later <= earlier + 1 for earlier, later in pairwise(levels)), f"{pattern}: {levels}"
        assert len(re.findall(r'aria-live="polite"', text)) == 1, pattern
        assert text.index('class="keys-hint"') > text.index('class="foot"'), pattern


def test_every_picture_on_a_page_has_its_words_beside_it(pages: Pages) -> None:
    """A drawing is named, or hidden from voices because a table or a word beside it says the same."""
    for pattern in ROUTED:
        for drawn in re.findall(r"<svg\b[^>]*>", pages.page(pattern)):
            said = 'aria-label="' in drawn or 'aria-labelledby="' in drawn or 'aria-hidden="true"' in drawn
            assert said, f"{pattern}: {drawn}"
