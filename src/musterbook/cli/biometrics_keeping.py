"""biometrics reindex | destroy: points found later or by another engine; pictures destroyed when their day comes."""

from __future__ import annotations

from typing import Annotated

import typer

from musterbook.cli.biometrics_beside import writing_prints
from musterbook.cli.context import Asked
from musterbook.cli.enrol import extractor_here
from musterbook.words.lines import in_words


def join(group: typer.Typer) -> None:
    """Add the verbs to the group."""
    group.command("reindex")(reindex)
    group.command("destroy")(destroy)


def reindex(ctx: typer.Context) -> None:
    """Find the points of every sitting that has none by the engine of this machine; stopped, it goes on."""
    from musterbook.biometrics.capture.folder import finding  # noqa: PLC0415  heavy
    from musterbook.biometrics.facts import Enrolled  # noqa: PLC0415  heavy
    from musterbook.operation import enrolling  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    extractor = extractor_here(asked)
    if extractor is None:
        asked.show({"found": 0}, [in_words("No engine is here, so nothing was looked for.")])
        return
    told = asked.told_progress()
    with writing_prints(asked) as beside:
        acting = asked.acting(beside.book, Enrolled)
        written = enrolling.reindex(
            beside, acting, extractor.made, finding(extractor),
            progress=lambda done, whole: told(in_words("finding points"), done, whole),
        )  # fmt: skip
    asked.show({"found": len(written)}, [in_words("points found of {written} sittings", written=len(written))])


def destroy(
    ctx: typer.Context,
    enrolment: Annotated[str, typer.Argument(help="The sitting, such as E-willow-17.")],
    authority: Annotated[str, typer.Option(help="By what rule or order, in words; they are sealed.")],
    position: Annotated[list[str] | None, typer.Option(help="Only this picture; several times.")] = None,
) -> None:
    """Destroy the pictures of a sitting, and its points with the last of them; two people, and digests stay."""
    from musterbook.biometrics.facts import SampleDestroyed  # noqa: PLC0415  heavy
    from musterbook.operation import enrolling  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with writing_prints(asked) as beside:
        acting = asked.acting(beside.book, SampleDestroyed)
        entry = enrolling.destroy(beside, acting, enrolment, authority=authority, positions=position or ())
        asked.wrote(entry, in_words("{enrolment}: destroyed", enrolment=enrolment))
