"""The situation report in words: each line and each cell as the language says it, for pages of any kind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from musterbook.operation.sitrep.figures import Cell, Figure, Line, Part, Report, Said, Table
from musterbook.operation.sitrep.outside import HIDDEN
from musterbook.papers.plain import plain
from musterbook.papers.sitrep_json import PAPER
from musterbook.terms.times import read_written
from musterbook.watch.likelihood import percent
from musterbook.words.countries import nation_said
from musterbook.words.languages import speaking
from musterbook.words.printed import Tongue, named

SIGNED: Final = ("headcount.change", "claim.difference", "claims.apart")
"""Figures that are differences: said with their sign."""
CHANCES: Final = ("outlook.p", "outlook.low", "outlook.high")
NAME_SIGNS_MAX: Final = 60


@dataclass(frozen=True, slots=True)
class SaidLine:
    """One line in words."""

    text: str
    loud: bool


@dataclass(frozen=True, slots=True)
class SaidTable:
    """A table in words.

    Attributes:
        heads: of its columns.
        rows: cells, and whether the row is loud.
        figures: columns, from 0, that hold numbers: they are set so that units stand below units.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[tuple[str, ...], bool], ...]
    figures: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class SaidSection:
    """A section under its head."""

    head: str
    parts: tuple[SaidLine | SaidTable, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """All of a report in words.

    Attributes:
        title: what kind of paper it is.
        header: label and value, in order.
        sections: in order.
        defined: what each number counts, each once.
        foot: where the figures are, and their digest.
    """

    title: str
    header: tuple[tuple[str, str], ...]
    sections: tuple[SaidSection, ...]
    defined: tuple[str, tuple[str, ...]]
    foot: str


def page_of(report: Report, language: str, *, file: str, digest: str, eastern: bool | None = None) -> Page:
    """The report in words; `file` and `digest` are of its JSON, `eastern` as of `Tongue`."""
    tongue = Tongue(language, PAPER, eastern)
    names = dict.fromkeys(one.name for one in report.figures().values())
    return Page(
        title=tongue.told("title"),
        header=tuple(_header(tongue, report)),
        sections=tuple(
            SaidSection(tongue.told(f"section.{one.name}"), tuple(_part(tongue, part) for part in one.parts))
            for one in report.sections
        ),
        defined=(tongue.told("defined"), tuple(tongue.told(f"define.{name}") for name in names)),
        foot=tongue.told("foot.figures", file=named(file), digest=named(digest)),
    )


def _header(tongue: Tongue, report: Report) -> Iterable[tuple[str, str]]:
    recipient = named(plain(report.recipient)) if report.recipient else tongue.told("recipient.principals")
    said = {
        "number": named(report.number), "operation": named(plain(report.operation)), "recipient": recipient,
        "as-of": _moment(tongue, report, report.as_of.isoformat()),
        "since": _moment(tongue, report, report.since.isoformat()), "head": named(report.head),
    }  # fmt: skip
    yield from ((tongue.told(f"head.{name}"), text) for name, text in said.items())
    if report.outside:
        yield tongue.told("head.outside"), tongue.told("outside")
    if report.dropped:
        yield tongue.told("head.dropped"), tongue.told("dropped", n=report.dropped)


def _part(tongue: Tongue, part: Part) -> SaidLine | SaidTable:
    if isinstance(part, Line):
        said = {name: _cell(tongue, name, one) for name, one in part.put_in.items()}
        return SaidLine(tongue.told(part.code, **said), part.loud)
    return _table(tongue, part)


def _table(tongue: Tongue, table: Table) -> SaidTable:
    heads = tuple(tongue.told(f"column.{one}") for one in table.columns)
    rows = tuple(
        (
            tuple(_cell(tongue, name, cell) for name, cell in zip(table.columns, row.cells, strict=True)),
            row.loud,
        )
        for row in table.rows
    )
    columns = enumerate(zip(*(row.cells for row in table.rows), strict=True))
    figures = (at for at, cells in columns if any(cells) and all(one is None or _is_number(one) for one in cells))
    return SaidTable(heads, rows, frozenset(figures))


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, Figure) and (isinstance(cell.value, int) or cell.value in (None, HIDDEN))


def _cell(tongue: Tongue, column: str, cell: Cell) -> str:
    """A cell in words; a code has its words under the name of its column."""
    if cell is None:
        return "–"
    if isinstance(cell, Figure):
        return _figure(tongue, cell)
    match cell.kind:
        case "moment":
            return tongue.zulu(read_written(cell.text))
        case "code":
            return _code(tongue, column, cell)
        case "name" if column == "country":
            return _about(tongue, "nationality", plain(cell.text, most=NAME_SIGNS_MAX))
        case _:
            text = cell.ar if cell.ar and tongue.direction == "rtl" else cell.text
            return named(plain(text, most=NAME_SIGNS_MAX))


def _figure(tongue: Tongue, one: Figure) -> str:
    if one.value is None:
        return tongue.told("not-known")
    if one.value == HIDDEN:
        return tongue.told("hidden")
    if one.name in CHANCES:
        n = percent(float(one.value))
        return tongue.told("percent.below" if n == 0 else "percent.above" if n == 100 else "percent", n=n)
    if isinstance(one.value, str):
        return named(plain(one.value))
    if one.name in SIGNED and one.value:
        return named(tongue.told("more" if one.value > 0 else "less", n=abs(one.value)))
    return tongue.number(one.value)


def _code(tongue: Tongue, column: str, cell: Said) -> str:
    """`arrived:karkh` says of whom it is after the colon; every other code has its own words."""
    word, _, about = cell.text.partition(":")
    if about and f"{column}.{word}" in tongue.keys:
        return tongue.told(f"{column}.{word}", about=_about(tongue, word, plain(about)))
    return tongue.known(column, plain(cell.text))


def _about(tongue: Tongue, word: str, about: str) -> str:
    """Of what it is said: a nationality by its name in the language of the report, any other as it is."""
    if word != "nationality":
        return named(about)
    with speaking(tongue.language):
        return named(nation_said(about))


def _moment(tongue: Tongue, report: Report, text: str) -> str:
    moment = read_written(text)
    return tongue.told("moment", zulu=tongue.zulu(moment), local=tongue.hour(moment, report.zone))
