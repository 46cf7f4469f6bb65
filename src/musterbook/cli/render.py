"""Rendering for a terminal: aligned text, plain when piped, colour only where a person looks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from unicodedata import category

from musterbook.cli.warning_lines import HEAD, warning_lines, warning_rows
from musterbook.terms.times import zulu
from musterbook.words.account_sentences import casework_lines
from musterbook.words.languages import apart
from musterbook.words.lines import in_words
from musterbook.words.markings import marking_said

if TYPE_CHECKING:
    from musterbook.operation.situation import Situation


def table(head: Sequence[str], rows: Iterable[Sequence[object]], *, right: Sequence[int] = ()) -> list[str]:
    """Columns aligned by spaces, those in `right` to the right, under headings in the language that is spoken now.

    Where lines run from right to left each cell is kept apart, so that columns stay in their order on every line.
    """
    cells = [[in_words(one) if one else "" for one in head], *([str(cell) for cell in row] for row in rows)]
    widths = [max(width(row[at]) for row in cells) for at in range(len(head))]
    lines = [
        "  ".join(
            f"{' ' * (widths[at] - width(cell))}{apart(cell)}"
            if at in right
            else f"{apart(cell)}{' ' * (widths[at] - width(cell))}"
            for at, cell in enumerate(row)
        ).rstrip()
        for row in cells
    ]
    return [lines[0], "─" * max(width(line) for line in lines), *lines[1:]]


def width(text: str) -> int:
    """How many columns of a terminal a text takes: marks of direction and signs above letters take none."""
    return len(text) if text.isascii() else sum(category(sign) not in ("Cf", "Mn", "Me") for sign in text)


def situation_lines(now: Situation) -> list[str]:
    """The situation as lines."""
    totals = now.totals
    lines = [
        in_words("Operation {operation}   {marking}", operation=now.operation, marking=marking_said(now.marking)),
        in_words(
            "As of {as_of} · book of {entries} entries, head {head}", as_of=zulu(now.as_of), entries=now.entries,
            head=now.head[:8],
        ),
        "",
    ]  # fmt: skip
    figures = (
        (in_words("on the roll"), totals.roll),
        (in_words("at sites"), totals.sites),
        (in_words("with escorts"), totals.escorts),
        (in_words("handing over"), totals.handing_over),
        (in_words("staging"), totals.staging),
        (in_words("received"), totals.received),
        (in_words("unaccounted"), totals.unaccounted),
        (in_words("discrepancies"), totals.discrepancies),
    )
    widths = [max(width(name), len(f"{count:,}")) for name, count in figures]
    lines.append(
        "   ".join(" " * (wide - width(name)) + apart(name) for (name, _), wide in zip(figures, widths, strict=True))
    )
    lines.append("   ".join(f"{count:,}".rjust(wide) for (_, count), wide in zip(figures, widths, strict=True)))
    lines.append(
        in_words(
            "answered for {answered_for} · accounted for {accounted_for} · unaccounted {unaccounted}",
            answered_for=totals.answered_for, accounted_for=totals.accounted_for, unaccounted=totals.unaccounted,
        )
    )  # fmt: skip
    rows = [
        (
            one.place.name,
            one.place.site,
            f"{one.in_hand:,}",
            one.handing_over or "",
            one.unaccounted or "",
            one.expected or "",
            one.place.capacity or "",
            one.discrepancies or "",
            in_words("lost") if one.lost else "",
        )
        for one in now.places
    ]
    head = ("Place", "Id", "In hand", "Handing over", "Unaccounted", "To arrive", "Places", "Open", "")
    return [*lines, "", *table(head, rows, right=(2, 3, 4, 5, 6, 7))]


def account_lines(told: Mapping[str, Any]) -> list[str]:
    """The account as lines: who is where, what is open, claims, gaps, gates."""
    lines = [
        in_words("{operation}: the account as of {as_of}", operation=told["operation"], as_of=told["as_of"]),
        in_words("{people} people registered, {moved} moved", people=told["people"], moved=told["moved"]),
        in_words(
            "{entries} entries in {logs} logs by {officers} officers, head {head}", entries=told["entries"],
            logs=told["logs"], officers=told["officers"], head=told["head"][:8],
        ),
        "",
        *table(("Account", "People"), [(name, f"{count:,}") for name, count in told["accounts"].items()], right=(1,)),
        "",
    ]  # fmt: skip
    lines += _open_lines(told)
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
    off = told.get("gates_off", {}).items()
    lines += [in_words("not asked: {rule}: {because}", rule=rule, because=because) for rule, because in off]
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
    gaps, aside = told["gaps"], ", ".join(f"{rule} {count}" for rule, count in told["not_standing"].items())
    moved = in_words(
        "{serials} serials, {refused} handovers refused, {gaps} gaps, longest {longest} min", serials=told["serials"],
        refused=told["refused"], gaps=gaps["count"], longest=gaps["longest_minutes"],
    )  # fmt: skip
    lines += ["", moved]
    return [*lines, in_words("entries that do not stand: {aside}", aside=aside)] if aside else lines


def _open_lines(told: Mapping[str, Any]) -> list[str]:
    """What is open by kind and owner, and how what was shown was answered."""
    rows = [(one["kind"], one["owner"], one["people"]) for one in told["discrepancies"]]
    head = ("Open discrepancy", "Owner", "People")
    lines = table(head, rows, right=(2,)) if rows else [in_words("nothing is open")]
    return [*lines, *(_clock_lines(told["clocks"]) if "clocks" in told else [])]


def _clock_lines(told: Mapping[str, int]) -> list[str]:
    """How what was shown to officers was answered."""
    closed = in_words(
        "explained in time {in_time}, too late {late}, settled by themselves {settled}", in_time=told["in_time"],
        late=told["late"], settled=told["settled"],
    )  # fmt: skip
    still = in_words("overdue {overdue}, with time left {running}", overdue=told["overdue"], running=told["running"])
    shown = in_words("discrepancies shown to an officer {shown}", shown=told["shown"])
    return [f"{shown}: {closed}; {still}"]


def _storm_lines(told: Mapping[str, Any]) -> list[str]:
    """Of a storm: where the wind came, who was still there, and who would have been under the first plan."""
    reached, sites = told["sites_reached"], told["sites"]
    lines = [
        in_words(
            "{storm}: {advisories} advisories; the wind came to {reached} of {sites} sites", storm=told["storm"],
            advisories=told["advisories"], reached=reached, sites=sites,
        )
    ]  # fmt: skip
    if told["planned_at"] is None:
        lines.append("  " + in_words("nothing was planned: no site was ever in enough danger"))
    if told["stood_down_at"] is not None:
        lines.append(
            "  "
            + in_words(
                "stood down at {stood_down_at}: nobody was in danger any more",
                stood_down_at=zulu(datetime.fromisoformat(told["stood_down_at"])),
            )
        )
    rows = [
        (one["site"], zulu(datetime.fromisoformat(one["at"])), f"{one['still_there']:,}", _number(one["first_plan"]))
        for one in told["reached"]
    ]
    total = (in_words("in all"), "", f"{told['still_there']:,}", _number(told["first_plan"]))
    head = ("Wind came to", "At", "Still there", "By the first plan")
    return [*lines, *table(head, [*rows, total], right=(2, 3))] if rows else lines


def _again_lines(told: Mapping[str, Any]) -> list[str]:
    """Of one fault at which it was planned again: what the plan before would have lost, and what by hand."""
    because = f", {told['because']}" if told["because"] else ""
    head = f"{zulu(datetime.fromisoformat(told['at']))}{because}"
    before, again, saved = _worth(told["carried_on"]), _worth(told["again"]), told["saved"]
    if not told["because"]:
        lines = [
            in_words(
                "{head}: planned again, and nothing had to change: the plan in force loses {again}", head=head,
                again=again,
            )
        ]  # fmt: skip
    else:
        less = (
            in_words("{saved} less", saved=f"{saved:,.1f}")
            if saved >= 0
            else in_words("{saved} more", saved=f"{-saved:,.1f}")
        )
        lines = [
            in_words(
                "{head}: the plan before, carried on as it stood less what could not run any more, would have lost",
                head=head,
            ),
            "  " + in_words("{before}; planned again it loses {again}, {less}", before=before, again=again, less=less),
        ]
    by_hand = told["by_hand"]
    return (
        [*lines, "  " + in_words("a planner by hand, beginning afresh, would have lost {worth}", worth=_worth(by_hand))]
        if by_hand
        else lines
    )


def _worth(told: Mapping[str, Any]) -> str:
    left = told["left_behind"]
    return in_words(
        "{loss} ({left} left behind)", loss=f"{told['loss']:,.1f}", left=f"{left:,}" if left else in_words("nobody")
    )


def _number(value: int | None) -> str:
    return "–" if value is None else f"{value:,}"


def _signed(value: int | None) -> str:
    return "–" if value is None else "0" if value == 0 else f"{value:+,}"
