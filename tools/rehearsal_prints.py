"""Grows the invented fingers that a rehearsal keeps, and finds their points with LEADER.

`PYTHONPATH=src python -m tools.rehearsal_prints` takes about a minute and writes prints-1.zip (decision 0790). What is
written differs by a grey level here and there from machine to machine: the file in the project is the one that counts.
"""

from __future__ import annotations

from pathlib import Path

from musterbook.biometrics.capture.leader import Leader
from musterbook.rehearsal.prints_kept import FILE, grown

if __name__ == "__main__":
    place = Path(__file__).parents[1] / "src" / "musterbook" / "rehearsal" / FILE
    place.write_bytes(grown(Leader()))
    print(f"{place.name}: {place.stat().st_size:,} bytes")
