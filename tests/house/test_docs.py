"""The docs say what the code says: links lead somewhere, reference pages are current, dependencies have reasons."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from tools import links, reference

from tests.house.tracked import ROOT

DEPENDENCIES = ROOT / "docs" / "explanation" / "dependencies.md"


def declared() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    groups = project["dependency-groups"]
    wanted = [*project["project"]["dependencies"], *groups["dev"], *groups["bench"]]
    wanted += [name for extra in project["project"]["optional-dependencies"].values() for name in extra]
    fetched = [row["name"] for row in tomllib.loads((ROOT / "assets.toml").read_text("utf-8"))["package"]]
    bootstrap = [line for name in ("bootstrap.in", "npm.in") for line in (ROOT / "tools" / name).read_text().split()]
    return {re.split(r"[<>=~!\[; ]", name)[0] for name in [*wanted, *bootstrap]} | set(fetched)


def test_every_dependency_has_one_line_of_reason_and_the_reverse() -> None:
    explained = set(re.findall(r"^\| `([^`]+)` \|", DEPENDENCIES.read_text("utf-8"), flags=re.MULTILINE))

    assert explained == declared()


def test_every_link_in_the_docs_leads_somewhere() -> None:
    assert links.broken(ROOT) == []


def test_a_link_to_nowhere_is_found(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "README.md").write_text("# A\n[x](docs/b.md) [y](docs/b.md#two-words) [z](docs/b.md#three) [w](c.md)\n")
    (tmp_path / "docs" / "b.md").write_text("# Two words\n")

    assert links.broken(tmp_path) == ["README.md: docs/b.md#three", "README.md: c.md"]


def test_the_reference_pages_are_what_the_code_says_now() -> None:
    assert reference.out_of_date() == []


def test_every_decision_says_what_it_costs() -> None:
    pages = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))

    costs = re.compile(r"bad,?\s+because", re.IGNORECASE)

    assert pages
    assert [page.name for page in pages if not costs.search(page.read_text("utf-8"))] == []
    assert len({page.name[:4] for page in pages}) == len(pages), "two decisions share a number"
