"""The floor plan in pyproject.toml holds, and is the one the floor-plan page draws."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

from tests.house.tracked import ROOT

FLOORS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"][0]["layers"]
PAGE = ROOT / "docs" / "floor-plan.md"


def rooms() -> set[str]:
    return {room.strip() for floor in FLOORS for room in floor.split("|")}


def test_imports_go_down_the_page_only() -> None:
    linted = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )

    assert linted.returncode == 0, linted.stdout + linted.stderr


def test_every_room_is_on_the_plan_and_every_room_on_the_plan_is_there() -> None:
    packages = {path.parent.name for path in (ROOT / "src" / "musterbook").glob("*/__init__.py")}

    assert packages == rooms()


def test_the_page_describes_every_room_under_its_floor() -> None:
    described = set(re.findall(r"^\| `(\w+)` \|", PAGE.read_text("utf-8"), flags=re.MULTILINE))

    assert described == rooms()


def test_the_page_draws_the_floors_in_the_order_of_the_contract() -> None:
    drawing = re.search(r"```\n(.+?)```", PAGE.read_text("utf-8"), flags=re.DOTALL)
    assert drawing is not None

    drawn = [set(re.findall(r"\b[a-z]+\b", line.split("  ")[0])) for line in drawing.group(1).splitlines()]

    assert drawn == [{room.strip() for room in floor.split("|")} for floor in FLOORS]


def test_the_lowest_floors_use_the_standard_library_alone() -> None:
    foreign = re.compile(r"^(?:from|import) (?!musterbook)(\w+)", flags=re.MULTILINE)

    imported = {
        (path.name, module)
        for room in ("terms", "custody")
        for path in (ROOT / "src" / "musterbook" / room).rglob("*.py")
        for module in foreign.findall(path.read_text("utf-8"))
        if module not in sys.stdlib_module_names
    }

    assert imported == set()
