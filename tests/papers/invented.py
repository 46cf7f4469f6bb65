"""An invented morning for the daily sheet: sites, alerts and losses that are like nobody's."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from musterbook.ledger.facts import Digest
from musterbook.papers.brief import Brief
from musterbook.papers.watch_brief import SiteSeen, Yesterday, brief_of, seen
from musterbook.terms.markings import EXERCISE
from musterbook.watch.alert_book import Alert, Answer
from musterbook.watch.control import Line
from musterbook.watch.facts import AlertRaised
from musterbook.watch.frozen import Frozen, Outcome
from musterbook.watch.misses import LossRow
from musterbook.watch.numbers import number as number_of
from musterbook.watch.rungs import Rung, due, reading
from musterbook.watch.settings import DEFAULT
from musterbook.watch.site_today import Fabric, Guards, Relief, Reported, SiteKind, SiteToday

NOW = datetime(2030, 1, 22, 6, 0, tzinfo=UTC)
PRINTED = NOW + timedelta(minutes=12)
ENTRY = Digest("ab" * 32)
LATIN = ("al-Demo Block", "Wahmi Yard", "Tajriba Hall", "Mithal Prison", "Fardi Camp", "Namudhaj House")
ARABIC = ("سجن المثال", "ساحة الوهمي", "مبنى التجربة", "قاعة النموذج", "مخيم الفرضي", "دار ڕێبوار")


def said(
    value: Any,  # noqa: ANN401  anything can be reported
    *,
    hours: float = 6.0,
) -> Reported[Any]:
    """Something reported so many hours ago."""
    return Reported(value, NOW - timedelta(hours=hours), ENTRY)


def watched(
    today: SiteToday,
    *,
    lift_days: float | None,
    name: str = "",
    receiving: bool = False,
    before: Yesterday | None = None,
) -> SiteSeen:
    """A site as the room sees it."""
    nobody = reading(today, DEFAULT, lift_days=lift_days)
    return seen(
        today,
        DEFAULT,
        lift_days=lift_days,
        rung=Rung.NOW if nobody.nobody else due(nobody, DEFAULT.values),
        name=name,
        receiving=receiving,
        yesterday=before,
    )


def quiet(site: str, *, people: int = 300, hours: float = 6.0) -> SiteToday:
    """A prison of which nothing bad is known."""
    return SiteToday(
        site,
        SiteKind.PRISON,
        NOW,
        guards=said(Guards(40, 40), hours=hours),
        people=said(people),
        capacity=said(400),
        violence=said(0),
    )


def busy_morning(names: Sequence[str] = LATIN) -> list[SiteSeen]:
    """Six sites: one without guards, one the front comes for, one short of guards, and three where little is known."""
    relief = Relief("R1", NOW + timedelta(days=1), receiver_present=False, receiver_signed=False, source=ENTRY)
    left = replace(quiet("a", people=1240), guards=said(Guards(0, 40, on_site=False), hours=2), reliefs=(relief,))
    front = replace(
        quiet("b", people=812),
        guards=said(Guards(20, 40)),
        fabric=said(Fabric.CONVERTED),
        line=said(Line(150.0, 12.0, NOW)),
    )
    thin = replace(quiet("c", people=598), guards=said(Guards(22, 40), hours=31), violence=said(12))
    silent = replace(quiet("d", people=5704), guards=None, capacity=None)
    camp = replace(quiet("e"), kind=SiteKind.CAMP, people=None)
    return [
        watched(left, lift_days=9, name=names[0], before=Yesterday(0.18, Rung.READY, stale=False)),
        watched(front, lift_days=None, name=names[1], before=Yesterday(0.024, Rung.PREPARE, stale=True)),
        watched(thin, lift_days=6, name=names[2], before=Yesterday(0.012, Rung.WATCH, stale=False)),
        watched(silent, lift_days=21, name=names[3], before=Yesterday(0.002, None, stale=True)),
        watched(camp, lift_days=4, name=names[4]),
        watched(quiet("f"), lift_days=4, name=names[5], before=Yesterday(0.0008, None, stale=False)),
    ]


def receiving(count: int, names: Sequence[str] = ("Qaryat al-Demo", "Madinat al-Tajriba")) -> list[SiteSeen]:
    """Sites that take people in."""
    return [
        watched(
            quiet(f"r{index}", people=120 + index),
            lift_days=3,
            name=names[index % len(names)] + (f" {index}" if index >= len(names) else ""),
            receiving=True,
            before=Yesterday(0.0008, None, stale=False),
        )
        for index in range(count)
    ]


def alert(number: int, *, overdue: bool = False, answers: tuple[Answer, ...] = ()) -> Alert:
    """An open alert at one of the six sites."""
    chance = random.Random(number)
    fact = AlertRaised(
        alert=f"A-{number}",
        site="abcdef"[number % 6],
        rung=chance.choice(["watch", "prepare", "ready", "move", "now"]),
        cause=chance.choice(["front", "vacuum", "stale", "slack", "base"]),
        p=number_of(0.2),
        owner=chance.choice(["duty.officer", "deputy", "governor.north"]),
        answer_by=NOW + timedelta(hours=5 * number + 1) * (-1 if overdue else 1),
    )
    return Alert(fact, NOW - timedelta(days=12), ENTRY, answers)


def answer(said: str, *, to: str = "") -> Answer:
    """An answer of two hours ago."""
    return Answer(said, NOW - timedelta(hours=2), ("deputy",), to, "", ENTRY)


def alerts(count: int) -> list[Alert]:
    """So many alerts over the six sites, every third of them overdue, every fourth taken on."""
    return [
        alert(one, overdue=one % 3 == 0, answers=(answer("taken"),) if one % 4 == 1 else ()) for one in range(count)
    ]


def lost(site: str, *, days: float, rung: Rung | None, p: float | None) -> LossRow:
    """A site lost so many days ago, of which the room had said this."""
    at = NOW - timedelta(days=days)
    outcome = Outcome(layer="loss", subject=site, at=at, known_at=at, low=120, best=200, high=1500)
    frozen = None
    if p is not None:
        before = at - timedelta(1)
        frozen = Frozen(
            layer="loss", subject=site, as_of=before, opens=before, closes=before + timedelta(14), written_at=before,
            p=p, low=p / 3, high=min(3 * p, 1.0), remarks=("guards-stale", "line-not-closing"),
        )  # fmt: skip
    return LossRow(outcome, frozen, rung, 1.0 if rung is not None and rung >= Rung.PREPARE else None)


def brief(sites: Sequence[SiteSeen] | None = None, **other: Any) -> Brief:  # noqa: ANN401  fields of the brief
    """The brief of the busy morning, or of other sites."""
    given: dict[str, Any] = {
        "operation": "Tajriba",
        "marking": EXERCISE,
        "reader": "principals",
        "as_of": NOW,
        "zone": "Asia/Baghdad",
        "sites": [*(busy_morning() if sites is None else sites), *receiving(2)],
        "values": DEFAULT.values,
        "alerts": alerts(4),
        "losses": [lost("b", days=12, rung=Rung.MOVE, p=0.4), lost("a", days=20, rung=Rung.WATCH, p=0.02)],
    }
    return brief_of(**{**given, **other})


def many(count: int) -> list[SiteSeen]:
    """So many quiet sites, one in seven of them without a fresh report."""
    chance = random.Random(count)
    return [
        watched(
            quiet(f"s{index:03}", people=chance.randint(20, 900), hours=30 if index % 7 == 0 else 5),
            lift_days=chance.randint(1, 9),
            name=f"{LATIN[index % len(LATIN)]} {index + 1}",
            before=Yesterday(0.0008, None, stale=False),
        )
        for index in range(count)
    ]
