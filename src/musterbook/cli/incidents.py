"""incident report | add | close | list | show, photograph: what happened to people, in sealed words, never edited."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from musterbook.cli.compartments import opening
from musterbook.cli.context import Asked
from musterbook.cli.numbers import number_in, people
from musterbook.terms.errors import Fault, Malformed
from musterbook.terms.times import zulu
from musterbook.words.lines import code_words, in_words

if TYPE_CHECKING:
    from musterbook.custody.incidents.incidents import Incident

incident = typer.Typer(help="Incidents: reported, added to, closed; nothing said is changed.", no_args_is_help=True)

Reference = Annotated[str, typer.Argument(help="Reference of the incident, such as I-karkh-3.")]
Words = Annotated[str, typer.Option(help="In your own words; they are sealed.")]
People = Annotated[list[str] | None, typer.Option("--person", help="To whom it happened; may be given again.")]
Fault_ = Annotated[str, typer.Option("--fault", help="supplier, was_not_supplier or investigation.")]


def join(app: typer.Typer) -> None:
    """Add the verbs to the command."""
    app.add_typer(incident, name="incident")
    app.command("photograph")(photograph)


@incident.command("report")
def report(
    ctx: typer.Context,
    what: Annotated[str, typer.Argument(help="Its kind, such as assault, escape, death, road-accident, other-minor.")],
    words: Words,
    person: People = None,
    place: Annotated[str, typer.Option(help="Where.")] = "",
    serial: Annotated[str, typer.Option(help="On which serial.")] = "",
    fault: Fault_ = "",
    counts: Annotated[bool, typer.Option("--counts", help="One of those the service is measured by.")] = False,
) -> None:
    """Write that something happened; --happened-at says when, and who is named stays in the hands he is in."""
    from musterbook.custody.incidents.facts import IncidentReported  # noqa: PLC0415  heavy
    from musterbook.operation import happening  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        told = happening.Report(
            what=what, words=words, people=frozenset(number_in(book, one) for one in person or ()), place=place,
            serial=serial, fault=fault, counts_in_figures=counts,
        )  # fmt: skip
        entry = happening.report(book, asked.acting(book, IncidentReported), told)
        fact = entry.fact
        assert isinstance(fact, IncidentReported)
        asked.wrote(
            entry,
            in_words(
                "{incident}: {what}, {people}, by {by}", incident=fact.incident, what=code_words("incident", fact.what),
                people=people(len(fact.people)), by=entry.by,
            ),
        )  # fmt: skip


@incident.command("add")
def add(
    ctx: typer.Context,
    reference: Reference,
    words: Words,
    person: People = None,
    what: Annotated[str, typer.Option(help="The kind it is found to be.")] = "",
    fault: Fault_ = "",
    stage: Annotated[str, typer.Option(help="NEEDS_UPDATING asks for more, ON_HOLD waits for another.")] = "",
) -> None:
    """Add something to an incident; what was said before stays."""
    from musterbook.custody.incidents.facts import IncidentAdded  # noqa: PLC0415  heavy
    from musterbook.operation import happening  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        entry = happening.add(
            book, asked.acting(book, IncidentAdded), reference, words, what=what, fault=fault, stage=stage,
            people=[number_in(book, one) for one in person or ()],
        )  # fmt: skip
        asked.wrote(
            entry, f"{reference}: {code_words('incident.stage', happening.incident_called(book, reference).stage)}"
        )


@incident.command("close")
def close(
    ctx: typer.Context,
    reference: Reference,
    words: Words,
    outcome: Annotated[str, typer.Option(help="CLOSED, DUPLICATE or NOT_REPORTABLE.")] = "CLOSED",
    duplicate_of: Annotated[str, typer.Option(help="The incident that stands instead.")] = "",
) -> None:
    """Close an incident with a finding."""
    from musterbook.custody.incidents.facts import IncidentClosed  # noqa: PLC0415  heavy
    from musterbook.operation import happening  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        acting = asked.acting(book, IncidentClosed)
        entry = happening.close(book, acting, reference, words, outcome=outcome, duplicate_of=duplicate_of)
        asked.wrote(entry, f"{reference}: {code_words('incident.stage', outcome)}")


@incident.command("list")
def list_(
    ctx: typer.Context,
    every: Annotated[bool, typer.Option("--all", help="Closed ones too.")] = False,
) -> int:
    """Incidents that are not closed: when, what, whom, how late it was reported."""
    from musterbook.custody.incidents.incidents import Incidents  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    found = [one for one in book.reading(Incidents).all() if every or not one.closed]
    limit = book.settings.custody.incident_minutes
    lines = [f"{_line(one)}{_late(one, limit)}" for one in found]
    asked.show([_told(one) for one in found], lines or [in_words("no incident is open")])
    return 6 if any(not one.closed for one in found) else 0


@incident.command("show")
def show(
    ctx: typer.Context,
    reference: Reference,
    because: Annotated[str, typer.Option(help="Why you open what is about health, with your own --key.")] = "",
) -> None:
    """Show one incident with everything added, as far as you may read it."""
    from musterbook.operation import happening  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book(signing=bool(because))
    one = happening.incident_called(book, reference)
    said = happening.said_of(book, one, acting=opening(asked, book) if because else None, because=because)
    sealed = in_words("sealed; who may read it says --because with his own --key")
    lines = [
        _line(one), f"  {said.get(one.reported.account, sealed)}",
        *(f"  {zulu(more.at)} {more.by}: {said.get(more.addition, sealed)}" for more in one.additions),
        *(["  " + in_words("finding: {said}", said=said.get(one.finding, sealed))] if one.finding else []),
        *(f"  {number}" for number in sorted(one.people)),
    ]  # fmt: skip
    asked.show(_told(one) | {"said": list(said.values())}, lines)


def photograph(
    ctx: typer.Context,
    person: Annotated[str, typer.Argument(help="Number of the person.")],
    image: Annotated[Path, typer.Argument(help="The picture; it is sealed beside the book.")],
) -> None:
    """Seal a photograph of someone; older ones stay."""
    from musterbook.custody.incidents.facts import Photographed  # noqa: PLC0415  heavy
    from musterbook.operation import happening  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        try:
            content = image.read_bytes()
        except OSError:
            raise Malformed(Fault("file.unreadable", file=image.name)) from None
        number = number_in(book, person)
        acting = asked.acting(book, Photographed)
        entry = happening.photograph(book, acting, number, content, taken_at=acting.at)
        asked.wrote(entry, in_words("{number}: photographed", number=number))


def _line(one: Incident) -> str:
    where = " " + in_words("at {place}", place=one.reported.place) if one.reported.place else ""
    on = " " + in_words("on {serial}", serial=one.reported.serial) if one.reported.serial else ""
    return in_words(
        "{reference} {at}  {what} {people}{where}{on}, by {by}: {stage}", reference=f"{one.reference:<16}",
        at=zulu(one.at), what=f"{code_words('incident', one.what):<24}", people=people(len(one.people)),
        where=where, on=on, by=one.by,
        stage=code_words("incident.stage", one.stage),
    )  # fmt: skip


def _late(one: Incident, limit: int) -> str:
    return (
        in_words(", reported {late_minutes} min later", late_minutes=one.late_minutes)
        if limit and one.late_minutes > limit
        else ""
    )


def _told(one: Incident) -> dict[str, Any]:
    return {
        "incident": one.reference, "at": one.at.isoformat(), "what": one.what, "people": sorted(one.people),
        "by": one.by, "stage": one.stage, "fault": one.fault, "late_minutes": one.late_minutes,
        "place": one.reported.place, "serial": one.reported.serial, "additions": len(one.additions),
        "duplicate_of": one.duplicate_of, "counts_in_figures": one.reported.counts_in_figures,
    }  # fmt: skip
