"""Typefaces: which signs they have is read from their tables; where they are missing, it is said what to do."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from musterbook.papers.typefaces import FAMILIES, FOLDER, fetched, signs
from musterbook.terms.errors import Refused
from musterbook.words.say import sentence

FILES = [name for files in FAMILIES.values() for name in files]
here = pytest.mark.skipif(not FOLDER.is_dir(), reason="the typefaces of papers have not been fetched here")


def typeface(*tables: bytes) -> bytes:
    """A file with nothing but a `cmap`, in which these subtables stand."""
    head = struct.pack(">HH", 0, len(tables))
    at, records = 4 + 8 * len(tables), b""
    for table in tables:
        records += struct.pack(">HHI", 3, 10, at)
        at += len(table)
    directory = struct.pack(">IHHHH", 0x00010000, 1, 0, 0, 0) + struct.pack(">4sIII", b"cmap", 0, 28, at)
    return directory + head + records + b"".join(tables)


def lower(*segments: tuple[int, int, int]) -> bytes:
    """A subtable of form 4: segments of first, last and what is added for the glyph."""
    count = len(segments)
    columns = [[last for _, last, _ in segments], [0], [first for first, _, _ in segments]]
    columns += [[added for _, _, added in segments], [0] * count]
    numbers = [number & 0xFFFF for column in columns for number in column]
    body = struct.pack(f">{len(numbers)}H", *numbers)
    return struct.pack(">HHHHHHH", 4, 14 + len(body), 0, 2 * count, 0, 0, 0) + body


def upper(*groups: tuple[int, int, int]) -> bytes:
    """A subtable of form 12: groups of first, last and the first one's glyph."""
    body = b"".join(struct.pack(">III", *group) for group in groups)
    return struct.pack(">HHIII", 12, 0, 16 + len(body), 0, len(groups)) + body


def filled(folder: Path, *, plain: bytes, bold: bytes) -> Path:
    for files in FAMILIES.values():
        for name, content in zip(files, (plain, bold), strict=True):
            (folder / name).write_bytes(content)
    return folder


def test_signs_are_read_from_both_forms_and_glyph_0_is_no_sign(tmp_path: Path) -> None:
    font = typeface(lower((65, 67, -64), (70, 70, -70), (0xFFFF, 0xFFFF, 1)), upper((0x10000, 0x10001, 5), (48, 49, 0)))

    found = signs(filled(tmp_path, plain=font, bold=font))

    assert found == {65, 66, 67, 0x10000, 0x10001, 49}


def test_a_sign_that_only_the_plain_typeface_has_is_not_counted_on(tmp_path: Path) -> None:
    folder = filled(tmp_path, plain=typeface(upper((65, 70, 1))), bold=typeface(upper((65, 66, 1))))

    assert signs(folder) == {65, 66}


def test_a_missing_typeface_is_refused_and_the_sentence_says_how_to_get_it(tmp_path: Path) -> None:
    (tmp_path / FILES[0]).write_bytes(b"")

    with pytest.raises(Refused) as refused:
        fetched(tmp_path)

    said = sentence(refused.value)
    assert FILES[0] not in said
    assert all(name in said for name in FILES[1:])
    assert "tools/assets.py" in said
    assert "[papers.fonts-missing]" in said


@here
def test_ours_have_the_letters_of_our_languages_and_not_all_there_are() -> None:
    found = signs()

    assert {ord(sign) for sign in "AzéЖ٣٪٫٬ڕڵۆێەء\ufffd\u2068\u2069"} <= found
    assert not {ord(sign) for sign in "中□\ue000"} & found
