"""Reasons of a likeness in words: why two names, or two people, score as they do, for somebody who has to decide."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from musterbook.words.catalogue import read_catalogue
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


def name_reason(reason: Reason, language: str = "en") -> str:
    """The sentence of a reason, without a capital and without its full stop; English where no other is written."""
    catalogue = read_catalogue(language)
    if reason.rule not in catalogue.sentences:
        catalogue = read_catalogue("en")
    sentence = catalogue.sentences.get(reason.rule, MISSING)
    return filled(sentence, reason.told(), codes=catalogue.codes, plural=catalogue.plural)
