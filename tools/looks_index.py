"""An index of pictures that lie in one folder: each page once, its pictures beside each other."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from typing import Final, Protocol

_HEAD: Final = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Looks</title>
<style>body{font:14px system-ui;margin:1rem;background:#888}section{margin-block:1.5rem}h2{font-size:1rem}
div{display:flex;gap:1rem;overflow-x:auto;align-items:start}figure{margin:0}img{inline-size:38rem}</style>
"""


class Pictured(Protocol):
    """What the index needs to know of a picture."""

    @property
    def pattern(self) -> str:
        """Of which page."""
        ...

    @property
    def name(self) -> str:
        """Its file among the others."""
        ...


def write_index(folder: Path, pictures: Sequence[Pictured], beside: Path | None) -> Path:
    """Write `index.html` into the folder, with every picture of `beside` first, where there is one."""
    parts = [_HEAD]
    if beside is not None:
        others = sorted(beside.glob("*.png"))
        parts.append(_section(str(beside.name), ((one.name, os.path.relpath(one, folder)) for one in others)))
    for pattern in dict.fromkeys(one.pattern for one in pictures):
        mine = ((one.name, one.name) for one in pictures if one.pattern == pattern)
        parts.append(_section(pattern, mine))
    written = folder / "index.html"
    written.write_text("".join(parts), "utf-8")
    return written


def _section(title: str, pictures: Iterable[tuple[str, str]]) -> str:
    shown = "".join(
        f'<figure><a href="{escape(way)}"><img loading="lazy" src="{escape(way)}" alt=""></a>'
        f"<figcaption>{escape(name)}</figcaption></figure>"
        for name, way in pictures
    )
    return f"<section><h2>{escape(title)}</h2><div>{shown}</div></section>\n"
