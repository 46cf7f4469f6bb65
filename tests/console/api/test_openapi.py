"""The document of the API: what is checked in is declared, references lead somewhere, every act is there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from musterbook.console.api.acts import ACTS
from musterbook.console.api.collections import COLLECTIONS
from musterbook.console.api.openapi import document
from musterbook.console.page_kinds import API

CHECKED_IN = Path(__file__).parents[3] / "docs" / "reference" / "openapi.json"


def references(told: object) -> Iterator[str]:
    if isinstance(told, dict):
        yield from (value for name, value in told.items() if name == "$ref")
        for value in told.values():
            yield from references(value)
    if isinstance(told, list):
        for value in told:
            yield from references(value)


def test_what_is_checked_in_is_what_is_declared() -> None:
    assert CHECKED_IN.read_bytes() == document() + b"\n"


def test_every_reference_leads_to_a_schema_and_every_schema_is_wanted() -> None:
    told = json.loads(document())
    found = set(references(told))

    there = {f"#/components/schemas/{name}" for name in told["components"]["schemas"]}
    assert {one for one in found if "/schemas/" in one} == there


def test_every_list_and_every_act_is_in_it() -> None:
    paths = json.loads(document())["paths"]

    assert {f"{API}/{one.name}" for one in COLLECTIONS} <= {path for path, told in paths.items() if "get" in told}
    assert {f"{API}{act.address}" for act in ACTS} <= {path for path, told in paths.items() if "post" in told}
    assert all(told["post"]["requestBody"]["required"] for told in paths.values() if "post" in told)
