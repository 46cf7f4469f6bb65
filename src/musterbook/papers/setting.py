"""Setting: a page from a template and values, by Typst, to the same bytes each time.

What is to stand on the page comes as one JSON value, which the template reads; nothing is ever put into the markup
itself, so that no name or reason can be executed. Codes are named among the values and drawn here (`codes`). The date
of the document is given; fonts are our own, and neither those of the machine nor packages from anywhere are looked at.
A PDF is PDF/A-3b and PDF/UA-1 at once, and all that it was made from rides inside it (`PRINTED`), so that whoever
holds it can have it made again and compare (`checking`).
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final, cast

from musterbook.papers.codes import with_codes
from musterbook.papers.in_parts import ROWS, set_in_parts
from musterbook.papers.typefaces import FAMILIES, FOLDER, fetched

if TYPE_CHECKING:
    import typst

TEMPLATES: Final = Path(__file__).parent / "templates"
STANDARDS: Final[list[typst.PDFStandard]] = ["a-3b", "ua-1"]
PRINTED: Final = "printed.json"
"""The file inside every PDF that says from which template and values it was made."""
FORM: Final = "musterbook/printed/1"
RESTS_ON: Final[Mapping[str, Sequence[str]]] = {"framed_part.typ": ("framed.typ", "../in_parts.py", "../joining.py")}
"""What else the bytes of a paper depend on, where it is set by parts of another template and joined."""
SETTINGS_KEPT: Final = 10
"""For so many settings Typst keeps what one of them asked for."""
THREADS: Final = "RAYON_NUM_THREADS"
ABOUT_PRINTED: Final = "What this document was made from: made again of it, it has the same bytes"

ABOUT_FACTS: Final = "The signed entries this document rests on, byte for byte"

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
        """The document, dated `at`; the same values give the same bytes. What it was made from rides inside."""
        moment = at.astimezone(UTC).replace(microsecond=0)
        inside = [*attached, printed_from(self.template, paper, moment, attached)]
        whole = {**paper, "date": _date(moment), "attached": [_plain(one) for one in inside]}
        if ROWS in paper:
            set_one = partial(self._set, moment)
            return set_in_parts(whole, count=self.pages, set_one=set_one, let_go=let_go)
        return self._set(moment, whole)

    def _set(self, moment: datetime, whole: Paper) -> bytes:
        done = self._compiler(whole).compile(format="pdf", pdf_standards=STANDARDS, timestamp=moment)
        return cast("bytes", done)

    def picture(self, paper: Paper, *, dots_per_inch: float = 144) -> bytes:
        """The first page as PNG, to look at."""
        done = self._compiler(paper).compile(format="png", ppi=dots_per_inch)
        return done[0] if isinstance(done, list) else cast("bytes", done)

    def _compiler(self, paper: Paper) -> typst.Compiler:
        whole = {"attached": [], "date": None, **with_codes(paper), "families": list(FAMILIES)}
        made = _typst().Compiler(
            str(TEMPLATES / self.template),
            root=str(TEMPLATES),
            font_paths=_cut(fetched(self.fonts)),
            ignore_system_fonts=True,
            sys_inputs={"paper": json.dumps(whole, ensure_ascii=False, allow_nan=False)},
            package_path=str(TEMPLATES / "no-packages"),
            package_cache_path=str(TEMPLATES / "no-packages"),
        )
        return cast("typst.Compiler", made)


def signed_inside(facts: str) -> list[Attached]:
    """The signed entries a paper rests on, as a file to lie inside it; none where there are none."""
    from musterbook.operation.on_paper.signed import FACTS  # noqa: PLC0415  the one name it needs of it

    return [Attached(FACTS, facts, "application/json", ABOUT_FACTS)] if facts else []


def let_go() -> None:
    """Let go of what Typst keeps of what it set: it keeps everything that was asked for within its last ten settings.

    A document of many pages leaves some forty megabytes behind, so several after another would only ever take more.
    """
    nothing = _typst().Compiler(root=str(TEMPLATES), font_paths=_cut(FOLDER), ignore_system_fonts=True)
    for _ in range(SETTINGS_KEPT + 1):
        nothing.compile(b" ", format="svg")


def printed_from(template: str, paper: Paper, at: datetime, attached: Sequence[Attached]) -> Attached:
    """What a document is made from, as a file to lie inside it; the other files beside it are named, not repeated."""
    told = {
        "form": FORM, "press": press_of(template), "template": template, "at": at.isoformat(), "paper": paper,
        "beside": [[one.name, one.media_type, one.about] for one in attached],
    }  # fmt: skip
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return Attached(PRINTED, text, "application/json", ABOUT_PRINTED)


@cache
def press_of(template: str) -> str:
    """What sets a template: the editions of Typst and of what draws codes, and the digest of the template's bytes.

    Of a template that takes from another, the bytes of both, and of what joins its parts.
    """
    files = [template, *RESTS_ON.get(template, ())]
    digest = hashlib.sha256(b"".join((TEMPLATES / one).read_bytes() for one in files)).hexdigest()
    return f"typst {version('typst')} zxing-cpp {version('zxing-cpp')} {template} {digest[:16]}"


@cache
def _typst() -> ModuleType:
    """Typst, on one core: with a thread for each it takes up to half as much memory again, and papers come no sooner.

    How many threads there are is read from the environment when the first page is set, so it stands there only then.
    """
    import typst  # noqa: PLC0415  77 MB that only printing needs

    before = os.environ.get(THREADS)
    os.environ[THREADS] = "1"
    try:
        typst.Compiler(root=str(TEMPLATES), font_paths=[], ignore_system_fonts=True).compile(b" ", format="pdf")
    finally:
        del os.environ[THREADS]
        if before is not None:
            os.environ[THREADS] = before
    return typst


@cache
def _cut(folder: Path) -> typst.Fonts:
    """Our typefaces and no others, read once."""
    cut = _typst().Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])
    return cast("typst.Fonts", cut)


def _plain(one: Attached) -> Mapping[str, str]:
    return {"name": one.name, "text": one.text, "media_type": one.media_type, "about": one.about}


def _date(moment: datetime) -> Mapping[str, int]:
    names = ("year", "month", "day", "hour", "minute", "second")
    return {name: getattr(moment, name) for name in names}
