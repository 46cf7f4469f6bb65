"""The dispatch and the check share the problem and the plan, and nothing else."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import musterbook.lift

ROOM = Path(musterbook.lift.__file__).parent
SHARED = {"musterbook.lift.problem", "musterbook.lift.plan"}
JUDGES = ("check.py", "rules.py", "shared_rules.py", "courses.py", "flows.py")


def imports_of(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("musterbook.lift")
    }


@pytest.mark.parametrize("name", JUDGES)
def test_the_check_knows_nothing_of_the_dispatch(name: str) -> None:
    own = {f"musterbook.lift.{judge.removesuffix('.py')}" for judge in JUDGES}

    assert imports_of(ROOM / name) <= SHARED | own


@pytest.mark.parametrize("path", sorted((ROOM / "dispatch").glob("*.py")), ids=lambda path: path.name)
def test_the_dispatch_knows_nothing_of_the_check(path: Path) -> None:
    found = {module for module in imports_of(path) if not module.startswith("musterbook.lift.dispatch")}

    assert found <= SHARED
