"""Write the locks anew: the exact packages, with hashes and no host, that set-up installs on every platform.

    python tools/lock.py              keep the versions of the present locks where they still fit
    python tools/lock.py --upgrade    take the newest that fit

`requirements.lock` comes from pyproject.toml with its extras `biometrics`, `nats` and `postgresql` and its development
group, `cluster.lock` from it with the extra `cluster`, in the same versions; `bootstrap.lock` holds the installer uv,
`tools/npm.lock` the npm that fetches the console's assets where a machine has none. Needs uv (`bootstrap.lock` brings
it) and a network; run it in the project's environment and read the difference before committing it.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMPILE = ("pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--generate-hashes", "--no-header")
NO_HOST = ("--no-emit-index-url", "--no-emit-find-links")
INSTALLED = ("--extra", "biometrics", "--extra", "nats", "--extra", "postgresql")
LOCKS = {
    "requirements.lock": ("pyproject.toml", *INSTALLED, "--group", "dev"),
    "cluster.lock": ("pyproject.toml", "--extra", "cluster", "--constraints", "requirements.lock"),
    "bootstrap.lock": ("tools/bootstrap.in",),
    "tools/npm.lock": ("tools/npm.in",),
}


def main(words: list[str]) -> int:
    """Compile each lock; stop at the first that cannot be had."""
    uv = shutil.which("uv", path=str(Path(sys.executable).parent)) or shutil.which("uv")
    if uv is None:
        sys.stderr.write("There is no uv here; `pip install uv` brings it.\n")
        return 1
    for lock, sources in LOCKS.items():
        command = [uv, *COMPILE, *NO_HOST, *words, *sources, "-o", lock]
        if subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=False).returncode != 0:
            sys.stderr.write(f"{lock} could not be written (see above).\n")
            return 1
        sys.stderr.write(f"{lock} is written.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
