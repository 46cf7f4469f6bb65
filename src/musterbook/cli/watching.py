"""watch: warning before a place of detention loses its people."""

from __future__ import annotations

import typer

from musterbook.cli import watch_load, watch_replay

watch = typer.Typer(help="Warning before a place loses its people.", no_args_is_help=True)


def join(app: typer.Typer) -> None:
    """Add the verbs to the command."""
    watch_load.join(watch)
    watch_replay.join(watch)
    app.add_typer(watch, name="watch")
