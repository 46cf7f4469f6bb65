"""item import | add | pass | link | contest | answer | show: what comes in, where it went, of whom it speaks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from musterbook.cli.casework_beside import consulted, named_officer, reading_beside, writing_beside
from musterbook.cli.context import Asked
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import PersonId
from musterbook.terms.times import read_moment, zulu
from musterbook.words.lines import code_words, in_words

if TYPE_CHECKING:
    from musterbook.evidence.provenance import Provenance

items = typer.Typer(help="Pieces of evidence: in, from hand to hand, of whom they speak.", no_args_is_help=True)

Item = Annotated[str, typer.Argument(help="Its number.")]
Person = Annotated[str, typer.Option(help="The person's number.")]
Because = Annotated[str, typer.Option(help="Why, in words; they are sealed.")]
Reason = Annotated[str, typer.Option("--because", help="Why you look; it is written down before anything opens.")]


@items.command("import")
def import_(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Folder with items.csv and the files it names.")],
    reviewer: Annotated[str, typer.Option(help="Officer who links items to the persons the sheet names.")] = "",
) -> None:
    """Bring in a folder of files with items.csv; bad rows are named, the rest loads."""
    from musterbook.evidence.facts import ItemAdded, LinkedToPerson  # noqa: PLC0415  heavy
    from musterbook.operation.casework_sheet import import_folder  # noqa: PLC0415  heavy
    from musterbook.terms.errors import Malformed  # noqa: PLC0415  as the rest
    from musterbook.words.say import sentence  # noqa: PLC0415  only faults need it

    asked: Asked = ctx.obj
    with writing_beside(asked) as beside:
        acting = asked.acting(beside.book, ItemAdded)
        linking = None
        if reviewer:
            linking = asked.with_officers((reviewer,)).acting(beside.book, LinkedToPerson, settles="no")
        came = import_folder(beside, acting, folder, linking=linking)
    added = [getattr(entry.fact, "item", "") for entry in came.added]
    said = [sentence(one, asked.lang) for one in (*came.tampered, *came.faults)]
    told = {"added": added, "already": len(came.already), "faults": len(came.faults), "differ": len(came.tampered)}
    count = in_words(
        "{added} added, {already} here already, {faults} faults, {tampered} differ", added=len(added),
        already=len(came.already), faults=len(came.faults), tampered=len(came.tampered),
    )  # fmt: skip
    asked.show({**told, "says": said}, [*said, count])
    if came.tampered:
        raise came.tampered[0]
    if came.faults:
        raise Malformed.of(came.faults)


@items.command("add")
def add(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="The file.")],
    owner: Annotated[str, typer.Option(help="Whose policy rules.")],
    banner: Annotated[str, typer.Option(help="The marking of the whole.")],
    where: Annotated[str, typer.Option(help="Where it was acquired.")],
    by: Annotated[str, typer.Option(help="Which unit acquired it.")],
    acquired_at: Annotated[str, typer.Option(help="When: 212348ZJAN26 or RFC 3339.")],
    originator: Annotated[list[str] | None, typer.Option(help="Who alone may release it; several times.")] = None,
    policy: Annotated[str, typer.Option(help="The owner's policy.")] = "",
    portion: Annotated[list[str] | None, typer.Option(help="A portion's mark, in order; several times.")] = None,
    item: Annotated[str, typer.Option(help="Its number; the next by default.")] = "",
    made_of: Annotated[list[str] | None, typer.Option(help="The item it was made from, as a tear-line is.")] = None,
) -> None:
    """Bring in one file: sealed beside the book, its digest in it."""
    import mimetypes  # noqa: PLC0415  only here

    from musterbook.evidence.facts import ItemAdded  # noqa: PLC0415  heavy
    from musterbook.operation.casework import Incoming, add_item  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    coming = Incoming(
        file, owner, banner, read_moment(acquired_at), where, by, policy=policy,
        originators=frozenset(originator or ()), portions=tuple((mark, "") for mark in portion or ()),
        derived_from=frozenset(made_of or ()), item=item,
        media=mimetypes.guess_type(file.name)[0] or "application/octet-stream",
    )  # fmt: skip
    with writing_beside(asked) as beside:
        entry = add_item(beside, asked.acting(beside.book, ItemAdded), coming)
        asked.wrote(
            entry,
            in_words(
                "{item}: {name}, {size} bytes", item=getattr(entry.fact, "item", ""), name=file.name,
                size=getattr(entry.fact, "size", 0),
            ),
        )  # fmt: skip


@items.command("pass")
def pass_(
    ctx: typer.Context,
    item: Item,
    to: Annotated[str, typer.Option(help="Who shall have it; yourself, when you write that you have it.")],
    place: Annotated[str, typer.Option(help="Where.")],
    seal: Annotated[str, typer.Option(help="Number on the bag.")] = "",
    purpose: Annotated[str, typer.Option(help="What for.")] = "",
) -> None:
    """Give a thing to somebody, and, as the receiver, write that you have it."""
    from musterbook.evidence.facts import ItemPassed  # noqa: PLC0415  heavy
    from musterbook.operation.casework import pass_item  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with writing_beside(asked) as beside:
        acting = asked.acting(beside.book, ItemPassed)
        entry = pass_item(beside, acting, item, CustodianId(to), place=place, seal=seal, purpose=purpose)
        asked.wrote(
            entry, in_words("{item}: taken by {to}" if acting.by == to else "{item}: given to {to}", item=item, to=to)
        )


@items.command("link")
def link(
    ctx: typer.Context,
    item: Item,
    person: Person,
    grade: Annotated[str, typer.Option(help="Source A to F and information 1 to 6, such as B2.")],
    claim: Annotated[str, typer.Option(help="fact or assessment; the two are never merged.")],
    because: Because,
    settles: Annotated[bool, typer.Option("--settles", help="It settles who he is; two people sign.")] = False,
) -> None:
    """Write that an item speaks of a person."""
    from musterbook.evidence.facts import LinkedToPerson  # noqa: PLC0415  heavy
    from musterbook.operation import casework  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with writing_beside(asked) as beside:
        acting = asked.acting(beside.book, LinkedToPerson, settles="yes" if settles else "no")
        entry = casework.link(
            beside, acting, item, PersonId(person), grade=grade, claim=claim, because=because, settles=settles
        )
        asked.wrote(
            entry,
            in_words(
                "{item}: speaks of {person}, {grade}, {claim}", item=item, person=person, grade=grade, claim=claim
            ),
        )


@items.command("contest")
def contest(ctx: typer.Context, item: Item, person: Person, because: Because) -> None:
    """Write that somebody says an item does not speak of a person, and list who had it before."""
    from musterbook.evidence.facts import LinkContested  # noqa: PLC0415  heavy
    from musterbook.operation import casework  # noqa: PLC0415  heavy
    from musterbook.operation.casework_release import recipients_to_tell  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with writing_beside(asked) as beside:
        acting = asked.acting(beside.book, LinkContested)
        entry = casework.contest(beside, acting, item, PersonId(person), because=because)
        tell = recipients_to_tell(beside, item)
        lines = [
            in_words(
                "tell {authority}, {country}: had it in {package}", authority=one.fact.authority,
                country=one.fact.country, package=parcel.fact.package,
            )
            for parcel, one, _ in tell
        ]  # fmt: skip
        asked.show(
            {
                "digest": entry.digest,
                "tell": [
                    {"package": parcel.fact.package, "country": one.fact.country, "authority": one.fact.authority}
                    for parcel, one, _ in tell
                ],
            },
            [
                in_words("{item}: contested; entry {digest}", item=item, digest=entry.digest[:8]),
                *(lines or [in_words("nobody had it before")]),
            ],
        )


@items.command("answer")
def answer(
    ctx: typer.Context,
    contested: Annotated[str, typer.Argument(help="First signs of the contest's digest.")],
    outcome: Annotated[str, typer.Option(help="kept or withdrawn.")],
    because: Because,
) -> None:
    """Answer a contest; neither of the two who sign has made the link."""
    from musterbook.evidence.facts import ContestAnswered  # noqa: PLC0415  heavy
    from musterbook.operation.casework import answer_contest  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with writing_beside(asked) as beside:
        acting = asked.acting(beside.book, ContestAnswered)
        entry = answer_contest(beside, acting, contested, outcome=outcome, because=because)
        asked.wrote(
            entry,
            in_words(
                "contest {contested}: {outcome}", contested=contested, outcome=code_words("choice.outcome", outcome)
            ),
        )


def _way(provenance: Provenance, item: str) -> list[dict[str, str]]:
    """Everybody who had a thing, in order."""
    return [
        {"custodian": one.custodian, "since": zulu(one.since), "place": one.place, "seal": one.seal}
        for one in provenance.way(item)
    ]


@items.command("show")
def show(
    ctx: typer.Context,
    item: Item,
    because: Reason = "",
    out: Annotated[Path | None, typer.Option(help="Write its bytes there; a reason is asked.")] = None,
) -> None:
    """Show an item: marking, owner, way from hand to hand with gaps; and, for a reason, its bytes."""
    from musterbook.evidence.findings import Finding  # noqa: PLC0415  heavy
    from musterbook.evidence.provenance import Provenance  # noqa: PLC0415  heavy
    from musterbook.operation.casework import known_item  # noqa: PLC0415  heavy
    from musterbook.operation.reading_marked import item_for  # noqa: PLC0415  heavy
    from musterbook.words.say import sentence  # noqa: PLC0415  only gaps need it

    asked: Asked = ctx.obj
    beside = reading_beside(asked)
    known = known_item(beside, item)
    if asked.officers or out is not None:
        known = item_for(beside, item, named_officer(asked, beside, item), asked.moment())
    provenance = beside.book.reading(Provenance)
    fact = known.fact
    if out is not None:
        consulted(asked, beside, item, because, page="item show")
        with out.open("xb") as file:
            file.writelines(beside.blobs.pieces(fact.content))
    way = _way(provenance, item)
    gaps = [
        sentence(Finding(10, "evidence.custody-gap", "note", item, values={
            "gap": one.rule, "giver": one.giver or None, "receiver": one.receiver or None}).objection(None))
        for one in provenance.gaps(item)
    ]  # fmt: skip
    originators = ", ".join(sorted(fact.originators))
    told = {
        "item": item, "banner": fact.banner, "portions": list(known.marks), "owner": fact.owner, "policy": fact.policy,
        "originators": sorted(fact.originators), "content": fact.content, "size": fact.size, "media": fact.media,
        "made_of": sorted(fact.derived_from), "way": way, "gaps": gaps,
    }  # fmt: skip
    lines = [
        in_words(
            "{item}  {banner}  {media}, {size} bytes, {content}", item=item, banner=fact.banner, media=fact.media,
            size=fact.size, content=fact.content[:8],
        ),
        in_words(
            "owner {owner}, policy {policy}, originators {originators}", owner=fact.owner,
            policy=fact.policy or in_words("none"), originators=originators or in_words("none"),
        ),
        *(f"{one['since']}  {one['custodian']}, {one['place']}" for one in way),
        *gaps,
    ]  # fmt: skip
    asked.show(told, lines)
