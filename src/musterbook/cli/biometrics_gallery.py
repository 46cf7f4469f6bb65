"""biometrics gallery open | close | list, import, report: lists of others; for whom prints work less well."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from musterbook.cli.biometrics_beside import proven_officer, reading_prints, writing_prints
from musterbook.cli.context import Asked
from musterbook.cli.enrol import extractor_here
from musterbook.cli.tongue import aside
from musterbook.terms.times import read_moment, zulu
from musterbook.words.lines import in_words

if TYPE_CHECKING:
    from musterbook.biometrics.differentials import ExaminerError, Share
    from musterbook.operation.lists_of_others import Other

gallery = typer.Typer(help="Lists of others that may be searched until a day.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="The list's name.")]


def join(group: typer.Typer) -> None:
    """Add the verbs to the group."""
    group.add_typer(gallery, name="gallery")
    group.command("import")(import_)
    group.command("report")(report)


Owner = Annotated[str, typer.Option(help="Whose list it is.")]
Purpose = Annotated[str, typer.Option(help="identification, tracing or prosecution.")]
Basis = Annotated[str, typer.Option(help="By which law or agreement it may be searched, in words; sealed.")]
Until = Annotated[str, typer.Option(help="The last day on which it may be searched.")]
Dpi = Annotated[int | None, typer.Option(help="Dots an inch, where neither a record nor its picture says it.")]


@gallery.command("open")
def open_(
    ctx: typer.Context,
    name: Name,
    folder: Annotated[Path, typer.Argument(help="Of REFERENCE/ with 1.png to 10.png, or REFERENCE.an2.")],
    owner: Owner, purpose: Purpose, basis: Basis, until: Until, dpi: Dpi = None,
) -> None:  # fmt: skip
    """Open a list of others, signed by two; its people are never registered, and bad files are named."""
    from musterbook.operation.enrolling_folder import sitters  # noqa: PLC0415  heavy

    _open(ctx.obj, name, sitters(folder), Opening(owner, purpose, basis, until, dpi))


def import_(
    ctx: typer.Context,
    files: Annotated[
        list[Path], typer.Argument(help="REFERENCE.an2 (ANSI/NIST-ITL), or points (ISO/IEC 19794-2, INCITS 378).")
    ],
    gallery: Annotated[str, typer.Option(help="The list's name.")],
    owner: Owner, purpose: Purpose, basis: Basis, until: Until, dpi: Dpi = None,
) -> None:  # fmt: skip
    """Make a list of others from files, signed by two; one file is one person, and nobody of them is registered."""
    _open(ctx.obj, gallery, files, Opening(owner, purpose, basis, until, dpi))


@dataclass(frozen=True, slots=True)
class Opening:
    """What is said of a list when it is opened."""

    owner: str
    purpose: str
    basis: str
    until: str
    dpi: int | None


def _open(asked: Asked, name: str, places: Sequence[Path], opening: Opening) -> None:
    """Read each, seal it, name what is wrong, and say how many can be judged by eye."""
    from musterbook.biometrics.capture.folder import Asked as Reading  # noqa: PLC0415  heavy
    from musterbook.biometrics.facts import GalleryOpened  # noqa: PLC0415  heavy
    from musterbook.operation import lists_of_others, lists_read  # noqa: PLC0415  heavy
    from musterbook.words.say import sentence  # noqa: PLC0415  heavy

    reading = Reading(dpi=opening.dpi, extractor=extractor_here(asked), positions=())
    told, counts = asked.told_progress(), Counter[str]()

    def people() -> Iterator[Other]:
        for place, one in enumerate(lists_read.read_others(places, reading), 1):
            told("reading", place, len(places))
            for fault in one.faults:
                aside(sentence(fault, asked.lang))
            counts["judged" if one.can_be_judged else "points alone" if one.other else "left out"] += 1
            if one.other is not None:
                yield one.other

    with writing_prints(asked) as beside:
        acting = asked.acting(beside.book, GalleryOpened)
        entry = lists_of_others.open_list(
            beside, acting, name, people(), owner=opening.owner, purpose=opening.purpose, basis=opening.basis,
            until=read_moment(opening.until),
        )  # fmt: skip
    here, blind = counts["judged"] + counts["points alone"], counts["points alone"]
    without = in_words("; {blind} without a picture: cannot be judged", blind=blind) if blind else ""
    asked.wrote(
        entry,
        in_words(
            "{name}: {here} people, {left_out} left out{without}", name=name, here=here, left_out=counts["left out"],
            without=without,
        ),
    )  # fmt: skip


@gallery.command("close")
def close(
    ctx: typer.Context, name: Name, because: Annotated[str, typer.Option(help="Why, in words; they are sealed.")]
) -> None:  # fmt: skip
    """Close a list and destroy what was in it; signed by two."""
    from musterbook.biometrics.facts import GalleryClosed  # noqa: PLC0415  heavy
    from musterbook.operation import lists_of_others  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with writing_prints(asked) as beside:
        entry = lists_of_others.close_list(beside, asked.acting(beside.book, GalleryClosed), name, because=because)
    asked.wrote(entry, in_words("{name}: closed", name=name))


@gallery.command("list")
def list_(ctx: typer.Context) -> None:
    """Every list: whose, for what, how many people, until when, and whether it may be searched now."""
    from musterbook.biometrics.gallery import Galleries  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    known, now = book.reading(Galleries), asked.seen_at(book)
    rows: list[dict[str, Any]] = []
    for name in known.names():
        one = known.gallery(name)
        if one is not None:
            rows.append({
                "gallery": name, "owner": one.owner, "purpose": one.purpose, "people": one.heads,
                "until": zulu(one.until), "open": known.is_open(name, now),
            })  # fmt: skip
    lines = [
        in_words(
            "{gallery}: of {owner}, {purpose}, {people} people, until {until}, {open}", gallery=row["gallery"],
            owner=row["owner"], purpose=row["purpose"], people=row["people"], until=row["until"],
            open=in_words("open") if row["open"] else in_words("not open"),
        )
        for row in rows
    ]  # fmt: skip
    asked.show(rows, lines or [in_words("No list was opened.")])


def report(ctx: typer.Context, reason: Annotated[str, typer.Option(help="Why you look; written down first.")]) -> None:
    """For whom prints work less well, what is to be captured again or destroyed, and how often examiners err."""
    from musterbook.operation import prints_report  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with reading_prints(asked) as beside:
        officer = proven_officer(asked, beside, "report")
        told = prints_report.report(beside, officer, why=reason, at=asked.seen_at(beside.book))
    first = in_words(
        "{people} people with prints; {again} to be captured again; {waiting} wait for points", people=told.people,
        again=told.again, waiting=told.waiting,
    )  # fmt: skip
    lines = [
        in_words(
            "{first}; {expired} past their day; {not_searched} not searched for yet", first=first, expired=told.expired,
            not_searched=told.not_searched,
        )
    ]  # fmt: skip
    for name, groups in told.groups.items():
        lines += [
            in_words(
                "{name} {group}: {people} people; without one usable finger {failed}; poor "
                "fingers {poor}; median quality {median}", name=name, group=one.group, people=one.people,
                failed=_share(one.failed), poor=_share(one.poor),
                median="?" if one.quality is None else f"{one.quality:.0f}",
            )
            for one in groups.told
        ]  # fmt: skip
        if groups.too_few:
            lines.append(
                in_words("{name} {too_few}: too few people for a figure", name=name, too_few=", ".join(groups.too_few))
            )
    lines += [_error(one) for one in (told.all_examiners, *told.examiners)]
    asked.show(told.as_json(), lines)


def _error(one: ExaminerError) -> str:
    return in_words(
        "examiner {examiner}, on pairs whose answer is known: wrong {wrong}; same missed "
        "{missed}; different joined {joined}; unsure {unsure}", examiner=one.examiner, wrong=_share(one.wrong),
        missed=_share(one.missed), joined=_share(one.joined), unsure=_share(one.unsure),
    )  # fmt: skip


def _share(one: Share) -> str:
    if one.of == 0:
        return in_words("none of none")
    return in_words(
        "{count} of {of} ({low} to {high})", count=one.count, of=one.of, low=f"{one.low:.1%}", high=f"{one.high:.1%}"
    )
