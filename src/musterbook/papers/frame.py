"""The frame of a paper: whose copy it is, its title in a second language, what it rests on, how to verify it, its page.

Framed papers have it, and those with a template of their own; all say it in the same words (console.md section 15).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from musterbook.papers.plain import plain
from musterbook.words.languages import direction
from musterbook.words.printed import Tongue, named

PAPER: Final = "framed"
"""The paper whose sentences say the frame."""
FILE_MOST: Final = 120
Rests = tuple[str, str]
"""Digest of the newest entry a paper rests on, and the key of its signature; both empty where there is none."""
NOTHING: Final[Rests] = ("", "")


def frame_of(
    language: str, *, title: Callable[[str], str], file: str, owner: str = "", rests: Rests | None = None
) -> dict[str, Any]:  # fmt: skip
    """What stands around the body of a paper that is printed in one copy.

    Args:
        language: of its words.
        title: what it is called in each language.
        file: what its file is called, for the line that says how to verify it.
        owner: whose copy it is, in this language; nobody's in particular where empty.
        rests: the entry it rests on; None for a paper that says elsewhere on the page what it rests on.
    """
    tongue, also = Tongue(language, PAPER), second_language(language)
    foot = [] if rests is None else [rests_said(tongue, rests)]
    return {
        "copy": tongue.told("copy", n=1, of=1, owner=owner) if owner else tongue.told("copy-only"),
        "other_title": title(also), "other_language": also, "other_direction": direction(also),
        "foot": [*foot, verify_said(tongue, file)], **pages_said(tongue),
    }  # fmt: skip


def rests_in(facts: str) -> Rests:
    """The last entry of the signed facts that ride inside a paper, with its key; nothing where there is none."""
    from musterbook.operation.on_paper.own import keys_in  # noqa: PLC0415  only printing needs it
    from musterbook.operation.on_paper.signed import read_facts  # noqa: PLC0415  as above

    return last_of(keys_in(read_facts(facts, PAPER).entries)) if facts else NOTHING


def last_of(keys: Mapping[str, str]) -> Rests:
    """The last of several entries, with its key."""
    return next(reversed(list(keys.items())), NOTHING)


def rests_said(tongue: Tongue, rests: Rests) -> str:
    """On which entry a paper rests, signed with which key."""
    entry, key = rests
    return (
        tongue.told("foot.rests", entry=named(entry), key=named(key)) if entry else tongue.told("foot.rests-on-none")
    )  # fmt: skip


def verify_said(tongue: Tongue, file: str) -> str:
    """The command that verifies it, in one run of Latin text: parted from it, the name would stand before the verb."""
    return tongue.told("foot.verify", file=plain(file, most=FILE_MOST))


def pages_said(tongue: Tongue) -> dict[str, str]:
    """Page of pages, both to be put in by the template, in these digits."""
    return {"page_of": tongue.told("page", page="@", pages="#"), "digits": tongue.digits("0123456789")}


def second_language(language: str) -> str:
    """The language the title has beside its own, unless another is asked for: English, or Arabic beside English."""
    return "ar" if language == "en" else "en"
