"""Sentences of the account about prints: who is enrolled, what was proposed and decided, and what was planted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

HEADINGS: Final[Mapping[str, str]] = {
    "prints": "Prints", "planted": "Planted among the prints, as only a rehearsal can know",
}  # fmt: skip
WORDS: Final[Mapping[str, str]] = {
    "enrolled": "{enrolled:,} enrolled: {with_pictures:,} with pictures, {without_pictures:,} from points alone, "
    "{captured_again:,} captured again; not enrolled: {not_enrolled}",
    "searched": "{searched:,} of them looked for among all who are enrolled{lists}",
    "in-list": ", {searched_for:,} in {list}",
    "proposals": "{kind}: {count:,} put before examiners: {answers}",
    "identified": "{identified:,} found to be another, {stand:,} stand; {told:,} told, {contested:,} contested, "
    "{withdrawn:,} withdrawn; {merged:,} numbers merged, {taken_back:,} taken back",
    "twice": "men with two numbers: {found:,} of {planted:,} found, {judged:,} judged the same",
    "mixed_up": "captures mixed up: {found:,} of {planted:,} found, {judged:,} judged the same",
    "listed": "on the list of another state: {found:,} of {planted:,} found, {judged:,} judged the same",
    "false": "false proposals: {proposed:,}, {without_a_picture:,} of them without a picture; "
    "judged the same: {judged:,}",
    "known": "examiners erred in {count:,} of {of:,} answers on {known_pairs:,} known {pairs}"
    " ({low} to {high} %); they were given {errs} %",
    "all": "on every pair that could be seen: {count:,} of {of:,} ({low} to {high} %)",
    "children": "looked for and later found to be children: {children_searched:,}",
}
KINDS: Final[Mapping[str, str]] = {
    "duplicate": "two numbers of one man", "gallery": "somebody of a list", "swap": "two captures of one day",
}  # fmt: skip
PLANTED: Final = ("twice", "mixed_up", "listed", "false")


def prints_lines(told: Mapping[str, Any]) -> Iterator[str]:
    """What the book says of prints."""
    refused = ", ".join(f"{because} {people:,}" for because, people in told["not_enrolled"].items()) or "nobody"
    yield WORDS["enrolled"].format(**{**told, "not_enrolled": refused})
    lists = "".join(WORDS["in-list"].format(**one) for one in told["lists"])
    yield WORDS["searched"].format(**{**told, "lists": lists})
    for kind, answers in told["proposals"].items():
        said = ", ".join(f"{count:,} {answer}" for answer, count in answers.items() if count)
        yield WORDS["proposals"].format(kind=KINDS[kind], count=sum(answers.values()), answers=said)
    yield WORDS["identified"].format(**told)


def planted_lines(told: Mapping[str, Any]) -> Iterator[str]:
    """What was planted, and what was found of it."""
    for name in PLANTED:
        yield WORDS[name].format(**told[name])
    errs = f"{told['given']['errs']:.0%}".removesuffix("%")
    pairs = "pair" if told["known_pairs"] == 1 else "pairs"
    known, every = ({**told[name], **_percents(told[name])} for name in ("known", "all"))
    yield WORDS["known"].format(**known, known_pairs=told["known_pairs"], pairs=pairs, errs=errs)
    yield WORDS["all"].format(**every)
    if told["children_searched"]:
        yield WORDS["children"].format(**told)


def _percents(share: Mapping[str, Any]) -> dict[str, str]:
    return {end: f"{share[end]:.1%}".removesuffix("%") for end in ("low", "high")}
