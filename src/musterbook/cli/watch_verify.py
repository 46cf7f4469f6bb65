"""watch verify: what we missed, how the alerts did, and how good each layer of forecasts was, from what was frozen."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from musterbook.cli.context import Asked
from musterbook.terms.errors import Malformed
from musterbook.terms.times import zulu
from musterbook.words.lines import in_words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from musterbook.watch.burden import Burden
    from musterbook.watch.layer_lines import LayerLine
    from musterbook.watch.misses import LossRow, Tally
    from musterbook.watch.scoring import Scores
    from musterbook.watch.verification import Verification

TALLIED: Final = ("hits", "missed", "false", "lead", "unanswered")


def join(watch: typer.Typer) -> None:
    """Add the verb to `watch`."""
    watch.command("verify")(verify)


@dataclass(frozen=True, slots=True)
class Found:
    """What is shown; `layers` are those asked for, `costs` each rung with what its threshold costs."""

    now: datetime
    right: Verification
    layers: tuple[LayerLine, ...]
    costs: tuple[tuple[str, Burden], ...]
    names: Mapping[str, str]


def verify(
    ctx: typer.Context,
    layer: Annotated[str, typer.Option(help="Only the forecasts of this layer, such as loss or fighting.")] = "",
) -> None:
    """Were we right? Misses first, then alerts, then each layer of forecasts, then what each rung's threshold costs.

    Only what was frozen before its outcome is scored; with fewer than ten happenings there is no score. --as-of shows
    what was known then.
    """
    from musterbook.watch.choices import LAYERS, LOSS  # noqa: PLC0415  as the rest

    asked: Asked = ctx.obj
    if layer not in ("", LOSS, *LAYERS):
        raise Malformed.because("watch.no-such-layer", layer=layer, choices=", ".join((LOSS, *LAYERS)))
    found = _found(asked, layer)
    asked.show(_told(found), _lines(found))


def _found(asked: Asked, layer: str) -> Found:
    from musterbook.operation.own_sites import own_sites  # noqa: PLC0415  heavy
    from musterbook.operation.watched import Watched  # noqa: PLC0415  heavy
    from musterbook.operation.were_we_right import burden_of, were_we_right  # noqa: PLC0415  heavy
    from musterbook.watch.rungs import BY_CHANCE  # noqa: PLC0415  heavy

    book = asked.book(dated=True)
    past = asked.past()
    now = past or asked.seen_at(book)
    watched = Watched.at(book, past) if past else Watched.now(book)
    sites, assumed = own_sites(book.places, watched), watched.assumed.now
    right = were_we_right(watched, sites, book.incidents, now, assumed)
    costs = burden_of(watched, sites, now, assumed) if watched.outlooks.sites else ()
    return Found(
        now,
        right,
        tuple(one for one in right.layers if layer in ("", one.layer)),
        tuple((rung.name.lower(), one) for rung, one in zip(BY_CHANCE, costs, strict=False)),
        {place.site: place.name for place in book.places.sites.values()},
    )


def _lines(found: Found) -> list[str]:
    from musterbook.words import watch_sentences as said  # noqa: PLC0415  as the rest
    from musterbook.words.pages import page  # noqa: PLC0415  as the rest

    misses = [said.missed(one, _name(found, one)) for one in found.right.misses]
    lines = [
        in_words("As of {now}", now=zulu(found.now)),
        "",
        page("watch.misses"),
        *(misses or [page("watch.no-misses")]),
    ]
    lines += ["", page("watch.alerts"), *_alert_lines(found.right.alerts), ""]
    for one in found.layers:
        lines += [*_layer_lines(one), ""]
    if not found.layers:
        lines += [page("watch.no-forecasts"), ""]
    lines += [page("watch.can-see"), *(said.seen(one) for one in found.right.seen)]
    if found.costs:
        lines += ["", page("watch.burden-head"), *(said.cost(one, rung) for rung, one in found.costs)]
    return lines


def _alert_lines(tally: Tally) -> list[str]:
    """`Losses warned of: 2 (an alert was open the day before)`, and so on."""
    from musterbook.words.pages import page  # noqa: PLC0415  as the rest

    lead = "–" if tally.lead_days_median is None else f"{tally.lead_days_median:.1f}"
    figures = (tally.hits, tally.misses, tally.false, lead, tally.unanswered)
    return [
        f"{page(f'watch.score.{key}')}: {figure} ({page(f'watch.score-under.{key}')})"
        for key, figure in zip(TALLIED, figures, strict=True)
    ]


def _layer_lines(one: LayerLine) -> list[str]:
    """The name of a layer with its counts, expected against observed, and scores where there is enough to judge by."""
    from musterbook.words import watch_sentences as said  # noqa: PLC0415  as the rest
    from musterbook.words.pages import known, page  # noqa: PLC0415  as the rest

    length = in_words(", {days} days", days=f"{one.days:g}") if one.days is not None else ""
    judged = page("watch.judged", n=one.scores.n if one.scores else 0, positives=one.observed)
    late = f"; {said.written_late(one.late)}" if one.late else ""
    low, high = one.interval
    expected = page(
        "watch.expected", expected=f"{one.expected:.2f}", observed=one.observed, low=f"{low:.1f}", high=f"{high:.1f}"
    )
    head = f"{known(f'watch.layer-name.{one.layer}')}{length}: {judged}{late}"
    if one.too_few or one.scores is None:
        return [head, f"  {page('watch.too-few')} {expected}"]
    return [head, f"  {expected}", *(f"  {line}" for line in _score_lines(one.scores))]


def _score_lines(scores: Scores) -> list[str]:
    from musterbook.words.pages import page  # noqa: PLC0415  as the rest

    said = [f"{page('watch.measure.brier')}: {scores.brier.score:.3f}"]
    if scores.auc is not None:
        said.append(f"{page('watch.measure.auc')}: {scores.auc:.3f}")
    if scores.skill is not None and scores.skill_range is not None:
        low, high = scores.skill_range
        said.append(
            in_words(
                "{page}: {skill} ({low} to {high})", page=page("watch.measure.skill"), skill=f"{scores.skill:.2f}",
                low=f"{low:.2f}", high=f"{high:.2f}",
            )
        )  # fmt: skip
    return said


def _told(found: Found) -> dict[str, Any]:
    """The same for machines."""
    return {
        "as_of": found.now.isoformat(),
        "misses": [_miss(found, one) for one in found.right.misses],
        "alerts": found.right.alerts._asdict(),
        "layers": [_layer(one) for one in found.layers],
        "seen": [one._asdict() for one in found.right.seen],
        "burden": [{"rung": rung, **one._asdict()} for rung, one in found.costs],
    }


def _miss(found: Found, row: LossRow) -> dict[str, Any]:
    from musterbook.words.watch_sentences import missed  # noqa: PLC0415  as the rest

    lost, before = row.outcome, row.before
    return {
        "site": lost.subject, "at": lost.at.isoformat(), "certainty": lost.certainty,
        "p_before": None if before is None else before.p,
        "said_at": None if before is None else before.as_of.isoformat(),
        "rung": None if row.rung is None else row.rung.name.lower(),
        "remarks": [] if before is None else [one for one in before.remarks if not one.startswith("for-")],
        "says": missed(row, _name(found, row)),
    }  # fmt: skip


def _name(found: Found, row: LossRow) -> str:
    return found.names.get(row.outcome.subject, row.outcome.subject)


def _layer(one: LayerLine) -> dict[str, Any]:
    scores = None if one.scores is None else asdict(one.scores)
    return {
        "layer": one.layer, "days": one.days, "kept": one.kept, "late": one.late, "unsettled": one.unsettled,
        "vague": one.vague, "judged": 0 if one.scores is None else one.scores.n, "happenings": one.happenings,
        "expected": one.expected, "observed": one.observed, "interval": list(one.interval), "too_few": one.too_few,
        "scores": None if one.too_few else scores,
        "values": {f"{ratio:g}": worth for ratio, worth in one.values.items()},
    }  # fmt: skip
