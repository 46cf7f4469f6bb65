"""The independent verifier finds each planted fault, reads the published vectors, and passes what is sound."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.verifier.loading import VERIFIER, verifier, verify_bytes
from tests.verifier.making import (
    Book,
    Log,
    counted,
    first_night,
    frame_of,
    inclusion_of,
    note_of,
    public_of,
    root_of,
    sealed,
    sha,
    words,
)

HASAKAH = public_of("hasakah")[:16]
GUARD = (("h.guard", "site-officer"),)


def line_of(raw: bytes, step: int) -> str:
    return next(line for line in verify_bytes(raw)[1] if line.startswith(f"{step} "))


def quiet() -> Book:
    """A book in which nothing is open."""
    book = Book()
    book.registered("D-0001")
    return book


def tiny() -> Book:
    """A register with one entry and nothing else, so that every byte of it can be tried."""
    book = Book()
    del book.logs["register"].bodies[1:]
    del book.logs["register"].sizes[1:]
    return book


# what is sound


def test_a_sound_book_is_told_line_by_line() -> None:
    code, lines = verify_bytes(first_night().bytes())

    assert code == 6
    assert lines[:12] == [
        "1 canonical: 34 entries of 3 logs",
        "2 chained: every entry follows the one before in its log",
        "3 rooted: 34 checkpoints, every root recomputed",
        "4 signed by nodes: every checkpoint under its log's key; 0 cosignatures",
        "5 forks: none",
        "6 register: 28 entries, 2 of 3 roots; 8 officers, 8 grants in force",
        "7 acts: 63 signatures by 7 keys; none used at or beyond its withdrawal",
        "8 entitled: 34 stand, 0 do not",
        "9 links: every standing entry follows what it cites",
        "10 recount: 3 people, each on exactly one account; 5 postings chained",
        "11 accounts: chinook/in-hand 1, hasakah/in-hand 1, hasakah/unaccounted 1",
        "12 discrepancies: 2 open (missing 1, offered-not-accepted 1)",
    ]
    assert lines[12].startswith("head ")
    assert f"newest: {HASAKAH} size 5 at 2026-01-21T20:11:10+03:00" in lines
    assert lines[-1].startswith("cannot: an entry never written")


def test_a_book_in_which_nothing_is_open_ends_with_nought() -> None:
    code, lines = verify_bytes(quiet().bytes())

    assert code == 0
    assert lines[11] == "12 discrepancies: none open"


def test_cosignatures_that_hold_are_counted_and_one_that_does_not_is_named() -> None:
    book = quiet()
    book.cosigners = ("karkh", "hasakah")
    notes = book.notes(book.logs["hasakah"])
    spoilt = notes[1].rpartition("— ")[0] + "— " + note_of(
        book.logs["hasakah"], 0, register=book.position(), cosigners=("hasakah",)
    ).rpartition("— ")[2]  # fmt: skip
    parts = [frame_of(book.logs["hasakah"], 0, 1, spoilt)]

    assert line_of(book.bytes(), 4).endswith("58 cosignatures")
    assert "FAILED cosignature" in line_of(sealed([b"\1" + part for part in parts]), 4)


# what is not


def test_any_byte_changed_is_found() -> None:
    raw = tiny().bytes()

    codes = {
        verify_bytes(raw[:place] + bytes((raw[place] ^ bit,)) + raw[place + 1 :])[0]
        for place in range(len(raw))
        for bit in (1, 128)
    }

    assert codes <= {4, 5}


def test_any_byte_changed_by_someone_who_closes_the_file_again_is_found_or_changes_nothing() -> None:
    raw = tiny().bytes()
    sound = verify_bytes(raw)

    for place in range(12, len(raw) - 32):
        inner = raw[:place] + bytes((raw[place] ^ 4,)) + raw[place + 1 : -32]
        told = verify_bytes(inner + sha(inner))

        assert told[0] in (4, 5) or told == sound


@pytest.mark.parametrize("length", [0, 5, 12, 43, 44, 60, 500, -1, -33])
def test_a_file_cut_off_is_found(length: int) -> None:
    assert verify_bytes(first_night().bytes()[:length])[0] in (4, 5)


def test_bytes_behind_the_end_are_found() -> None:
    raw = first_night().bytes()

    assert verify_bytes(raw + b"\0")[0] == 5
    assert verify_bytes(sealed([raw[12:-32], b"\7"]))[0] == 4


def test_a_bomb_is_turned_away_before_it_is_unpacked() -> None:
    log = Log("hasakah", [b"{" + b" " * 200_000 + b"}"], [1])
    note = note_of(log, 1, register=(0, sha().hex()))

    code, lines = verify_bytes(sealed([b"\1" + frame_of(log, 0, 1, note)]))

    assert code == 4
    assert "bomb" in lines[0]


def entry_of(book: Book, seq: int) -> bytes:
    return book.logs["hasakah"].bodies[seq]


def resigned(book: Book) -> bytes:
    """The file as the node itself would sign it after changing its own log."""
    return book.bytes()


def a_missing_entry(book: Book) -> None:
    log = book.logs["hasakah"]
    del log.bodies[2], log.sizes[-1]


def two_swapped(book: Book) -> None:
    bodies = book.logs["hasakah"].bodies
    bodies[1], bodies[2] = bodies[2], bodies[1]


def a_wrong_prev(book: Book) -> None:
    book.registered("D-0009", prev="ab" * 32)


def a_word_changed(book: Book) -> None:
    bodies = book.logs["hasakah"].bodies
    bodies[0] = bodies[0].replace(b"D-0001", b"D-0007")


@pytest.mark.parametrize("spoil", [a_missing_entry, two_swapped, a_wrong_prev, a_word_changed])
def test_a_node_that_rewrites_its_own_log_breaks_the_chain(spoil: Callable[[Book], None]) -> None:
    book = first_night()
    spoil(book)

    code, lines = verify_bytes(resigned(book))

    assert code == 5
    assert lines[1].startswith("2 chained: FAILED")
    assert HASAKAH in lines[1]


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (lambda body: body.replace(b'{"act"', b'{ "act"'), "not-canonical"),
        (lambda body: body.replace(b'"seq":0', b'"seq":0.0'), "float"),
        (lambda body: body.replace(b'"seq":0', b'"seq":9007199254740992'), "integer-too-large"),
        (lambda body: body.replace(b'"v":1', b'"v":2'), "entry-version"),
        (lambda body: body.replace(b'"how":"opening"', b'"how":{"a":{"a":{"a":{"a":{"a":{"a":1}}}}}}'), "too-deep"),
    ],
)
def test_an_entry_that_is_not_canonical_is_malformed(change: Callable[[bytes], bytes], rule: str) -> None:
    book = quiet()
    log = book.logs["hasakah"]
    log.bodies[0] = change(log.bodies[0])

    code, lines = verify_bytes(book.bytes())

    assert code == 4
    assert lines[0] == f"1 canonical: FAILED {rule} (log {HASAKAH} seq 0)"


def test_a_wrong_root_is_named_and_is_a_second_history_the_log_signed() -> None:
    book = quiet()
    log = book.logs["hasakah"]
    note = note_of(log, 1, register=book.position(), root=sha(b"another"))

    code, lines = verify_bytes(sealed([book.parts()[-1], b"\1" + frame_of(log, 0, 1, note)]))

    assert code == 5
    assert f"3 rooted: FAILED root (log {HASAKAH} size 1)" in lines
    assert f"5 forks: FAILED two-views log {HASAKAH} seq 0" in lines


def test_a_checkpoint_under_another_key_is_named() -> None:
    book = quiet()
    log = book.logs["hasakah"]

    raw = sealed([b"\1" + frame_of(log, 0, 1, note_of(log, 1, register=book.position(), key="thief"))])

    assert "FAILED checkpoint-signature" in line_of(raw, 4)


def test_checkpoints_of_two_operations_are_not_one_book() -> None:
    book = quiet()
    other = quiet()
    other.operation = "another"

    raw = sealed([*book.parts()[:1], *other.parts()])

    assert "operations" in line_of(raw, 3)


def test_an_entry_no_checkpoint_covers_is_named() -> None:
    book = quiet()
    log = book.logs["hasakah"]
    note = note_of(log, 1, register=book.position())
    book.registered("D-0002")

    code, lines = verify_bytes(sealed([b"\1" + frame_of(log, 0, 2, note, size=2)]))

    assert code == 4
    assert "frame-note" in lines[0]


def fork_of(book: Book) -> tuple[bytes, dict[str, object]]:
    """Another branch of a log from its last entry on: the frame, and the proof."""
    log, register = book.logs["hasakah"], book.position()
    other = Log("hasakah", [*log.bodies[:-1], log.bodies[-1].replace(b"opening", b"capture")], list(log.sizes))
    size = len(log.bodies)
    sides = [
        {
            "entry": base64.b64encode(one.bodies[-1]).decode(),
            "inclusion": [leaf.hex() for leaf in inclusion_of(one.leaves, size - 1)],
            "note": note_of(one, size, register=register),
        }
        for one in (log, other)
    ]
    frame = b"\1" + frame_of(other, 0, size, note_of(other, size, register=register))
    return frame, {"log": log.name, "seq": size - 1, "sides": sides, "v": 1}


def test_two_views_in_one_copy_are_a_fork_and_both_branches_are_set_aside() -> None:
    book = first_night()
    book.registered("D-0004")
    frame, _ = fork_of(book)

    code, lines = verify_bytes(sealed([*book.parts(), frame]))

    assert code == 5
    assert f"5 forks: FAILED two-views log {HASAKAH} seq 5" in lines
    assert "8 entitled: 34 stand, 1 do not (quarantined log-forked 1)" in lines


def test_a_fork_proof_holds_by_the_logs_key_alone_and_a_false_one_is_found() -> None:
    book = quiet()
    book.registered("D-0002")
    _, proof = fork_of(book)
    book.proofs = [proof]
    sound = line_of(book.bytes(), 5)
    book.proofs = [{**proof, "seq": 0}]

    assert sound == f"5 forks: FAILED two-views log {HASAKAH} seq 1"
    assert line_of(book.bytes(), 5) == "5 forks: FAILED a fork proof does not hold"


def test_a_version_that_parts_below_the_place_of_its_fork_does_not_hold() -> None:
    book = quiet()
    book.registered("D-0002")
    _, proof = fork_of(book)
    log, register = book.logs["hasakah"], book.position()
    lower = Log("hasakah", [log.bodies[0].replace(b"opening", b"capture")], [1])
    assert lower.bodies != log.bodies[:1]
    frame = b"\1" + frame_of(lower, 0, 1, note_of(lower, 1, register=register))
    ours = b"\1" + frame_of(log, 0, 1, note_of(log, 1, register=register))
    book.proofs = [proof]

    code, lines = verify_bytes(sealed([*book.parts(), frame]))
    _, held = verify_bytes(sealed([*book.parts(), ours]))

    assert code == 5
    assert any(line.startswith("5 forks: FAILED") and "1 more" in line for line in lines)
    assert f"5 forks: FAILED two-views log {HASAKAH} seq 1" in held


# who may


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"forged": {"h.guard": "thief"}}, "not-entitled unknown-key 1"),
        ({"signers": ()}, "not-entitled not-signed 1"),
        ({"signers": (("h.guard", "receiving-officer"),)}, "not-entitled no-authority 1"),
        ({"signers": (("k.receiver", "receiving-officer"),)}, "not-entitled no-authority 1"),
        ({"act": {"kind": "custody.beamed"}}, "not-understood needs-newer-software 1"),
        ({"act": {"form": 2}}, "not-understood needs-newer-software 1"),
        ({"after": ["ab" * 32]}, "waiting link-missing 1"),
        ({"position": (900, "ab" * 32)}, "waiting register-behind 1"),
        ({"position": (3, "ab" * 32)}, "not-entitled other-register 1"),
    ],
)
def test_an_act_without_right_or_parent_does_not_stand_and_is_told_by_rule(told: dict[str, object], why: str) -> None:
    book = quiet()
    book.registered("D-0002", **told)  # type: ignore[arg-type]

    code, lines = verify_bytes(book.bytes())

    assert code == 0
    assert lines[7] == f"8 entitled: 29 stand, 1 do not ({why})"
    assert "10 recount: 1 people" in lines[9]


def test_a_role_swapped_after_signing_is_a_bad_signature() -> None:
    book = quiet()
    book.registered("D-0002", bend=lambda entry: entry["signed"][0].update(role="register-clerk"))

    assert line_of(book.bytes(), 8).endswith("(not-entitled bad-signature 1)")


def test_a_signature_taken_from_another_act_does_not_hold() -> None:
    book = quiet()
    first = json.loads(entry_of(book, 0))
    book.registered("D-0002", bend=lambda entry: entry.update(signed=first["signed"]))

    assert line_of(book.bytes(), 8).endswith("(not-entitled bad-signature 1)")


def test_a_withdrawn_key_keeps_what_lies_below_the_size_seen() -> None:
    book = quiet()
    book.registered("D-0002")
    position = book.position()
    book.right("key-withdrawn", officer="h.guard", key=public_of("h.guard"), because="lost",
               heads={public_of("hasakah"): 1})  # fmt: skip
    book.registered("D-0003", position=position)

    assert line_of(book.bytes(), 8) == "8 entitled: 30 stand, 2 do not (quarantined key-withdrawn 2)"


def test_honest_work_is_adopted_by_two_and_a_forgery_never() -> None:
    book = quiet()
    good = book.registered("D-0002")
    bad = book.registered("D-0003", forged={"h.guard": "thief"})
    book.right("key-withdrawn", officer="h.guard", key=public_of("h.guard"), because="lost",
               heads={public_of("hasakah"): 1})  # fmt: skip
    book.right("adopted", entries=sorted((good, bad)), because="seen")

    assert line_of(book.bytes(), 8) == "8 entitled: 32 stand, 1 do not (not-entitled unknown-key 1)"


def test_nothing_stands_beyond_the_size_a_log_was_closed_at() -> None:
    book = quiet()
    book.registered("D-0002")
    book.right("node-closed", log=public_of("hasakah"), at_size=1, at_root="", because="stolen")

    assert line_of(book.bytes(), 8).endswith("(quarantined after-close 1)")


def test_a_log_the_register_does_not_know_waits() -> None:
    book = quiet()
    book.tell("new laptop", "hasakah", "custody.control-lost", GUARD, site="hasakah", because="attack",
              since="2026-01-21T06:00:00+00:00")  # fmt: skip

    assert line_of(book.bytes(), 8).endswith("(waiting unknown-node 1)")


def test_a_count_by_one_officer_waits_for_the_second_who_may_sign_elsewhere() -> None:
    book = quiet()
    count = book.tell("hasakah", "hasakah", "custody.mustered", GUARD, muster="M", present=["D-0001"])
    before = line_of(book.bytes(), 8)
    book.tell("karkh", "hasakah", "rights.countersigned", (("h.clerk", "register-clerk"),), entry=count)

    assert before.endswith("(waiting needs-second-signature 1)")
    assert line_of(book.bytes(), 8) == "8 entitled: 31 stand, 0 do not"


def test_the_giver_may_not_sign_the_acceptance() -> None:
    book = quiet()
    offer = book.offered("H1", ["D-0001"], "chinook")
    book.accepted(offer, "H1", ["D-0001"], signers=GUARD)

    assert line_of(book.bytes(), 8).endswith("(not-entitled giver-signed-acceptance 1)")


def test_the_same_act_twice_counts_once() -> None:
    book = quiet()
    act = json.loads(entry_of(book, 0))["act"]
    book.registered("D-0001", act=act)

    assert line_of(book.bytes(), 8).endswith("(replayed replayed 1)")


def test_a_threshold_of_roots_that_is_not_met_is_no_register() -> None:
    book = tiny()
    book.logs.clear()
    book.right(
        "root-set", (("root-1", "root"),), keys=sorted(public_of(f"root-{one}") for one in (1, 2, 3)), threshold=2
    )

    code, lines = verify_bytes(book.bytes())

    assert code == 5
    assert lines[5] == "6 register: FAILED no-roots"


def test_another_register_in_a_checkpoint_is_found() -> None:
    book = quiet()
    log = book.logs["hasakah"]
    register, _ = book.parts()[:2], None

    raw = sealed([*[part for part in book.parts() if log.name.encode() not in part[:400]], b"\1" + frame_of(
        log, 0, 1, note_of(log, 1, register=(5, "ab" * 32)))])  # fmt: skip

    assert register
    assert line_of(raw, 6).startswith("6 register: FAILED another register in a checkpoint")


# what the inspector brings


def test_a_checkpoint_brought_is_grown_out_of_or_named() -> None:
    book = quiet()
    note = note_of(book.logs["hasakah"], 1, register=book.position())
    book.registered("D-0002")
    grown = book.bytes()
    other = quiet()
    other.logs["hasakah"].bodies[0] = book.logs["hasakah"].bodies[1].replace(b'"seq":1', b'"seq":0')

    assert verify_bytes(grown, brought=[note])[0] == 0
    late = note_of(book.logs["hasakah"], 2, register=book.position())
    assert "behind the checkpoint brought" in verify_bytes(quiet().bytes(), brought=[late])[1][4]
    assert "not grown out of" in verify_bytes(other.bytes(), brought=[note])[1][4]


def test_against_another_copy_it_names_what_one_has_and_the_other_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = quiet()
    (tmp_path / "old.mbk").write_bytes(book.bytes())
    digest = book.registered("D-0002")
    (tmp_path / "new.mbk").write_bytes(book.bytes())

    verifier.main([str(tmp_path / "new.mbk"), "--against", str(tmp_path / "old.mbk")])

    assert f"against: only here: {HASAKAH} seq 1 {digest[:8]}" in capsys.readouterr().out


def test_json_says_the_same_with_the_exit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "copy.mbk").write_bytes(first_night().bytes())

    code = verifier.main([str(tmp_path / "copy.mbk"), "--json"])

    told = json.loads(capsys.readouterr().out)
    assert code == told["exit"] == 6
    assert told["lines"] == verify_bytes(first_night().bytes())[1]
    assert told["roots"] == sorted(public_of(f"root-{one}") for one in (1, 2, 3))


def test_a_file_that_is_not_there_is_wrong_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verifier.main([str(tmp_path / "none.mbk")]) == 2
    assert "No such file" in capsys.readouterr().err


def test_no_line_names_a_person() -> None:
    book = first_night()
    a_word_changed(book)
    book.registered("D-0004", signers=())

    assert "D-0" not in "\n".join(verify_bytes(book.bytes())[1])


def test_roots_are_those_of_the_slow_definition() -> None:
    leaves = [sha(str(number).encode()) for number in range(70)]

    assert verifier.roots_of(leaves) == [root_of(leaves[:size]) for size in range(71)]


def test_checkpoint_parts_hold_at_most_four_hundred() -> None:
    log = Log("hasakah")

    code, _ = verify_bytes(sealed([counted(4, {"log": log.name, "notes": ["x"] * 401, "v": 1})]))

    assert code == 4
    assert VERIFIER.is_file()


def ruled(book: Book, **rule: object) -> None:
    """A policy with one rule is set."""
    book.right("policy-set", policy=words("policy"), schema=words("schema"), rules=[rule], act={"form": 2})


def test_a_policy_that_was_set_judges_what_its_writers_knew_and_nothing_older() -> None:
    book = quiet()
    before = book.position()
    ruled(book, kinds=["custody.registered"], first=["register-clerk"])

    book.registered("D-0002", position=before)
    book.registered("D-0003")
    book.registered("D-0004", signers=(("h.clerk", "register-clerk"),))

    assert line_of(book.bytes(), 8).endswith("1 do not (not-entitled no-authority 1)")


def test_no_policy_drops_a_second_person_and_two_counting_officers_count_together() -> None:
    book = quiet()
    book.officer("h.other", "counting-officer", "hasakah")
    pair = (("h.count", "counting-officer"), ("h.other", "counting-officer"))
    book.tell("hasakah", "hasakah", "custody.mustered", pair, muster="M1", present=["D-0001"])
    together = line_of(book.bytes(), 8)
    ruled(book, kinds=["custody.mustered"], first=["site-officer"])
    book.tell("hasakah", "hasakah", "custody.mustered", GUARD, muster="M2", present=["D-0001"])

    assert together.endswith("0 do not")
    assert line_of(book.bytes(), 8).endswith("(waiting needs-second-signature 1)")
