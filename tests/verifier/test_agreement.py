"""The in-house verifier and the independent one say the same, line by line, and so do their recounts."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Fact, read_fact
from musterbook.ledger.notation import told
from musterbook.ledger.reading import in_order
from musterbook.rights.facts import PolicySet
from musterbook.rights.in_force import rules_under
from musterbook.rights.roles import ROLES
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import MusterbookError
from tests.custody.disputes import Disputed, apart, disputed
from tests.custody.histories import Weeks, history
from tests.custody.stories import STORIES, Story
from tests.verifier.loading import verifier, verify_bytes
from tests.verifier.making import Book, first_night, public_of, words

GUARD = (("h.guard", "site-officer"),)


def recounted(entries: list[Entry]) -> tuple[dict[str, str], Counter[str], int]:
    """Where everyone is, what is open, and how many postings there are: by the verifier, from the bytes."""
    read = [verifier.Entry(entry.body) for entry in entries]
    standing, fallen, twins = verifier.sort_out(
        SimpleNamespace(forks={}, logs={}, entries=lambda: read), lambda _: verifier.OK
    )
    assert not fallen
    recount = verifier.Recount(standing, twins)
    return recount.where, recount.open(), sum(map(len, recount.tape.values()))


def read_by_custody(entries: list[Entry]) -> tuple[dict[str, str], Counter[str], int]:
    roll = Roll.of(in_order(entries))
    where = {str(person): str(account) for person, account in roll.where.items()}
    return where, Counter(one.kind for one in roll.discrepancies.open), sum(len(line.people) for line in roll.lines)


class Linked(Weeks):
    """Weeks in which everybody hears of everything before he acts: nonsense of every kind, but no rivals."""

    def act(self) -> None:
        self.meet()
        super().act()

    def write(self, by: CustodianId, fact: Fact, after: object = None) -> Entry:
        del after
        return super().write(by, fact, None)


@pytest.mark.parametrize("seed", range(40))
def test_a_careless_week_is_recounted_the_same(seed: int) -> None:
    entries = Linked(seed).run(60)

    assert recounted(entries) == read_by_custody(entries)


@pytest.mark.parametrize("week", [apart, disputed, history])
@pytest.mark.parametrize("seed", range(60))
def test_a_week_of_disputes_below_disputes_is_recounted_the_same(
    week: Callable[[int, int], list[Entry]], seed: int
) -> None:
    entries = week(seed, 40)

    assert recounted(entries) == read_by_custody(entries)


def test_the_weeks_of_disputes_have_disputes_settled_unsettled_and_below_others() -> None:
    rivals = [one for seed in range(60) for one in Roll.of(in_order(disputed(seed, 40))).rivals if one.candidates]

    assert sum(one.open for one in rivals) >= 50
    assert sum(one.resolver is not None for one in rivals) >= 30
    assert any(one.stands for one in rivals)


@pytest.mark.parametrize("seed", range(20))
def test_a_week_of_disputes_is_recounted_the_same_whatever_the_clocks_said(seed: int) -> None:
    lies = random.Random(seed)
    entries = Disputed(seed, clock=lambda _: timedelta(minutes=lies.randrange(-600, 600))).run(40)

    assert recounted(entries) == read_by_custody(entries)


START = """
    06:00 hasakah custody.registered person=D-0001
    06:10 hasakah custody.offered handover=H1 people=D-0001 receiver=chinook @o
"""
RIVALS = {
    "two receivers who know nothing of each other": """
        06:15 hasakah custody.offered handover=H2 people=D-0001 receiver=karkh @p
        06:20 chinook custody.accepted handover=H1 people=D-0001 after=@p
        06:30 karkh   custody.accepted handover=H2 people=D-0001 after=@p
    """,
    "named before unnamed, whatever the clocks say": """
        06:20 karkh   custody.accepted handover=H1 people=D-0001 after=@o
        06:30 chinook custody.accepted handover=H1 people=D-0001 after=@o
    """,
    "acceptance and take-back": """
        06:20 chinook custody.accepted   handover=H1 people=D-0001 after=@o
        06:30 hasakah custody.taken-back handover=H1 people=D-0001 after=@o
        06:40 hasakah custody.mustered   present= muster=M counters=a,b
    """,
    "acceptance and departure, explained": """
        06:20 chinook custody.accepted  handover=H1 people=D-0001 after=@o @a
        06:30 hasakah custody.departed  person=D-0001 outcome=escaped after=@o @d
        06:40 chinook custody.explained discrepancy=x as=found people=D-0001 heads=@a,@d at=chinook/in-hand
        06:50 chinook custody.mustered  present=D-0001 muster=M counters=a,b
    """,
    "explained, and then a third branch arrives": """
        06:20 chinook custody.accepted   handover=H1 people=D-0001 after=@o @a
        06:30 hasakah custody.taken-back handover=H1 people=D-0001 after=@o @b
        06:40 chinook custody.explained  discrepancy=x as=found people=D-0001 heads=@a,@b at=chinook after=@a,@b
        06:50 karkh   custody.accepted   handover=H1 people=D-0001 after=@o
    """,
    "a stranger takes him back": """
        06:20 chinook custody.accepted   handover=H1 people=D-0001 after=@o
        06:30 karkh   custody.taken-back handover=H1 people=D-0001 after=@o
    """,
    "registered twice by two who know nothing of each other": """
        06:20 karkh   custody.registered person=D-0001 after=
        06:30 chinook custody.accepted   handover=H1 people=D-0001 after=@o
    """,
    "the link arrives after what rests on it": """
        06:20 chinook custody.offered  handover=H2 people=D-0001 receiver=karkh after=@o @p
        06:30 karkh   custody.accepted handover=H2 people=D-0001 after=@p
        06:40 chinook custody.accepted handover=H1 people=D-0001 after=@o
    """,
}


@pytest.mark.parametrize("story", RIVALS.values(), ids=RIVALS)
def test_rivals_are_recounted_the_same(story: str) -> None:
    entries = told(START + story)

    assert recounted(entries) == read_by_custody(entries)


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
def test_every_story_of_custody_is_recounted_the_same(story: Story) -> None:
    entries = told(story.text)

    assert recounted(entries) == read_by_custody(entries)


def a_withdrawn_key(book: Book) -> None:
    book.right("key-withdrawn", officer="h.guard", key=public_of("h.guard"), because="lost",
               heads={public_of("hasakah"): 2})  # fmt: skip


def a_forgery_under_a_withdrawn_key(book: Book) -> None:
    book.registered("D-0005", bend=lambda entry: entry["signed"][0].update(role="register-clerk"))
    a_withdrawn_key(book)


def forged_and_replayed(book: Book) -> None:
    book.registered("D-0004", forged={"h.guard": "thief"})
    book.registered("D-0005", bend=lambda entry: entry["signed"][0].update(role="register-clerk"))
    book.registered("D-0006", signers=(("h.clerk", "site-officer"),))
    book.registered("D-0007", after=["ab" * 32])
    book.registered("D-0008", act={"kind": "custody.beamed"})


def a_closed_log(book: Book) -> None:
    book.right("node-closed", log=public_of("hasakah"), at_size=3, at_root="", because="stolen")


def one_counter(book: Book) -> None:
    book.tell("hasakah", "hasakah", "custody.mustered", GUARD, muster="M2", present=["D-0003"])


def cosigned(book: Book) -> None:
    book.cosigners = ("karkh", "hasakah")


def a_grant_ended(book: Book) -> None:
    book.right("grant-ended", officer="h.guard", role="site-officer", custodian="hasakah", because="left",
               heads={public_of("hasakah"): 9})  # fmt: skip
    book.right("officer-ended", officer="k.clerk", custodian="karkh", because="left", heads={})
    book.registered("D-0009")


def a_stolen_registrar(book: Book) -> None:
    seen = len(book.logs["register"].bodies)
    book.officer("thief", "site-officer", "hasakah")
    book.right("key-withdrawn", (("root-1", "root"), ("root-3", "root")), officer="k.registrar",
               key=public_of("k.registrar"), because="lost", heads={public_of("register"): seen})  # fmt: skip
    book.registered("D-0009", signers=(("thief", "site-officer"),))


def typed_in_again(book: Book) -> None:
    """In a log whose name comes first, after what follows the first copy; something hangs below the copy."""
    first, last = sorted(("hasakah", "chinook"), key=public_of)[::-1]
    said: dict[str, Any] = {"person": "D-0005", "how": "opening", "particulars": words("D-0005")}
    book.tell(first, "hasakah", "custody.registered", GUARD, **said)
    name = json.loads(book.logs[first].bodies[-1])["act"]["id"]
    offer = book.offered("H5", ["D-0005"], "chinook")
    again = book.tell(last, "hasakah", "custody.registered", GUARD, after=[offer], act={"id": name}, **said)
    book.accepted(offer, "H5", ["D-0005"], after=[again, offer])


@pytest.mark.parametrize(
    "more",
    [
        None,
        typed_in_again,
        a_withdrawn_key,
        a_forgery_under_a_withdrawn_key,
        forged_and_replayed,
        a_closed_log,
        one_counter,
        cosigned,
        a_grant_ended,
        a_stolen_registrar,
    ],
)
def test_both_verifiers_agree_line_by_line(tmp_path: Path, more: Callable[[Book], None] | None) -> None:
    verifying = pytest.importorskip("musterbook.operation.verifying", reason="the in-house verifier is not here yet")
    book = first_night()
    if more is not None:
        more(book)
    path = tmp_path / "copy.mbk"
    path.write_bytes(book.bytes())

    outcome = verifying.verify_book(path)

    code, lines = verify_bytes(book.bytes())
    assert lines == outcome.lines()
    assert code == outcome.exit_code


@pytest.mark.parametrize("place", [20, 200, 1_000, -40, -1])
def test_both_refuse_a_changed_byte(tmp_path: Path, place: int) -> None:
    verifying = pytest.importorskip("musterbook.operation.verifying", reason="the in-house verifier is not here yet")
    raw = bytearray(first_night().bytes())
    raw[place] ^= 1
    (tmp_path / "copy.mbk").write_bytes(bytes(raw))

    assert verify_bytes(bytes(raw))[0] in (4, 5)
    assert refused_by(verifying.verify_book, tmp_path / "copy.mbk") in (4, 5)


def refused_by(verify: Callable[[Path], Any], path: Path) -> int:
    """The exit of the in-house verifier, which says by an error what it cannot read at all."""
    try:
        return int(verify(path).exit_code)
    except MusterbookError as error:
        return error.exit_code


ROLE_NAMES = st.sampled_from(sorted(ROLES))
KIND_NAMES = [
    "custody.departed",
    "custody.mustered",
    "custody.offered",
    "eligibility.held",
    "rights.granted",
    "strange.kind",
]
rule_said = st.fixed_dictionaries(
    {"kinds": st.sets(st.sampled_from(KIND_NAMES), min_size=1).map(sorted), "first": st.sets(ROLE_NAMES).map(sorted)},
    optional={
        "second": st.sets(ROLE_NAMES, max_size=2).map(sorted), "second_from": st.sampled_from(["any", "same", "pair"]),
        "field": st.sampled_from(["outcome", "ground", "nothing"]),
        "values": st.sets(st.sampled_from(["released", "died", "child"])).map(sorted),
    },
)  # fmt: skip


@settings(deadline=None, max_examples=150)
@given(rules=st.lists(rule_said, max_size=4), kind=st.sampled_from(KIND_NAMES))
def test_whatever_policy_is_set_both_read_the_same_rules_from_it(rules: list[dict[str, Any]], kind: str) -> None:
    said = {"policy": "0" * 64, "schema": "0" * 64, "rules": rules}
    fact = read_fact("rights.policy-set", said)
    assert isinstance(fact, PolicySet)

    ours = [
        (
            one.field,
            one.values,
            one.first,
            ("pair" if one.same_role else one.second_from) if one.second else "",
            one.second,
        )
        for one in rules_under(fact, kind)
    ]
    theirs = [
        (name, values if name else set(), first, source if second else "", second)
        for name, values, first, source, second in verifier.rules_under(said, kind)
    ]

    assert ours == theirs


def test_both_let_an_act_stand_once_that_was_typed_in_again_after_what_followed_it() -> None:
    book = first_night()
    typed_in_again(book)

    _, lines = verify_bytes(book.bytes())

    assert "8 entitled: 37 stand, 1 do not (replayed replayed 1)" in lines
