"""Print which rule of a store is tested on which store, and why one is tested on one alone, from the tests themselves.

A test in `tests/store/` is on every store that its fixtures make: those are read from the `params` of the fixtures it
asks for, and of the fixtures they ask for. A test that is not on files and PostgreSQL both carries the mark
`on_one_store("files", because="…")`, or `of_no_store(because="…")` where nothing of a store is in it; a whole file may
carry either. A test that does neither is an error here, so that none is left out by mistake.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT = Path(__file__).resolve().parent.parent
TESTS = ROOT / "tests"
STORE = TESTS / "store"
STORES: Final = {"memory": "memory", "sqlite": "files", "postgresql": "PostgreSQL"}
"""As fixtures call them, and as people do."""

MARKS: Final = ("on_one_store", "of_no_store")
BOTH: Final = frozenset({"files", "PostgreSQL"})
HEAD: Final = """# The same tests on every store

<!-- Written by tools/reference.py from tests/store/; change the tests there, not this page. -->

A book lies in files (SQLite, the default), in PostgreSQL, or in memory, where copies meet for a moment. What a store
must do is asked of each of them by the same test; where one is asked alone, the reason stands beside it. Rooms above
know a store by one protocol (`ledger/log.py`) and nothing else, so theirs run on memory or files.
"""


@dataclass(frozen=True, slots=True)
class Shown:
    """One test: its sentence, the stores it runs on, and why not on both, if so."""

    sentence: str
    stores: frozenset[str]
    because: str


def page() -> str:
    """The page."""
    shared = _fixtures(_tree(STORE / "conftest.py")) | _fixtures(_tree(TESTS / "database.py"))
    parts, apart = [HEAD], ["## Nothing of a store in them\n"]
    for file in sorted(STORE.glob("test_*.py")):
        tree = _tree(file)
        shown = list(_shown(file, tree, shared))
        heading, _, _ = inspect.cleandoc(ast.get_docstring(tree) or file.stem).partition("\n")
        of_stores = [one for one in shown if one.stores]
        if of_stores:
            parts += [f"## {heading.rstrip('.')}\n", _table(of_stores)]
        apart += [f"- {one.sentence}: {one.because}." for one in shown if not one.stores]
    whole = ["", "## The whole way over PostgreSQL\n", *(f"- {one}" for one in _whole_way()), ""]
    return "\n".join([*parts, *apart, *whole])


def _shown(file: Path, tree: ast.Module, shared: Mapping[str, ast.FunctionDef]) -> Iterator[Shown]:
    """Every test of a file."""
    fixtures = {**shared, **_fixtures(tree)}
    of_file = _marks(_assigned(tree, "pytestmark"))
    for test in _tests(tree.body):
        stores = frozenset(STORES[one] for one in _params(test, fixtures))
        said = _marks(test.decorator_list) or of_file
        sentence = _sentence(test)
        if stores >= BOTH:
            yield Shown(sentence, stores, "")
        elif not said:
            message = f"{file.name}: {test.name} runs on one store or none and does not say why: mark it on_one_store"
            raise ValueError(message)
        else:
            where, because = said
            yield Shown(sentence, frozenset({where} if where else ()), because)


def _table(shown: list[Shown]) -> str:
    """The tests of a file; as a list where one store alone has them all, for one reason."""
    if len({(one.stores, one.because) for one in shown}) == 1 and shown[0].because:
        (store,) = shown[0].stores
        return "\n".join([f"On {store} alone: {shown[0].because}.\n", *(f"- {one.sentence}" for one in shown), ""])
    rows = [
        f"| {one.sentence} | {' | '.join('✓' if store in one.stores else '' for store in STORES.values())} "
        f"| {one.because} |"
        for one in shown
    ]
    names = " | ".join(STORES.values())
    return "\n".join([f"| what is tested | {names} | on one alone, because |", "|---|---|---|---|---|", *rows, ""])


def _whole_way() -> Iterator[str]:
    """The sentences of tests elsewhere that need a database."""
    for file in sorted(TESTS.rglob("test_*.py")):
        if file.parent == STORE:
            continue
        tree = _tree(file)
        everywhere = "needs_database" in "".join(map(ast.unparse, _assigned(tree, "pytestmark")))
        for test in _tests(tree.body):
            if everywhere or "needs_database" in "".join(map(ast.unparse, test.decorator_list)):
                yield f"{_sentence(test)} (`{file.relative_to(ROOT).as_posix()}`)"


def _params(test: ast.FunctionDef, fixtures: Mapping[str, ast.FunctionDef]) -> set[str]:
    """The kinds of store that the fixtures of a test make, in the end."""
    found: set[str] = set()
    for name in (one.arg for one in test.args.args):
        if name in fixtures:
            told = "".join(map(ast.unparse, fixtures[name].decorator_list))
            found |= {kind for kind in STORES if f"'{kind}'" in told} | _params(fixtures[name], fixtures)
    return found


def _marks(decorators: list[ast.expr]) -> tuple[str, str] | None:
    """The store and the reason that a mark says, if any does; no store where it is of none."""
    for one in decorators:
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute) and one.func.attr in MARKS:
            said = [ast.literal_eval(value) for value in (*one.args, *(word.value for word in one.keywords))]
            return (said[0], said[1]) if one.func.attr == MARKS[0] else ("", said[0])
    return None


def _assigned(tree: ast.Module, name: str) -> list[ast.expr]:
    """What a module gives this name, as a list."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name:
            return list(node.value.elts) if isinstance(node.value, ast.List) else [node.value]
    return []


def _fixtures(tree: ast.Module) -> dict[str, ast.FunctionDef]:
    """Functions of a module that are fixtures, by name."""
    return {
        node.name: node
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and "pytest.fixture" in "".join(map(ast.unparse, node.decorator_list))
    }


def _tests(body: list[ast.stmt]) -> Iterator[ast.FunctionDef]:
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield from _tests(node.body)
        elif isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node


def _sentence(test: ast.FunctionDef) -> str:
    words = test.name.removeprefix("test_").replace("_", " ")
    return words[0].upper() + words[1:]


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))
