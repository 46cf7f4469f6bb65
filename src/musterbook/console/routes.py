"""Every page and its address, the filters it knows, and the drawings pages ask for: a page is added here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from litestar import Response

from musterbook.console.asked import Asked
from musterbook.console.desk import Desk
from musterbook.console.pages import (
    agreements,
    beds,
    board,
    book,
    camps,
    coordination,
    dossiers,
    due,
    eligibility,
    handovers,
    identity,
    incidents,
    manifests,
    musters,
    overview,
    people,
    person,
    plan,
    problems,
    repatriation,
    reports,
    site,
    watch,
)

Page = Callable[[Desk, Asked], Response[Any]]
OnePage = Callable[[Desk, Asked, str], Response[Any] | None]

PLAIN: Final[tuple[tuple[str, str, Page, tuple[str, ...]], ...]] = (
    ("/", "/overview", overview.overview, overview.KNOWN),
    ("/people", "/people", people.people, people.KNOWN),
    ("/plan", "/plan", plan.plan, plan.KNOWN),
    ("/board", "/board", board.board, board.KNOWN),
    ("/manifests", "/manifests", manifests.manifests, manifests.KNOWN),
    ("/handovers", "/handovers", handovers.handovers, handovers.KNOWN),
    ("/musters", "/musters", musters.musters, musters.KNOWN),
    ("/eligibility", "/eligibility", eligibility.eligibility, eligibility.KNOWN),
    ("/beds", "/beds", beds.beds, beds.KNOWN),
    ("/incidents", "/incidents", incidents.incidents, incidents.KNOWN),
    ("/due", "/due", due.due, due.KNOWN),
    ("/book", "/book", book.book, book.KNOWN),
    ("/camps", "/camps", camps.camps, camps.KNOWN),
    ("/reports", "/reports", reports.reports, reports.KNOWN),
    ("/coordination", "/coordination", coordination.coordination, coordination.KNOWN),
    ("/agreements", "/agreements", agreements.agreements, agreements.KNOWN),
    ("/agreements/matrix", "/agreements/matrix", agreements.matrix, agreements.MATRIX_KNOWN),
    ("/watch", "/watch", watch.watch, watch.KNOWN),
    ("/identity", "/identity", identity.identity, identity.KNOWN),
    ("/enrolment", "/enrolment", identity.enrolment, identity.ENROLMENT_KNOWN),
    ("/dossiers", "/dossiers", dossiers.dossiers, dossiers.KNOWN),
    ("/repatriation", "/repatriation", repatriation.repatriation, repatriation.KNOWN),
    ("/watch/map", "/watch/map", watch.atlas, watch.MAP_KNOWN),
    ("/watch/verify", "/watch/verify", watch.verify, watch.VERIFY_KNOWN),
)
"""Pages with one address: it, the address of its twins, the page, and its filters."""

NAMED: Final[tuple[tuple[str, OnePage, tuple[str, ...]], ...]] = (
    ("/sites/{name:str}", site.site, site.KNOWN),
    ("/people/{name:str}", person.person, person.KNOWN),
    ("/book/{name:str}", book.entry, book.ENTRY_KNOWN),
    ("/serials/{name:path}", manifests.manifest, manifests.ONE_KNOWN),
    ("/problems/{name:str}", problems.problem, problems.KNOWN),
    ("/camps/{name:path}", camps.camp, camps.ONE_KNOWN),
    ("/agreements/{name:path}", agreements.agreement, agreements.ONE_KNOWN),
    ("/watch/{name:str}", watch.site, watch.SITE_KNOWN),
    ("/beds/{name:path}", beds.place, beds.ONE_KNOWN),
    ("/incidents/{name:path}", incidents.incident, incidents.ONE_KNOWN),
    ("/identity/{name:str}", identity.pair, identity.ONE_KNOWN),
    ("/dossiers/{name:str}", dossiers.dossier, dossiers.ONE_KNOWN),
    ("/repatriation/{name:str}", repatriation.country, repatriation.COUNTRY_KNOWN),
    ("/repatriation/cases/{name:str}", repatriation.case, repatriation.CASE_KNOWN),
    ("/watch/{name:str}/what-if", watch.what_if, watch.WHAT_IF_KNOWN),
)
"""Pages about one thing, named in the address."""

FRAGMENTS: Final[tuple[tuple[str, Callable[[Desk, Asked], str]], ...]] = (
    ("/fragments/map", overview.map_fragment),
    ("/fragments/board", overview.board_fragment),
    ("/fragments/day", board.board_fragment),
    ("/fragments/day-list", board.list_fragment),
    ("/fragments/gantt", plan.gantt_fragment),
    ("/fragments/runs", plan.runs_fragment),
    ("/fragments/chart", plan.chart_fragment),
    ("/fragments/manifest", manifests.fragment),
    ("/fragments/lists", overview.lists_fragment),
    ("/fragments/axis", person.axis_fragment),
    ("/fragments/watch-map", watch.map_fragment),
)
"""Parts of pages that scripts fetch again, each drawn alone."""
