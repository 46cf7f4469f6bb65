"""Print the stories of `tests/spec/` as pages of the manual: what is written, what is asked, what the book answers.

Each file there is a chapter: its docstring is the heading, each test's name a sentence. The first text of several lines
in a test is the story, in the notation of the book; every `assert` that compares is a row of question and answer. So
the manual says nothing that has not just been run.
"""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT = Path(__file__).resolve().parent.parent
SPEC = ROOT / "tests" / "spec"
WRITTEN_BY: Final = (
    "<!-- Written by tools/reference.py from tests/spec/; change the stories there, not this page. -->\n"
)
_NOTATION = re.compile(r"^\s*(@\w|\d\d:\d\d |#)", re.MULTILINE)
"""A line of a story begins with an hour."""


def pages() -> dict[str, str]:
    """The manual, and the page of failures, by file name."""
    return {
        "stories.md": _page(
            "The book in stories",
            "Every rule of the book, told as it would be written and as the book then answers. The lines are the\n"
            "notation of `muster tell`; what a line leaves out the notation fills in. All of it is run as tests.",
            sorted(SPEC.glob("test_*.py")),
        ),
        "failures.md": _page(
            "What must not happen again",
            "One story or more for each known failure of moves like these (they happened somewhere, publicly): made\n"
            "impossible, or visible within the time stated.",
            sorted((SPEC / "failures").glob("test_f*.py")),
        ),
    }


def _page(title: str, about: str, files: list[Path]) -> str:
    parts = [WRITTEN_BY, f"# {title}\n", f"{about}\n"]
    for file in files:
        parts += _chapter(file)
    return "\n".join(parts)


def _chapter(file: Path) -> Iterator[str]:
    """A heading, what the file says of itself, and its stories."""
    tree = ast.parse(file.read_text("utf-8"))
    heading, _, about = inspect.cleandoc(ast.get_docstring(tree) or file.stem).partition("\n")
    yield f"## {heading.rstrip('.')}\n"
    if about.strip():
        yield about.strip() + "\n"
    told = _texts(tree.body)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield from _story(node, told)


def _story(test: ast.FunctionDef, told: dict[str, str]) -> Iterator[str]:
    sentence = test.name.removeprefix("test_").replace("_", " ")
    yield f"### {sentence[0].upper()}{sentence[1:]}\n"
    if said := ast.get_docstring(test):
        yield inspect.cleandoc(said) + "\n"
    texts = {**told, **_texts(test.body, told)}
    used = {node.id for node in ast.walk(test) if isinstance(node, ast.Name)}
    shown = [text for name, text in texts.items() if name in used or name.startswith("=")]
    lines = [text for text in shown if not any(text != other and text in other for other in shown)]
    if lines:
        yield "```\n" + "\n".join(lines) + "\n```\n"
    rows = [_row(node.test) for node in ast.walk(test) if isinstance(node, ast.Assert)]
    if rows:
        yield "\n".join(["| the book is asked | and answers |", "|---|---|", *rows, ""])


def _texts(body: list[ast.stmt], told: dict[str, str] | None = None) -> dict[str, str]:
    """Stories among statements: by the name they are given, or by a sign and their place where they have none.

    A story that goes on from another one, named in braces, is shown with it: `told` has those told so far.
    """
    found: dict[str, str] = {}
    for number, statement in enumerate(body):
        if isinstance(statement, ast.Expr | ast.FunctionDef | ast.ClassDef):
            continue
        name = _name(statement)
        for line, text in _written(statement, {**(told or {}), **found}):
            key = name if name and _is_text(statement) else f"={number}.{line}"
            found[key] = _even(text)
    return found


def _written(node: ast.AST, told: dict[str, str]) -> Iterator[tuple[int, str]]:
    """Every story in a statement, with its line; what is put into one as it runs stands in it in braces."""
    if isinstance(node, ast.Constant | ast.JoinedStr):
        text = "".join(_piece(one, told) for one in (node.values if isinstance(node, ast.JoinedStr) else [node]))
        if _NOTATION.search(text):
            yield node.lineno, text
        return
    for child in ast.iter_child_nodes(node):
        yield from _written(child, told)


def _piece(node: ast.expr, told: dict[str, str]) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if not isinstance(node, ast.FormattedValue):
        return ""
    if isinstance(node.value, ast.Name) and node.value.id in told:
        return told[node.value.id] + "\n"
    return "{" + ast.unparse(node.value) + "}"


def _even(text: str) -> str:
    """A story without the margin of the code it stands in; a part told before may have had another margin."""
    return "\n".join(line.strip() for line in textwrap.dedent(text).strip("\n").split("\n") if line.strip())


def _name(statement: ast.stmt) -> str:
    if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
        return statement.targets[0].id
    return ""


def _is_text(statement: ast.stmt) -> bool:
    """Whether a statement gives a name to a text itself, and not to what was made of one."""
    return isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant | ast.JoinedStr)


def _row(test: ast.expr) -> str:
    """A comparison as question and answer; whatever else is asked is answered by yes or no."""
    if isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], ast.Eq | ast.Is):
        asked, answer = ast.unparse(test.left), ast.unparse(test.comparators[0])
    elif isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        asked, answer = ast.unparse(test.operand), "no"
    else:
        asked, answer = ast.unparse(test), "yes"
    return f"| {_cell(asked)} | {_cell(answer)} |"


def _cell(code: str) -> str:
    shown = code.replace("\n", " ").replace("|", "\\|")
    return shown if shown in {"yes", "no"} else f"`{shown}`"
