"""Whatever a verb writes has a form on a page, or a reason why it has none; both lists are read off the program."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import pytest
from typer.main import get_command

from musterbook.cli.app import app
from musterbook.ledger.facts import Fact
from musterbook.operation.deeds.every import DEEDS

OWN_PAGE = "a page of its own has its form: "
MACHINE = "it is about this machine or its keys, and is done at this machine: "
TABLE = "it takes a file or a table of many rows, and has a verb alone: "
UNNAMED = "it names no kind, and writes anew what was written before; its form: "

ELSEWHERE: dict[str, str] = {
    "count call": OWN_PAGE + "Musters, and the page of a place",
    "count enter": OWN_PAGE + "the page of each count, blind for two counters",
    "forms take": OWN_PAGE + "Forms from paper",
    "forms sign": OWN_PAGE + "Forms from paper",
    "forms withdraw": OWN_PAGE + "Forms from paper",
    "let-go": OWN_PAGE + "Handovers",
    "accept": OWN_PAGE + "Handovers",
    "refuse": OWN_PAGE + "Handovers",
    "take-back": OWN_PAGE + "Handovers",
    "withdraw": OWN_PAGE + "Handovers",
    "glass break": OWN_PAGE + "what answers whoever may break glass",
    "position keep": MACHINE + "tracks are sealed here",
    "position track": MACHINE + "a track is opened here, with a reason",
    "sheet begin": MACHINE + "what is not complete lies beside the book alone",
    "sheet answer": MACHINE + "what is not complete lies beside the book alone",
    "sheet amend": "each question is answered as the sheet asks it; the verb reads every kind of answer",
    "camps count": TABLE + "counts, from whoever counts",
    "case figures": TABLE + "public totals",
    "person find": MACHINE + "whoever is asked about is looked for here, and that he was is written down",
    "person register": TABLE + "people, one a line",
    "item import": TABLE + "files with a sheet about them",
    "item add": TABLE + "a file",
    "item who": MACHINE + "what is sealed is opened here, and that it was is written down",
    "dossier redact": TABLE + "a file from which words are taken out",
    "dossier checked": TABLE + "what was found in a redacted file, channel by channel",
    "package make": MACHINE + "the file that leaves is made and sealed here",
    "package send": MACHINE + "the sealed file is measured here",
    "package received": TABLE + "the recipient's receipt, which is checked",
    "package destroyed": TABLE + "the recipient's certificate, which is sealed",
    "enrol folder": TABLE + "pictures",
    "identify new": MACHINE + "an engine looks here",
    "biometrics export": MACHINE + "pictures leave as a file made here",
    "biometrics import": TABLE + "pictures of others",
    "biometrics reindex": MACHINE + "an engine looks here",
    "biometrics destroy": MACHINE + "pictures are destroyed here in the same act, and it cannot be undone",
    "biometrics gallery open": TABLE + "files of another owner",
    "biometrics gallery close": MACHINE + "what was in it is destroyed here in the same act",
    "biometrics faces on": MACHINE + "an engine is measured here first",
    "biometrics faces off": MACHINE + "the engine is this machine's",
    "watch load": TABLE + "conflict events",
    "watch relief change": UNNAMED + "change-relief",
    "watch scenario revise": UNNAMED + "revise-scenario",
    "watch scenario withdraw": UNNAMED + "withdraw-scenario",
    "watch outlook": "the room itself signs what it foretells; the look of every hour writes it",
    "photograph": TABLE + "a picture",
    "import": TABLE + "people",
    "take-in": MACHINE + "files that were carried",
    "sync": MACHINE + "a link is called from here",
    "erase": MACHINE + "sealed things are destroyed here in the same act, and it cannot be undone",
    "erasures carry-out": MACHINE + "sealed things are destroyed here",
    "retention destroy": MACHINE + "sealed things are destroyed here, and the certificate is a file",
    "compartments share": MACHINE + "an officer's own key opens what is shared",
    "adopt": MACHINE + "entries set aside by a withdrawal are read entry by entry",
    "countersign": MACHINE + "the second key is often on another machine",
}
BESIDE = ("writing_beside", "writing_prints")
"""What opens the book to write with what lies beside it for evidence and for prints."""
GROUPS: dict[str, str] = {
    "keys": MACHINE + "keys are made and withdrawn here",
    "policy": MACHINE + "two sign what a whole table of rights is to be",
    "nodes": MACHINE + "which machines write is decided at the registrar's",
    "users": MACHINE + "who may sign in is decided at the registrar's",
}
"""Whole groups of verbs, by their first word."""


def verbs(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Callable[..., Any]]]:  # noqa: ANN401  Typer's
    """Each verb by its words, with the function behind it."""
    for name, one in getattr(command, "commands", {}).items():
        yield from verbs(one, (*path, name))
    if not hasattr(command, "commands"):
        yield " ".join(path), inspect.unwrap(command.callback)


def used(function: Callable[..., Any], seen: set[Callable[..., Any]]) -> tuple[bool, set[type[Fact]]]:
    """Whether a verb opens the book to write, and the kinds it imports, with the functions of its file it calls."""
    module, kinds, writes = inspect.getmodule(function), set[type[Fact]](), False
    for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(function)))):
        if isinstance(node, ast.Attribute) and node.attr == "writing":
            writes = True
        if isinstance(node, ast.Name) and node.id in BESIDE:
            writes = True
        if isinstance(node, ast.ImportFrom) and node.module is not None and node.module.endswith(".facts"):
            found = [getattr(import_module(node.module), one.name) for one in node.names]
            kinds |= {one for one in found if isinstance(one, type) and issubclass(one, Fact)}
        called = getattr(module, node.id, None) if isinstance(node, ast.Name) else None
        if inspect.isfunction(called) and called.__module__ == function.__module__ and called not in seen:
            seen.add(called)
            also, more = used(called, seen)
            writes, kinds = writes or also, kinds | more
    return writes, kinds


@pytest.fixture(scope="module")
def writing() -> dict[str, set[type[Fact]]]:
    """Each verb that writes, with the kinds of facts it names."""
    found = {verb: used(function, {function}) for verb, function in verbs(get_command(app))}
    return {verb: kinds for verb, (writes, kinds) in found.items() if writes}


def test_every_verb_that_writes_has_a_form_or_a_reason(writing: dict[str, set[type[Fact]]]) -> None:
    with_form = {deed.fact for deed in DEEDS.values()}
    lacking = [
        verb
        for verb, facts in writing.items()
        if not (facts and facts <= with_form) and verb not in ELSEWHERE and verb.split()[0] not in GROUPS
    ]

    assert len(writing) > 200
    assert not lacking, f"make a deed, or say why there is none: {lacking}"


def test_no_reason_outlives_its_verb_or_its_form(writing: dict[str, set[type[Fact]]]) -> None:
    with_form = {deed.fact for deed in DEEDS.values()}
    idle = [verb for verb in ELSEWHERE if verb not in writing or (writing[verb] and writing[verb] <= with_form)]

    assert idle == []
    assert {verb.split()[0] for verb in writing} >= GROUPS.keys()


def test_every_verb_of_custody_has_its_form_but_these(writing: dict[str, set[type[Fact]]]) -> None:
    with_form = {deed.fact.kind for deed in DEEDS.values()}
    named = {kind.kind for facts in writing.values() for kind in facts if kind.kind.startswith("custody.")}

    assert named - with_form == {
        "custody.accepted", "custody.destroyed",
        "custody.let-go", "custody.muster-called", "custody.mustered",
        "custody.photographed", "custody.refused", "custody.registered", "custody.sheet-amended",
        "custody.taken-back", "custody.withdrawn",
    }  # fmt: skip
