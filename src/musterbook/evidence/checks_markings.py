"""Checks 1 to 6 of a release: is each item marked as the rules want, and what does its marking say to a country."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from musterbook.evidence.findings import Finding, Value
from musterbook.evidence.items import Item
from musterbook.evidence.markings import read_mark, release, roll_up
from musterbook.evidence.policies import Policies

THIRD_PARTIES: Final = ("FGI", "NATO")
"""Needs that are another country's, or an alliance's, to meet."""


def marking_findings(item: Item, country: str, policies: Policies) -> Iterator[Finding]:
    """Everything the marking of one item says against showing it to a country; a need nobody can meet is told as such.

    The roll-up of the portions is asked beside the banner: whoever writes a banner too low gains nothing by it.
    """
    faults = list(_faults(item))
    yield from faults
    if any(one.check == 1 for one in faults):
        return
    banners = {item.fact.banner}
    if item.marks:
        banners.add(roll_up(item.marks).banner)
    seen: set[tuple[str, str]] = set()
    for banner in sorted(banners):
        for finding in _to_country(item, banner, country, policies):
            if (finding.rule, finding.need) not in seen:
                seen.add((finding.rule, finding.need))
                yield finding


def banner_faults(banner: str, marks: tuple[str, ...], *, item: str = "") -> Iterator[Finding]:
    """Checks 1 and 2 of a banner and its portions."""
    for text, kind in [(banner, "banner"), *((mark, "portion") for mark in marks)]:
        read = read_mark(text, "banner" if kind == "banner" else "portion")
        if not read.valid:
            values = {"mark": text, "codes": ", ".join(read.codes)}
            yield Finding(1, "evidence.marking-invalid", "deny", item, values=values)
    if not marks:
        return
    whole = roll_up(marks).banner
    if whole == "error":
        yield Finding(
            1, "evidence.marking-invalid", "deny", item, values={"mark": ", ".join(marks), "codes": "roll-up"}
        )
    elif read_mark(banner, "banner").normalised != whole:
        yield Finding(2, "evidence.banner-differs", "deny", item, values={"banner": banner, "rolled_up": whole})


def _faults(item: Item) -> Iterator[Finding]:
    """An item without portions is one portion, which its banner marks."""
    yield from banner_faults(item.fact.banner, item.marks, item=item.name)


def _to_country(item: Item, banner: str, country: str, policies: Policies) -> Iterator[Finding]:
    """What `release` says of a banner, as findings: a denial, or one need for each word that is wanted."""
    said = release(banner, country, frozenset())
    if said.verdict == "allow":
        return
    needs = " ".join(said.needs)
    values = {"banner": banner, "country": country, "codes": needs or None}
    with_all = release(banner, country, frozenset(said.needs)) if said.verdict == "needs" else said
    if with_all.verdict == "display_only":
        yield Finding(3, "evidence.display-only", "deny", item.name, values=values)
    elif with_all.verdict != "allow":
        noforn = "NOFORN" in said.needs
        rule = "evidence.noforn" if noforn else "evidence.not-to-country"
        yield Finding(6 if noforn else 3, rule, "deny", item.name, values=values)
        return
    for code in said.needs if said.verdict == "needs" else ():
        yield from _needs(item, code, country, policies)


def _needs(item: Item, code: str, country: str, policies: Policies) -> Iterator[Finding]:
    values: dict[str, Value] = {"country": country, "code": code}
    if code == "ORIG":
        for who in sorted(item.fact.originators) or [""]:
            yield Finding(4, "evidence.originator", "needs", item.name, f"ORIG:{who}", {**values, "who": who or None})
    elif code == "OWNER":
        who = item.fact.owner
        yield Finding(7, "evidence.owner", "needs", item.name, f"OWNER:{who}", {**values, "who": who})
    elif not (who := policies.authority(code)):
        check = 5 if code.partition(":")[0] in THIRD_PARTIES else 3
        yield Finding(check, "evidence.nobody-approves", "needs", item.name, code, values)
    elif code.partition(":")[0] in THIRD_PARTIES:
        yield Finding(5, "evidence.third-party", "needs", item.name, code, {**values, "who": who})
    else:
        yield Finding(3, "evidence.needs-approval", "needs", item.name, code, {**values, "who": who})
