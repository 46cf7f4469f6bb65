"""The files of the project: those git tracks, or, in a copy without git, those its rules would let it track."""

from __future__ import annotations

import functools
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {".venv", ".git", "__pycache__", "assets", "fonts", "models", "dist", "book"}


@functools.cache
def tracked_files() -> tuple[Path, ...]:
    """Every file that would be in a clone, as absolute paths."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False
    )
    if listed.returncode == 0 and listed.stdout:
        names = (ROOT / name for name in listed.stdout.split("\0") if name)
        return tuple(path for path in names if path.is_file())
    return tuple(
        path
        for path in sorted(ROOT.rglob("*"))
        if path.is_file() and not any(part in NOT_OURS or part.endswith("_cache") for part in path.parts)
    )


def python_files(*folders: str) -> tuple[Path, ...]:
    """The project's Python files below these folders."""
    return tuple(
        path
        for path in tracked_files()
        if path.suffix == ".py" and any(path.is_relative_to(ROOT / folder) for folder in folders)
    )


def named(path: Path) -> str:
    """A path as the reader of a failing test wants it."""
    return path.relative_to(ROOT).as_posix()
