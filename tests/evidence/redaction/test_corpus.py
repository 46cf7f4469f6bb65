"""The planted files: the verifier names every channel of the untouched file, and none of the redacted one."""

from __future__ import annotations

import pytest

from musterbook.evidence.redaction import redact_pdf
from musterbook.evidence.redaction.verify import Words, verify_pdf
from tests.evidence.redaction.planted import planted

DPI = 110
"""Fewer than people ask for, so that the tests are quick; rounding outwards matters more, not less."""


@pytest.mark.parametrize("plan", range(1, 21))
def test_the_verifier_names_every_planted_channel_and_none_after_redaction(plan: int) -> None:
    file = planted(plan, plan % 3)
    words = Words(file.words)

    before = verify_pdf(file.content, words=words, original=file.content, regions=file.regions)
    redacted = redact_pdf(file.content, file.regions, dpi=DPI)
    after = verify_pdf(redacted.content, words=words, original=file.content, regions=file.regions)

    found = {row.channel for row in before.rows if row.verdict == "found"}
    assert file.channels - found == set()
    assert [row for row in after.rows if row.verdict == "found"] == []
    assert [row.channel for row in after.rows if row.verdict == "not-run"] in ([], ["text-pdftotext"])
