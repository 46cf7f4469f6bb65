"""What may be left behind in a redacted PDF: every channel looked into on its own, so that one blind eye is not all."""

from __future__ import annotations

from musterbook.evidence.redaction.verify.verifier import Finding, Verified, verify_pdf
from musterbook.evidence.redaction.verify.words import Words, read_words

__all__ = ["Finding", "Verified", "Words", "read_words", "verify_pdf"]
