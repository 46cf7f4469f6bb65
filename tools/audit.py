"""Ask whether anything in the lock is known to be weak; says so and ends well where there is no network to ask.

python -m tools.audit
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WEAK = 1
SECONDS = 120
NO_NETWORK = ("ConnectionError", "Max retries", "Connection", "Temporary failure", "ServiceError", "Name or service")


def main() -> int:
    """Run pip-audit on the lock: 0 when nothing is known or nobody could be asked, 1 when something is weak."""
    command = [
        sys.executable, "-m", "pip_audit", "--requirement", str(ROOT / "requirements.lock"), "--disable-pip",
        "--require-hashes", "--progress-spinner", "off", "--timeout", "10",
    ]  # fmt: skip
    try:
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        sys.stdout.write("known weaknesses: skipped, nobody answered in time\n")
        return 0
    return judged(done.returncode, done.stdout, done.stderr)


def judged(code: int, out: str, err: str) -> int:
    """What a run of pip-audit came to, said in one line or in its own words."""
    if code == 0:
        sys.stdout.write("known weaknesses: none in the lock\n")
        return 0
    if "Found" in err and "known vulnerabilit" in err:
        sys.stdout.write(f"known weaknesses: see below\n{out}")
        return WEAK
    if any(said in err for said in NO_NETWORK):
        sys.stdout.write("known weaknesses: skipped, there is no network to ask\n")
        return 0
    sys.stdout.write(f"known weaknesses: could not be asked\n{err[-2000:]}")
    return WEAK


if __name__ == "__main__":
    sys.exit(main())
