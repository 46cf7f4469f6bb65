"""A group whose first verb may be left out: `redact IN.pdf` is `redact pages IN.pdf`."""

from __future__ import annotations

from typing import Any

from typer.core import TyperGroup


def first_verb(name: str) -> type[TyperGroup]:
    """A class of groups that puts this verb in where something else than a verb comes first."""

    class FirstVerb(TyperGroup):
        """The group."""

        def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401  the parser's classes are private
            """The words, with the verb put in where it was left out."""
            bare = args and args[0] not in self.commands and args[0] not in ("-h", "--help")
            return super().parse_args(ctx, [name, *args] if bare else args)

    return FirstVerb
