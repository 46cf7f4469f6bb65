"""A dossier as lines: cover, items by their marks, statements, contradictions, holes, what was withheld, every hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from musterbook.cli.render import table
from musterbook.terms.times import zulu
from musterbook.words.dossier_page_words import DOSSIERS
from musterbook.words.lines import in_words

Told = Mapping[str, Any]

HEADING_LINES = 2
"""A table begins with its headings and a rule under them."""


def dossier_lines(told: Told) -> list[str]:
    """The dossier in the order in which it is read; a part that has nothing says so in one line."""
    lines = [
        in_words(
            "{dossier}  {banner}  {person}, identity {identity}", dossier=told["dossier"], banner=told["banner"],
            person=told["person"], identity=told["identity"],
        )
    ]  # fmt: skip
    for part in (_items, _statements, _contradictions, _holes, _withheld, _redaction, _custody, _of_person):
        lines += ["", *part(told)]
    return lines


def _items(told: Told) -> Iterator[str]:
    rows = [
        (one["item"], one["banner"], " ".join(one["marks"]) or in_words("one portion"), one["owner"],
         ", ".join(one["originators"]) or "–", one["holder"], ", ".join(one["redacted"]) or "–")
        for one in told["items"]
    ]  # fmt: skip
    yield from table(("Item", "Banner", "Portions", "Owner", "Originators", "With", "Redacted as"), rows)


def _statements(told: Told) -> Iterator[str]:
    rows = [
        (one["item"], f"{one['grade']} {one['view']}", in_words("settles who he is") if one["settles"] == "yes" else "",
         one["because"])
        for one in told["statements"]
    ]  # fmt: skip
    yield from _part(
        in_words("Statements"), table(("Item", "Found", "", "Because"), rows), in_words("nobody has found anything")
    )


def _contradictions(told: Told) -> Iterator[str]:
    rows = [
        (one["item"], _when(view["at"]), view["by"], f"{view.get('grade', '')} {view['view']}".strip(), view["because"])
        for one in told["contradictions"] for view in one["views"]
    ]  # fmt: skip
    yield from _part(
        in_words("Contradictions"), table(("Item", "When", "By", "Says", "Because"), rows), in_words("none")
    )


def _holes(told: Told) -> Iterator[str]:
    yield from [
        in_words("looked for and not found: {words}", words=words or in_words("sealed for others"))
        for words in told["holes"]
    ] or [in_words("Looked for and not found: nothing is noted")]


def _withheld(told: Told) -> Iterator[str]:
    rows = [
        (
            one["package"],
            one["item"],
            one["reason"] or in_words("sealed for others"),
            ", ".join(one["instead"]) or in_words("nothing"),
            ", ".join(one["originators"]) or "–",
        )
        for one in told["withheld"]
    ]
    head = ("Package", "Item", "Reason", "In its place", "Originators")
    yield from _part(in_words("Withheld"), table(head, rows), in_words("nothing was withheld from a package"))


def _redaction(told: Told) -> Iterator[str]:
    """One line for each redacted item, and one for each channel that was not found clean."""
    channels = told["redaction"]
    for item in dict.fromkeys(one["item"] for one in channels):
        own = [one for one in channels if one["item"] == item]
        clean = sum(one["verdict"] == "clean" and one["counts"] for one in own)
        yield in_words(
            "Redaction {item} of {made_of}: {clean} of {own} channels clean", item=item, made_of=own[0]["made_of"],
            clean=clean, own=len(own),
        )  # fmt: skip
        for one in own:
            if one["verdict"] != "clean" or not one["counts"]:
                aside = "" if one["counts"] else " " + in_words("by the redactor himself")
                channel = one["channel"] or in_words("all channels")
                yield f"  {channel}: {one['verdict']}{aside}  {one['where']}".rstrip()
    if not channels:
        yield in_words("Redaction: no item was redacted")


def _custody(told: Told) -> Iterator[str]:
    rows = [
        (one["item"], _when(one["at"]), one["custodian"], one["place"], one["seal"], _gap(one))
        for one in told["custody"]
    ]
    yield from _part(
        in_words("Custody of things"), table(("Item", "Since", "With", "Place", "Seal", ""), rows), in_words("none")
    )


def _of_person(told: Told) -> Iterator[str]:
    rows = [(_when(one["at"]), one["from"], one["to"], one["entry"][:8]) for one in told["custody_of_person"]]
    yield from _part(
        in_words("Custody of the person"),
        table(("At", "From", "To", "Entry"), rows),
        in_words("he is not on this book's roll"),
    )


def _part(name: str, lines: Sequence[str], none: str) -> list[str]:
    """A part of the dossier; a table of nothing but its heading is said in words."""
    return [name, *lines] if len(lines) > HEADING_LINES else [f"{name}: {none}"]


def _gap(one: Told) -> str:
    if not one["gap"]:
        return ""
    words = DOSSIERS[f"dossier.gap.{one['gap']}"]
    return in_words(
        "gap: {words}, {giver} to {custodian}", words=words, giver=one["giver"] or "–",
        custodian=one["custodian"] or "–",
    )  # fmt: skip


def _when(moment: str) -> str:
    return zulu(datetime.fromisoformat(moment))
