"""Redaction by pixels: pages are drawn, boxes painted, and a new file built of the pictures alone; then it is verified.

Nothing of the source but pixels reaches the new file, so nothing can be left behind in it (casework.md section 10).
"""

from __future__ import annotations

from musterbook.evidence.redaction.rebuild import Redacted, redact_pdf
from musterbook.evidence.redaction.regions import Region, Regions, read_regions
from musterbook.evidence.redaction.source import open_source

__all__ = ["Redacted", "Region", "Regions", "open_source", "read_regions", "redact_pdf"]
