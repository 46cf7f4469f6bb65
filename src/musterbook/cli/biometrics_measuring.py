"""biometrics evaluate, calibrate, engines: how often prints are taken for another's, what a score weighs, by what."""

from __future__ import annotations

import hashlib
import platform
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from musterbook import __version__
from musterbook.cli.context import Asked
from musterbook.cli.progress import Progress
from musterbook.terms.errors import Fault, Malformed
from musterbook.words.lines import in_words, to_say

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from musterbook.biometrics.engines import Made
    from musterbook.biometrics.evaluation.gathering import Gathered
    from musterbook.biometrics.evaluation.sets import Sample

PROTOCOLS = ("all", "fvc")
FAULTS_SHOWN = 20
HONESTY = to_say(
    "These figures hold for these pictures; other sensors, skins and operators have others. Measure your own."
)


def join(group: typer.Typer) -> None:
    """Add the verbs to the group."""
    for verb in (evaluate, calibrate, engines):
        group.command(verb.__name__)(verb)


def evaluate(
    ctx: typer.Context,
    images: Annotated[
        Path, typer.Argument(help="Folder of NNN_M pictures, or of folders of them; or a .npz file of points.")
    ],
    out: Annotated[Path, typer.Option("--out", help="Table to write: every pair with its score.")],
    protocol: Annotated[str, typer.Option(help="all, or fvc for the rule of the FVC competitions as well.")] = "all",
    engine: Annotated[str, typer.Option(help="Extractor to use; `muster biometrics engines` lists them.")] = "leader",
    matcher: Annotated[str, typer.Option(help="Matcher to use.")] = "musterbook",
    jobs: Annotated[int, typer.Option(help="Pictures at a time.", min=1, max=256)] = 2,
    dpi: Annotated[
        int | None, typer.Option(help="Dots an inch, where neither sets.toml nor the picture says.", min=250, max=1200)
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of the drawings behind the intervals.", min=0)] = 1,
    faces: Annotated[
        Path | None, typer.Option(help="Pictures are of faces, by the matcher this file states; NNN is a person.")
    ] = None,
) -> None:
    """Compare every picture with every other and say how often the matcher is wrong; every score is written down."""
    from musterbook.biometrics import installed  # noqa: PLC0415  heavy
    from musterbook.biometrics.evaluation import comparing, scores_file, told  # noqa: PLC0415  heavy
    from musterbook.biometrics.matching import calibration  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    if protocol not in PROTOCOLS:
        raise Malformed.because("evaluate.protocol", known=", ".join(PROTOCOLS))
    _writable(out)
    if faces is not None:
        _evaluate_faces(asked, images, out, faces, seed=seed)
        return
    chosen = installed.opened(installed.chosen("matchers", matcher))
    samples, gathered, odd = _gathered(images, out, engine=engine, jobs=jobs, dpi=dpi)
    weighing = calibration.shipped()
    scores = list(comparing.compared(gathered.points, chosen, jobs=jobs, told=Progress("comparing")))
    header = _header(gathered, chosen.made, scores) | {"calibration": weighing.digest, "seed of intervals": str(seed)}
    scores_file.write(out, samples, ((row, weighing.weights(row)) for row in scores), header)
    found = list(told.figures(samples, scores, fvc=protocol == "fvc", seed=seed))
    lines = [line for one in found for line in told.lines(one)]
    asked.show(
        {"figures": [told.as_json(one) for one in found], "named_otherwise": len(odd), **header},
        [
            *lines,
            *_failures(gathered, odd, asked.lang),
            in_words("{out}: {pairs} pairs", out=out, pairs=header["pairs"]),
            in_words(HONESTY),
        ],
    )


def _evaluate_faces(asked: Asked, images: Path, out: Path, stated: Path, *, seed: int) -> None:
    """The same of faces; the table names everything that was stated of the matcher, which is what is switched on."""
    import numpy as np  # noqa: PLC0415  heavy

    from musterbook.biometrics.capture import pictures  # noqa: PLC0415  heavy
    from musterbook.biometrics.evaluation import scores_file, told  # noqa: PLC0415  heavy
    from musterbook.biometrics.evaluation.sets import samples_of  # noqa: PLC0415  heavy
    from musterbook.biometrics.faces import matcher, measuring  # noqa: PLC0415  heavy

    chosen = matcher.opened(matcher.read_stated(stated))
    samples, _ = samples_of(images, pictures.SUFFIXES)
    found = measuring.templates(samples, chosen, Progress(in_words("finding faces")))
    scores = measuring.compared(found, chosen)
    header = {
        "made by": f"musterbook {__version__}", "matcher": f"{chosen.made.name} {chosen.made.version}",
        "weights": chosen.made.weights, "pictures": str(len(samples)),
        "without one face": str(sum(one is None for one in found)), "pairs": str(sum(map(len, scores))),
        "seed of intervals": str(seed),
    }  # fmt: skip
    scores_file.write(out, samples, ((row, np.zeros_like(row)) for row in scores), header)
    rows = list(told.figures(samples, scores, fvc=False, seed=seed))
    asked.show(
        {"figures": [told.as_json(one) for one in rows], **header},
        [
            *(line for one in rows for line in told.lines(one)),
            in_words(
                "without one face: {without_one_face} of {samples}; each stands in its pairs with score 0",
                without_one_face=header["without one face"], samples=len(samples),
            ),
            in_words("{out}: {pairs} pairs", out=out, pairs=header["pairs"]),
            in_words(HONESTY),
        ],
    )  # fmt: skip


def _header(gathered: Gathered, made: Made, scores: list[NDArray[np.float64]]) -> dict[str, str]:
    """What the table says of itself."""
    return {
        "made by": f"musterbook {__version__}",
        "extractor": f"{gathered.made.name} {gathered.made.version}",
        "weights": gathered.made.weights,
        "matcher": f"{made.name} {made.version}",
        "machine": f"{platform.machine()} {platform.system()}, Python {platform.python_version()}",
        "pictures": str(len(gathered.points)),
        "unreadable": str(gathered.unreadable),
        "without points": str(gathered.without_points),
        "pairs": str(sum(len(row) for row in scores)),
    }


def _failures(gathered: Gathered, odd: list[Path], language: str) -> list[str]:
    """What could not be used, aloud."""
    from musterbook.words.say import sentence  # noqa: PLC0415  heavy

    unreadable, empty = gathered.unreadable, gathered.without_points
    counts = in_words("{unreadable} unreadable, {empty} with too few points", unreadable=unreadable, empty=empty)
    whole = in_words("{unreadable} of {points}", unreadable=unreadable + empty, points=len(gathered.points))
    lines = [
        in_words(
            "failed to enrol: {whole} pictures ({counts}); each stands in its pairs with score 0", whole=whole,
            counts=counts,
        )
    ]  # fmt: skip
    lines += [f"  {sentence(fault, language)}" for fault in gathered.faults[:FAULTS_SHOWN]]
    if len(gathered.faults) > FAULTS_SHOWN:
        lines.append("  " + in_words("and {faults} more", faults=len(gathered.faults) - FAULTS_SHOWN))
    return [
        *lines,
        *([in_words("not looked at, being named otherwise than NNN_M: {odd} pictures", odd=len(odd))] if odd else []),
    ]


def _gathered(
    images: Path, out: Path, *, engine: str, jobs: int, dpi: int | None
) -> tuple[list[Sample], Gathered, list[Path]]:
    """Samples and their points, from pictures or from a file of points."""
    from musterbook.biometrics import installed  # noqa: PLC0415  heavy
    from musterbook.biometrics.capture import pictures  # noqa: PLC0415  heavy
    from musterbook.biometrics.evaluation.gathering import gather, points_of_file  # noqa: PLC0415  heavy
    from musterbook.biometrics.evaluation.sets import SETS_FILE, resolutions, samples_of  # noqa: PLC0415

    if images.suffix == ".npz":
        known = resolutions(images.with_name(SETS_FILE))
        samples, gathered = points_of_file(images, lambda name: dpi or known.get(name))
        return samples, gathered, []
    samples, odd = samples_of(images, pictures.SUFFIXES, dpi=dpi)
    extractor = installed.chosen("extractors", engine)
    gathered = gather(
        samples,
        lambda: installed.opened(extractor),
        read=lambda content, told: pictures.read_finger(content, dpi=told, dark_background=False)[0],
        kept=out.with_name(out.name + ".points"),
        jobs=jobs,
        told=Progress(in_words("finding points")),
    )
    return samples, gathered, odd


def _writable(out: Path) -> None:
    if not out.parent.is_dir():
        raise Malformed(Fault("evaluate.no-folder", file=str(out.parent)))


def calibrate(
    ctx: typer.Context,
    scores: Annotated[Path, typer.Argument(help="Table of scores that `biometrics evaluate` wrote.")],
    out: Annotated[Path, typer.Option("--out", help="Calibration to write.")],
) -> None:
    """Fit what a score weighs to labelled pairs; refused where a higher score would weigh less anywhere."""
    from musterbook.biometrics.evaluation import scores_file  # noqa: PLC0415  heavy
    from musterbook.biometrics.evaluation.fitting import fit  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    if not scores.is_file():
        raise Malformed(Fault("evaluate.nothing-there", file=scores.name))
    if out.exists():
        raise Malformed(Fault("cli.file-exists", values={"file": out.name}))
    _writable(out)
    source = hashlib.sha256(scores.read_bytes()).hexdigest()
    content, fitted = fit(scores_file.read(scores), fitted_on=f"{scores.name}, SHA-256 {source}")
    begun = out.with_name(out.name + ".part")
    begun.write_bytes(content)
    begun.replace(out)
    few = fitted.fingers < 200
    asked.show(
        {
            "file": str(out),
            "digest": fitted.digest,
            "intercept": fitted.intercept,
            "linear": fitted.linear,
            "square": fitted.square,
            "fingers": fitted.fingers,
            "same": fitted.same,
            "different": fitted.different,
        },
        [
            in_words(
                "{out}: weight = {intercept} + {linear} x + {square} x², x = ln(1 + score)", out=out,
                intercept=f"{fitted.intercept:.3f}", linear=f"{fitted.linear:.3f}", square=f"{fitted.square:.3f}",
            ),
            "  "
            + in_words(
                "{same} pairs of one finger, {different} of two, {fingers} fingers", same=fitted.same,
                different=fitted.different, fingers=fitted.fingers,
            ),
            "  " + in_words("digest {digest}", digest=fitted.digest),
            *(["  " + in_words("under 200 fingers: weights above 10 are guessed from the curve")] if few else []),
        ],
    )  # fmt: skip


def engines(ctx: typer.Context) -> None:
    """List what finds points, compares, searches and judges quality here: package, version, digest of the weights."""
    from musterbook.biometrics import installed  # noqa: PLC0415  heavy
    from musterbook.words.say import sentence  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    told: list[dict[str, Any]] = []
    lines = []
    for one in map(installed.look, installed.known()):
        of = one.known
        package = f"{of.package} {of.package_version or __version__}"
        why = sentence(one.problem, asked.lang) if one.problem else ""
        told.append(
            {
                "group": of.group,
                "name": of.name,
                "package": package,
                "version": one.version,
                "weights": one.weights,
                "usable": not why,
                "why": why,
            }
        )
        lines.append(
            f"{of.group:<11} {of.name:<14} {package:<22} " + (in_words("cannot be used") if why else one.version)
        )
        lines += [
            f"{'':<12}{more}"
            for more in (why, in_words("weights {weights}", weights=one.weights) * bool(one.weights))
            if more
        ]
    asked.show(told, [*lines, in_words("what other packages announce is used only where somebody names it")])
