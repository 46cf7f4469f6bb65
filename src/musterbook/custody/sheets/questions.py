"""Questions: a sheet of questions as read from its file. Nothing about any one question is in code.

The file is TOML, in the shape of `escort-sheet-1.toml` beside this one (custody.md section 10). What a question may say
beyond that file's first form: `tell`, the sentence an answer makes on a printed sheet; `flag_if`, the answers that
raise its flag; `calls_for`, the order an answer speaks of; `standing`, what stands already and answers it;
`reviewed`, the languages in which a second reader has passed its wording, or true for all.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from musterbook.ledger.canonical import canonical
from musterbook.ledger.facts import Digest
from musterbook.terms.errors import Fault, Malformed

KINDS: Final = ("choice", "many", "text", "date", "time", "list")
READERS: Final = ("all", "clinician", "security")
FLAGS: Final = ("alert", "attention", "warning", "information")
"""From the gravest on: danger to people, care needed, another seat or carrier, to be known."""
ORDERS: Final = ("keep-apart", "hold", "possible-child", "watch", "medicine")
"""What an answer may call for."""
NOT_KNOWN: Final = "not-known"
"""An answer to every question; it asks what `yes` asks, and raises what `yes` raises."""
ENGLISH: Final = "en"
_KEY: Final = re.compile(r"[a-z][a-z0-9-]*")


@dataclass(frozen=True, slots=True)
class Condition:
    """A question is asked when another has one of these answers."""

    key: str
    answers: frozenset[str]

    def met(self, given: Sequence[str]) -> bool:
        """Whether answers meet it: not knowing counts as yes."""
        return bool(self.answers.intersection(given)) or ("yes" in self.answers and NOT_KNOWN in given)


@dataclass(frozen=True, slots=True)
class Question:
    """One question; attributes as the file names them."""

    key: str
    section: str
    kind: str
    ask: Mapping[str, str]
    options: tuple[str, ...] = ()
    flag: str = ""
    flag_if: frozenset[str] = frozenset()
    asked_if: Condition | None = None
    part_of: str = ""
    reader: str = "all"
    prefill: bool = False
    equal: bool = False
    note: str = ""
    tell: Mapping[str, str] = field(default_factory=dict)
    calls_for: Mapping[str, str] = field(default_factory=dict)
    standing: Mapping[str, str] = field(default_factory=dict)
    reviewed: frozenset[str] = frozenset((ENGLISH,))

    def raises(self, given: Sequence[str]) -> bool:
        """Whether these answers raise its flag."""
        return bool(self.flag) and bool(self.flag_if.intersection(given) if self.flag_if else given)

    def wording(self, language: str) -> str:
        """The question in a language, in English where nobody has passed that wording."""
        return self.ask[language] if language in self.reviewed and language in self.ask else self.ask[ENGLISH]

    def sentence(self, language: str) -> str:
        """What a yes tells, in a language; empty where the file has no sentence for it."""
        return self.tell.get(language if language in self.reviewed else ENGLISH, "") or self.tell.get(ENGLISH, "")


@dataclass(frozen=True)
class Questionnaire:
    """A sheet of questions.

    Attributes:
        sheet: its name without the version, as `escort-sheet`.
        version: its number.
        sections: in their order.
        questions: in the order of the file.
        words: language → code of an option or a section → how it is said; only languages a second reader passed.
    """

    sheet: str
    version: int
    sections: tuple[str, ...]
    questions: tuple[Question, ...]
    words: Mapping[str, Mapping[str, str]]

    @property
    def name(self) -> str:
        """What facts call it: name and version."""
        return f"{self.sheet}-{self.version}"

    @cached_property
    def by_key(self) -> Mapping[str, Question]:
        """The questions by their key."""
        return {one.key: one for one in self.questions}

    @cached_property
    def digest(self) -> Digest:
        """SHA-256 of what is asked: keys, kinds, options, conditions, readers and English; other languages may grow."""
        asked = [
            [one.key, one.section, one.kind, one.ask[ENGLISH], list(one.options), one.reader, one.part_of,
             [one.asked_if.key, sorted(one.asked_if.answers)] if one.asked_if else []]
            for one in self.questions
        ]  # fmt: skip
        return Digest(hashlib.sha256(canonical({"asked": asked, "sheet": self.name})).hexdigest())

    def parts_of(self, key: str) -> tuple[Question, ...]:
        """The parts that a question of kind list repeats."""
        return tuple(one for one in self.questions if one.part_of == key)

    def in_list(self, question: Question) -> bool:
        """Whether it is a part of a list."""
        parent = self.by_key.get(question.part_of)
        return parent is not None and parent.kind == "list"

    def alone(self) -> Iterator[Question]:
        """Every question that is no part of a list."""
        return (one for one in self.questions if not self.in_list(one))

    def word(self, code: str, language: str) -> str:
        """An option or section in a language; in English, or as its code reads, where no such wording was passed."""
        said = self.words.get(language, {}).get(code) or self.words.get(ENGLISH, {}).get(code)
        return said or code.replace("-", " ")


def read_questionnaire(text: str, *, file: str = "") -> Questionnaire:
    """The questions in a file's text.

    Raises:
        Malformed: every fault found: no TOML, an unknown kind, reader or flag, a key twice, a condition on no question
            or in a circle, what only some may read given away in the clear.
    """
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Malformed(Fault("questions.not-toml", file=file, values={"why": str(error)[:120]})) from None
    faults: list[Fault] = []
    whole = Questionnaire(
        sheet=str(said.get("sheet", "escort-sheet")),
        version=said["version"] if type(said.get("version")) is int else 0,
        sections=tuple(map(str, said.get("sections", ()))),
        questions=tuple(_question(one, row, faults) for row, one in enumerate(said.get("question", ()), start=1)),
        words=_words(said.get("words", {})),
    )
    faults += _faults_of(whole)
    if faults:
        raise Malformed.of(Fault(one.rule, file=file, row=one.row, column=one.column, values=one.values)
                           for one in faults)  # fmt: skip
    return whole


def _question(said: Mapping[str, Any], row: int, faults: list[Fault]) -> Question:
    key = str(said.get("key", ""))
    ask = dict(said.get("ask", {}))
    for name, known, value in (
        ("kind", KINDS, said.get("kind")), ("reader", READERS, said.get("reader", "all")),
        ("flag", (*FLAGS, ""), said.get("flag", "")),
    ):  # fmt: skip
        if value not in known:
            values = {"question": key, "said": str(value), "known": ", ".join(filter(None, known))}
            faults.append(Fault("questions.unknown-word", row=row, column=name, values=values))
    if not _KEY.fullmatch(key) or not ask.get(ENGLISH):
        faults.append(Fault("questions.no-key-or-wording", row=row, values={"question": key}))
    options = tuple(map(str, said.get("options", ())))
    reviewed = said.get("reviewed", ())
    passed = {*ask, *said.get("tell", {})} if reviewed is True else set(reviewed or ())
    return Question(
        key=key, section=str(said.get("section", "")), kind=str(said.get("kind", "")), ask={ENGLISH: "", **ask},
        options=options, flag=str(said.get("flag", "")), flag_if=_flag_if(said, options),
        asked_if=_condition(str(said.get("asked_if", ""))), part_of=str(said.get("part_of", "")),
        reader=str(said.get("reader", "all")), prefill=said.get("prefill") is True, equal=said.get("equal") is True,
        note=str(said.get("note", "")), tell=dict(said.get("tell", {})), calls_for=dict(said.get("calls_for", {})),
        standing=dict(said.get("standing", {})), reviewed=frozenset((ENGLISH, *passed)),
    )  # fmt: skip


def _flag_if(said: Mapping[str, Any], options: Sequence[str]) -> frozenset[str]:
    """The answers that raise the flag: as said, or yes and not known; of a question without a yes, every answer."""
    if "flag_if" in said:
        return frozenset(str(said["flag_if"]).split("|"))
    return frozenset(("yes", NOT_KNOWN)) if "yes" in options else frozenset()


def _condition(text: str) -> Condition | None:
    key, _, answers = text.partition("=")
    return Condition(key, frozenset(answers.split("|"))) if text else None


def _words(said: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Words for options and sections in English, and in every language whose table says that it was reviewed."""
    return {
        language: {code: str(word) for code, word in table.items() if code != "reviewed"}
        for language, table in said.items()
        if language == ENGLISH or table.get("reviewed") is True
    }


def _faults_of(whole: Questionnaire) -> Iterator[Fault]:
    """What is wrong between questions."""
    seen: set[str] = set()
    if whole.version < 1 or not whole.questions:
        yield Fault("questions.no-version", values={"sheet": whole.sheet})
    for row, one in enumerate(whole.questions, start=1):
        if one.key in seen:
            yield Fault("questions.twice", row=row, values={"question": one.key})
        seen.add(one.key)
        if one.section not in whole.sections:
            values = {"question": one.key, "said": one.section, "known": ", ".join(whole.sections)}
            yield Fault("questions.unknown-word", row=row, column="section", values=values)
        if one.kind in ("choice", "many") and not one.options:
            yield Fault("questions.no-options", row=row, values={"question": one.key})
        if one.part_of and one.part_of not in whole.by_key:
            yield Fault("questions.no-such", row=row, column="part_of", values={"question": one.part_of})
        if one.asked_if is not None and _in_vain(whole, one):
            yield Fault("questions.condition", row=row, column="asked_if", values={"question": one.key})
        strange = sorted(set(one.calls_for.values()) - set(ORDERS))
        if strange or (one.calls_for and one.reader != "all"):
            # An order is called for in the clear, which may say nothing that is sealed to a few.
            values = {"question": one.key, "said": ", ".join(strange), "known": ", ".join(ORDERS)}
            yield Fault("questions.calls-for", row=row, column="calls_for", values=values)


def _in_vain(whole: Questionnaire, one: Question) -> bool:
    """Whether its condition names no question, ends in a circle, or hangs on an answer that not everyone may see."""
    before: set[str] = set()
    at: Question | None = one
    while at is not None and at.asked_if is not None:
        if at.key in before:
            return True
        before.add(at.key)
        at = whole.by_key.get(at.asked_if.key)
        if at is None or whole.in_list(at) or at.reader != "all":
            return True
    return False
