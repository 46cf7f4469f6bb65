"""watch guards | relief | scenario | outcome: what people report, plan and judge, each by name."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from musterbook.cli.context import Asked
from musterbook.terms.times import read_moment
from musterbook.words.lines import in_words

if TYPE_CHECKING:
    from musterbook.ledger.facts import Fact

reliefs = typer.Typer(help="A whole site passes to another custodian, or is left.", no_args_is_help=True)
scenarios = typer.Typer(help="What an analyst, by name, thinks may happen.", no_args_is_help=True)
outcomes = typer.Typer(help="What came of a forecast.", no_args_is_help=True)

Moment = "212348ZJAN26 or RFC 3339"
Site = Annotated[str, typer.Argument(help="The site.")]
Relief = Annotated[str, typer.Argument(help="Its number.")]
Scenario = Annotated[str, typer.Argument(help="Its number.")]
Opens = Annotated[str | None, typer.Option("--from", help=f"From when: {Moment}.")]
Closes = Annotated[str | None, typer.Option("--to", help=f"Until when: {Moment}.")]
Receiver = Annotated[str | None, typer.Option(help="The custodian who takes it; none for a plain withdrawal.")]
Present = Annotated[bool | None, typer.Option("--present/--not-present", help="The receiver is on site.")]
Signed = Annotated[bool | None, typer.Option("--signed/--not-signed", help="The receiver has signed for it.")]
Sentence = Annotated[str | None, typer.Option("--says", help="What may happen, in a sentence.")]
Chance = Annotated[float | None, typer.Option("--p", help="How likely it is, 0 to 1.")]
LossGiven = Annotated[float | None, typer.Option(help="How likely custody is lost if it does, 0 to 1.")]
Expires = Annotated[str | None, typer.Option(help="When it is to be looked at again; the end of the window.")]


def join(watch: typer.Typer) -> None:
    """Add the verbs to `watch`."""
    watch.command("guards")(guards)
    watch.add_typer(reliefs, name="relief")
    watch.add_typer(scenarios, name="scenario")
    watch.add_typer(outcomes, name="outcome")


def guards(
    ctx: typer.Context,
    site: Site,
    minimum: Annotated[int, typer.Option(help="Posts that the site's own list asks for.")],
    filled: Annotated[int | None, typer.Option(help="Posts that had somebody on them.")] = None,
    hours: Annotated[int, typer.Option(help="How long the shift is.")] = 12,
    armed: Annotated[str, typer.Option(help="yes, no, partly or unknown.")] = "unknown",
    nobody: Annotated[bool, typer.Option("--nobody", help="Nobody is on guard; said outright.")] = False,
) -> None:
    """Report the newest shift of a site. Nobody on guard is said with --nobody, never by leaving a figure out."""
    from musterbook.terms.errors import Malformed  # noqa: PLC0415  as the rest
    from musterbook.watch.facts import GuardsReported  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    if filled is None and not nobody:
        raise Malformed.because("watch.guards-not-counted")
    at = asked.moment()
    fact = GuardsReported(
        site=site, counted_at=at, shift_hours=hours, posts_minimum=minimum, posts_filled=filled or 0, armed=armed,
        on_site=not nobody,
    )  # fmt: skip
    write_report(
        asked,
        fact,
        in_words(
            "{site}: nobody on guard" if nobody else "{site}: {filled} of {minimum} posts filled", site=site,
            filled=filled, minimum=minimum,
        ),
    )  # fmt: skip


@reliefs.command("add")
def add_relief(
    ctx: typer.Context,
    relief: Relief,
    site: Site,
    giver: Annotated[str, typer.Option(help="The custodian who gives it up.")],
    opens: Annotated[str, typer.Option("--from", help=f"From when: {Moment}.")],
    closes: Annotated[str, typer.Option("--to", help=f"Until when: {Moment}.")],
    receiver: Receiver = None,
    present: Present = None,
    signed: Signed = None,
    agreement: Annotated[str, typer.Option(help="The agreement it rests on.")] = "",
) -> None:
    """Write that a whole site is to pass to another custodian, or to be left."""
    from musterbook.terms.custodians import CustodianId  # noqa: PLC0415  as the rest
    from musterbook.watch.facts import ReliefPlanned  # noqa: PLC0415  heavy

    fact = ReliefPlanned(
        relief=relief, site=site, giver=CustodianId(giver), from_=read_moment(opens), to=read_moment(closes),
        receiver=None if receiver is None else CustodianId(receiver), receiver_present=present or False,
        receiver_signed=signed or False, agreement=agreement,
    )  # fmt: skip
    write_report(
        ctx.obj,
        fact,
        in_words(
            "{relief}: {site} from {giver} to {receiver}", relief=relief, site=site, giver=giver,
            receiver=receiver or in_words("nobody"),
        ),
    )  # fmt: skip


@reliefs.command("change")
def change_relief(
    ctx: typer.Context,
    relief: Relief,
    opens: Opens = None,
    closes: Closes = None,
    receiver: Receiver = None,
    present: Present = None,
    signed: Signed = None,
    called_off: Annotated[bool, typer.Option("--called-off", help="It does not take place.")] = False,
) -> None:
    """Change what was planned of a relief; what is not named stays."""
    from musterbook.operation.reporting import relief_of  # noqa: PLC0415  heavy
    from musterbook.terms.custodians import CustodianId  # noqa: PLC0415  as the rest

    asked: Asked = ctx.obj
    before = relief_of(asked.book(), relief)
    after = replace(
        before,
        from_=before.from_ if opens is None else read_moment(opens),
        to=before.to if closes is None else read_moment(closes),
        receiver=before.receiver if receiver is None else CustodianId(receiver),
        receiver_present=before.receiver_present if present is None else present,
        receiver_signed=before.receiver_signed if signed is None else signed,
        called_off=before.called_off or called_off,
    )
    write_report(asked, after, in_words("{relief}: called off" if called_off else "{relief}: changed", relief=relief))


@reliefs.command("done")
def complete_relief(
    ctx: typer.Context,
    relief: Relief,
    guards_on_arrival: Annotated[int, typer.Option("--guards", help="With how many guards the receiver came.")],
) -> None:
    """Write that the receiver has the site."""
    from musterbook.operation.reporting import relief_of  # noqa: PLC0415  heavy
    from musterbook.watch.facts import ReliefCompleted  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    site = relief_of(asked.book(), relief).site
    fact = ReliefCompleted(relief=relief, site=site, at=asked.moment(), guards_on_arrival=guards_on_arrival)
    write_report(
        asked,
        fact,
        in_words(
            "{relief}: done at {site}, {guards_on_arrival} guards on arrival", relief=relief, site=site,
            guards_on_arrival=guards_on_arrival,
        ),
    )  # fmt: skip


@scenarios.command("add")
def add_scenario(
    ctx: typer.Context,
    scenario: Scenario,
    site: Site,
    says: Annotated[str, typer.Option(help="What may happen, in a sentence.")],
    opens: Annotated[str, typer.Option("--from", help=f"From when: {Moment}.")],
    closes: Annotated[str, typer.Option("--to", help=f"Until when: {Moment}.")],
    p: Annotated[float, typer.Option(help="How likely it is, 0 to 1.")],
    loss_given: Annotated[float, typer.Option(help="How likely custody is lost if it does, 0 to 1.")],
    expires: Expires = None,
    speaks_for: Annotated[str, typer.Option("--for", help="What speaks for it.")] = "",
    speaks_against: Annotated[str, typer.Option("--against", help="What speaks against it.")] = "",
    would_change: Annotated[str, typer.Option(help="What would change the analyst's mind.")] = "",
) -> None:
    """Enter what may happen at a site, and how likely; kept apart from the model's figures, and scored by name."""
    from musterbook.watch.facts import ScenarioEntered  # noqa: PLC0415  heavy
    from musterbook.watch.numbers import number  # noqa: PLC0415  heavy

    fact = ScenarioEntered(
        scenario=scenario, site=site, sentence=says, from_=read_moment(opens), to=read_moment(closes),
        probability=number(p), loss_given=number(loss_given), expires=read_moment(expires or closes),
        speaks_for=speaks_for, speaks_against=speaks_against, would_change=would_change,
    )  # fmt: skip
    write_report(ctx.obj, fact, f"{scenario}: {site}, {says}")


@scenarios.command("revise")
def revise_scenario(
    ctx: typer.Context,
    scenario: Scenario,
    says: Sentence = None,
    opens: Opens = None,
    closes: Closes = None,
    p: Chance = None,
    loss_given: LossGiven = None,
    expires: Expires = None,
) -> None:
    """Revise a scenario; what is not named stays, and what was said before stays in the book."""
    from musterbook.operation.reporting import scenario_of  # noqa: PLC0415  heavy
    from musterbook.watch.numbers import number  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    before = scenario_of(asked.book(), scenario)
    after = replace(
        before,
        sentence=before.sentence if says is None else says,
        from_=before.from_ if opens is None else read_moment(opens),
        to=before.to if closes is None else read_moment(closes),
        probability=before.probability if p is None else number(p),
        loss_given=before.loss_given if loss_given is None else number(loss_given),
        expires=before.expires if expires is None else read_moment(expires),
    )
    write_report(asked, after, in_words("{scenario}: revised", scenario=scenario))


@scenarios.command("withdraw")
def withdraw_scenario(ctx: typer.Context, scenario: Scenario) -> None:
    """Withdraw a scenario; it counts no more, and is still scored for the time it stood."""
    from musterbook.operation.reporting import scenario_of  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    write_report(
        asked,
        replace(scenario_of(asked.book(), scenario), withdrawn=True),
        in_words("{scenario}: withdrawn", scenario=scenario),
    )


@outcomes.command("add")
def add_outcome(
    ctx: typer.Context,
    subject: Annotated[str, typer.Argument(help="Site, relief or scenario.")],
    source: Annotated[str, typer.Option(help="Who says so.")],
    definition: Annotated[str, typer.Option(help="What was counted.")],
    layer: Annotated[str, typer.Option(help="loss, or the layer that was forecast.")] = "loss",
    certainty: Annotated[str, typer.Option(help="The day is known to a day, week or month.")] = "day",
    happened: Annotated[bool, typer.Option("--happened/--did-not-happen")] = True,
    low: Annotated[int | None, typer.Option(help="How many got out, at least.")] = None,
    best: Annotated[int | None, typer.Option(help="Most likely.")] = None,
    high: Annotated[int | None, typer.Option(help="At most.")] = None,
    corrects: Annotated[str, typer.Option(help="Digest of the outcome it replaces.")] = "",
) -> None:
    """Enter what came of a forecast, at the time --happened-at says; a second person reviews it (--key twice)."""
    from musterbook.ledger.facts import Digest  # noqa: PLC0415  as the rest
    from musterbook.watch.facts import OutcomeEntered  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    fact = OutcomeEntered(
        subject=subject, layer=layer, at=asked.moment(), certainty=certainty, source=source, definition=definition,
        happened=happened, low=low, best=best, high=high, corrects=Digest(corrects) if corrects else None,
    )  # fmt: skip
    write_report(
        asked,
        fact,
        in_words(
            "{subject}: {layer} happened" if happened else "{subject}: {layer} did not happen", subject=subject,
            layer=layer,
        ),
    )  # fmt: skip


def write_report(asked: Asked, fact: Fact, said: str) -> None:
    """Look at a fact as a whole, write it, and print what was written."""
    from musterbook.operation.reporting import report  # noqa: PLC0415  heavy

    with asked.writing() as book:
        entry = report(book, asked.acting(book, type(fact)), fact)
        asked.wrote(entry, said)
