"""What may lie in the repository, and what may not."""

from __future__ import annotations

import ast
import functools
import re
import subprocess

import pytest

from tests.house.tracked import ROOT, named, python_files, tracked_files

# Names are put together here, so that this file does not hold what it forbids.
HOSTS = [
    "pypi" + ".org",
    "python" + "hosted.org",
    "test.pypi" + ".org",
    "npm" + "js.org",
    "npm" + "js.com",
    "yarn" + "pkg.com",
    "jsdelivr" + ".net",
    "unpkg" + ".com",
    "cdnjs" + ".cloudflare.com",
    "esm" + ".sh",
    "sky" + "pack.dev",
    "fonts." + "googleapis.com",
    "fonts." + "gstatic.com",
    "static" + ".crates.io",
    "conda" + ".anaconda.org",
]
LOCKS = [ROOT / name for name in ("requirements.lock", "cluster.lock", "bootstrap.lock", "tools/npm.lock")]
MACHINE_PATHS = [r"/wor" + r"k/(main|shared|venv)\b", r"/ro" + r"ot/", r"/ho" + r"me/[a-z]", r"C:\\U" + r"sers\\"]
OTHER_PEOPLES = {".woff", ".woff2", ".ttf", ".otf", ".eot", ".wasm", ".whl", ".tgz", ".jar", ".onnx", ".so", ".dll"}
LICENSED_TEXT = {"LICENSE"}


@functools.cache
def texts() -> list[tuple[str, str]]:
    """Name and text of every tracked file that is text."""
    found = []
    for path in tracked_files():
        content = path.read_bytes()
        if b"\0" not in content[:4096]:
            found.append((named(path), content.decode("utf-8", errors="replace")))
    return found


@pytest.mark.parametrize("host", HOSTS)
def test_no_tracked_file_names_a_package_host(host: str) -> None:
    holding = [name for name, text in texts() if re.search(rf"(?<![\w-]){re.escape(host)}\b", text)]

    assert holding == []


@pytest.mark.parametrize("path", MACHINE_PATHS)
def test_no_tracked_file_names_a_path_of_the_machine_it_was_written_on(path: str) -> None:
    holding = [name for name, text in texts() if re.search(path, text)]

    assert holding == []


def test_no_lock_names_an_index_or_a_host() -> None:
    lines = [line for lock in LOCKS for line in lock.read_text("utf-8").splitlines()]

    assert [line for line in lines if "://" in line or line.startswith("-")] == []


def test_every_locked_package_has_a_hash() -> None:
    for lock in LOCKS:
        entries = re.split(r"^(?=[a-z0-9])", lock.read_text("utf-8"), flags=re.MULTILINE)[1:]

        assert entries
        assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_no_file_of_other_peoples_making_is_tracked() -> None:
    by_suffix = [named(path) for path in tracked_files() if path.suffix.lower() in OTHER_PEOPLES]
    minified = [
        named(path)
        for path in tracked_files()
        if path.suffix in {".js", ".mjs", ".css"}
        and (".min." in path.name or max(map(len, path.read_text("utf-8").splitlines()), default=0) > 1000)
    ]

    assert by_suffix == []
    assert minified == []


def test_fetched_assets_are_ignored_by_git() -> None:
    ignored = (ROOT / ".gitignore").read_text("utf-8").splitlines()

    for folder in ("console/assets", "papers/fonts", "biometrics/models"):
        assert f"/src/musterbook/{folder}/" in ignored
        assert [named(path) for path in tracked_files() if f"{folder}/" in named(path)] == []


def test_the_licence_is_whole() -> None:
    text = (ROOT / "LICENSE").read_text("utf-8")

    assert "Apache License" in text
    assert "Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text


@pytest.mark.parametrize("path", python_files("src", "tools", "verifier", "benchmarks", "tests"), ids=named)
def test_every_python_file_opens_by_saying_what_it_is_for(path: object) -> None:
    text = (ROOT / str(path)).read_text("utf-8")

    assert ast.get_docstring(ast.parse(text)), "no docstring"
    assert text.removeprefix("#!/usr/bin/env python3\n").startswith(('"""', 'r"""')), "the docstring is not first"


def test_commands_for_the_deciding_machine_can_be_run() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-s", ".ci/run"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout
    if not listed:
        pytest.skip("this copy has no git, which keeps the mode")

    assert listed.startswith("100755")
