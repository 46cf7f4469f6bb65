"""identify: pairs of prints are opened and answered by examiners, and what they agree on is found, agreed to, told."""

from __future__ import annotations

from typing import Annotated

import typer

from musterbook.cli import biometrics_faces, identify_search, identify_verify
from musterbook.cli.biometrics_beside import proven_officer, reading_prints, writing_prints
from musterbook.cli.context import Asked
from musterbook.operation.book_folder import find_book
from musterbook.terms.people import PersonId
from musterbook.words.lines import in_words, to_copy

identify = typer.Typer(help="Who somebody is: examiners answer pairs of prints, another agrees.", no_args_is_help=True)

Number = Annotated[str, typer.Argument(help="The pair's number, such as P-karkh-88.")]
Entry = Annotated[str, typer.Argument(help="The identification: the first signs of its entry's digest.")]
Reason = Annotated[str, typer.Option("--reason", help="Why, in words; they are sealed.")]
Port = Annotated[int, typer.Option(help="Where the page is shown, on this machine only.")]
Senior = Annotated[bool, typer.Option("--senior", help="Pairs on which the first two answers differ, too.")]


def join(app: typer.Typer) -> None:
    """Add the group to the command."""
    identify_search.join(identify)
    identify_verify.join(identify)
    biometrics_faces.join_identify(identify)
    app.add_typer(identify, name="identify")


@identify.command("next")
def next_(
    ctx: typer.Context, port: Port = 8101, senior: Senior = False, no_page: Annotated[
        bool, typer.Option("--no-page", help="Only say which pair it is; nothing is opened.")
    ] = False,
) -> None:  # fmt: skip
    """Open the pair that has waited longest for the examiner named with --key; never one he is barred from."""
    from musterbook.operation import examining  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with reading_prints(asked) as beside:
        officer = proven_officer(asked, beside, "a pair")
        pair = examining.next_pair(beside, officer, senior=senior)
    if pair is None:
        asked.show({"pair": None}, [in_words("No pair waits for you.")])
    elif no_page:
        asked.show(
            {"pair": pair.number},
            [to_copy(in_words("{number} waits for you: muster identify open {number}", number=pair.number))],
        )
    else:
        _open(asked, pair.number, port)


@identify.command("open")
def open_(ctx: typer.Context, pair: Number, port: Port = 8101) -> None:
    """Show the two sides of a pair on a page of this machine until Ctrl+C; written in the register first."""
    _open(ctx.obj, pair, port)


@identify.command("judge")
def judge(
    ctx: typer.Context, pair: Number, answer: Annotated[str, typer.Argument(help="same, different or unsure.")],
    reason: Reason,
) -> None:  # fmt: skip
    """Answer a pair you have opened; two alike settle it, otherwise a senior examiner is asked."""
    from musterbook.biometrics.adjudication import SENIOR, Adjudication  # noqa: PLC0415  heavy
    from musterbook.biometrics.facts import Judged  # noqa: PLC0415  heavy
    from musterbook.operation import examining  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with writing_prints(asked) as beside:
        one = beside.book.reading(Adjudication).pair(pair)
        capacity = SENIOR if one is not None and one.wants == SENIOR else "examiner"
        acting = asked.acting(beside.book, Judged, capacity=capacity)
        entry = examining.judge(beside, acting, pair, answer, reason=reason)
        asked.wrote(entry, f"{pair}: {answer}")


@identify.command("aside")
def aside(ctx: typer.Context, pair: Number) -> None:
    """Step aside from a pair, because you know one of the two."""
    from musterbook.biometrics.facts import SteppedAside  # noqa: PLC0415  heavy
    from musterbook.operation import examining  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with writing_prints(asked) as beside:
        entry = examining.step_aside(beside, asked.acting(beside.book, SteppedAside), pair)
        asked.wrote(entry, in_words("{pair}: stepped aside", pair=pair))


@identify.command("interviewed")
def interviewed(ctx: typer.Context, person: Annotated[str, typer.Argument(help="His number.")]) -> None:
    """Declare that you have interviewed somebody, and so judge no pair that holds him."""
    from musterbook.biometrics.facts import InterviewDeclared  # noqa: PLC0415  heavy
    from musterbook.operation import examining  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with writing_prints(asked) as beside:
        acting = asked.acting(beside.book, InterviewDeclared)
        asked.wrote(
            examining.declare_interview(beside, acting, PersonId(person)),
            in_words("{person}: interview declared", person=person),
        )


@identify.command("as")
def as_(
    ctx: typer.Context, pair: Number, reason: Reason,
    basis: Annotated[list[str] | None, typer.Option(help="finger, face, band, papers or kin; several times.")] = None,
    person: Annotated[str, typer.Option(help="Which of the two numbers is found to be the other.")] = "",
) -> None:  # fmt: skip
    """Write whom a pair shows, once examiners judged it the same; it stands when the identity officer agrees."""
    from musterbook.biometrics.facts import Identified  # noqa: PLC0415  heavy
    from musterbook.operation import examining  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with writing_prints(asked) as beside:
        entry = examining.identify_as(
            beside, asked.acting(beside.book, Identified), pair, reason=reason, basis=basis or ("finger",),
            person=PersonId(person) if person else None,
        )  # fmt: skip
        asked.wrote(entry, in_words("{pair}: written whom it shows; it stands when another agrees", pair=pair))


@identify.command("agree")
def agree(ctx: typer.Context, entry: Entry, reason: Reason) -> None:
    """Agree to what an examiner found; you are another person, and had no part in it."""
    from musterbook.biometrics.facts import IdentificationAgreed  # noqa: PLC0415  heavy
    from musterbook.operation import examining  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with writing_prints(asked) as beside:
        acting = asked.acting(beside.book, IdentificationAgreed)
        asked.wrote(
            examining.agree(beside, acting, entry, because=reason), in_words("{entry}: agreed; it stands", entry=entry)
        )


@identify.command("withdraw")
def withdraw(ctx: typer.Context, entry: Entry, reason: Reason) -> None:
    """Withdraw an identification; what was written stays."""
    from musterbook.biometrics.facts import IdentificationWithdrawn  # noqa: PLC0415  heavy
    from musterbook.operation import examining  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with writing_prints(asked) as beside:
        acting = asked.acting(beside.book, IdentificationWithdrawn)
        asked.wrote(
            examining.withdraw(beside, acting, entry, because=reason), in_words("{entry}: withdrawn", entry=entry)
        )


@identify.command("told")
def told(
    ctx: typer.Context, entry: Entry, how: Annotated[str, typer.Option(help="in-person, interpreter or letter.")]
) -> None:
    """Write that the person was told what was found, and that he may contest it."""
    from musterbook.biometrics.facts import IdentificationTold  # noqa: PLC0415  heavy
    from musterbook.operation import examining  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with writing_prints(asked) as beside:
        acting = asked.acting(beside.book, IdentificationTold)
        asked.wrote(examining.tell(beside, acting, entry, how=how), in_words("{entry}: told", entry=entry))


@identify.command("contest")
def contest(ctx: typer.Context, entry: Entry, reason: Reason) -> None:
    """Write that the person, or somebody for him, says that an identification is wrong."""
    from musterbook.biometrics.facts import IdentificationContested  # noqa: PLC0415  heavy
    from musterbook.operation import examining  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with writing_prints(asked) as beside:
        acting = asked.acting(beside.book, IdentificationContested)
        asked.wrote(
            examining.contest(beside, acting, entry, because=reason), in_words("{entry}: contested", entry=entry)
        )


@identify.command("answer")
def answer(
    ctx: typer.Context, entry: Annotated[str, typer.Argument(help="The contest: the first signs of its digest.")],
    outcome: Annotated[str, typer.Argument(help="kept or withdrawn.")], reason: Reason,
) -> None:  # fmt: skip
    """Answer a contest; neither of the two who sign had a part in what is contested."""
    from musterbook.biometrics.facts import ContestAnswered  # noqa: PLC0415  heavy
    from musterbook.operation import examining  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with writing_prints(asked) as beside:
        acting = asked.acting(beside.book, ContestAnswered)
        asked.wrote(examining.answer_contest(beside, acting, entry, outcome, because=reason), f"{entry}: {outcome}")


def _open(asked: Asked, number: str, port: int) -> None:
    """The page of one pair, with the pictures its examiner has just opened and no others."""
    from musterbook.operation import examining  # noqa: PLC0415  heavy

    with reading_prints(asked) as beside:
        officer = proven_officer(asked, beside, number)
        fingers = examining.open_pair(beside, number, officer, at=asked.seen_at(beside.book))
    if not fingers:
        said = {"pair": number, "fingers": 0, "page": None}
        asked.show(
            said, [in_words("{number}: no picture: cannot be judged; step aside, or answer unsure", number=number)]
        )
        return
    asked.show(
        {"pair": number, "fingers": len(fingers), "page": f"/identity/{number}"},
        [
            in_words(
                "{number}: {fingers} fingers to compare at http://127.0.0.1:{port:plain}/identity/{number}; "
                "Ctrl+C when done",
                number=number, fingers=len(fingers), port=port,
            ),
            in_words(
                "then: muster identify judge {number} same | different | unsure --reason WHY --key {officer}",
                number=number, officer=officer,
            ),
        ],
    )  # fmt: skip
    asked.serve(find_book(asked.folder), "127.0.0.1", port, {number: fingers})
