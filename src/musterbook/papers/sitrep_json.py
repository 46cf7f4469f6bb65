"""The situation report as JSON: of each figure `{key, value, as_of, definition, query, heads}`, and where it stands.

The same report in the same language gives the same bytes. What is read back is checked field by field, because whoever
brings a report to be checked may have changed it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from musterbook.operation.sitrep.figures import Cell, Figure, Heads, Part, Report, Table
from musterbook.operation.sitrep.report import Options
from musterbook.terms.errors import Malformed
from musterbook.terms.times import read_written, written
from musterbook.words.languages import LANGUAGES
from musterbook.words.printed import Tongue

FORM: Final = "musterbook/sitrep/1"
PAPER: Final = "sitrep"
Told = Mapping[str, Any]


def report_bytes(report: Report, language: str) -> bytes:
    """The report, for people and programs; definitions are in `language`."""
    return (json.dumps(report_told(report, language), ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def report_told(report: Report, language: str) -> dict[str, Any]:
    """The report as JSON values."""
    tongue = Tongue(language, PAPER)
    return {
        "form": FORM, "language": language, "number": report.number, "operation": report.operation,
        "marking": report.marking, "exercise": report.exercise, "recipient": report.recipient,
        "as_of": written(report.as_of), "since": written(report.since), "dropped": report.dropped,
        "head": report.head, "heads": {log: [size, root] for log, (size, root) in sorted(report.heads.items())},
        **({"outside": True} if report.outside else {}),
        "figures": [_figure(tongue, one) for one in report.figures().values()],
        "sections": [
            {"section": one.name, "marking": one.marking, "parts": [_part(part) for part in one.parts]}
            for one in report.sections
        ],
    }  # fmt: skip


def digest_of_report(text: bytes) -> str:
    """SHA-256 of the JSON, which stands on every form of the report."""
    return hashlib.sha256(text).hexdigest()


def read_report(text: bytes, file: str) -> Told:
    """A report's JSON; Malformed when it is none of ours."""
    try:
        told = json.loads(text)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        raise Malformed.because("report.not-one", file=file) from None
    if not isinstance(told, dict) or told.get("form") != FORM or not _whole(told):
        raise Malformed.because("report.not-one", file=file)
    return told


def asked_of(told: Told, file: str) -> tuple[datetime, Options, Heads, str]:
    """As of when, with which options, at which heads and in which language a report was made."""
    try:
        options = Options(read_written(told["since"]), told["recipient"], told.get("outside") is True)
        heads = {str(log): (int(size), str(root)) for log, (size, root) in told["heads"].items()}
        return read_written(told["as_of"]), options, heads, told["language"]
    except (Malformed, ValueError, TypeError):
        raise Malformed.because("report.not-one", file=file) from None


def _whole(told: Told) -> bool:
    """Whether everything that is read from it has its shape."""
    texts = ("number", "operation", "recipient", "as_of", "since", "head")
    return (
        all(isinstance(told.get(name), str) for name in texts)
        and told.get("language") in LANGUAGES
        and isinstance(told.get("heads"), dict)
        and _all(told.get("sections"), dict)
        and all(_all(one.get("parts"), dict) and all(map(_is_part, one["parts"])) for one in told["sections"])
        and _all(told.get("figures"), dict)
        and all(isinstance(one.get("key"), str) for one in told["figures"])
    )


def _all(listed: object, kind: type) -> bool:
    return isinstance(listed, list) and all(isinstance(one, kind) for one in listed)


def _is_part(part: Told) -> bool:
    if "line" in part:
        return isinstance(part.get("put_in"), dict)
    return _all(part.get("rows"), dict) and all(isinstance(row.get("cells"), list) for row in part["rows"])


def _figure(tongue: Tongue, one: Figure) -> dict[str, Any]:
    return {
        "key": one.key, "value": one.value, "as_of": written(one.as_of), "query": one.query, "heads": one.heads,
        "definition": tongue.told(f"define.{one.name}"),
    }  # fmt: skip


def _part(part: Part) -> dict[str, Any]:
    if isinstance(part, Table):
        rows = [{"loud": row.loud, "cells": [_cell(cell) for cell in row.cells]} for row in part.rows]
        return {"table": part.code, "columns": list(part.columns), "rows": rows}
    return {"line": part.code, "loud": part.loud, "put_in": {name: _cell(one) for name, one in part.put_in.items()}}


def _cell(cell: Cell) -> dict[str, str] | None:
    if cell is None:
        return None
    if isinstance(cell, Figure):
        return {"figure": cell.key}
    return {cell.kind: cell.text} | ({"ar": cell.ar} if cell.ar else {})
