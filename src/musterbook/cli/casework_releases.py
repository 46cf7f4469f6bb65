"""release ask | judge | answer | show: who wants a dossier, what the checks say, what originators answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from musterbook.cli.casework_beside import reading_beside, writing_beside
from musterbook.cli.context import Asked
from musterbook.terms.errors import Malformed
from musterbook.words.lines import code_words, in_words

if TYPE_CHECKING:
    from musterbook.evidence.findings import Judgement
    from musterbook.operation.casework_release import Leaving


class _AskedAtOnce(TyperGroup):
    """`release D-77 --to DEU` is `release at-once D-77 --to DEU`: whatever is no verb is a dossier."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401  as the parser has it
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            args = ["at-once", *args]
        return super().resolve_command(ctx, args)


releases = typer.Typer(help="What of a dossier goes to whom.", no_args_is_help=True, cls=_AskedAtOnce)

Request = Annotated[str, typer.Argument(help="The request, such as R-0001.")]
Dossier = Annotated[str, typer.Argument(help="The dossier, such as D-77.")]
To = Annotated[str, typer.Option("--to", help="The country, three letters.")]
Authority = Annotated[str, typer.Option(help="Which authority there.")]
Purpose = Annotated[str, typer.Option(help="prosecution, identification, tracing, protection or intelligence.")]
Court = Annotated[str, typer.Option(help="The court; sealed.")]
Charge = Annotated[str, typer.Option(help="The charge; sealed.")]
Death = Annotated[
    str, typer.Option("--death-penalty", help="possible, excluded or unknown; unknown counts as possible.")
]
Trial = Annotated[str, typer.Option("--fair-trial", help="assured, not-assured or unknown.")]
Assurance = Annotated[str, typer.Option(help="The agreement by which the country promises it.")]
Name = Annotated[str, typer.Option("--request", help="Its number; the next by default.")]
Withhold = Annotated[list[str] | None, typer.Option(help="ITEM=REASON: it does not leave; several times.")]
Instead = Annotated[list[str] | None, typer.Option(help="ITEM=OTHER: the redacted item leaves in its place.")]


@releases.command("ask")
def ask(
    ctx: typer.Context, dossier: Dossier, country: To, authority: Authority, purpose: Purpose, court: Court = "",
    charge: Charge = "", death_penalty: Death = "unknown", fair_trial: Trial = "unknown", assurance: Assurance = "",
    request: Name = "",
) -> None:  # fmt: skip
    """Ask to release a dossier to an authority of a country."""
    from musterbook.operation.casework_release import Question  # noqa: PLC0415  heavy

    question = Question(
        dossier, country, authority, purpose, court, charge, death_penalty, fair_trial, assurance
    )  # fmt: skip
    _ask(ctx.obj, question, request)


@releases.command("at-once")
def at_once(
    ctx: typer.Context, dossier: Dossier, country: To, authority: Authority = "central authority",
    purpose: Purpose = "prosecution", court: Court = "", charge: Charge = "", death_penalty: Death = "unknown",
    fair_trial: Trial = "unknown", assurance: Assurance = "", request: Name = "", withhold: Withhold = None,
    instead: Instead = None,
) -> None:  # fmt: skip
    """Ask and judge in one; release D-77 --to DEU is the same."""
    from musterbook.operation.casework_release import Question  # noqa: PLC0415  heavy

    question = Question(
        dossier, country, authority, purpose, court, charge, death_penalty, fair_trial, assurance
    )  # fmt: skip
    name = _ask(ctx.obj, question, request, quiet=True)
    _judge(ctx.obj, name, leaving_of(withhold, instead))


@releases.command("judge")
def judge(ctx: typer.Context, request: Request, withhold: Withhold = None, instead: Instead = None) -> None:
    """Run the twelve checks on a request, write what they say, and name everything that stands in the way."""
    _judge(ctx.obj, request, leaving_of(withhold, instead))


@releases.command("answer")
def answer(
    ctx: typer.Context,
    request: Request,
    said: Annotated[str, typer.Option("--say", help="approve, conditional or refuse.")],
    grant: Annotated[
        list[str] | None, typer.Option(help="A need this answer meets, such as FDO; several times.")
    ] = None,
    conditions: Annotated[str, typer.Option(help="The conditions in words; sealed.")] = "",
    reason: Annotated[str, typer.Option(help="Code of a refusal, such as SRC.")] = "",
    by: Annotated[str, typer.Option(help="The originator, when the officer answers for several.")] = "",
) -> None:
    """Answer a request in the originator's own name; after a refusal it is heard once more, on appeal."""
    from musterbook.evidence.facts import ReleaseAnswered  # noqa: PLC0415  heavy
    from musterbook.operation import casework_release  # noqa: PLC0415  heavy
    from musterbook.words.on_papers import refusal_said  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with writing_beside(asked) as beside:
        acting = asked.acting(beside.book, ReleaseAnswered, by=by)
        entry = casework_release.answer(
            beside, acting, request, said=said, grants=frozenset(grant or ()), conditions=conditions, reason=reason
        )
        asked.wrote(
            entry,
            in_words(
                "{request}, answer of {by}: {answers}[[, because {why}]]", request=request, by=acting.by,
                answers=code_words("dossier.answer", said), why=refusal_said(reason) if reason else None,
            ),
        )  # fmt: skip


@releases.command("show")
def show(ctx: typer.Context) -> None:
    """List every request: stage, who has not answered, what is due, and whom a contest obliges to be told."""
    from musterbook.cli.render import table  # noqa: PLC0415  only lists need it
    from musterbook.evidence.dossiers import Dossiers  # noqa: PLC0415  heavy
    from musterbook.evidence.releases import Releases  # noqa: PLC0415  heavy
    from musterbook.operation.casework_release import recipients_to_tell  # noqa: PLC0415  heavy
    from musterbook.words.countries import country_said  # noqa: PLC0415  as the rest
    from musterbook.words.on_papers import refusal_said  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    beside = reading_beside(asked)
    releases_, dossiers = beside.book.reading(Releases), beside.book.reading(Dossiers)
    rows: list[dict[str, Any]] = []
    refused: list[str] = []
    for name in releases_.names():
        one = releases_.request(name)
        dossier = dossiers.dossier(one.fact.dossier) if one else None
        if one is None:
            continue
        stage = releases_.stage(name, beside.policies, dossier.fact.items if dossier else ())
        refusals = [(each.fact.originator, each.fact.reason) for each in one.refusals]
        rows.append(
            {"request": name, "dossier": one.fact.dossier, "to": one.fact.country, "stage": stage,
             "waits_for": sorted(one.open_needs(beside.policies)),
             "refused_by": [f"{who}: {code}" for who, code in refusals]}
        )  # fmt: skip
        refused.append(", ".join(f"{who}: {refusal_said(code)}" for who, code in refusals))
    at = asked.seen_at(beside.book)
    clocks = releases_.clocks(at, beside.policies, beside.settings)
    tell = [
        in_words(
            "tell {authority}, {country}: {package}", authority=one.fact.authority,
            country=country_said(one.fact.country), package=parcel.fact.package,
        )
        for parcel, one, _ in recipients_to_tell(beside, "")
    ]  # fmt: skip
    cells = [(*_cells(row), why) for row, why in zip(rows, refused, strict=True)]
    due = [
        in_words(
            "{about}: {rule}, {who}, {days} days", about=one.about, rule=code_words("dossier.due", one.rule),
            who=one.who, days=one.days,
        )
        for one in clocks
    ]  # fmt: skip
    head = ("Request", "Dossier", "To", "Stage", "Waits for", "Refused by")
    lines = [*(table(head, cells) if rows else [in_words("no requests")]), *due, *tell]
    asked.show({"requests": rows, "due": due, "tell": tell}, lines)


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    """A request as a line of the list: country, stage and whose word is wanted in words."""
    from musterbook.words.countries import country_said  # noqa: PLC0415  as the rest
    from musterbook.words.needs import need_said  # noqa: PLC0415  as the rest

    waits = ", ".join(map(need_said, row["waits_for"]))
    return row["request"], row["dossier"], country_said(row["to"]), code_words("dossier.stage", row["stage"]), waits


def leaving_of(withhold: list[str] | None, instead: list[str] | None) -> Leaving:
    """What leaves, from the words typed; Malformed when one is no `ITEM=…`."""
    from musterbook.operation.casework_release import Leaving  # noqa: PLC0415  heavy

    pairs = [(one.partition("=")[0], one.partition("=")[2]) for one in (*(withhold or ()), *(instead or ()))]
    for (item, said), words in zip(pairs, (*(withhold or ()), *(instead or ())), strict=True):
        if not item or not said:
            raise Malformed.because("evidence.item-equals", words=words)
    count = len(withhold or ())
    return Leaving(instead=dict(pairs[count:]), withheld=dict(pairs[:count]))


def _ask(asked: Asked, question: object, request: str, *, quiet: bool = False) -> str:
    from musterbook.evidence.facts import ReleaseAsked  # noqa: PLC0415  heavy
    from musterbook.operation import casework_release  # noqa: PLC0415  heavy

    assert isinstance(question, casework_release.Question)
    with writing_beside(asked) as beside:
        acting = asked.acting(beside.book, ReleaseAsked)
        entry = casework_release.ask(beside, acting, question, request=request)
        name = str(getattr(entry.fact, "request", ""))
        if not quiet:
            asked.wrote(
                entry,
                in_words(
                    "{name}: {dossier} asked for by {country}", name=name, dossier=question.dossier,
                    country=question.country,
                ),
            )  # fmt: skip
    return name


def _judge(asked: Asked, request: str, leaving: Leaving) -> None:
    from musterbook.evidence.facts import ReleaseAsked  # noqa: PLC0415  heavy
    from musterbook.operation.casework_release import judge_request, write_judgement  # noqa: PLC0415  heavy

    with writing_beside(asked) as beside:
        acting = asked.acting(beside.book, ReleaseAsked)
        judgement = judge_request(beside, request, leaving, at=acting.at)
        entry = write_judgement(beside, acting, request, judgement)
    _show(asked, request, judgement, entry.digest)


def _show(asked: Asked, request: str, judgement: Judgement, digest: str) -> None:
    """The verdict, what is needed, and every finding; refused when nothing lifts it."""
    from musterbook.terms.errors import Refused  # noqa: PLC0415  as the rest
    from musterbook.words.say import sentence  # noqa: PLC0415  heavy

    said = [(one.check, one.rule, sentence(one.objection(None), asked.lang)) for one in judgement.findings]
    told = {
        "request": request, "machine": judgement.machine, "needs": sorted(judgement.needs), "entry": digest,
        "findings": [{"check": check, "rule": rule, "says": words} for check, rule, words in said],
    }  # fmt: skip
    found = code_words("dossier.machine", judgement.machine)
    head = f"{request}: {found}{': ' if judgement.needs else ''}{', '.join(sorted(judgement.needs))}"
    denied = {one.rule for one in judgement.findings if one.verdict == "deny"}
    asked.show(told, [head, *(words for _, rule, words in said if rule not in denied)])
    if judgement.machine == "deny":
        raise Refused(*(one.objection(None) for one in judgement.stops() if one.verdict == "deny"))
