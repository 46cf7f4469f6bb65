"""Loads the verifier as a file, the way an inspector carries it, and runs it over bytes."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[2]
VERIFIER = ROOT / "verifier/musterbook_verify.py"


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("musterbook_verify", VERIFIER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


verifier = _load()


def verify_bytes(raw: bytes, *, brought: Sequence[str] = ()) -> tuple[int, list[str]]:
    """(exit, lines) of one copy."""
    try:
        report = verifier.Report(verifier.Copy(raw), brought=brought)
    except verifier.MalformedError as error:
        return 4, [f"0 file: FAILED {error}"]
    return report.exit, list(report.lines)
