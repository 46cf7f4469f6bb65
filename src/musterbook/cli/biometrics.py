"""biometrics: prints and points, in files and in measurements; each part adds its own verbs."""

from __future__ import annotations

import typer

from musterbook.cli import (
    biometrics_exchange,
    biometrics_faces,
    biometrics_fit_codes,
    biometrics_gallery,
    biometrics_keeping,
    biometrics_measuring,
    biometrics_synthesise,
)

biometrics = typer.Typer(help="Prints: files of others, galleries, engines and their worth.", no_args_is_help=True)
PARTS = (
    biometrics_exchange,
    biometrics_measuring,
    biometrics_fit_codes,
    biometrics_gallery,
    biometrics_keeping,
    biometrics_synthesise,
    biometrics_faces,
)


def join(app: typer.Typer) -> None:
    """Add the group to the command."""
    for part in PARTS:
        part.join(biometrics)
    app.add_typer(biometrics, name="biometrics")
