"""Transactions: what is written is read by another reader, Arabic is right, NIST's own samples come through."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest

from musterbook.biometrics.interchange import itl
from musterbook.biometrics.interchange.profile import profile
from musterbook.biometrics.interchange.transactions import Finger, Other, transaction
from musterbook.terms.errors import Malformed
from tests.biometrics.interchange.making import points, sent, stripes

SAMPLES = Path(__file__).parents[3] / "../shared/data/fingerprints/an2"
MAP = profile("fbi-ebts-map")
TWO = (Finger(1, stripes(1), points=points(), quality=61), Finger(2, missing="amputated"))


def by_hand(data: bytes) -> list[dict[str, str]]:
    """Text records read by the separators of the standard alone, each to the length it gives itself."""
    records = []
    at = 0
    while at < len(data):
        length = int(data[at : data.index(b"\x1d", at)].split(b":")[1])
        body = data[at : at + length]
        assert body.endswith(b"\x1c")
        head, _, picture = body[:-1].partition(b".999:")
        fields = dict(part.split(b":", 1) for part in head.split(b"\x1d") if b":" in part)
        records.append({key.decode(): value.decode("utf-8") for key, value in fields.items()})
        records[-1]["picture"] = str(len(picture))
        at += length
    return records


def test_what_is_written_is_read_by_a_reader_that_knows_separators_alone() -> None:
    read = by_hand(itl.write(transaction(sent(*TWO), MAP)))

    assert [record.get("1.003") for record in read[:1]] == ["1\x1f4\x1e2\x1f0\x1e14\x1f1\x1e9\x1f1\x1e14\x1f3"]
    assert (read[0]["1.002"], read[0]["1.004"], read[0]["1.011"]) == ("0502", "MAP", "00.00")
    assert (read[1]["2.018"], read[1]["2.022"], read[1]["2.025"]) == ("الوهمي, سامي", "19900500", "U")
    assert read[1]["2.084"] == "02\x1fXX"
    assert (read[2]["14.006"], read[2]["14.011"], read[2]["14.013"]) == ("160", "WSQ20", "1")
    assert int(read[2]["picture"]) > 500
    assert (read[3]["9.136"], read[3]["9.137"].split("\x1e")[1]) == ("12", "2\x1f11\x1f17\x1f11\x1f1\x1f90")
    assert (read[4]["14.013"], read[4]["14.018"], read[4]["picture"]) == ("2", "2\x1fXX", "0")


def test_what_is_written_reads_back_the_same() -> None:
    iris = Other(17, b"an eye", "PNG", 640, 480, eye=2, grey=True)
    face = Other(10, b"\xff\xd8 a face \x1c\x1d999:", "JPEGB", 480, 600)
    made = transaction(sent(*TWO, others=(face, iris)), MAP)

    read = itl.read(itl.write(made))

    assert [record.type for record in read] == [1, 2, 14, 9, 14, 10, 17]
    for one, other in zip(made[1:], read[1:], strict=True):
        fields = {number: value for number, value in other.fields.items() if number not in (1, 2)}
        assert (fields, other.data) == (dict(one.fields), one.data)


def test_old_services_get_records_of_fixed_resolution() -> None:
    made = transaction(sent(Finger(7, stripes(7)), Finger(8, missing="bandaged"), fixed_resolution=True), MAP)

    read = itl.read(itl.write(made))

    assert [record.type for record in read] == [1, 2, 4]
    assert (read[0].text(11), read[2].fields[4], read[2].whole(6), read[2].whole(7)) == ("19.69", (("7",),), 160, 200)
    assert read[2].data[:2] == b"\xff\xa0"
    assert read[1].fields[84] == (("08", "UP"),)


def test_pictures_above_wsq_leave_as_jpeg_2000() -> None:
    (picture,) = transaction(sent(Finger(1, stripes(dpi=1000))), MAP)[2:]

    assert picture.text(11) == "JP2"
    assert picture.data[4:8] == b"jP  "


def test_nothing_is_invented_for_a_field_the_receiver_must_have() -> None:
    with pytest.raises(Malformed) as told:
        transaction(sent(known={"sex": "female"}), MAP)

    assert [fault.column for fault in told.value.faults] == ["2.005", "2.018", "2.037", "2.073"]


@pytest.mark.parametrize("sign", ["\x1c", "\x1d", "\x1e", "\x1f"])
def test_a_value_cannot_end_its_own_field(sign: str) -> None:
    with pytest.raises(Malformed, match="separator"):
        itl.write(transaction(sent(known={**sent().known, "name": f"al-Wahmi{sign}2.024:F"}), MAP))


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="NIST's sample files are not on this machine")
def test_samples_of_nist_come_through_unchanged() -> None:
    files = sorted(SAMPLES.glob("*.an2"))
    assert len(files) == 21
    for file in files:
        first = itl.read(file.read_bytes())

        again = itl.read(itl.write(first))

        assert [(one.type, one.idc, one.data) for one in again] == [(one.type, one.idc, one.data) for one in first]
        for one, other in zip(first, again, strict=True):
            ours = {number: value for number, value in other.fields.items() if number not in (1, 3, 15)}
            assert ours == {number: value for number, value in one.fields.items() if number not in (1, 3, 15)}


def test_a_number_that_looks_like_the_name_of_the_picture_does_not_stand_before_it() -> None:
    (head, words, first, *rest) = transaction(sent(*TWO), MAP)
    odd = replace(first, fields=MappingProxyType({**first.fields, 20: itl.plain("a remark, 999:38423")}))

    read = itl.read(itl.write((head, words, odd, *rest)))

    assert read[2].data == first.data


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="NIST's sample files are not on this machine")
def test_pictures_of_nist_begin_as_pictures_do() -> None:
    for file in sorted(SAMPLES.glob("valid1.*.an2")):
        for record in itl.read(file.read_bytes()):
            if record.text(11) in ("JPEGB", "WSQ20"):
                assert record.data[:2] in (b"\xff\xd8", b"\xff\xa0"), (file.name, record.type)


def test_mangled_files_are_malformed_and_nothing_worse() -> None:
    whole = itl.write(transaction(sent(*TWO), MAP))
    chance = random.Random(31)
    refused = 0
    for _ in range(400):
        mangled = bytearray(whole[: chance.randrange(1, len(whole))] if chance.random() < 0.3 else whole)
        for _ in range(chance.randrange(1, 6)):
            mangled[chance.randrange(len(mangled))] = chance.randrange(256)
        try:
            itl.read(bytes(mangled))
        except Malformed:
            refused += 1
    assert refused > 100
