"""Words that hold more than one: Abdulrahman, Nureddin, Habibullah, Alhasan and their like in Arabic letters.

Step 6 of identity.md section 3.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

ALLAH: Final = "llah"
"""How the second half of Abdullah is spelt, whichever way it was written."""
BEKR: Final = "bekr"

_SERVANT_OF_GOD: Final = re.compile(r"[ae]bd(?:ou|au|[aeiuo])?l+[aou]h?|abdoulaye")
_SERVANT: Final = re.compile(r"[ae]bd(?:ou|au|[aeiuo])?(.{3,})")
_FAITH: Final = re.compile(r"(.{3,}?)(?:[eu]d|[aeou](?:dd|ld|lt|tt))(?:in|ine|een|yn)")
_OF_GOD: Final = re.compile(r"(.{3,})(?:ou|[aiou])llah?")
_ARTICLE: Final = re.compile(r"[aeu]l(.{3,})")
_SUN: Final = re.compile(r"[aei]([dlnrstz])(\1.{3,})")
_SUN_SH: Final = re.compile(r"(?:ash|ach|ech|esh)(sh|ch)?(.{3,})")
_DOUBLED: Final = re.compile(r"(sh|ch|th|dh|kh|[bdfghjklmnpqrstz])(\1.*)")
_SERVANT_JOINED_MIN = 7
_OF_GOD_MIN = 7


class Parted(NamedTuple):
    """A word taken apart: its spellings, whether it has an article (no, yes, maybe), and its tag."""

    spellings: tuple[str, ...]
    article: str = "no"
    tag: str = ""


def part_latin(word: str) -> Parted:
    """A folded Latin word of one piece, taken apart."""
    if _SERVANT_OF_GOD.fullmatch(word):
        return Parted((ALLAH,), tag="abd")
    servant = _SERVANT.fullmatch(word)
    if servant and len(word) >= _SERVANT_JOINED_MIN:
        return Parted((_after_article(servant[1]),), tag="abd")
    if re.match(r"[ae](?:bou|bu|bo)b[ae]k", word):
        return Parted((BEKR,), tag="abu")
    faith = _FAITH.fullmatch(word)
    if faith:
        return Parted((faith[1],), tag="din")
    of_god = _OF_GOD.fullmatch(word)
    if of_god and len(word) >= _OF_GOD_MIN:
        return Parted((of_god[1],), tag="llah")
    return _with_article(word)


def part_arabic(word: str) -> Parted:
    """A folded Arabic word of one piece, taken apart."""
    if word == "الله":
        return Parted((ALLAH,))
    if len(word) > 6 and word.startswith("عبدال"):
        rest = word[5:]
        return Parted((ALLAH if rest == "له" else rest,), tag="abd")
    if len(word) > 5 and word.startswith("عبد"):
        return Parted((word[3:],), tag="abd")
    article = "yes" if len(word) > 3 and word.startswith("ال") else "no"
    bare = word[2:] if article == "yes" else word
    if len(word) > 6 and bare.endswith("الدين") and bare != "الدين":
        return Parted((bare[:-5],), article, "din")
    if len(word) > 5 and bare.endswith("الله") and bare != "الله":
        return Parted((bare[:-4],), article, "llah")
    return Parted((bare,), article)


def _after_article(rest: str) -> str:
    """What follows abd: without the l of the article, the doubled sun letter once."""
    doubled = _DOUBLED.fullmatch(rest)
    if doubled:
        return doubled[2]
    return rest[1:] if rest.startswith("l") and len(rest) > 3 else rest


def _with_article(word: str) -> Parted:
    """Words that may begin with an article are spelt both ways."""
    for pattern, group in ((_ARTICLE, 1), (_SUN, 2)):
        found = pattern.fullmatch(word)
        if found:
            return Parted((found[group], word), "maybe")
    found = _SUN_SH.fullmatch(word)
    if found and len(word) > 6:
        return Parted((word[len(word) - len(found[2]) - 2 :], word), "maybe")
    return Parted((word,))
