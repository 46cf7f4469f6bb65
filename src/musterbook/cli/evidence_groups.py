"""item | dossier | release | package: evidence comes in, is put together, is asked for, and leaves."""

from __future__ import annotations

import typer

from musterbook.cli import casework_marks, casework_packages, casework_redactions, casework_releases


def join(app: typer.Typer) -> None:
    """Add the groups to the command."""
    app.add_typer(casework_marks.items, name="item")
    app.add_typer(casework_redactions.dossiers, name="dossier")
    app.add_typer(casework_releases.releases, name="release")
    app.add_typer(casework_packages.packages, name="package")
