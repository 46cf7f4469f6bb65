"""The template folder: every table of an operation as an empty sheet a person can fill, and what each column means."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from musterbook.tables.columns import Language, Schema
from musterbook.tables.schemas import SCHEMAS
from musterbook.tables.words_and_choices import Choice, Listed
from musterbook.tables.writing import Page, write_pages

README_NAME = "README.txt"


def write_template(
    folder: Path,
    *,
    ending: Literal[".csv", ".xlsx"] = ".csv",
    language: Language = "en",
    schemas: Iterable[Schema] = tuple(SCHEMAS.values()),
) -> tuple[Path, ...]:
    """Write each table with its header alone, and README.txt with the meaning of every column.

    An .xlsx also holds a sheet `about` with the same meanings. A file that exists is never written over:
    FileExistsError, before anything is written. Returns what was written.
    """
    tables = tuple(schemas)
    paths = [folder / f"{schema.name}{ending}" for schema in tables]
    readme = folder / README_NAME
    for path in (*paths, readme):
        if path.exists():
            raise FileExistsError(path)
    folder.mkdir(parents=True, exist_ok=True)
    for path, schema in zip(paths, tables, strict=True):
        header = [column.heading(language) for column in schema.columns if column.offered and not column.wildcard]
        write_pages(path, [Page(schema.name, header, ()), _about(schema, language)])
    readme.write_text(readme_of(tables), encoding="utf-8", newline="\n")
    return (*paths, readme)


def readme_of(schemas: Iterable[Schema]) -> str:
    """What each column of each table means, how it is filled and what is needed, as plain text."""
    return "\n".join("\n".join(_lines(schema)) for schema in schemas)


def _lines(schema: Schema) -> Iterable[str]:
    yield f"{schema.name}: {schema.about}"
    for column in schema.columns:
        name = f"{column.name}*" if column.wildcard else column.name
        needed = " (needed)" if column.required else ""
        yield f"  {name:<18} {column.meaning} [{column.kind.shape}]{needed}"
        if choices := _choices(column.kind):
            yield f"  {'':<18} {choices}"
    yield ""


def _about(schema: Schema, language: Language) -> Page:
    rows = [
        (
            column.heading(language),
            column.name,
            column.meaning,
            column.kind.shape,
            "needed" if column.required else "",
            _choices(column.kind),
        )
        for column in schema.columns
        if not column.wildcard
    ]
    return Page("about", ("header", "column", "meaning", "how", "needed?", "one of"), rows)


def _choices(kind: object) -> str:
    of = kind.of if isinstance(kind, Listed) else kind
    return ", ".join(of.words) if isinstance(of, Choice) else ""
