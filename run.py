"""Set up Musterbook on this machine, once, and start it: `python3 run.py demo`.

One file, standard library only, and readable by Python 3.8, so that an old Python can still say what is wrong.
Everything said here goes to standard error: standard output belongs to the program that is started.

    python3 run.py                     the rehearsal (the same as `run.py demo`)
    python3 run.py test [WORDS]        pytest
    python3 run.py house               formatting, lint, types, floor plan, docs
    python3 run.py add cluster         install Ray too, for planning on several machines
    python3 run.py wheels FOLDER       collect everything needed to set up a machine without a network
    python3 run.py --wheels FOLDER …   set up from such a folder, without a network, then go on
    python3 run.py ANYTHING ELSE       `muster ANYTHING ELSE`
"""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
ADDED = VENV / ".cluster"
STAMP = VENV / ".musterbook"
PREPARED = VENV / ".planner"
PLANNING = ("demo", "rehearse", "plan", "test")
WINDOWS = os.name == "nt"
PROGRAMS = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = PROGRAMS / ("python.exe" if WINDOWS else "python")
WANTED = ((3, 11), (3, 13))

NO_INSTALLER = (
    "This Python has neither pip nor ensurepip, and uv is not installed. "
    "Debian or Ubuntu: sudo apt install python3-pip. Elsewhere: install uv."
)


class CannotSetUp(Exception):
    """What stands in the way, in a sentence for the person at the keyboard."""


def main(words: list[str]) -> int:
    """Set up if needed, then become the program asked for; returns an exit code only when that cannot be."""
    if not WANTED[0] <= sys.version_info[:2] <= WANTED[1]:
        say("Musterbook needs Python 3.11, 3.12 or 3.13; this is Python {}.{}.{}.".format(*sys.version_info[:3]))
        return 2
    wheels = None
    if words[:1] == ["--wheels"]:
        if len(words) < 2:
            say("Say which folder holds the wheels: python3 run.py --wheels FOLDER demo")
            return 2
        wheels, words = Path(words[1]).resolve(), words[2:]
    try:
        if not ready():
            set_up(wheels)
        return start(words or ["demo"], wheels)
    except CannotSetUp as fault:
        say(str(fault))
    except OSError as fault:
        say(f"Cannot set up in {ROOT}: {fault}.")
    except KeyboardInterrupt:
        say("Stopped. The next start sets up from the beginning.")
        return 130
    return 1


def ready() -> bool:
    """True when `.venv` was finished by this Python, in this folder, from these files."""
    return STAMP.is_file() and STAMP.read_text("utf-8") == expected_stamp() and PYTHON.exists()


def expected_stamp() -> str:
    """SHA-256 over all that a finished set-up depends on; a moved or copied folder gives another."""
    digest = hashlib.sha256()
    named = [ROOT / name for name in ("pyproject.toml", "requirements.lock", "bootstrap.lock")]
    for part in [sys.version.encode(), str(ROOT).encode(), *(path.read_bytes() for path in named)]:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def start(words: list[str], wheels: Path | None = None) -> int:
    """Become pytest, the house checks or `muster`, with exit code and Ctrl-C theirs."""
    first, rest = words[0], words[1:]
    if first == "wheels":
        return collect_wheels(rest)
    if first == "add":
        return add(rest, wheels)
    command = [str(PROGRAMS / ("muster.exe" if WINDOWS else "muster")), *words]
    if first == "test":
        # One worker more than two cores: many tests wait for a disk, a server or a browser.
        command = [str(PYTHON), "-m", "pytest", *(rest or ["-n", "3", "--dist", "worksteal"])]
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # beside another worker more threads wait for each other
    if first == "house":
        command = [str(PYTHON), str(ROOT / "tools" / "house.py"), *rest]
    if first in ("test", "house"):
        os.chdir(ROOT)
    os.environ["PYTHONUTF8"] = "1"
    keep_compiled()
    if first in PLANNING and not PREPARED.exists():
        prepare_planner()
    sys.stdout.flush()
    sys.stderr.flush()
    if not WINDOWS:
        os.execv(command[0], command)
    return run_and_wait(command)


def keep_compiled() -> None:
    """Where the machine wants no compiled modules beside their sources, keep them inside `.venv` all the same.

    Compiling everything again is a second of every command, and the tests start commands and servers by the hundred.
    """
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
        os.environ.setdefault("PYTHONPYCACHEPREFIX", str(VENV / "compiled"))


def prepare_planner() -> None:
    """Compile the planner beside what was asked for: most of a minute of another core, once.

    Nothing depends on it: whoever plans before it is done waits for it, or compiles it himself if it was stopped.
    """
    import subprocess

    apart = {"creationflags": 0x00000008} if WINDOWS else {"start_new_session": True}
    command = [str(PYTHON), "-m", "musterbook.lift.search.warm"]
    nowhere = subprocess.DEVNULL
    subprocess.Popen(command, cwd=ROOT, stdin=nowhere, stdout=nowhere, stderr=nowhere, **apart)
    PREPARED.touch()


def run_and_wait(command: list[str]) -> int:
    """Windows has no exec: wait for the program, and leave Ctrl-C to it."""
    import signal
    import subprocess

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return subprocess.call(command)


# Setting up. The order matters: nothing is created before an installer is found, and the stamp is written last.


def set_up(wheels: Path | None) -> None:
    """Make `.venv` hold the locked packages, the project and, if they can be had, the assets."""
    uv, pip, ensurepip = find_uv(), find_pip(), has_ensurepip()
    if not (uv or pip or ensurepip):
        raise CannotSetUp(NO_INSTALLER)
    if wheels is not None and not wheels.is_dir():
        raise CannotSetUp(f"There is no folder {wheels}.")
    say("Setting up .venv (once, about half a minute)")
    create(VENV)
    fetching = Assets(wheels)
    if not (uv or pip):
        call([str(PYTHON), "-m", "ensurepip"], quiet=True)
        pip = [str(PYTHON), "-m", "pip"]
    if not uv and pip and install([*pip, "install"], "-r", "bootstrap.lock", wheels=wheels, quiet=True):
        uv = [str(PROGRAMS / "uv"), "pip", "install", "--python", str(PYTHON)]
    installers = [way for way in (uv, [*pip, "install"] if pip else None) if way]
    install_first_that_can(installers, "-r", "requirements.lock", wheels=wheels)
    install_first_that_can(installers, "--no-deps", "--no-build-isolation", "-e", str(ROOT), wheels=wheels)
    fetching.finish(installers)
    STAMP.write_text(expected_stamp(), "utf-8")


def add(words: list[str], wheels: Path | None) -> int:
    """Install what only some need, in the versions of its lock, beside what is there."""
    if words != ["cluster"]:
        say("Say what to add: python3 run.py add cluster")
        return 2
    uv, pip = find_uv(), [str(PYTHON), "-m", "pip", "install"]
    install_first_that_can([uv, pip] if uv else [pip], "-r", "cluster.lock", wheels=wheels)
    ADDED.touch()
    say("Ray is installed: docs/how-to/plan-on-a-cluster.md")
    return 0


def find_uv() -> list[str] | None:
    """`uv` on the path, if it also runs (a version switcher may leave an empty shell of it there)."""
    import shutil

    uv = shutil.which("uv")
    works = uv is not None and call([uv, "--version"], quiet=True)
    return [str(uv), "pip", "install", "--python", str(PYTHON)] if works else None


def find_pip() -> list[str] | None:
    """This Python's own pip, pointed at `.venv`, so that an externally managed Python is never touched."""
    python = outer_python()
    works = call([python, "-m", "pip", "--version"], quiet=True)
    return [python, "-m", "pip", "--python", str(PYTHON)] if works else None


def has_ensurepip() -> bool:
    """True if this Python can put a pip of its own into `.venv`."""
    return call([outer_python(), "-c", "import ensurepip; ensurepip.version()"], quiet=True)


def outer_python() -> str:
    """The Python that survives clearing `.venv`, even if `.venv` itself runs this file."""
    inside = Path(sys.prefix).resolve() == VENV
    return str(getattr(sys, "_base_executable", sys.executable)) if inside else sys.executable


def create(folder: Path) -> None:
    """Create a fresh environment without pip; what an interrupted set-up left there is cleared."""
    import venv

    venv.EnvBuilder(clear=True, symlinks=not WINDOWS, with_pip=False).create(folder)


def install_first_that_can(installers: list[list[str]], *words: str, wheels: Path | None) -> None:
    """Try uv, then pip: a mirror may be known only to pip, since uv does not read pip's settings."""
    for tried, installer in enumerate(installers):
        if install(installer, *words, wheels=wheels, quiet=tried == 0 and "uv" in Path(installer[0]).stem):
            return
    raise CannotSetUp(
        f"Could not install {words[-1]} (see above). With no network, take a folder made elsewhere by "
        "`python3 run.py wheels FOLDER` and start with `python3 run.py --wheels FOLDER demo`."
    )


def install(installer: list[str], *words: str, wheels: Path | None, quiet: bool) -> bool:
    """Run one installer; packages come only as hashed wheels, from `wheels` alone if it is given.

    The lock is complete and names nothing twice, so nothing is resolved; bytecode is written at first use.
    """
    command = [*installer, *words]
    if words[0] == "-r":
        command += ["--require-hashes", "--no-deps", "--only-binary", ":all:", "--no-compile"]
    if wheels is not None:
        command += ["--no-index", "--find-links", str(wheels)]
    return call([*command, *(["--quiet"] if quiet else [])], show_errors=True)


def call(command: list[str], *, quiet: bool = False, show_errors: bool = False) -> bool:
    """Run a program from the project's folder with its words on standard error; True if it succeeded."""
    import subprocess

    surroundings = {**os.environ, "PIP_USER": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PYTHONUTF8": "1"}
    silent = quiet and not show_errors
    out = subprocess.DEVNULL if silent else sys.stderr
    try:
        return subprocess.call(command, cwd=ROOT, env=surroundings, stdout=out, stderr=out) == 0
    except OSError:
        return False


class Assets:
    """The fetching of what `assets.toml` lists: by npm beside the installing, as both mostly wait, by pip after it."""

    def __init__(self, wheels: Path | None) -> None:
        """Start at once if npm or a folder is there; otherwise wait for an installer to bring npm."""
        import shutil
        import subprocess

        self.by_pip = None if wheels is not None else [str(PYTHON), str(ROOT / "tools" / "assets.py"), "--only", "pip"]
        self.command = [outer_python(), str(ROOT / "tools" / "assets.py")]
        self.command += ["--only", "npm"] if wheels is None else ["--from", str(wheels / "assets")]
        self.at_once = wheels is not None or shutil.which("npm") is not None
        if self.at_once:
            self.running = subprocess.Popen(
                self.command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
            )

    def finish(self, installers: list[list[str]]) -> None:
        """Wait for the end and say what is missing; nothing but what needs them is stopped by their absence."""
        if self.at_once:
            words, _ = self.running.communicate()
            sys.stderr.write(words)
        else:
            self.with_npm_of_our_own(installers)
        if self.by_pip is not None:
            call(self.by_pip, show_errors=True)

    def with_npm_of_our_own(self, installers: list[list[str]]) -> None:
        """Bring npm into a throw-away environment, use it, and remove it."""
        import shutil

        throwaway = VENV / ".npm"
        create(throwaway)
        python = throwaway / PYTHON.relative_to(VENV)
        lock = str(ROOT / "tools" / "npm.lock")
        for installer in installers:
            elsewhere = [str(python) if word == str(PYTHON) else word for word in installer]
            if install(elsewhere, "-r", lock, wheels=None, quiet=True):
                break
        call([*self.command, "--npm", str(python.parent / "npm")], show_errors=True)
        shutil.rmtree(throwaway, ignore_errors=True)


def collect_wheels(words: list[str]) -> int:
    """Fill a folder with the wheels and assets for machines like this one: same system, same Python version."""
    if len(words) != 1:
        say("Say where to put the wheels: python3 run.py wheels FOLDER")
        return 2
    folder = Path(words[0]).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    for lock in ("requirements.lock", "bootstrap.lock", *(["cluster.lock"] if ADDED.exists() else [])):
        download = [str(PYTHON), "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"]
        if not call([*download, "--only-binary", ":all:", "-r", lock, "-d", str(folder)]):
            raise CannotSetUp(f"Could not collect the wheels of {lock} (see above).")
    if not call([str(PYTHON), str(ROOT / "tools" / "assets.py"), "--copy-to", str(folder / "assets")]):
        raise CannotSetUp("The wheels are there, the assets are not (see above).")
    wheels = len(list(folder.glob("*.whl")))
    say(f"{wheels} wheels and the assets are in {folder}.")
    say("On the other machine: python3 run.py --wheels FOLDER demo")
    return 0


def say(sentence: str) -> None:
    """Tell the person at the keyboard."""
    sys.stderr.write(sentence + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
