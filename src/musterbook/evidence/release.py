"""Release: the twelve checks of casework.md section 8 between a dossier and the country that asks for it.

Every check gives all it finds, and the worst wins. Unknown is an objection: a country whose death penalty nobody has
excluded is one where it may be, an item without a policy has one nobody read. NOFORN is a denial that no approval
lifts; only a tear-line, which is another item, leaves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from musterbook.evidence.checks_markings import marking_findings
from musterbook.evidence.checks_owner import consent_findings, policy_findings
from musterbook.evidence.dossiers import Dossier
from musterbook.evidence.facts import Numbered, ReleaseAsked
from musterbook.evidence.findings import Finding, Judgement, judgement_of
from musterbook.evidence.items import PURPOSES, Item, Items
from musterbook.evidence.links import Links
from musterbook.evidence.policies import Policies
from musterbook.evidence.provenance import Provenance
from musterbook.terms.moves import Objection

COUNTRY: Final = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What someone means to give to whom.

    Attributes:
        request: country, authority, purpose, and what is known of its courts.
        dossier: what it is taken from; None when the book has no such dossier.
        leaving: the items that would leave, originals or what was made of them, in order.
        withheld: items of the dossier that would not leave, each with its reason code.
        granted: needs that are met, each by whoever may meet it.
        digests: whether the bytes of each item were found to be those of the book; missing means nobody looked.
        numbers: how a package numbers them; None as long as there is no package.
        assurance_stands: whether the assurance the request names is one of that country and in force.
    """

    request: ReleaseAsked
    dossier: Dossier | None
    leaving: tuple[str, ...]
    withheld: Mapping[str, str] = field(default_factory=dict)
    granted: frozenset[str] = frozenset()
    digests: Mapping[str, bool] = field(default_factory=dict)
    numbers: tuple[Numbered, ...] | None = None
    assurance_stands: bool = False


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the checks look into."""

    items: Items
    links: Links
    provenance: Provenance
    policies: Policies


def judge(disclosure: Disclosure, shelf: Shelf) -> Judgement:
    """Run the twelve checks, and that of justice for children, over a disclosure."""
    return judgement_of(_findings(disclosure, shelf), disclosure.granted)


def objections(disclosure: Disclosure, shelf: Shelf) -> list[Objection]:
    """Everything that stands against a disclosure, each with its rule: the gate `evidence.release`."""
    person = disclosure.dossier.person if disclosure.dossier else None
    return [one.objection(person) for one in judge(disclosure, shelf).stops()]


def _findings(disclosure: Disclosure, shelf: Shelf) -> Iterator[Finding]:
    request = disclosure.request
    yield from _asked_whole(request)
    for name in disclosure.leaving:
        item = shelf.items.item(name)
        if item is None:
            yield Finding(1, "evidence.no-such-item", "deny", name)
            continue
        yield from marking_findings(item, request.country, shelf.policies)
        yield from policy_findings(item, request, shelf.policies, assured=disclosure.assurance_stands)
        yield from consent_findings(item, request, shelf.items, shelf.policies)
        yield from _custody(item, disclosure, shelf.provenance)
        yield from _redaction(item, shelf.items)
    yield from _identity(disclosure, shelf)
    yield from _numbering(disclosure, shelf.items)
    if disclosure.dossier is not None and disclosure.dossier.wants_child_review(request.purpose):
        recruited = disclosure.dossier.fact.recruited_as_child
        yield Finding(13, "evidence.child-justice", "deny", values={"recruited": recruited})


def _asked_whole(request: ReleaseAsked) -> Iterator[Finding]:
    """Country, authority and purpose must be named, whatever the owners ask beyond that."""
    if COUNTRY.fullmatch(request.country) is None:
        yield Finding(3, "evidence.country-unknown", "deny", values={"country": request.country})
    if not request.authority:
        yield Finding(7, "evidence.not-named", "deny", values={"lacking": "authority"})
    if request.purpose not in PURPOSES:
        yield Finding(7, "evidence.not-named", "deny", values={"lacking": "purpose"})


def _custody(item: Item, disclosure: Disclosure, provenance: Provenance) -> Iterator[Finding]:
    """Check 10: bytes that differ or that nobody held against the book do not leave; gaps are named."""
    held = disclosure.digests.get(item.name)
    if held is not True:
        rule = "evidence.not-looked-at" if held is None else "evidence.digest-differs"
        yield Finding(10, rule, "deny", item.name)
    for gap in provenance.gaps(item.name):
        values = {"gap": gap.rule, "giver": gap.giver or None, "receiver": gap.receiver or None}
        yield Finding(10, "evidence.custody-gap", "note", item.name, values=values)


def _redaction(item: Item, items: Items) -> Iterator[Finding]:
    """Check 11: a redacted item was held against every channel by somebody else, and was clean."""
    one = items.redaction(item.name)
    if one is None or one.clean:
        return
    rule = "evidence.redaction-unchecked" if not one.checks else "evidence.redaction-unclean"
    yield Finding(11, rule, "deny", item.name)


def _identity(disclosure: Disclosure, shelf: Shelf) -> Iterator[Finding]:
    """Check 9: every item speaks of him, nobody says otherwise, and two people found who he is."""
    dossier, links = disclosure.dossier, shelf.links
    if dossier is None:
        yield Finding(9, "evidence.no-such-dossier", "deny", values={"dossier": disclosure.request.dossier})
        return
    settled = False
    for name in dict.fromkeys([*dossier.fact.items, *disclosure.leaving]):
        line = [one for one in shelf.items.line_of(name) if links.made(one, dossier.person)]
        contested = any(links.open_contests(dossier.person, one) for one in shelf.items.line_of(name))
        if contested:
            yield Finding(9, "evidence.contested", "deny", name)
        elif not line:
            yield Finding(9, "evidence.not-linked", "deny", name)
        settled = settled or any(links.settled(one, dossier.person) for one in line)
    if not settled:
        yield Finding(9, "evidence.identity-not-confirmed", "deny", values={"dossier": dossier.name})


def _numbering(disclosure: Disclosure, items: Items) -> Iterator[Finding]:
    """Check 12: every item of the dossier leaves, or is withheld for a reason; numbers run from one without a gap."""
    dossier = disclosure.dossier
    if dossier is None:
        return
    gone = {one for name in disclosure.leaving for one in items.line_of(name)}
    for name in dossier.fact.items:
        if name not in gone and not disclosure.withheld.get(name):
            yield Finding(12, "evidence.withheld-without-reason", "deny", name)
    for name in _strangers(disclosure, items, dossier.fact.items):
        yield Finding(12, "evidence.not-of-the-dossier", "deny", name)
    if not disclosure.leaving:
        yield Finding(12, "evidence.nothing-leaves", "deny", values={"dossier": dossier.name})
    numbers = disclosure.numbers
    if numbers is not None and [(one.number, one.item) for one in numbers] != numbered(disclosure.leaving):
        yield Finding(12, "evidence.numbering", "deny", values={"dossier": dossier.name})


def _strangers(disclosure: Disclosure, items: Items, known: Iterable[str]) -> list[str]:
    """What would leave and is neither of the dossier nor made of anything in it."""
    wanted = set(known)
    return [name for name in disclosure.leaving if not wanted & set(items.line_of(name))]


def numbered(names: Iterable[str]) -> list[tuple[str, str]]:
    """Items with the numbers a package gives them: `MB-000001` and on, without a gap."""
    return [(f"MB-{place:06d}", name) for place, name in enumerate(names, start=1)]
