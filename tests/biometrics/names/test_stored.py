"""An index in a file answers as the one it was made from; stale, altered or foreign ones are refused."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from musterbook.biometrics.names.model import trained
from musterbook.biometrics.names.people import Listed
from musterbook.biometrics.names.searching import Index
from musterbook.biometrics.names.stored import HEADER, store, stored
from musterbook.terms.errors import Malformed, Tampered
from tests.biometrics.names.test_searching import ASKED, crowd

DIGEST = "5" * 64


@pytest.fixture
def made(tmp_path: Path) -> tuple[Path, list[Listed], Index]:
    """An index of invented people, and its file."""
    names, claims = crowd(300)
    names[7], claims[7] = "يوسف كنعان الجبوري", ASKED
    people = [Listed(f"P-{at}", name, one) for at, (name, one) in enumerate(zip(names, claims, strict=True))]
    index = Index(names, claims)
    store(tmp_path / "people.index", people, index, table="people.csv", table_digest=DIGEST)
    return tmp_path / "people.index", people, index


def test_it_answers_as_the_one_it_was_made_from(made: tuple[Path, list[Listed], Index]) -> None:
    path, people, index = made
    asked = (["Yousef Kanan al Joubouri", "Umar Bilal Kenzi"], [ASKED, ASKED], trained())

    again = stored(path, table_digest=DIGEST)

    assert again.people == people
    assert again.index.search(*asked) == index.search(*asked)
    assert again.people[again.index.search(*asked)[0][0].place].number == "P-7"
    assert path.stat().st_mode & 0o077 == 0
    assert [one.name for one in path.parent.iterdir()] == ["people.index"]


def test_an_index_of_another_table_is_stale(made: tuple[Path, list[Listed], Index]) -> None:
    with pytest.raises(Malformed) as refusal:
        stored(made[0], table_digest="6" * 64)

    assert [fault.rule for fault in refusal.value.faults] == ["names.index-stale"]


@pytest.mark.parametrize(("name", "raised"), [("numbers", Tampered), ("people", Tampered), (HEADER, Malformed)])
def test_what_was_changed_is_found(made: tuple[Path, list[Listed], Index], name: str, raised: type[Exception]) -> None:
    path = made[0]
    with np.load(path) as held:
        arrays = {key: held[key] for key in held.files}
    changed = arrays[name].copy()
    if name == HEADER:
        header = {**json.loads(changed.tobytes()), "version": "names-index-0"}
        changed = np.frombuffer(json.dumps(header).encode(), np.uint8)
    else:
        changed[5] += 1
    with path.open("wb") as stream:
        np.savez(stream, **{**arrays, name: changed})

    with pytest.raises(raised):
        stored(path)


@pytest.mark.parametrize("content", [b"", b"id,name\n1,Umar\n", b"PK\x03\x04 cut short"])
def test_what_is_no_index_is_malformed(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "index").write_bytes(content)

    with pytest.raises(Malformed):
        stored(tmp_path / "index")
