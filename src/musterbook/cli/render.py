"""Rendering for a terminal: aligned text, plain when piped, colour only where a person looks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from musterbook.cli.warning_lines import HEAD, warning_lines, warning_rows
from musterbook.terms.times import zulu
from musterbook.words.account_sentences import casework_lines

if TYPE_CHECKING:
    from musterbook.operation.situation import Situation


def table(head: Sequence[str], rows: Iterable[Sequence[object]], *, right: Sequence[int] = ()) -> list[str]:
    """Columns aligned by spaces; those in `right` are set to the right."""
    cells = [list(head), *([str(cell) for cell in row] for row in rows)]
    widths = [max(len(row[at]) for row in cells) for at in range(len(head))]
    lines = [
        "  ".join(
            cell.rjust(widths[at]) if at in right else cell.ljust(widths[at]) for at, cell in enumerate(row)
        ).rstrip()
        for row in cells
    ]
    return [lines[0], "─" * max(len(line) for line in lines), *lines[1:]]


def situation_lines(now: Situation) -> list[str]:
    """The situation as lines."""
    totals = now.totals
    lines = [
        f"Operation {now.operation}   {now.marking}",
        f"As of {zulu(now.as_of)} · book of {now.entries:,} entries, head {now.head[:8]}",
        "",
    ]
    figures = (
        ("on the roll", totals.roll), ("at sites", totals.sites), ("with escorts", totals.escorts),
        ("handing over", totals.handing_over), ("staging", totals.staging), ("received", totals.received),
        ("unaccounted", totals.unaccounted), ("discrepancies", totals.discrepancies),
    )  # fmt: skip
    widths = [max(len(name), len(f"{count:,}")) for name, count in figures]
    lines.append("   ".join(name.rjust(width) for (name, _), width in zip(figures, widths, strict=True)))
    lines.append("   ".join(f"{count:,}".rjust(width) for (_, count), width in zip(figures, widths, strict=True)))
    lines.append(
        f"answered for {totals.answered_for:,} · accounted for {totals.accounted_for:,} · "
        f"unaccounted {totals.unaccounted:,}"
    )
    rows = [
        (one.place.name, one.place.site, f"{one.in_hand:,}", one.handing_over or "", one.unaccounted or "",
         one.expected or "", one.place.capacity or "", one.discrepancies or "", "lost" if one.lost else "")
        for one in now.places
    ]  # fmt: skip
    head = ("Place", "Id", "In hand", "Handing over", "Unaccounted", "To arrive", "Places", "Open", "")
    return [*lines, "", *table(head, rows, right=(2, 3, 4, 5, 6, 7))]


def account_lines(told: Mapping[str, Any]) -> list[str]:
    """The account as lines: who is where, what is open, claims, gaps, gates."""
    lines = [
        f"{told['operation']}: the account as of {told['as_of']}",
        f"{told['people']:,} people registered, {told['moved']:,} moved",
        f"{told['entries']:,} entries in {told['logs']} logs by {told['officers']} officers, head {told['head'][:8]}",
        "",
        *table(("Account", "People"), [(name, f"{count:,}") for name, count in told["accounts"].items()], right=(1,)),
        "",
    ]
    open_rows = [(one["kind"], one["owner"], one["people"]) for one in told["discrepancies"]]
    lines += table(("Open discrepancy", "Owner", "People"), open_rows, right=(2,)) if open_rows else ["nothing is open"]
    claims = [
        (one["as_of"][:10], one["source"], one["scope"], f"{one['claimed']:,}", _number(one["book"]),
         _signed(one["difference"]))
        for one in told["claims"]
    ]  # fmt: skip
    if claims:
        head = ("As of", "Said by", "Of what", "Claimed", "Book", "Difference")
        lines += ["", *table(head, claims, right=(3, 4, 5))]
    gates = [(rule, one["ever"], one["still"]) for rule, one in told["gates"].items()]
    if gates:
        lines += ["", *table(("Stopped at", "Ever", "Still"), gates, right=(1, 2))]
    lines += [f"not asked: {rule}: {because}" for rule, because in told.get("gates_off", {}).items()]
    plans = [
        (one["adopted_at"][:10], one["because"], one["planner"], f"{one['loss']:.1f}",
         "; ".join(f"{other['planner']} {other['loss']:.1f}" for other in one["beside"]) or "–")
        for one in told["plans"]
    ]  # fmt: skip
    if plans:
        lines += ["", *table(("Plan of", "Because", "Made by", "Weighted loss", "Others"), plans, right=(3,))]
    again = [line for one in told["planned_again"] for line in _again_lines(one)]
    lines += ["", *again] if again else []
    lines += ["", *_storm_lines(told["storm"])] if "storm" in told else []
    if "warning" in told:
        rows = table(HEAD, warning_rows(told["warning"]), right=(2, 3, 4, 5, 6, 7))
        lines += ["", *rows, *warning_lines(told["warning"])]
    lines += casework_lines(told)
    aside = ", ".join(f"{rule} {count}" for rule, count in told["not_standing"].items())
    gaps = told["gaps"]
    moves = f"{told['serials']} serials, {told['refused']} handovers refused"
    lines += ["", f"{moves}, {gaps['count']} gaps, longest {gaps['longest_minutes']} min"]
    return [*lines, f"entries that do not stand: {aside}"] if aside else lines


def _storm_lines(told: Mapping[str, Any]) -> list[str]:
    """Of a storm: where the wind came, who was still there, and who would have been under the first plan."""
    reached, sites = told["sites_reached"], told["sites"]
    lines = [f"{told['storm']}: {told['advisories']} advisories; the wind came to {reached} of {sites} sites"]
    if told["planned_at"] is None:
        lines.append("  nothing was planned: no site was ever in enough danger")
    if told["stood_down_at"] is not None:
        lines.append(
            f"  stood down at {zulu(datetime.fromisoformat(told['stood_down_at']))}: nobody was in danger any more"
        )
    rows = [
        (one["site"], zulu(datetime.fromisoformat(one["at"])), f"{one['still_there']:,}", _number(one["first_plan"]))
        for one in told["reached"]
    ]
    total = ("in all", "", f"{told['still_there']:,}", _number(told["first_plan"]))
    head = ("Wind came to", "At", "Still there", "By the first plan")
    return [*lines, *table(head, [*rows, total], right=(2, 3))] if rows else lines


def _again_lines(told: Mapping[str, Any]) -> list[str]:
    """Of one fault at which it was planned again: what the plan before would have lost, and what by hand."""
    because = f", {told['because']}" if told["because"] else ""
    head = f"{zulu(datetime.fromisoformat(told['at']))}{because}"
    before, again, saved = _worth(told["carried_on"]), _worth(told["again"]), told["saved"]
    if not told["because"]:
        lines = [f"{head}: planned again, and nothing had to change: the plan in force loses {again}"]
    else:
        less = f"{saved:,.1f} less" if saved >= 0 else f"{-saved:,.1f} more"
        lines = [
            f"{head}: the plan before, carried on as it stood less what could not run any more, would have lost",
            f"  {before}; planned again it loses {again}, {less}",
        ]
    by_hand = told["by_hand"]
    return [*lines, f"  a planner by hand, beginning afresh, would have lost {_worth(by_hand)}"] if by_hand else lines


def _worth(told: Mapping[str, Any]) -> str:
    left = told["left_behind"]
    return f"{told['loss']:,.1f} ({f'{left:,}' if left else 'nobody'} left behind)"


def _number(value: int | None) -> str:
    return "–" if value is None else f"{value:,}"


def _signed(value: int | None) -> str:
    return "–" if value is None else "0" if value == 0 else f"{value:+,}"
