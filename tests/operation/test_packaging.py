"""The first prosecution package: judged, numbered, signed by two, sealed to the recipient, checked without a book."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from musterbook.evidence.releases import Releases
from musterbook.operation import casework, casework_release, packaging
from musterbook.operation.casework_release import Leaving
from musterbook.operation.evidence_beside import EvidenceBeside
from musterbook.operation.package_checking import check_package, make_receipt, read_keys
from musterbook.operation.package_files import files_of, read_package
from musterbook.operation.recipients import Recipient
from musterbook.store.keys import public_of
from musterbook.terms.errors import Malformed, Refused, Tampered
from tests.operation.evidence import MAN, WORDS, asked, book_with_evidence, built
from tests.operation.making import DESK, HARBOUR, acting

SEALING, SIGNING = b"\1" * 32, b"\2" * 32
COURT = Recipient("court", public_of(SEALING, "reader").hex(), public_of(SIGNING, "officer").hex())
TWO = {"f.disclose": "disclosure-officer", "l.legal": "legal-reviewer"}


@pytest.fixture
def beside(tmp_path: Path) -> Iterator[EvidenceBeside]:
    """A book with one dossier of one item, asked for by Germany."""
    with book_with_evidence(tmp_path) as beside:
        built(beside, tmp_path)
        assert asked(beside) == "allow"
        yield beside


def made(beside: EvidenceBeside, folder: Path) -> tuple[dict[str, bytes], dict[str, str]]:
    """The first package, opened by its recipient, and the officers' public keys."""
    out = folder / "first.mbp"
    packaging.make_package(beside, acting(TWO, DESK, minutes=9), "R-1", Leaving(), recipient=COURT, out=out)
    packaging.open_package(SEALING, out, folder / "opened.zip")
    with read_package(folder / "opened.zip") as files:
        return {name: files.whole(name) for name in files.names()}, read_keys(out.with_suffix(".keys.json"))


def test_the_first_package_is_checked_without_a_book_and_its_receipt_closes_the_way(
    beside: EvidenceBeside, tmp_path: Path
) -> None:
    files, keys = made(beside, tmp_path)
    told = check_package(files_of(files), keys)
    receipt = tmp_path / "receipt.json"
    receipt.write_bytes(make_receipt(told["digest"], Ed25519PrivateKey.from_private_bytes(SIGNING)))
    sender = acting("f.disclose/disclosure-officer", DESK, minutes=10)

    packaging.send(beside, sender, "P-0001", how="courier", sealed=tmp_path / "first.mbp")
    packaging.received(beside, sender.then(acting("x/x", DESK, minutes=11).at), "P-0001", receipt)

    assert files["items/MB-000001.txt"] == WORDS
    assert (told["signers"], told["banner"]) == (["f.disclose", "l.legal"], "SECRET//REL TO USA, DEU")
    assert beside.book.reading(Releases).stage("R-1", beside.policies) == "received"
    assert WORDS not in (tmp_path / "first.mbp").read_bytes()


def test_whatever_is_changed_in_a_package_shows(beside: EvidenceBeside, tmp_path: Path) -> None:
    files, keys = made(beside, tmp_path)
    said = {}

    for name in files:
        spoilt = dict(files)
        spoilt[name] = files[name].replace(b"a", b"b", 1) if b"a" in files[name] else files[name] + b"x"
        try:
            check_package(files_of(spoilt), keys)
            said[name] = "nothing"
        except (Tampered, Malformed) as error:
            said[name] = type(error).__name__

    assert "nothing" not in said.values(), said
    assert {"manifest.json", "signatures", "withheld.csv", "custody.jsonld", "labels/MB-000001.xml"} <= said.keys()


def test_a_file_more_or_less_and_a_signer_less_are_noticed(beside: EvidenceBeside, tmp_path: Path) -> None:
    files, keys = made(beside, tmp_path)
    less = {name: raw for name, raw in files.items() if name != "withheld.csv"}

    for spoilt, brought, rule in (
        (less, keys, "file-missing"), ({**files, "note.txt": b"x"}, keys, "file-too-many"),
        (files, {"f.disclose": keys["f.disclose"]}, "too-few-signatures"), (files, {}, "too-few-signatures"),
        (files, dict.fromkeys(keys, keys["l.legal"]), "bad-signature"),
    ):  # fmt: skip
        with pytest.raises(Tampered) as caught:
            check_package(files_of(spoilt), brought)
        assert caught.value.rule == f"package.{rule}"


def test_another_than_the_recipient_opens_nothing_and_signs_no_receipt(beside: EvidenceBeside, tmp_path: Path) -> None:
    files, keys = made(beside, tmp_path)
    receipt = tmp_path / "receipt.json"
    digest = check_package(files_of(files), keys)["digest"]
    receipt.write_bytes(make_receipt(digest, Ed25519PrivateKey.from_private_bytes(b"\3" * 32)))

    with pytest.raises(Refused, match=r"stream\.for-another"):
        packaging.open_package(b"\3" * 32, tmp_path / "first.mbp", tmp_path / "mine.zip")
    with pytest.raises(Tampered):
        packaging.received(beside, acting("f.disclose/disclosure-officer", DESK, minutes=12), "P-0001", receipt)


def test_a_package_cut_short_does_not_open(beside: EvidenceBeside, tmp_path: Path) -> None:
    made(beside, tmp_path)
    short = tmp_path / "short.mbp"
    short.write_bytes((tmp_path / "first.mbp").read_bytes()[:-1])

    with pytest.raises(Tampered):
        packaging.open_package(SEALING, short, tmp_path / "short.zip")

    assert not list(tmp_path.glob("*short.zip*"))


def test_only_an_originator_of_something_in_it_recalls_a_package(beside: EvidenceBeside, tmp_path: Path) -> None:
    made(beside, tmp_path)
    certificate = tmp_path / "certificate.txt"
    certificate.write_text("burnt")

    with pytest.raises(Refused, match=r"package\.not-yours-to-recall"):
        packaging.recall(beside, acting("n.origin/originator", DESK, minutes=10), "P-0001", because="an error")
    packaging.recall(beside, acting("n.origin/originator", HARBOUR, minutes=11), "P-0001", because="an error")
    packaging.destroyed(
        beside, acting("f.disclose/disclosure-officer", DESK, minutes=12), "P-0001", certificate=certificate
    )

    assert beside.book.reading(Releases).stage("R-1", beside.policies) == "closed"


def test_one_officer_alone_packages_nothing(beside: EvidenceBeside, tmp_path: Path) -> None:
    alone = replace(acting(TWO, DESK, minutes=9), officers=(("f.disclose", "disclosure-officer"),))

    with pytest.raises(Refused, match=r"package\.two-sign"):
        packaging.make_package(beside, alone, "R-1", Leaving(), recipient=COURT, out=tmp_path / "one.mbp")

    assert not (tmp_path / "one.mbp").exists()


def test_a_contest_after_the_first_package_names_who_had_it_and_stops_the_second(
    beside: EvidenceBeside, tmp_path: Path
) -> None:
    made(beside, tmp_path)
    sender = acting("f.disclose/disclosure-officer", DESK, minutes=10)
    packaging.send(beside, sender, "P-0001", how="courier", sealed=tmp_path / "first.mbp")

    casework.contest(beside, acting("l.legal/legal-reviewer", DESK, minutes=11), "IT-000001", MAN, because="not him")

    tell = casework_release.recipients_to_tell(beside, "IT-000001")
    assert [(parcel.fact.package, one.fact.country, one.fact.authority) for parcel, one, _ in tell] == [
        ("P-0001", "DEU", "court")
    ]
    with pytest.raises(Refused, match=r"evidence\.contested"):
        packaging.make_package(
            beside, acting(TWO, DESK, minutes=12), "R-1", Leaving(), recipient=COURT, out=tmp_path / "two.mbp"
        )


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the library that reads the graph
@pytest.mark.skipif(importlib.util.find_spec("case_utils") is None, reason="case-utils is not installed")
def test_the_way_of_each_thing_is_sound_case_and_uco(beside: EvidenceBeside, tmp_path: Path) -> None:
    from case_utils.case_validate import validate  # noqa: PLC0415  only where it is installed

    files, _ = made(beside, tmp_path)
    graph = tmp_path / "custody.jsonld"
    graph.write_bytes(files["custody.jsonld"])

    found = validate(str(graph))

    assert found.conforms, found.text
    kinds = {node["@type"] for node in json.loads(files["custody.jsonld"])["@graph"]}
    assert {"case-investigation:InvestigativeAction", "case-investigation:ProvenanceRecord"} <= kinds


def test_a_request_whose_machine_died_before_its_checks_is_asked_for_only_and_nothing_leaves_until_they_are_made(
    tmp_path: Path,
) -> None:
    with book_with_evidence(tmp_path) as beside:
        built(beside, tmp_path)
        case = acting("k.case/case-officer", DESK, minutes=4)
        question = casework_release.Question("D-77", "FRA", "court", "prosecution", "regional court", "a charge")
        casework_release.ask(beside, case, question, request="R-1")
        before = beside.book.reading(Releases).stage("R-1", beside.policies)

        with pytest.raises(Refused):
            packaging.make_package(
                beside, acting(TWO, DESK, minutes=9), "R-1", Leaving(), recipient=COURT, out=tmp_path / "first.mbp"
            )
        judgement = casework_release.judge_request(beside, "R-1", Leaving())
        casework_release.write_judgement(beside, case, "R-1", judgement)

        after = beside.book.reading(Releases).stage("R-1", beside.policies)
        assert (before, judgement.machine, after) == ("asked", "deny", "judged")
        assert not (tmp_path / "first.mbp").exists()
