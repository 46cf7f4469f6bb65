"""Line texts: every text that source says by `words.lines`, found in it as a translator's catalogue lists them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from musterbook.words.messages import Message
from musterbook.words.own_keys import LINE, key_of

SAID_BY: Final = {"in_words": 0, "to_say": 0, "rows_or": 3}
"""Functions one of whose words is a text of its own, and which."""
COUNTED_BY: Final = "counted_words"
"""The function whose first two words are the two English forms of a counted text."""
HEADED_BY: Final = {"table": 0, "aligned": 0, "rows_or": 1}
"""Functions one of whose words is the headings of a table, and which."""


def texts_of(source: str, place: str) -> Iterator[Message]:
    """Every text that a file of source says by the functions above, each with the place it is said at.

    Args:
        source: Python.
        place: what a translator reads about where these texts are said.
    """
    read = ast.parse(source)
    for node in ast.walk(read):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield from _texts_in(node, read, place)


def _texts_in(call: ast.Call, whole: ast.Module, place: str) -> Iterator[Message]:
    assert isinstance(call.func, ast.Name)
    words = [one.value for one in call.args[:2] if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    said, headed = SAID_BY.get(call.func.id), HEADED_BY.get(call.func.id)
    if said is not None and len(call.args) > said:
        yield from (Message(key_of(LINE, text), text, shown=(place,)) for text in _either(call.args[said]))
    if call.func.id == COUNTED_BY and len(words) == 2:
        yield Message(key_of(LINE, *words), words[0], words[1], "n", (place,))
    if headed is not None and len(call.args) > headed:
        for text in _headings(call.args[headed], whole):
            yield Message(key_of(LINE, text), text, shown=(f"heading of a table, {place}",))


def _either(said: ast.expr) -> Iterator[str]:
    """The text itself, or each of those one is chosen from."""
    if isinstance(said, ast.IfExp):
        yield from (*_either(said.body), *_either(said.orelse))
    elif isinstance(said, ast.Constant) and isinstance(said.value, str):
        yield said.value


def _headings(head: ast.expr, whole: ast.Module) -> list[str]:
    """The headings as they stand there, or in the file's tuple of that name."""
    if isinstance(head, ast.Name):
        return [text for one in _put_in(head.id, whole) for text in _headings(one, whole)]
    if not isinstance(head, ast.Tuple | ast.List):
        return []
    found = [one.value for one in head.elts if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    return [text for text in found if any(sign.isalpha() for sign in text)]


def _put_in(name: str, whole: ast.Module) -> Iterator[ast.expr]:
    """What the file puts into a name, alone or among others at once."""
    for node in ast.walk(whole):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                pairs: list[tuple[ast.expr, ast.expr]] = [(target, node.value)]
                if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                    pairs = list(zip(target.elts, node.value.elts, strict=False))
                yield from (value for one, value in pairs if isinstance(one, ast.Name) and one.id == name)
