"""Which browser the tests use, and when a file of them is left out."""

from __future__ import annotations

from pathlib import Path

import pytest

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist",
]  # fmt: skip
PATIENCE_MS = 60_000
"""What a page is waited for before a test says it never came; how fast pages are stands in the figures."""
IN_A_BROWSER = [
    pytest.mark.needs_browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed here"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
