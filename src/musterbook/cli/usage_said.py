"""What is wrong with the words typed, in other languages than English: the parser says it in English only."""

from __future__ import annotations

import re
from typing import Final

from musterbook.words.languages import ENGLISH, spoken
from musterbook.words.lines import in_words, to_say

SAID: Final = (
    (r"No such option: (?P<what>\S+?)(?: Did you mean (?P<near>.+)\?| \(Possible options: (?P<some>.+)\))?",
     to_say("There is no option {what}[[; perhaps {near}]]")),
    (r"No such command (?P<what>'.*?')\.(?: Did you mean (?P<near>.+)\?)?",
     to_say("There is no verb {what}[[; perhaps {near}]]")),
    (r"Missing command\.", to_say("A verb is missing")),
    (r"Missing (?:argument|parameter) (?P<what>'.*?')\.(?P<near>.*)", to_say("{what} is missing[[: {near}]]")),
    (r"Missing option (?P<what>'.*?')\.(?P<near>.*)", to_say("The option {what} is missing[[: {near}]]")),
    (r"Option (?P<what>'.*?') requires .*", to_say("{what} wants a value")),
    (r"Option (?P<what>'.*?') does not take a value\.", to_say("{what} takes no value")),
    (r"Got unexpected extra arguments?(?:\(s\))? \((?P<what>.*)\)", to_say("Too many words: {what}")),
    (r"Invalid value for (?P<what>'.*?'): (?P<near>.*)", to_say("{what} cannot be so: {near}")),
)  # fmt: skip
"""What the parser says, and the same in our words."""


def usage_said(english: str) -> str:
    """What the parser says, in the language that is spoken now; as it is where it is none of these."""
    if spoken() == ENGLISH:
        return english
    for pattern, text in SAID:
        if found := re.fullmatch(pattern, english.strip(), re.DOTALL):
            values = {"what": "", "near": "", **{name: value or "" for name, value in found.groupdict().items()}}
            return in_words(text, **(values | {"near": (values["near"] or values.get("some", "")).strip()}))
    return english
