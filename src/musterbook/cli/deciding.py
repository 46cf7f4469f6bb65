"""decide, concur, decisions; action: what the call decided and who owes what."""

from __future__ import annotations

from typing import Annotated

import typer

from musterbook.cli.calls import rows_or
from musterbook.cli.context import Asked
from musterbook.terms.errors import Malformed
from musterbook.terms.times import read_moment
from musterbook.words.lines import in_words

actions = typer.Typer(help="What somebody owes by a time.", no_args_is_help=True)

Action = Annotated[str, typer.Argument(help="Its name, such as ACT-001.")]
Because = Annotated[str, typer.Option(help="Why; it is sealed.")]
Agency = Annotated[str, typer.Option(help="The agency.")]


def join(app: typer.Typer) -> None:
    """Add the verbs to the command."""
    app.command("decide")(decide)
    app.command("concur")(concur)
    app.command("decisions")(decisions)
    app.add_typer(actions, name="action")


def decide(
    ctx: typer.Context,
    question: Annotated[str, typer.Argument(help="What was to be decided; it is sealed.")],
    option: Annotated[list[str], typer.Option(help="What could be done; once for each. They are sealed.")],
    authority: Annotated[str, typer.Option(help="On what authority.")],
    chosen: Annotated[int, typer.Option(help="The number of the option chosen.")] = 1,
    affects: Annotated[
        list[str] | None, typer.Option(help="gate:RULE, agreement:NAME, site:NAME or serial:NAME; for each.")
    ] = None,
    start: Annotated[str, typer.Option("--from", help="From when it holds; now by default.")] = "",
    until: Annotated[str, typer.Option(help="Until when.")] = "",
    call: Annotated[str, typer.Option(help="The call at which it was made.")] = "",
    supersedes: Annotated[str, typer.Option(help="The decision it takes the place of.")] = "",
) -> None:
    """Write a decision; two people sign when it affects a gate or an agreement. It does nothing by itself."""
    from musterbook.coordination.facts import Decided  # noqa: PLC0415  heavy
    from musterbook.operation import deciding  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        acting = asked.acting(book, Decided, affects_gate=deciding.affects_gate(affects or ()))
        entry = deciding.decide(
            book, acting, question=question, options=option, chosen=chosen, authority=authority, affects=affects or (),
            from_=read_moment(start) if start else None, until=read_moment(until) if until else None, call=call,
            supersedes=supersedes,
        )  # fmt: skip
        fact = entry.fact
        assert isinstance(fact, Decided)
        follows = (
            in_words("; nothing changes until it is followed for {affects}", affects=", ".join(sorted(fact.affects)))
            if fact.affects
            else ""
        )
        asked.wrote(entry, in_words("{decision}: decided{follows}", decision=fact.decision, follows=follows))


def concur(
    ctx: typer.Context,
    decision: Annotated[str, typer.Argument(help="Its name, such as DEC-001.")],
    agency: Agency,
    how: Annotated[str, typer.Option("--as", help="concur, concur-with-comment, non-concur or abstain.")] = "concur",
    reason: Annotated[str, typer.Option(help="Why; needed for a comment and a non-concur. It is sealed.")] = "",
) -> None:
    """Say what your agency thinks of a decision; a non-concur stays on every report while the decision stands."""
    from musterbook.coordination.facts import Concurred  # noqa: PLC0415  heavy
    from musterbook.operation import deciding  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        entry = deciding.concur(book, asked.acting(book, Concurred), decision, agency, how=how, reason=reason)
        asked.wrote(entry, in_words("{decision}: {agency} says {how}", decision=decision, agency=agency, how=how))


def decisions(
    ctx: typer.Context,
    without_effect: Annotated[
        bool, typer.Option("--without-effect", help="Only those that nothing has followed.")
    ] = False,
) -> None:
    """List decisions, the newest first, with who does not concur and what has not followed."""
    from musterbook.operation.deciding import decisions_told  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    rows = decisions_told(book, asked.seen_at(book), without_effect=without_effect)
    shown = [
        {**row, "standing": in_words("stands") if row["stands"] else row["superseded_by"] or in_words("does not stand"),
         "against": ", ".join(one["agency"] for one in row["dissent"]), "open": ", ".join(row["without_effect"])}
        for row in rows
    ]  # fmt: skip
    head = ("Decision", "Standing", "Chosen", "Dissent", "Nothing followed for")
    keys = ("decision", "standing", "chosen", "against", "open")
    asked.show(rows, rows_or(shown, head, keys, "no decisions"))


@actions.command("add")
def add(
    ctx: typer.Context,
    what: Annotated[str, typer.Argument(help="What is to be done; it is sealed.")],
    agency: Annotated[str, typer.Option(help="The agency that owes it.")],
    due: Annotated[str, typer.Option(help="By when.")],
    owner: Annotated[str, typer.Option(help="The officer who owes it; the agency's lead by default.")] = "",
    call: Annotated[str, typer.Option(help="The call at which it was set.")] = "",
    priority: Annotated[int, typer.Option(help="1 to 3.")] = 2,
    waits_for: Annotated[list[str] | None, typer.Option(help="An action it waits for; may be given again.")] = None,
    proof: Annotated[str, typer.Option(help="What would show it done; it is sealed.")] = "",
) -> None:
    """Set an action on one officer of one agency."""
    from musterbook.coordination.facts import ActionSet  # noqa: PLC0415  heavy
    from musterbook.operation import owing  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        entry = owing.set_action(
            book, asked.acting(book, ActionSet), what=what, agency=agency, owner=owner, due=read_moment(due), call=call,
            priority=priority, waits_for=waits_for or (), proof=proof,
        )  # fmt: skip
        fact = entry.fact
        assert isinstance(fact, ActionSet)
        asked.wrote(
            entry,
            in_words("{action}: owed by {owner} of {agency}", action=fact.action, owner=fact.owner, agency=agency),
        )


@actions.command("take")
def take(ctx: typer.Context, action: Action) -> None:
    """Take up an action you owe, or one of your agency's."""
    from musterbook.coordination.facts import ActionTakenUp  # noqa: PLC0415  heavy
    from musterbook.operation import owing  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        asked.wrote(
            owing.take_up(book, asked.acting(book, ActionTakenUp), action),
            in_words("{action}: taken up", action=action),
        )


@actions.command("hand-on")
def hand_on(
    ctx: typer.Context,
    action: Action,
    agency: Annotated[str, typer.Option(help="The agency it goes to.")],
    because: Because,
    owner: Annotated[str, typer.Option(help="The officer; the agency's lead by default.")] = "",
) -> None:
    """Hand an action on. No clock starts again."""
    from musterbook.coordination.facts import ActionHandedOn  # noqa: PLC0415  heavy
    from musterbook.operation import owing  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        acting = asked.acting(book, ActionHandedOn)
        entry = owing.hand_on(book, acting, action, agency=agency, owner=owner, because=because)
        asked.wrote(entry, in_words("{action}: handed on to {agency}", action=action, agency=agency))


@actions.command("block")
def block(ctx: typer.Context, action: Action, because: Because) -> None:
    """Write that an action cannot go on, and why."""
    from musterbook.coordination.facts import ActionBlocked  # noqa: PLC0415  heavy
    from musterbook.operation import owing  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        entry = owing.block(book, asked.acting(book, ActionBlocked), action, because=because)
        asked.wrote(entry, in_words("{action}: blocked", action=action))


@actions.command("done")
def done(
    ctx: typer.Context,
    action: Action,
    proof: Annotated[str, typer.Option(help="What shows it; it is sealed.")] = "",
    entry: Annotated[str, typer.Option(help="Or the digest of an entry that shows it.")] = "",
) -> None:
    """Write that an action is done; somebody else verifies it."""
    from musterbook.coordination.facts import ActionDone  # noqa: PLC0415  heavy
    from musterbook.operation import owing  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        shown = next((one.digest for one in book.entries() if entry and one.digest.startswith(entry)), None)
        if entry and shown is None:
            raise Malformed.because("call.no-such", what="entry", name=entry[:16], known="")
        wrote = owing.done(book, asked.acting(book, ActionDone), action, proof=proof, entry=shown)
        asked.wrote(wrote, in_words("{action}: done; to be verified by somebody else", action=action))


@actions.command("verify")
def verify(ctx: typer.Context, action: Action) -> None:
    """Write that you have seen that an action is done; whoever did it cannot."""
    from musterbook.coordination.facts import ActionVerified  # noqa: PLC0415  heavy
    from musterbook.operation import owing  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        asked.wrote(
            owing.verify(book, asked.acting(book, ActionVerified), action),
            in_words("{action}: verified", action=action),
        )


@actions.command("due")
def due_(
    ctx: typer.Context,
    action: Annotated[str, typer.Argument(help="Its name; all that are owed by default.")] = "",
    move_to: Annotated[str, typer.Option(help="Another time; the chair signs, and the first stays to be seen.")] = "",
    because: Annotated[str, typer.Option(help="Why it is moved or cancelled; it is sealed.")] = "",
    cancel: Annotated[bool, typer.Option("--cancel", help="Nobody wants it any more; the chair signs.")] = False,
) -> None:
    """List what is owed, the latest first, with who should have heard of it; or move a time, or call an action off."""
    from musterbook.coordination.facts import ActionCancelled, ActionDueMoved  # noqa: PLC0415  heavy
    from musterbook.operation import owing  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    if move_to or cancel:
        with asked.writing() as book:
            if cancel:
                entry = owing.cancel(book, asked.acting(book, ActionCancelled), action, because=because)
            else:
                acting = asked.acting(book, ActionDueMoved)
                entry = owing.move_due(book, acting, action, due=read_moment(move_to), because=because)
            asked.wrote(
                entry,
                in_words("{action}: called off" if cancel else "{action}: due {when}", action=action, when=move_to),
            )
        return
    book = asked.book()
    rows = [row for row in owing.actions_told(book, asked.seen_at(book)) if action in ("", row["action"])]
    shown = [{**row, "told": ", ".join(one["to"] for one in row["heard"])} for row in rows]
    head = ("Action", "Agency", "Owner", "Stage", "Due", "First due", "Heard", "What")
    keys = ("action", "agency", "owner", "stage", "due", "first_due", "told", "what")
    asked.show(rows, rows_or(shown, head, keys, "nothing is owed"))
