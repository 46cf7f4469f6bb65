"""Checks 7 and 8 of a release: what the owner asks of the country, court and charge, and what the source agreed to."""

from __future__ import annotations

from collections.abc import Iterator

from musterbook.evidence.facts import ReleaseAsked
from musterbook.evidence.findings import Finding
from musterbook.evidence.items import Item, Items
from musterbook.evidence.policies import Policies, Policy


def policy_findings(item: Item, request: ReleaseAsked, policies: Policies, *, assured: bool) -> Iterator[Finding]:
    """Check 7: the owner's policy against country, court, charge and death penalty; unknown counts as possible.

    `assured`: whether the assurance the request names is in force; one that is not assures nothing, and what the
    request says of court and country is a case officer's word.
    """
    policy = policies.policy(item.fact.policy)
    if policy is None:
        values = {"policy": item.fact.policy or None, "who": item.fact.owner}
        yield Finding(7, "evidence.policy-unknown", "needs", item.name, f"OWNER:{item.fact.owner}", values)
        return
    if request.country in policy.never_to:
        values = {"policy": policy.name, "country": request.country}
        yield Finding(7, "evidence.never-to", "deny", item.name, values=values)
    intelligence = request.purpose == "intelligence" and "not-for-intelligence" in policy.requires
    if request.purpose not in policy.uses or intelligence:
        values = {"policy": policy.name, "purpose": request.purpose}
        yield Finding(7, "evidence.use", "deny", item.name, values=values)
    if "no-death-penalty" in policy.requires and request.death_penalty != "excluded":
        yield _asked_of_owner("evidence.death-penalty", item, policy, request.death_penalty or "unknown", request)
    if not assured and policy.wants_assurance(request.country, request.purpose):
        rule = "evidence.assurance-not-in-force" if request.assurance else "evidence.no-assurance"
        yield _asked_of_owner(rule, item, policy, request.assurance or "none", request)
    if "fair-trial" in policy.requires:
        yield from _fair_trial(item, policy, request)


def consent_findings(item: Item, request: ReleaseAsked, items: Items, policies: Policies) -> Iterator[Finding]:
    """Check 8: nobody can speak for a source. Where consent is wanted, or was ever asked for, its scope decides."""
    policy = policies.policy(item.fact.policy)
    wanted = policy is None or "source-consent" in policy.requires
    asked = items.source_was_asked(item.name)
    if not wanted and not asked:
        return
    if not items.source_agrees(item.name, country=request.country, use=request.purpose):
        values = {"country": request.country, "purpose": request.purpose, "asked": "yes" if asked else "no"}
        yield Finding(8, "evidence.consent", "deny", item.name, values=values)


def _fair_trial(item: Item, policy: Policy, request: ReleaseAsked) -> Iterator[Finding]:
    """A fair trial is somewhere, for something: court and charge must be named, and the trial assured."""
    if request.purpose != "prosecution":
        return
    for lacking in [name for name in ("court", "charge") if getattr(request, name) is None]:
        yield Finding(7, "evidence.not-named", "deny", item.name, values={"lacking": lacking})
    if request.fair_trial == "not-assured":
        values = {"policy": policy.name, "country": request.country}
        yield Finding(7, "evidence.no-fair-trial", "deny", item.name, values=values)
    elif request.fair_trial != "assured":
        yield _asked_of_owner("evidence.fair-trial", item, policy, "unknown", request)


def _asked_of_owner(rule: str, item: Item, policy: Policy, known: str, request: ReleaseAsked) -> Finding:
    who = item.fact.owner
    values = {"policy": policy.name, "country": request.country, "known": known, "who": who}
    return Finding(7, rule, "needs", item.name, f"OWNER:{who}", values)
