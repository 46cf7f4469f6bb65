"""Each rule of the markings matters: with any one line of it taken away, a row of the tables is answered otherwise."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any, Final

import pytest

from musterbook.evidence.markings import blocks, levels, lists, reading, releasing, rollup, rules, surface
from tests.evidence.markings.asked import OWN, PUBLISHED

MODULES: Final = (lists, surface, levels, blocks, rules, reading, rollup, releasing)
EQUIVALENT: Final = {
    "releasing.py: ('XD', 'STATE')": "EXDIS is not valid without NOFORN, which is denied before anybody is asked",
    "releasing.py: ('ND', 'STATE')": "NODIS likewise",
}
"""What may be taken away without anybody being answered otherwise, and why it stands all the same."""


def _mutants(module: ModuleType) -> Iterator[tuple[str, ast.Module]]:
    """The module once without each line of its tables of rules, and once with each condition never holding."""
    source = inspect.getsource(module)
    name = f"{module.__name__.rpartition('.')[2]}.py"
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.If):
            yield f"{name}:{node.lineno} if {ast.unparse(node.test)}", _without(source, node.lineno, None)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.Tuple):
            for line, gone in enumerate(node.value.elts):
                yield f"{name}: {ast.unparse(gone)}", _without(source, node.lineno, line)


def _without(source: str, lineno: int, line: int | None) -> ast.Module:
    """The source with the condition at `lineno` never holding, or without one line of the table that begins there."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and node.lineno == lineno:
            node.test = ast.copy_location(ast.Constant(value=False), node.test)
        if isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.Tuple) and node.lineno == lineno:
            node.value.elts.pop(line or 0)
    return tree


def _built(module: ModuleType, changed: ast.Module) -> dict[str, Any]:
    """The names of all modules made afresh, one of them changed, each asking the others made afresh."""
    made: dict[str, Any] = {}
    for one in MODULES:
        tree = changed if one is module else ast.parse(inspect.getsource(one))
        names: dict[str, Any] = {"__name__": one.__name__}
        exec(compile(ast.fix_missing_locations(tree), one.__name__, "exec"), names)  # noqa: S102  our own source
        names |= {name: made[name] for name in names if name in made and not name.startswith("_")}
        made |= {name: thing for name, thing in names.items() if _made_by(thing, one)}
    return made


def _made_by(thing: object, module: ModuleType) -> bool:
    return inspect.isfunction(thing) and thing.__module__ == module.__name__


def _answer(row: Mapping[str, str], made: Mapping[str, Any]) -> tuple[str, str]:
    match row["op"]:
        case "parse":
            mark = made["read_mark"](row["input"], row["kind"])
            verdict, codes = "valid" if mark.valid else "invalid", mark.codes
        case "rollup":
            whole = made["roll_up"](row["input"].split(";"))
            verdict, codes = whole.banner, whole.codes
        case _:
            country, *granted = row["args"].split("+")
            answer = made["release"](row["input"], country, frozenset(granted))
            verdict, codes = answer.verdict, answer.needs
    return verdict, " ".join(sorted(codes))


def _noticed(made: Mapping[str, Any]) -> bool:
    """Whether some row is answered otherwise than expected, or not at all."""
    for row in PUBLISHED + OWN:
        try:
            if _answer(row, made) != (row["expected"], row["codes"]):
                return True
        except Exception:  # noqa: BLE001  however a mutant breaks, it is noticed
            return True
    return False


def test_unchanged_the_rules_answer_every_row() -> None:
    assert not _noticed(_built(rules, ast.parse(inspect.getsource(rules))))


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.rpartition(".")[2])
def test_taking_any_one_line_of_the_rules_away_is_noticed(module: ModuleType) -> None:
    unnoticed = [said for said, changed in _mutants(module) if not _noticed(_built(module, changed))]

    assert [said for said in unnoticed if said not in EQUIVALENT] == []


def test_the_mutants_are_as_many_as_the_rules() -> None:
    counted = {module.__name__.rpartition(".")[2]: len(list(_mutants(module))) for module in MODULES}

    assert counted["rules"] == len(rules.CLAUSES)
    assert sum(counted.values()) >= 80
