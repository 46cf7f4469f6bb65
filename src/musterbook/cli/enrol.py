"""enrol FOLDER | watch | refuse: prints and faces go in from a station's folder; who was not enrolled, and why."""

from __future__ import annotations

import csv
import io
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from musterbook.cli.biometrics_beside import writing_prints
from musterbook.cli.context import Asked
from musterbook.cli.first_verb import first_verb
from musterbook.cli.identify_search import SpreadOver, lines_of, look_for_new, told_of
from musterbook.cli.outputs import write_whole
from musterbook.cli.tongue import aside
from musterbook.terms.errors import Fault, Malformed, Refused
from musterbook.terms.people import PersonId
from musterbook.terms.times import read_moment
from musterbook.words.lines import in_words

if TYPE_CHECKING:
    from musterbook.biometrics.capture.station import Answer
    from musterbook.biometrics.engines import Extractor
    from musterbook.operation.enrolling_folder import Sat
    from musterbook.operation.searching import Found

FIRST: Final = "folder"
LOOK_EVERY_SECONDS: Final = 0.2
Dpi = Annotated[int | None, typer.Option(help="Dots an inch, where the pictures do not say it.")]
DarkBackground = Annotated[
    bool | None,
    typer.Option("--dark-background/--no-dark-background", help="Whether ridges are bright on a dark ground."),
]

enrol = typer.Typer(
    cls=first_verb(FIRST), help="Prints and faces go in; `enrol FOLDER` is `enrol folder FOLDER`.", no_args_is_help=True
)  # fmt: skip


def join(app: typer.Typer) -> None:
    """Add the group to the command; `enrol FOLDER` is `enrol folder FOLDER`."""
    app.add_typer(enrol, name="enrol")


@enrol.command(FIRST)
def folder_(
    ctx: typer.Context,
    folder: Annotated[
        Path, typer.Argument(help="Of folders NUMBER/ with 1.png to 10.png, face.jpg, missing.toml; or NUMBER.an2.")
    ],
    station: Annotated[str, typer.Option(help="Which station captured them.")] = "S1",
    site: Annotated[str, typer.Option(help="The custodian who holds them, when the operator serves several.")] = "",
    purpose: Annotated[str, typer.Option(help="identity, tracing or prosecution; people are told which.")] = "identity",
    until: Annotated[str, typer.Option(help="When the pictures are destroyed; after a year otherwise.")] = "",
    supervised_by: Annotated[str, typer.Option(help="A second officer who watched.")] = "",
    dpi: Dpi = None,
    dark_background: DarkBackground = None,
    rejected: Annotated[Path, typer.Option(help="Where those who did not go in are listed.")] = Path("rejected.csv"),
    again: Annotated[bool, typer.Option(help="Whoever is enrolled gets a sitting that replaces his.")] = False,
    dry_run: Annotated[bool, typer.Option(help="Look at everything, and write nothing.")] = False,
    search: Annotated[
        bool, typer.Option("--search/--no-search", help="Whether each is looked for among everyone enrolled here.")
    ] = True,
    on: SpreadOver = "",
) -> None:
    """Enrol the people of a folder, then look whether any is here already; run again, it goes on.

    Bad files and people are named, and the rest goes in. What is found goes before examiners and decides nothing.
    """
    from musterbook.biometrics.capture.folder import Asked as Reading  # noqa: PLC0415  heavy
    from musterbook.biometrics.facts import Enrolled  # noqa: PLC0415  heavy
    from musterbook.operation import enrolling_folder  # noqa: PLC0415  heavy
    from musterbook.operation.enrolling import Station  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    people = enrolling_folder.sitters(folder)
    where = Station(station, purpose, supervised_by, read_moment(until) if until else None)
    reading = Reading(dpi=dpi, dark_background=dark_background, extractor=extractor_here(asked))
    told = asked.told_progress()
    done: list[Sat] = []
    with writing_prints(asked) as beside:
        acting = asked.acting(beside.book, Enrolled, by=site)
        going = enrolling_folder.Going(beside, acting, reading, where, again=again, dry_run=dry_run, told=told)
        for place, sat in enumerate(enrolling_folder.enrol_folder(going, people), 1):
            done.append(sat)
            told("enrolling", place, len(people))
        here = {sat.enrolment for sat in done if sat.enrolment}
        found = look_for_new(asked, beside, acting, only=here, on=on) if search and not dry_run else []
    _tell(asked, done, found, rejected, dry_run=dry_run)


def _tell(asked: Asked, done: list[Sat], found: list[Found], rejected: Path, *, dry_run: bool) -> None:
    """What became of everybody; who did not go in stands in a table, and ends the command with what is wrong."""
    out = [sat for sat in done if sat.rejected]
    if out:
        write_whole(rejected, _sheet(asked, out))
    searched = lines_of(found) if found else []
    asked.show({**_as_json(done), "search": told_of(found)}, [*_lines(asked, done, dry_run=dry_run), *searched])
    faults = [fault for sat in done for fault in sat.faults]
    if out or faults:
        refused = [Fault(one.rule, file=sat.person, values=one.values) for sat in done for one in sat.objections]
        raise Malformed.of([*faults, *refused])


@enrol.command("watch")
def watch(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(help="The station's folder: NUMBER/2.png, then NUMBER/2-2.png and so on.")],
    dpi: Dpi = None, dark_background: DarkBackground = None,
    once: Annotated[bool, typer.Option("--once", help="Answer what is there, and end.")] = False,
) -> None:  # fmt: skip
    """Answer each picture as a station captures it, until Ctrl+C: quality, one sentence, three tries, the best is kept.

    Nothing is written and no key is needed; `muster enrol` takes the best of the tries.
    """
    from musterbook.biometrics.capture.folder import Asked as Reading  # noqa: PLC0415  heavy
    from musterbook.biometrics.capture.station import Station  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    if not folder.is_dir():
        raise Malformed(Fault("capture.no-folder", file=folder.name))
    reading = Reading(dpi=dpi, dark_background=dark_background, extractor=extractor_here(asked), positions=())
    station = Station(folder, reading)
    if once:
        list(station.look())  # the first look only sees what is there
    while True:
        for one in station.look():
            asked.show(asdict(one) | {"fault": one.fault.rule if one.fault else None}, [_answer(asked, one)])
        if once:
            return
        time.sleep(LOOK_EVERY_SECONDS)


def _answer(asked: Asked, one: Answer) -> str:
    """One line for the operator."""
    from musterbook.words.say import sentence  # noqa: PLC0415  heavy

    if one.next == "mend":
        return sentence(one.fault, asked.lang) if one.fault else in_words("{file}: nothing to be seen", file=one.file)
    said = in_words(
        "{file}: quality {quality}", file=one.file,
        quality=in_words("not measured") if one.quality is None else one.quality,
    )  # fmt: skip
    if one.next == "again":
        why = f"; {sentence(one.fault, asked.lang)}" if one.fault else ""
        return in_words("{said}, try {tries} of 3: capture again{why}", said=said, tries=one.tries, why=why)
    kept = "" if one.best == one.file else in_words("; {best} was better", best=one.best)
    return in_words(
        "{said}, kept{next}{kept}", said=said, next=" " + in_words("and marked") if one.next == "keep-marked" else "",
        kept=kept,
    )  # fmt: skip


@enrol.command("refuse")
def refuse(
    ctx: typer.Context,
    person: Annotated[str, typer.Argument(help="His number.")],
    because: Annotated[str, typer.Option(help="refused, injured, under-age or no-equipment.")],
    review_by: Annotated[str, typer.Option(help="When somebody looks again; in 14 days otherwise.")] = "",
) -> None:
    """Write that somebody was not enrolled, why, and when it is looked at again."""
    from musterbook.biometrics.facts import EnrolmentRefused  # noqa: PLC0415  heavy
    from musterbook.operation import enrolling  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with writing_prints(asked) as beside:
        acting = asked.acting(beside.book, EnrolmentRefused)
        when = read_moment(review_by) if review_by else None
        entry = enrolling.refuse(beside, acting, PersonId(person), because=because, review_by=when)
        asked.wrote(entry, in_words("{person}: not enrolled, {because}", person=person, because=because))


def extractor_here(asked: Asked) -> Extractor | None:
    """What finds points on this machine; where there is none that is said once, and pictures are kept for later."""
    from musterbook.biometrics.capture.leader import Leader  # noqa: PLC0415  heavy
    from musterbook.words.say import sentence  # noqa: PLC0415  heavy

    try:
        return Leader()
    except Refused as problem:
        aside(sentence(problem.objections[0], asked.lang))
        return None


def _lines(asked: Asked, done: list[Sat], *, dry_run: bool) -> list[str]:
    """One line for each person, those who did not go in last, then the counts."""
    from musterbook.words.say import sentence  # noqa: PLC0415  heavy

    lines = []
    for sat in sorted(done, key=lambda one: one.rejected):
        if sat.passed:
            lines.append(
                in_words("{person}: enrolled before as {enrolment}", person=sat.person, enrolment=sat.enrolment)
            )
        elif sat.rejected:
            why = [sentence(one, asked.lang) for one in sat.objections] or [in_words("not enrolled; see below")]
            lines += why if sat.objections else [f"{sat.person}: {each}" for each in why]
        else:
            again = in_words("; capture again: {again}", again=", ".join(map(str, sat.again))) if sat.again else ""
            found = ", ".join(f"{finger} {quality}" for finger, quality in sorted((sat.qualities or {}).items()))
            lines.append(
                in_words(
                    "{person}: {enrolment}; quality {found}{again}", person=sat.person,
                    enrolment=sat.enrolment or in_words("would go in"), found=found or in_words("not measured"),
                    again=again,
                )
            )  # fmt: skip
            lines += [f"  {sentence(sat.not_searched, asked.lang)}"] if sat.not_searched else []
    went = sum(not sat.rejected and not sat.passed for sat in done)
    passed, out = sum(sat.passed for sat in done), sum(sat.rejected for sat in done)
    verb = in_words("would go in") if dry_run else in_words("went in")
    return [
        *lines,
        in_words(
            "{went} {verb}, {passed} enrolled before, {out} did not", went=went, verb=verb, passed=passed, out=out
        ),
    ]


def _as_json(done: list[Sat]) -> dict[str, object]:
    return {
        "enrolled": [
            {"person": sat.person, "enrolment": sat.enrolment, "again": list(sat.again),
             "searched": sat.not_searched is None,
             "quality": {str(finger): quality for finger, quality in sorted((sat.qualities or {}).items())}}
            for sat in done if not sat.rejected and not sat.passed
        ],
        "passed": [sat.person for sat in done if sat.passed],
        "rejected": [sat.person for sat in done if sat.rejected],
    }  # fmt: skip


def _sheet(asked: Asked, out: list[Sat]) -> bytes:
    """Who did not go in, with file and reason; formulas cannot start in it."""
    from musterbook.words.say import sentence  # noqa: PLC0415  heavy

    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(["person", "file", "rule", "reason"])
    for sat in out:
        for fault in sat.faults:
            rows.writerow([_plain(sat.person), _plain(fault.file or ""), fault.rule, sentence(fault, asked.lang)])
        for one in sat.objections:
            rows.writerow([_plain(sat.person), "", one.rule, sentence(one, asked.lang)])
    return text.getvalue().encode("utf-8-sig")


def _plain(text: str) -> str:
    return f"'{text}" if text[:1] in "=+-@\t\r" else text
