"""A dossier as lines: cover, items by their marks, statements, contradictions, holes, what was withheld, every hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from musterbook.cli.render import table
from musterbook.terms.times import zulu
from musterbook.words.dossier_page_words import DOSSIERS

Told = Mapping[str, Any]


def dossier_lines(told: Told) -> list[str]:
    """The dossier in the order in which it is read; a part that has nothing says so in one line."""
    lines = [f"{told['dossier']}  {told['banner']}  {told['person']}, identity {told['identity']}"]
    for part in (_items, _statements, _contradictions, _holes, _withheld, _redaction, _custody, _of_person):
        lines += ["", *part(told)]
    return lines


def _items(told: Told) -> Iterator[str]:
    rows = [
        (one["item"], one["banner"], " ".join(one["marks"]) or "one portion", one["owner"],
         ", ".join(one["originators"]) or "–", one["holder"], ", ".join(one["redacted"]) or "–")
        for one in told["items"]
    ]  # fmt: skip
    yield from table(("Item", "Banner", "Portions", "Owner", "Originators", "With", "Redacted as"), rows)


def _statements(told: Told) -> Iterator[str]:
    rows = [
        (one["item"], f"{one['grade']} {one['view']}", "settles who he is" if one["settles"] == "yes" else "",
         one["because"])
        for one in told["statements"]
    ]  # fmt: skip
    yield from _part("Statements", ("Item", "Found", "", "Because"), rows, "nobody has found anything")


def _contradictions(told: Told) -> Iterator[str]:
    rows = [
        (one["item"], _when(view["at"]), view["by"], f"{view.get('grade', '')} {view['view']}".strip(), view["because"])
        for one in told["contradictions"] for view in one["views"]
    ]  # fmt: skip
    yield from _part("Contradictions", ("Item", "When", "By", "Says", "Because"), rows, "none")


def _holes(told: Told) -> Iterator[str]:
    yield from [f"looked for and not found: {words or 'sealed for others'}" for words in told["holes"]] or [
        "Looked for and not found: nothing is noted"
    ]


def _withheld(told: Told) -> Iterator[str]:
    rows = [
        (one["package"], one["item"], one["reason"] or "sealed for others", ", ".join(one["instead"]) or "nothing",
         ", ".join(one["originators"]) or "–")
        for one in told["withheld"]
    ]  # fmt: skip
    head = ("Package", "Item", "Reason", "In its place", "Originators")
    yield from _part("Withheld", head, rows, "nothing was withheld from a package")


def _redaction(told: Told) -> Iterator[str]:
    """One line for each redacted item, and one for each channel that was not found clean."""
    channels = told["redaction"]
    for item in dict.fromkeys(one["item"] for one in channels):
        own = [one for one in channels if one["item"] == item]
        clean = sum(one["verdict"] == "clean" and one["counts"] for one in own)
        yield f"Redaction {item} of {own[0]['made_of']}: {clean} of {len(own)} channels clean"
        for one in own:
            if one["verdict"] != "clean" or not one["counts"]:
                aside = "" if one["counts"] else " by the redactor himself"
                yield f"  {one['channel'] or 'all channels'}: {one['verdict']}{aside}  {one['where']}".rstrip()
    if not channels:
        yield "Redaction: no item was redacted"


def _custody(told: Told) -> Iterator[str]:
    rows = [
        (one["item"], _when(one["at"]), one["custodian"], one["place"], one["seal"], _gap(one))
        for one in told["custody"]
    ]  # fmt: skip
    yield from _part("Custody of things", ("Item", "Since", "With", "Place", "Seal", ""), rows, "none")


def _of_person(told: Told) -> Iterator[str]:
    rows = [(_when(one["at"]), one["from"], one["to"], one["entry"][:8]) for one in told["custody_of_person"]]
    yield from _part("Custody of the person", ("At", "From", "To", "Entry"), rows, "he is not on this book's roll")


def _part(name: str, head: Sequence[str], rows: Iterable[Sequence[object]], none: str) -> list[str]:
    known = list(rows)
    return [name, *table(head, known)] if known else [f"{name}: {none}"]


def _gap(one: Told) -> str:
    if not one["gap"]:
        return ""
    words = DOSSIERS[f"dossier.gap.{one['gap']}"]
    return f"gap: {words}, {one['giver'] or '–'} to {one['custodian'] or '–'}"


def _when(moment: str) -> str:
    return zulu(datetime.fromisoformat(moment))
