"""camps: counts of camps, what is missing between them, who comes of age, and what stands beside; never a name."""

from __future__ import annotations

import typer

from musterbook.cli import camps_look, camps_project, camps_write

camps = typer.Typer(help="Camps: counted, never listed.", no_args_is_help=True)

GROUPS = (camps_write, camps_look, camps_project)


def join(app: typer.Typer) -> None:
    """Add the verbs to the command."""
    for group in GROUPS:
        group.join(camps)
    app.add_typer(camps, name="camps")
