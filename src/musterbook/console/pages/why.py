"""Why a carrier does not fetch people then, or a person is not on a serial; found by trying, and what it would take."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from litestar import Response

from musterbook.console.asked import Asked
from musterbook.console.desk import Desk
from musterbook.console.errands import Errand, Errands, Pricing, in_order
from musterbook.console.folding import folded
from musterbook.console.lift_rows import Paper, RunRow, SiteTold, WhyAsked, WhyPerson
from musterbook.console.pages.plan import chosen
from musterbook.console.source import PersonRow
from musterbook.lift.explain.price import priced
from musterbook.lift.explain.telling import tell_answer
from musterbook.lift.explain.values import Answer, Price, Relaxation, Trial
from musterbook.lift.plan import serials
from musterbook.terms.errors import Malformed
from musterbook.terms.people import read_number
from musterbook.words.pages import page as words
from musterbook.words.plans import paragraph

KNOWN: Final = ("run", "vehicle", "site", "at", "to", "person", "serial", "explain")
HELPS_SHOWN: Final = 6
NAMES_SHOWN: Final = 12
COUNTED_KINDS: Final = ("slot", "escorts", "reception", "room", "range")
TIMED_KINDS: Final = ("window", "duty", "tour", "stay", "opening")

Way = tuple[Relaxation, ...]


@dataclass(frozen=True, slots=True)
class HelpLine:
    """What would have to be different, in words; what that would give, and its price once it is known."""

    needs: tuple[str, ...]
    trial: Trial | None
    way: Way
    price: Price | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for the question of a page: about a carrier, about a person, or a site in words."""

    answer: Answer | None = None
    person: WhyPerson | None = None
    site: SiteTold | None = None

    @property
    def ways(self) -> tuple[Way, ...]:
        """What can be priced."""
        if self.person is not None:
            return tuple(priced(self.person.changes))
        return tuple(priced(one.relaxations for one in self.answer.helps)) if self.answer else ()

    @property
    def about(self) -> tuple[str, int]:
        """The carrier and the minute that were asked about."""
        if self.person is not None:
            return self.person.about
        return (self.answer.question.vehicle, self.answer.question.at) if self.answer else ("", 0)


def search(desk: Desk, asked: Asked) -> Callable[[], Found]:
    """What answers the question, to be run beside the loop; Malformed when it names nothing of the plan."""
    run, paper = _plan(desk, asked)
    if run is None or paper is None:
        return Found
    number = _number(desk, asked)
    if "explain" in asked.filters:
        told = desk.source.asking_site(run.plan, asked.filters["explain"])
        return (lambda: Found(site=told())) if told else Found
    if number and "serial" in asked.filters:
        asking_person = desk.source.asking_person(number, asked.filters["serial"])
        return lambda: Found(person=asking_person())
    if not {"vehicle", "site", "at"} <= asked.filters.keys():
        return Found
    at = asked.moment("at") or datetime.fromisoformat(paper.problem.epoch)
    asking = desk.source.asking_why(
        run.plan, WhyAsked(asked.filters["vehicle"], asked.filters["site"], at, asked.filters.get("to", ""))
    )
    return (lambda: Found(answer=asking())) if asking else Found


def page(desk: Desk, asked: Asked, found: Found, errands: Errands) -> Response[Any]:
    """The page at `/plan/why`."""
    run, paper = _plan(desk, asked)
    epoch = datetime.fromisoformat(paper.problem.epoch) if paper else None
    places, answer = ({**paper.names, **desk.named(asked)} if paper else {}), found.answer
    errand = errands.get(question(asked))
    helps = _helps(found, places, errand)
    return desk.answer(
        asked,
        "why.html",
        desk.source.stamp(asked.as_of),
        said={"plan": run.plan if run else None, "answer": answer, "person": found.person, "site": found.site,
              "prices": errand.found if errand else []},
        rows=[{"needs": " + ".join(line.needs), "people": line.trial.people if line.trial else None,
               "loss_more": line.trial.loss_more if line.trial else None,
               "saved": line.price.saved if line.price else None} for line in helps],
        run=run,
        paper=paper,
        places=places,
        answer=answer,
        person=found.person,
        told=found.site,
        met=_met(answer, paper),
        helps=helps if found.person else helps[:HELPS_SHOWN],
        choices=_named(desk, asked) if not found.person else [],
        hour=(lambda minute: epoch + timedelta(minutes=minute)) if epoch else None,
        sites=[node for node in paper.problem.nodes if node.kind == "site"] if paper else [],
        ends=[node for node in paper.problem.nodes if node.kind in ("hub", "dest")] if paper else [],
        serials_named=_serials(paper, places),
        sealed=not any(row.name for row in desk.source.people()[:1]),
        **price_parts(asked, found, errands),
    )  # fmt: skip


def price_parts(asked: Asked, found: Found | None, errands: Errands) -> dict[str, Any]:
    """What the box of prices needs: its question, what can be priced, how the search stands, and whether one runs."""
    errand = errands.get(question(asked))
    return {
        "errand": errand, "busy": errands.busy and (errand is None or errand.state != "running"),
        "priceable": len(found.ways) if found else 0, "question": question(asked),
        "fields": asked.filters,
    }  # fmt: skip


def pricing_of(desk: Desk, asked: Asked, found: Found) -> Pricing | None:
    """The search for the prices of what was found; None when nothing of it can be priced."""
    _, paper = _plan(desk, asked)
    if paper is None or not found.ways:
        return None
    vehicle, at = found.about
    return Pricing(paper.problem, paper.plan, found.ways, vehicle, at)


def question(asked: Asked) -> str:
    """What is asked, as one line: the same question is the same errand."""
    return urlencode(sorted((name, value) for name, value in asked.filters.items() if name in KNOWN))


def needed(one: Relaxation, names: Mapping[str, str]) -> str:
    """A relaxation in words, with its amount."""
    key, place = f"why.needs.{one.kind}", names.get(one.place, one.place)
    if one.kind in TIMED_KINDS:
        return words(key, place=place, hours=f"{one.amount / 60:g}")
    return words(key, place=place, n=one.amount) if one.kind in COUNTED_KINDS else words(key, place=place)


def _helps(found: Found, names: Mapping[str, str], errand: Errand | None) -> list[HelpLine]:
    if found.person is not None:
        ways: list[tuple[Way, Trial | None]] = [(way, None) for way in found.person.changes]
    else:
        ways = [(one.relaxations, one.trial) for one in (found.answer.helps if found.answer else ())]
    known = in_order([way for way, _ in ways], errand)
    return [
        HelpLine(tuple(needed(each, names) for each in way), trial, way, price)
        for (way, trial), price in zip(ways, known, strict=True)
    ]


def _met(answer: Answer | None, paper: Paper | None) -> str:
    """What stands against a serial, as a paragraph; what the search met where no change helps."""
    if answer is None or paper is None or not answer.waiting or answer.trial is not None:
        return ""
    told = tell_answer(answer, paper.problem.vehicle[answer.question.vehicle].base)
    return paragraph(told.head[1:], paper.problem.epoch)


def _serials(paper: Paper | None, places: Mapping[str, str]) -> list[tuple[str, str]]:
    """Every serial by the name the book has it under, with where it goes, by the hour it leaves."""
    if paper is None:
        return []
    every = sorted(serials(paper.plan), key=lambda one: (one.depart, one.id))
    told = paper.told
    # Each name is kept apart: two of Arabic letters would change sides, and the arrow would point back.
    ways = [[f"\u2068{places.get(end, end)}\u2069" for end in (one.origin, one.destination)] for one in every]
    return [
        (told[one.id].serial if one.id in told else one.id, " → ".join(way))
        for one, way in zip(every, ways, strict=True)
    ]


def _number(desk: Desk, asked: Asked) -> str | None:
    """The number that was typed, or that of the only person of the name typed."""
    said = asked.filters.get("person", "")
    number = read_number(said) if said else None
    if number is not None:
        return number
    named = _named(desk, asked)
    return named[0].number if len(named) == 1 else None


def _named(desk: Desk, asked: Asked) -> list[PersonRow]:
    """People whose names have every word typed; nobody where names are sealed, or a number was typed."""
    said = asked.filters.get("person", "")
    parts = folded(said).split()
    if not parts or read_number(said) is not None:
        return []
    found = (row for row in desk.source.people() if row.name)
    return [
        row for row in found if all(part in folded(f"{row.name} {row.name_ar}") for part in parts)
    ][:NAMES_SHOWN]  # fmt: skip


def _plan(desk: Desk, asked: Asked) -> tuple[RunRow | None, Paper | None]:
    run, _ = chosen(desk.source.runs(asked.as_of), asked)
    paper = desk.source.paper(run.plan, asked.as_of) if run else None
    if paper is not None:
        _known(asked, "vehicle", set(paper.problem.vehicle))
        origins = {node.id for node in paper.problem.nodes if node.kind == "site"}
        _known(asked, "site", origins)
        _known(asked, "explain", origins)
        _known(asked, "to", {node.id for node in paper.problem.nodes if node.kind in ("hub", "dest")})
    return run, paper


def _known(asked: Asked, name: str, known: set[str]) -> None:
    said = asked.filters.get(name)
    if said is not None and said not in known:
        raise Malformed.because("console.not-in-plan", name=said[:40], known=", ".join(sorted(known)[:40]))
