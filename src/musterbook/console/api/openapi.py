"""The OpenAPI 3.1 document of the API, made from what is declared: lists from their rows, acts from their fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import is_dataclass
from functools import cache
from typing import Any, Final

import msgspec

from musterbook.console.api.acts import ACTS
from musterbook.console.api.asking import LIMIT, LIMIT_MOST, columns_of, known_to
from musterbook.console.api.collections import COLLECTIONS, Collection
from musterbook.console.api.declared import Act
from musterbook.console.api.problems import Problem
from musterbook.console.api.signing import PreparedAct, SignatureGiven, WrittenAct
from musterbook.console.listed_rows import JobRow
from musterbook.console.page_kinds import API
from musterbook.console.source import Stamp

Json = dict[str, Any]
VERSION: Final = "1.0.0"
_REF: Final = "#/components/schemas/{name}"
_READ_PROBLEMS: Final = (400, 401, 404, 429, 503)
_ACT_PROBLEMS: Final = (400, 401, 404, 409, 415, 429, 503)
_DIGITS: Final = {"type": "string"}


@cache
def document() -> bytes:
    """The document, indented, members in a fixed order: the same bytes every time."""
    return msgspec.json.format(msgspec.json.encode(_document(), order="sorted"), indent=1)


def _document() -> Json:
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Musterbook", "version": VERSION, "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
            "description": (
                f"{len(COLLECTIONS)} lists by the rights of whoever asks, and acts that a program prepares here "
                "and signs itself. "
                "See docs/how-to/board-a-manifest-from-your-program.md."
            ),
        },
        "servers": [{"url": "/", "description": "This node."}],
        "security": [{"program": []}],
        "paths": _paths(),
        "components": {
            "securitySchemes": {"program": {"type": "http", "scheme": "bearer"}},
            "schemas": _schemas(),
            "responses": {"problem": _problem()},
        },
    }  # fmt: skip


def _paths() -> Json:
    paths: Json = {
        API: {"get": _told("The front: every address.", {"type": "object"}, ())},
        f"{API}/jobs": {"get": _told("Searches somebody asked for on a page.", _list_of("JobRow"), ())},
    }
    for each in COLLECTIONS:
        paths[f"{API}/{each.name}"] = {"get": _listing(each)}
        paths[f"{API}/{each.name}/{{name}}"] = {"get": _one(each)}
    for act in ACTS:
        paths.setdefault(f"{API}{act.address}", {})["post"] = _act(act)
    paths[f"{API}/drafts/{{draft}}"] = {"get": _draft()}
    paths[f"{API}/drafts/{{draft}}/signatures"] = {"post": _signature()}
    return paths


def _listing(each: Collection) -> Json:
    told = _told(_first_line(each.row) or f"{each.name}, as the page has them.", _list_of(_name_of(each)),
                 [_filter(each, name) for name in known_to(each)] + [_AS_OF])  # fmt: skip
    told["responses"]["200"]["content"]["text/csv"] = {"schema": {"type": "string"}}
    return told


def _one(each: Collection) -> Json:
    name = {
        "name": "name", "in": "path", "required": True, "schema": {"type": "string", "minLength": 1},
        "description": f"The {each.key} of a row of {each.name}.",
    }  # fmt: skip
    return _told(f"Everything about one of {each.name}, as its page has it.", {"type": "object"}, [name, _AS_OF])


def _act(act: Act) -> Json:
    written = {"description": "What is to be signed.", "headers": _HEADS, "content": _content("PreparedAct")}
    return {
        "summary": act.summary, "operationId": f"prepare {_kind_of(act) or 'a deed'}", "tags": ["acts"],
        "parameters": [_KEY, *([_MATCH] if act.matched else []), *map(_path_name, act.names)],
        "requestBody": {"required": True, "content": _content(act.body.__name__)},
        "responses": {"202": written, **_problems(*_ACT_PROBLEMS, *((412, 428) if act.matched else ()))},
    }  # fmt: skip


def _kind_of(act: Act) -> str:
    """The kind of fact an act writes; empty where what is sent decides."""
    return "" if act.whole is not None else act.kind.kind


def _signature() -> Json:
    return {
        "summary": "Give a signature; with the last one that is wanted the act is written.",
        "operationId": "sign", "tags": ["acts"], "parameters": [_KEY, _path_name("draft")],
        "requestBody": {"required": True, "content": _content("SignatureGiven")},
        "responses": {
            "201": {"description": "Written.", "headers": _HEADS, "content": _content("WrittenAct")},
            "202": {"description": "More are wanted.", "headers": _HEADS, "content": _content("PreparedAct")},
            **_problems(*_ACT_PROBLEMS, 412),
        },
    }  # fmt: skip


def _draft() -> Json:
    told = _told("An act that waits for signatures.", {"$ref": _REF.format(name="PreparedAct")}, [_path_name("draft")])
    return {**told, "tags": ["acts"]}


def _told(summary: str, schema: Json, parameters: Iterable[Json]) -> Json:
    found = {"description": "As it is now, or was at as_of.", "headers": _HEADS,
             "content": {"application/json": {"schema": schema}}}  # fmt: skip
    return {
        "summary": summary, "parameters": list(parameters), "tags": ["lists"],
        "responses": {"200": found, "304": _SAME, **_problems(*_READ_PROBLEMS)},
    }  # fmt: skip


def _problems(*numbers: int) -> Json:
    return {str(number): {"$ref": "#/components/responses/problem"} for number in numbers}


def _problem() -> Json:
    shape = {"schema": {"$ref": _REF.format(name="Problem")}}
    return {"description": "RFC 9457.", "content": {"application/problem+json": shape}}


def _filter(each: Collection, name: str) -> Json:
    schema: Json = {"type": "string"}
    if name == "limit":
        schema = {"type": "integer", "minimum": 1, "maximum": LIMIT_MOST, "default": LIMIT}
    if name == "sort":
        columns = columns_of(each.row)
        schema = {"type": "string", "enum": [*columns, *(f"-{one}" for one in columns)]}
    return {"name": name, "in": "query", "required": False, "schema": schema}


def _path_name(name: str) -> Json:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}


def _content(name: str) -> Json:
    return {"application/json": {"schema": {"$ref": _REF.format(name=name)}}}


def _list_of(name: str) -> Json:
    row = {"$ref": _REF.format(name=name)} if name else {"type": "object"}
    return {
        "type": "object", "required": ["stamp", "total", "rows"],
        "properties": {
            "stamp": {"$ref": _REF.format(name="Stamp")}, "total": {"type": "integer"},
            "rows": {"type": "array", "items": row},
        },
    }  # fmt: skip


def _schemas() -> Json:
    rows = [each.row for each in COLLECTIONS if is_dataclass(each.row)]
    bodies = [act.body for act in ACTS]
    types = [*dict.fromkeys([*rows, *bodies, JobRow, Stamp, Problem, PreparedAct, SignatureGiven, WrittenAct])]
    _, schemas = msgspec.json.schema_components(types, ref_template=_REF)
    for body in (*bodies, SignatureGiven):  # what is not known is an error here, and so says the document
        schemas[body.__name__]["additionalProperties"] = False
    return {name: _undocumented(schema) for name, schema in schemas.items()}


def _undocumented(schema: Mapping[str, Any]) -> Json:
    """A schema with the first line of its docstring alone."""
    told = dict(schema)
    if "description" in told:
        told["description"] = told["description"].partition("\n")[0]
    return told


def _name_of(each: Collection) -> str:
    return each.row.__name__ if is_dataclass(each.row) else ""


def _first_line(row: type) -> str:
    return (row.__doc__ or "").partition("\n")[0] if is_dataclass(row) else ""


_AS_OF: Final = {
    "name": "as_of", "in": "query", "required": False, "schema": {"type": "string"},
    "description": "A moment, 212348ZJAN26 or RFC 3339 with an offset; now by default.",
}  # fmt: skip
_KEY: Final = {
    "name": "Idempotency-Key", "in": "header", "required": True,
    "schema": {"type": "string", "pattern": "^[A-Za-z0-9-]{8,100}$"},
    "description": "A new one for each act: the same key with the same body gives the first answer, for 30 days.",
}  # fmt: skip
_MATCH: Final = {
    "name": "If-Match", "in": "header", "required": True, "schema": {"type": "string"},
    "description": "The ETag of what was read before.",
}  # fmt: skip
_SAME: Final = {"description": "What the caller has already, as its If-None-Match says: no body."}
_HEADS: Final = {
    "Musterbook-Head": {"schema": _DIGITS, "description": "Digest over every log of the book as it was read."},
    "Musterbook-Sequence": {"schema": {"type": "string"}, "description": "How many entries were read."},
    "ETag": {"schema": {"type": "string"}},
    "Link": {"schema": {"type": "string"}, "description": "Where to go on (rel=next)."},
}  # fmt: skip
