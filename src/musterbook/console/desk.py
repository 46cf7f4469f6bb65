"""The desk: what every page is made with. It draws a template with the words, the stamp and the head of each page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote
from zoneinfo import ZoneInfo

import jinja2
import msgspec
from litestar import Response
from litestar.enums import MediaType

from musterbook.console.asked import Asked
from musterbook.console.codes_said import fact_said, owner_said, policy_said, recovered_said
from musterbook.console.deed_rows import Offer, moments_apart
from musterbook.console.deeds import Deeds
from musterbook.console.first_drawn import FirstDrawn
from musterbook.console.frames import queues
from musterbook.console.kept_said import kept_more, kept_said
from musterbook.console.leaving import form_of, leaving
from musterbook.console.lift_rows import WholeSource
from musterbook.console.looking import Looker
from musterbook.console.said_with_pages import Parts, said_with_pages
from musterbook.console.settings import Settings
from musterbook.console.shelf import Shelf
from musterbook.console.source import DiscrepancyRow, Stamp
from musterbook.console.tongues import with_english_marked
from musterbook.console.twins import csv_twin, json_twin
from musterbook.eligibility.gates import GATES
from musterbook.operation.deeds.every import ABOUT_A_PERSON, DEEDS
from musterbook.terms.times import zulu
from musterbook.words import chances
from musterbook.words import deeds as deed_words
from musterbook.words import pages as words
from musterbook.words.countries import country_said
from musterbook.words.languages import LANGUAGES, direction, figure, lettered, manner
from musterbook.words.markings import marking_said
from musterbook.words.needs import need_said
from musterbook.words.on_papers import discrepancy_said, gate_said, gate_source_said, refusal_said, scope_said, why_said

TEMPLATES: Final = Path(__file__).parent / "templates"
NAVIGATION: Final = (
    ("overview", "o", "/"),
    ("watch", "w", "/watch"),
    ("coordination", "c", "/coordination"),
    ("agreements", "a", "/agreements"),
    ("plan", "p", "/plan"),
    ("board", "b", "/board"),
    ("manifests", "m", "/manifests"),
    ("handovers", "h", "/handovers"),
    ("people", "n", "/people"),
    ("musters", "u", "/musters"),
    ("beds", "v", "/beds"),
    ("eligibility", "e", "/eligibility"),
    ("incidents", "t", "/incidents"),
    ("due", "q", "/due"),
    ("camps", "f", "/camps"),
    ("reports", "z", "/reports"),
    ("identity", "i", "/identity"),
    ("enrolment", "k", "/enrolment"),
    ("dossiers", "d", "/dossiers"),
    ("repatriation", "r", "/repatriation"),
    ("book", "l", "/book"),
)
"""Pages in the order they are listed: key of the word, letter after g, address."""
DOCK: Final = ("overview", "manifests", "handovers", "people", "musters", "watch", "board", "due", "camps", "reports")
"""Pages that stand at the foot of a narrow screen, the likeliest first; the first four that open for whoever looks."""
DOCKED: Final = 4
OVERSEEN: Final = (("nodes", "y", "/nodes"), ("rights", "x", "/rights"), ("consultations", "j", "/consultations"))
"""Pages of oversight, where there is a book beside which its register lies."""
ON_LAN: Final = (("tablets", "s", "/tablets"),)
"""Of a console that is reached from a network."""

SCRIPT_WORDS: Final = (
    "live.live", "live.waiting", "live.old", "live.lost", "live.banner", "theme.day", "theme.night", "theme.label",
    "length.days", "length.hours", "length.minutes", "palette.none", "palette.page", "palette.place", "palette.person",
    "palette.serial", "people.shown", "people.none", "bar.does-not-add-up", "bar.spoken",
    "bar.part", "bar.sites", "bar.escorts", "bar.handing_over", "bar.staging", "bar.received", "bar.unaccounted",
    "totals.discrepancies", "board.dragged", "board.dropped", "board.waited",
    "drop.told", "drop.cannot", "copy.done", "map.zoom-in", "map.zoom-out", "map.km", "map.m",
    "map.whole", "people.any", "identity.ridges", "list.comma",
)  # fmt: skip
"""Words that a script may put on the page."""
SCRIPT_COUNTS: Final = ("people.count",)
"""Counted sentences a script may put there; it chooses the form of the plural."""

ISLANDS: Final = ("words", "live", "paint", "folding")
"""Modules that others import by name."""


_ABOUT_HIM: Final = frozenset(name for name, deed in DEEDS.items() if deed.about in ABOUT_A_PERSON)
"""Deeds whose form a page about one person opens for him."""


@dataclass(frozen=True)
class Desk:
    """A source of rows, the files to serve, and how pages are drawn.

    `signs`: officers can sign on its pages; `deeds` is what they may sign there. `on_lan`: tablets reach it. `first`
    notices what pages list.
    """

    source: WholeSource
    settings: Settings
    shelf: Shelf
    oversees: bool = False
    signs: bool = False
    provider_name: str = ""
    deeds: Deeds | None = None
    on_lan: bool = False
    first: FirstDrawn | None = None

    @property
    def asks_phrases(self) -> bool:
        """Whether a pass-phrase is asked for each key that signs on its pages."""
        return self.deeds is not None and self.deeds.pen.asks_phrases

    def offers(self, asked: Asked, names: Sequence[str], about: str = "") -> list[Offer]:
        """Of these deeds those that a page may offer whoever asks; none of the past, and none without a pen."""
        if self.deeds is None or asked.as_of is not None:
            return []
        return self.deeds.offered(asked, names, about)

    def press(self, asked: Asked, name: str, about: str = "", **said: str) -> Offer | None:
        """One deed that a page offers beside a row, its form filled in as said; None where it may not be offered."""
        if self.deeds is None or asked.as_of is not None:
            return None
        return self.deeds.press(asked, name, about, said)

    def person_offers(self, asked: Asked, number: str) -> dict[str, list[Offer]]:
        """Everything that a page may offer whoever asks to do about one person, by group."""
        return {} if self.deeds is None or asked.as_of is not None else self.deeds.of_person(asked, number)

    def with_pages(self, asked: Asked, text: str, *, found: str = "", person: str = "") -> Parts:
        """A sentence in which commands are links to forms and pages that do the same, as far as they open for him.

        `found` is the discrepancy it is about, `person` the one person: their forms open for them.
        """

        def way(to: str) -> tuple[str, str] | None:
            if to.startswith("/"):
                key = next((key for key, _, path in NAVIGATION if path == to), "")
                return (asked.at(to), words.page(f"nav.{key}")) if key and asked.looker.opens(to) else None
            about = found if to == "explain" else person if to in _ABOUT_HIM else ""
            offer = self.press(asked, to, about)
            return None if offer is None else (offer.address, offer.title)

        return said_with_pages(text, way)

    def docked(self, looker: Looker) -> list[tuple[str, str, str]]:
        """The few pages at the foot of a narrow screen: of the likeliest, the first that open for whoever looks."""
        listed = {key: (key, letter, path) for key, letter, path in NAVIGATION if looker.opens(path)}
        return [listed[key] for key in DOCK if key in listed][:DOCKED]

    def clocks(self, asked: Asked, rows: Sequence[DiscrepancyRow]) -> str:
        """What a page that draws these rows says of clocks that do not run yet; drawing shows them to whoever asks."""
        return self.first.draws(asked, rows) if self.first is not None else ""

    def named(self, asked: Asked) -> dict[str, str]:
        """What each place is called in the letters of the page, by its id and by the Latin name that rows carry."""
        called = [
            (one, lettered(asked.language, one.name, one.name_ar)) for one in self.source.situation(asked.as_of).sites
        ]
        return {one.name: said for one, said in called} | {one.id: said for one, said in called}

    def places_named(self, asked: Asked) -> dict[str, str]:
        """What `named` says, and what the only place of a custodian is called, by the custodian."""
        called, sites = self.named(asked), self.source.situation(asked.as_of).sites
        of = Counter(one.custodian for one in sites)
        return {one.custodian: called[one.id] for one in sites if of[one.custodian] == 1} | called

    def html(self, asked: Asked, template: str, stamp: Stamp, **shown: object) -> Response[str]:
        """A whole page from a template."""
        situation = self.source.situation(asked.as_of)
        heard = sorted(situation.nodes, key=lambda node: -(node.age_minutes or 0))
        drawn = self.draw(
            asked, template, stamp=stamp, heard=heard, named=self.named(asked), badges=queues(situation), **shown
        )
        return Response(drawn, media_type=MediaType.HTML)

    def draw(self, asked: Asked, template: str, **shown: object) -> str:
        """The text of a template."""
        drawn = self._drawing.get_template(template).render(asked=asked, desk=self, eastern=manner().eastern, **shown)
        return with_english_marked(drawn)

    def answer(
        self,
        asked: Asked,
        template: str,
        stamp: Stamp,
        *,
        said: Mapping[str, object],
        rows: Sequence[object],
        **shown: object,
    ) -> Response[Any]:
        """A page in the shape asked for: `said` is its JSON, `rows` its CSV, `shown` for the template besides."""
        heads = {"Musterbook-Head": stamp.head, "Musterbook-Sequence": str(stamp.entries)}
        if asked.shape == "json":
            return Response(json_twin(stamp, said), media_type="application/json", headers=heads)
        if asked.shape == "csv":
            name = f"{asked.path.strip('/').replace('/', '-') or 'overview'}-{zulu(stamp.as_of)}.csv"
            heads["Content-Disposition"] = f'attachment; filename="{name}"'
            return Response(csv_twin(stamp, rows), media_type="text/csv", headers=heads)
        drawn = self.html(asked, template, stamp, **shown)
        drawn.headers.update(heads)
        return drawn

    def local(self, moment: datetime) -> list[tuple[str, str, str]]:
        """The local clocks: name, zone and the hour there."""
        return [(name, zone, f"{moment.astimezone(ZoneInfo(zone)):%H:%M}") for name, zone in self.settings.clocks]

    @cached_property
    def import_map(self) -> str:
        """Names by which islands find modules, as JSON for the page's one inline script."""
        found = {f"muster/{name}": self.shelf.address(f"islands/{name}.js") for name in ISLANDS}
        if self.shelf.has("assets/maplibre-gl.mjs"):
            found["maplibre-gl"] = self.shelf.address("assets/maplibre-gl.mjs")
        return msgspec.json.encode({"imports": found}).decode()

    @property
    def script_words(self) -> str:
        """Words for scripts in the language that is spoken now, as JSON that may stand inside a page."""
        return self.words_json(SCRIPT_WORDS, SCRIPT_COUNTS)

    def words_json(self, keys: Sequence[str], counts: Sequence[str] = ()) -> str:
        """Words and counted sentences for a script, likewise."""
        told: dict[str, str | dict[str, str]] = {key: words.words_of(key) for key in keys}
        told |= {key: words.forms_of(key) for key in counts}
        return msgspec.json.encode(told).decode().replace("<", "\\u003c")

    @cached_property
    def _drawing(self) -> jinja2.Environment:
        drawing = jinja2.Environment(
            loader=jinja2.FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        drawing.globals.update(
            leaving=leaving, form_of=form_of, moments_apart=moments_apart, w=words.page, counted=words.counted,
            known=words.known, digits=words.digits, decimal=_decimal, hundredths=_hundredths,
            chance=chances.figure, spanned=chances.span, level=chances.level, lasting=words.minutes,
            zulu=zulu, moment=_moment, path=quote, hm=_hours, written=_written, days=_days, direction=direction,
            languages=LANGUAGES,
            navigation=(*NAVIGATION, *(OVERSEEN if self.oversees else ()), *(ON_LAN if self.on_lan else ())),
            with_pages=self.with_pages, places_named=self.places_named, gates=GATES, deed_title=deed_words.title,
            deed_lead=deed_words.lead, deed_go=deed_words.go, roles=deed_words.roles, marking_said=marking_said,
            fact_said=fact_said, owner_said=owner_said, kept_said=kept_said, kept_more=kept_more,
            need_said=need_said, recovered_said=recovered_said, gate_said=gate_said,
            why_said=why_said, policy_said=policy_said, refusal_said=refusal_said,
            gate_source_said=gate_source_said,
            discrepancy_said=discrepancy_said, scope_said=scope_said, nation=country_said,
            minutes_from=_minutes_from, timedelta=timedelta,
        )  # fmt: skip
        return drawing


def _decimal(number: float) -> str:
    """A measure as screens show it: `1,687.6`, and small ones to a hundredth."""
    return figure(f"{number:,.{1 if abs(number) >= 10 else 2}f}".replace("-", "−"))


def _hundredths(number: str) -> str:
    """People at their weight as screens show them: `8,197.20`."""
    return figure(f"{float(number):,.2f}")


def _moment(seconds: int) -> datetime:
    """A moment in Zulu from seconds since 1970."""
    return datetime.fromtimestamp(seconds, UTC)


def _written(text: str) -> str:
    """A moment that stands as text in a table beside the book, in Zulu: `22 JAN 01:07Z`."""
    return _days(datetime.fromisoformat(text).astimezone(UTC))


def _hours(moment: datetime) -> str:
    """The hour in Zulu, `01:07Z`."""
    return words.clock(moment)


def _days(moment: datetime) -> str:
    """Day and hour in Zulu, `22 JAN 01:07Z`."""
    told = zulu(moment)
    return f"{told[:2]} {told[7:10]} {told[2:4]}:{told[4:6]}Z"


def _minutes_from(earlier: datetime, later: datetime) -> int:
    return int((later - earlier).total_seconds() // 60)
