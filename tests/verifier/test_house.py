"""What the verifier is made of: one file, nothing of ours, and its own copies of two tables that must stay true."""

from __future__ import annotations

import ast
import builtins
import collections.abc
import io
import sys
import tokenize
import tomllib
import types
import typing
from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime
from typing import Any, get_args, get_origin, get_type_hints

from musterbook.ledger.facts import Digest, kinds
from musterbook.terms.people import PersonId
from tests.ledger.making import declare_every_fact
from tests.verifier.loading import ROOT, VERIFIER, verifier

TABLES = ("KINDS_TEXT", "ROLES_TEXT")
LINES_OF_CODE_MAX = 1_245
"""Without blank lines, comments, docstrings and the two tables: decisions 0280, 0284, 0874, 1001, 1020 and 1048."""


def imported() -> set[str]:
    tree = ast.parse(VERIFIER.read_text("utf-8"))
    names = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    return names | {node.module or "." for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}


def lines_of_code() -> int:
    text = VERIFIER.read_text("utf-8")
    tree, aside = ast.parse(text), set[int]()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
            aside |= set(range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1))
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id in TABLES:
            aside |= set(range(node.lineno, (node.end_lineno or 0) + 1))
    nothing = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER)
    code = set[int]()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in nothing:
            code |= set(range(token.start[0], token.end[0] + 1))
    return len(code - aside)


def test_it_imports_the_standard_library_and_cryptography_alone() -> None:
    tops = {name.partition(".")[0] for name in imported()}

    assert tops - set(sys.stdlib_module_names) == {"cryptography"}
    assert "import_module" not in VERIFIER.read_text("utf-8")
    assert "__import__" not in VERIFIER.read_text("utf-8")


def test_its_writer_shares_nothing_with_what_it_tests() -> None:
    text = (ROOT / "tests/verifier/making.py").read_text("utf-8")

    assert "import musterbook" not in text
    assert "from musterbook" not in text


def test_it_stays_as_short_as_was_decided() -> None:
    assert lines_of_code() <= LINES_OF_CODE_MAX


def test_its_table_of_roles_is_that_of_the_rights_room() -> None:
    with (ROOT / "src/musterbook/rights/roles.toml").open("rb") as file:
        table = tomllib.load(file)
    expected: dict[str, list[Any]] = {}
    seconds = {role for rule in table["rule"] for role in rule.get("second", {}).get("roles", ())}
    for rule in table["rule"]:
        when, second = rule.get("when", {}), rule.get("second", {})
        first = set(rule["first"]) | (seconds if "*second" in rule["first"] else set())
        for kind in rule["kinds"]:
            expected.setdefault(kind, []).append((
                when.get("field", ""), set(when.get("values", [""])), first,
                    "pair" if second.get("same_role") else second.get("from", ""),
                set(second.get("roles", ())),
            ))  # fmt: skip

    assert expected == verifier.ROLES
    assert set(table["apart"]["keepers"]) == verifier.KEEPERS
    assert set(table["roots"]["kinds"]) == verifier.ROOT_KINDS


def test_its_table_of_kinds_is_that_of_the_rooms() -> None:
    declare_every_fact()

    flags = {
        name: ("*" if fact.decides_hand else "+" if fact.in_chain else "") + ("!" if fact.by_node else "")
        for name, fact in kinds().items()
    }

    assert {name: said for name, (said, _) in verifier.KINDS.items()} == flags
    for name, (_, known) in verifier.KINDS.items():
        said = {field.rstrip("_") for field in kinds()[name].__dataclass_fields__}  # type: ignore[attr-defined]
        assert set(known) == said
        assert kinds()[name].form == verifier.FORMS.get(name, 1)


def test_its_types_of_fields_are_those_of_the_rooms() -> None:
    declare_every_fact()

    for name, (_, said) in verifier.KINDS.items():
        assert said == _fields_said(kinds()[name]), name


def _fields_said(declared: type) -> dict[str, tuple[bool, tuple[str, Any]]]:
    hints = get_type_hints(declared)
    return {one.name.rstrip("_"): (one.default is not MISSING, _said(hints[one.name])) for one in fields(declared)}


def _said(hint: Any) -> tuple[str, Any]:  # noqa: ANN401  an annotation may be anything
    """An annotation in the verifier's signs."""
    inner = get_args(hint)
    match get_origin(hint) or hint:
        case typing.Union | types.UnionType:
            return "~", _said(next(one for one in inner if one is not type(None)))
        case builtins.frozenset:
            return "{", _said(inner[0])
        case builtins.tuple:
            return "[", _said(inner[0])
        case collections.abc.Mapping:
            return "<", _said(inner[1])
        case type() as part if is_dataclass(part):
            return "(", _fields_said(part)
        case plain:
            named = {PersonId: "p", Digest: "#", datetime: "t", str: "s", int: "i", bool: "b"}
            return (named[plain] if plain in named else _said(plain.__supertype__)[0]), None
