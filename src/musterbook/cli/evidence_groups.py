"""item | dossier | release: evidence comes in, is put together, and is asked for."""

from __future__ import annotations

import typer

from musterbook.cli import casework_dossiers, casework_items, casework_releases


def join(app: typer.Typer) -> None:
    """Add the groups to the command."""
    app.add_typer(casework_items.items, name="item")
    app.add_typer(casework_dossiers.dossiers, name="dossier")
    app.add_typer(casework_releases.releases, name="release")
