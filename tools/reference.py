"""Render `docs/reference/` from the code: facts, commands, settings and stories, so that the pages cannot fall behind.

python -m tools.reference            write the pages
python -m tools.reference --check    write nothing; exit 1 and name the pages that differ
"""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import pkgutil
import re
import sys
import typing
from pathlib import Path

import typer.main

import musterbook
from musterbook.ledger import facts
from tools import api_page, gates_page, papers_page, stores_page, stories, terms_page

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"
Command = typing.Any  # Typer carries its own copy of click, whose classes are private
WORDS_SHOWN_MAX = 100
WRITTEN_BY = "<!-- Written by tools/reference.py from the code; change the docstrings there, not this page. -->\n"


def main(words: list[str]) -> int:
    """Write the pages, or name those that are out of date."""
    if "--check" in words:
        old = out_of_date()
        for page in old:
            sys.stderr.write(f"docs/reference/{page} is out of date: run python -m tools.reference\n")
        return 1 if old else 0
    REFERENCE.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (REFERENCE / name).write_text(text, encoding="utf-8")
    return 0


def out_of_date() -> list[str]:
    """The names of pages that differ from what the code says now."""
    return [
        name
        for name, text in pages().items()
        if not (REFERENCE / name).is_file() or (REFERENCE / name).read_text("utf-8") != text
    ]


def pages() -> dict[str, str]:
    """Every page by file name."""
    read_everything()
    return {
        "facts.md": facts_page(), "commands.md": commands_page(), "settings.md": settings_page(), **stories.pages(),
        "gates.md": gates_page.page(), "terms.md": terms_page.page(), "api.md": api_page.page(),
        "papers.md": papers_page.page(), "stores.md": stores_page.page(),
        "openapi.json": api_page.document(),
    }  # fmt: skip


def read_everything() -> None:
    """Import every module, so that each fact and each settings form has declared itself."""
    for module in pkgutil.walk_packages(musterbook.__path__, "musterbook."):
        if not module.name.endswith("__main__") and ".migrations" not in module.name:
            importlib.import_module(module.name)


def facts_page() -> str:
    """All kinds of fact, by room, with their fields."""
    parts = [WRITTEN_BY, "# Facts\n", "What can be written in the book. A field with a default may be left out.\n"]
    room = ""
    for kind, fact in sorted(facts.kinds().items()):
        if kind.split(".", maxsplit=1)[0] != room:
            room = kind.split(".", maxsplit=1)[0]
            parts.append(f"## {room}\n")
        parts.append(f"### `{kind}`\n\n{described(fact)}\n")
        marks = [f"form {fact.form}"]
        marks += ["in the person's custody chain"] if fact.in_chain else []
        marks += ["may change who answers for someone"] if fact.decides_hand else []
        marks += ["written by the node itself"] if fact.by_node else []
        parts.append("; ".join(marks).capitalize() + ".\n")
        parts.append(fields_table(fact) or "It has no fields.\n")
    return "\n".join(parts)


def settings_page() -> str:
    """Every settings form: a dataclass named Settings, or ending in it, with its defaults."""
    parts = [
        WRITTEN_BY,
        "# Settings\n",
        "Read once by the door from `operation.toml` and passed down; nothing else reads them.\n",
    ]
    for form in settings_forms():
        parts.append(f"## {form.__module__.removeprefix('musterbook.')}: `{form.__name__}`\n\n{described(form)}\n")
        parts.append(fields_table(form))
    return "\n".join(parts)


def settings_forms() -> list[type]:
    """The settings dataclasses of the whole house, in order of module."""
    found = {
        thing
        for name, module in list(sys.modules.items())
        if name.startswith("musterbook.") and name.endswith("settings")
        for thing in vars(module).values()
        if inspect.isclass(thing) and dataclasses.is_dataclass(thing) and thing.__module__ == name
    }
    return sorted(found, key=lambda form: (form.__module__, form.__name__))


def fields_table(form: type) -> str:
    """A table of a dataclass's fields: name, what it holds, what it is when left out, and what it means if said."""
    said = attributes(form)
    rows = [
        f"| `{field.name.rstrip('_')}` | `{shape(form, field.name)}` | {default(field)} | {said.get(field.name, '')} |"
        for field in dataclasses.fields(form)
    ]
    return "\n".join(["| field | holds | when left out | meaning |", "|---|---|---|---|", *rows, ""]) if rows else ""


def attributes(form: type) -> dict[str, str]:
    """What the `Attributes:` part of a docstring says of each field."""
    _, _, part = inspect.cleandoc(form.__doc__ or "").partition("Attributes:\n")
    part = re.split(r"^\S", part, maxsplit=1, flags=re.MULTILINE)[0]
    said = re.findall(r"^    (\w+): (.+?)(?=^    \w|\Z)", part, flags=re.MULTILINE | re.DOTALL)
    return {name: " ".join(words.split()).replace("|", "\\|") for name, words in said}


def shape(form: type, name: str) -> str:
    """A field's annotation as its author wrote it, with the bars a table would trip over escaped."""
    for owner in form.__mro__:
        if name in vars(owner).get("__annotations__", {}):
            written = vars(owner)["__annotations__"][name]
            return str(written if isinstance(written, str) else getattr(written, "__name__", written)).replace(
                "|", "\\|"
            )
    return "?"


def default(field: dataclasses.Field[typing.Any]) -> str:
    """What a field is when left out."""
    if field.default is dataclasses.MISSING:
        return "its default" if field.default_factory is not dataclasses.MISSING else "needed"
    if isinstance(field.default, frozenset):  # in an order that is the same in every run
        return f"`{{{', '.join(sorted(map(repr, field.default)))}}}`" if field.default else "none"
    words = repr(field.default).replace("|", "\\|")
    return f"`{words}`" if " at 0x" not in words and len(words) < WORDS_SHOWN_MAX else "its default"


def described(thing: type) -> str:
    """A class's docstring up to its list of attributes, which stand in the table."""
    words = inspect.cleandoc(thing.__doc__ or "")
    return re.split(r"^(?:Attributes|Raises):", words, maxsplit=1, flags=re.MULTILINE)[0].strip()


def commands_page() -> str:
    """Every verb of `muster` with its arguments and options, in the order of `muster --help`."""
    top = typer.main.get_command(importlib.import_module("musterbook.cli.app").app)
    parts = [WRITTEN_BY, "# Commands\n", inspect.cleandoc(top.help or "") + "\n"]
    parts.append(options_table(top))
    parts += [part for path, command in verbs(top, "muster") for part in command_parts(path, command)]
    return "\n".join(parts)


def verbs(group: Command, path: str) -> list[tuple[str, Command]]:
    """Every command below a group, with the words that reach it."""
    if not hasattr(group, "commands"):
        return [(path, group)]
    commands: dict[str, Command] = group.commands
    itself = [(path, group)] if group.invoke_without_command and path != "muster" else []
    return itself + [
        found for name, command in commands.items() if not command.hidden for found in verbs(command, f"{path} {name}")
    ]


def command_parts(path: str, command: Command) -> list[str]:
    """One verb's section."""
    table = options_table(command)
    return [f"## `{path}`\n", inspect.cleandoc(command.help or "") + "\n", *([table] if table else [])]


def options_table(command: Command) -> str:
    """A command's arguments and options."""
    rows = []
    for parameter in command.params:
        if getattr(parameter, "hidden", False) or parameter.name == "help":
            continue
        is_option = parameter.param_type_name == "option"
        names = ", ".join(f"`{name}`" for name in (parameter.opts if is_option else [(parameter.name or "").upper()]))
        help_text = " ".join((getattr(parameter, "help", None) or "").split()).replace("|", "\\|")
        rows.append(f"| {names} | {help_text} |")
    return "\n".join(["| word | meaning |", "|---|---|", *rows, ""]) if rows else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
