"""Check that every relative link in the project's pages leads somewhere, headings included.

    python -m tools.links

Addresses on the web are left alone: nothing here needs a network.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LINK = re.compile(r"(?<!\\)\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)")
FENCED = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)


def main() -> int:
    """Name every link that leads nowhere."""
    lost = broken(ROOT)
    for line in lost:
        print(line)
    return 1 if lost else 0


def broken(root: Path) -> list[str]:
    """`page: link` for each relative link under the root that leads nowhere."""
    return [
        f"{page.relative_to(root)}: {link}"
        for page in pages(root)
        for link in LINK.findall(FENCED.sub("", page.read_text("utf-8")))
        if not leads_somewhere(link, page)
    ]


def pages(root: Path) -> list[Path]:
    """The project's own pages: at the root and in docs."""
    return sorted([*root.glob("*.md"), *(root / "docs").rglob("*.md")])


def leads_somewhere(link: str, page: Path) -> bool:
    """True if the file is there and, where one is named, holds the heading."""
    if re.match(r"[a-z]+:", link):
        return True
    path, _, anchor = link.partition("#")
    place = (page.parent / path).resolve() if path else page
    if not place.exists():
        return False
    return not anchor or place.suffix != ".md" or anchor in anchors(place.read_text("utf-8"))


def anchors(text: str) -> set[str]:
    """The anchors that a page's headings give: lower case, spaces as hyphens, no marks."""
    plain = (
        re.sub(r"[`*_]|\[([^\]]*)\]\([^)]*\)", r"\1", heading) for heading in HEADING.findall(FENCED.sub("", text))
    )
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in plain}


if __name__ == "__main__":
    sys.exit(main())
