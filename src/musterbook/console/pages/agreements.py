"""Agreements: what lets people go, what each one still wants, which serials wait for it, and what comes within days."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Final

from litestar import Response

from musterbook.console.agreement_rows import AgreementRow, ClassRow
from musterbook.console.asked import Asked
from musterbook.console.desk import Desk
from musterbook.terms.errors import Malformed

KNOWN: Final = ("stage",)
ONE_KNOWN: Final = ()
MATRIX_KNOWN: Final = ("from", "to", "covered", "page")
STAGES: Final = ("drafted", "signed", "in force", "suspended", "expired", "revoked")
PER_PAGE: Final = 100


def agreements(desk: Desk, asked: Asked) -> Response[Any]:
    """The page at `/agreements`: serials that wait, what comes soon, every agreement, origin beside receiver."""
    view, stage = desk.source.agreements(asked.as_of), _one_of(asked, "stage", STAGES)
    rows = [one for one in view.rows if stage in ("", one.stage)]
    return desk.answer(
        asked, "agreements.html", desk.source.stamp(asked.as_of),
        said={"agreements": view, "shown": rows}, rows=[_flat(one) for one in rows],
        view=view, rows_shown=rows, stage=stage,
        stages=[name for name in STAGES if any(one.stage == name for one in view.rows)],
    )  # fmt: skip


def agreement(desk: Desk, asked: Asked, name: str) -> Response[Any] | None:
    """The page at `/agreements/NAME`; None when there is no such agreement."""
    view = desk.source.agreement(name, asked.as_of)
    if view is None:
        return None
    return desk.answer(
        asked, "agreement.html", desk.source.stamp(asked.as_of),
        said={"agreement": view}, rows=[_flat(view.row)], view=view, row=view.row,
    )  # fmt: skip


def matrix(desk: Desk, asked: Asked) -> Response[Any]:
    """The page at `/agreements/matrix`: origin, receiver and class of people, whom nothing covers first."""
    every, covered = desk.source.covering(asked.as_of), _one_of(asked, "covered", ("yes", "no"))
    giver, receiver = asked.filters.get("from", ""), asked.filters.get("to", "")
    rows: list[ClassRow] = [
        one for one in every
        if giver in ("", one.giver) and receiver in ("", one.receiver)
        and covered in ("", "yes" if one.agreements else "no")
    ]  # fmt: skip
    pages = max(-(-len(rows) // PER_PAGE), 1)
    page = asked.number("page", least=1, most=pages, otherwise=1)
    return desk.answer(
        asked, "agreements_matrix.html", desk.source.stamp(asked.as_of), said={"matrix": rows}, rows=rows,
        shown=rows[(page - 1) * PER_PAGE : page * PER_PAGE], total=len(rows), page=page, pages=pages,
        first=(page - 1) * PER_PAGE + 1, last=min(page * PER_PAGE, len(rows)), covered=covered,
        givers=sorted({one.giver for one in every}), receivers=sorted({one.receiver for one in every}),
        giver=giver, receiver=receiver,
    )  # fmt: skip


def _flat(row: AgreementRow) -> dict[str, object]:
    """An agreement as one line of a sheet: what is still wanted of it in words of its own."""
    told = {name: value for name, value in asdict(row).items() if not isinstance(value, dict | list | tuple)}
    return {
        **told,
        "acts": row.acts,
        "unsigned": tuple(party for party, signed in row.parties.items() if not signed),
        "unmet": tuple(condition for condition, met in row.conditions.items() if not met),
        "caps": tuple(f"{one.cap}={one.used}/{one.most}" for one in row.caps),
        "serials": row.serials,
    }


def _one_of(asked: Asked, name: str, choices: tuple[str, ...]) -> str:
    said = asked.filters.get(name, "")
    if said not in ("", *choices):
        raise Malformed.because("console.unknown-filter", name=f"{name}={said[:20]}", known=", ".join(choices))
    return said
