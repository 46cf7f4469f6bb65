"""A public statement in words: the number, its parts, and what it puts right."""

from __future__ import annotations

from musterbook.operation.sitrep.statement import Drafted
from musterbook.papers.plain import plain
from musterbook.papers.sitrep_json import PAPER
from musterbook.words.printed import Tongue, named


def statement_text(drafted: Drafted, *, operation: str, zone: str, language: str) -> str:
    """The statement; KeyError for a language papers are not printed in."""
    tongue = Tongue(language, PAPER)
    moment = tongue.told("moment", zulu=tongue.zulu(drafted.as_of), local=tongue.hour(drafted.as_of, zone))
    lines = [
        tongue.told("statement.head", name=named(drafted.name), operation=named(plain(operation))),
        tongue.told(f"statement.{drafted.figure}", n=drafted.value, as_of=moment),
    ]
    parts = [tongue.told(f"statement.part.{name}", n=count) for name, count in drafted.parts.items()]
    if drafted.other is not None:
        parts.append(tongue.told("statement.part.other", n=drafted.other))
    if parts:
        lines.append(tongue.told("statement.parts", parts=tongue.told("semicolon").join(parts)))
    agreed = tongue.told("comma").join(named(plain(one)) for one in drafted.agreed_by)
    lines.append(tongue.told("statement.agreed", by=named(plain(drafted.by)), agreed=agreed))
    if drafted.corrects:
        lines.append(tongue.told("statement.corrects", name=named(drafted.corrects), was=drafted.was))
    return "\n".join(lines) + "\n"
