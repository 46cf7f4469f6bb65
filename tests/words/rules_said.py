"""Finds every rule the source says: in objections, faults, notices, verdicts, discrepancies and findings."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from musterbook.custody.settings import CLOCK_MINUTES
from musterbook.operation.kinds import KINDS

SOURCE = Path(__file__).parents[2] / "src" / "musterbook"
RULE = re.compile(r"[a-z][a-z-]*\.[a-z0-9][a-z0-9-]*")
FILE_NAME = re.compile(r".*\.(csv|toml|db|html|jpg|json|jsonld|xml|lock|bundle|mbk|npz|pdf|zip|sealed|pem|conf)")
NOT_RULES = re.compile(
    r"musterbook\.\w+|desk\.panel-\d"  # packages, and invented officers of the rehearsal
    r"|fuse\.\w+|webauthn\.get|com\.microsoft"  # words of other people's formats
    r"|faults\.\w+|casework\.\w+"  # tables of a scenario
    r"|incident\.fault"  # a list of reasons inside a list
)
DOORS = (("console",), ("papers",), ("operation", "sitrep"))
"""They say keys of their own words (a report's: its questions and lines), and rules only where they refuse."""

SAYING = {
    "Objection", "Fault", "because", "Tampered", "Notice", "Unread", "wrong", "fault", "notice", "_fault", "gate",
    "_Unfit", "_require",
}  # fmt: skip
"""Calls whose words with a dot are rules, even where a fact has the same name."""

STANDING = {"Verdict": 1, "_not_entitled": 1, "_set_aside": 2, "NotStanding": 2}
"""Which argument of each call is the rule by which an entry does not stand."""


@cache
def said() -> Mapping[str, frozenset[Path]]:
    """Key of the sentence → the files that say the rule."""
    found: dict[str, set[Path]] = defaultdict(set)
    for path in sorted(SOURCE.rglob("*.py")):
        if "words" in path.relative_to(SOURCE).parts:
            continue
        for key in _keys(ast.parse(path.read_text(encoding="utf-8")), path.relative_to(SOURCE).parts):
            found[key].add(path)
    for kind in CLOCK_MINUTES:
        found[f"found.{kind}"] |= {*(SOURCE / "custody").rglob("*.py"), SOURCE / "operation" / "accepted_under.py"}
    return {key: frozenset(paths) for key, paths in found.items()}


@cache
def names_in(path: Path) -> frozenset[str]:
    """Every name under which a file could give a value: keywords, keys, parameters."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    words = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    words |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.keyword | ast.arg) and node.arg}
    return frozenset(words)


def _keys(tree: ast.AST, parts: tuple[str, ...]) -> Iterator[str]:
    known = KINDS
    families = {id(one) for one in _families(tree)}
    for node in ast.walk(tree):
        if id(node) in families:
            continue
        if isinstance(node, ast.Call):
            yield from _of_call(node)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and not _is_door(parts):
            word = node.value
            if RULE.fullmatch(word) and word not in known and not FILE_NAME.fullmatch(word):
                yield from () if NOT_RULES.fullmatch(word) else (word,)


def _families(tree: ast.AST) -> Iterator[ast.expr]:
    """The names of families of codes, whose words pages say: `choice.outcome` is none of them by itself."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("code_words", "code") and node.args:
            yield node.args[0]


def _is_door(parts: tuple[str, ...]) -> bool:
    return any(parts[: len(door)] == door for door in DOORS)


def _of_call(call: ast.Call) -> Iterator[str]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name in SAYING:
        words = (word for argument in call.args[:2] for word in _words(argument))
        yield from (word for word in words if RULE.fullmatch(word) and not FILE_NAME.fullmatch(word))
    if name in STANDING and len(call.args) > STANDING[name]:
        yield from (f"standing.{word}" for word in _words(call.args[STANDING[name]]))
    if name == "Flagged":
        yield from (f"flagged.{word}" for word in _words(call.args[1]))
    if name in ("Finding", "_at"):
        words = (word for argument in call.args for word in _words(argument))
        yield from (f"finding.{word}" for word in words if re.fullmatch(r"R\d+", word))


def _words(node: ast.AST) -> Iterator[str]:
    for one in ast.walk(node):
        if isinstance(one, ast.Constant) and isinstance(one.value, str):
            yield one.value
