"""`muster biometrics fit-codes`."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
import typer

from musterbook.biometrics.search.codes import read_file
from musterbook.cli import biometrics_fit_codes
from musterbook.cli.app import run as muster
from musterbook.cli.context import Asked


def test_parameters_are_fitted_written_once_and_named_by_their_digest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "codes.npz"
    plain = Asked(tmp_path, (), None, "", "", "en", json=False, yes=False, trace=False, serve=lambda *_: None)

    # Fewer people than the command takes: enough to fit something, and quick.
    biometrics_fit_codes.fit_codes(cast("typer.Context", SimpleNamespace(obj=plain)), out, people=50, seed=7)
    told = capsys.readouterr().out
    second = muster(["biometrics", "fit-codes", str(out), "--people", "200", "--seed", "7"])

    assert second == 4
    assert read_file(out).seed == 7
    assert f"sha256 {read_file(out).digest}" in told


def test_too_few_people_to_fit_to_are_refused(tmp_path: Path) -> None:
    assert muster(["biometrics", "fit-codes", str(tmp_path / "codes.npz"), "--people", "20"]) == 2
    assert not (tmp_path / "codes.npz").exists()
