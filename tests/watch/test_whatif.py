"""What-if: any input can be changed, the watermark is always there, and nothing real is reached from it."""

from __future__ import annotations

import ast
import json
from dataclasses import FrozenInstanceError, fields, replace
from pathlib import Path

import pytest

from musterbook.watch import breaks, whatif
from musterbook.watch.outlook import outlook
from musterbook.watch.settings import DEFAULT
from musterbook.watch.site_today import Guards, SiteToday
from musterbook.watch.whatif import WhatIf, what_if
from tests.watch.sites import relief, said, site

SOURCE = Path(whatif.__file__).parents[1]
UNREAL = {"whatif", "breaks"}
SHOWN_BY = {"cli", "console", "papers", "words"}
"""The only floors that may show what is imagined."""


def imagined(today: SiteToday, other: SiteToday) -> WhatIf:
    return what_if(today, other, DEFAULT, horizon_days=14, lift_days=5)


def imports_of(path: Path) -> set[str]:
    """Names of the modules a file imports, as last words: `musterbook.watch.whatif` is `whatif`."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{name.name}" for name in node.names}
    return {name for name in found if name.startswith("musterbook.watch")}


def test_fewer_guards_are_shown_beside_what_is_known() -> None:
    today = site(occupied=1.5)
    half = replace(today, guards=said(Guards(50, 100)))

    told = imagined(today, half)

    assert told.changed == ("guards",)
    assert told.known.p == outlook(today, DEFAULT, horizon_days=14).p
    assert told.imagined.p == outlook(half, DEFAULT, horizon_days=14).p > told.known.p
    assert told.imagined.low < told.imagined.p < told.imagined.high


def test_the_rung_it_would_reach_is_named_by_chance_and_by_rule() -> None:
    today = site()
    absent = replace(today, reliefs=(relief(days=2, signed=False),))
    nobody = replace(today, guards=said(Guards(0, 100, on_site=False)))

    assert (imagined(today, absent).known.rung, imagined(today, absent).imagined.rung) == ("", "move")
    assert imagined(today, nobody).imagined.rung == "now"
    assert imagined(today, replace(today, guards=None)).imagined.rung == "watch"


def test_a_range_that_only_touches_a_rung_could_reach_it() -> None:
    """Twelve incidents are .7 in 100 over three weeks, and 2.4 at the top of the range: prepare begins at 2."""
    told = what_if(site(), site(incidents=12), DEFAULT, horizon_days=14, lift_days=14).imagined

    assert (told.rung, told.could_reach) == ("watch", "prepare")


def test_every_input_can_be_changed() -> None:
    today = site(occupied=1.0)
    others = {
        "losses": 2, "site_years": 9.0, "guards": None, "people": said(900), "capacity": said(10), "fabric": None,
        "violence": said(12), "broken": said("attempt"), "staff_attacked": said("attack"), "campaign": said("called"),
        "warning": said("W1"), "searched": said(value=True), "found": said("tunnel"),
        "line": site(line=(60, 25)).line, "offensive": said("O1"), "near": site(offensive_km=20).near,
        "reliefs": (relief(days=1, signed=True),), "signals": (said("emptying"),),
    }  # fmt: skip

    for name, value in others.items():
        other = replace(today, **{name: value})  # type: ignore[arg-type]  # any input may take any value of its kind

        changed = imagined(today, other).changed

        assert changed == (() if getattr(today, name) == value else (name,))
    named = {one.name for one in fields(SiteToday)}
    assert named - set(others) == {"site", "kind", "as_of", "threats", "scenarios"}


def test_another_site_is_no_what_if() -> None:
    with pytest.raises(ValueError, match="site"):
        imagined(site(), replace(site(), site="beta"))


def test_the_watermark_comes_first_and_cannot_be_taken_off() -> None:
    told = imagined(site(), site(share=0.4))

    line = json.dumps(told.as_json())

    assert line.startswith('{"what_if": true')
    assert json.loads(line)["imagined"]["parts"]["base"] == told.imagined.parts["base"]
    with pytest.raises(FrozenInstanceError):
        told.what_if = False  # type: ignore[assignment,misc]


def test_nothing_but_pages_and_commands_imports_what_is_imagined() -> None:
    unreal = {f"musterbook.watch.{name}" for name in UNREAL}
    importing = {
        path.relative_to(SOURCE)
        for path in SOURCE.rglob("*.py")
        if path.stem not in UNREAL and imports_of(path) & unreal
    }

    assert {path.parts[0] for path in importing} <= SHOWN_BY


def test_what_is_imagined_can_reach_no_fact_alert_or_score() -> None:
    """All that it can call, through every module it imports, is neither book, ladder nor score."""
    reached, asked = set[str](), [f"musterbook.watch.{name}" for name in UNREAL]
    while asked:
        name = asked.pop()
        path = SOURCE.parent / f"{name.replace('.', '/')}.py"
        if name not in reached and path.is_file():
            reached.add(name)
            asked += imports_of(path)

    assert "musterbook.watch.outlook" in reached
    forbidden = {"facts", "alerts", "scoring", "verification", "readings", "frozen", "burden"}
    assert not {name for name in reached if name.rpartition(".")[2] in forbidden}


def test_no_function_outside_the_doors_takes_what_is_imagined() -> None:
    kinds = {"WhatIf", "Imagined", "Break", "Ends"}
    taking = []
    for path in SOURCE.rglob("*.py"):
        parts = path.relative_to(SOURCE).parts
        if path.stem in UNREAL or parts[0] in SHOWN_BY:
            continue
        tree = ast.parse(path.read_text("utf-8"))
        unreal = _imported(tree, *UNREAL) & kinds
        for node in ast.walk(tree) if unreal else ():
            if isinstance(node, ast.arg) and node.annotation is not None:
                words = {one.id for one in ast.walk(node.annotation) if isinstance(one, ast.Name)}
                taking += [(path.name, node.arg)] if words & unreal else []

    assert taking == []
    assert kinds <= set(vars(whatif)) | set(vars(breaks))


def _imported(tree: ast.AST, *stems: str) -> set[str]:
    """Names that a file takes from modules of these names; another room may have a class of the same name."""
    froms = [one for one in ast.walk(tree) if isinstance(one, ast.ImportFrom)]
    return {name.name for one in froms if (one.module or "").rpartition(".")[2] in stems for name in one.names}
