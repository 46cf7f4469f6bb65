"""biometrics faces on | off | show; identify face: a face matcher the operator brought, measured, off by itself."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from musterbook.cli.biometrics_beside import writing_prints
from musterbook.cli.context import Asked
from musterbook.cli.handed_in import bytes_of
from musterbook.terms.people import PersonId
from musterbook.words.lines import in_words

faces = typer.Typer(help="Faces compared by a model of your own; off until two switch it on.", no_args_is_help=True)
StatedFile = Annotated[Path, typer.Argument(help="TOML: matcher, and path, sha256, licence, trained_on of each model.")]


def join(group: typer.Typer) -> None:
    """Add the verbs to the group."""
    group.add_typer(faces, name="faces")


def join_identify(group: typer.Typer) -> None:
    """Add the verb that compares to the group of examiners."""
    group.command("face")(face)


@faces.command("on")
def on(
    ctx: typer.Context,
    stated: StatedFile,
    scores: Annotated[Path, typer.Option(help="What `biometrics evaluate --faces` wrote of this very matcher.")],
) -> None:
    """Switch face matching on; signed by two, with what it scored on your own labelled pictures."""
    from musterbook.biometrics.faces.matcher import opened, read_stated  # noqa: PLC0415  heavy
    from musterbook.biometrics.facts import FaceMatchingSet  # noqa: PLC0415  heavy
    from musterbook.operation import face_matching  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    told = read_stated(stated)
    opened(told)  # every byte is as stated, and it runs here
    with writing_prints(asked) as beside:
        entry = face_matching.switch_on(beside, asked.acting(beside.book, FaceMatchingSet), told, scores)
    asked.wrote(entry, in_words("face matching: on"))


@faces.command("off")
def off(ctx: typer.Context) -> None:
    """Switch face matching off; signed by two."""
    from musterbook.biometrics.facts import FaceMatchingSet  # noqa: PLC0415  heavy
    from musterbook.operation import face_matching  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with writing_prints(asked) as beside:
        entry = face_matching.switch_off(beside, asked.acting(beside.book, FaceMatchingSet))
    asked.wrote(entry, in_words("face matching: off"))


@faces.command("show")
def show(ctx: typer.Context) -> None:
    """Whether face matching is on, who switched it, by which matcher, and what it scored."""
    from musterbook.biometrics.face_matching import FaceMatching  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    known = asked.book().reading(FaceMatching)
    if known.on is None or known.entry is None:
        asked.show({"on": False}, [in_words("Face matching is off.")])
        return
    fact, who = known.on, [one.officer for one in known.entry.signed]
    assert fact.matcher is not None, "it is on by a matcher"
    eer, missed = float(fact.eer or 0), float(fact.missed or 0)
    rates = in_words(
        "equal error {eer}, missed {missed} where one stranger in 1,000 is taken for him", eer=f"{eer:.2%}",
        missed=f"{missed:.2%}",
    )  # fmt: skip
    asked.show(
        {
            "on": True,
            "by": who,
            "matcher": fact.matcher.name,
            "weights": fact.matcher.weights,
            "licence": fact.licence,
            "trained_on": fact.trained_on,
            "people": fact.people,
            "eer": str(fact.eer),
            "missed": str(fact.missed),
            "entry": known.entry.digest,
        },
        [
            in_words(
                "Face matching is on, by {who}: {name} {version}", who=" and ".join(who), name=fact.matcher.name,
                version=fact.matcher.version,
            ),
            "  " + in_words("{licence}; trained on {trained_on}", licence=fact.licence, trained_on=fact.trained_on),
            "  " + in_words("on {people} people of your own: {rates}", people=fact.people, rates=rates),
            "  " + in_words("never above review, never a search, nobody who may be a child"),
        ],
    )  # fmt: skip


def face(
    ctx: typer.Context,
    person: Annotated[str, typer.Argument(help="His number.")],
    picture: Annotated[Path, typer.Argument(help="His face as just taken.")],
    stated: Annotated[Path, typer.Option("--faces", help="The file that states the matcher.")],
    reason: Annotated[str, typer.Option("--reason", help="Why, in words; sealed, and written down first.")],
) -> None:
    """Hold a face just taken against the one he was enrolled with: *review* or nothing, and people look either way."""
    from musterbook.biometrics.faces.matcher import opened, read_stated  # noqa: PLC0415  heavy
    from musterbook.custody.facts import Checked  # noqa: PLC0415  heavy
    from musterbook.operation import face_matching  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    matcher = opened(read_stated(stated))
    with writing_prints(asked) as beside:
        acting = asked.acting(beside.book, Checked)
        held = face_matching.hold_face(beside, acting, PersonId(person), bytes_of(picture), matcher, reason=reason)
    words = {
        "review": in_words("the machine finds them alike, which proves nothing: look yourself"),
        "nothing": in_words("the machine finds nothing, which proves nothing: look yourself"),
        "no-face": in_words("not exactly one face was found in one of the two: look yourself"),
    }
    asked.show({"person": person, "answer": held.answer}, [f"{person}: {words[held.answer]}"])
