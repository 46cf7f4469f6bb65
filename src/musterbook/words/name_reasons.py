"""Reasons of a likeness in words: why two names, or two people, score as they do, for somebody who has to decide."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from musterbook.words.catalogue import read_catalogue
from musterbook.words.languages import speaking, spoken
from musterbook.words.templates import MISSING, filled


class Reason(Protocol):
    """A rule with values, as `biometrics.names` gives it."""

    @property
    def rule(self) -> str:
        """The rule that names the sentence."""
        ...

    def told(self) -> Mapping[str, str | int]:
        """Values by name."""
        ...


def name_reason(reason: Reason, language: str = "") -> str:
    """The sentence of a reason, without a capital and without its full stop."""
    if language not in ("", spoken()):
        with speaking(language):
            return name_reason(reason)
    catalogue = read_catalogue(spoken())
    sentence = catalogue.sentences.get(reason.rule, MISSING)
    return filled(sentence, reason.told(), codes=catalogue.codes, plural=catalogue.plural)
