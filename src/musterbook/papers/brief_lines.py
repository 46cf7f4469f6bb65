"""The sentences of the watch's daily sheet: one line of the brief in, its words in the paper's language out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Final

from musterbook.papers.brief import AlertLine, Brief, Burden, Chance, LossLine, SiteLine
from musterbook.papers.plain import plain
from musterbook.watch.likelihood import likelihood
from musterbook.watch.outlook import Reason
from musterbook.watch.rungs import Rung
from musterbook.words.printed import Tongue, named

PAPER: Final = "watch_brief"
REASONS_MAX: Final = 2
NAMES_MAX: Final = 4
NAME_SIGNS_MAX: Final = 30
ORDER: Final = (
    "guards-unknown", "guards-stale", "line-stale", "distance-unknown", "violence-unknown", "occupancy-unknown",
    "base-unknown", "beyond-reach",
)  # fmt: skip
"""Remarks of an outlook that say what nobody knows, what matters most first."""

YEAR_DAYS: Final = 365.25
HOURS_AS_DAYS: Final = 72


def name(text: str) -> str:
    """A name of the book on the page: cut where it is too long, breakable, its direction kept to itself."""
    return named(_LONG.sub(lambda run: f"{run[0]}\u200b", plain(text, most=NAME_SIGNS_MAX)))


def rung(tongue: Tongue, due: Rung | None, key: str = "rung") -> str:
    """The word for a rung."""
    return tongue.told(f"{key}.{_code(due)}")


def figure(tongue: Tongue, chance: Chance) -> str:
    """A chance and its range: `18% (11–29%)`, `below 1 in 100 (0–2%)`."""
    number = chance.percents[0]
    return tongue.told(
        "chance.whole",
        figure=tongue.told(_FIGURES.get(number, "chance.percent"), n=number),
        range=_range(tongue, chance),
    )


def word(tongue: Tongue, chance: Chance) -> str:
    """What stands beside a chance: its word; where that is the figure, how many times the usual rate it is."""
    if chance.percents[0] not in _FIGURES:
        return tongue.told(f"likelihood.{chance.word}")
    if chance.percents[0] or chance.rate_ratio is None:
        return ""
    times = tongue.number(round(chance.rate_ratio, 1))
    return tongue.told("chance.usual" if times == tongue.number(1) else "chance.times", n=times)


def said(tongue: Tongue, chance: Chance) -> str:
    """A chance in a sentence: figure, range and word."""
    if chance.percents[0] in _FIGURES:
        return figure(tongue, chance)
    return tongue.told("chance.said", figure=figure(tongue, chance), word=word(tongue, chance))


def age(tongue: Tongue, hours: float | None) -> str:
    """How old a report is: in hours, after three days in days."""
    if hours is None:
        return tongue.told("age.never")
    if hours < HOURS_AS_DAYS:
        return tongue.told("age.hours", n=max(int(hours), 0))
    return tongue.told("age.days", n=int(hours // 24))


def reason(tongue: Tongue, one: Reason) -> str:
    """A reason in plain words; a multiplier with its size and on what that rests."""
    words = tongue.known("reason", one.name)
    if one.kind == "part":
        return words
    return tongue.told("reason.times", reason=words, n=tongue.number(one.size), mark=tongue.known("mark", one.mark))


def site(tongue: Tongue, line: SiteLine) -> dict[str, Any]:
    """A row of the table of sites."""
    lead, slack = line.lead, line.lead.slack_days
    because = tongue.told("semicolon").join(reason(tongue, one) for one in line.reasons[:REASONS_MAX])
    why = tongue.told("because", reasons=because) if because else tongue.told("because.nothing")
    return {
        "site": name(line.site),
        "people": tongue.told("nobody-said") if line.people is None else tongue.number(line.people),
        "rung": rung(tongue, line.rung),
        "level": int(line.rung or 0),
        "chance": figure(tongue, line.chance),
        "word": word(tongue, line.chance),
        "change": _change(tongue, line),
        "arrival": tongue.told("arrival.none") if lead.arrival is None else _arrival(tongue, line),
        "lift": tongue.number(lead.lift_days),
        "unplanned": "" if lead.planned else tongue.told("lift.unplanned"),
        "slack": tongue.told("slack.none") if slack is None else _slack(tongue, slack),
        "late": lead.too_late,
        "guards": age(tongue, line.guards_age_hours),
        "stale": line.stale,
        "because": f"{why} {tongue.told(f'confidence.{line.confidence}')}",
        "short": _short(tongue, line),
        "first": _said_first(tongue, line),
    }


def rest(tongue: Tongue, left: Sequence[SiteLine]) -> str:
    """The sites a page has no room for, in words: `and 41 more below watch, 0 of them without a fresh guard report`."""
    counts = sorted(Counter(line.rung or 0 for line in left).items(), reverse=True)
    parts = [
        tongue.told("rest.also" if index else "rest.more", n=count, at=rung(tongue, Rung(due) if due else None, "at"))
        for index, (due, count) in enumerate(counts)
    ]
    return tongue.told("rest", parts=tongue.listed(parts), stale=sum(line.stale for line in left)) if parts else ""


def receiving(tongue: Tongue, line: SiteLine) -> str:
    """A receiving site in one sentence."""
    capacity = None if line.capacity is None else tongue.number(line.capacity)
    held = tongue.told("receiving.unknown")
    if line.people is not None:
        held = tongue.told("receiving.people", people=line.people, capacity=capacity)
    return tongue.told(
        "receiving.line",
        site=name(line.site),
        rung=rung(tongue, line.rung),
        chance=said(tongue, line.chance),
        people=held,
        age=age(tongue, line.guards_age_hours),
    )


def alert(tongue: Tongue, line: AlertLine, brief: Brief) -> dict[str, Any]:
    """A row of the table of alerts."""
    late = line.overdue(brief.as_of)
    how = tongue.known("answer", line.answered or "waiting")
    return {
        "site": name(line.site),
        "rung": rung(tongue, line.rung),
        "level": int(line.rung),
        "cause": _cause(tongue, line),
        "owner": name(line.owner),
        "by": tongue.zulu(line.answer_by),
        "local": tongue.hour(line.answer_by, brief.zone),
        "answer": how if late is None else tongue.told("answer.overdue", span=tongue.span(late)),
        "overdue": late is not None,
    }


def _cause(tongue: Tongue, line: AlertLine) -> str:
    """Why an alert stands; of a camp, what is counted and seen there."""
    if not line.signals:
        return tongue.known("cause", plain(line.cause))
    return tongue.told("cause.camp", what=tongue.listed([tongue.known("signal", plain(one)) for one in line.signals]))


def loss(tongue: Tongue, line: LossLine, zone: str) -> str:
    """What was lost, what we had said of it, and what we did not know."""
    day, out = tongue.day(line.at, zone), None
    if line.best is not None:
        ends = [one for one in (line.low, line.high) if one is not None and one != line.best]
        between = tongue.told("between", low=line.low or 0, high=line.high or line.best) if ends else None
        out = tongue.told("losses.out", best=line.best, range=between)
    if line.chance is None:
        key = "losses.silent" if line.missed else "losses.rung-only"
        return tongue.told(key, day=day, site=name(line.site), out=out, rung=rung(tongue, line.rung))
    lacked = [tongue.told(f"lacked.{code}") for code in _first(line.unknown)]
    return tongue.told(
        "losses.missed" if line.missed else "losses.warned",
        day=day,
        site=name(line.site),
        out=out,
        chance=said(tongue, line.chance),
        rung=rung(tongue, line.rung),
        unknown=tongue.told("losses.unknown", what=tongue.listed(lacked)) if lacked else None,
    )


def changes(tongue: Tongue, brief: Brief) -> list[str]:
    """What differs from a day before: rungs first, upward ones before others; then words of chance, then reports."""
    found = [(order, text) for line in (*brief.sites, *brief.receiving) for order, text in _changes(tongue, line)]
    return [text for _, text in sorted(found, key=lambda one: one[0])]


def burden(tongue: Tongue, found: Burden) -> list[str]:
    """What the alerts asked of people, and what such alerts came to elsewhere."""
    year = round(found.raised * YEAR_DAYS / found.days)
    here = tongue.told(
        "burden.line", days=found.days, raised=found.raised, late=found.late, false=found.false, year=year
    )
    return [here, tongue.told("burden.elsewhere")]


def unknown(tongue: Tongue, brief: Brief) -> list[str]:
    """What nobody knows, and at which sites; and what nobody knows anywhere."""
    lines = [tongue.told("unknown.always")]
    everywhere = (*brief.sites, *brief.receiving)
    for code in ORDER:
        having = [line.site for line in everywhere if code in _worst(line.remarks)]
        if having:
            names = tongue.told("comma").join(name(one) for one in having[:NAMES_MAX])
            more = len(having) - NAMES_MAX
            sites = tongue.told("unknown.sites", names=names, n=more if more > 0 else None)
            lines.insert(len(lines) - 1, tongue.told(f"unknown.{code}", sites=sites))
    return lines


_LONG: Final = re.compile(r"\S{16}(?=\S)")
"""A word too long for its column may be broken behind so many signs."""

_FIGURES: Final = {0: "chance.below", 100: "chance.above"}
"""Chances that have no figure in whole per cent; their words say it."""


def _code(due: Rung | None) -> str:
    return "none" if due is None else due.name.lower()


def _range(tongue: Tongue, chance: Chance) -> str:
    """Both ends in whole per cent; one below 1 or above 99 is taken outward, so that the range is never too narrow."""
    _, low, high = chance.percents
    return tongue.told("chance.range", low=99 if low == 100 else low, high=high or 1)


def _change(tongue: Tongue, line: SiteLine) -> str:
    if line.percent_before is None:
        return tongue.told("change.new")
    by = line.chance.percents[0] - line.percent_before
    if by == 0:
        return tongue.told("change.same")
    return tongue.told("change.up" if by > 0 else "change.down", n=abs(by))


def _arrival(tongue: Tongue, line: SiteLine) -> str:
    coming = line.lead.arrival
    assert coming is not None
    median, early, late = (tongue.number(one) for one in (coming.median_days, coming.early_days, coming.late_days))
    return tongue.told("arrival", median=median, early=early, late=late)


def _slack(tongue: Tongue, days: float) -> str:
    return tongue.told("slack.short" if days < 0 else "slack.spare", n=tongue.number(abs(days)))


def _short(tongue: Tongue, line: SiteLine) -> str:
    """That the lift is too long for the warning, which must be said (watch.md section 12); else empty."""
    coming = line.lead.arrival
    if coming is None or not line.lead.too_late:
        return ""
    return tongue.told("short", lift=tongue.number(line.lead.lift_days), early=tongue.number(coming.early_days))


def _said_first(tongue: Tongue, line: SiteLine) -> str:
    """What must be read before the reasons: nobody on guard, guards unknown, no plan (watch.md sections 7 and 12)."""
    urgent = (
        ("unguarded", line.unguarded),
        ("guards-unknown", "guards-unknown" in line.remarks and not line.unguarded),
        ("unplanned", not line.lead.planned),
    )
    return " ".join(tongue.told(f"first.{key}") for key, applies in urgent if applies)


def _changes(tongue: Tongue, line: SiteLine) -> Iterator[tuple[tuple[int, int], str]]:
    """What changed of one site, each with its place in the list."""
    who, now, before = name(line.site), line.rung or 0, line.rung_before or 0
    why = reason(tongue, line.reasons[0]) if line.reasons else tongue.told("because.nothing")
    if line.percent_before is None:
        yield (2, 0), tongue.told("changes.new", site=who)
        return
    words = [_called(tongue, one) for one in (line.percent_before, line.chance.percents[0])]
    if now != before:
        was, became = (rung(tongue, Rung(one) if one else None) for one in (before, now))
        key = "changes.up" if now > before else "changes.down"
        yield (int(now < before), -now), tongue.told(key, site=who, was=was, became=became, reason=why)
    elif words[0] != words[1]:
        yield (3, -now), tongue.told("changes.chance", site=who, was=words[0], became=words[1], reason=why)
    if line.stale_before is not None and line.stale != line.stale_before:
        yield (4, -now), tongue.told("changes.stale" if line.stale else "changes.fresh", site=who)


def _called(tongue: Tongue, percent: int) -> str:
    """The word of a chance in whole per cent, which is never rounded into another word."""
    return tongue.told(_FIGURES.get(percent) or f"likelihood.{likelihood(percent / 100)}")


def _first(codes: Sequence[str]) -> list[str]:
    """Codes of what is not known, those that matter most first; those of another kind are left out."""
    return [code for code in ORDER if code in _worst(codes)]


def _worst(codes: Sequence[str]) -> Sequence[str]:
    """Guards that are unknown are not said to be stale as well."""
    return tuple(one for one in codes if one != "guards-stale" or "guards-unknown" not in codes)
