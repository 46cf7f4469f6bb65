"""Papers of the working group and of cases: the minutes of a call, the cover of a dossier, the sheet of a case."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from musterbook.coordination.actions import Actions
from musterbook.coordination.agencies import Agencies
from musterbook.coordination.calls import Calls
from musterbook.coordination.decisions import Decisions
from musterbook.evidence.dossiers import Dossiers
from musterbook.evidence.items import Items
from musterbook.evidence.releases import Releases
from musterbook.operation import returning
from musterbook.operation.book import Book
from musterbook.operation.case_board import shown
from musterbook.operation.on_paper.told import (
    Block,
    Names,
    Told,
    called,
    code,
    country,
    facts,
    figures,
    listed,
    moment,
    notice,
    said,
    several,
    signatures,
    table,
)
from musterbook.operation.sealed_words import words_behind
from musterbook.terms.errors import Malformed
from musterbook.terms.times import read_written

NOT_OPENED: Final = {"not_opened": True}
"""Words that lie sealed and that this copy does not open."""


def minutes(book: Book, call: str, at: datetime, names: Names) -> Told:
    """The minutes of a call: who came, what it began with, what was decided and set, what agencies say of it."""
    del names
    one = book.reading(Calls).call(call)
    if one is None:
        raise Malformed.because("paper.no-such", subject=call)
    agencies = sorted({each.name for each in book.reading(Agencies).taking_part(one.opened_at)} | one.attending.keys())
    said_of = one.answers(agencies, at, book.settings.coordination)
    blocks = (
        facts(
            ("call", one.name), ("opened-at", moment(one.opened_at)), ("closed-at", moment(one.closed_at)),
            ("chair", one.picture.chair), ("recorder", one.picture.recorder), ("head", one.picture.heads),
        ),
        *([] if one.closed_at else [notice("call-open")]),
        table(
            ("agency", "came", "person", "says"),
            [
                (
                    agency, code("call.came", came.as_) if (came := one.attending.get(agency)) else "",
                    came.person if came else "", code("call.says", said_of[agency]),
                )
                for agency in agencies
            ],
            head="attending",
        ),
        *_decided(book, call),
    )  # fmt: skip
    cites = [entry.digest for entry in book.entries() if getattr(entry.fact, "call", "") == call]
    return Told(
        "minutes", call, call, at, blocks, title={"call": call}, cites=tuple(cites), marking=one.picture.marking
    )


def _decided(book: Book, call: str) -> tuple[Block, Block]:
    """What a call decided, and what it set somebody to do."""
    decisions = [each for each in book.reading(Decisions).all() if each.terms.call == call]
    actions = [each for each in book.reading(Actions).all() if each.terms.call == call]
    sealed = [each.terms.question for each in decisions] + [each.terms.chosen for each in decisions]
    words = words_behind(book, [*sealed, *(each.terms.what for each in actions)])
    return (
        table(
            ("decision", "question", "chosen", "decider", "non-concur", "until"),
            [
                (
                    each.name, words.get(each.terms.question, NOT_OPENED), words.get(each.terms.chosen, NOT_OPENED),
                    each.terms.decider, ", ".join(each.dissent), moment(each.terms.until),
                )
                for each in decisions
            ],
            head="decisions",
        ),
        table(
            ("action", "what", "owner", "due", "stage"),
            [
                (
                    each.name, words.get(each.terms.what, NOT_OPENED), f"{each.owner_agency} · {each.owner}",
                    moment(each.due), code("call.says", each.stage),
                )
                for each in actions
            ],
            head="actions",
        ),
    )  # fmt: skip


def dossier_cover(book: Book, dossier: str, at: datetime, names: Names) -> Told:
    """The cover of a dossier: its marking, its items with their markings, what was not found, how far a release is."""
    del names
    one = book.reading(Dossiers).dossier(dossier)
    if one is None:
        raise Malformed.because("paper.no-such", subject=dossier)
    items = book.reading(Items)
    rows = []
    for place, name in enumerate(one.fact.items, start=1):
        item = items.item(name)
        rows.append((place, name, item.fact.banner if item else "", called(book, item.fact.owner) if item else ""))
    blocks = (
        facts(
            ("dossier", one.name), ("number", one.person), ("edition", one.editions),
            ("built-at", moment(one.built_at)), ("recruited", code("answer", one.fact.recruited_as_child)),
            ("entry", one.entry),
        ),
        figures(("items", len(one.fact.items)), ("holes", len(one.fact.holes))),
        *([notice("child-review", level="red")] if one.wants_child_review("prosecution") else []),
        table(("place", "item", "banner", "owner"), rows, head="items"),
        table(
            ("release", "to", "purpose", "at"),
            [
                (
                    each.fact.request, several(country(each.fact.country), each.fact.authority),
                    code("dossier.purpose", each.fact.purpose), moment(each.asked_at),
                )
                for each in book.reading(Releases).of_dossier(dossier)
            ],
            head="releases",
        ),
        said("cover-how"),
    )  # fmt: skip
    return Told(
        "dossier-cover", dossier, dossier, at, blocks, title={"dossier": dossier}, cites=(one.entry,),
        issue=one.editions, marking=one.fact.banner,
    )  # fmt: skip


def case_sheet(book: Book, case: str, at: datetime, names: Names) -> Told:
    """One person and one country: how far it has come, what it still lacks, its conditions and letters."""
    found = returning.found(book, case)
    seen = shown(book, found, at=at)
    blocks = (
        facts(
            ("case", found.name), ("number", found.person), ("name", _name(names, seen)),
            ("country", country(found.country)), ("track", code("return.track", found.track)),
            ("open", code("answer", "yes" if seen["open"] else "no")),
        ),
        figures(("lacking", len(seen["missing"])), ("letters", len(seen["letters"]))),
        table(
            ("stage", "since"),
            [(code("return.stage", name), _at(since)) for name, since in seen["stages"].items()],
            head="stages",
        ),
        table(
            ("lack", "days"),
            [(code("return.lack", one["stage"]), one["lead_days"]) for one in seen["missing"]],
            head="lacks",
        ),
        table(
            ("condition", "set-by", "met-at", "by"),
            [
                (
                    several(one["condition"], listed("set-condition", "kind", one["kind"])),
                    listed("set-condition", "set_by", one["set_by"]), _at(one["met_at"]), one["by"],
                )
                for one in seen["conditions"]
            ],
            head="conditions",
        ),
        signatures(("desk", ())),
    )  # fmt: skip
    cites = [found.opened.entry, *(one.entry for one in found.everything())]
    return Told(
        "case-sheet", case, case, at, blocks, title={"case": case}, cites=tuple(dict.fromkeys(cites)),
    )  # fmt: skip


def _name(names: Names, seen: dict[str, Any]) -> str:
    return names.get(seen["person"], {}).get("name", "")


def _at(written: str | None) -> Any:  # noqa: ANN401  a cell
    return moment(read_written(written)) if written else None
