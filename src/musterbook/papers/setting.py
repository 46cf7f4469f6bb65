"""Setting: a page from a template and values, by Typst, to the same bytes each time.

What is to stand on the page comes as one JSON value, which the template reads; nothing is ever put into the markup
itself, so that no name or reason can be executed. The date of the document is given; fonts are our own, and neither
those of the machine nor packages from anywhere are looked at. A PDF is PDF/A-3b and PDF/UA-1 at once, and what it was
made from rides inside it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from musterbook.papers.typefaces import FAMILIES, FOLDER, fetched

if TYPE_CHECKING:
    import typst

TEMPLATES: Final = Path(__file__).parent / "templates"
STANDARDS: Final[list[typst.PDFStandard]] = ["a-3b", "ua-1"]

Paper = Mapping[str, Any]
"""What stands on a page, as the template wants it: text, numbers, yes or no, lists and mappings of them."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file inside the PDF.

    Attributes:
        name: under which a reader saves it.
        text: its content, which is written as UTF-8.
        media_type: what it is.
        about: one sentence for whoever finds it.
    """

    name: str
    text: str
    media_type: str
    about: str


@dataclass(frozen=True, slots=True)
class Press:
    """One template with its typefaces; `pages`, `pdf` and `picture` may be asked in any order, for any paper.

    Attributes:
        template: the name of a file in `templates`.
        fonts: the folder of the typefaces.
    """

    template: str
    fonts: Path = FOLDER

    def pages(self, paper: Paper) -> int:
        """How many pages it takes."""
        return int(json.loads(self._compiler(paper).query("<pages>", field="value", one=True)))

    def pdf(self, paper: Paper, *, at: datetime, attached: Sequence[Attached] = ()) -> bytes:
        """The document, dated `at`; the same values give the same bytes."""
        moment = at.astimezone(UTC).replace(microsecond=0)
        whole = {**paper, "date": _date(moment), "attached": [_plain(one) for one in attached]}
        done = self._compiler(whole).compile(format="pdf", pdf_standards=STANDARDS, timestamp=moment)
        return cast("bytes", done)

    def picture(self, paper: Paper, *, dots_per_inch: float = 144) -> bytes:
        """The first page as PNG, to look at."""
        done = self._compiler(paper).compile(format="png", ppi=dots_per_inch)
        return done[0] if isinstance(done, list) else cast("bytes", done)

    def _compiler(self, paper: Paper) -> typst.Compiler:
        import typst  # noqa: PLC0415  77 MB that only printing needs

        whole = {"attached": [], "date": None, **paper, "families": list(FAMILIES)}
        return typst.Compiler(
            str(TEMPLATES / self.template),
            root=str(TEMPLATES),
            font_paths=_cut(fetched(self.fonts)),
            ignore_system_fonts=True,
            sys_inputs={"paper": json.dumps(whole, ensure_ascii=False, allow_nan=False)},
            package_path=str(TEMPLATES / "no-packages"),
            package_cache_path=str(TEMPLATES / "no-packages"),
        )


@cache
def _cut(folder: Path) -> typst.Fonts:
    """Our typefaces and no others, read once."""
    import typst  # noqa: PLC0415  as above

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])


def _plain(one: Attached) -> Mapping[str, str]:
    return {"name": one.name, "text": one.text, "media_type": one.media_type, "about": one.about}


def _date(moment: datetime) -> Mapping[str, int]:
    names = ("year", "month", "day", "hour", "minute", "second")
    return {name: getattr(moment, name) for name in names}
