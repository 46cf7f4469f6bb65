"""`muster biometrics fit-codes`."""

from __future__ import annotations

from pathlib import Path

import pytest

from musterbook.biometrics.search.codes import read_file
from musterbook.cli.app import run as muster


def test_parameters_are_fitted_written_once_and_named_by_their_digest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "codes.npz"
    words = ["biometrics", "fit-codes", str(out), "--people", "200", "--seed", "7"]

    first = muster(words)
    told = capsys.readouterr().out
    second = muster(words)

    assert (first, second) == (0, 4)
    assert read_file(out).seed == 7
    assert f"sha256 {read_file(out).digest}" in told


def test_too_few_people_to_fit_to_are_refused(tmp_path: Path) -> None:
    assert muster(["biometrics", "fit-codes", str(tmp_path / "codes.npz"), "--people", "20"]) == 2
    assert not (tmp_path / "codes.npz").exists()
