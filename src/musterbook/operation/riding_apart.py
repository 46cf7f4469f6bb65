"""Riding apart: groups of one plan whose people may never be together on a carrier are told apart by a tag.

Joins lift with eligibility and custody. The gate would part them at the second gate a bus stops at; the planner is told
beforehand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from musterbook.custody.roll import Roll
from musterbook.eligibility.apart import NEVER_WITH
from musterbook.eligibility.classes import Classes, Codes
from musterbook.eligibility.settings import ADULT_MEN
from musterbook.lift.build import HeldGroup
from musterbook.operation.book import Book
from musterbook.operation.clearing import clearable
from musterbook.terms.custodians import Account, in_hand
from musterbook.terms.people import PersonId


def told_apart(book: Book, groups: Sequence[HeldGroup]) -> tuple[list[HeldGroup], frozenset[frozenset[str]]]:
    """The groups, each with a tag for the classes its people are of, and the pairs of tags that may not meet.

    Where no two groups clash they keep the tag they have, and there are no pairs.
    """
    kinds = {group.id: _kinds_at(book, group.site) for group in groups}
    tags = {one: "; ".join(sorted(f"{codes.sex} {codes.legal}" for codes in found)) for one, found in kinds.items()}
    pairs = frozenset(
        frozenset((tags[one.id], tags[other.id]))
        for one, other in combinations(groups, 2)
        if _clash(book, kinds[one.id], kinds[other.id])
    )
    if not pairs:
        return list(groups), frozenset()
    return [replace(group, tag=tags[group.id]) for group in groups], pairs


def _kinds_at(book: Book, site: str) -> frozenset[Codes]:
    """The different codes of those who may leave a site, as far as classes are kept apart by them.

    Of a site that everyone has left those who were held there speak.
    """
    custodian, classes = book.places.custodian_at(site), book.reading(Classes)
    people = clearable(book, custodian) or sorted(_once_at(book, in_hand(custodian)))
    found = (classes.codes(one) for one in people)
    return frozenset(Codes(child="no", sex=one.sex, legal=one.legal, family=one.family) for one in found)


def _once_at(book: Book, account: Account) -> set[PersonId]:
    """Everyone who ever came to an account."""
    return {one for line in book.reading(Roll).lines if line.to_account == account for one in line.people}


def _clash(book: Book, one: frozenset[Codes], other: frozenset[Codes]) -> bool:
    """Whether somebody of the one group is never together with somebody of the other."""
    rules = [
        rule for rule in NEVER_WITH
        if book.settings.eligibility.population == ADULT_MEN or not rule.only_adult_men
    ]  # fmt: skip
    return any(
        (rule.is_protected(a) and rule.is_other(b)) or (rule.is_protected(b) and rule.is_other(a))
        for rule in rules
        for a in one
        for b in other
    )
