"""A catalogue read message by message says what it says when it is read whole."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import pytest

from musterbook.words.catalogue_parts import ONE_BY_ONE, AsAsked, parts_of
from musterbook.words.languages import ENGLISH, LANGUAGES
from musterbook.words.translations import _counting, catalogue_place, translations

HEAD = b'# Native reader: awaited\nmsgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
ONE = b'#: page\nmsgctxt "one"\nmsgid "bread"\nmsgstr "nan"\n'
TWO = b'msgctxt "two"\nmsgid "water"\nmsgstr ""\n"av\\n"\n"\\n"\n"xwes"\n'


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != ENGLISH])
def test_a_message_read_by_itself_counts_as_it_does_in_the_whole(language: str) -> None:
    content = catalogue_place(language).read_bytes()
    own, (_, parts) = AsAsked(content, partial(_counting, language)), parts_of(content)

    assert parts is not None, "as Babel writes it, it stands in parts"
    whole = translations(language).said
    some = sorted(parts)[:: len(parts) // 100]
    assert {key: own.get(key) for key in some} == {key: whole.get(key) for key in some}
    assert len(whole) > len(parts) * 0.9


def test_only_what_is_asked_for_is_read_until_much_is() -> None:
    read: list[bytes] = []

    def reads(content: bytes) -> Mapping[str, tuple[str, ...]]:
        read.append(content)
        return {key: (key,) for key in ("one", "two") if f'"{key}"'.encode() in content}

    own = AsAsked(b"\n\n".join((HEAD, ONE, TWO)), reads)
    found = (own["one"], own["one"], own.get("three"))
    first = len(read)
    for number in range(ONE_BY_ONE):
        own.get(f"none {number}")

    assert (found, first) == ((("one",), ("one",), None), 1)
    assert b"water" not in read[0]
    assert (len(read), list(own), own["two"]) == (2, ["one", "two"], ("two",))


@pytest.mark.parametrize(
    "content",
    [
        b"\r\n\r\n".join((HEAD, ONE, TWO)).replace(b"\n", b"\r\n"), HEAD + ONE + TWO, b"\n\n".join((HEAD, ONE, ONE)),
        b"\n\n".join((HEAD, ONE + TWO)), b"\n\n".join((HEAD, ONE.replace(b'"one"', b'"o\\"ne"'))),
        b"\n\n".join((HEAD, ONE.replace(b'"one"', b'""\n"one"'))),
    ],
)  # fmt: skip
def test_a_catalogue_that_stands_otherwise_is_read_whole(content: bytes) -> None:
    assert parts_of(content) == (content, None)
    assert AsAsked(content, lambda whole: {"one": (str(len(whole)),)})["one"] == (str(len(content)),)
