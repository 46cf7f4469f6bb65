"""The server of another program beside a node: its key and password lie in memory, and in no file of the machine."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from musterbook.operation import nats_servers
from musterbook.operation.nats_servers import CERTIFICATE, FOLDER, KEY, SERVER, Lines, new_card, server_words
from musterbook.operation.nats_servers import write_server_file as write
from musterbook.operation.syncing import Here, here
from musterbook.sync.nats import password_of
from musterbook.sync.nats_file import KEY as KEY_LEFT_OUT
from musterbook.sync.nats_file import PASSWORD
from musterbook.terms.errors import Refused
from tests.operation.making import MORNING, open_small_book

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="files that lie in memory are Linux's")
HUB = Lines(listen="0.0.0.0:7422", advertise="hq.example:7422", hub="tls://oversight.example:7422")


@pytest.fixture(scope="module")
def opened_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    book = open_small_book(tmp_path_factory.mktemp("servers"))
    book.close()
    assert book.folder is not None
    return book.folder.parent


@pytest.fixture
def desk(opened_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Here:
    """The desk's machine, on which a server could be started."""
    program = tmp_path / "nats-server"
    program.write_text("#!/bin/sh\necho nats-server: v2.12.1\n", encoding="ascii")
    program.chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path))
    return here(Path(shutil.copytree(opened_once, tmp_path / "willow")), node="desk")


def beside(me: Here) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (me.place / FOLDER).iterdir() if path.is_file()}


def is_sealed(me: Here) -> bool:
    """Whether the key opens to nobody without a secret, and the password stands nowhere."""
    files = beside(me)
    with pytest.raises(TypeError):
        load_pem_private_key(files[KEY], password=None)
    return not any(password_of(me.identity.key).encode() in raw for raw in files.values())


def test_the_server_is_started_with_key_and_password_in_memory_and_neither_lies_in_a_file(desk: Here) -> None:
    new_card(desk, ["hq.example"], MORNING)
    write(desk, [], HUB)

    _, _, file = server_words(desk)

    text = Path(file).read_text("utf-8")
    keys = set(re.findall(r'key_file: "([^"]+)"', text))
    private = load_pem_private_key(Path(*keys).read_bytes(), password=None)
    assert is_sealed(desk)
    assert f'password: "{password_of(desk.identity.key)}"' in text
    assert isinstance(private, EllipticCurvePrivateKey)
    assert private.public_key() == x509.load_pem_x509_certificate(beside(desk)[CERTIFICATE]).public_key()
    assert text.count("key_file") == 2
    assert beside(desk)[SERVER].decode().count(KEY_LEFT_OUT) == 2


def test_what_an_earlier_version_left_in_clear_is_sealed_when_the_server_is_next_started(desk: Here) -> None:
    new_card(desk, ["hq.example"], MORNING)
    place = write(desk, [], HUB).parent
    key, kept = Path(re.findall(r'key_file: "([^"]+)"', Path(server_words(desk)[2]).read_text("utf-8"))[0]), place / KEY
    kept.write_bytes(key.read_bytes())
    clear = place / SERVER
    clear.write_text(
        clear.read_text("utf-8")
        .replace(PASSWORD, f'"{password_of(desk.identity.key)}"')
        .replace(KEY_LEFT_OUT, f'"{kept}"'),
        encoding="utf-8",
    )  # fmt: skip

    again = Path(server_words(desk)[2]).read_text("utf-8")

    assert is_sealed(desk)
    assert str(kept) not in again
    assert (kept.stat().st_mode | clear.stat().st_mode) & 0o077 == 0


def test_without_a_file_or_with_another_logs_key_no_server_is_started(
    desk: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Refused, match=r"nats\.no-file"):
        server_words(desk)
    new_card(desk, ["hq.example"], MORNING)
    write(desk, [], HUB)
    monkeypatch.setattr(nats_servers, "_SECRET", b"another log's")
    with pytest.raises(Refused, match=r"nats\.no-card"):
        server_words(desk)
    monkeypatch.setattr(nats_servers, "PROGRAM", "/nowhere")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(Refused, match=r"nats\.no-program"):
        server_words(desk)
