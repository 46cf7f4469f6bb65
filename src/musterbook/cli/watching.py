"""watch: warning before a place of detention loses its people."""

from __future__ import annotations

import typer

from musterbook.cli import (
    watch_alerts,
    watch_brief,
    watch_load,
    watch_noting,
    watch_outlook,
    watch_replay,
    watch_reports,
    watch_settings,
    watch_verify,
    watch_what_if,
)

watch = typer.Typer(help="Warning before a place loses its people.", no_args_is_help=True)

GROUPS = (
    watch_load, watch_outlook, watch_alerts, watch_reports, watch_noting, watch_settings, watch_what_if, watch_verify,
    watch_brief, watch_replay,
)  # fmt: skip


def join(app: typer.Typer) -> None:
    """Add the verbs to the command."""
    for group in GROUPS:
        group.join(watch)
    app.add_typer(watch, name="watch")
