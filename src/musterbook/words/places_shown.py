"""Where words are shown, for a translator: the pages that ask for a key, and the file in which its English stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

from musterbook.words.messages import Message
from musterbook.words.written import rules_by_group

_QUOTED: Final = re.compile(r"""["'`]([a-z][\w.-]*)["'`]""")
_BEGUN: Final = re.compile(r"""["'`]([a-z][\w-]*\.(?:[\w-]+\.)?)["'`{$]|f["']([a-z][\w-]*\.(?:[\w-]+\.)?)\{""")
_SHOWN_MAX: Final = 4


def places(found: Mapping[str, Message]) -> dict[str, tuple[str, ...]]:
    """Key → what a translator reads about it: the page or paper, and whose picture to look at."""
    whole, begun = _asked_for()
    groups = {rule: group for group, rules in rules_by_group().items() for rule in rules}
    return {key: tuple(_of(key, whole, begun, groups)) for key in found}


def _of(
    key: str, whole: Mapping[str, list[str]], begun: Mapping[str, list[str]], groups: Mapping[str, str]
) -> Iterator[str]:
    kind, _, name = key.partition(":")
    if kind == "page":
        shown = whole.get(name) or whole.get(f"{name}.one") or whole.get(f"{name}.other") or _by_beginning(name, begun)
        if shown:
            yield f"on {', '.join(shown[:_SHOWN_MAX])}"
    elif kind == "rule":
        yield f"sentence of a rule, {groups.get(name.partition('/')[0], '')}; it begins small and has no full stop"
    elif kind == "code":
        yield f"words for a code, put into sentences; list {name.partition('.')[0]}"
    elif kind == "paper":
        yield f"printed on paper {name.partition('.')[0]}"


def _by_beginning(name: str, begun: Mapping[str, list[str]]) -> list[str]:
    stem = name
    while "." in stem:
        stem = stem.rpartition(".")[0]
        if f"{stem}." in begun:
            return begun[f"{stem}."]
    return []


def _asked_for() -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Which files of the console ask for which whole key, and for which beginning of one."""
    whole: dict[str, list[str]] = {}
    begun: dict[str, list[str]] = {}
    for name, text in _files_of(files("musterbook").joinpath("console")):
        for match in _QUOTED.finditer(text):
            _put(whole, match[1], name)
        for match in _BEGUN.finditer(text):
            _put(begun, match[1] or match[2], name)
    return whole, begun


def _files_of(folder: Traversable) -> Iterator[tuple[str, str]]:
    for one in sorted(folder.iterdir(), key=lambda place: place.name):
        if one.is_dir() and one.name not in ("assets", "basemap", "css"):
            yield from _files_of(one)
        elif one.name.endswith((".html", ".js", ".py")):
            yield _called(one.name), one.read_text(encoding="utf-8")


def _called(name: str) -> str:
    """A page by its name, and so by its picture's; a part of pages, a script and code by their own."""
    stem, _, ending = name.rpartition(".")
    if ending == "html":
        return f"pages with {stem.lstrip('_')}" if stem.startswith("_") else f"page {stem}"
    return f"script {stem}" if ending == "js" else f"code {stem}"


def _put(found: dict[str, list[str]], key: str, name: str) -> None:
    names = found.setdefault(key, [])
    if name not in names:
        names.append(name)
        names.sort(key=lambda one: (not one.startswith("page"), one))
