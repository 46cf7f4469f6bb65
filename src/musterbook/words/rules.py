"""What a rule says in general: its sentence with each value named in brackets, for a page about the rule itself."""

from __future__ import annotations

import re
from typing import Final

from musterbook.words.catalogue import read_catalogue
from musterbook.words.languages import capital, shown, spoken
from musterbook.words.sentences import texts

_VALUE: Final = re.compile(r"\{(\w+)(?::\w+)?\}")
_KEYS: Final = ("{}", "found.{}", "standing.{}", "finding.{}", "flagged.{}")


def rule_lines(rule: str, language: str = "") -> list[str]:
    """Every form of a rule's sentence, its values named and not filled; empty when nobody has written one."""
    sentences = read_catalogue(language or spoken()).sentences
    key = next((one for form in _KEYS if (one := form.format(rule)) in sentences), None)
    if key is None:
        return []
    return list(dict.fromkeys(_named(text) for _, text in texts(sentences[key], key)))


def _named(text: str) -> str:
    """Parts that may be left out are kept: whoever reads of a rule wants all it may say."""
    said = _VALUE.sub(lambda match: f"⟨{match[1].replace('_', ' ')}⟩", text.replace("[[", "").replace("]]", ""))
    return capital(shown(said))
