"""Sentences of the watch: why a chance is what it is, what is old or unknown, what was missed, what alarms cost."""

from __future__ import annotations

from collections.abc import Iterable

from musterbook.terms.times import zulu
from musterbook.watch.burden import Burden
from musterbook.watch.facts import Why
from musterbook.watch.forecast import unknown, way, weighs
from musterbook.watch.likelihood import likelihood, percent
from musterbook.watch.misses import LossRow
from musterbook.watch.numbers import value_of
from musterbook.watch.verification import Seen
from musterbook.words import forecasts
from musterbook.words.chances import level
from musterbook.words.pages import counted, has, known, page


def reason(why: Why, horizon_days: float) -> str:
    """One reason: a way to lose the site with its chance, or what makes a loss more likely, and by how much."""
    size = value_of(why.size)
    if why.kind_of == "part":
        return forecasts.reason(way(why.name, share(size), horizon_days))
    return forecasts.reason(weighs(why.name, size, why.mark))


def remarks(codes: Iterable[str]) -> tuple[str, ...]:
    """What the reader must know before he believes a number; codes that only the ladder reads are left out."""
    return tuple(one for code in codes if (one := _remark(code)))


def share(p: float) -> str:
    """A chance as text shows it: whole per cent, and the words of its end where it has no figure of its own."""
    whole = percent(p)
    return page("chance.percent", n=whole) if 0 < whole < 100 else known(f"likelihood.{likelihood(p)}")


def missed(row: LossRow, name: str) -> str:
    """A loss that no alert had met: what we said the day before, on which rung it stood, what we did not know."""
    day, before = zulu(row.outcome.earliest), row.before
    rung = known(f"watch.rung.{row.rung.name.lower() if row.rung is not None else 'none'}")
    if before is None:
        return page("watch.missed-silent", day=day, site=name)
    unknown = " ".join(remarks(before.remarks))
    return page("watch.missed", day=day, site=name, chance=share(before.p), rung=rung, unknown=unknown).strip()


def cost(one: Burden, rung: str) -> str:
    """What the threshold of a rung costs: alarms a year, days covered, how often a loss followed."""
    said = page(
        "watch.burden", rung=known(f"watch.rung.{rung}"), threshold=level(one.threshold),
        n=f"{one.alarms_per_year:.1f}", covered=share(one.covered) if one.covered else page("chance.percent", n=0),
    )  # fmt: skip
    if one.followed is None:
        return said
    follow = page("watch.burden-followed", n=f"{1 / one.followed:.0f}") if one.followed else page("watch.burden-never")
    return f"{said} {follow}"


def seen(one: Seen) -> str:
    """What so many losses can show."""
    return page(
        "watch.seen", n=one.losses, low=f"{one.low:.2f}", high=f"{one.high:.2f}", noticed=f"{100 * one.noticed:.0f}"
    )  # fmt: skip


def written_late(number: int) -> str:
    """How many forecasts were written after their window had opened."""
    return counted("watch.late", number)


def posts(filled: int, minimum: int, *, on_site: bool) -> str:
    """A guard report."""
    return page("watch.value.posts", filled=filled, minimum=minimum) if on_site else page("watch.value.nobody")


def relief(opens: str, *, present: bool, signed: bool) -> str:
    """A planned passing of the site."""
    how = "signed" if present and signed else "present" if present else "absent"
    return page("watch.value.relief", opens=opens, receiver=page(f"watch.value.receiver-{how}"))


def line(distance_km: float, speed: float | None) -> str:
    """Hostile ground and how fast it comes."""
    if speed is None:
        return page("watch.value.line-once", km=f"{distance_km:.0f}")
    return page("watch.value.line", km=f"{distance_km:.0f}", speed=f"{speed:.0f}")


def _remark(code: str) -> str:
    """The sentence of a remark; that of a forecast's reason where there is one, so that all doors say the same."""
    said = "".join(f"{forecasts.reason(one)}." for one in unknown((code,)))
    return said or (page(f"watch.remark.{code}") if has(f"watch.remark.{code}") else "")
