"""Redaction on sixty planted files: milliseconds a page, channels that still leak, beside a black box drawn on top.

Run: `PYTHONPATH=src:. python benchmarks/redaction.py [--seeds 3] [--dpi 200]`; about a minute of one core. Times are
CPU time of this process. The corpus is made by tests/evidence/redaction/planted.py: twenty plans, each from its seeds.
"""

from __future__ import annotations

import argparse
import io
import resource
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import pikepdf
from tests.evidence.redaction.planted import Planted, corpus

from musterbook.evidence.redaction import redact_pdf
from musterbook.evidence.redaction.verify import Words, verify_pdf


@dataclass
class Method:
    """What one way of redacting took and left over the whole corpus."""

    name: str
    redact: Callable[[Planted], bytes]
    cpu_seconds: float = 0.0
    size_bytes: int = 0
    leaking_files: int = 0
    leaks: Counter[str] = field(default_factory=Counter)
    changed_digests: int = 0

    def run(self, file: Planted) -> None:
        """Redact one file twice and look into every channel of what came out."""
        began = _cpu_seconds()
        content = self.redact(file)
        self.cpu_seconds += _cpu_seconds() - began
        self.size_bytes += len(content)
        self.changed_digests += self.redact(file) != content
        told = verify_pdf(content, words=Words(file.words), original=file.content, regions=file.regions)
        found = [row.channel for row in told.rows if row.verdict == "found"]
        self.leaks.update(found)
        self.leaking_files += bool(found)


def box_on_top(file: Planted) -> bytes:
    """The naive way: a black box drawn over each page, and everything else as it was."""
    with pikepdf.open(io.BytesIO(file.content)) as pdf:
        for one in file.regions.regions:
            left, low, right, high = one.box
            page = pdf.pages[one.page - 1]
            page.contents_add(pdf.make_stream(f"q 0 g {left} {low} {right - left} {high - low} re f Q".encode()))
        written = io.BytesIO()
        pdf.save(written, deterministic_id=True)
        return written.getvalue()


def main() -> None:
    """Print the table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seeds", type=int, default=3)
    asked.add_argument("--dpi", type=int, default=200)
    words = asked.parse_args()
    ours = Method("pixels and rebuild", lambda file: redact_pdf(file.content, file.regions, dpi=words.dpi).content)
    naive = Method("black box on top", box_on_top)
    files, pages, unnoticed = 0, 0, 0
    for name, file in corpus(words.seeds):
        files += 1
        with pikepdf.open(io.BytesIO(file.content)) as pdf:
            pages += len(pdf.pages)
        before = verify_pdf(file.content, words=Words(file.words), original=file.content, regions=file.regions)
        missed = file.channels - {row.channel for row in before.rows if row.verdict == "found"}
        unnoticed += len(missed)
        if missed:
            print(f"{name}: not noticed in {', '.join(sorted(missed))}", flush=True)
        ours.run(file)
        naive.run(file)
    print(
        f"{files} files, {pages} pages, {words.dpi} dots an inch; planted channels not noticed untouched: {unnoticed}"
    )
    for one in (ours, naive):
        print(f"{one.name}: {one.cpu_seconds / pages * 1000:.1f} ms and {one.size_bytes / pages / 1000:.1f} kB a page;")
        print(f"  leaking files {one.leaking_files}, leaks {one.leaks.total()}, changed digests {one.changed_digests}")
    left = ", ".join(f"{channel} {count}" for channel, count in naive.leaks.most_common())
    print(f"left by the box on top: {left}")
    ratio = ours.cpu_seconds / max(naive.cpu_seconds, 1e-9)
    print(f"rebuilding takes {ratio:.0f} times the CPU; leaks {ours.leaks.total()} to {naive.leaks.total()}")


def _cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
