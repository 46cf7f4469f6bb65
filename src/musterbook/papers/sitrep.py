"""The situation report on paper and on screens: Markdown, a page for a browser, and PDF with its figures inside.

All are said from one page in words, and all carry the digest of the report's JSON.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any, Final

from musterbook.operation.sitrep.figures import Report
from musterbook.papers.codes import code_named
from musterbook.papers.frame import NOTHING, Rests, frame_of, rests_in
from musterbook.papers.plain import plain
from musterbook.papers.setting import Attached, Press, signed_inside
from musterbook.papers.sitrep_json import PAPER, digest_of_report, report_bytes
from musterbook.papers.sitrep_page import Page, SaidLine, SaidTable, page_of
from musterbook.papers.typefaces import FOLDER
from musterbook.terms.times import zulu
from musterbook.words.printed import Tongue, named

KINDS: Final = ("md", "html", "json", "pdf")
"""How a report may be had."""
TEMPLATE: Final = "sitrep.typ"
FIGURES: Final = "sitrep.json"
CODE: Final = "MP1 situation-report"


def name_of(report: Report, language: str, kind: str) -> str:
    """The name of its file: number, Zulu time, language."""
    return f"{report.number.lower()}-{zulu(report.as_of)}-{language}.{kind}"


def printed(report: Report, language: str, kind: str, *, facts: str = "", fonts: Path = FOLDER) -> bytes:
    """The report as md, html, json or pdf; the same report and language give the same bytes.

    Args:
        report: the report.
        language: of its words.
        kind: of `KINDS`.
        facts: `operation.on_paper.own.facts_of_report`, to ride inside a PDF.
        fonts: where the typefaces lie; Refused for a PDF where they have not been fetched.
    """
    figures = report_bytes(report, language)
    if kind == "json":
        return figures
    page = page_of(report, language, file=FIGURES, digest=digest_of_report(figures))
    if kind == "pdf":
        return _pdf(report, language, figures, facts, fonts)
    tongue = Tongue(language, PAPER)
    lines = _markdown(report, page, tongue) if kind == "md" else _html(report, page, tongue)
    return ("\n".join(lines) + "\n").encode()


def _markdown(report: Report, page: Page, tongue: Tongue) -> Iterator[str]:
    marking = f"**{_bare(tongue.marking(report.marking))}**"
    yield from (marking, "", f"# {page.title}", "")
    yield from (f"- {label}: {_bare(text)}" for label, text in page.header)
    for section in page.sections:
        yield from ("", f"## {section.head}", "")
        for part in section.parts:
            yield from _in_markdown(part)
    head, defined = page.defined
    yield from ("", f"## {head}", "", *(f"- {one}" for one in defined), "", _bare(page.foot), "")
    yield marking


def _in_markdown(part: SaidLine | SaidTable) -> Iterator[str]:
    if isinstance(part, SaidLine):
        yield f"- **{_bare(part.text)}**" if part.loud else f"- {_bare(part.text)}"
        return
    rules = "".join("---:|" if at in part.figures else "---|" for at in range(len(part.heads)))
    yield from ("", f"| {' | '.join(part.heads)} |", f"|{rules}")
    for cells, loud in part.rows:
        mark = "**" if loud else ""
        yield f"| {' | '.join(f'{mark}{_bare(one)}{mark}' for one in cells)} |"
    yield ""


_SPECIAL: Final = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_{}[]<>#|"})


def _bare(text: str) -> str:
    """Text that Markdown takes for nothing but text."""
    return text.translate(_SPECIAL)


def _html(report: Report, page: Page, tongue: Tongue) -> Iterator[str]:
    marking = f'<p class="marking">{escape(tongue.marking(report.marking))}</p>'
    yield f'<!doctype html>\n<html lang="{tongue.language}" dir="{tongue.direction}">\n<meta charset="utf-8">'
    yield f"<title>{escape(page.title)} {escape(report.number)}</title>\n<style>{_STYLE}</style>"
    yield f"{marking}\n<h1>{escape(page.title)}</h1>\n<dl>"
    yield from (f"<dt>{escape(label)}</dt><dd>{escape(text)}</dd>" for label, text in page.header)
    yield "</dl>"
    for section in page.sections:
        yield f"<h2>{escape(section.head)}</h2>"
        for part in section.parts:
            yield from _in_html(part)
    head, defined = page.defined
    yield f"<h2>{escape(head)}</h2>\n<ul>"
    yield from (f"<li>{escape(one)}</li>" for one in defined)
    yield f"</ul>\n<footer>{escape(page.foot)}</footer>\n{marking}\n</html>"


def _in_html(part: SaidLine | SaidTable) -> Iterator[str]:
    if isinstance(part, SaidLine):
        yield f"<p{_LOUD if part.loud else ''}>{escape(part.text)}</p>"
        return
    kinds = [_NUMBER if at in part.figures else "" for at in range(len(part.heads))]
    heads = "".join(f"<th{kind}>{escape(one)}</th>" for kind, one in zip(kinds, part.heads, strict=True))
    yield f"<table>\n<tr>{heads}</tr>"
    for cells, loud in part.rows:
        told = "".join(f"<td{kind}>{escape(one)}</td>" for kind, one in zip(kinds, cells, strict=True))
        yield f"<tr{_LOUD if loud else ''}>{told}</tr>"
    yield "</table>"


_LOUD: Final = ' class="loud"'
_NUMBER: Final = ' class="number"'
_STYLE: Final = (
    "body{font:15px/1.45 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#111}"
    ".marking{color:#b00020;font-weight:bold;border:1px solid;display:inline-block;padding:.2rem .5rem}"
    "dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}dd{margin:0;overflow-wrap:anywhere}"
    "table{border-collapse:collapse;margin:.5rem 0}th,td{border-block:1px solid #9a9a9a;padding:.2rem .6rem;"
    "text-align:start}th{background:#ececec}.number{text-align:right}"
    ".loud{color:#b00020;font-weight:bold}footer{overflow-wrap:anywhere}"
)


def _pdf(report: Report, language: str, figures: bytes, facts: str, fonts: Path) -> bytes:
    tongue = Tongue(language, PAPER)
    inside = Attached(FIGURES, figures.decode(), "application/json", tongue.told("attached.figures"))
    paper = paper_of(report, language, rests=rests_in(facts))
    return Press(TEMPLATE, fonts).pdf(paper, at=report.as_of, attached=[inside, *signed_inside(facts)])


def paper_of(report: Report, language: str, *, rests: Rests = NOTHING) -> dict[str, Any]:
    """What stands on the pages, as the template wants it; `rests` is the entry by which it left."""
    tongue = Tongue(language, PAPER)
    page = page_of(report, language, file=FIGURES, digest=digest_of_report(report_bytes(report, language)))
    head, defined = page.defined
    owner = named(plain(report.recipient)) if report.recipient else tongue.told("recipient.principals")
    frame = frame_of(
        language, title=lambda other: Tongue(other, PAPER).told("title"), file=name_of(report, language, "pdf"),
        owner=owner, rests=rests,
    )  # fmt: skip
    return {
        **frame,
        "language": tongue.language, "direction": tongue.direction, "title": page.title, "app": tongue.told("app"),
        "marking": tongue.marking(plain(report.marking, most=60)),
        "number": report.number, "header": page.header,
        "sections": [{"head": one.head, "parts": [_plain(part) for part in one.parts]} for one in page.sections],
        "defined_head": head, "defined": defined, "figures": page.foot,
        "code": code_named(f"{CODE} {report.number} {report.head[:16]}"), "code_says": named(report.number),
    }  # fmt: skip


def _plain(part: SaidLine | SaidTable) -> dict[str, Any]:
    if isinstance(part, SaidLine):
        return {"line": part.text, "loud": part.loud}
    rows = [{"cells": cells, "loud": loud} for cells, loud in part.rows]
    return {"heads": part.heads, "figures": sorted(part.figures), "rows": rows}
