"""Deeds: every act by its name asks for what its function needs, reads what was typed, and writes once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from musterbook.custody.roll import Roll
from musterbook.eligibility.holds import Holds
from musterbook.ledger.entry import Entry, new_act_id
from musterbook.operation.book import Book
from musterbook.operation.deeds.deed import fields_of, nothing_to_do
from musterbook.operation.deeds.doing import acting_for, digest_of_said, key_of, objections_of, perform, written_under
from musterbook.operation.deeds.every import DEEDS
from musterbook.operation.deeds.reading import Said, read_said
from musterbook.terms.custodians import in_hand
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.people import PersonId
from musterbook.words.say import sentence
from tests.operation.making import MORNING, WILLOW


def people(book: Book) -> list[PersonId]:
    return sorted(book.reading(Roll).on(in_hand(WILLOW)))


def done(book: Book, name: str, said: Said, *officers: str, minutes: int = 30, key: str = "") -> Sequence[Entry]:
    """A deed read, signed and written."""
    deed = DEEDS[name]
    values = read_said(book, deed, said)
    acting = acting_for(book, deed, values, officers, MORNING + timedelta(minutes=minutes), key=key)
    return perform(book, deed, acting, values)


def test_every_deed_says_what_it_asks_for_and_who_may_sign_it(book: Book) -> None:
    for deed in DEEDS.values():
        fields = fields_of(deed, book)

        assert deed.rules, deed.name
        assert {one.name for one in fields} <= set(deed.names)
        assert deed.about in (*deed.names, ""), deed.name
        assert deed.lists.keys() | deed.starts.keys() <= set(deed.names), deed.name


def test_a_form_knows_what_must_be_said_and_from_which_words(book: Book) -> None:
    person = people(book)[0]

    hold = {one.name: one for one in fields_of(DEEDS["hold"], book, person)}

    assert (hold["person"].shape, hold["person"].starts) == ("person", person)
    assert (hold["ground"].shape, hold["ground"].needed, "medical" in hold["ground"].words) == ("word", True, True)
    assert (hold["review_by"].shape, hold["review_by"].needed) == ("moment", False)
    assert nothing_to_do(DEEDS["lift-hold"], book, person)


def test_a_hold_put_by_its_name_stands_and_is_lifted_by_whoever_its_ground_names(book: Book) -> None:
    person = people(book)[0]

    done(book, "hold", {"person": [person.lower()], "ground": ["medical"]}, "w.officer")
    with pytest.raises(Refused) as caught:
        done(book, "lift-hold", {"person": [person], "ground": ["medical"], "because": ["fit"]}, "o.desk", minutes=40)
    (lifted,) = done(
        book, "lift-hold", {"person": [person], "ground": ["medical"], "because": ["fit"]}, "d.doctor", minutes=40
    )

    assert caught.value.objections[0].rule == "rights.no-authority"
    assert lifted.fact.reviewer == "d.doctor"  # type: ignore[attr-defined]  # the fact of this deed has it
    assert book.reading(Holds).on(person) == ()


def test_everything_wrong_with_a_form_is_said_at_once_and_beside_its_field(book: Book) -> None:
    said = {"person": ["AAA-1111-A"], "ground": ["bad mood"], "review_by": ["tomorrow"], "colour": ["red"]}

    with pytest.raises(Malformed) as caught:
        read_said(book, DEEDS["hold"], said)

    assert {(one.column, one.rule) for one in caught.value.faults} == {
        (None, "deed.unknown-field"), ("person", "person.bad-number"), ("ground", "deed.not-listed"),
        ("review_by", "deed.no-moment"),
    }  # fmt: skip


def test_whoever_need_not_know_of_somebody_reads_that_there_is_no_such_number(book: Book) -> None:
    person = people(book)[0]
    with pytest.raises(Malformed) as caught:
        read_said(book, DEEDS["hold"], {"person": [person], "ground": ["medical"]}, sees=lambda _: False)

    assert caught.value.faults[0].rule == "person.unknown"
    assert caught.value.faults[0].values["near"] is None


def test_clearing_many_names_everyone_who_cannot_be_and_why(book: Book) -> None:
    deed, everyone = DEEDS["clear"], people(book)
    values = read_said(book, deed, {
        "people": ["\n".join(everyone)], "destination": ["harbour"], "legal_basis": ["order 7"],
    })  # fmt: skip
    acting = acting_for(book, deed, values, ("e.reviewer",), MORNING + timedelta(minutes=30))

    against = objections_of(book, deed, acting, values)
    good = [one for one in everyone if one not in {objection.person for objection in against}]

    assert {one.rule for one in against} == {"eligibility.hold"}
    assert len(good) == 10
    assert len(perform(book, deed, acting, {**values, "people": tuple(good)})) == 10


def test_a_form_sent_twice_is_found_by_its_key(book: Book) -> None:
    person, key = people(book)[1], key_of(new_act_id(MORNING))
    before = written_under(book, key)

    wrote = done(book, "hold", {"person": [person], "ground": ["security"]}, "s.security", key=key)

    assert before == ()
    assert written_under(book, key) == tuple(wrote)
    with pytest.raises(Malformed):
        written_under(book, "not a key")


def test_what_is_signed_is_told_by_a_digest_over_everything_said(book: Book) -> None:
    deed, person = DEEDS["hold"], people(book)[0]

    one, other = (read_said(book, deed, {"person": [person], "ground": [word]}) for word in ("medical", "court"))

    assert digest_of_said(deed, one) == digest_of_said(deed, dict(one))
    assert digest_of_said(deed, one) != digest_of_said(deed, other)


def test_a_second_officer_where_one_signature_is_enough_is_told_so(book: Book) -> None:
    deed, person = DEEDS["clear"], people(book)[0]
    values = read_said(book, deed, {"people": [person], "destination": ["harbour"], "legal_basis": ["order 7"]})

    with pytest.raises(Refused) as caught:
        acting_for(book, deed, values, ("e.reviewer", "b.escort"), MORNING + timedelta(minutes=30))

    assert "takes one signature: e.reviewer signs, and b.escort need not" in sentence(caught.value.objections[0])


def test_somebody_leaves_by_a_paper_or_by_the_incident_that_tells_of_it(book: Book) -> None:
    one, other, *_ = people(book)

    with pytest.raises(Malformed) as caught:
        done(book, "depart", {"person": [one], "outcome": ["escaped"]}, "w.officer")
    said: Said = {"what": ["ABSCOND"], "words": ["over the wall"], "people": [one]}
    (reported,) = done(book, "report-incident", said, "w.officer")
    incident = reported.fact.incident  # type: ignore[attr-defined]  # the fact of this deed has it
    done(book, "depart", {"person": [one], "outcome": ["escaped"], "incident": [incident]}, "w.officer")
    done(book, "depart", {"person": [other], "outcome": ["deceased"], "paper": ["ab" * 32]}, "w.officer", minutes=40)
    done(book, "recover", {"person": [one], "how": ["recaptured"]}, "w.officer", minutes=50)

    where = book.reading(Roll).where
    assert caught.value.faults[0].rule == "departure.papers"
    assert (where[one], where[other]) == (in_hand(WILLOW), "far/deceased")


def test_receipts_are_given_each_in_his_language_and_only_by_who_holds_him(book: Book) -> None:
    one, other, *_ = people(book)

    (given,) = done(book, "give-receipt", {"people": [one, other], "mark": ["refused"]}, "w.officer")
    with pytest.raises(Refused) as caught:
        done(book, "give-receipt", {"people": [one], "language": ["en"]}, "h.officer", minutes=40)

    receipts = {part.person: part for part in given.fact.receipts}  # type: ignore[attr-defined]  # as above
    assert {part.mark for part in receipts.values()} == {"refused"}
    assert {part.language for part in receipts.values()} == {"ar"}
    assert {one.rule for one in caught.value.objections} == {"receipt.not-the-holder"}


def test_a_fear_is_heard_in_his_language_or_put_off_by_two(book: Book) -> None:
    one, *_ = people(book)
    until = (MORNING + timedelta(hours=20)).isoformat()

    with pytest.raises(Malformed) as caught:
        done(book, "hear-fear", {"person": [one], "heard": ["yes"], "answer": ["yes"]}, "l.legal")
    with pytest.raises(Refused):
        done(book, "hear-fear", {"person": [one], "heard": ["deferred"], "until": [until], "because": ["no time"]},
             "l.legal")  # fmt: skip
    (put_off,) = done(
        book, "hear-fear", {"person": [one], "heard": ["deferred"], "until": [until], "because": ["no time"]},
        "l.legal", "c.coord",
    )  # fmt: skip
    (heard,) = done(
        book, "hear-fear", {"person": [one], "heard": ["yes"], "answer": ["of his uncle"], "interpreter": ["kmr"]},
        "l.legal", minutes=50,
    )  # fmt: skip

    assert caught.value.faults[0].rule == "fear.in-his-language"
    assert (put_off.fact.heard, heard.fact.heard) == ("deferred", "yes")  # type: ignore[attr-defined]  # as above


def test_an_entry_of_ones_own_is_said_to_be_wrong_and_the_other_party_agrees(book: Book) -> None:
    one, *_ = people(book)
    (left,) = done(book, "depart", {"person": [one], "outcome": ["deceased"], "paper": ["ab" * 32]}, "w.officer")

    (said,) = done(book, "correct", {"start": [left.digest[:12]], "because": ["another man"]}, "w.officer", minutes=40)
    waiting = {part.name: part.words for part in fields_of(DEEDS["agree-correction"], book)}
    done(book, "agree-correction", {"start": [said.digest[:8]]}, "h.officer", minutes=50)

    assert waiting["start"] == (said.digest[:8],)
    assert book.reading(Roll).where[one] == in_hand(WILLOW)
    assert nothing_to_do(DEEDS["agree-correction"], book, "")


def test_a_reason_is_offered_where_it_fits_what_is_done(book: Book) -> None:
    def words(deed: str, field: str) -> set[str]:
        return set(next(one for one in fields_of(DEEDS[deed], book) if one.name == field).words)

    assert {"prisoner_refusal", "possible_child"} <= words("call-off-request", "reason") - words("cancel-leg", "reason")
    assert {"weather", "carrier_lost", "made_in_error", "declined"} <= words("cancel-leg", "reason")
    assert words("lodge", "reason") - words("plan-night", "reason") == {"lockout"}
    assert {"MEDICAL", "women"} <= words("reserve-beds", "kind")
    assert not {"DRY", "CSU"} & words("reserve-beds", "kind")
    assert "nowhere" not in words("explain", "at")
