"""How long a test waits for a page, and when a file of tests in a browser is left out."""

from __future__ import annotations

import pytest
from tools.chromium import CHROMIUM

PATIENCE_MS = 60_000
"""What a page is waited for before a test says it never came; how fast pages are stands in the figures."""
IN_A_BROWSER = [
    pytest.mark.needs_browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed here"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
