"""Sentences of the account about what was written of single people; nobody in them is named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

HEADINGS: Final[Mapping[str, str]] = {"people_seen_to": "One by one"}
WORDS: Final = (
    "warnings that stand {warnings:,}; watches {watches:,}, not renewed in time {watches_not_renewed:,}",
    "complaints {complaints:,}, answered by others {complaints_answered:,}, waiting too long {complaints_late:,}",
    "answers of sheets doubted {sheets_doubted:,}, of which nobody has answered {doubts_open:,}",
    "seals found broken {seals_broken:,}, bags that stay behind {bags_kept_back:,}, given back {bags_returned:,}",
    "photographs {photographs:,}, numbers of other registers {identifiers:,}, families linked {links:,}",
    "children found by a panel {children_found:,}, ages doubted {ages_doubted:,}",
    "found unfit {found_unfit:,}, protection asked for {asylum_asked:,}",
    "entries corrected by two {corrected:,}, offers called off {called_off:,}, lists that left {lists_exported:,}",
    "legs planned {legs_planned:,}, nights planned {nights_planned:,}",
)
FAMILIES: Final = "families told {sent:,}, nobody known {none_known:,}, not wanted {declined:,}"


def people_lines(told: Mapping[str, Any]) -> Iterator[str]:
    """A line for each thing that is done for people one by one."""
    for words in WORDS:
        yield words.format(**told)
    families = told["families"]
    yield FAMILIES.format(sent=families["sent"], none_known=families["none-known"], declined=families["declined"])
