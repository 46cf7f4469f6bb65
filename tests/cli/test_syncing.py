"""sync, node, nodes show, forks, turned-away: two machines meet over a real, encrypted link, and by a stick."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tools import nats_server

from musterbook.cli import meeting_nodes
from musterbook.ledger.facts import Digest
from musterbook.operation import carrying_sealed, syncing
from musterbook.operation.catalogue import read_folder
from musterbook.operation.opening import Founding, open_folder
from musterbook.operation.synced import Synced
from musterbook.operation.syncing import Here
from musterbook.store.sqlite import open_store
from musterbook.sync.calling import Contact
from musterbook.sync.cards import make_card
from musterbook.sync.exchange import Bring, Reply, Request
from musterbook.sync.going import EndedHere, Far, Watch
from musterbook.sync.http import Link
from musterbook.terms.errors import Malformed, Refused, Tampered
from musterbook.terms.moves import Objection
from tests.cli.asking import SOURCE, Asking, done
from tests.operation.making import BUS, HARBOUR, MORNING, WILLOW, fill


@pytest.fixture(scope="module")
def opened_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("nodes")
    place = fill(folder / "willow")
    nodes = {"forward": frozenset({WILLOW, BUS})}
    open_folder(read_folder(place, today=MORNING), Founding(place / "book", MORNING, seed=1, nodes=nodes)).close()
    return folder / "willow"


@pytest.fixture
def two(opened_once: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[Asking, Asking]:
    """The desk, and the forward site that went away with a copy."""
    for name in ("desk", "forward"):
        shutil.copytree(opened_once, tmp_path / name)
    return Asking(capsys, tmp_path / "desk"), Asking(capsys, tmp_path / "forward")


def count_called(muster: Asking, at: str) -> str:
    """The forward site calls a count: one act more in its log; its digest."""
    return str(done(muster.write(at, "--json", "count", "call", "willow", "--key", "w.officer")).json["digest"])


@contextmanager
def answers(folder: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The desk in a process of its own, and the address at which it answers."""
    words = [sys.executable, "-m", "musterbook", "-C", str(folder), "node", "--port", "0", "--as", "desk"]
    with subprocess.Popen(
        words, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(SOURCE)}
    ) as desk:
        assert desk.stderr is not None
        told = desk.stderr.readline()
        yield told.split(" at ")[1].split(";")[0].strip(), desk
        desk.terminate()
        desk.wait(timeout=20)


@pytest.fixture
def answering(two: tuple[Asking, Asking]) -> Iterator[str]:
    """The address at which the desk answers."""
    with answers(two[0].folder) as (address, _):
        yield address


def test_who_is_just_writing_is_waited_for_and_named_before_a_machine_meets_another(
    monkeypatch: pytest.MonkeyPatch, two: tuple[Asking, Asking]
) -> None:
    tries: list[str] = []

    def call(me: Here, address: str, **_: object) -> Synced:
        tries.append(me.name)
        if len(tries) < 8:
            raise Refused(Objection("store.in-use", values={"folder": "forward", "pid": 1}))
        return Synced(address, contact=Contact(done=True), ended=True)

    monkeypatch.setattr(syncing, "call", call)

    answer = two[1]("--yes", "--json", "sync", "https://hq.example", "--as", "forward")

    assert (len(tries), done(answer).json[0]["done"]) == (8, True)
    assert "forward" in answer.err


def test_a_node_that_is_not_who_it_says_or_an_address_that_is_none_holds_no_other_up(
    monkeypatch: pytest.MonkeyPatch, two: tuple[Asking, Asking]
) -> None:
    def call(me: Here, address: str, **_: object) -> Synced:
        assert me.name == "forward"
        if "thief" in address:
            raise Tampered("sync.greeting", log=16 * "0")
        if "wrong" in address:
            raise Malformed.because("sync.not-asked")
        return Synced(address, contact=Contact(peer="1" * 64, done=True), ended=True)

    monkeypatch.setattr(syncing, "call", call)
    hosts = ["https://thief.example", "wrong", "https://hq.example"]

    answer = two[1]("--yes", "sync", *hosts, "--as", "forward")
    alone = two[1]("--yes", "sync", hosts[0], "--as", "forward")

    assert (answer.code, alone.code) == (5, 5)
    lines = answer.out.splitlines()
    assert [line.partition(": not met")[0] for line in lines[:2]] == hosts[:2]
    assert "0 new entries here" in lines[2]


def test_nodes_are_called_in_turns_and_what_came_in_each_is_counted_together(
    monkeypatch: pytest.MonkeyPatch, two: tuple[Asking, Asking]
) -> None:
    tries: list[str] = []

    def call(me: Here, address: str, *, watch: Watch, **_: object) -> Synced:
        assert me.name == "forward"
        tries.append(address)
        one, ends = Synced(address, new=1, contact=Contact(peer="1" * 64)), tries.count(address) == 2
        one.ended = one.contact.done = ends or "slow" not in address
        with suppress(EndedHere):
            watch(Far(to_come=3, came=len(tries)))
        return one

    monkeypatch.setattr(syncing, "call", call)
    monkeypatch.setattr(meeting_nodes, "TURN_SECONDS", -1.0)
    slow, quick = "https://slow.example", "https://quick.example"

    told = done(two[1]("--yes", "--json", "sync", slow, quick, "--as", "forward")).json

    assert tries == [slow, quick, slow]
    assert [(one["address"], one["new"], one["done"]) for one in told] == [(slow, 2, True), (quick, 1, True)]


def test_who_is_asked_to_stop_says_what_came_what_is_left_and_who_was_not_called(
    monkeypatch: pytest.MonkeyPatch, two: tuple[Asking, Asking]
) -> None:
    def call(me: Here, address: str, *, watch: Watch, **_: object) -> Synced:
        assert me.name == "forward"
        signal.raise_signal(signal.SIGINT)
        far = Far(to_come=9, came=4, to_go=2)
        with pytest.raises(EndedHere):
            watch(far)
        return Synced(address, new=4, contact=Contact(peer="1" * 64), far=far)

    monkeypatch.setattr(syncing, "call", call)

    answer = two[1]("--yes", "sync", "https://a.example", "https://b.example", "--as", "forward")

    assert answer.code == 3
    lines = answer.out.splitlines()
    assert "4 new entries here" in lines[0]
    assert "stopped here; what came is kept" in lines[1]
    assert "still to come: 5 entries; still to go: 2" in lines[2]
    assert lines[3] == "https://b.example: not called before it was stopped"
    assert "once more ends at once" in answer.err


def test_what_a_site_wrote_alone_is_at_the_desk_after_one_call_and_again_changes_nothing(
    two: tuple[Asking, Asking], answering: str
) -> None:
    desk, forward = two
    written = count_called(forward, "12:00")
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # and does not listen
        address = f"https://127.0.0.1:{nobody.getsockname()[1]}"
        assert forward("--yes", "sync", address, "--as", "forward").code == 3

    first = done(forward("--yes", "--json", "sync", answering, "--as", "forward")).json
    again = done(forward("--yes", "sync", answering, "--as", "forward"))

    assert first[0]["done"]
    assert first[0]["stuck"] == {}
    assert "0 new entries here, 0 frames brought there" in again.out
    assert written in head_and_digests(desk.folder)[1]
    assert head_and_digests(desk.folder) == head_and_digests(forward.folder)
    rows = {row["name"]: row for row in done(forward("--json", "nodes", "show")).json}
    assert rows["desk"]["met_at"] is not None
    assert rows["forward"]["cosigned"] == 1
    assert (rows["desk"]["owed"], rows["desk"]["wrong"]) == (0, "")
    lines = {row["address"]: row for row in forward("--json", "nodes", "links").json}
    assert (lines[address]["wrong"], lines[address]["met_at"], lines[address]["node"]) == ("sync.nobody", None, "")
    assert (lines[answering]["wrong"], lines[answering]["node"], lines[answering]["to_go"]) == ("", "desk", 0)
    assert "obody answered at this address" in forward("nodes", "links").out
    assert done(forward("nodes", "waits")).out.strip() == "everything stands"
    assert done(desk("forks")).out.strip() == "no log was written in two versions"
    assert done(desk("turned-away")).out.strip() == "nothing was turned away"
    assert "forward" in done(desk("nodes", "show")).out


def test_a_stick_brings_the_same_and_twice_nothing(two: tuple[Asking, Asking], tmp_path: Path) -> None:
    desk, forward = two
    written = count_called(forward, "12:00")

    out = done(forward("--json", "sync", "--out", str(tmp_path / "stick"), "--as", "forward")).json
    came = done(desk("--yes", "--json", "sync", "--in", out["bundle"])).json
    again = done(desk("--yes", "--json", "sync", "--in", out["bundle"])).json

    assert Path(out["bundle"]).name.startswith("forward-")
    assert (came[0]["new"], again[0]["new"]) == (1, 0)
    assert written in head_and_digests(desk.folder)[1]
    assert head_and_digests(desk.folder) == head_and_digests(forward.folder)


def test_a_stick_for_one_node_brings_what_is_sealed_of_its_people_once_and_what_was_changed_is_named(
    two: tuple[Asking, Asking], answering: str, tmp_path: Path
) -> None:
    desk, forward = two
    done(forward("--yes", "sync", answering, "--as", "forward"))
    with syncing.here(forward.folder, node="forward").opened() as lost:
        gone = lost.destroy_all(set(lost.digests("particulars").values()))

    out = done(desk("--json", "sync", "--out", str(tmp_path / "stick"), "--to", "forward", "--as", "desk")).json
    raw = Path(out["bundle"]).read_bytes()
    at = raw.index(b'"envelope":"') + 40
    inner = raw[:at] + (b"B" if raw[at : at + 1] == b"A" else b"A") + raw[at + 1 : -32]
    (tmp_path / "changed.bundle").write_bytes(inner + hashlib.sha256(inner).digest())
    changed = forward("--yes", "--json", "sync", "--in", str(tmp_path / "changed.bundle"))
    came = done(forward("--yes", "--json", "sync", "--in", out["bundle"])).json
    again = done(forward("--yes", "--json", "sync", "--in", out["bundle"])).json

    assert gone > 1
    assert (changed.code, changed.json[0]["turned_away"]) == (5, ["sync.seal-differs"])
    assert changed.json[0]["sealed"] + came[0]["sealed"] == gone
    assert came[0]["sealed"] == 1
    assert (again[0]["sealed"], again[0]["turned_away"]) == (0, [])


def test_sealed_things_that_a_site_brings_over_a_line_cut_in_the_middle_arrive_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The desk is to hold the people of Willow and has lost what is sealed of them; it is only ever called."""
    place = fill(tmp_path / "desk")
    nodes = {"forward": frozenset({HARBOUR})}
    open_folder(read_folder(place, today=MORNING), Founding(place / "book", MORNING, seed=1, nodes=nodes)).close()
    shutil.copytree(place, tmp_path / "forward")
    desk, forward = (syncing.here(tmp_path / name, node=name) for name in ("desk", "forward"))
    with desk.opened() as sealed:
        whole = sealed.digests("particulars")
        sealed.destroy_all(set(whole.values()))
    monkeypatch.setattr(carrying_sealed, "BLOBS_BYTES_MAX", 1)  # each thing in a request of its own
    brought: list[str] = []

    def bring(address: str, machine: subprocess.Popen[str], *, cut_at: int = -1) -> Synced:
        with Link(address) as link, forward.writing() as store:

            def ask(request: Request) -> Reply:
                if isinstance(request, Bring) and request.blobs:
                    brought.extend(one.digest for one in request.blobs)
                    if len(brought) == cut_at:
                        machine.kill()
                return link.ask(request)

            return syncing.meet(
                forward, store, ask, address="line", now=lambda: datetime.now(UTC), entropy=os.urandom,
                channel=link.channel,
            )  # fmt: skip

    with answers(desk.place) as (address, machine):
        cut = bring(address, machine, cut_at=2)
    with desk.opened() as sealed:
        first = set(sealed.digests("particulars"))
    with answers(desk.place) as (address, machine):
        rest, again = bring(address, machine), bring(address, machine)
    with desk.opened() as sealed, desk.reading() as store:
        assert set(sealed.digests("particulars")) == set(whole)
        assert store.turned_away() == []
        assert sealed.open(Digest(brought[0]))

    assert (cut.contact.done, rest.contact.done, again.contact.done) == (False, True, True)
    assert (first, cut.trouble) == ({brought[0]}, "sync.cut")
    assert sorted(brought[2:]) == sorted(set(whole) - first)
    assert len(whole) > 2


def test_a_few_acts_go_by_codes_from_screen_to_camera(two: tuple[Asking, Asking], tmp_path: Path) -> None:
    desk, forward = two
    written = count_called(forward, "12:00")

    shown = done(forward("--json", "sync", "--qr", "1", "--as", "forward")).json["codes"]
    (tmp_path / "seen.txt").write_text("\n".join([*reversed(shown), shown[0]]), encoding="utf-8")
    came = done(desk("--yes", "--json", "sync", "--seen", str(tmp_path / "seen.txt"))).json

    assert came["new"] == 1
    assert written in head_and_digests(desk.folder)[1]


def test_only_a_node_that_was_met_can_be_written_for(two: tuple[Asking, Asking], tmp_path: Path) -> None:
    never = two[1]("sync", "--out", str(tmp_path / "stick"), "--to", "desk", "--as", "forward")
    nobody = two[1]("sync")

    assert never.code == 3
    assert "No node called desk was ever met" in never.err
    assert nobody.code == 4


def head_and_digests(folder: Path) -> tuple[str, set[str]]:
    store = open_store(folder / "book", read_only=True)
    try:
        return store.head(), {one.digest for one in store.entries()}
    finally:
        store.close()


@pytest.mark.needs_server
def test_servers_are_set_up_from_cards_and_a_site_meets_the_desk_by_letters(
    two: tuple[Asking, Asking], tmp_path: Path
) -> None:
    if not nats_server.program():
        pytest.skip("Debian's package nats-server is not installed")
    ports = {name: str(nats_server.free_port()) for name in ("desk", "forward", "leaf")}
    asking = dict(zip(("desk", "forward"), two, strict=True))
    cards = {
        name: done(one("--yes", "--json", "nodes", "card", "--name", "127.0.0.1", "--as", name)).json["card"]
        for name, one in asking.items()
    }
    leaf = f"127.0.0.1:{ports['leaf']}"
    lines = {"desk": ["--listen", leaf, "--advertise", leaf], "forward": ["--hub", f"tls://{leaf}"]}
    other = {"desk": "forward", "forward": "desk"}
    with ExitStack() as running:
        for name, one in asking.items():
            words = ["--card", cards[other[name]], "--client", f"127.0.0.1:{ports[name]}", *lines[name]]
            file = done(one("--json", "nodes", "nats", *words, "--as", name)).json["file"]
            assert Path(file).stat().st_mode & 0o077 == 0
            log = running.enter_context((tmp_path / f"{name}.said").open("wb"))
            words = [sys.executable, "-m", "musterbook", "-C", str(one.folder), "nodes", "nats-server", "--as", name]
            server = running.enter_context(
                subprocess.Popen(words, stdout=log, stderr=log, env={**os.environ, "PYTHONPATH": str(SOURCE)})
            )
            running.callback(server.kill)
            nats_server.wait_until_listening(int(ports[name]), server, seconds=120)
        words = [sys.executable, "-m", "musterbook", "-C", str(two[0].folder), "node", "--port", "0", "--as", "desk"]
        desk = running.enter_context(subprocess.Popen(
            [*words, "--nats", f"nats://127.0.0.1:{ports['desk']}"], stderr=subprocess.PIPE, text=True,
            env={**os.environ, "PYTHONPATH": str(SOURCE)},
        ))  # fmt: skip
        running.callback(desk.terminate)
        assert desk.stderr is not None
        said = [desk.stderr.readline() for _ in range(2)]
        assert any("etters come and go" in line for line in said), said
        written = count_called(two[1], "12:00")
        address = f"nats://127.0.0.1:{ports['forward']}/desk"
        for _ in range(20):
            met = two[1]("--yes", "--json", "sync", address, "--as", "forward")
            if met.code == 0:
                break

    assert met.code == 0, met
    assert written in head_and_digests(two[0].folder)[1]
    assert head_and_digests(two[0].folder) == head_and_digests(two[1].folder)
    rows = {row["name"]: row for row in done(two[1]("--json", "nodes", "show")).json}
    assert rows["desk"]["carrier"] == "nats"


@pytest.mark.needs_server
def test_a_card_that_nobody_signed_or_of_a_log_nobody_knows_is_refused(
    two: tuple[Asking, Asking], tmp_path: Path
) -> None:
    mine = done(two[0]("--yes", "--json", "nodes", "card", "--name", "hq.example", "--as", "desk")).json["card"]
    card, now = Path(mine).read_text(), datetime(2026, 1, 21, tzinfo=UTC)
    forged, strange = tmp_path / "forged.card", tmp_path / "strange.card"
    forged.write_text(card.replace("BEGIN CERT", "BEGIN  CERT"))
    operation = str(json.loads(card)["operation"])
    strange.write_bytes(make_card(Ed25519PrivateKey.generate(), operation, ["x"], now)[0].text())

    told = [two[0]("nodes", "nats", "--card", str(one), "--as", "desk") for one in (forged, strange)]
    without = two[1]("nodes", "nats", "--as", "forward")

    assert [one.code for one in told] == [5, 3]
    assert "did not sign this card" in told[0].err
    assert "knows no open node" in told[1].err
    assert "muster nodes card" in without.err
