"""Print the terms of the field in four languages as a page of the reference, for translators and native readers."""

from __future__ import annotations

from musterbook.words.chosen_terms import term_reader, terms
from musterbook.words.languages import LANGUAGES

HEAD = """# Terms in four languages

<!-- Written by tools/reference.py from src/musterbook/words/terms.toml; change that, not this page. -->

The word that screens and papers have for each word of the [glossary](../glossary.md), which says what it means.
A reader who finds a better word writes it into `terms.toml` and, where he has read the whole column, his name above it.
{readers}

Words marked * are looked for: `muster words check --terms` lists the translations of a language that do without
the word chosen for one of their English. That is advice and fails nothing, since a sentence may do without.

"""


def page() -> str:
    """The page."""
    names = " | ".join(LANGUAGES.values())
    bar = "|".join("---" for _ in LANGUAGES)
    rows = [
        f"| {word}{' *' if term.stems else ''} | {' | '.join(term.said[one] for one in LANGUAGES if one != 'en')} |"
        for word, term in terms().items()
    ]
    return HEAD.format(readers=_readers()) + "\n".join([f"| {names} |", f"|{bar}|", *rows, ""])


def _readers() -> str:
    read = {one: term_reader(one) for one in LANGUAGES if one != "en"}
    told = [f"The {LANGUAGES[one]} was read by {who}." for one, who in read.items() if who]
    awaited = ", ".join(LANGUAGES[one] for one, who in read.items() if not who)
    return " ".join([*told, *([f"**Awaiting a native reader: {awaited}.**"] if awaited else [])])
