"""The reference page of papers: each paper, how it is printed, in which languages, and what rides inside it."""

from __future__ import annotations

from typing import Final

from musterbook.cli.sheets_print import PRINTED_IN as SHEETS
from musterbook.operation.on_paper.kinds import PAPERS
from musterbook.operation.receipt_languages import GIVEN_IN
from musterbook.papers.frame import PAPER
from musterbook.papers.framed import TEMPLATES
from musterbook.words.case_letters import LANGUAGES as LETTERS
from musterbook.words.languages import LANGUAGES
from musterbook.words.printed import Tongue
from musterbook.words.receipts import LANGUAGES as RECEIPTS
from musterbook.words.written import PAPERS as TRANSLATED

HEAD: Final = """# Papers

Written by `python -m tools.reference`; do not edit by hand.

Every paper is a PDF/A-3b and PDF/UA-1 set by Typst. The same book, hour and language give the same bytes. Inside it
ride `printed.json`, from which it can be made again, and, where the table says so, `signed-facts.json`: the entries it
rests on, byte for byte, with the heads of the book. `muster verify FILE.pdf` makes it again and compares every byte (a
difference is exit 5, and says which byte, of which page or file inside); where a book is at hand, it holds the entries
and every value on the pages against it. Words that nobody has translated yet stand in English.

| paper | is printed by | languages | page | signed entries inside | names |
|---|---|---|---|---|---|
"""
CITED: Final = dict.fromkeys(("count-sheet", "blanks"), "none: the heads of the book")
SHAPES: Final = {"bands": "254 × 28 mm", "bed-cards": "A6 across"}
RECEIPT: Final = f"{', '.join(GIVEN_IN)}; {', '.join(one for one in RECEIPTS if one not in GIVEN_IN)} as samples"
OTHERS: Final = (
    ("receipt of a person", "receipt NUMBER", RECEIPT, "A5", "yes", "no name"),
    ("escort sheet", "sheet print NUMBER", ", ".join(SHEETS), "A4", "yes", "faces with `--faces`"),
    ("blank escort sheet", "sheet print --blank VERSION", ", ".join(SHEETS), "A4", "–", "–"),
    ("situation report", "sitrep", "", "A4", "the entry by which it left; heads and figures", "no"),
    (
        "last good roll", "roll PLACE --last-good --pdf FILE", "", "A4",
        "yes; of one written ahead `.signed.json` beside it", "with `--named`",
    ),
    ("brief of the watch", "watch brief", "", "A4", "of its alerts; figures, signed by an officer", "no"),
    ("letter to a country", "case letter CASE", ", ".join(LETTERS), "A4", "no: it goes abroad", "where it says so"),
)  # fmt: skip
"""Papers with a verb of their own."""


def page() -> str:
    """The whole page."""
    assert PAPER in TRANSLATED
    tongue, every = Tongue("en", PAPER), ", ".join(LANGUAGES)
    rows = []
    for kind, one in PAPERS.items():
        title = tongue.told(f"title.{kind}", **{one.subject: "…"})
        option = (
            f"--site PLACE{' --copies N' if kind == 'blanks' else ''}"
            if one.subject == "place"
            else one.subject.upper()
        )
        shape = SHAPES[kind] if kind in TEMPLATES else "A4"
        rows.append(
            (
                title,
                f"`muster print {kind} {option}`",
                every,
                shape,
                CITED.get(kind, "yes"),
                "with `--named`" if one.named else "no",
            )
        )
    rows += [(*other[:2], other[2] or every, *other[3:]) for other in OTHERS]
    return HEAD + "".join(f"| {' | '.join(row)} |\n" for row in rows)
